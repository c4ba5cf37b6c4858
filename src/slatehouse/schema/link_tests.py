"""What the link relations compare: which row, which type, which name (data-types §1, ENT9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from slatehouse.schema.conditions import Asked, Test, Writer
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target, target_to_compare
from slatehouse.schema.refusals import BadEntityHash, WrongClass
from slatehouse.schema.text_key import text_key

HASH_CLASSES = (
    "Hash",
    "ActiveSupport::HashWithIndifferentAccess",
    "ActionDispatch::Http::Parameters",
    "ActionDispatch::Http::ParamsHashWithIndifferentAccess",
    "NilClass",
)


def single_target(field: Field, sent: object) -> Target:
    """The target of a condition on a single link."""
    if not isinstance(sent, Mapping):
        raise WrongClass(field, sent, HASH_CLASSES)
    return target_to_compare(field, sent)


def listed_target(field: Field, sent: object) -> Target:
    """The target of a condition on a multi-entity field."""
    if not isinstance(sent, Mapping):
        raise BadEntityHash(field, sent)
    return target_to_compare(field, sent)


def by_type(targets: Sequence[Target]) -> tuple[tuple[str, list[int]], ...]:
    """The targets' ids, gathered by type."""
    ids: dict[str, list[int]] = {}
    for target in targets:
        ids.setdefault(target.type, []).append(target.id)
    return tuple(ids.items())


def names_type(with_type: Writer, with_null: Writer) -> Callable[[Asked, object], Test]:
    """A test on the linked row's type."""

    def make(asked: Asked, sent: object) -> Test:
        if sent is None:
            return Test(with_null)
        if not isinstance(sent, str):
            raise WrongClass(asked.field, sent, ("String", "NilClass"))
        return Test(with_type, (sent,))

    return make


def names_row(writer: Writer) -> Callable[[Asked, object], Test]:
    """A test on the linked row's display name."""

    def make(asked: Asked, sent: object) -> Test:
        if not isinstance(sent, str):
            raise WrongClass(asked.field, sent, ("String",))
        return Test(writer, (text_key(sent),))

    return make
