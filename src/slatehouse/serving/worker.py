"""What a web worker does before it answers: watch its parent, make its application and listen for its end."""

import atexit
from multiprocessing.connection import Connection
from pathlib import Path

from slatehouse.serving.failures import end_with
from slatehouse.serving.lasting import lasting
from slatehouse.serving.parent import end_with_parent
from slatehouse.serving.program import load
from slatehouse.serving.reception import Reception, receive_here
from slatehouse.serving.signals import beside_handlers, let_terminate

__all__ = ["application_of", "make_application"]


def make_application(site: Path, failures: Connection, name: str) -> Reception:
    """The WSGI application of the site in this worker process; the parent is told what keeps it from that."""
    let_terminate()
    end_with_parent()
    try:
        return application_of(site, name)
    except Exception as error:
        end_with(error, failures)


def application_of(site: Path, name: str) -> Reception:
    """The application of the site, which is told by its method `end`, if it has one, that the process is to
    stop: requests that only wait are to be answered then."""
    with lasting():
        reception = Reception(load(name)(str(site)))
    beside_handlers(reception.end)
    # Where no client is left, the process may come to its end before that thread does.
    atexit.register(reception.end)
    receive_here()
    return reception
