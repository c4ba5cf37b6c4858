"""`slatehouse serve`: the site on the network, with its job workers beside it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import msgspec
import typer

from slatehouse.cli.making import raise_if_unfinished
from slatehouse.cli.options import ReadyJson, Site
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.cli.program import listening_of, program_of
from slatehouse.config import Configuration, ServerSettings, load
from slatehouse.serving import Program
from slatehouse.serving import serve as run_server

if TYPE_CHECKING:
    from slatehouse.cli.tls import Certificate

__all__ = ["Ready", "commands", "serve_site"]

commands = typer.Typer(add_completion=False)

Ready = Callable[[str, "Certificate | None"], None]


@commands.command()
def serve(
    site: Site = Path(),
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of server.host.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on, instead of server.port; 0 takes a free one."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Worker processes, instead of server.workers.")
    ] = None,
    use_tls: Annotated[
        bool, typer.Option("--tls", help="Speak HTTPS, with certificates of the site's own authority.")
    ] = False,
    as_json: ReadyJson = False,
) -> None:
    """Serve the site until Ctrl-C."""
    configuration = load(site)
    chosen = {"host": host, "port": port, "workers": workers}
    server = msgspec.structs.replace(
        configuration.settings.server, **{key: value for key, value in chosen.items() if value is not None}
    )
    serve_site(configuration, server, use_tls=use_tls, on_ready=_answer_json if as_json else _answer)


def serve_site(
    configuration: Configuration,
    server: ServerSettings,
    *,
    use_tls: bool,
    on_ready: Ready,
    program: Program | None = None,
) -> None:
    """Serve the site until a signal ends it; `on_ready` gets its address and, with TLS, its certificate."""
    raise_if_unfinished(configuration.folder)
    certificate = _certificate(configuration, server) if use_tls else None
    pem = certificate.server if certificate else None

    def announce(url: str) -> None:
        on_ready(url, certificate)

    run_server(
        configuration.folder,
        program or program_of(configuration),
        listening_of(server, configuration.settings.feed, pem),
        on_ready=announce,
        report=report,
    )


def _certificate(configuration: Configuration, server: ServerSettings) -> "Certificate":
    # Certificates take a tenth of a second to import.
    from slatehouse.cli import tls

    return tls.provide(configuration.folder, _names(server))


def _names(server: ServerSettings) -> list[str]:
    """What clients may call the server, besides the names that every certificate carries."""
    public = urlsplit(server.public_url).hostname
    return [server.host, public] if public else [server.host]


def _answer_json(url: str, certificate: "Certificate | None") -> None:
    authority = str(certificate.authority) if certificate else None
    print_json({"url": url, "pid": os.getpid(), "authority": authority})


def _answer(url: str, certificate: "Certificate | None") -> None:
    print_line(f"Serving at {url}. Ctrl-C stops it.")
    if certificate:
        from slatehouse.cli import tls

        print_line(tls.how_to_trust(certificate, url))
