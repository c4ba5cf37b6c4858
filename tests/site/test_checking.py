"""What is lost of a site's media is found, with the rows that name it, and mended as far as that goes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk
from tests.store.sql import read

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import system_caller
from slatehouse.media.blobs import key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.schema.link import Target
from slatehouse.site.checking.finding import Findings, State, find
from slatehouse.site.checking.repairing import Outcome, Repairs, remedies, repair
from slatehouse.site.fields.creating import NewField
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.site import Site
from slatehouse.site.uploads import UploadPlace, finish_picture, keep_upload
from slatehouse.site.writing import writing
from slatehouse.store.derived import Derivation

DAY = 86_400.0
PLATE, FRAME, SMALL, STRAY = b"a plate", b"a frame", b"a small frame", b"nobody's"


def name_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def upload(site: Site, row: Target, field: str | None, content: bytes, filename: str) -> None:
    entity_type = site.editions.current().schema[row.type]
    place = UploadPlace(entity_type, row.id, entity_type.fields[field] if field else None)
    blob = site.blobs.write([content])
    with writing(site, system_caller()) as writes:
        keep_upload(writes, place, blob, filename, AttachmentFacts(filename))


@pytest.fixture
def version(desk: Desk, clock: Clock) -> Target:
    """A version with a plate beside it and a picture with a thumbnail; a day later."""
    site, row = desk.site, desk.create("Version", code="ln_010_comp_v001")
    upload(site, row, None, PLATE, "plate.dat")
    upload(site, row, "image", FRAME, "frame.png")
    small = site.blobs.write([SMALL])
    with writing(site, system_caller()) as writes:
        finish_picture(writes, row, "image", name_of(FRAME), small.name, None)
    site.blobs.write([STRAY])
    age(site)
    return row


def age(site: Site) -> None:
    """Let the site's clock be a day behind what was kept so far."""
    clock = site.clock
    assert isinstance(clock, Clock)
    newest = max(each.since for each in site.blobs.kept())
    clock.move(seconds=newest + DAY + 1 - clock().timestamp())


def path_of(site: Site, content: bytes) -> Path:
    return Path(site.config.settings.media.url) / key_of(name_of(content))


def damage(site: Site, content: bytes) -> None:
    path_of(site, content).write_bytes(b"worms")


def repaired(site: Site, findings: Findings, grace: float = DAY, other: FolderBlobs | None = None) -> Repairs:
    return repair(site, findings, grace, system_caller(), other)


def told(findings: Findings) -> dict[str, tuple[State, list[tuple[str, str]]]]:
    return {
        each.blob: (each.state, sorted((use.row.type, use.field) for use in each.uses))
        for each in findings.lost
    }


def jobs(site: Site) -> list[str]:
    return [str(row[0]) for row in read(site.database, "SELECT payload FROM slatehouse_jobs ORDER BY id")]


def test_a_site_that_is_whole_has_only_what_is_nobodys(desk: Desk, version: Target) -> None:
    found = find(desk.site, DAY, reads_all=True)
    assert (found.named, found.lost) == (3, [])
    assert [(each.name, each.size) for each in found.orphans] == [(name_of(STRAY), len(STRAY))]
    assert find(desk.site, 2 * DAY).orphans == []


def test_what_is_gone_is_told_with_all_rows_that_name_it(desk: Desk, version: Target) -> None:
    path_of(desk.site, PLATE).unlink()
    desk.retire(version)
    path_of(desk.site, FRAME).unlink()
    found = find(desk.site, DAY)
    plate, frame = [("Attachment", "this_file")], [("Version", "image")]
    assert told(found) == {
        name_of(PLATE): (State.MISSING, plate),
        name_of(FRAME): (State.MISSING, frame),
    }
    by_name = {each.blob: each.uses[0] for each in found.lost}
    assert by_name[name_of(PLATE)].filename == "plate.dat"
    assert (by_name[name_of(FRAME)].row, by_name[name_of(FRAME)].is_live) == (version, False)


def test_what_is_damaged_is_found_by_reading(desk: Desk, version: Target) -> None:
    damage(desk.site, PLATE)
    assert find(desk.site, DAY).lost == []
    assert told(find(desk.site, DAY, reads_all=True)) == {
        name_of(PLATE): (State.DAMAGED, [("Attachment", "this_file")])
    }


def test_files_of_fields_in_the_trash_are_not_nobodys(desk: Desk, version: Target) -> None:
    site, session = desk.site, desk.session
    field, _ = session.add_field(NewField("Shot", "url", [("name", "Reference")]))
    upload(site, desk.create("Shot", code="ln_010"), field.name, b"a reference", "reference.mov")
    session.trash_field("Shot", field.name)
    age(site)
    assert [each.name for each in find(site, DAY).orphans] == [name_of(STRAY)]


def test_what_is_remembered_of_a_rows_file_is_not_nobodys(desk: Desk, version: Target) -> None:
    site = desk.site
    for source, made in ((FRAME, b"drawn of it"), (STRAY, b"drawn of a stray")):
        name = site.blobs.write([made]).name
        with site.database.writing() as connection:
            site.derived.keep(connection, Derivation(name_of(source), "small", f'["{name}"]'), 0.0)
    age(site)
    found = {each.name for each in find(site, DAY).orphans}
    assert found == {name_of(STRAY), name_of(b"drawn of a stray")}


class TestRepair:
    def test_nobodys_go_unless_a_row_names_them_by_now(self, desk: Desk, version: Target) -> None:
        site = desk.site
        found = find(site, DAY)
        upload(site, version, None, STRAY, "found.dat")
        assert repaired(site, found, 0).forgotten == []
        site.blobs.write([b"another"])
        assert repaired(site, find(site, -DAY), 0).forgotten == [name_of(b"another")]
        assert find(site, -DAY, reads_all=True).orphans == []

    def test_nobodys_that_were_kept_anew_stay(self, desk: Desk, version: Target) -> None:
        found = find(desk.site, DAY)
        desk.site.blobs.write([STRAY])
        assert repaired(desk.site, found, 60).forgotten == []
        assert desk.site.blobs.exists(name_of(STRAY))

    def test_a_thumbnail_is_asked_for_anew(self, desk: Desk, version: Target) -> None:
        site, before = desk.site, jobs(desk.site)
        path_of(site, SMALL).unlink()
        found = find(site, DAY)
        assert remedies(site, found) == {name_of(SMALL): Outcome.ASKED_FOR}
        repairs = repaired(site, found)
        assert repairs.outcomes == {name_of(SMALL): Outcome.ASKED_FOR} and repairs.are_complete
        assert jobs(site)[len(before) :] == [before[-1]]

    def test_a_thumbnail_of_a_lost_picture_is_lost(self, desk: Desk, version: Target) -> None:
        site, before = desk.site, jobs(desk.site)
        path_of(site, SMALL).unlink()
        damage(site, FRAME)
        found = find(site, DAY, reads_all=True)
        assert list(remedies(site, found).values()) == [Outcome.LEFT] * 2
        repairs = repaired(site, found)
        assert set(repairs.outcomes.values()) == {Outcome.LEFT} and not repairs.are_complete
        assert jobs(site) == before

    def test_what_is_damaged_goes_aside_and_no_copy_is_deleted(self, desk: Desk, version: Target) -> None:
        site = desk.site
        damage(site, PLATE)
        repaired(site, find(site, DAY, reads_all=True))
        folder = Path(site.config.settings.media.url)
        assert [each.read_bytes() for each in folder.glob("damaged/*")] == [b"worms"]
        assert told(find(site, DAY))[name_of(PLATE)][0] is State.MISSING

    def test_what_came_anew_while_we_looked_is_whole(self, desk: Desk, version: Target) -> None:
        damage(desk.site, PLATE)
        found = find(desk.site, DAY, reads_all=True)
        desk.site.blobs.write([PLATE])
        assert repaired(desk.site, found).outcomes == {name_of(PLATE): Outcome.WHOLE}

    def test_a_second_store_gives_what_it_has_whole(
        self, desk: Desk, version: Target, tmp_path: Path
    ) -> None:
        site, other = desk.site, FolderBlobs(tmp_path / "backup")
        for content in (PLATE, FRAME):
            other.write([content])
        (tmp_path / "backup" / key_of(name_of(FRAME))).write_bytes(b"moths")
        for content in (PLATE, FRAME, SMALL):
            damage(site, content)
        repairs = repaired(site, find(site, DAY, reads_all=True), other=other)
        assert repairs.outcomes == {
            name_of(PLATE): Outcome.RESTORED,
            name_of(FRAME): Outcome.LEFT,
            name_of(SMALL): Outcome.LEFT,
        }
        assert site.blobs.is_intact(name_of(PLATE))
        (entry,) = site.accounts.audit.newest()
        assert entry.deed == Deed.MEDIA_REPAIRED
        assert entry.details == {"lost": 3, "restored": 1, "asked_for": 0, "forgotten": 0}
