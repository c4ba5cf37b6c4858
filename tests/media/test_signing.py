"""Signed addresses: good for what they say, for as long as they say, and for nothing else."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slatehouse.media.signing import WINDOW, Signer, Verdict

SECRET = b"thirty-two bytes, known to all.."
NOON = 1_790_000_100 // WINDOW * WINDOW

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
paths = texts.map(lambda text: f"/media/{text}")
names = texts.filter(lambda name: not name.lower().startswith("x-amz-"))
parameters = st.dictionaries(names, texts, max_size=4)
methods = st.sampled_from(["GET", "PUT", "HEAD", "POST", "DELETE"])


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def opened(address: str) -> tuple[str, dict[str, str]]:
    """Path and query as a server decodes them."""
    parts = urlsplit(address)
    return unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))


def signed(method: str, path: str, parameters: Mapping[str, str]) -> dict[str, str]:
    return opened(Signer(lambda: [SECRET], Clock()).sign(method, path, parameters, 900))[1]


def verdict(method: str, path: str, query: Mapping[str, str], now: float = NOON) -> Verdict:
    return Signer(lambda: [SECRET], Clock(now)).verify(method, path, query)


def test_an_address_looks_like_one_of_s3() -> None:
    path, query = opened(
        Signer(lambda: [SECRET], Clock(NOON + 60)).sign(
            "GET",
            "/media/ab cd/plaké.jpg",
            {"response-content-type": "image/jpeg", "x-amz-meta-user-id": "24"},
            lifetime=900,
        )
    )
    assert path == "/media/ab cd/plaké.jpg"
    assert len(query.pop("X-Amz-Signature")) == 64
    assert query == {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "slatehouse/20260921/local/s3/aws4_request",
        "X-Amz-Date": "20260921T141500Z",
        "X-Amz-Expires": "1800",
        "X-Amz-SignedHeaders": "host",
        "response-content-type": "image/jpeg",
        "x-amz-meta-user-id": "24",
    }


@given(method=methods, path=paths, parameters=parameters)
def test_what_was_signed_is_valid(method: str, path: str, parameters: dict[str, str]) -> None:
    address = Signer(lambda: [SECRET], Clock()).sign(method, path, parameters, 900)
    assert address.isascii()
    # Paths are compared as they are sent; "?" and "#" in a name must not cut them short.
    decoded, query = opened(address)
    assert decoded == path
    assert verdict(method, decoded, query) is Verdict.VALID


@given(signed_for=methods, used_for=methods, path=paths)
def test_another_method_is_forged(signed_for: str, used_for: str, path: str) -> None:
    assume(signed_for != used_for)
    assert verdict(used_for, path, signed(signed_for, path, {})) is Verdict.FORGED


@given(path=paths, other=paths | st.text(max_size=12), parameters=parameters)
def test_another_path_is_forged(path: str, other: str, parameters: dict[str, str]) -> None:
    assume(path != other)
    assert verdict("GET", other, signed("GET", path, parameters)) is Verdict.FORGED


@given(path=paths, parameters=parameters, data=st.data())
def test_a_changed_parameter_is_forged(path: str, parameters: dict[str, str], data: st.DataObject) -> None:
    query = signed("GET", path, parameters)
    name = data.draw(st.sampled_from(sorted(query)))
    value = data.draw(st.text(max_size=12))
    assume(value != query[name])
    assert verdict("GET", path, {**query, name: value}) is Verdict.FORGED


@given(path=paths, parameters=parameters, data=st.data())
def test_a_missing_parameter_is_forged(path: str, parameters: dict[str, str], data: st.DataObject) -> None:
    query = signed("GET", path, parameters)
    del query[data.draw(st.sampled_from(sorted(query)))]
    assert verdict("GET", path, query) is Verdict.FORGED


@given(path=paths, parameters=parameters, name=st.text(max_size=12), value=st.text(max_size=12))
def test_an_added_parameter_is_forged(path: str, parameters: dict[str, str], name: str, value: str) -> None:
    query = signed("GET", path, parameters)
    assume(name not in query)
    assert verdict("GET", path, {**query, name: value}) is Verdict.FORGED


@given(
    path=st.text(max_size=12), query=st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4)
)
def test_anything_else_is_forged(path: str, query: dict[str, str]) -> None:
    assert verdict("GET", path, query) is Verdict.FORGED
    assert verdict("GET", path, {**query, "X-Amz-Signature": "é" * 64}) is Verdict.FORGED


@pytest.mark.parametrize(
    "one, other",
    [
        ({"a": "1&b=2"}, {"a": "1", "b": "2"}),
        ({"a": "1\nb=2"}, {"a": "1", "b": "2"}),
        ({"a=1": ""}, {"a": "1="}),
        ({"a": ""}, {}),
    ],
)
def test_parameters_cannot_pass_for_others(one: dict[str, str], other: dict[str, str]) -> None:
    signature = signed("GET", "/media/x", one)["X-Amz-Signature"]
    query = {**signed("GET", "/media/x", other), "X-Amz-Signature": signature}
    assert verdict("GET", "/media/x", query) is Verdict.FORGED


def test_another_secret_is_another_site() -> None:
    query = signed("GET", "/media/x", {})
    assert (
        Signer(lambda: [b"another secret of some length"], Clock()).verify("GET", "/media/x", query)
        is Verdict.FORGED
    )


@given(passed=st.floats(0, WINDOW - 1), lifetime=st.integers(0, 100_000))
def test_valid_for_its_lifetime_and_at_most_a_window_more(passed: float, lifetime: int) -> None:
    now = NOON + passed
    _, query = opened(Signer(lambda: [SECRET], Clock(now)).sign("GET", "/media/x", {}, lifetime))
    assert verdict("GET", "/media/x", query, now) is Verdict.VALID
    assert verdict("GET", "/media/x", query, now + lifetime) is Verdict.VALID
    assert verdict("GET", "/media/x", query, now + lifetime + WINDOW + 1) is Verdict.EXPIRED


def test_a_forged_address_is_forged_also_when_it_would_have_expired() -> None:
    query = {**signed("GET", "/media/x", {}), "X-Amz-Expires": "999999"}
    assert verdict("GET", "/media/x", query, NOON + 10_000) is Verdict.FORGED


def test_within_a_window_an_address_stays_the_same() -> None:
    def address(now: float) -> str:
        return Signer(lambda: [SECRET], Clock(now)).sign("GET", "/media/x", {"x-amz-meta-user-id": "24"}, 900)

    assert address(NOON) == address(NOON + WINDOW - 1) != address(NOON + WINDOW)


@pytest.mark.parametrize("name", ["X-Amz-Date", "x-amz-expires", "X-AMZ-SIGNATURE"])
def test_parameters_of_the_signature_are_not_the_callers(name: str) -> None:
    with pytest.raises(ValueError, match="sets itself"):
        Signer(lambda: [SECRET], Clock()).sign("GET", "/media/x", {name: "1"}, 900)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Signer(lambda: [b"short"], Clock())
