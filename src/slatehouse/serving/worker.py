"""What a web worker does before it answers: watch its parent and make its application."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from slatehouse.serving.parent import end_with_parent
from slatehouse.serving.program import load

__all__ = ["make_application"]


def make_application(site: Path, name: str) -> Callable[..., Any]:
    """The WSGI application of the site in this worker process."""
    end_with_parent()
    application: Callable[..., Any] = load(name)(str(site))
    return application
