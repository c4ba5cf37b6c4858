"""The web application: one page at each of its addresses, and the files that it is built of.

Everything comes from this site, scripts from its files alone. Of style elements those count that carry a
number, which is drawn for each answer.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import falcon
from falcon import App, Request, Response

from slatehouse.api.web.built_files import FOR_GOOD, INDEX, BuiltFile, BuiltFiles, encodings_wanted
from slatehouse.api.web.page import page
from slatehouse.api.wire.entity_tags import etag_matches
from slatehouse.api.wire.replies import Reply, send
from slatehouse.api.wire.sign_in_paths import SIGN_IN
from slatehouse.api.wire.surroundings import Surroundings

__all__ = ["BUILD", "NONCE", "PAGES", "add_browser_application"]

BUILD = Path(__file__).with_name("application")
"""Where `make web` puts the build."""

PAGES = (
    "/",
    SIGN_IN,
    "/projects",
    "/notes",
    "/grid/{type_name}",
    "/detail/{type_name}/{row_id}",
    "/account",
)
"""The addresses of the application; which page each shows is the application's own matter."""

NONCE = "STYLE_NONCE"
"""What stands in the built page where the number of its style elements goes."""

_NOT_BUILT = (
    "The web application is not part of this installation. In a checkout, make web builds it (it brings Node "
    "along where the machine has none); packages that are released have it. The APIs answer as ever."
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; font-src 'self'; "
    "img-src 'self' data: blob: {elsewhere}; media-src 'self' blob: {elsewhere}; "
    "connect-src 'self' {elsewhere}; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
_KEPT_AND_CHECKED = "public, max-age=0, must-revalidate"


def add_browser_application(app: App[Request, Response], surroundings: Surroundings, build: Path) -> None:
    """Serve the page at its addresses, and its files, which are in the folder `build`."""
    files = BuiltFiles(build)
    shown = _Page(surroundings, files)
    for path in PAGES:
        app.add_route(path, shown)
    app.add_route(f"/{FOR_GOOD}/{{name}}", _File(files, f"{FOR_GOOD}/", _KEPT_FOR_GOOD, shown))
    app.add_route("/{name}", _File(files, "", _KEPT_AND_CHECKED, shown))


class _Page:
    """Anyone may see it; what it shows it asks of the API."""

    def __init__(self, surroundings: Surroundings, files: BuiltFiles) -> None:
        self._surroundings = surroundings
        self._files = files

    def on_get(self, request: Request, response: Response, **names: str) -> None:
        built = self._files.get(INDEX)
        if built is None:
            reply = page("told_page.html", "No web application here", 503, text=_NOT_BUILT)
        else:
            reply = self._shown(request, built)
        send(reply, request, response)

    on_head = on_get

    def _shown(self, request: Request, built: BuiltFile) -> Reply:
        nonce = secrets.token_urlsafe(16)
        headers = {
            "content-type": built.content_type,
            "content-security-policy": _POLICY.format(nonce=nonce, elsewhere=self._elsewhere(request)),
            # Each answer has another number, so that none is the validator of the next.
            "cache-control": "no-cache",
        }
        return Reply(built.plain.replace(NONCE.encode(), nonce.encode()), headers=headers)

    def _elsewhere(self, request: Request) -> str:
        """Where files are that the API names: at the site's configured address, and in its bucket."""
        shared = self._surroundings
        bucket = shared.site.blobs.addresses
        own = shared.addresses.of(request)
        return own if bucket is None else f"{own} {bucket.origin}"


class _File:
    """Files of the build; whoever takes a compressed form gets that.

    Where there is none, a browser that asks for a page is shown the application, which says so.
    """

    def __init__(self, files: BuiltFiles, folder: str, cache_control: str, otherwise: _Page) -> None:
        self._otherwise = otherwise
        self._files = files
        self._folder = folder
        self._cache_control = cache_control

    def on_get(self, request: Request, response: Response, name: str) -> None:
        built = self._files.get(self._folder + name)
        if built is None or built.name == INDEX:
            if "text/html" not in (request.get_header("Accept") or ""):
                raise falcon.HTTPNotFound
            self._otherwise.on_get(request, response)
            response.status = 404
            return
        coding = built.form_for(encodings_wanted(request.get_header("Accept-Encoding")))
        etag = built.etags[coding]
        response.set_header("etag", etag)
        response.set_header("cache-control", self._cache_control)
        response.set_header("vary", "Accept-Encoding")
        if etag_matches(request.get_header("If-None-Match") or "", etag):
            response.status = 304
            return
        if coding:
            response.set_header("content-encoding", coding)
        response.content_type = built.content_type
        response.data = built.forms[coding]

    on_head = on_get
