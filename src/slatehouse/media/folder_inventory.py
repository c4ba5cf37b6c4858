"""A folder of blobs looked through: all names, and whether the bytes are still theirs."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from slatehouse.media.blobs import BLOCK_SIZE, Kept, NoSuchBlob, key_of
from slatehouse.media.disk import make_name_durable

__all__ = ["FolderInventory"]

_DAMAGED = "damaged"
_FOLDER = re.compile(r"[0-9a-f]{2}")
_NAME = re.compile(r"[0-9a-f]{64}")


class FolderInventory:
    """The blobs below `root`. Safe to share between threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def kept(self) -> Iterator[Kept]:
        """See `BlobStore.kept`. What is kept anew comes by renaming, which changes a file's own time."""
        for first in _folders_in(self._root):
            for second in _folders_in(first.path):
                for file in _entries(second.path, _NAME):
                    # Gone since it was listed: whoever removed it has nothing to be told.
                    with suppress(FileNotFoundError):
                        yield _kept(file)

    def is_intact(self, name: str) -> bool:
        """See `BlobStore.is_intact`."""
        try:
            return self._holds(self._root / key_of(name), name)
        except FileNotFoundError:
            raise NoSuchBlob(name) from None

    def set_aside(self, name: str) -> bool:
        """See `BlobStore.set_aside`."""
        path = self._root / key_of(name)
        aside = self._root / _DAMAGED / f"{name}-{uuid.uuid4().hex}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if self._holds(aside, name):
            # It was kept anew since it was looked at.
            aside.rename(path)
            return False
        make_name_durable(aside, self._root)
        return True

    def name_also(self, sha256: str, name: str) -> None:
        """Give a blob a second name; nothing is copied."""
        path = self._root / key_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(self._root / key_of(sha256), path)
        make_name_durable(path, self._root)

    def _holds(self, path: Path, name: str) -> bool:
        """Whether the file holds what the name says: that content, or one that is kept as its own as well."""
        found = _sha256_of(path)
        return found == name or (self._root / key_of(found)).is_file()


def _folders_in(folder: str | Path) -> list[os.DirEntry[str]]:
    return [each for each in _entries(folder, _FOLDER) if each.is_dir()]


def _entries(folder: str | Path, name: re.Pattern[str]) -> list[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        return [each for each in entries if name.fullmatch(each.name)]
    return []


def _kept(file: os.DirEntry[str]) -> Kept:
    facts = file.stat()
    return Kept(file.name, facts.st_size, facts.st_ctime)


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK_SIZE):
            digest.update(block)
    return digest.hexdigest()
