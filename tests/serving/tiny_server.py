"""A program of a few lines, served as `slatehouse serve` serves a site: run by the tests of this folder.

It prints one JSON line when it answers. It ends with one line on standard error when it cannot start: with 4
because of the server, with 5 because of the application.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from slatehouse.serving import Listening, Program, ServingError, reception, serve, serve_alone

StartResponse = Callable[[str, list[tuple[str, str]]], object]


TOGETHER = 8
_all_here = threading.Barrier(TOGETHER)


def _take_time(path: str, site: Path) -> None:
    """`/slow` says in a file that it has begun; those who ask for `/together` wait until there are enough."""
    if path == "/slow":
        (site / "begun").touch()
        time.sleep(0.5)
    if path == "/stuck":
        time.sleep(60)
    if path == "/together":
        _all_here.wait(30)


def create(site: str) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """An application that says which process answers, for which site; none while there is a file `broken`."""
    if (Path(site) / "broken").exists():
        raise ValueError("broken")

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        _take_time(environ["PATH_INFO"], Path(site))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"pid": os.getpid(), "site": site}).encode()]

    return application


class Patient:
    """An application that lets nobody go before it is told to end."""

    def __init__(self, site: str) -> None:
        self._ending = threading.Event()
        self._site = Path(site)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "application/json")])
        if environ["PATH_INFO"] == "/wait":
            (self._site / "waiting").touch()
            return [json.dumps({"ended": self._ending.wait(60)}).encode()]
        return [b"{}"]

    def end(self) -> None:
        self._ending.set()


class Quick:
    """An application that answers some things at once, and else tells how long the body was and how often it
    has been called."""

    def __init__(self, site: str) -> None:
        self._worked = 0
        self._site = Path(site)

    def at_once(self, asked: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes] | None:
        return (200, [("X-From", "reception")], b"at once") if asked["PATH_INFO"] == "/at-once" else None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        self._worked += 1
        _take_time(environ["PATH_INFO"], self._site)
        received = len(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"received": received, "worked": self._worked}).encode()]


class Aside(Quick):
    """One beside which threads that stand aside come back only when they are called."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        reception._ASIDE = 600.0


class Unreadable(Exception):
    """An error that cannot be made from its own arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__((one, two))


def fail(site: str) -> None:
    """An application that cannot be made."""
    raise ValueError(f"no application for {site}")


def fail_unreadably(site: str) -> None:
    """One that cannot be made either."""
    raise Unreadable(1, 2)


def vanish(site: str) -> None:
    """One whose making ends the process."""
    os._exit(1)


def work(site: str, stop: threading.Event) -> None:
    """A companion that writes down that it runs, and that it was told to stop."""
    (Path(site) / "companion").write_text(str(os.getpid()))
    stop.wait()
    (Path(site) / "companion").write_text("stopped")


def main() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--application", default="tiny_server:create")
    parser.add_argument("--companion", action="append", default=[])
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    listening = Listening(
        port=given.port, workers=given.workers, certificate=given.certificate, key=given.key
    )
    program = Program(given.application, tuple(given.companion))

    def answer(url: str) -> None:
        print(json.dumps({"url": url, "pid": os.getpid()}), flush=True)

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    try:
        if given.alone:
            serve_alone(given.site, program, listening, answer)
        else:
            serve(given.site, program, listening, answer, report)
    except ServingError as error:
        print(error, file=sys.stderr)
        sys.exit(4)
    except ValueError as error:
        print(f"ValueError: {error}", file=sys.stderr)
        sys.exit(5)


if __name__ == "__main__":
    main()
