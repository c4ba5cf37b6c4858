"""What is told of changes: in the order of the log, as somebody may read it, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from tests.fixtures.desk import Desk
from tests.store.sql import text

from slatehouse.accounts.errors import CannotAccess
from slatehouse.schema.link import Target
from slatehouse.site.feed import changes
from slatehouse.site.feed.changes import Part, Wanted
from slatehouse.site.feed.errors import ChangesPurged, NoSuchCursor

Told = dict[str, Any]


@dataclass
class House:
    """Two films, somebody who works at both, and a vendor who is on one of them."""

    ada: Desk
    vic: Desk
    film: Target
    other: Target

    def now(self) -> int:
        return self.ada.session.changes(None).reached


@pytest.fixture(scope="module")
def house(desk_of_module: Desk) -> House:
    desk = desk_of_module
    film, other = desk.project, desk.create("Project", name="Other film")
    vic = desk.hire("vic", "vendor")
    desk.update(Target("HumanUser", vic.caller.id), projects=[film])
    vic.caller = replace(vic.caller, projects=(film.id,))
    ada = desk.hire("ada")
    desk.update(Target("HumanUser", ada.caller.id), projects=[film])
    for number in range(10):
        ada.create("Shot", code=f"EARLY{number}")
    return House(ada, vic, film, other)


def told(part: Part) -> list[Told]:
    return [msgspec.json.decode(each.told) for each in part.changes]


def after(desk: Desk, place: int, wanted: Wanted = changes.EVERYTHING) -> list[Told]:
    """All that follows an entry, with as many questions as it takes."""
    found: list[Told] = []
    while True:
        part = desk.session.changes(place, wanted)
        assert [each["id"] for each in told(part)] == [each.id for each in part.changes]
        found += told(part)
        if part.reached == place:
            return found
        place = part.reached


def seen(found: list[Told]) -> list[tuple[object, ...]]:
    return [(each["operation"], each["attribute_name"], each["entity"]["name"]) for each in found]


def test_a_row_is_told_from_its_making_to_its_end(house: House) -> None:
    place, ada = house.now(), house.ada
    shot = ada.create("Shot", code="SH010", sg_cut_in=1)
    ada.update(shot, sg_cut_in=2)
    ada.retire(shot)
    ada.revive(shot)
    found = after(ada, place)
    assert seen(found) == [
        (None, "sg_cut_in", "SH010"),
        (None, "sg_status_list", "SH010"),
        (None, "code", "SH010"),
        ("create", None, "SH010"),
        ("update", "sg_cut_in", "SH010"),
        ("delete", None, "SH010"),
        (None, "retirement_date", "SH010"),
        ("revive", None, "SH010"),
    ]
    change = found[4]
    assert list(change) == [
        *("id", "event_type", "operation", "created_at", "entity", "project", "user"),
        *("attribute_name", "meta", "session_uuid"),
    ]
    assert change["entity"] == {"id": shot.id, "name": "SH010", "type": "Shot"}
    assert change["project"] == {"id": house.film.id, "name": "Film", "type": "Project"}
    assert change["user"] == {"id": ada.caller.id, "name": "Ada", "type": "HumanUser"}
    assert (change["meta"]["old_value"], change["meta"]["new_value"]) == (1, 2)
    assert [each["id"] for each in found] == list(range(place + 1, place + 1 + len(found)))


def test_links_are_told_as_gained_and_lost(house: House) -> None:
    ada = house.ada
    asset, note = ada.create("Asset", code="Lamp"), ada.create("Note", subject="Fog")
    place = house.now()
    ada.update(note, note_links=[asset])
    ada.update(note, note_links=[])
    metas = [each["meta"] for each in after(ada, place) if each["attribute_name"] == "note_links"]
    ends = [
        ([each["id"] for each in meta["added"]], [each["id"] for each in meta["removed"]]) for meta in metas
    ]
    assert ends == [([asset.id], []), ([], [asset.id])]


def test_changes_are_sought_by_type_and_project(house: House) -> None:
    place, ada = house.now(), house.ada
    ada.create("Shot", code="here")
    ada.create("Asset", code="here")
    ada.create("Shot", code="there", project=house.other)

    def rows(wanted: Wanted) -> set[tuple[str, str]]:
        return {(each["entity"]["type"], each["entity"]["name"]) for each in after(ada, place, wanted)}

    here, there = frozenset({house.film.id}), frozenset({house.other.id})
    assert rows(Wanted(frozenset({"Shot"}))) == {("Shot", "here"), ("Shot", "there")}
    assert rows(Wanted(projects=there)) == {("Shot", "there")}
    assert rows(Wanted(frozenset({"Shot", "Asset"}), here)) == {("Shot", "here"), ("Asset", "here")}
    assert rows(Wanted(frozenset({"Note"}))) == set()


def test_as_many_are_told_as_are_asked_for(house: House) -> None:
    place, ada = house.now(), house.ada
    for number in range(3):
        ada.create("Shot", code=str(number))
    everything = after(ada, place)
    found: list[Told] = []
    while True:
        part = ada.session.changes(place, most=2)
        assert len(part.changes) <= 2
        found += told(part)
        if part.reached == place:
            break
        place = part.reached
    assert found == everything


def test_much_is_told_in_parts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever bounds a part, nothing is told twice and nothing is left out."""
    place, ada = house.now(), house.ada
    for number in range(4):
        ada.create("Shot", code=f"{number}", description="x" * 500)
        ada.create("Shot", code=f"{number}", project=house.other)
    everything, of_vic = after(ada, place), after(house.vic, place)
    assert 0 < len(of_vic) < len(everything)
    for name, few in (
        ("MOST_BYTES", 1000),
        ("_ROWS_AT_ONCE", 3),
        ("_IDS_AT_ONCE", 2),
        ("_SECONDS_AT_ONCE", 0),
    ):
        monkeypatch.setattr(changes, name, few)
        assert (after(ada, place), after(house.vic, place)) == (everything, of_vic)


def test_nothing_is_told_of_what_may_not_be_read(house: House) -> None:
    place, ada = house.now(), house.ada
    shot = ada.create("Shot", code="seen")
    ada.create("Shot", code="secret", project=house.other)
    ada.update(shot, description="seen, too")
    names = {each["entity"]["name"] for each in after(house.vic, place)}
    assert names == {"seen"}
    # What nobody told them of is behind them all the same.
    assert house.vic.session.changes(place).reached == house.now()


def test_a_row_that_goes_out_of_sight_is_told_of_no_more(house: House) -> None:
    ada = house.ada
    shot = ada.create("Shot", code="wanders")
    place = house.now()
    ada.update(shot, project=house.other)
    ada.update(shot, description="elsewhere")
    assert after(house.vic, place) == []
    ada.update(shot, project=house.film)
    ada.update(shot, description="back")
    # Its way back names where it was, and is not told either; what follows it is, and all that was said here.
    assert ("update", "description", "wanders") in seen(after(house.vic, place))


def test_a_type_of_which_nothing_may_be_read_is_refused(house: House) -> None:
    with pytest.raises(CannotAccess):
        house.vic.session.changes(0, Wanted(frozenset({"RvLicense"})))


def test_from_now_on_nothing_has_happened(house: House) -> None:
    part = house.ada.session.changes(None)
    assert part.changes == [] and part.reached == after(house.ada, 0)[-1]["id"]


class TestCursors:
    def test_who_sees_everything_is_told_ids(self, house: House) -> None:
        cursors, place = house.ada.site.cursors, house.now()
        assert cursors.text(place, house.ada.session.caller) == str(place)

    def test_others_are_told_nothing_by_them(self, house: House) -> None:
        cursors, caller = house.vic.site.cursors, house.vic.session.caller
        texts = {cursors.text(entry, caller) for entry in (0, 1, 1, 1, 10**15)}
        assert len(texts) == 5 and len({len(each) for each in texts}) == 1
        reached = cursors.read(cursors.text(10**15, caller))
        assert reached is not None and reached.entry == 10**15

    @pytest.mark.parametrize(
        "sent",
        ["", "x", "-1", "1.5", "\u0661", "1" * 19, "A" * 48, "=" * 48, "é" * 48, "A" * 47, " 1", "0x1"],
    )
    def test_what_is_none_is_refused(self, house: House, sent: str) -> None:
        for desk in (house.ada, house.vic):
            with pytest.raises(NoSuchCursor):
                desk.session.changes(sent)

    def test_one_that_was_tampered_with_is_refused(self, house: House) -> None:
        cursor = house.vic.site.cursors.text(5, house.vic.session.caller)
        for place in (0, 20, 47):
            other = cursor[:place] + ("B" if cursor[place] == "A" else "A") + cursor[place + 1 :]
            with pytest.raises(NoSuchCursor):
                house.vic.session.changes(other)

    def test_one_beyond_the_log_is_refused(self, house: House) -> None:
        """A site was put back to what it was: who goes on from there would miss what happens."""
        beyond = house.now() + 1
        with pytest.raises(NoSuchCursor):
            house.ada.session.changes(str(beyond))
        with pytest.raises(NoSuchCursor):
            house.vic.session.changes(house.vic.site.cursors.text(beyond, house.vic.session.caller))
        # Who does not see everything could find out by guessing how much there is.
        assert house.vic.session.changes(str(beyond)).changes == []


def test_what_is_not_kept_any_more_is_told(house: House) -> None:
    ada, site = house.ada, house.ada.site
    with site.database.writing() as connection:
        connection.run(text("DELETE FROM event_log_entries WHERE id <= 20"))
    for gone in ("1", "19"):
        with pytest.raises(ChangesPurged) as caught:
            ada.session.changes(gone)
        assert caught.value.oldest == "20"
    with pytest.raises(ChangesPurged) as caught:
        house.vic.session.changes("1")
    reached = site.cursors.read(caught.value.oldest)
    assert reached is not None and reached.entry == 20 and caught.value.oldest != "20"
    for kept in ("0", "20"):
        assert ada.session.changes(kept).changes[0].id == 21
