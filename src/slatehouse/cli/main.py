"""The `slatehouse` command's way in."""

__all__ = ["main"]


def main() -> None:
    """Run the command line, and exit with a code of `failures.ExitCode`."""
    # A worker process imports this module again, as part of its parent's main module. It needs none of the
    # commands, and should not pay for them with time and memory.
    from slatehouse.cli.application import run

    run()
