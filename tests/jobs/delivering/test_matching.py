"""Which entries of the log a hook wants to hear of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.tries import tries

from slatehouse.jobs.delivering.matching import Happened, operation_of, subscription_of
from slatehouse.store.webhooks import Subscriptions, Webhook

ALL: dict[str, list[str]] = {"create": [], "update": [], "delete": [], "revive": []}
NEW = Happened("Shotgun_Shot_New", project=70)
STATUS = Happened("Shotgun_Shot_Change", "sg_status_list", 70)
CODE = Happened("Shotgun_Shot_Change", "code", 70)
MADE_WITH = Happened("Shotgun_Shot_Change", "sg_status_list", 70, is_creation=True)
GONE = Happened("Shotgun_Shot_Retirement", project=70)
GONE_AT = Happened("Shotgun_Shot_Change", "retirement_date", 70)
BACK = Happened("Shotgun_Shot_Revival", project=70)
TASK = Happened("Shotgun_Task_Change", "sg_status_list", 70)
LOGIN = Happened("Shotgun_User_Login")
EVERYTHING = (NEW, STATUS, CODE, MADE_WITH, GONE, GONE_AT, BACK, TASK, LOGIN)


def hook(
    entity_types: Subscriptions | None = None, event_type: str | None = None, projects: tuple[int, ...] = ()
) -> Webhook:
    return Webhook(
        id="2f4c8f0e-6f43-4f3f-8f5a-3a1c6c7f0a11",
        url="https://hooks.example/",
        entity_types=entity_types,
        event_type=event_type,
        projects=list(projects),
        owner_type="HumanUser",
        owner_id=7,
        cursor=0,
        created_at="2026-09-21T14:13:20Z",
    )


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        (hook({"Shot": {"create": []}}), (NEW,)),
        (hook({"Shot": {"update": []}}), (STATUS, CODE)),
        (hook({"Shot": {"update": ["sg_status_list", "nothing"]}}), (STATUS,)),
        (hook({"Shot": {"update": ["retirement_date"]}}), ()),
        (hook({"Shot": {"delete": []}}), (GONE,)),
        (hook({"Shot": {"revive": ["code"]}}), (BACK,)),
        (hook({"Shot": ALL}), (NEW, STATUS, CODE, GONE, BACK)),
        (hook({"Shot": {"create": []}, "Task": {"update": []}}), (NEW, TASK)),
        (hook({"Shot": {}}), ()),
        (hook({"Version": ALL}), ()),
        (hook(event_type="Shotgun_User_Login"), (LOGIN,)),
        (hook(event_type="Shotgun_Shot_Change"), (STATUS, CODE, MADE_WITH, GONE_AT)),
        (hook(event_type="Shotgun_User_Login", projects=(70,)), ()),
        (hook({"Shot": {"create": []}}, projects=(70, 71)), (NEW,)),
        (hook({"Shot": {"create": []}}, projects=(71,)), ()),
    ],
)
def test_a_hook_hears_what_it_asked_for(asked: Webhook, heard: tuple[Happened, ...]) -> None:
    subscription = subscription_of(asked)
    assert tuple(each for each in EVERYTHING if subscription.wants(each)) == heard


def test_a_project_is_of_itself() -> None:
    renamed = Happened("Shotgun_Project_Change", "name", None, "Project", 70)
    assert subscription_of(hook({"Project": {"update": []}}, projects=(70,))).wants(renamed)
    assert not subscription_of(hook({"Project": {"update": []}}, projects=(7,))).wants(renamed)


def test_what_nobody_has_looked_at_may_be_for_it() -> None:
    unknown = STATUS._replace(is_creation=None)
    assert subscription_of(hook({"Shot": {"update": []}})).wants(unknown)


names = st.sampled_from(["Shot", "Task", "Version"])
fields = st.sampled_from(["code", "sg_status_list", "description"])
asked_of_types = st.dictionaries(
    names, st.dictionaries(st.sampled_from(sorted(ALL)), st.lists(fields, max_size=2)), max_size=3
)
happenings = st.builds(
    Happened,
    event_type=st.one_of(
        st.none(),
        st.text(),
        st.builds(
            "Shotgun_{}_{}".format, names, st.sampled_from(["New", "Change", "Retirement", "Revival", "x"])
        ),
    ),
    attribute=st.one_of(st.none(), fields),
    project=st.one_of(st.none(), st.integers(1, 3)),
    entity_type=st.one_of(st.none(), names),
    entity_id=st.one_of(st.none(), st.integers(1, 3)),
    is_creation=st.booleans(),
)
projects = st.lists(st.integers(1, 3), max_size=2).map(tuple)


@settings(max_examples=tries(25))
@given(asked_of_types, asked_of_types, projects, happenings)
def test_whoever_asks_for_two_things_hears_of_both_and_of_nothing_else(
    one: Subscriptions, other: Subscriptions, projects: tuple[int, ...], happened: Happened
) -> None:
    apart = {name: asked for name, asked in other.items() if name not in one}
    both = subscription_of(hook({**one, **apart}, projects=projects)).wants(happened)
    each = [subscription_of(hook(asked, projects=projects)).wants(happened) for asked in (one, apart)]
    assert both is any(each)


@given(asked_of_types, projects, happenings)
def test_a_hook_is_told_of_no_other_type_of_event_nor_project(
    asked: Subscriptions, projects: tuple[int, ...], happened: Happened
) -> None:
    subscription = subscription_of(hook(asked, projects=projects))
    if subscription.wants(happened):
        assert happened.event_type in subscription.event_types
        assert not projects or happened.project in projects
        assert operation_of(happened.event_type) in asked[str(happened.event_type).split("_")[1]]
        # What is seen of it at a glance never says no to what it turns out to be.
        assert subscription.wants(happened._replace(is_creation=None))


@pytest.mark.parametrize(
    ("event_type", "operation"),
    [
        ("Shotgun_Shot_New", "create"),
        ("Shotgun_CustomEntity01_Change", "update"),
        ("Shotgun_Shot_Retirement", "delete"),
        ("Shotgun_Shot_Revival", "revive"),
        ("Shotgun_User_Login", None),
        ("CRS_Version_Media_Download", None),
        ("My_Change", None),
        (None, None),
    ],
)
def test_an_operation_is_named_as_the_guide_does(event_type: str | None, operation: str | None) -> None:
    assert operation_of(event_type) == operation
