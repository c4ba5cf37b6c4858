"""What a row remembers of a file: an uploaded one, a web address, a path in a studio's storage, or a picture.

The bytes are elsewhere (the media room); a row holds which content it is, by its SHA-256.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class StorageRoot(msgspec.Struct, frozen=True):
    """The local storage that a path was resolved against."""

    id: int
    name: str


class FileValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """The value of a `url` field. `id` is the Attachment's; `blob` is set for uploads, `url` for web links.

    A `page` is one of the site's own; doors show its `url`, a path below the site's address, and no more.
    `blob` stays None where an upload was completed in vain; nothing in this product does that, a mirror may.
    """

    link_type: Literal["upload", "web", "local", "page"]
    name: str
    id: int = 0
    content_type: str | None = None
    url: str | None = None
    blob: str | None = None
    local_storage: StorageRoot | None = None
    relative_path: str | None = None
    local_path_linux: str | None = None
    local_path_mac: str | None = None
    local_path_windows: str | None = None


class Picture(msgspec.Struct, frozen=True, omit_defaults=True):
    """The value of an `image` field: the content uploaded, and the thumbnail once a job has made it.

    `large` is a larger one, which pictures that were drawn before there were two do not have.
    `failure` says why no thumbnail could be made; the original is served instead. `attachment` is the id of
    the Attachment that it was uploaded as, where one was made.
    """

    original: str
    name: str
    content_type: str | None = None
    thumbnail: str | None = None
    failure: str | None = None
    attachment: int = 0
    large: str | None = None

    @property
    def is_pending(self) -> bool:
        """The thumbnail is still to come."""
        return self.thumbnail is None and self.failure is None
