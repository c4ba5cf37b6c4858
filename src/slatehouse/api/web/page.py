"""Pages that the site itself writes: HTML without scripts, whose texts are escaped and whose forms come home.

A form of a page is taken from this site's own pages alone: browsers say in `Origin` where one was sent from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qsl

from falcon import Request

from slatehouse.api.wire.bodies import BodyTooLarge, read_body
from slatehouse.api.wire.replies import Reply
from slatehouse.api.wire.surroundings import Surroundings

__all__ = ["Html", "form_of", "is_from_here", "local_path", "page", "redirect"]

_LARGEST_FORM = 64 * 1024
_NONE: Mapping[str, str] = {}
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Without a referrer browsers would not tell where a form was sent from.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


class Html(str):
    """Text that is HTML already."""


def page(
    file: str, title: str, status: int = 200, headers: Mapping[str, str] = _NONE, **values: str
) -> Reply:
    """The page whose main part is a file of this folder, with these values and the title in their places."""
    shown = {key: value if isinstance(value, Html) else escape(value) for key, value in values.items()}
    shown["title"] = escape(title)
    main = _template(file).substitute(shown)
    body = _template("frame.html").substitute(title=shown["title"], main=main).encode()
    return Reply(body, status, {**_HEADERS, **headers})


def redirect(where: str, cookie: str | None = None, status: int = 303) -> Reply:
    """Somewhere else, to be fetched with GET; the browser keeps the cookie."""
    cookies = () if cookie is None else (cookie,)
    return Reply(b"", status, {"location": where, "cache-control": "no-store"}, cookies=cookies)


def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; of several of a name the last."""
    try:
        body = read_body(request, _LARGEST_FORM)
    except BodyTooLarge:
        return {}
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def is_from_here(surroundings: Surroundings, request: Request) -> bool:
    """Whether a form can have been sent from this site's pages; programs that are no browsers say nothing."""
    origin = request.get_header("Origin")
    return origin is None or origin == surroundings.addresses.of(request)


def local_path(asked: str, otherwise: str) -> str:
    """The path on this site that somebody asks to go on to; anything else would lead people away from it."""
    is_local = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if is_local and asked.isascii() and asked.isprintable() and "\\" not in asked else otherwise


@cache
def _template(name: str) -> Template:
    return Template(files(__package__).joinpath(name).read_text())
