"""Writes with an `Idempotency-Key` at the door of the Python API: the header stands beside the call."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from falcon import Request, Response

from slatehouse.api.rpc.credentials import CREDENTIALS
from slatehouse.api.rpc.forms import Form, SentFile
from slatehouse.api.wire.idempotency import REPEATED, Keyless, KeyNotTaken, RequestHash, key_of
from slatehouse.schema.link import Target
from slatehouse.site.repeating import Answered, Keyed

__all__ = ["key_for", "keyed_form", "repeated"]

_ATTACHMENT = re.compile(rb"1:(\d+)\n")


def key_for(request: Request, *, is_write: bool, keyless: Keyless | None) -> str | None:
    """The key under which a call is to be done once; None where it has none, or changes nothing.

    Raises `BadKey`, and `KeyNotTaken` where it changes something and takes no key.
    """
    key = key_of(request)
    if key is not None and keyless is not None:
        raise KeyNotTaken(keyless)
    return key if is_write else None


def repeated(given: Answered, response: Response) -> bytes:
    """The answer, which says so where it was given before."""
    if given.is_repeated:
        response.set_header(REPEATED, "true")
    return given.answer


def keyed_form(key: str, name: str, form: Form, *, has_file: bool) -> tuple[Form, Keyed]:
    """A form that is told from others by its fields and, where it brings a file, by that, too: it counts as
    it passes, out of the form that is returned.

    Credentials do not count: who calls is part of the key, and may have a new token when they call again.
    """
    hashed = RequestHash(name)
    for field, value in sorted(form.fields.items()):
        if field not in CREDENTIALS:
            hashed.add(field)
            hashed.add(value)
    if form.file is None or not has_file:
        return form, Keyed(key, hashed.digest, _rows)
    hashed.add(form.file.name)
    chunks = hashed.passing(form.file.chunks)

    def digest() -> bytes:
        for _ in chunks:
            # Whoever answers again has not read the file.
            pass
        return hashed.digest()

    return replace(form, file=SentFile(form.file.name, chunks)), Keyed(key, digest, _rows)


def _rows(answer: bytes) -> Collection[Target]:
    """The Attachment that an answer names; 0 is none."""
    found = _ATTACHMENT.match(answer)
    return {Target("Attachment", int(found[1]))} if found and int(found[1]) else ()
