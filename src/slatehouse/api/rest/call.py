"""One request on its way through the REST door, and what all requests find there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from falcon import Request

from slatehouse.accounts.errors import Unauthorized
from slatehouse.api.rest.filters import FilterReader
from slatehouse.api.rest.refusals import UnknownField, UnknownType
from slatehouse.api.rest.strictness import raise_if_discarded
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.bodies import BodyMissing, read_body, read_object
from slatehouse.api.wire.content_types import JSON, require
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.query_strings import QueryString, read_query
from slatehouse.api.wire.surroundings import Surroundings as OfAllCalls
from slatehouse.query.filters import Condition
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.schema import Schema
from slatehouse.site.session import Session
from slatehouse.site.site import Site

if TYPE_CHECKING:
    from slatehouse.api.rest.describing.document import Document

__all__ = ["Call", "Surroundings", "Visit", "bearer_of", "field_of", "signed_in"]

_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Surroundings(OfAllCalls):
    """What all calls of this door share, made once in a process."""

    document: Document


@dataclass(slots=True)
class Visit:
    """A request below `prefix` (`/api/v1`) of someone who has not said who they are.

    `is_strict`: the caller wants to hear of what otherwise passes in silence.
    """

    surroundings: Surroundings
    request: Request
    prefix: str
    is_strict: bool

    @property
    def site(self) -> Site:
        return self.surroundings.site

    @property
    def schema(self) -> Schema:
        """The schema as it is now."""
        return self.site.editions.current().schema

    @property
    def query(self) -> QueryString:
        return read_query(self.request.query_string)

    @property
    def path(self) -> str:
        """The path as it was called, as links spell it."""
        return _quoted(self.request.path)

    @property
    def address(self) -> str:
        """The site's own address, as the client can reach it."""
        return self.surroundings.addresses.of(self.request)

    def findings(self) -> Findings:
        """What is to be found wrong with the parameters."""
        return Findings(is_strict=self.is_strict)

    def entity_type(self, segment: str) -> EntityType:
        """The type that the path names; raises `UnknownType`."""
        found = _addressed_by(self.schema, segment)
        if found is None:
            raise UnknownType(segment)
        return found

    def signed_in(self) -> Session:
        """The verbs for whoever the bearer belongs to; raises `Unauthorized`."""
        return signed_in(self.surroundings, self.request, self.is_strict)


@dataclass(slots=True)
class Call(Visit):
    """A request of a caller whom the site knows."""

    session: Session

    @property
    def schema(self) -> Schema:
        return self.session.edition.schema

    @property
    def files(self) -> FileForms:
        """How the files in the answer are shown to this caller."""
        return self.surroundings.files(self.request)

    def body(self) -> dict[str, Any]:
        """The object in a JSON body; raises what is wrong with it."""
        self.content_type(JSON)
        return read_object(self.request, self.surroundings.limits)

    def content_type(self, *accepted: str) -> str:
        """What the body says that it is, one of those accepted; raises `UnsupportedContentType`.

        A request without a body has nothing to say of it, and lacks the body alone: raises `BodyMissing`.
        """
        if self.request.content_type is None and not read_body(self.request, self.surroundings.limits.size):
            raise BodyMissing
        return require(self.request, *accepted)

    def values(self, entity_type: EntityType) -> dict[str, Any]:
        """The values of the type's fields in a JSON body; a strict caller is told of those not kept."""
        values = self.body()
        if self.is_strict:
            raise_if_discarded(self.session.caller, entity_type, values)
        return values

    def filters(self, entity_type: EntityType) -> FilterReader:
        """Reads filters on rows of the type."""

        is_strict = self.is_strict

        def resolve(path: str, relation: str, values: Sequence[object]) -> Condition:
            return self.session.condition(entity_type, path, relation, values, is_strict=is_strict)

        return FilterReader(resolve, is_strict)


def signed_in(surroundings: OfAllCalls, request: Request, is_strict: bool) -> Session:
    """The verbs for whoever the bearer of a request belongs to; raises `Unauthorized`."""
    site, address = surroundings.site, surroundings.addresses.client_of(request)
    return site.session(site.accounts.caller_of(bearer_of(request), address), is_strict=is_strict)


def bearer_of(request: Request) -> str:
    """The access token that a request shows; raises `Unauthorized`."""
    sent: str = request.env.get("HTTP_AUTHORIZATION", "")
    if sent[: len(_BEARER)].lower() != _BEARER:
        raise Unauthorized
    return sent[len(_BEARER) :].strip()


def field_of(entity_type: EntityType, name: str) -> Field:
    """The field that a path names; raises `UnknownField`."""
    field = entity_type.fields.get(name)
    if field is None:
        raise UnknownField(entity_type.name, name)
    return field


_quoted = lru_cache(maxsize=1024)(quote)


@lru_cache(maxsize=1024)
def _addressed_by(schema: Schema, segment: str) -> EntityType | None:
    return schema.addressed_by(segment)
