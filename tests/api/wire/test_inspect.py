"""JSON values in the words of the service's messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.api.wire.inspect import class_name, inspect


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nil"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (2**70, "1180591620717411303424"),
        (2.5, "2.5"),
        (3.0, "3.0"),
        (1e20, "1.0e+20"),
        (1e-05, "1.0e-05"),
        (1.5e300, "1.5e+300"),
        ("", '""'),
        ("x", '"x"'),
        ('say "no"\\', r'"say \"no\"\\"'),
        ("a\nb\tc\x1b\x00\x7f", r'"a\nb\tc\e\u0000\x7F"'),
        ("#{x} #$y #@z # a#", r'"\#{x} \#$y \#@z # a#"'),
        ("Zoë 🎬", '"Zoë 🎬"'),
        ("\u2028", r'"\u2028"'),
        ("\U000e0fff", r'"\u{E0FFF}"'),
        ([], "[]"),
        (["a", 1, None], '["a", 1, nil]'),
        (("in", ()), '["in", []]'),
        ({}, "{}"),
        ({"code": "SH010"}, '{"code" => "SH010"}'),
        ({"type": "Shot", "id": None}, '{"type" => "Shot", "id" => nil}'),
        ({"a": {"b": [1, {"c": 2.0}]}}, '{"a" => {"b" => [1, {"c" => 2.0}]}}'),
    ],
)
def test_a_value_is_inspected(value: object, words: str) -> None:
    assert inspect(value) == words


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (42, "Integer"),
        (3.7, "Float"),
        (True, "TrueClass"),
        (False, "FalseClass"),
        (None, "NilClass"),
        ("x", "String"),
        (["a"], "Array"),
        ({"a": 1}, "Hash"),
    ],
)
def test_a_class_has_its_name(value: object, name: str) -> None:
    assert class_name(value) == name


@given(st.text())
def test_a_text_stays_on_one_line_in_its_quotes(text: str) -> None:
    words = inspect(text)
    assert words[0] == words[-1] == '"'
    assert not set("\n\r\x00\u2028") & set(words)
