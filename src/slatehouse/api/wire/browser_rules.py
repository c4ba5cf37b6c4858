"""What every answer tells a browser: to take it for what it says it is, to run and frame nothing, to tell
nobody where it was found, and over TLS to come back over TLS alone.

A page that needs more sets a policy of its own in place of the one here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from falcon import Request, Response

from slatehouse.api.wire.address import Addresses

__all__ = ["BrowserRules"]

_ALWAYS = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
)


class BrowserRules:
    """Falcon middleware. `hsts_max_age` is in seconds; 0 asks for nothing."""

    def __init__(self, addresses: Addresses, hsts_max_age: int) -> None:
        self._addresses = addresses
        # Without any, the connection itself tells whether it is TLS, and at no cost.
        self._has_proxies = bool(addresses.public_url or addresses.trusted_proxies)
        self._hsts = f"max-age={hsts_max_age}" if hsts_max_age else ""

    def process_request(self, request: Request, response: Response) -> None:
        """Headers that are set before routing stay on whatever comes of the request."""
        for name, value in _ALWAYS:
            response.set_header(name, value)
        if self._hsts and self._is_to_return(request):
            response.set_header("strict-transport-security", self._hsts)

    def _is_to_return(self, request: Request) -> bool:
        """Over TLS. Everyone's `localhost` is another machine's site tomorrow, perhaps one without TLS."""
        if not self._has_proxies and request.env["wsgi.url_scheme"] != "https":
            return False
        address = self._addresses.of(request)
        return address.startswith("https:") and not _is_local(urlsplit(address).hostname or "")


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")
