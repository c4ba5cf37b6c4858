"""Making a field of the site's own unique, so that its values tell rows apart that come from elsewhere.

Whether a value is taken tells of every row of the type. So only those who may read them all make a field
unique or write one that is (`accounts.permissions`).
"""

from __future__ import annotations

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import CannotAlter
from slatehouse.accounts.permissions import is_hidden, reads_every_row
from slatehouse.schema.field import Field
from slatehouse.site.fields.altering import Alteration
from slatehouse.site.fields.refusals import ValuesInTheWay
from slatehouse.site.uniqueness import LONGEST_TEXT

__all__ = ["raise_if_shared", "raise_unless_all_is_seen"]

_MOST_VALUES, _MOST_ROWS = 10, 5


def raise_unless_all_is_seen(caller: Caller, entity_type: str) -> None:
    """Raises `CannotAlter` unless the caller may read every row of the type."""
    if not reads_every_row(caller, entity_type):
        raise CannotAlter(entity_type)


def raise_if_shared(change: Alteration, field: Field) -> None:
    """Raises `ValuesInTheWay` where the field cannot be unique for what live rows hold in it."""
    writes, type_ = change.writes, field.entity_type
    raise_unless_all_is_seen(writes.caller, type_)
    if is_hidden(writes.caller, field):
        raise CannotAlter(type_)
    column, connection, rows = field.column_names[0], writes.connection, change.before.rows
    values = rows.shared(connection, type_, column, _MOST_VALUES + 1)
    shared = {
        value: rows.ids_having(connection, type_, {column: value})[:_MOST_ROWS]
        for value in values[:_MOST_VALUES]
    }
    too_long = (
        [str(each) for each in rows.long_texts(connection, type_, column, LONGEST_TEXT, _MOST_VALUES)]
        if len(field.column_names) > 1
        else []
    )
    if shared or too_long:
        raise ValuesInTheWay(type_, field.name, shared, too_long, is_all=len(values) <= _MOST_VALUES)
