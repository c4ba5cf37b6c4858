"""What to serve, and where: values that can be handed to a new process."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["Listening", "Program", "load"]


@dataclass(frozen=True)
class Program:
    """What the server's processes run; each name is `module:function`.

    `application` is called with the site's folder in every worker and answers a WSGI application. Where that
    has a method `end`, it is called when the worker is told to stop, while requests are still answered. For a
    method `at_once`, see `Reception`.

    Each of `companions` gets a process of its own, where it is called with the site's folder and a
    `threading.Event`; it runs until that is set.
    """

    application: str
    companions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listening:
    """How the server meets the network.

    `threads` bounds the requests that a worker works on, `backpressure` the connections that it holds open
    (idle ones count), `backlog` those that wait to be accepted. With `certificate` and `key`, both PEM files,
    it speaks TLS 1.2 and newer, and HTTP/2 to those who ask for it.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    threads: int = 32
    backlog: int = 1024
    backpressure: int = 512
    certificate: Path | None = None
    key: Path | None = None


def load(name: str) -> Callable[..., Any]:
    """The function that `module:function` names."""
    module, _, function = name.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded
