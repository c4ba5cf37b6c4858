"""Codes of authenticator apps: the vectors of RFC 6238, and what a clock that is wrong may show."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.accounts.totp import code_at, new_secret, otpauth_address, spelled, step_at, step_of_code

SECRET = b"12345678901234567890"


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, whose eight digits end in the usual six."""
    assert code_at(SECRET, step_at(at(seconds))) == code[2:]


@pytest.mark.parametrize(("late", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_wrong(late: int, is_taken: bool) -> None:
    now = at(1234567890)
    step = step_at(now) + late
    assert step_of_code(SECRET, code_at(SECRET, step), now) == (step if is_taken else None)


@given(st.text(max_size=8))
def test_any_text_is_a_code_or_none(text: str) -> None:
    step = step_of_code(SECRET, text, at(59))
    assert step is None or code_at(SECRET, step) == text


@pytest.mark.parametrize(("login", "site"), [("mara", "Slatehouse"), ("mara quay@x.y", "Häfen & Söhne: 1/2")])
def test_an_app_finds_the_secret_in_the_address(login: str, site: str) -> None:
    secret = new_secret()
    address = urlsplit(otpauth_address(secret, login, site))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert "/" not in address.path[1:]
    asked = parse_qs(address.query)
    assert asked == {"secret": [spelled(secret)], "issuer": [site]}
    assert base64.b32decode(spelled(secret)) == secret
    assert len(secret) == 20
