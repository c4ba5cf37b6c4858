"""The audit trail: what was done is recorded once with its change, and a flood of it stays small."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.accounts.house import House

from slatehouse.accounts.audit import AuditTrail, Deed, Entry
from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.schema.link import Link
from slatehouse.store.audit import Sought

MARA, FARM = Link(7, "mara", "HumanUser"), Link(3, "farm", "ApiUser")
ADDRESS = "192.0.2.7"


@pytest.fixture
def trail(house: House) -> AuditTrail:
    return house.accounts.audit


def record(house: House, deed: Deed, by: Caller | Link | None, about: Link | str | None = None) -> None:
    with house.database.writing() as connection:
        house.accounts.audit.record(connection, deed, by, about, address=ADDRESS, how="mail")


def test_an_entry_tells_who_did_what_to_whom_when_and_from_where(house: House, trail: AuditTrail) -> None:
    record(house, Deed.LINK_ISSUED, FARM, MARA)
    assert trail.newest() == [
        Entry(
            at="2026-03-14T09:26:53Z",
            last_at="2026-03-14T09:26:53Z",
            times=1,
            deed="link_issued",
            who=FARM,
            about=MARA,
            address=ADDRESS,
            details={"how": "mail"},
        )
    ]


def test_what_is_no_row_is_told_by_its_name_and_the_product_is_nobody(
    house: House, trail: AuditTrail
) -> None:
    record(house, Deed.SCHEMA_CHANGED, system_caller(), "Shot.sg_lens")
    (entry,) = trail.newest()
    assert (entry.who, entry.about) == (None, "Shot.sg_lens")


def test_a_command_is_given_by_an_account_of_the_machine(house: House, trail: AuditTrail) -> None:
    record(house, Deed.SCHEMA_CHANGED, replace(system_caller(), login_or_script="root"))
    assert trail.newest()[0].who == "root"


def test_a_script_that_acts_as_a_person_is_told_of(house: House, trail: AuditTrail) -> None:
    caller = Caller("HumanUser", 7, "Mara", "mara", "artist", "Artist", "api_key", "mara", script_id=3)
    record(house, Deed.EXPORT, caller)
    (entry,) = trail.newest()
    assert (entry.who, entry.details) == (MARA, {"script": 3, "how": "mail"})


def test_what_was_undone_was_not_done(house: House, trail: AuditTrail) -> None:
    with pytest.raises(ZeroDivisionError), house.database.writing() as connection:
        trail.record(connection, Deed.EXPORT, MARA)
        raise ZeroDivisionError
    assert trail.newest() == []


def test_what_is_alike_within_an_hour_is_one_entry(house: House, trail: AuditTrail) -> None:
    other_process = house.open_accounts().audit
    for each in (trail, other_process, trail):
        with house.database.writing() as connection:
            each.count(connection, Deed.SIGN_IN, MARA, address=ADDRESS)
        house.clock.move(60)
    with house.database.writing() as connection:
        trail.count(connection, Deed.SIGN_IN, MARA, address="198.51.100.1")
    house.clock.move(3600)
    with house.database.writing() as connection:
        trail.count(connection, Deed.SIGN_IN, MARA, address=ADDRESS)
    assert [(each.times, each.at, each.last_at) for each in trail.newest()] == [
        (1, "2026-03-14T10:29:53Z", "2026-03-14T10:29:53Z"),
        (1, "2026-03-14T09:29:53Z", "2026-03-14T09:29:53Z"),
        (3, "2026-03-14T09:26:53Z", "2026-03-14T09:28:53Z"),
    ]


def test_what_comes_with_every_call_is_written_once_an_hour(house: House, trail: AuditTrail) -> None:
    for _ in range(3):
        trail.count_once(Deed.SIGN_IN, FARM, address=ADDRESS)
    assert [each.times for each in trail.newest()] == [1]
    house.clock.move(3600)
    trail.count_once(Deed.SIGN_IN, FARM, address=ADDRESS)
    assert [each.times for each in trail.newest()] == [1, 1]


def test_a_flood_of_refusals_is_bounded_and_still_counted(house: House, trail: AuditTrail) -> None:
    for number in range(300):
        trail.count_refused(Deed.SIGN_IN_REFUSED, None, address=f"2001:db8::{number:x}", how="script")
    entries = trail.newest()
    assert len(entries) == 201
    assert sum(each.times for each in entries) == 300
    assert [each.times for each in entries if each.details == {"why": "one of many"}] == [100]
    # Who is known already is still counted under their own name.
    trail.count_refused(Deed.SIGN_IN_REFUSED, None, address="2001:db8::0", how="script")
    assert [each.times for each in trail.newest() if each.address == "2001:db8::0"] == [2]
    house.clock.move(3600)
    trail.count_refused(Deed.SIGN_IN_REFUSED, None, address="2001:db8::ffff", how="script")
    assert trail.newest(most=1)[0].address == "2001:db8::ffff"


def test_texts_are_cut_and_show_no_control_characters(house: House, trail: AuditTrail) -> None:
    record(house, Deed.SCHEMA_CHANGED, Link(7, "m\n\x1b[31m\0\ud800", "HumanUser"), "x" * 1000)
    (entry,) = trail.newest()
    assert entry.who == Link(7, "m��[31m��", "HumanUser")
    assert entry.about == "x" * 200


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), ["export", "sign_out", "sign_in"]),
        (Sought(since="2026-03-14T09:27:53Z"), ["export", "sign_out"]),
        (Sought(who="mara"), ["export", "sign_in"]),
        (Sought(who="mar"), []),
        (Sought(deed="sign_out"), ["sign_out"]),
        (Sought(since="2026-03-14T09:27:53Z", who="mara", deed="export"), ["export"]),
    ],
)
def test_entries_are_sought(house: House, trail: AuditTrail, sought: Sought, found: list[str]) -> None:
    for deed, by, about in (
        (Deed.SIGN_IN, MARA, None),
        (Deed.SIGN_OUT, FARM, None),
        (Deed.EXPORT, FARM, MARA),
    ):
        record(house, deed, by, about)
        house.clock.move(60)
    assert [each.deed for each in trail.newest(sought)] == found
    assert [each.deed for each in trail.newest(sought, most=1)] == found[:1]


def test_old_entries_are_forgotten_by_when_they_last_happened(house: House, trail: AuditTrail) -> None:
    for _ in range(3):
        record(house, Deed.EXPORT, MARA)
        house.clock.move(86_400)
    assert trail.forget(house.clock() - timedelta(days=2)) == 1
    assert [each.at[:10] for each in trail.newest()] == ["2026-03-16", "2026-03-15"]
