"""A file on its way to its place on this machine: whole or not there, and resumed where it was cut off."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from slatehouse.client.asks import Answer
from slatehouse.client.errors import ClientError, Incomplete

__all__ = ["InTheWay", "Landing", "NoRoom", "Progress", "is_damaged", "put_whole"]

Progress = Callable[[int, int | None], None]
"""Told how many bytes there are by now, and how many there will be, where the site says."""

_BLOCK = 1 << 20
_SOON_HERE = 1 << 18
_DIGESTS = {64: "sha256", 32: "md5"}
_HEX = re.compile(r'"([0-9a-f]+)"')


class InTheWay(ClientError):
    """Something is there already where a file is to go."""


class NoRoom(ClientError):
    """The file cannot be written: the disk is full, or the folder is not for whoever runs this."""


class _Kept(msgspec.Struct, frozen=True):
    """What is known of the part of a file that has come."""

    etag: str


@dataclass(slots=True)
class _Coming:
    etag: str
    size: int | None
    done: int
    digest: Any


class Landing:
    """One file, by way of `.<name>.part` beside its place; that stays where the rest is still to come.

    What is to go on is told by the strong entity tag of what came before: another content begins anew. Where
    the tag is a digest, as those of Slatehouse's and of S3's are, the whole file is held against it.
    """

    def __init__(self, target: Path, progress: Progress | None = None, *, replace: bool = False) -> None:
        if target.is_dir() or (target.exists() and not replace):
            raise InTheWay(f"{target} is there already; name another place, or allow it to be replaced.")
        self.target = target
        self._part = target.parent / f".{target.name}.part"
        self._facts = target.parent / f".{target.name}.part.json"
        self._progress = progress
        self._file: Any = None
        self._coming: _Coming | None = None

    def headers(self) -> Mapping[str, str]:
        """Ask for the bytes as they are, and for the rest of them alone where some are there."""
        self.close()
        wanted = {"Accept": "*/*", "Accept-Encoding": "identity"}
        size = self._size()
        kept = self._kept() if size else None
        if kept is not None:
            wanted |= {"Range": f"bytes={size}-", "If-Range": kept.etag}
        return wanted

    def begin(self, head: Answer) -> None:
        """Open the part: to go on with it where the answer is the rest of it, or to write it anew."""
        is_rest = head.status == 206
        start = self._size() if is_rest else 0
        size = head.headers.get("content-length")
        etag = head.headers.get("etag", "")
        self._coming = _Coming(etag, int(size) + start if size else None, start, _digest_of(etag))
        with _told(self.target):
            self.target.parent.mkdir(parents=True, exist_ok=True)
            if is_rest:
                self._read_into(self._coming.digest)
            else:
                self._facts.unlink(missing_ok=True)
            self._file = self._part.open("ab" if is_rest else "wb")
            if self._coming.size is None or self._coming.size > _SOON_HERE:
                self._remember()

    def write(self, block: bytes) -> None:
        """Put the next bytes into the part."""
        assert self._coming is not None
        with _told(self.target):
            self._file.write(block)
        if self._coming.digest is not None:
            self._coming.digest.update(block)
        self._coming.done += len(block)
        if self._progress is not None:
            self._progress(self._coming.done, self._coming.size)

    def finish(self) -> int:
        """Put the file in its place; its size. Raises `Incomplete` where it is not whole, or damaged."""
        coming = self._coming
        assert coming is not None
        if coming.size is not None and coming.done != coming.size:
            self.close()
            raise Incomplete(
                f"{coming.done} of {coming.size} bytes of {self.target.name} came. They are kept: ask again, "
                f"and the rest is fetched."
            )
        self._let_go()
        self._raise_if_damaged(coming)
        with _told(self.target):
            os.replace(self._part, self.target)
            self._facts.unlink(missing_ok=True)
        return coming.done

    def close(self) -> None:
        """Let go of the part; what has come of it stays, to be gone on with."""
        if self._file is not None:
            self._let_go()
            with _told(self.target):
                self._remember()

    def discard(self) -> None:
        """Forget what has come."""
        self._let_go()
        self._part.unlink(missing_ok=True)
        self._facts.unlink(missing_ok=True)

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with _told(self.target):
                file.close()

    def _remember(self) -> None:
        # Of what is here in a moment only once it was cut off: most never are.
        if self._coming is not None and _is_strong(self._coming.etag):
            self._facts.write_bytes(msgspec.json.encode(_Kept(self._coming.etag)))

    def _read_into(self, digest: Any) -> None:
        if digest is not None:
            with self._part.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)

    def _raise_if_damaged(self, coming: _Coming) -> None:
        if coming.digest is not None and f'"{coming.digest.hexdigest()}"' != coming.etag:
            self.discard()
            raise Incomplete(f"{self.target.name} was damaged on its way. Nothing is kept of it: ask again.")

    def _kept(self) -> _Kept | None:
        try:
            return msgspec.json.decode(self._facts.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return None

    def _size(self) -> int:
        try:
            return self._part.stat().st_size
        except OSError:
            return 0


def put_whole(body: memoryview, passing: Path, target: Path) -> None:
    """Put a file in its place, of which all is there, by way of another name in its folder."""
    with _told(target):
        try:
            # Much of what a small file costs is calls of the system: here are four.
            file = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
            try:
                left = body
                while left:
                    left = left[os.write(file, left) :]
            finally:
                os.close(file)
            os.replace(passing, target)
        except BaseException:
            passing.unlink(missing_ok=True)
            raise


def is_damaged(body: memoryview, etag: str) -> bool:
    """Whether it is not what its tag says, where that is a digest."""
    digest = _digest_of(etag)
    if digest is None:
        return False
    digest.update(body)
    return f'"{digest.hexdigest()}"' != etag


class _told:
    """Tells of the system's errors in words of this client."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise NoRoom(f"{self._target} cannot be written: {error.strerror or error}.") from error


def _digest_of(etag: str) -> Any:
    """What the whole file is fed to, where its tag is a digest; else None."""
    tag = _HEX.fullmatch(etag)
    name = _DIGESTS.get(len(tag[1])) if tag else None
    return hashlib.new(name, usedforsecurity=False) if name else None


def _is_strong(etag: str) -> bool:
    return etag.startswith('"')
