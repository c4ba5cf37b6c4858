"""A WSGI application as a running server: its lock, port, processes and end.

It knows nothing of the application: what to run is named by `Program`, and each process imports it by itself.
"""

from slatehouse.serving.errors import AddressUnusable, PortInUse, ServerFailed, ServingError, SiteLocked
from slatehouse.serving.lock import locked
from slatehouse.serving.program import Listening, Program
from slatehouse.serving.server import serve, serve_alone

__all__ = [
    "AddressUnusable",
    "Listening",
    "PortInUse",
    "Program",
    "ServerFailed",
    "ServingError",
    "SiteLocked",
    "locked",
    "serve",
    "serve_alone",
]
