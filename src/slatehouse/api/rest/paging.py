"""Which page of a list is wanted, and where the pages beside it are (contract rest/00 §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.api.rest.validation import Findings
from slatehouse.query.question import Page

__all__ = ["FIRST_PAGE", "PageAsked", "page_asked"]

_DEFAULT_SIZE = 500
_LARGEST_SIZE = 5000
# Beyond it databases cannot count; no list is so long.
_FURTHEST = 2**62


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page by its number, from 1 on, and its size."""

    number: int = 1
    size: int = _DEFAULT_SIZE

    @property
    def page(self) -> Page:
        """The page as the question asks for it."""
        return Page(self.size, min((self.number - 1) * self.size, _FURTHEST))


FIRST_PAGE = PageAsked()


def page_asked(sent: object, findings: Findings) -> PageAsked:
    """The page that `page[size]` and `page[number]`, or a body's `page`, ask for."""
    if sent is None:
        return FIRST_PAGE
    if not isinstance(sent, Mapping):
        findings.add("must be a hash", "page")
        return FIRST_PAGE
    size = _number(sent, "size", _DEFAULT_SIZE, findings)
    number = _number(sent, "number", 1, findings)
    if size > _LARGEST_SIZE:
        # The real service's message is off by one; clients may look for it.
        findings.add(f"must be less than {_LARGEST_SIZE}", "page", "size")
    return PageAsked(number, size)


def _number(sent: Mapping[str, object], name: str, default: int, findings: Findings) -> int:
    if name not in sent:
        return default
    number = findings.whole_number(sent[name], "page", name)
    if number is not None and number < 1:
        findings.add("must be greater than 0", "page", name)
    return number or default
