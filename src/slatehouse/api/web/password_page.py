"""The page on which whoever holds a link chooses a password, at `/account/password`.

It says nothing by itself: the link's secret stands behind the `#` of the address, which browsers send to
nobody, and the page's own script sends it, with the password, to the call that any client could make.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import falcon
from falcon import App, Request, Response

from slatehouse.api.wire.replies import Reply, send

__all__ = ["PATH", "add_password_page", "address_of"]

PATH = "/account/password"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {
    "page.js": ("password_page.js", "text/javascript; charset=utf-8"),
    "page.css": ("password_page.css", "text/css; charset=utf-8"),
}
"""The files of the page by their names in it: what they are called where they are kept, and their type."""


def address_of(site: str, token: str) -> str:
    """The address of the page for a link; `site` is the site's own, without a slash at its end."""
    return f"{site}{PATH}#{token}"


def add_password_page(app: App[Request, Response]) -> None:
    """Serve the page, and its files."""
    app.add_route(PATH, _Page())
    app.add_route(f"{PATH}/{{name}}", _File())


class _Page:
    def on_get(self, request: Request, response: Response) -> None:
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": _POLICY,
            "cache-control": "no-store",
        }
        send(Reply(_file("password_page.html"), headers=headers), request, response)

    on_head = on_get


class _File:
    def on_get(self, request: Request, response: Response, name: str) -> None:
        if name not in _FILES:
            raise falcon.HTTPNotFound
        kept, content_type = _FILES[name]
        send(Reply(_file(kept), headers={"content-type": content_type}), request, response)

    on_head = on_get


@cache
def _file(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()
