"""The envelope in which the REST door tells of a problem (contract rest/00 §4)."""

from __future__ import annotations

import uuid

import msgspec

from slatehouse.api.wire.replies import Reply
from slatehouse.api.words.problem import Problem

__all__ = ["envelope"]


def envelope(problem: Problem, request_id: str) -> Reply:
    """The answer that tells of the problem."""
    error = {
        "id": request_id,
        "status": problem.status,
        "code": problem.code,
        "title": problem.title,
        "source": problem.source,
        "detail": problem.detail,
        "meta": {"crud_error_uuid": str(uuid.uuid4())} if problem.crud_error else None,
    }
    return Reply(_encoded({"errors": [error]}), problem.status, problem.headers, cookies=problem.cookies)


def _encoded(body: object) -> bytes:
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        # A message repeats what was sent in the address, which may hold half a surrogate pair.
        return msgspec.json.encode(_without_surrogates(body))


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    return value
