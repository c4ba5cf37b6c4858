"""What a web worker does before it answers: watch its parent and make its application."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from slatehouse.serving.failures import end_with
from slatehouse.serving.lasting import lasting
from slatehouse.serving.parent import end_with_parent
from slatehouse.serving.program import load
from slatehouse.serving.signals import let_terminate

__all__ = ["make_application"]


def make_application(site: Path, failures: Connection, name: str) -> Callable[..., Any]:
    """The WSGI application of the site in this worker process; the parent is told what keeps it from that."""
    let_terminate()
    end_with_parent()
    try:
        with lasting():
            application: Callable[..., Any] = load(name)(str(site))
    except Exception as error:
        end_with(error, failures)
    return application
