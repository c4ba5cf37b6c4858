"""Which field each column of a sheet is of, as its first line says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from slatehouse.importing.catalogue import FieldInfo
from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sheets.cells import is_readable

__all__ = ["ID", "Column", "columns_of"]

ID = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is imported: its place in a record, its title, and its field."""

    place: int
    title: str
    field: FieldInfo

    @property
    def name(self) -> str:
        return self.field.name


def columns_of(
    header: Sequence[str], fields: Mapping[str, FieldInfo], mapped: Mapping[str, str]
) -> tuple[Column, ...]:
    """The columns that are imported.

    A title is a field's name or what people call it, in whatever case, or is mapped to a field; one that is
    mapped to nothing is left out. Raises `ImportRefused`, with all that is wrong.
    """
    wrong: list[str] = []
    titles = [title.strip() for title in header]
    wrong += [
        f"--map names {title!r}, and no column has that title" for title in mapped if title not in titles
    ]
    wrong += [
        f"two columns have the title {title!r}"
        for title in dict.fromkeys(titles)
        if title and titles.count(title) > 1
    ]
    found: list[Column] = []
    for place, title in enumerate(titles):
        if not title or mapped.get(title) == "":
            continue
        try:
            found.append(Column(place, title, _field(title, fields, mapped)))
        except ImportRefused as error:
            wrong.append(str(error))
    names = [column.name for column in found]
    for name in dict.fromkeys(names):
        same = [column.title for column in found if column.name == name]
        if len(set(same)) > 1:
            wrong.append(f"{' and '.join(map(repr, same))} are the same field, {name}")
    if wrong:
        raise ImportRefused("; ".join(wrong))
    if not found:
        raise ImportRefused("the first line names no column; it has to have the names of fields")
    return tuple(found)


def _field(title: str, fields: Mapping[str, FieldInfo], mapped: Mapping[str, str]) -> FieldInfo:
    if title in mapped and mapped[title] not in fields:
        told = f"--map gives {title!r} the field {mapped[title]!r}, which is not there"
        raise ImportRefused(told + _near(mapped[title], fields))
    field = fields[mapped[title]] if title in mapped else _called(title, fields)
    if field.name == ID:
        return field
    if not is_readable(field):
        raise ImportRefused(
            f"{title!r} is {field}, which no sheet can write; leave it out with --map '{title}='"
        )
    return field


def _called(title: str, fields: Mapping[str, FieldInfo]) -> FieldInfo:
    if title in fields:
        return fields[title]
    wanted = title.casefold()
    found = [each for each in fields.values() if each.name.casefold() == wanted] or [
        each for each in fields.values() if each.title.strip().casefold() == wanted
    ]
    # What nobody may write is not what a sheet means, where something else has the same title.
    found = [each for each in found if is_readable(each)] or found
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(each.name for each in found)
        raise ImportRefused(f"{title!r} may be {names}; say which with --map '{title}=FIELD'")
    raise ImportRefused(
        f"{title!r} is no field{_near(title, fields)}; say which with --map '{title}=FIELD', or leave it "
        f"out with --map '{title}='"
    )


def _near(title: str, fields: Mapping[str, FieldInfo]) -> str:
    called = {each.title.casefold(): each.name for each in fields.values()}
    called.update((name.casefold(), name) for name in fields)
    near = dict.fromkeys(
        called[each] for each in get_close_matches(title.casefold(), called, n=3, cutoff=0.6)
    )
    return f" (perhaps {', '.join(near)})" if near else ""
