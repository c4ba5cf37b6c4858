"""Two sites held against each other, row by row, as the REST API shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slatehouse.client import Client, Link, Row
from slatehouse.client.rows import File
from slatehouse.mirror.source import Source

Shown = Mapping[str, Any]


def differences(
    source: Client,
    copy: Client,
    types: Collection[str] = (),
    *,
    but: frozenset[str] = frozenset(),
    with_names: bool = True,
) -> list[str]:
    """What of the source is otherwise at the copy, and what there is beside; of all types, or some,
    live and retired.

    Addresses differ, so that of files and pictures what is compared is whether they are there, and what is
    said of them. `but` are fields that are not looked at, nor are names in links without `with_names`.
    """
    theirs, ours = Source(source), Source(copy)

    def of_type(entity_type: str) -> list[str]:
        there, here = theirs.fields(entity_type), ours.fields(entity_type)
        found = [
            f"{entity_type}.{each}: {there.get(each)} {here.get(each)}"
            for each in {*there, *here}
            if there.get(each) != here.get(each)
        ]
        names = sorted({*there, *here} - but)
        for retired in (False, True):
            there_rows = _rows(theirs, entity_type, names, retired, with_names)
            found += _of_rows(there_rows, _rows(ours, entity_type, names, retired, with_names), entity_type)
        return found

    with ThreadPoolExecutor(4) as pool:
        return [each for found in pool.map(of_type, sorted(types or theirs.types())) for each in found]


def _of_rows(theirs: dict[int, Shown], ours: dict[int, Shown], entity_type: str) -> Iterator[str]:
    for row_id in sorted(set(theirs) | set(ours)):
        there, here = theirs.get(row_id), ours.get(row_id)
        if there is None or here is None:
            yield f"{entity_type} {row_id}: only {'here' if there is None else 'there'}"
            continue
        for name in sorted(set(there) | set(here)):
            if there.get(name) != here.get(name):
                yield f"{entity_type} {row_id}.{name}: {there.get(name)!r} != {here.get(name)!r}"


def _rows(
    site: Source, entity_type: str, names: list[str], retired: bool, with_names: bool
) -> dict[int, Shown]:
    return {
        row.id: {name: _plain(value, with_names) for name, value in row.items()}
        for page in site.pages(entity_type, names, retired=retired)
        for row in page
    }


def _plain(value: Any, with_names: bool) -> Any:
    match value:
        case File():
            return value.name, value.content_type, value.link_type, value.id, value.url is not None
        case str() if value.startswith(("http://", "https://")):
            return "an address"
        case Link() | Row():
            return value.type, value.id, value.name if with_names else None
        case tuple() | list():
            found = [_plain(each, with_names) for each in value]
            return found if with_names else sorted(found, key=repr)
    return value
