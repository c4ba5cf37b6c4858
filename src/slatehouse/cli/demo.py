"""`slatehouse demo`: a site with a small film in it, made once and served over TLS."""

import os
import shlex
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

import slatehouse
from slatehouse.cli import tls
from slatehouse.cli.demo_site import made_before, make_demo
from slatehouse.cli.options import ReadyJson
from slatehouse.cli.output import print_json, print_line
from slatehouse.cli.serve import serve_site
from slatehouse.config import load
from slatehouse.demo import DemoSummary

__all__ = ["commands"]

_DEFAULT_PORT = 8443
# They come with the source tree, not with the package.
_EXAMPLES = Path(slatehouse.__file__).parents[2] / "examples"

commands = typer.Typer(add_completion=False)


@commands.command()
def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the demo site is kept between runs.")
    ] = Path("demo-site"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = _DEFAULT_PORT,
    as_json: ReadyJson = False,
) -> None:
    """Make a demo site once, serve it over TLS, and say what to try."""
    summary = made_before(directory)
    if summary is None:
        make_demo(directory)
        _begin_again()
    configuration = load(directory)

    def ready(url: str, certificate: tls.Certificate | None) -> None:
        assert certificate is not None
        if as_json:
            facts = {"url": url, "pid": os.getpid(), "authority": str(certificate.authority)}
            print_json(facts | asdict(summary))
        else:
            print_line(_welcome(url, certificate, summary))

    server = msgspec.structs.replace(configuration.settings.server, port=port)
    serve_site(configuration, server, use_tls=True, on_ready=ready)


def _begin_again() -> NoReturn:
    """Run the same command anew, in the same process.

    The drawing leaves threads behind that would take Ctrl-C from the server, and 200 MB.
    """
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _welcome(url: str, certificate: tls.Certificate, summary: DemoSummary) -> str:
    credentials = ("--script", summary.script_name, "--key", summary.script_key)
    place = "" if _EXAMPLES.is_dir() else ", in the folder of Slatehouse's sources"
    return "\n".join(
        (
            f"The film “{summary.project}” is at {url}. Ctrl-C stops it.",
            f"Open it in a browser and sign in as {summary.login}, password {summary.password}.",
            f"Script {summary.script_name}, key {summary.script_key}.",
            "",
            f"In another terminal, trust its certificate and try{place}:",
            f"  export REQUESTS_CA_BUNDLE={shlex.quote(str(certificate.authority))}",
            "  " + _example("search_notes.py", url, *credentials, "--author", summary.person),
            "  " + _example("download_thumbnail.py", url, *credentials, "--note", str(summary.note_id)),
        )
    )


def _example(name: str, *arguments: str) -> str:
    """The command that runs an example, to be pasted into a shell in this folder."""
    script = _from_here(_EXAMPLES / name) if _EXAMPLES.is_dir() else f"examples/{name}"
    return shlex.join((_python(), script, *arguments))


def _python() -> str:
    """The Python that has what the examples need: the one that runs this."""
    return "python" if shutil.which("python") == sys.executable else _from_here(Path(sys.executable))


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
