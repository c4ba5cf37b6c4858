"""The bytes of files on both sides, by their digests."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

from slatehouse.client import BrokenAnswer, Digest, File, Incomplete, Link, NotFound, Refused
from slatehouse.media.blobs import NoSuchBlob
from slatehouse.mirror.comparing.findings import Difference, Uncompared, What
from slatehouse.mirror.comparing.rows import Side
from slatehouse.mirror.comparing.schemas import Common
from slatehouse.mirror.source import Source
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.files import FileValue, Picture
from slatehouse.site.site import Site

__all__ = ["Files", "holds_bytes"]

_REMEMBERED = 10_000


class Files:
    """Compares what is in the file fields of rows; `count` is how many were."""

    def __init__(self, source: Source, site: Site) -> None:
        self._source = source
        self._site = site
        self._of_attachments: OrderedDict[int, Digest] = OrderedDict()
        self.count = 0

    def differences(
        self, entity_type: str, their: Side, our: Side, fields: Sequence[Common]
    ) -> Iterator[Difference | Uncompared]:
        """What differs in the bytes of two live rows' files."""
        row = Link(entity_type, their.id)
        for each in fields:
            value, kept = their.values.get(each.name), our.values[each.name]
            if _has_bytes(value) and isinstance(kept, FileValue | Picture) and _is_own(row, each, their):
                self.count += 1
                found = self._found(row, each.name, value, kept)
                if found is not None:
                    yield found

    def _found(
        self, row: Link, field: str, value: Any, kept: FileValue | Picture
    ) -> Difference | Uncompared | None:
        blob = kept.original if isinstance(kept, Picture) else kept.blob
        try:
            theirs = self._theirs(row, field, value)
            ours = self._known(blob) if theirs.algorithm == "sha256" else self._read(blob, theirs.algorithm)
            if theirs.value != ours:
                # What is told, there or here, may look like a digest and be none.
                theirs = self._theirs_read(row, field) if theirs.is_told else theirs
                ours = self._read(blob, theirs.algorithm)
        except NotFound:
            theirs, ours = None, self._read(blob, "sha256")
        except (Refused, Incomplete, BrokenAnswer) as error:
            return Uncompared(row.type, str(error), row.id, field)
        algorithm, told = ("sha256", None) if theirs is None else (theirs.algorithm, theirs.value)
        if told == ours:
            return None
        return Difference(What.DIFFERENT, row.type, row.id, field, algorithm, told, ours)

    def _theirs(self, row: Link, field: str, value: Any) -> Digest:
        attachment = value.id if isinstance(value, File) else None
        known = self._of_attachments.get(attachment) if attachment else None
        if known is not None:
            return known
        self._source.pace.wait()
        digest = self._source.client.digest(row, field)
        if attachment:
            self._of_attachments[attachment] = digest
            if len(self._of_attachments) > _REMEMBERED:
                self._of_attachments.popitem(last=False)
        return digest

    def _theirs_read(self, row: Link, field: str) -> Digest:
        self._source.pace.wait()
        return self._source.client.digest(row, field, reads_all=True)

    def _known(self, blob: str | None) -> str | None:
        """The SHA-256 by which our store knows a blob that it has."""
        if blob is None or not self._site.blobs.exists(blob):
            return None
        return self._site.blobs.content_of(blob)

    def _read(self, blob: str | None, algorithm: str) -> str | None:
        """The digest of our bytes, read for it; None where there are none."""
        if blob is None:
            return None
        digest = hashlib.new(algorithm, usedforsecurity=False)
        try:
            for block in self._site.blobs.open(blob):
                digest.update(block)
        except NoSuchBlob:
            return None
        return digest.hexdigest()


def holds_bytes(side: Side, fields: Sequence[Common]) -> bool:
    """Whether a row of the other side has files of its own."""
    return any(_has_bytes(side.values.get(each.name)) for each in fields)


def _has_bytes(value: Any) -> bool:
    return value.link_type == "upload" if isinstance(value, File) else isinstance(value, str)


def _is_own(row: Link, common: Common, their: Side) -> bool:
    """Whether a picture is the row's: one that it borrows is compared where it is from."""
    if common.field.type.kind is not Kind.IMAGE:
        return True
    source = their.values.get(f"{common.name}_source_entity")
    return source is None or (source.type, source.id) == (row.type, row.id)
