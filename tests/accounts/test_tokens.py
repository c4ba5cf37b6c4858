"""An access token has the form that clients decode, and only this site's own tokens are believed."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.accounts.house import Clock

from slatehouse.accounts.errors import Unauthorized
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.tokens import TokenSigner

SECRET = b"0123456789abcdef0123456789abcdef"
SCRIPT = Identity("ApiUser", 34, "api_key")
CLAIMS = ["iss", "aud", "exp", "iat", "jti", "user", "sudo_as_login", "auth_type", "session_uuid"]


def signer(secret: bytes = SECRET, clock: Clock | None = None) -> TokenSigner:
    return TokenSigner(lambda: (secret,), 600, clock or Clock())


def decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def payload(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(decoded(token.split(".")[1]))
    return claims


def test_the_form_of_a_token() -> None:
    token = signer().sign(SCRIPT, "tracking.test")
    header, _, signature = token.split(".")
    claims = payload(token)
    now = int(Clock()().timestamp())

    assert decoded(header) == b'{"alg":"HS256"}'
    assert len(decoded(signature)) == 32
    assert list(claims) == CLAIMS
    assert claims.pop("jti")
    assert claims == {
        "iss": "tracking.test",
        "aud": "tracking.test",
        "exp": now + 600,
        "iat": now,
        "user": {"type": "ApiUser", "id": 34},
        "sudo_as_login": None,
        "auth_type": "api_key",
        "session_uuid": None,
    }


def test_no_two_tokens_are_alike() -> None:
    assert len({signer().sign(SCRIPT, "tracking.test") for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "identity",
    [
        SCRIPT,
        Identity("ApiUser", 34, "api_key", sudo_as_login="mära"),
        Identity("HumanUser", 2**40, "session_token"),
        Identity("HumanUser", 7, "password", session="0123456789abcdef"),
    ],
)
def test_a_genuine_token_says_what_it_was_made_for(identity: Identity) -> None:
    clock = Clock()
    token = signer(clock=clock).read(signer(clock=clock).sign(identity, "tracking.test"))
    assert token.identity == identity
    assert token.expires == int(clock().timestamp()) + 600


def test_a_token_is_good_to_its_last_second() -> None:
    clock = Clock()
    tokens = signer(clock=clock)
    text = tokens.sign(SCRIPT, "tracking.test")
    clock.move(599)
    tokens.read(text)
    clock.move(1)
    with pytest.raises(Unauthorized):
        tokens.read(text)


GENUINE = signer().sign(SCRIPT, "tracking.test")
HEADER, PAYLOAD, SIGNATURE = GENUINE.split(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bearer",
        "..",
        f"{HEADER}.{PAYLOAD}",
        f"{HEADER}.{PAYLOAD}.",
        f"{HEADER}.{PAYLOAD}.{SIGNATURE}.{SIGNATURE}",
        f"{HEADER}.{encoded(payload(GENUINE) | {'user': {'type': 'ApiUser', 'id': 1}})}.{SIGNATURE}",
        f"{encoded({'alg': 'none'})}.{PAYLOAD}.",
        f"{encoded({'alg': 'none'})}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded({'alg': 'HS512'})}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded({'alg': 'HS256', 'crit': ['exp']})}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded([])}.{PAYLOAD}.{SIGNATURE}",
        f"{encoded({})}.{PAYLOAD}.{SIGNATURE}",
        signer(b"another secret of thirty-two byte").sign(SCRIPT, "tracking.test"),
        GENUINE + "\0",
        GENUINE + "\ud800",
        "é" * 100_000,
        "[" * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_no_genuine_token_is_refused(text: str) -> None:
    with pytest.raises(Unauthorized):
        signer().read(text)


@given(st.text() | st.tuples(st.just(HEADER), st.text(), st.text()).map(".".join))
def test_no_text_at_all_makes_reading_fail_otherwise(text: str) -> None:
    with pytest.raises(Unauthorized):
        signer().read(text)


@given(st.integers(0, len(GENUINE) - 2), st.sampled_from("AZaz09-_."))
def test_one_changed_character_is_enough(position: int, character: str) -> None:
    changed = GENUINE[:position] + character + GENUINE[position + 1 :]
    if changed != GENUINE:
        with pytest.raises(Unauthorized):
            signer().read(changed)
