"""`serve_site` with an application of a few lines in place of the site; run by the tests of this folder."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from slatehouse.cli.serve import serve_site
from slatehouse.cli.tls import Certificate
from slatehouse.config import load
from slatehouse.serving import Program


def create(site: str) -> Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]:
    def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['wsgi.url_scheme']} {site}".encode()]

    return application


def say(url: str, certificate: Certificate | None) -> None:
    print(json.dumps({"url": url, "authority": certificate and str(certificate.authority)}), flush=True)


if __name__ == "__main__":
    configuration = load(Path(sys.argv[1]))
    serve_site(
        configuration,
        msgspec.structs.replace(configuration.settings.server, port=0),
        use_tls="--tls" in sys.argv,
        on_ready=say,
        program=Program("serve_tiny:create"),
    )
