"""What cells are values, of which type of data, and what is told of those that are none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.client import Link
from slatehouse.client.rows import moment_text
from slatehouse.importing.catalogue import FieldInfo
from slatehouse.importing.sheets.cells import Customs, Named, read
from slatehouse.importing.sheets.days import DateOrder, day_of
from slatehouse.importing.sheets.formulas import guarded, unguarded
from slatehouse.importing.sheets.unreadable import Unreadable

STATUSES = {"wtg": "Waiting to Start", "ip": "In Progress", "fin": "Final"}
CUSTOMS = Customs(DateOrder.DMY, lambda: 7.5)
SHOT = ("Shot",)


def field(data_type: str) -> FieldInfo:
    chosen = tuple(STATUSES) if data_type == "status_list" else ("Hero", "Bg", "bg")
    types = ("Shot", "Asset") if data_type == "entity" else SHOT
    return FieldInfo("Thing", "it", "It", data_type, True, False, types, chosen, STATUSES)


def here(*moment: int) -> str:
    return moment_text(datetime(*moment))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data_type", "text", "value"),
    [
        ("text", "  SH010 ", "SH010"),
        ("text", "'=1+1", "=1+1"),
        ("text", "'tis", "'tis"),
        ("number", "12", 12),
        ("number", "-3.0", -3),
        ("float", "24", 24.0),
        ("float", "23,976", 23.976),
        ("float", "1.5e3", 1500.0),
        ("currency", "$12.50", 12.5),
        ("percent", "50 %", 50),
        ("checkbox", "Yes", True),
        ("checkbox", "0", False),
        ("checkbox", "[X]", True),
        ("date", "2026-12-31", "2026-12-31"),
        ("date", "31.12.2026", "2026-12-31"),
        ("date", "1/2/2026", "2026-02-01"),
        ("date", "1 Sept 2026", "2026-09-01"),
        ("date", "September 1, 2026", "2026-09-01"),
        ("date_time", "2026-12-31T18:00:00Z", "2026-12-31T18:00:00Z"),
        ("date_time", "2026-12-31 18:00+02:00", "2026-12-31T16:00:00Z"),
        ("date_time", "31.12.2026 6:05 pm", here(2026, 12, 31, 18, 5)),
        ("date_time", "31.12.2026", here(2026, 12, 31)),
        ("duration", "90", 90),
        ("duration", "1:30", 90),
        ("duration", "1h 30m", 90),
        ("duration", "2d", 900),
        ("duration", "1.5 hours", 90),
        ("timecode", "01:00:00.5", 3600500),
        ("timecode", "3600000", 3600000),
        ("footage", "016-8", "16-08"),
        ("list", "hero", "Hero"),
        ("list", "bg", "bg"),
        ("status_list", "ip", "ip"),
        ("status_list", "in progress", "ip"),
        ("entity", "SH010", Named("SH010", ("Shot", "Asset"))),
        ("entity", "Shot:12", Link("Shot", 12)),
        ("entity", "Asset: Lamp", Named("Lamp", ("Asset",))),
        ("entity", "Ratio:4", Named("Ratio:4", ("Shot", "Asset"))),
        ("multi_entity", "A, B;C\nA", [Named("A", SHOT), Named("B", SHOT), Named("C", SHOT)]),
        ("multi_entity", '"Smith, John"; B "bo" C', [Named("Smith, John", SHOT), Named('B "bo" C', SHOT)]),
        ("tag_list", "a, b", ["a", "b"]),
        ("url", "https://example.com/a.mov", {"url": "https://example.com/a.mov", "name": "a.mov"}),
    ],
)
def test_cells_are_values(data_type: str, text: str, value: Any) -> None:
    assert read(field(data_type), text, CUSTOMS) == value


@pytest.mark.parametrize(
    ("data_type", "text", "said"),
    [
        ("number", "12.5", "no whole number"),
        ("number", "1,234", "no whole number"),
        ("number", "2147483648", "too large"),
        ("float", "1,234.5", "no number"),
        ("float", "1e999", "too large"),
        ("percent", "half", "no percentage"),
        ("checkbox", "maybe", "neither yes nor no"),
        ("date", "31/12/26", "no date"),
        ("date", "12/31/2026", "no date"),
        ("date", "2026/31/12", "order of --dates dmy"),
        ("date", "30 Feb 2026", "no day of the calendar"),
        ("date", "1 Foo 2026", "names no month"),
        ("date", "tomorrow", "no date"),
        ("date_time", "31.12.2026 25:00", "no such time of day"),
        ("date_time", "31.12.2026 12:00 CET", "no time"),
        ("duration", "soon", "no duration"),
        ("duration", "1h x", "no duration"),
        ("timecode", "01:00:00:12", "no position"),
        ("footage", "16", "no length of film"),
        ("list", "BG", "may be Bg or bg"),
        ("list", "Villain", "no value of Thing.it; it has Hero, Bg, bg"),
        ("status_list", "done", "no status of Thing.it; it has wtg, ip, fin"),
        ("multi_entity", '"open', "a quotation mark that none closes"),
        ("url", "example", "no address"),
    ],
)
def test_what_is_no_value_is_told(data_type: str, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(field(data_type), text, CUSTOMS)


def test_a_date_that_may_be_two_days_is_asked_about() -> None:
    assert day_of("31/12/2026", None) == day_of("12/31/2026", None)
    with pytest.raises(Unreadable, match="either of two days"):
        day_of("1/2/2026", None)


@given(st.dates(), st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%b %d, %Y", "%Y-%m-%d"]))
def test_days_are_read_as_they_were_written(day: Any, form: str) -> None:
    text = (
        day.strftime(form).replace(str(day.year), f"{day.year:04}", 1)
        if day.year >= 1000
        else day.isoformat()
    )
    assert day_of(text, DateOrder.DMY) == day


@given(st.text() | st.from_regex(r"'*[=+@\-\t].*", fullmatch=True))
def test_a_text_that_was_guarded_is_read_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
