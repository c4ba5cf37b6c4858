"""Bodies: read within limits, refused as a whole."""

import json
from io import BytesIO

import pytest
from falcon import Request
from falcon.testing import create_environ
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.api.wire import bodies
from slatehouse.api.wire.bodies import BodyLimits, MalformedBody, parse_json, read_body, read_object

DEPTH = 512
LIMITS = BodyLimits(size=100, depth=DEPTH)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # A NUL and half a surrogate pair are refused.
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from("ab[{")), inner),
    max_leaves=20,
)


def request(body: bytes, length: int | None = None) -> Request:
    environ = create_environ(method="POST")
    environ["wsgi.input"] = BytesIO(body)
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return Request(environ)


@given(json_values)
def test_what_passes_is_what_was_sent(value: object) -> None:
    assert parse_json(json.dumps(value).encode(), DEPTH) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Empty input (after ) at line 1, column 1 "),
        (b"  \n ", "Empty input (after ) at line 1, column 1 "),
        (b"grant_type=x", "Invalid character (after ) at line 1, column 1 "),
        (b'{"a": x}', "Invalid character (after ) at line 1, column 7 "),
        (b'{\n"a": 1,}', "Trailing comma in object (after ) at line 2, column 8 "),
        (b"[NaN]", "Invalid character (after ) at line 1, column 2 "),
        (b"[-Infinity]", "Invalid character (after ) at line 1, column 3 "),
        (b"[1e999]", "Number out of range (after ) at line 1, column 8 "),
        (b'["\\ud800"]', "Input data was truncated (after ) at line 1, column 11 "),
        (b'{"a":"\xff"}', "Invalid UTF-8 (after ) at line 1, column 7 "),
        (b'{"a": [1, 2', "Input data was truncated (after ) at line 1, column 12 "),
        (b"{} {}", "Trailing characters (after ) at line 1, column 5 "),
    ],
)
def test_what_is_no_json_is_told_where(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedBody) as refusal:
        parse_json(body, DEPTH)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"[9223372036854775808, -18446744073709551617]", [2**63, -(2**64) - 1]),
        (b"[1.0, 1]", [1.0, 1]),
        (b'["\\ud83c\\udfac"]', ["🎬"]),
        (b'["\\\\u0000"]', ["\\u0000"]),
    ],
)
def test_json_is_read_as_it_was_meant(body: bytes, value: object) -> None:
    assert parse_json(body, DEPTH) == value


@pytest.mark.parametrize("body", [b'["a\\u0000"]', b'{"a\\u0000": 1}', b'{"a": [{"b": "\\u0000"}]}'])
def test_a_nul_anywhere_is_refused(body: bytes) -> None:
    with pytest.raises(bodies.UnstorableText):
        parse_json(body, DEPTH)


@pytest.mark.parametrize(
    "opening", [b"[", b'{"a":', b'["]]]]}}}}",[0,'], ids=["lists", "objects", "brackets in texts"]
)
def test_nesting_has_a_limit(opening: bytes) -> None:
    deepest = 256 if opening.count(b"[") > 1 else DEPTH
    closing = {b"[": b"]", b'{"a":': b"}"}.get(opening, b"]]")
    fits = opening * deepest + b"0" + closing * deepest
    parse_json(fits, DEPTH)
    with pytest.raises(bodies.BodyTooDeep):
        parse_json(opening * (deepest + 1) + b"0" + closing * (deepest + 1), DEPTH)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert len(parse_json(b"[" + b"[]," * 5_000 + b"[]]", DEPTH)) == 5_001


def test_a_million_open_brackets_harm_nobody() -> None:
    with pytest.raises(bodies.BodyTooDeep):
        parse_json(b"[" * 1_000_000, DEPTH)
    with pytest.raises(bodies.BodyTooDeep):
        parse_json(b'"' + b"[" * 1_000_000, DEPTH)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", bodies.BodyMissing),
        (b"[1]", bodies.NotAnObject),
        (b"null", bodies.NotAnObject),
        (b"{", bodies.MalformedBody),
        (b'{"a": "' + b"x" * 100 + b'"}', bodies.BodyTooLarge),
    ],
)
@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_is_an_object_within_its_limits(
    body: bytes, refusal: type[bodies.BodyRefusal], is_declared: bool
) -> None:
    with pytest.raises(refusal):
        read_object(request(body, len(body) if is_declared else None), LIMITS)


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert read_body(request(b"x" * 100), 100) == b"x" * 100
    assert read_body(request(b"x" * 100, 100), 100) == b"x" * 100
