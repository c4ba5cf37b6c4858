"""The OpenAPI document of the REST door, made of its routes and of what is told of each (rest/90)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from slatehouse.api.rest.describing import (
    accounts,
    envelopes,
    following,
    hierarchies,
    media,
    rows,
    schema_calls,
    searches,
    site_calls,
    webhooks,
    work_days,
)
from slatehouse.api.rest.describing.operation import Answer, Operation, Operations, Tag
from slatehouse.api.rest.describing.parameters import IN_PATHS, IN_QUERIES, UNTOLD
from slatehouse.api.rest.describing.refusals import REFUSALS, refusals_of
from slatehouse.api.rest.describing.shapes import Shape, choice
from slatehouse.api.rest.describing.yaml import as_yaml
from slatehouse.api.rest.route import Route
from slatehouse.api.wire.idempotency import HEADER, KEY
from slatehouse.schema.schema import Schema

__all__ = ["OPERATIONS", "Document", "described"]

OPERATIONS: Operations = {
    **site_calls.OPERATIONS,
    **accounts.OPERATIONS,
    **work_days.OPERATIONS,
    **rows.OPERATIONS,
    **searches.OPERATIONS,
    **media.OPERATIONS,
    **hierarchies.OPERATIONS,
    **following.OPERATIONS,
    **schema_calls.OPERATIONS,
    **webhooks.OPERATIONS,
}

_VERSION = "3.0.0"
# The service's title ends in a space.
_TITLE = "Flow Production Tracking REST API "
_API_VERSION = "1.x"
_PREFIX = "/api/v1.1"
_ABOUT = (
    "Every answer is JSON unless it says otherwise. What a call does not read, or cannot use, is passed "
    "over in silence; send `Prefer: handling=strict` to be told with a 400 instead. `Server-Timing` tells "
    "what an answer took, and `Slatehouse-Warning` where a question reads a large table row by row; an "
    "administrator who sends `Prefer: explain` with a list, a search or a summary is told of the "
    "database's plan instead of rows. The examples are answered by the demo site, which `slatehouse demo` "
    "makes."
)
_ADDRESS = "https://site.invalid"
_NAME_IN_PATH = re.compile(r"\{(\w+)[^}]*\}")
_FAMILY = "[]"
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": (
        "Tags of the row (`ETag`) in one of which states it is to be, under `Prefer: handling=strict`. "
        "Without that it is not looked at."
    ),
    "schema": {"type": "string"},
}
_OK = 200


class Document:
    """The document of these routes, written once for each schema and told for any address of the site."""

    def __init__(self, open_routes: Sequence[Route], routes: Sequence[Route]) -> None:
        self._open_routes, self._routes = open_routes, routes
        self._json = lru_cache(maxsize=1)(self._written_json)
        self._yaml = lru_cache(maxsize=1)(self._written_yaml)

    def json(self, schema: Schema, address: str) -> bytes:
        """The document as compact JSON; `address` is the site's, without a slash at its end."""
        return _addressed(self._json(schema), address)

    def yaml(self, schema: Schema, address: str) -> bytes:
        """The same document as YAML."""
        return _addressed(self._yaml(schema), address)

    def _written_json(self, schema: Schema) -> bytes:
        return msgspec.json.encode(described(self._open_routes, self._routes, schema))

    def _written_yaml(self, schema: Schema) -> bytes:
        return as_yaml(described(self._open_routes, self._routes, schema))


def _addressed(written: bytes, address: str) -> bytes:
    # Both spellings quote the address in the same way.
    return written.replace(_ADDRESS.encode(), msgspec.json.encode(address)[1:-1])


def described(open_routes: Sequence[Route], routes: Sequence[Route], schema: Schema) -> Mapping[str, object]:
    """The document of a site with this schema, at an address that is to be put in."""
    return {
        "openapi": _VERSION,
        "info": {"title": _TITLE, "version": _API_VERSION, "description": _ABOUT},
        "servers": [{"url": _ADDRESS + _PREFIX, "description": "This site"}],
        "security": [{"bearer": []}, {"oauth2": []}],
        "tags": [{"name": tag.title, "description": tag.about} for tag in _used(routes, open_routes)],
        "paths": _paths(open_routes, routes),
        "components": {
            "schemas": {**_types(schema), **envelopes.SHARED, **searches.SHARED},
            "responses": {str(status): told for status, told in REFUSALS.items()},
            "securitySchemes": _SCHEMES,
        },
    }


_KEY: Mapping[str, object] = {
    "name": HEADER,
    "in": "header",
    "description": (
        "A text of the client's choice under which the write is done once, however often it is sent within a "
        "day. The answer that is given again has the header `Idempotent-Replayed: true`."
    ),
    "schema": {"type": "string", "pattern": f"^{KEY}$"},
}
_SCOPES = {"sudo_as_login:{user_login}": "Act as the person with that login"}
_TOKENS = {"tokenUrl": f"{_ADDRESS}{_PREFIX}/auth/access_token", "scopes": _SCOPES}
_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The access token of `POST /auth/access_token`.",
    },
    "oauth2": {
        "type": "oauth2",
        "description": "A script by its name and key, or a person by login and password.",
        "flows": {"clientCredentials": _TOKENS, "password": _TOKENS},
    },
}


def _types(schema: Schema) -> Mapping[str, Shape]:
    """The entity types that this site has, by both of their spellings."""
    return {
        "EntityPlural": choice(*(each.slug for each in schema)),
        "EntityName": choice(*(each.name for each in schema)),
    }


def _used(*routes: Iterable[Route]) -> Iterator[Tag]:
    used = {OPERATIONS[each.run].tag for some in routes for each in some if each.run in OPERATIONS}
    return (tag for tag in Tag if tag in used)


def _paths(open_routes: Sequence[Route], routes: Sequence[Route]) -> Mapping[str, Mapping[str, object]]:
    paths: dict[str, dict[str, object]] = {}
    for some, is_open in ((open_routes, True), (routes, False)):
        for route in some:
            if operation := OPERATIONS.get(route.run):
                path = _told_path(route.path, operation) or "/"
                paths.setdefault(path, {})[route.method.lower()] = _operation(route, operation, is_open)
    return paths


def _told_path(path: str, operation: Operation) -> str:
    def told(found: re.Match[str]) -> str:
        name = found[1]
        return operation.fixed[name] if name in operation.fixed else f"{{{IN_PATHS[name].name}}}"

    return _NAME_IN_PATH.sub(told, path)


def _operation(route: Route, operation: Operation, is_open: bool) -> Mapping[str, object]:
    told: dict[str, object] = {
        "operationId": operation.name,
        "tags": [operation.tag.title],
        "summary": operation.summary,
    }
    if operation.details:
        told["description"] = operation.details
    if parameters := [*_names(route, operation), *_parameters(route, operation), *_headers(route, operation)]:
        told["parameters"] = parameters
    if operation.bodies:
        content = {
            content_type: {"schema": body.shape, "example": body.example}
            for content_type, body in operation.bodies.items()
        }
        told["requestBody"] = {"required": operation.needs_body, "content": content}
    told["responses"] = {
        **{str(answer.status): _answer(answer, operation) for answer in operation.answers},
        **_unchanged(route, operation),
        **{
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in refusals_of(route, operation, is_open=is_open)
        },
    }
    if is_open:
        told["security"] = []
    elif operation.scopes:
        told["security"] = [{"bearer": []}, {"oauth2": list(operation.scopes)}]
    return told


def _names(route: Route, operation: Operation) -> Iterator[Mapping[str, object]]:
    for name in _NAME_IN_PATH.findall(route.path):
        if name in operation.fixed:
            continue
        told = IN_PATHS[name]
        yield {
            "name": told.name,
            "in": "path",
            "required": True,
            "description": told.about,
            "schema": told.shape,
            "example": operation.names[name],
        }


def _parameters(route: Route, operation: Operation) -> Iterator[Mapping[str, object]]:
    for name in IN_QUERIES:
        if name not in route.parameters - UNTOLD - operation.unread:
            continue
        told = IN_QUERIES[name]
        parameter: dict[str, object] = {
            "name": name.removesuffix(_FAMILY),
            "in": "query",
            "required": name in operation.needs,
            "description": told.about,
            "schema": told.shape,
        }
        if name.endswith(_FAMILY):
            # Without an example, tools make up names in the brackets.
            parameter |= {"style": "deepObject", "explode": True, "example": {}}
        if name in operation.query:
            parameter["example"] = operation.query[name]
        yield parameter


def _headers(route: Route, operation: Operation) -> Iterator[Mapping[str, object]]:
    for name, about in operation.headers.items():
        yield {"name": name, "in": "header", "description": about, "schema": {"type": "string"}}
    if route.is_conditional:
        yield _IF_MATCH
    if route.takes_keys:
        yield _KEY


def _answer(answer: Answer, operation: Operation) -> Mapping[str, object]:
    told: dict[str, object] = {"description": answer.about}
    if answer.headers:
        told["headers"] = {
            name: {"description": about, "schema": {"type": "string"}}
            for name, about in answer.headers.items()
        }
    if answer.shape is not None:
        told["content"] = {
            answer.content_type: {"schema": answer.shape},
            **{content_type: {} for content_type in answer.also},
        }
    if answer.status == _OK and (links := _links(operation)):
        told["links"] = links
    return told


def _links(operation: Operation) -> Mapping[str, object]:
    """The operations that go on where this one ends."""
    return {each.name: _link(each) for each in OPERATIONS.values() if each.begun_by == operation.name}


def _link(operation: Operation) -> Mapping[str, object]:
    """That the operation is called at the same place."""
    names = (IN_PATHS[name].name for name in operation.names)
    return {
        "operationId": operation.name,
        "parameters": {name: f"$request.path.{name}" for name in names},
    }


def _unchanged(route: Route, operation: Operation) -> Mapping[str, object]:
    if route.method != "GET" or all(answer.status != _OK for answer in operation.answers):
        return {}
    return {"304": {"description": "It is what the caller has, as `If-None-Match` says."}}
