"""Query strings: read once into parameters and their bracketed parts, and written into links.

`page[size]=25&sort=-id` has the parameters `page[size]` and `sort`, and the hash `page` with the key `size`.
Of a parameter sent twice the last value counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import parse_qsl, quote_plus

from slatehouse.schema.refusals import Refusal

__all__ = ["NO_PARAMETERS", "QueryString", "UnstorableParameter", "read_query"]

_BRACKETED = re.compile(r"([^\[\]]+)\[(.+)\]", re.DOTALL)
_LONGEST_KEPT = 2048


@dataclass(eq=False)
class UnstorableParameter(Refusal):
    """A parameter with a NUL in it, which no database takes even in a question."""

    name: str


@dataclass(frozen=True, eq=False)
class QueryString:
    """The parameters of a request, decoded, in the order sent. Shared between requests: never changed."""

    parameters: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """The parameter's value; None where it was not sent."""
        return self.parameters.get(name)

    def hash(self, name: str) -> Mapping[str, str]:
        """What was sent as `name[…]`, by what stands between the brackets."""
        return self._hashes.get(name, {})

    @cached_property
    def _hashes(self) -> Mapping[str, Mapping[str, str]]:
        hashes: dict[str, dict[str, str]] = {}
        for name, value in self.parameters.items():
            if bracketed := _BRACKETED.fullmatch(name):
                hashes.setdefault(bracketed[1], {})[bracketed[2]] = value
        return hashes

    @cached_property
    def text(self) -> str:
        """The parameters as links spell them (contract rest/00 §3.4), after a question mark; or nothing."""
        return _spelled(self.parameters)

    def with_page(self, number: int, size: int) -> str:
        """The same for another page of what these parameters list."""
        return _spelled_page(self, number, size)


NO_PARAMETERS = QueryString({})


def _spelled(parameters: Mapping[str, str]) -> str:
    pairs = sorted(f"{_quoted(name)}={_quoted(value)}" for name, value in parameters.items())
    return "?" + "&".join(pairs) if pairs else ""


@lru_cache(maxsize=2048)
def _spelled_page(query: QueryString, number: int, size: int) -> str:
    return _spelled({**query.parameters, "page[number]": str(number), "page[size]": str(size)})


def _quoted(text: str) -> str:
    return quote_plus(text, errors="replace")


def _parse(text: str) -> QueryString:
    return QueryString(dict(parse_qsl(text, keep_blank_values=True, errors="replace")))


_parse_or_recall: Callable[[str], QueryString] = lru_cache(maxsize=2048)(_parse)


def read_query(text: str) -> QueryString:
    """The query string's parameters; raises `UnstorableParameter`.

    Scripts ask alike thousands of times, so short query strings are remembered.
    """
    query = _parse_or_recall(text) if len(text) <= _LONGEST_KEPT else _parse(text)
    if "%00" in text:
        _raise_for_nul(query)
    return query


def _raise_for_nul(query: QueryString) -> None:
    for name, value in query.parameters.items():
        if "\x00" in name or "\x00" in value:
            raise UnstorableParameter(name)
