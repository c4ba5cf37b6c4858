"""Tables are for eyes and may be cut by a narrow terminal; what goes into a file is whole."""

import json

import pytest

from slatehouse.cli.output import _whole, print_json, print_table


def test_a_table_in_a_file_keeps_long_values_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = "/srv/" + "deep/" * 30
    print_table(
        ("name", "value"), [("media.url", path), ("server.port", 8080), ("flag", True), ("none", None)]
    )
    lines = capsys.readouterr().out.splitlines()
    assert ["media.url", path] in [line.split() for line in lines]
    assert ["server.port", "8080"] in [line.split() for line in lines]
    assert ["flag", "true"] in [line.split() for line in lines]


def test_brackets_in_a_value_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("value",), [("[bold]shot[/bold]",)])
    assert "[bold]shot[/bold]" in capsys.readouterr().out


def test_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Ærø\nfilm"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"name": "Ærø\nfilm"}


@pytest.mark.parametrize(
    ("widths", "room", "whole"),
    [
        ((2, 20, 14, 40, 60), 80, {0, 1, 2}),
        ((2, 20, 14), 80, {0, 1, 2}),
        ((200, 3), 80, {1}),
        ((90, 90), 40, set()),
        ((0, 4), 80, {1}),
    ],
)
def test_narrow_columns_stay_whole(widths: tuple[int, ...], room: int, whole: set[int]) -> None:
    assert _whole(widths, room) == whole
