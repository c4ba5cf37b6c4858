"""Content types: parameters and capitals do not count, anything else does."""

import pytest
from falcon import Request
from falcon.testing import create_environ

from slatehouse.api.wire.content_types import FORM, JSON, UnsupportedContentType, media_type, require


def request(content_type: str | None) -> Request:
    return Request(create_environ(headers={"Content-Type": content_type} if content_type else {}))


@pytest.mark.parametrize(
    "sent", [JSON, "application/json; charset=utf-8", "Application/JSON", "application/json;charset=bogus"]
)
def test_an_accepted_type_passes(sent: str) -> None:
    assert require(request(sent), FORM, JSON) == JSON


@pytest.mark.parametrize("sent", [None, "text/plain", "application/jsonp", "application/vnd+x+json"])
def test_another_type_is_refused(sent: str | None) -> None:
    with pytest.raises(UnsupportedContentType) as refusal:
        require(request(sent), JSON)
    assert (refusal.value.sent, refusal.value.accepted) == (sent or "", (JSON,))


def test_no_header_is_no_type() -> None:
    assert media_type(None) == ""
