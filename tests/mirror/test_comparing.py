"""Two sites compared: one that is served, and a copy of its folder in which something was changed, or not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk, desk_of
from tests.mirror.conftest import QUICK
from tests.site.test_checking import upload
from tests.store.sql import run

from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client, NotPermitted, Refusal
from slatehouse.mirror.comparing.comparison import compare
from slatehouse.mirror.comparing.findings import Compared, Difference, Finding, Uncompared, What
from slatehouse.mirror.source import FieldFacts, Source
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.slots import enable_slot
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site
from slatehouse.testing.access import Seed
from slatehouse.testing.server import stand_in

PLATE, MOVIE, FRAME = b"a plate", b"a movie " * 100_000, b"\x89PNG a frame"
SHOTS = tuple(range(1, 7))
EXAMPLES = int(os.environ.get("TESTS_OF_SLATEHOUSE_DIFFERENCES", "5"))
"""Random sets of differences; a long proof sets more."""


@dataclass(frozen=True)
class Theirs:
    """The site that is served, and what signs in there."""

    source: Source
    folder: Path


@pytest.fixture(scope="module")
def theirs() -> Iterator[Theirs]:
    with stand_in(Seed.EMPTY) as stood:
        with closing(open_site(stood.folder)) as site:
            _film(desk_of(site))
        with Client(stood.url, script=stood.script_name, key=stood.script_key, patience=QUICK) as client:
            yield Theirs(Source(client), stood.folder)


def _film(desk: Desk) -> None:
    """Shots of a sequence, and a row of each kind that has something special."""
    desk.session.add_field(NewField("Shot", "float", [("name", "Weight")]))
    desk.session.add_field(NewField("Shot", "list", [("name", "Mood"), ("valid_values", ["dark", "light"])]))
    desk.session.add_field(NewField("Shot", "url", [("name", "Page")]))
    sequence, tag = desk.create("Sequence", code="SQ010"), desk.create("Tag", name="sea")
    for number in SHOTS:
        page = {"url": f"https://wiki.example/{number}", "name": "Page"}
        desk.create("Shot", code=f"SH{number:03}", sg_sequence=sequence, tags=[tag], sg_page=page)
    version = desk.create("Version", code="comp_v001", entity=Target("Shot", 1), flagged=True)
    upload(desk.site, Target("Shot", 1), None, PLATE, "plate.dat")
    # Behind the site's back: nothing is to be made of them while they are compared.
    movie = FileValue("upload", "take.mov", 1, "video/quicktime", blob=desk.site.blobs.write([MOVIE]).name)
    frame = Picture(desk.site.blobs.write([FRAME]).name, "frame.png", "image/png", failure="none")
    put(desk.site, "Version", version.id, sg_uploaded_movie=_json(movie), image=_json(frame))
    desk.create("Task", content="Anim", entity=Target("Shot", 1), due_date="2026-12-24", duration=480)
    desk.retire(desk.create("Asset", code="Old lamp"))
    desk.hire("ada").create("Note", subject="Too dark", note_links=[Target("Shot", 1)])


@contextmanager
def copied(theirs: Theirs, place: Path) -> Iterator[Site]:
    """A copy of the site, open."""
    shutil.copytree(theirs.folder, place)
    try:
        with closing(open_site(place)) as site:
            yield site
    finally:
        shutil.rmtree(place)


@pytest.fixture
def ours(theirs: Theirs, tmp_path: Path) -> Iterator[Site]:
    with copied(theirs, tmp_path / "ours") as site:
        yield site


def found(theirs: Theirs, ours: Site, *types: str, with_media: bool = True) -> list[Finding]:
    return list(compare(theirs.source, ours, system_caller(), types=types, with_media=with_media))


def told(findings: list[Finding]) -> list[Finding]:
    """What is not as it should be."""
    return [each for each in findings if not isinstance(each, Compared)]


def put(site: Site, entity_type: str, row_id: int, **columns: object) -> None:
    """Change columns behind the site's back."""
    with site.database.writing() as connection:
        site.editions.current().rows.update(connection, entity_type, row_id, columns)


def test_a_copy_is_as_its_original(theirs: Theirs, ours: Site) -> None:
    findings = found(theirs, ours)
    assert told(findings) == []
    counts = {each.type: each for each in findings if isinstance(each, Compared)}
    assert set(counts) == {each.name for each in ours.schema}
    assert (counts["Shot"].rows, counts["Asset"].rows) == (len(SHOTS), 1)
    assert counts["Shot"].fields > 40
    assert (counts["Version"].files, counts["Attachment"].files) == (2, 1)
    assert counts["EventLogEntry"].rows > 0


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _retire(site: Site) -> None:
    with site.database.writing() as connection:
        site.edition.rows.retire(connection, "Shot", 2, "2026-03-04T05:06:07.000000Z 0123abcd")


def _add(site: Site) -> None:
    with site.database.writing() as connection:
        site.edition.rows.insert(connection, "Phase", {"code": "Post"})


def _untag(site: Site) -> None:
    rows, field = site.edition.rows, ("Shot", "tags")
    with site.database.writing() as connection:
        rows.remove_links(connection, field, [(2, *rows.links(connection, field, 2)[0])])


def _replace_movie(site: Site) -> None:
    with site.database.reading() as connection:
        kept = site.edition.rows.values(connection, "Version", 1, ("sg_uploaded_movie",))
    value = msgspec.json.decode(str(kept["sg_uploaded_movie"]), type=FileValue)
    other = msgspec.structs.replace(value, blob=site.blobs.write([b"another movie"]).name)
    put(site, "Version", 1, sg_uploaded_movie=_json(other))


def _replace_frame(site: Site) -> None:
    value = Picture(site.blobs.write([b"another frame"]).name, "frame.png", "image/png", failure="none")
    put(site, "Version", 1, image=_json(value))


def _lose_media(site: Site) -> None:
    for each in site.blobs.kept():
        site.blobs.delete(each.name)


def _field(name: str) -> Callable[[Site], object]:
    asked = NewField("Shot", "text", [("name", name)])
    return lambda site: site.session(system_caller()).add_field(asked)


def _mood(property: str, value: object) -> Callable[[Site], object]:
    asked = FieldChange("Shot", "sg_mood", [(property, value)])
    return lambda site: site.session(system_caller()).change_field(asked)


def _sql(*statements: str) -> Callable[[Site], object]:
    return lambda site: run(site.database, *statements)


def _shot(**columns: object) -> Callable[[Site], object]:
    return lambda site: put(site, "Shot", 2, **columns)


def _of_shot(field: str, theirs: object, ours: object) -> list[Finding]:
    return [Difference(What.DIFFERENT, "Shot", 2, field, None, theirs, ours)]


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _in_bytes(entity_type: str, row_id: int, field: str, theirs: bytes, ours: bytes | None) -> Finding:
    told = None if ours is None else _digest(ours)
    return Difference(What.DIFFERENT, entity_type, row_id, field, "sha256", _digest(theirs), told)


_SQ010, _PAGE = {"type": "Sequence", "id": 1}, "https://wiki.example/2"
_WEB = {"link_type": "web", "name": "Page", "id": 2}
# What is put into a field of one of our shots, and what is told of each.
VALUES: dict[str, tuple[Callable[[Site], object], object, object]] = {
    "description": (_shot(description="Dark"), None, "Dark"),
    "sg_cut_in": (_shot(sg_cut_in=1001), None, 1001),
    "sg_weight": (_shot(sg_weight=2.5), None, 2.5),
    "sg_mood": (_shot(sg_mood="dark"), None, "dark"),
    "sg_status_list": (_shot(sg_status_list="fin"), "wtg", "fin"),
    "sg_sequence": (_shot(**{"sg_sequence$id": None, "sg_sequence$type": None}), _SQ010, None),
    "tags": (_untag, [{"type": "Tag", "id": 1}], []),
    "tag_list": (_shot(tag_list='["a","b"]'), [], ["a", "b"]),
    "sg_page": (_shot(sg_page=None), {**_WEB, "url": _PAGE}, None),
}
# What is done to ours, the types that are looked at, and all that is told of it.
SEEDS: dict[str, tuple[Callable[[Site], object], tuple[str, ...], list[Finding]]] = {
    "a date": (
        lambda site: put(site, "Task", 1, due_date="2026-12-25"),
        ("Task",),
        [Difference(What.DIFFERENT, "Task", 1, "due_date", None, "2026-12-24", "2026-12-25")],
    ),
    "a checkbox": (
        lambda site: put(site, "Version", 1, flagged=False),
        ("Version",),
        [Difference(What.DIFFERENT, "Version", 1, "flagged", None, True, False)],
    ),
    "a retired row": (
        _retire,
        ("Shot",),
        [Difference(What.DIFFERENT, "Shot", 2, None, "retired", False, True)],
    ),
    "a row that is missing": (
        _sql("DELETE FROM shots WHERE id = 3"),
        ("Shot",),
        [Difference(What.MISSING, "Shot", 3)],
    ),
    "a retired row that is missing": (
        _sql("DELETE FROM assets WHERE id = 1"),
        ("Asset",),
        [Difference(What.MISSING, "Asset", 1)],
    ),
    "a row too many": (_add, ("Phase",), [Difference(What.EXTRA, "Phase", 1)]),
    "an event that is missing": (
        _sql("DELETE FROM event_log_entries WHERE id = 1"),
        ("EventLogEntry",),
        [Difference(What.MISSING, "EventLogEntry", 1)],
    ),
    "the colour of a status": (
        lambda site: put(site, "Status", 1, bg_color="1,2,3"),
        ("Status",),
        [Difference(What.DIFFERENT, "Status", 1, "bg_color", None, "25,118,27", "1,2,3")],
    ),
    "a field too many": (
        _field("Ours"),
        ("Shot",),
        [Difference(What.EXTRA, "Shot", field="sg_ours", ours="text")],
    ),
    "a field that is missing": (
        lambda site: site.session(system_caller()).trash_field("Shot", "sg_mood"),
        ("Shot",),
        [Difference(What.MISSING, "Shot", field="sg_mood", theirs="list")],
    ),
    "the values of a list": (
        _mood("valid_values", ["dark", "light", "grey"]),
        ("Shot",),
        [
            Difference(
                *(What.DIFFERENT, "Shot", None, "sg_mood", "valid_values"),
                *(["dark", "light"], ["dark", "light", "grey"]),
            )
        ],
    ),
    "the name of a field": (
        _mood("name", "Temper"),
        ("Shot",),
        [Difference(What.DIFFERENT, "Shot", None, "sg_mood", "name", "Mood", "Temper")],
    ),
    "the bytes of a file": (
        _replace_movie,
        ("Version",),
        [_in_bytes("Version", 1, "sg_uploaded_movie", MOVIE, b"another movie")],
    ),
    "the bytes of a picture": (
        _replace_frame,
        ("Version",),
        [_in_bytes("Version", 1, "image", FRAME, b"another frame")],
    ),
    "bytes that are lost": (
        _lose_media,
        ("Version",),
        [
            _in_bytes("Version", 1, "image", FRAME, None),
            _in_bytes("Version", 1, "sg_uploaded_movie", MOVIE, None),
        ],
    ),
}


def test_values_of_every_kind_are_told_field_by_field(theirs: Theirs, ours: Site) -> None:
    for change, _, _ in VALUES.values():
        change(ours)
    differences = [each for each in told(found(theirs, ours, "Shot")) if isinstance(each, Difference)]
    assert {(each.what, each.id) for each in differences} == {(What.DIFFERENT, 2)}
    assert {each.field: (each.theirs, each.ours) for each in differences} == {
        field: (there, here) for field, (_, there, here) in VALUES.items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_seeded_is_told_and_nothing_else(theirs: Theirs, ours: Site, seed: str) -> None:
    change, types, expected = SEEDS[seed]
    change(ours)
    assert told(found(theirs, ours, *types)) == expected


def test_a_type_that_only_one_has(theirs: Theirs, ours: Site) -> None:
    alter(ours, system_caller(), lambda change: enable_slot(change, "CustomEntity42", "Vendor"))
    assert told(found(theirs, ours, "CustomEntity42")) == []
    with ours.database.writing() as connection:
        ours.editions.current().rows.insert(connection, "CustomEntity42", {"code": "Ours"})
    extra = Difference(What.EXTRA, "CustomEntity42", ours="Vendor")
    assert told(found(theirs, ours, "CustomEntity42")) == [extra]


def test_bytes_are_left_out_where_nobody_wants_them(theirs: Theirs, ours: Site) -> None:
    _replace_movie(ours)
    assert told(found(theirs, ours, "Version", with_media=False)) == []


def test_what_ours_does_meanwhile_is_not_looked_at(theirs: Theirs, ours: Site) -> None:
    findings = compare(theirs.source, ours, system_caller(), types=("Asset", "Shot"))
    assert isinstance(next(findings), Compared)
    thread = Thread(target=put, args=(ours, "Shot", 2), kwargs={"description": "Meanwhile"})
    thread.start()
    thread.join()
    assert told(list(findings)) == []
    assert told(found(theirs, ours, "Shot")) == _of_shot("description", None, "Meanwhile")


def test_a_type_that_may_not_be_read_is_told_and_the_others_are_compared(theirs: Theirs, ours: Site) -> None:
    class Refusing(Source):
        def fields(self, entity_type: str) -> dict[str, FieldFacts]:
            if entity_type == "Asset":
                raise NotPermitted("GET /schema/Asset/fields", Refusal(403, title="Forbidden"))
            return super().fields(entity_type)

    findings = list(compare(Refusing(theirs.source.client), ours, system_caller(), types=("Asset", "Shot")))
    assert isinstance(findings[0], Uncompared) and "Forbidden" in findings[0].reason
    assert [each.type for each in findings[1:]] == ["Shot"]


changes = st.fixed_dictionaries(
    {},
    optional={
        each: st.one_of(
            st.sampled_from(["delete", "retire"]),
            st.fixed_dictionaries(
                {},
                optional={
                    "description": st.text(min_size=1, max_size=5),
                    "sg_cut_in": st.integers(-(2**31), 2**31 - 1),
                    "sg_weight": st.integers(1, 10**9).map(lambda number: number / 1_000),
                    "sg_mood": st.sampled_from(["dark", "light"]),
                },
            ),
        )
        for each in SHOTS
    },
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=changes, more=st.integers(0, 3))
def test_a_random_set_of_differences_is_exactly_what_is_told(
    theirs: Theirs, tmp_path: Path, changed: dict[int, Any], more: int
) -> None:
    expected: list[Difference] = []
    with copied(theirs, tmp_path / "ours") as ours:
        for row_id, change in changed.items():
            match change:
                case "delete":
                    run(ours.database, f"DELETE FROM shots WHERE id = {row_id}")
                    expected.append(Difference(What.MISSING, "Shot", row_id))
                case "retire":
                    put(ours, "Shot", row_id, **{"row$retired": "2026-03-04T05:06:07.000000Z 0123abcd"})
                    expected.append(Difference(What.DIFFERENT, "Shot", row_id, None, "retired", False, True))
                case _:
                    put(ours, "Shot", row_id, **change)
                    expected += (
                        Difference(What.DIFFERENT, "Shot", row_id, field, None, None, value)
                        for field, value in change.items()
                    )
        with ours.database.writing() as connection:
            for _ in range(more):
                row_id = ours.editions.current().rows.insert(connection, "Shot", {"code": "Ours"})
                expected.append(Difference(What.EXTRA, "Shot", row_id))
        findings = told(found(theirs, ours, "Shot"))
    assert sorted(map(msgspec.json.encode, findings)) == sorted(map(msgspec.json.encode, expected))
