"""Which page of a list is wanted, and where the pages beside it are (contract rest/00 §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.api.rest.validation import Findings
from slatehouse.query.question import Page

__all__ = ["OF_A_LIST", "OF_A_SEARCH", "PageAsked", "PageSizes", "page_asked"]

# Beyond it databases cannot count; no list is so long.
_FURTHEST = 2**62


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page by its number, from 1 on, and its size."""

    number: int
    size: int

    @property
    def page(self) -> Page:
        """The page as the question asks for it."""
        return Page(self.size, min((self.number - 1) * self.size, _FURTHEST))


@dataclass(frozen=True, slots=True)
class PageSizes:
    """How large a page is where nobody says so, and how large it may be."""

    usual: int
    largest: int


OF_A_LIST = PageSizes(usual=500, largest=5000)
OF_A_SEARCH = PageSizes(usual=25, largest=25)


def page_asked(sent: object, findings: Findings, limits: PageSizes = OF_A_LIST) -> PageAsked:
    """The page that `page[size]` and `page[number]`, or a body's `page`, ask for."""
    first = PageAsked(1, limits.usual)
    if sent is None:
        return first
    if not isinstance(sent, Mapping):
        findings.add("must be a hash", "page")
        return first
    findings.only(sent, ("size", "number"), "page")
    size = _number(sent, "size", limits.usual, findings)
    number = _number(sent, "number", 1, findings)
    if size > limits.largest:
        # The real service's message is off by one; clients may look for it.
        findings.add(f"must be less than {limits.largest}", "page", "size")
    return PageAsked(number, size)


def _number(sent: Mapping[str, object], name: str, default: int, findings: Findings) -> int:
    if name not in sent:
        return default
    number = findings.whole_number(sent[name], "page", name)
    if number is not None and number < 1:
        findings.add("must be greater than 0", "page", name)
    return number or default
