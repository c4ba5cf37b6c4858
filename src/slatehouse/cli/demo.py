"""`slatehouse demo`: a site with a small film in it, made once and served over TLS."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from slatehouse.accounts.caller import system_caller
from slatehouse.cli import tls
from slatehouse.cli.output import print_json, print_line
from slatehouse.cli.serve import serve_site
from slatehouse.config import load
from slatehouse.demo import DemoSummary, build
from slatehouse.demo.entering import SiteSession
from slatehouse.demo.session import Report
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing

__all__ = ["demo", "fill"]

_SUMMARY = "demo.json"
_UNFINISHED = "demo-unfinished"
_DEFAULT_PORT = 8443


def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the demo site is kept between runs.")
    ] = Path("demo-site"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = _DEFAULT_PORT,
    as_json: Annotated[
        bool, typer.Option("--json", help="Once the server answers, say what is where in one line of JSON.")
    ] = False,
) -> None:
    """Make a demo site once, serve it over TLS, and say what to try."""
    summary = _summary_of(directory) or _make(directory)
    configuration = load(directory)
    server = msgspec.structs.replace(configuration.settings.server, port=port)

    def ready(url: str, certificate: tls.Certificate | None) -> None:
        assert certificate is not None
        if as_json:
            print_json({"url": url, "authority": str(certificate.authority), **asdict(summary)})
        else:
            print_line(_welcome(url, certificate, summary))

    serve_site(configuration, server, use_tls=True, on_ready=ready)


def fill(site: Site) -> DemoSummary:
    """Enter the demo film into an empty site, with a progress bar; returns what there is to try."""
    with _progress() as report:
        summary = build(SiteSession(site), report)
    with writing(site, system_caller(logs_events=False)) as writes:
        script = writes.make("ApiUser", {"firstname": summary.script_name})
    site.accounts.set_script_key(script, summary.script_key)
    (site.directory / _SUMMARY).write_bytes(msgspec.json.encode(summary))
    return summary


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar for each thing that is being made; nothing where nobody watches."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def report(label: str, done: int, total: int) -> None:
            if label not in bars:
                bars[label] = progress.add_task(label, total=total)
            progress.update(bars[label], completed=done, total=total)

        yield report


def _summary_of(directory: Path) -> DemoSummary | None:
    """What a demo site that was made before holds; None where there is none, or one half made."""
    try:
        return msgspec.json.decode((directory / _SUMMARY).read_bytes(), type=DemoSummary)
    except FileNotFoundError:
        return None


def _make(directory: Path) -> DemoSummary:
    """A new demo site; what an interrupted attempt left is removed."""
    mark = directory / _UNFINISHED
    if mark.exists():
        shutil.rmtree(directory)
    site = create_site(directory)
    try:
        mark.touch()
        summary = fill(site)
        mark.unlink()
    finally:
        site.close()
    return summary


def _welcome(url: str, certificate: tls.Certificate, summary: DemoSummary) -> str:
    credentials = f"--script {summary.script_name} --key {summary.script_key}"
    return "\n".join(
        (
            f"The film “{summary.project}” is at {url}. Ctrl-C stops it.",
            f"Script {summary.script_name}, key {summary.script_key}.",
            "",
            "In another terminal, trust its certificate and try:",
            f"  export REQUESTS_CA_BUNDLE={certificate.authority}",
            f"  python examples/search_notes.py {url} {credentials} --author '{summary.person}'",
            f"  python examples/download_thumbnail.py {url} {credentials} --note {summary.note_id}",
        )
    )
