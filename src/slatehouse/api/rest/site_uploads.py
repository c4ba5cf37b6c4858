"""Uploads whose bytes come to the API itself, at an address that is signed in parameters of its own (contract
rest/40, "bytes to the site").

Announcements hand such addresses out where the setting `media.storage_service` says so: for clients that
reach nothing but the API.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.errors import Unauthorized
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, Visit
from slatehouse.api.rest.file_fields import upload_place
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.incoming import blocks_of
from slatehouse.api.wire.query_strings import QueryString
from slatehouse.api.wire.replies import Reply
from slatehouse.api.wire.storage_paths import UPLOAD_LIFETIME
from slatehouse.site.site import Site
from slatehouse.site.uploading import UploadTicket

__all__ = ["SITE", "STORAGE", "receive_upload", "receive_upload_beside", "site_address"]

SITE, STORAGE = "sg", "s3"
"""Where an announcement says that the bytes go: here, or to the storage."""

_TOKEN_LENGTH = 64


class _Signed(NamedTuple):
    """What an address says beside its path, in the order in which its lack is told of."""

    filename: str
    user_id: str
    user_type: str
    expiration: str
    signature: str


def site_address(call: Call, begun: UploadTicket) -> str:
    """Where this site takes the bytes of an announced upload: the path of the announcement, signed.

    The signature begins with the token of the upload, which nothing else in the address tells.
    """
    caller, now = call.session.caller, call.site.clock().timestamp()
    unsigned = _Signed(
        begun.filename, str(caller.id), caller.type, str(int(now) + UPLOAD_LIFETIME), begun.token
    )
    path = call.path
    signed = unsigned._replace(signature=begun.token + _seals(call.site, _place_in(path), unsigned)[0])
    return call.address + path + QueryString(signed._asdict()).text


def receive_upload(visit: Visit, segment: str, row_id: int, name: str | None) -> Reply:
    """`PUT /entity/<type>/<id>/<field>/_upload`: whoever holds the address need not sign in.

    Whoever has signed in is told first where there is no such place. Nobody else learns what there is.
    """
    findings = visit.findings()
    sent = _Signed(*(findings.text(visit.query.parameters, each) for each in _Signed._fields))
    findings.raise_if_any()
    with suppress(Unauthorized):
        session = visit.signed_in()
        place = upload_place(visit, segment, row_id, name)
        session.read(place.entity_type, row_id, ())
    token = _token(visit, sent, findings)
    place = upload_place(visit, segment, row_id, name)
    visit.site.session(system_caller()).read(place.entity_type, row_id, ())
    blob = visit.site.receive_upload(token, blocks_of(visit.request), visit.request.content_length)
    reply = json_reply({"data": {"upload_id": token}, "links": {"complete_upload": visit.path}})
    return Reply(reply.body, headers={"etag": f'"{blob.md5}"'})


def receive_upload_beside(visit: Visit, segment: str, row_id: int) -> Reply:
    """`PUT /entity/<type>/<id>/_upload`."""
    return receive_upload(visit, segment, row_id, None)


def _token(visit: Visit, sent: _Signed, findings: Findings) -> str:
    """The token of the upload that an address is for; raises what is wrong with the address."""
    token, presented = sent.signature[:_TOKEN_LENGTH], sent.signature[_TOKEN_LENGTH:]
    genuine = _seals(visit.site, _place_in(visit.path), sent._replace(signature=token))
    # As bytes: text outside ASCII would be refused with an exception.
    signature = presented.encode(errors="surrogatepass")
    if not any(hmac.compare_digest(each.encode(), signature) for each in genuine):
        findings.add("is not valid", "signature")
    elif visit.site.clock().timestamp() >= int(sent.expiration):
        findings.add("must be in the future", "expiration")
    findings.raise_if_any()
    return token


def _place_in(path: str) -> str:
    """The path without the prefix: an address is good under each version of the API."""
    return path[path.index("/entity/") :]


def _seals(site: Site, place: str, address: _Signed) -> list[str]:
    """What the address may be sealed with: first what new addresses are."""
    message = "\x00".join(("site upload", place, *address)).encode(errors="surrogatepass")
    return [hmac.new(secret, message, sha256).hexdigest() for secret in site.upload_secrets]
