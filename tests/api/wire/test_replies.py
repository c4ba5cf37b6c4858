"""Answers: caching headers, validators, and 304 for who has it already."""

import pytest
from falcon import Request, Response
from falcon.testing import create_environ

from slatehouse.api.wire.replies import Reply, send


def sent(reply: Reply, method: str = "GET", **headers: str) -> Response:
    response = Response()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    send(reply, Request(create_environ(method=method, headers=named)), response)
    return response


def test_a_success_may_be_kept_and_is_asked_for_again() -> None:
    response = sent(Reply(b"{}"))
    assert response.get_header("cache-control") == "private, max-age=0, must-revalidate"
    assert response.get_header("etag", "").startswith('W/"')


@pytest.mark.parametrize("status", [201, 204, 400, 404, 500])
def test_anything_else_is_not_kept(status: int) -> None:
    response = sent(Reply(b"", status))
    assert response.get_header("cache-control") == "no-cache, max-age=0"
    assert response.get_header("etag") is None


def test_equal_bodies_have_equal_validators() -> None:
    first, again, other = (sent(Reply(body)).get_header("etag") for body in (b"a", b"a", b"b"))
    assert first == again != other


@pytest.mark.parametrize(("method", "status"), [("GET", 304), ("HEAD", 304), ("POST", 200), ("PUT", 200)])
def test_who_has_it_already_is_not_sent_it_again(method: str, status: int) -> None:
    etag = sent(Reply(b"{}")).get_header("etag", "")
    assert int(str(sent(Reply(b"{}"), method, If_None_Match=etag).status)[:3]) == status
