"""Which passwords may be set, as tables; and that every refusal says why and never what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.accounts.errors import PasswordRefused
from slatehouse.accounts.password_policy import LONGEST, PasswordPolicy

POLICY = PasswordPolicy(10)
MARA = ("mara.quay", "Mara Quay", "mara@harbour.example")

SHORT, LONG = (
    "it is too short; at least 10 characters are needed",
    "it is too long; at most 1000 characters are taken",
)
COMMON = "it is one of the commonest passwords, or close to one"
ROW = "it is a row of keys, or a few characters over and over"
NAME = "it is the person's own name or login, or close to it"
UNTYPED = "it holds characters that cannot be typed"


@pytest.mark.parametrize(
    "password",
    [
        "a-grey-harbour-in-march",
        "lamp ember fox",
        "Gx7#pL0qWz",
        "правильная лошадь",
        "密码密码是很难记住的东西",
        "jordan-likes-old-lamps",
        "mara-and-the-lighthouse",
        "1815-ada-1852-byron",
        " spaces at both ends ",
        "x" * 9 + "y" * 9 + "z" * 9,
        "é" * 5 + "lamp" * 2 + "quay" * (LONGEST // 5),
    ],
    ids=lambda password: password[:12],
)
def test_a_good_password_passes(password: str) -> None:
    POLICY.check(password, MARA)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", SHORT),
        ("Gx7#pL0qW", SHORT),
        ("ab" * 501, LONG),
        ("a-good-one\0", UNTYPED),
        ("a-good-one\ud800", UNTYPED),
        ("aaaaaaaaaaaa", ROW),
        ("abcabcabcabc", ROW),
        ("12121212121", ROW),
        ("1234567890", ROW),
        ("0987654321", ROW),
        ("23456789012", ROW),
        ("abcdefghijkl", ROW),
        ("QWERTYUIOPas", ROW),
        ("poiuytrewq", ROW),
        ("1q2w3e4r5t6y", ROW),
        ("1qaz2wsx3edc", ROW),
        ("password1234", COMMON),
        ("PASSWORD2026!", COMMON),
        ("p@ssw0rd2026", COMMON),
        ("!!!welcome!!!", COMMON),
        ("W3lcome-2026", COMMON),
        ("letmeinletmein", COMMON),
        ("correct horse battery staple", COMMON),
        ("slatehouse2026", COMMON),
        ("Shotgun!!123", COMMON),
        ("\uff50assword123", COMMON),
        ("sunshine 2026", COMMON),
        ("mara.quay", SHORT),
        ("mara.quay1", NAME),
        ("MaraQuay2026", NAME),
        ("quaymara!!", NAME),
        ("mara-1987-10", NAME),
        ("mara@harbour.example", NAME),
        ("Mara Quay 99", NAME),
    ],
    ids=lambda text: repr(text[:14]),
)
def test_a_bad_one_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(PasswordRefused) as refusal:
        POLICY.check(password, MARA)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("least", [4, 8, 64])
def test_how_short_is_a_setting(least: int) -> None:
    policy, password = PasswordPolicy(least), ("lamp ember quay fox " * 4)[:least]
    policy.check(password)
    with pytest.raises(PasswordRefused):
        policy.check(password[:-1])


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_refused_or_taken_and_never_told(password: str, names: list[str]) -> None:
    try:
        POLICY.check(password, names)
    except PasswordRefused as refusal:
        assert refusal.reason in {SHORT, COMMON, ROW, NAME, UNTYPED}
