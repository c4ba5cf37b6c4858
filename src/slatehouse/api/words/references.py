"""What is wrong with the names of rows in a batch, in words that go on from the name of a field."""

from __future__ import annotations

from slatehouse.api.wire.inspect import inspect
from slatehouse.site.references import BadReference, Fault

__all__ = ["words_of"]


def words_of(bad: BadReference) -> str:
    """`refers to 'opening', and no request has that name`."""
    name = f"'{bad.name}'"
    match bad.fault:
        case Fault.TAKEN:
            return f"is the name of request {bad.other} already: {name}"
        case Fault.NO_NAME:
            return f"refers to a row by what is no name: {inspect(bad.name)}"
        case Fault.ID_AND_NAME:
            return "names its row by an id and by a ref, and one of them is enough"
        case Fault.UNKNOWN:
            return f"refers to {name}, and no request has that name"
        case Fault.LATER:
            return f"refers to {name}, which request {bad.other} makes, and no request before this one"
        case Fault.OTHER_TYPE:
            return f"refers to {name} as {bad.sent_type}, and it is {bad.type}"
        case Fault.RETIRED:
            return f"refers to {name}, which is retired by a request before this one"
