"""The demo's way into a real site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from slatehouse.accounts.caller import system_caller
from slatehouse.demo.session import Made, Request, Row, Values
from slatehouse.media.blobs import Blob
from slatehouse.media.content_types import content_type_of
from slatehouse.media.decoding.wanted import Wanted
from slatehouse.media.thumbnails import make_thumbnail
from slatehouse.query.plan import FoundRow
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.files import AttachmentFacts, make_attachment
from slatehouse.site.site import Site
from slatehouse.site.uploads import put_picture
from slatehouse.site.writing import writing


class SiteSession:
    """Enters rows by the names of their types, as the product itself; pictures come with their thumbnails."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._session = site.session(system_caller())
        self._stored: tuple[bytes, Blob, Blob, Blob] | None = None

    def update(self, entity_type: str, row_id: int, values: Values) -> Row:
        self._session.update(self._site.schema[entity_type], row_id, values)
        return FoundRow(row_id, [])

    def create_many(self, requests: Iterable[Request]) -> Sequence[Row]:
        return self._session.create_many(requests)

    def attach_image(self, entity_type: str, row_id: int, field: str, filename: str, data: bytes) -> None:
        original, small, large = self._store(data)
        picture = Picture(original.name, filename, content_type_of(filename), small.name, large=large.name)
        with writing(self._site, system_caller()) as writes:
            put_picture(writes, Target(entity_type, row_id), field, picture)

    def attach_file(self, entity_type: str, row_id: int, filename: str, data: bytes, made: Made) -> None:
        original, small, large = self._store(data)
        content_type = content_type_of(filename)
        file = FileValue("upload", filename, content_type=content_type, blob=original.name)
        about, row = AttachmentFacts(filename, created_at=made.at), Target(entity_type, row_id)
        with writing(self._site, system_caller()) as writes:
            kept = make_attachment(writes, file, writes.project_of(row), filename, about, row)
            authored = Draft(writes.schema["Attachment"])
            authored.fill("created_by", made.by)
            writes.change(kept.id, authored)
            picture = Picture(original.name, filename, content_type, small.name, large=large.name)
            put_picture(writes, Target("Attachment", kept.id), "image", picture)

    def _store(self, data: bytes) -> tuple[Blob, Blob, Blob]:
        """The image and its thumbnail in both sizes; what comes twice in a row is stored once."""
        if self._stored is None or self._stored[0] is not data:
            edge = self._site.config.settings.media.thumbnail_edge
            thumbnail = make_thumbnail(BytesIO(data), Wanted(edge))
            original, small, large = (
                self._site.blobs.write(iter((each,))) for each in (data, thumbnail.jpeg, thumbnail.large)
            )
            self._stored = data, original, small, large
        return self._stored[1:]
