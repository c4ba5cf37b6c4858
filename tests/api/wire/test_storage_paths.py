"""Signed paths: one for each file and window, whatever the file is called."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.api.wire.storage_paths import SignedPaths
from slatehouse.media.signing import WINDOW, Signer, Verdict

SECRET = b"0123456789abcdef"
SHA256 = "ab" * 32


class Watch:
    """A clock in Unix seconds."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def verdict(signer: Signer, method: str, address: str) -> Verdict:
    parts = urlsplit(address)
    return signer.verify(method, unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)))


@given(name=st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_name_makes_an_address_that_leads_back(name: str) -> None:
    signer = Signer(lambda: [SECRET], Watch())
    paths = SignedPaths(signer)
    address = paths.download("", SHA256, name, "image/png", paths.era(1_800_000_000.0))
    assert verdict(signer, "GET", address) is Verdict.VALID
    path = unquote(urlsplit(address).path)
    assert path.startswith(f"/storage/{SHA256}/") and path.count("/") == 3
    assert path.rpartition("/")[2].strip(".")


def test_an_address_stays_the_same_for_its_window() -> None:
    watch = Watch()
    paths = SignedPaths(Signer(lambda: [SECRET], watch))
    first = paths.download("", SHA256, "a.png", "image/png", paths.era(watch()))
    watch.now += WINDOW - watch.now % WINDOW - 1
    assert paths.download("", SHA256, "a.png", "image/png", paths.era(watch())) == first
    watch.now += 1
    assert paths.download("", SHA256, "a.png", "image/png", paths.era(watch())) != first


def test_an_address_is_signed_anew_once_another_secret_signs() -> None:
    secrets = [SECRET]
    paths, verifier = SignedPaths(Signer(lambda: secrets, Watch())), Signer(lambda: secrets, Watch())
    first = paths.download("", SHA256, "a.png", "image/png", paths.era(0))
    secrets.insert(0, b"another secret of some length")
    second = paths.download("", SHA256, "a.png", "image/png", paths.era(0))
    assert second != first
    assert [verdict(verifier, "GET", each) for each in (first, second)] == [Verdict.VALID] * 2
    del secrets[1]
    assert [verdict(verifier, "GET", each) for each in (first, second)] == [Verdict.FORGED, Verdict.VALID]


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [("a.png", "image/png", "inline"), ("a.svg", "image/svg+xml", "attachment"), ("a", None, "attachment")],
)
def test_what_could_run_in_a_browser_is_only_saved(
    name: str, content_type: str | None, disposition: str
) -> None:
    paths = SignedPaths(Signer(lambda: [SECRET], Watch()))
    address = paths.download("", SHA256, name, content_type, paths.era(0))
    query = dict(parse_qsl(urlsplit(address).query))
    assert query["response-content-disposition"] == f'{disposition}; filename="{name}"'
    assert query.get("response-content-type") == content_type


def test_an_upload_is_signed_for_put_alone() -> None:
    signer = Signer(lambda: [SECRET], Watch())
    address = SignedPaths(signer).upload("", "token")
    assert verdict(signer, "PUT", address) is Verdict.VALID
    assert verdict(signer, "GET", address) is Verdict.FORGED
