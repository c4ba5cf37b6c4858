"""What a command refuses by itself."""

__all__ = ["CommandRefused"]


class CommandRefused(Exception):
    """A command cannot be done on the site as it is, or with what was given; the message says why."""
