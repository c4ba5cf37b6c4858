"""The routes of the REST door: one line each. What is not here is answered as a path that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from slatehouse.api.rest import auth, entities, entity, file_fields, relationships, root, search, uploads
from slatehouse.api.rest.verb import Verb
from slatehouse.api.wire.replies import Reply

__all__ = ["OPEN_ROUTES", "ROUTES", "Route"]


class Route(NamedTuple):
    """What answers a method on a path below the prefix, and the verb that its messages name.

    `run` takes a `Visit` where anyone may come and a `Call` where the caller must be known, and the names in
    the path.
    """

    method: str
    path: str
    verb: Verb
    run: Callable[..., Reply]


_TYPE = "/entity/{segment}"
_ROW = _TYPE + "/{row_id:row_id}"
_FIELD = _ROW + "/{name}"

OPEN_ROUTES = (
    Route("GET", "", Verb.READ, root.show),
    Route("POST", "/auth/access_token", Verb.READ, auth.sign_in),
)

ROUTES = (
    Route("GET", _TYPE, Verb.READ, entities.show_list),
    Route("POST", _TYPE, Verb.CREATE, entities.create),
    Route("POST", _TYPE + "/_search", Verb.READ, search.search),
    Route("GET", _ROW, Verb.READ, entity.read),
    Route("PUT", _ROW, Verb.UPDATE, entity.update),
    Route("DELETE", _ROW, Verb.DELETE, entity.retire),
    Route("POST", _ROW, Verb.REVIVE, entity.revive),
    Route("GET", _ROW + "/relationships/{name}", Verb.READ, relationships.show_links),
    Route("GET", _FIELD, Verb.READ, file_fields.show_file),
    Route("GET", _FIELD + "/_upload", Verb.UPDATE, uploads.begin_upload),
    Route("POST", _FIELD + "/_upload", Verb.UPDATE, uploads.complete_upload),
    Route("GET", _ROW + "/_upload", Verb.UPDATE, uploads.begin_upload_beside),
    Route("POST", _ROW + "/_upload", Verb.UPDATE, uploads.complete_upload_beside),
)
