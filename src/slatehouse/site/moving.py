"""Moving a site's media to another store while it is used: copied, switched to, and then left behind.

The copy goes on until nothing is new. The switch is two settings: where media are kept, and where they were.
A process that was started since reads from both stores and writes to the new one; what a process of before
still wrote to the old one is copied by the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.config import OriginKind, change_settings, completed_media_url, raise_unless_legal
from slatehouse.media.blobs import BlobStore
from slatehouse.media.moving import Copied, MoveLog, copy_all, forget_copied
from slatehouse.media.opening import BUCKET_SCHEME, opened_place
from slatehouse.site.errors import SiteError

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["LOG_NAME", "CannotMove", "Moved", "move_media"]

LOG_NAME = "media-move.log"
_MOST_WALKS = 10


class CannotMove(SiteError):
    """The media cannot be moved so, or not now; nothing was changed."""


@dataclass(frozen=True)
class Moved:
    """What a run came to. `is_switched`: the site is set to the target; `forgotten` blobs left the source."""

    source: str
    target: str
    copied: Copied
    is_switched: bool
    forgotten: int = 0


def move_media(
    site: Site,
    to: str,
    by: Caller,
    *,
    forget_source: bool = False,
    told: Callable[[Copied], None] = lambda copied: None,
) -> Moved:
    """Copy all that is not in the target yet, and set the site to it; begun again, it goes on.

    `by` is who wants it. `forget_source` ends the move: what was verified in the target leaves the source.
    Raises `CannotMove`, and `ConfigError` where the settings cannot be changed.
    """
    raise_unless_legal(site.directory, {("media", "url"): to})
    media = site.config.settings.media
    target_url = completed_media_url(to, site.config.folder)
    source_url = media.old_url if target_url == media.url else media.url
    _raise_unless_possible(site, source_url, target_url, forget_source)
    source, target = (
        opened_place(site.config.settings, site.database, url) for url in (source_url, target_url)
    )
    _raise_if_same(source_url, target_url)
    log = MoveLog(site.directory / LOG_NAME, target_url)
    copied = _copied(source, target, log, told)
    moved = Moved(source_url, target_url, copied, is_switched=target_url == media.url)
    if not moved.is_switched:
        moved = replace(moved, is_switched=_switched(site, source_url, to))
    elif forget_source:
        moved = replace(moved, forgotten=_left(site, moved, source, target, log))
    else:
        return moved
    _record(site, by, moved)
    return moved


def _copied(source: BlobStore, target: BlobStore, log: MoveLog, told: Callable[[Copied], None]) -> Copied:
    """Walk over the source until a walk finds nothing new: uploads go on meanwhile."""
    copied = copy_all(source, target, log, told)
    for _ in range(_MOST_WALKS):
        more = copy_all(source, target, log)
        copied = Copied(copied.blobs + more.blobs, copied.size + more.size, more.damaged)
        if not more.blobs:
            break
    return copied


def _switched(site: Site, source_url: str, to: str) -> bool:
    """Set the site to the target; False where the environment, which wins over the file, says otherwise."""
    if site.config.origins["media", "url"].kind is OriginKind.ENVIRONMENT:
        return False
    change_settings(site.directory, {("media", "url"): to, ("media", "old_url"): source_url})
    return True


def _left(site: Site, moved: Moved, source: BlobStore, target: BlobStore, log: MoveLog) -> int:
    """Remove from the source what was verified in the target; how much that was."""
    if moved.copied.damaged:
        names = ", ".join(moved.copied.damaged)
        raise CannotMove(f"damaged in {moved.source}, and left there: {names}; see: slatehouse media check")
    forgotten = forget_copied(source, target, log)
    if site.config.origins["media", "old_url"].kind is OriginKind.FILE:
        change_settings(site.directory, {("media", "old_url"): ""})
    log.forget()
    return forgotten


def _record(site: Site, by: Caller, moved: Moved) -> None:
    with site.database.writing() as connection:
        site.accounts.audit.record(
            connection,
            Deed.MEDIA_MOVED,
            by,
            moved.target,
            copied=moved.copied.blobs,
            removed_from_source=moved.forgotten,
        )


def _raise_unless_possible(site: Site, source: str, target: str, forget_source: bool) -> None:
    media = site.config.settings.media
    if not source:
        raise CannotMove(f"the media are in {target} already")
    if media.old_url and target != media.url:
        raise CannotMove(
            f"a move to {media.url} is not ended yet; end it with: slatehouse media move {media.url}"
            " --forget-source"
        )
    if forget_source and target != media.url:
        raise CannotMove(f"the site is not set to {target} yet; move to it first, without --forget-source")
    if source.startswith(BUCKET_SCHEME) and target.startswith(BUCKET_SCHEME):
        raise CannotMove(
            "from bucket to bucket copy the objects, under the same keys, with the service's own tools, and"
            " then change media.url"
        )


def _raise_if_same(source: str, target: str) -> None:
    """Two names of one folder: what was moved would be removed."""
    places = [Path(url) for url in (source, target) if not url.startswith(BUCKET_SCHEME)]
    if len(places) == 2 and places[0].samefile(places[1]):
        raise CannotMove(f"{source} and {target} are the same folder")
