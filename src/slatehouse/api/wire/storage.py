"""The storage: takes the bytes of uploads and gives files to whoever holds a signed address.

Nobody signs in here, and what a client sends of its own (a bearer, an `Accept`) is not looked at.
"""

from __future__ import annotations

from falcon import App, Request, Response

from slatehouse.api.wire import storage_errors
from slatehouse.api.wire.incoming import BadDigest, blocks_of
from slatehouse.api.wire.query_strings import QueryString, read_query
from slatehouse.api.wire.ready_files import Lifetime, ReadyFiles
from slatehouse.api.wire.storage_errors import refuse
from slatehouse.api.wire.storage_paths import (
    CONTENT_DISPOSITION,
    CONTENT_TYPE,
    DOWNLOAD_TEMPLATE,
    PART_NUMBER,
    UPLOAD_ID,
    UPLOAD_TEMPLATE,
)
from slatehouse.api.wire.stored_files import FileHeaders, StoredFiles
from slatehouse.media.blobs import (
    BadParts,
    PartsOf,
    StoreAway,
    StoreFull,
    TooLarge,
    Truncated,
)
from slatehouse.media.signing import Verdict, expiry
from slatehouse.site.site import Site

__all__ = ["add_storage"]


def add_storage(app: App[Request, Response], site: Site, files: StoredFiles, ready: ReadyFiles) -> None:
    """Serve the site's media on its signed paths; `ready` is told what may be answered again."""
    app.add_route(UPLOAD_TEMPLATE, _Incoming(site))
    app.add_route(DOWNLOAD_TEMPLATE, _Files(site, files, ready))


class _Incoming:
    """Where the bytes of an announced upload are put."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_put(self, request: Request, response: Response, token: str) -> None:
        query = read_query(request.query_string)
        if self._site.signer.verify(request.method, request.path, query.parameters) is not Verdict.VALID:
            return refuse(response, storage_errors.ACCESS_DENIED)
        try:
            md5 = self._keep(request, token, query)
        except TooLarge:
            return refuse(response, storage_errors.ENTITY_TOO_LARGE)
        except Truncated:
            return refuse(response, storage_errors.INCOMPLETE_BODY)
        except BadDigest:
            return refuse(response, storage_errors.BAD_DIGEST)
        except StoreFull:
            return refuse(response, storage_errors.STORE_FULL)
        except StoreAway:
            return refuse(response, storage_errors.STORE_AWAY)
        except BadParts:
            return refuse(response, storage_errors.NO_SUCH_UPLOAD)
        response.set_header("etag", f'"{md5}"')
        return None

    def _keep(self, request: Request, token: str, query: QueryString) -> str:
        """Keep a whole upload, or one part of it, whichever the address is for; its MD5."""
        blocks, length = blocks_of(request), request.content_length
        upload_id = query.get(UPLOAD_ID)
        if upload_id is None:
            return self._site.receive_upload(token, blocks, length).md5
        number = int(query.parameters[PART_NUMBER])
        return self._site.receive_part(PartsOf(token, upload_id), number, blocks, length)

    def on_request(self, request: Request, response: Response, **_: str) -> None:
        refuse(response, storage_errors.ACCESS_DENIED)

    on_get = on_head = on_post = on_delete = on_options = on_request


class _Files:
    """The files themselves, by the hash of their content."""

    def __init__(self, site: Site, files: StoredFiles, ready: ReadyFiles) -> None:
        self._site = site
        self._files = files
        self._ready = ready

    def on_get(self, request: Request, response: Response, sha256: str, name: str) -> None:
        query = read_query(request.query_string)
        if self._site.signer.verify("GET", request.path, query.parameters) is not Verdict.VALID:
            return refuse(response, storage_errors.ACCESS_DENIED)
        lifetime = Lifetime(expiry(query.parameters))
        headers = FileHeaders(
            lifetime.cache_control(self._site.clock().timestamp()),
            query.get(CONTENT_TYPE),
            query.get(CONTENT_DISPOSITION) or "attachment",
        )
        self._files.send(request, response, sha256, headers)
        return self._ready.remember(request, response, sha256, lifetime)

    def on_request(self, request: Request, response: Response, **_: str) -> None:
        """An address is signed for one method, and these are signed for GET."""
        refuse(response, storage_errors.ACCESS_DENIED)

    on_head = on_post = on_put = on_delete = on_options = on_request
