"""The words for bodies that cannot be read as a whole."""

from __future__ import annotations

from slatehouse.api.wire import bodies
from slatehouse.api.wire.incoming import BadDigest
from slatehouse.api.words.problem import REQUEST_WRONG, Problem, wrong_request
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.media import blobs as media


@problem_of.register
def _(refusal: bodies.BodyMissing, asked: Asked) -> Problem:
    return wrong_request("No data in request body.")


@problem_of.register
def _(refusal: bodies.MalformedBody, asked: Asked) -> Problem:
    return wrong_request("Invalid JSON body", {"body": refusal.reason})


@problem_of.register
def _(refusal: bodies.NotAnObject, asked: Asked) -> Problem:
    return wrong_request(f"Invalid JSON body. Expected Hash but received {refusal.got}.")


@problem_of.register
def _(refusal: bodies.BodyTooDeep, asked: Asked) -> Problem:
    limit = f"Lists and objects may be nested {refusal.limit} deep. "
    return wrong_request("Invalid JSON body", {"body": limit})


@problem_of.register
def _(refusal: bodies.UnstorableText, asked: Asked) -> Problem:
    return wrong_request("Invalid JSON body", {"body": "Text may not hold the character NUL. "})


@problem_of.register
def _(refusal: media.Truncated, asked: Asked) -> Problem:
    source = {"body": f"{refusal.received} of {refusal.expected} bytes arrived."}
    return wrong_request("Request body incomplete", source)


@problem_of.register
def _(refusal: BadDigest, asked: Asked) -> Problem:
    source = {"body": "The bytes are not those whose Content-MD5 was sent."}
    return wrong_request("Request body damaged", source)


@problem_of.register(bodies.BodyTooLarge)
@problem_of.register(media.TooLarge)
def _(refusal: bodies.BodyTooLarge | media.TooLarge, asked: Asked) -> Problem:
    source = {"body": f"The body may have {refusal.limit} bytes."}
    return Problem(413, REQUEST_WRONG, "Request body too large", source)
