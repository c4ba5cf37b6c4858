"""Every verb of a site asks whether its caller may: whoever may nothing is refused, or told of nothing, and
changes nothing. A verb that is added has to be added here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from tests.fixtures.desk import Desk
from tests.fixtures.dump import everything
from tests.media.pictures import encoded, quarters

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.rule_sets import RuleSet, TypeRules
from slatehouse.media.blobs import PartsOf
from slatehouse.query.question import Page, Question
from slatehouse.query.summaries import Summary, SummaryQuestion
from slatehouse.query.text_search import Sought
from slatehouse.query.visibility import NoRow, Visibility
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.summaries import SummaryKind
from slatehouse.site.batch import Retire, Update, Upsert
from slatehouse.site.fields.changing import FieldChange
from slatehouse.site.fields.creating import NewField
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.schedule.work_days import NewRule
from slatehouse.site.session import Answer, Session
from slatehouse.site.streams import Window
from slatehouse.site.uploads import UploadPlace
from slatehouse.site.webhooks import deliveries, hooks
from slatehouse.store.deliveries import Sought as SoughtDeliveries

DAY = date(2026, 3, 2)
SITE = "http://tracking.test"
HOOK = {"url": "https://93.184.216.34/", "entity_types": {"Shot": {"create": []}}}


@dataclass
class Scene:
    """Rows that are there, and the verbs of someone who may neither read nor write any."""

    desk: Desk
    verbs: Session
    shot: Target
    note: Target
    person: Target
    page: Target
    hook: str
    delivery: str

    def __getitem__(self, name: str) -> EntityType:
        return self.desk.site.schema[name]

    def place(self, field: str | None = "image") -> UploadPlace:
        shot = self.desk.site.schema["Shot"]
        return UploadPlace(shot, self.shot.id, shot.fields[field] if field else None)


@pytest.fixture(scope="module")
def scene(desk_of_module: Desk) -> Scene:
    desk = desk_of_module
    shot = desk.create("Shot", code="SH010", sg_status_list="ip")
    note = desk.create("Note", subject="Fog", note_links=[shot])
    person = Target("HumanUser", desk.hire("ada").caller.id)
    page = desk.create("Page", name="Shots", entity_type="Shot")
    desk.session.follow(person.id, [shot])
    content = encoded(quarters(), "PNG")
    place = UploadPlace(desk.site.schema["Shot"], shot.id, desk.site.schema["Shot"].fields["image"])
    desk.session.receive(place, "a.png", iter([content]), AttachmentFacts("a.png"))
    desk.retire(desk.create("Shot", code="SH020"))
    desk.session.change_field(FieldChange("Shot", "sg_head_in", [("visible", False)], desk.project.id))
    assert desk.session.project_differing(desk.project.id)
    hook = hooks.create_webhook(desk.session, HOOK, SITE).id
    hooks.try_connection(desk.session, hook)
    (delivery,), _ = deliveries.deliveries(desk.session, hook, SoughtDeliveries(), Page(1))
    nobody = Caller("HumanUser", 0, "Nobody", "nobody", "", "", "test", visibility=Visibility({}))
    return Scene(desk, desk.site.session(nobody), shot, note, person, page, hook, delivery.id)


Ask = Callable[[Session, Scene], object]


def rows_of(answer: object) -> object:
    assert isinstance(answer, Answer)
    return answer.rows


def summary(verbs: Session, scene: Scene) -> object:
    shot = scene["Shot"]
    path = verbs.edition.paths(shot, ("id",))[0]
    answer = verbs.summarize(SummaryQuestion(shot, Question(shot).where, (Summary(path, SummaryKind.COUNT),)))
    return answer.groups or [value for value in answer.summaries.values() if value]


VERBS: dict[str, Ask] = {
    "find": lambda verbs, scene: rows_of(verbs.find(Question(scene["Shot"]))),
    "explained": lambda verbs, scene: verbs.explained(lambda: verbs.find(Question(scene["Shot"]))),
    "summarize": summary,
    "text_search": lambda verbs, scene: verbs.text_search("sh0", [Sought(scene["Shot"])], Page(10)),
    "read": lambda verbs, scene: verbs.read(scene["Shot"], scene.shot.id),
    "create": lambda verbs, scene: verbs.create(
        scene["Shot"], {"code": "X", "project": scene.desk.project._asdict()}
    ),
    "create_many": lambda verbs, scene: verbs.create_many(
        [("Shot", {"code": "X", "project": scene.desk.project._asdict()})]
    ),
    "update": lambda verbs, scene: verbs.update(scene["Shot"], scene.shot.id, {"code": "X"}),
    "touch": lambda verbs, scene: verbs.touch(scene["Shot"], scene.shot.id),
    "retire": lambda verbs, scene: verbs.retire(scene["Shot"], scene.shot.id),
    "revive": lambda verbs, scene: verbs.revive(scene["Shot"], scene.shot.id + 1),
    "batch": lambda verbs, scene: verbs.batch([Retire(scene["Shot"], scene.shot.id)]),
    "upsert": lambda verbs, scene: verbs.upsert(Upsert(scene["Project"], "name", {"name": "Film"})),
    "do": lambda verbs, scene: verbs.do(Update(scene["Shot"], scene.shot.id, {"code": "X"})),
    "expand": lambda verbs, scene: verbs.expand(f"/Project/{scene.desk.project.id}"),
    "places_of": lambda verbs, scene: verbs.places_of("/", scene.shot),
    "places_named": lambda verbs, scene: verbs.places_named("/", "sh0"),
    "narrowed": lambda verbs, scene: rows_of(
        verbs.find(
            verbs.narrowed(
                Question(scene["Version"]),
                [{"preset_name": "LATEST", "latest_by": "ENTITIES_CREATED_AT"}],
            )
        )
    ),
    "set_work_day": lambda verbs, scene: verbs.set_work_day(NewRule(DAY, False)),
    "set_work_week": lambda verbs, scene: verbs.set_work_week(frozenset({1})),
    "project_differing": lambda verbs, scene: verbs.project_differing(scene.desk.project.id),
    "seats_taken": lambda verbs, scene: verbs.seats_taken(),
    "subscriptions": lambda verbs, scene: verbs.subscriptions(),
    "assign_subscriptions": lambda verbs, scene: verbs.assign_subscriptions({scene.person.id: "x"}),
    "export_page": lambda verbs, scene: verbs.export_page(scene.page.id),
    "followers": lambda verbs, scene: verbs.followers(scene["Shot"], scene.shot.id),
    "following": lambda verbs, scene: verbs.following(scene.person.id),
    "follow": lambda verbs, scene: verbs.follow(scene.person.id, [scene.note]),
    "unfollow": lambda verbs, scene: verbs.unfollow(scene.person.id, scene["Shot"], scene.shot.id),
    "mark_accessed": lambda verbs, scene: verbs.mark_accessed(scene.desk.project.id, scene.person.id),
    "activity": lambda verbs, scene: verbs.activity(scene["Shot"], scene.shot.id, Window(), {}),
    "changes": lambda verbs, scene: verbs.changes(0).changes,
    "thread": lambda verbs, scene: verbs.thread(scene.note.id, {}),
    "add_field": lambda verbs, scene: verbs.add_field(NewField("Shot", "text", [("name", "Mood")])),
    "change_field": lambda verbs, scene: verbs.change_field(
        FieldChange("Shot", "code", [("description", "x")])
    ),
    "trash_field": lambda verbs, scene: verbs.trash_field("Shot", "description"),
    "revive_field": lambda verbs, scene: verbs.revive_field("Shot", "description"),
    "links": lambda verbs, scene: verbs.links(scene["Shot"], scene.shot.id, scene["Shot"].fields["project"]),
    "file": lambda verbs, scene: verbs.file(scene["Shot"], scene.shot.id, scene["Shot"].fields["image"]),
    "begin_upload": lambda verbs, scene: verbs.begin_upload(scene.place(), "a.png"),
    "upload": lambda verbs, scene: verbs.upload(scene.place(), "a.png", "2026-03-04T05:06:07Z", "x"),
    "complete_upload": lambda verbs, scene: verbs.complete_upload(
        scene.place(), "a.png", "2026-03-04T05:06:07Z"
    ),
    "receive": lambda verbs, scene: verbs.receive(
        scene.place(), "a.png", iter([b"x"]), AttachmentFacts("a.png")
    ),
    "complete_placeless": lambda verbs, scene: verbs.complete_placeless(
        PartsOf("0" * 64, ""), scene.place(), "a.png", AttachmentFacts("a.png")
    ),
    "share_picture": lambda verbs, scene: verbs.share_picture(scene.shot, [scene.note], "image"),
    "give_up_upload": lambda verbs, scene: verbs.give_up_upload(scene.place(), "a.png", "x", "x"),
}
WEBHOOK_VERBS: dict[str, Ask] = {
    "webhooks": lambda verbs, scene: hooks.webhooks(verbs, Page(10)),
    "read_webhook": lambda verbs, scene: hooks.read_webhook(verbs, scene.hook),
    "create_webhook": lambda verbs, scene: hooks.create_webhook(verbs, HOOK, SITE),
    "change_webhook": lambda verbs, scene: hooks.change_webhook(verbs, scene.hook, {"name": "x"}, SITE),
    "delete_webhook": lambda verbs, scene: hooks.delete_webhook(verbs, scene.hook),
    "try_connection": lambda verbs, scene: hooks.try_connection(verbs, scene.hook),
    "deliveries": lambda verbs, scene: deliveries.deliveries(verbs, scene.hook, SoughtDeliveries(), Page(10)),
    "read_delivery": lambda verbs, scene: deliveries.read_delivery(verbs, scene.delivery),
    "acknowledge": lambda verbs, scene: deliveries.acknowledge(
        verbs, scene.delivery, {"acknowledgement": "x"}
    ),
    "redeliver": lambda verbs, scene: deliveries.redeliver(verbs, scene.delivery),
}
OF_NO_CALLER = {"opened_webhook", "sees_webhook"}
"""What the verbs of webhooks ask one another."""
OF_NO_ROW = {
    "condition": "a question, which is asked by another verb",
    "state_of": "of an answer that the caller was given",
    "work_days": "the days of everyone; of a project that may not be read, the same",
    "is_open": "of an upload whose ticket the caller was given",
    "begin_placeless": "a place for bytes, which nobody reads before it is completed",
    "join_parts": "of an upload whose token the caller was given",
}
"""Verbs that ask nobody, and why."""


def test_every_verb_is_here() -> None:
    verbs = {name for name, _ in inspect.getmembers(Session, inspect.isfunction) if name[0] != "_"}
    assert verbs == VERBS.keys() | OF_NO_ROW.keys()
    assert {*hooks.__all__, *deliveries.__all__} == WEBHOOK_VERBS.keys() | OF_NO_CALLER


def test_who_may_nothing_is_told_nothing_and_changes_nothing(scene: Scene) -> None:
    before = everything(scene.desk.site)
    told = {name: what_is_told(ask, scene) for name, ask in (VERBS | WEBHOOK_VERBS).items()}
    assert {name: answer for name, answer in told.items() if answer} == {}
    assert everything(scene.desk.site) == before


def what_is_told(ask: Ask, scene: Scene) -> object:
    """What a verb answers; None where it is refused."""
    try:
        return ask(scene.verbs, scene)
    except Refusal:
        return None


def test_days_of_a_project_that_may_not_be_read_are_everyones(scene: Scene) -> None:
    days = scene.desk.session.work_days(DAY, DAY)
    scene.desk.session.set_work_day(NewRule(DAY, False, project=scene.desk.project.id))
    assert scene.desk.session.work_days(DAY, DAY, scene.desk.project.id) != days
    assert scene.verbs.work_days(DAY, DAY, scene.desk.project.id) == days


def test_what_nobody_may_read_has_no_branch_in_the_tree(scene: Scene) -> None:
    rules = RuleSet("own", "Own", "HumanUser", types={"Shot": TypeRules(read=NoRow())})
    person = replace(scene.verbs.caller, own_rules=rules, projects=(scene.desk.project.id,))
    verbs, place = scene.desk.site.session(person), f"/Project/{scene.desk.project.id}"
    named = {each.ref.value for each in scene.desk.session.expand(place).children}
    assert {each.ref.value for each in verbs.expand(place).children} == named - {"Shot"}
    assert verbs.places_named("/", "sh0") == []
