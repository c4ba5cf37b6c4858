"""Rows as tables of Arrow, pandas and Polars, whose columns have the types that the site's schema tells.

The libraries come with extras of their own, and are looked for when a table is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from slatehouse.client import verbs
from slatehouse.client.asks import Ask
from slatehouse.client.errors import BrokenAnswer, ClientError
from slatehouse.client.questions import EVERY_FIELD, Question
from slatehouse.client.rows import File, Row
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Talk
from slatehouse.columnar.columns import Column, Form, Unfit, column_of

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["NotInstalled", "Tabling", "as_pandas", "as_polars", "needed", "tabling"]

_MODULES = {"arrow": "pyarrow", "pandas": "pandas", "polars": "polars"}
_ID = column_of("id", "number", {})


class NotInstalled(ClientError):
    """A library that makes tables is not there; `extra` is what brings it."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(f"{module} is not installed here. It comes with: pip install 'slatehouse[{extra}]'")
        self.extra = extra


def needed(*extras: str) -> None:
    """Raise `NotInstalled` unless the libraries of the extras can be imported."""
    for extra in extras:
        _imported(extra)


def _imported(extra: str) -> Any:
    try:
        return import_module(_MODULES[extra])
    except ModuleNotFoundError as error:
        raise NotInstalled(_MODULES[extra], extra) from error


@dataclass(frozen=True, slots=True)
class Tabling:
    """A question whose rows become batches of one Arrow schema."""

    question: Question
    columns: tuple[Column, ...]
    schema: Any

    def batch(self, rows: Sequence[Row]) -> pyarrow.RecordBatch:
        """A page of rows as a batch. Raises `BrokenAnswer` where a value is none of its field's type."""
        from slatehouse.columnar.arrow import batch_of

        try:
            return batch_of(self.schema, self.columns, self._plain(rows))
        except Unfit as error:
            raise BrokenAnswer(f"POST /entity/{self.question.type}/_search", str(error)) from error

    def _plain(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows' values, files as the site tells of them."""
        names = [each.name for each in self.columns]
        plain = [{name: row.get(name) for name in names} for row in rows]
        for name in (each.name for each in self.columns if each.form is Form.JSON):
            for values in plain:
                file = values.get(name)
                if isinstance(file, File):
                    values[name] = file.values
        return plain

    def table(self, batches: Sequence[pyarrow.RecordBatch]) -> pyarrow.Table:
        """All batches as one table."""
        import pyarrow

        return pyarrow.Table.from_batches(batches, self.schema)

    def reader(self, batches: Iterator[pyarrow.RecordBatch]) -> pyarrow.RecordBatchReader:
        """The batches as what other libraries read from."""
        import pyarrow

        return pyarrow.RecordBatchReader.from_batches(self.schema, batches)


def as_pandas(table: pyarrow.Table) -> pandas.DataFrame:
    """The table with Arrow's types behind pandas' columns: whole numbers stay whole where some are null."""
    return table.to_pandas(types_mapper=_imported("pandas").ArrowDtype)


def as_polars(table: pyarrow.Table) -> polars.DataFrame:
    """The table in Polars."""
    frame: polars.DataFrame = _imported("polars").from_arrow(table)
    return frame


def tabling(line: Line, question: Question) -> Talk[Tabling]:
    """What a question's rows are as a table: the id, and a column for each field that it asks for.

    A question that asks for every field gets those that the schema tells of. Raises `NotInstalled`, and
    `ClientError` where the schema has no such field.
    """
    needed("arrow")
    schemas = _Schemas(line)
    fields = question.chosen_fields
    if fields == EVERY_FIELD:
        told = yield from schemas.of(question.type)
        fields = tuple(told)
    columns = [_ID]
    for path in fields:
        if path not in ("id", "type"):
            column = yield from schemas.column(question.type, path)
            columns.append(column)
    from slatehouse.columnar.arrow import schema_of

    asked = replace(question, fields=tuple(each.name for each in columns))
    return Tabling(asked, tuple(columns), schema_of(columns, {"entity_type": question.type}))


class _Schemas:
    """The fields of types, each asked for once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[str, Mapping[str, Any]] = {}

    def of(self, entity_type: str) -> Talk[Mapping[str, Any]]:
        if entity_type not in self._known:
            self._known[entity_type] = yield from verbs.schema(self._line, entity_type)
        return self._known[entity_type]

    def column(self, entity_type: str, path: str) -> Talk[Column]:
        """The column of a field, or of one behind links: `sg_sequence.Sequence.code`."""
        *hops, name = path.split(".")
        owner = hops[-1] if hops else entity_type
        fields = yield from self.of(owner)
        if name not in fields:
            raise ClientError(f"{owner} has no field {name}, of which a column could be made.")
        try:
            told = fields[name]
            properties = {key: each.get("value") for key, each in told.get("properties", {}).items()}
            return column_of(path, str(told["data_type"]["value"]), properties)
        except (AttributeError, KeyError, TypeError) as error:
            what = Ask("GET", f"/schema/{owner}/fields").what
            raise BrokenAnswer(what, f"it does not tell of {name} ({error!r})") from error
