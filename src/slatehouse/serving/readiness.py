"""Whether the server answers: asked over HTTP, as a client would."""

import ssl
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from slatehouse.serving.port import Address

__all__ = ["wait_until_it_answers"]

_PAUSE = 0.02
_TIMEOUT = 30.0


def wait_until_it_answers(address: Address, is_tls: bool, given_up: threading.Event) -> bool:
    """Wait until any answer comes; false if `given_up` is set before."""
    while not given_up.is_set():
        if _answers(address, is_tls):
            return True
        given_up.wait(_PAUSE)
    return False


def _answers(address: Address, is_tls: bool) -> bool:
    connection = _connection(address, is_tls)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _connection(address: Address, is_tls: bool) -> HTTPConnection:
    host, port = address.nearest_host(), address.port
    if not is_tls:
        return HTTPConnection(host, port, timeout=_TIMEOUT)
    # We ask ourselves whether we are there; whose certificate it is matters to others.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=_TIMEOUT, context=context)
