"""Other people's clients, unchanged, each in an environment of its own, against a site that was just made.

`python -m tests.clients` installs them into `.cache/clients` and serves two sites that want uploads in their
storage, because some clients insist on that: one over TLS, and one without for those that trust no authority
but their own. Then it runs each script of `scripts`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.official.seed import KEY, SCRIPT, seed

_HERE = Path(__file__).parent
_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "clients"
_PATIENCE = 300
_OFFICIAL = "shotgun_api3==3.10.3"


@dataclass(frozen=True)
class Client:
    """A client: its script, what is installed for it, and whether it can trust a site's own authority."""

    script: str
    packages: tuple[str, ...]
    over_tls: bool = True


CLIENTS = (
    Client("pyshotgrid_rows", ("pyshotgrid==2.1.0", _OFFICIAL)),
    Client("fpt_api_rows", ("fpt-api==0.3.5", _OFFICIAL), over_tls=False),
    Client("sgalchemy_rows", ("sgalchemy==0.1.0", _OFFICIAL)),
    Client("shotgrid_orm_classes", ("shotgrid_orm==0.3.4", _OFFICIAL)),
    Client("sg_event_daemon_events", ("sg-event-daemon[shotgun-api3]==0.1.0", "pysqlite3==0.6.1", _OFFICIAL)),
    # It installs the package of the official client under the same name.
    Client("sg_python_api_rows", ("sg-python-api[async]==0.1.2",)),
)


@dataclass(frozen=True)
class Served:
    """A site that answers, and the certificate of its authority where it speaks TLS."""

    url: str
    authority: str | None


def main() -> int:
    with TemporaryDirectory() as place:
        folder = Path(place)
        with served(folder / "tls", "--tls") as tls, served(folder / "plain") as plain:
            failed = [each.script for each in CLIENTS if not run(each, tls if each.over_tls else plain)]
    print(f"{len(CLIENTS) - len(failed)} of {len(CLIENTS)} clients are content", flush=True)
    return 1 if failed else 0


def run(client: Client, site: Served) -> bool:
    """Whether the script of a client came to its end."""
    python = _environment(client)
    trust = (
        {}
        if site.authority is None
        else dict.fromkeys(("SHOTGUN_API_CACERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), site.authority)
    )
    script = _HERE / "scripts" / f"{client.script}.py"
    with TemporaryDirectory() as home:
        done = subprocess.run(
            [python, script, site.url, SCRIPT, KEY],
            env={**os.environ, **trust, "HOME": home, "XDG_CACHE_HOME": home},
            timeout=_PATIENCE,
            check=False,
        )
    print(f"{'content' if done.returncode == 0 else 'FAILED'}: {client.script}", flush=True)
    return done.returncode == 0


def _environment(client: Client) -> Path:
    """The Python of an environment that holds the client's packages."""
    folder = _CACHE / client.script
    python = folder / "bin" / "python"
    ready = folder / f".ready-{'-'.join(client.packages).replace('/', '_')}"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = (python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
        subprocess.run([*pip, *client.packages], check=True)
        ready.touch()
    return python


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """A new site that answers."""
    seed(folder)
    command = [sys.executable, "-m", "slatehouse", "serve", "--site", str(folder), "--port", "0", "--json"]
    environment = {**os.environ, "SLATEHOUSE_MEDIA_DIRECT_UPLOADS": "true"}
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        facts = json.loads(process.stdout.readline())
        yield Served(str(facts["url"]), facts["authority"])
    finally:
        process.terminate()
        process.wait(_PATIENCE)


if __name__ == "__main__":
    sys.exit(main())
