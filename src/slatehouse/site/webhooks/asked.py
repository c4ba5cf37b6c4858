"""What callers say of hooks, read as it comes on the wire: everything that is wrong with it is found at once
(contract rest/80).

What the service passes over, such as fields that a type lacks, strict callers are told of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from slatehouse.query.question import Question
from slatehouse.schema.link import LARGEST_ID
from slatehouse.schema.refusals import Refusal
from slatehouse.site.webhooks.addresses import (
    Destination,
    Unresolvable,
    addresses_of,
    destination,
    may_be_reached,
)
from slatehouse.site.webhooks.event_types import ACTIONS, is_event_type
from slatehouse.site.webhooks.refusals import Fault, InvalidWebhook, NothingToChange, What
from slatehouse.store.webhooks import ACTIVE, DISABLED

if TYPE_CHECKING:
    from slatehouse.site.session import Session

__all__ = ["Values", "asked_of_hook", "asked_of_new_hook"]

Values = dict[str, Any]
"""What columns of a hook are to hold, but for `token`, which is not sealed yet."""

_SECONDS = 2.0
"""How long a name may take to be looked up while somebody waits for the answer."""

_MODES = ("entity_types", "event_type")
_OTHERS = ("url", "projects", "token", "name", "description", "validate_ssl_cert", "batch_deliveries")
_OF_NEW = frozenset({*_MODES, *_OTHERS})
_OF_CHANGE = frozenset({"entity_types", "status", *_OTHERS})
_WEB = ("http", "https")
_NEVER_TOLD_OF = frozenset({"ApiUser", "EventLogEntry"})
_CONNECTION = "Connection"


def asked_of_new_hook(session: Session, sent: Mapping[str, object], own: str) -> Values:
    """What a new hook is to be; `own` is the site's address. Raises `InvalidWebhook`."""
    reader = _Reader(session, own)
    if "url" not in sent:
        reader.faults["url"] = Fault(What.MISSING)
    modes = [name for name in _MODES if sent.get(name) is not None]
    if len(modes) != 1:
        reader.faults["entity_types"] = Fault(What.NEITHER_OR_BOTH)
        modes = []
    return reader.read(sent, _OF_NEW, _OF_NEW - set(_MODES) | set(modes))


def asked_of_hook(session: Session, sent: Mapping[str, object], own: str) -> Values:
    """What is to be changed of a hook. Raises `InvalidWebhook` and `NothingToChange`."""
    values = _Reader(session, own).read(sent, _OF_CHANGE, _OF_CHANGE)
    if not values:
        raise NothingToChange
    if "entity_types" in values:
        values["event_type"] = None
    return values


class _Wrong(Exception):
    """A part is no good."""

    def __init__(self, what: What, which: str = "") -> None:
        self.fault = Fault(what, which)


class _Reader:
    """Reads the parts one by one, and remembers what is wrong with each."""

    def __init__(self, session: Session, own: str) -> None:
        self.session = session
        self.own = own
        self.faults: dict[str, Fault] = {}

    def read(self, sent: Mapping[str, object], known: frozenset[str], wanted: frozenset[str]) -> Values:
        """The values of those parts that are wanted; raises `InvalidWebhook`."""
        values: Values = {}
        for name, value in sent.items():
            if name in wanted:
                try:
                    values[name] = _READERS[name](self, value)
                except _Wrong as wrong:
                    self.faults[name] = wrong.fault
            elif name not in known and self.session.is_strict:
                self.faults[name] = Fault(What.UNREAD)
        if self.faults:
            raise InvalidWebhook(self.faults)
        return values

    def url(self, sent: object) -> str:
        url = _filled(sent)
        place = destination(url)
        if place is None or not self._may_lead(place):
            raise _Wrong(What.UNREACHABLE)
        if self.session.is_strict and place.scheme not in _WEB:
            raise _Wrong(What.NOT_OF_THE_WEB)
        return url

    def _may_lead(self, place: Destination) -> bool:
        """Whether every address of the host may be reached, and it is not this site itself."""
        settings = self.session.site.config.settings
        for url in (self.own, settings.server.public_url):
            own = destination(url)
            if own is not None and (own.host, own.port) == (place.host.removesuffix("."), place.port):
                return False
        try:
            addresses = addresses_of(place.host, _SECONDS)
        except Unresolvable:
            return False
        return all(may_be_reached(each, settings.webhooks.allow) for each in addresses)

    def entity_types(self, sent: object) -> dict[str, dict[str, list[str]]]:
        if not isinstance(sent, Mapping):
            raise _Wrong(What.NO_HASH)
        if not sent:
            raise _Wrong(What.EMPTY)
        return {name: self._actions(name, actions) for name, actions in sent.items()}

    def _actions(self, type_name: str, sent: object) -> dict[str, list[str]]:
        schema = self.session.edition.schema
        if type_name not in schema or not isinstance(sent, Mapping) or not sent or sent.keys() - ACTIONS:
            raise _Wrong(What.NOT_VALID)
        for fields in sent.values():
            if not isinstance(fields, list) or not all(isinstance(each, str) for each in fields):
                raise _Wrong(What.NOT_VALID)
        if self.session.is_strict:
            if type_name in _NEVER_TOLD_OF or type_name.endswith(_CONNECTION):
                raise _Wrong(What.NEVER_TOLD_OF, type_name)
            for field in (each for fields in sent.values() for each in fields):
                if field not in schema[type_name].fields:
                    raise _Wrong(What.NO_SUCH_FIELD, f"{type_name}.{field}")
        return dict(sent)

    def event_type(self, sent: object) -> str:
        name = _filled(sent)
        if not is_event_type(self.session.edition.schema, name):
            raise _Wrong(What.NOT_VALID)
        return name

    def projects(self, sent: object) -> list[int]:
        if not isinstance(sent, list):
            raise _Wrong(What.NO_LIST)
        for each in sent:
            if isinstance(each, bool) or not isinstance(each, int) or not 0 < each <= LARGEST_ID:
                raise _Wrong(What.NOT_VALID)
        if self.session.is_strict:
            self._raise_unless_there(sent)
        return sent

    def _raise_unless_there(self, projects: list[int]) -> None:
        entity_type = self.session.edition.schema["Project"]
        where = self.session.condition(entity_type, "id", "in", projects or [0])
        try:
            found = {row.id for row in self.session.find(Question(entity_type, where)).rows}
        except Refusal:
            found = set()
        for project in projects:
            if project not in found:
                raise _Wrong(What.NO_SUCH_PROJECT, str(project))

    def token(self, sent: object) -> str | None:
        return self.text(sent) or None

    def text(self, sent: object) -> str:
        if sent is not None and not isinstance(sent, str):
            raise _Wrong(What.NO_TEXT)
        return sent or ""

    def flag(self, sent: object) -> bool:
        if not isinstance(sent, bool):
            raise _Wrong(What.NO_FLAG)
        return sent

    def status(self, sent: object) -> str:
        if sent not in (ACTIVE, DISABLED):
            raise _Wrong(What.NO_STATUS)
        return str(sent)


def _filled(sent: object) -> str:
    if sent in (None, ""):
        raise _Wrong(What.EMPTY)
    if not isinstance(sent, str):
        raise _Wrong(What.NO_TEXT)
    return sent


_READERS: Mapping[str, Callable[[_Reader, object], object]] = {
    "url": _Reader.url,
    "entity_types": _Reader.entity_types,
    "event_type": _Reader.event_type,
    "projects": _Reader.projects,
    "token": _Reader.token,
    "name": _Reader.text,
    "description": _Reader.text,
    "validate_ssl_cert": _Reader.flag,
    "batch_deliveries": _Reader.flag,
    "status": _Reader.status,
}
