"""The threat model names a test for every threat, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs" / "security.md").read_text()
TABLE = MODEL.partition("| threat |")[2].partition("\n\n")[0]
ROWS = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in TABLE.splitlines()[2:]]
THREATS = [row for row in ROWS if not row[0].startswith("**")]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests of a module, those of its classes, too."""
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_the_model_is_read() -> None:
    assert len(THREATS) > 20
    assert all(len(row) == 3 for row in THREATS)


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row[0][:60])
def test_a_threat_is_held_by_something_that_a_test_attacks(row: list[str]) -> None:
    _, holds, tests = row
    named = NAMED.findall(tests)
    assert holds and named
    # Nothing but names stands there.
    assert not NAMED.sub("", tests).replace(",", "").strip()
    for path, test in named:
        assert test.startswith("test_") and test in names_in(path)


def test_every_attack_is_in_the_model() -> None:
    modules = [f"tests/security/{path.name}" for path in Path(__file__).parent.glob("test_*.py")]
    attacked = {path for row in THREATS for path, _ in NAMED.findall(row[2])}
    assert set(modules) - {f"tests/security/{Path(__file__).name}"} <= attacked
