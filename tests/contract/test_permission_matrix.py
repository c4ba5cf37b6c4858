"""What each rule set may do to each kind of row, on a real site, as the table of the manual says.

The table in docs/manual/permissions.md is the specification: a cell holds the letters of what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.fixtures.cluster import Cluster
from tests.fixtures.desk import Desk, on_the_wire
from tests.fixtures.sites import Sites

from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.errors import PermissionRefusal
from slatehouse.accounts.standard import stock_rule_sets
from slatehouse.query.question import Page
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import NotLegal, ReadOnly
from slatehouse.site.errors import CreateFailed, NoSuchRow, NoSuchRowToWrite
from slatehouse.site.site import Site
from slatehouse.site.webhooks import hooks
from slatehouse.site.webhooks.refusals import NoSuchWebhook
from slatehouse.site.writing import Writing, writing

MANUAL = Path(__file__).parents[2] / "docs/manual/permissions.md"
COLUMNS = ("admin", "api_admin", "narrowed", "manager", "artist", "vendor", "client_user", "without a set")
VERBS = "crudv"
PAGE = Page(1)
REFUSED = (PermissionRefusal, NoSuchRow, NoSuchRowToWrite, NotLegal, ReadOnly, CreateFailed)

Values = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """A kind of row: one that is there, the change that is tried, and how another would be made."""

    row: Target
    change: Values
    new: Values


class Undone(Exception):
    """Everything was allowed, and nothing of it is to stay."""


class World:
    """A site with rows of every kind, seen from a person and a script who are on one of its two projects."""

    def __init__(self, desk: Desk, site: Site) -> None:
        self.site = site
        self.office = Desk(site, system_caller(logs_events=False))
        make = self.office.create
        self.mine, self.other = make("Project", name="Lighthouse"), make("Project", name="Harbour")
        self.person = make("HumanUser", login="me", name="Me Myself", projects=[self.mine])
        self.colleague = make("HumanUser", login="she", name="She Herself")
        self.script = make("ApiUser", firstname="robot", projects=[self.mine])
        self.crew = make("Group", code="Crew", users=[self.person])
        self.me = Desk(site, self._person("admin"), self.mine)
        self.she = desk.hire("ada")
        self.she.project = self.mine
        self.kinds = dict(self._kinds())

    def caller(self, column: str) -> Caller:
        if column in ("api_admin", "narrowed"):
            return Caller(
                "ApiUser",
                self.script.id,
                "robot 1.0",
                "robot",
                "api_admin",
                "API Admin",
                "test",
                script_id=self.script.id,
                projects=(self.mine.id,),
                is_narrowed=column == "narrowed",
            )
        return self._person("" if column == "without a set" else column)

    def _person(self, rule_set: str) -> Caller:
        return Caller(
            "HumanUser",
            self.person.id,
            "Me Myself",
            "me",
            rule_set,
            rule_set.title(),
            "test",
            projects=(self.mine.id,),
            groups=(self.crew.id,),
        )

    def _kinds(self) -> Iterator[tuple[str, Kind]]:
        mine, other, me, she = self.mine, self.other, self.person, self.colleague
        yield (
            "Project that one is on (`sg_description`)",
            Kind(mine, {"sg_description": "x"}, {"name": "New"}),
        )
        yield "Project that one is not on", Kind(other, {"sg_description": "x"}, {"name": "New"})
        yield "Project that one is on (`users`)", Kind(mine, {"users": [she]}, {"name": "New", "users": [me]})

        shot = self._made("Shot", code="SH010")
        yield "Shot (`description`)", self._kind(shot, description="x")
        yield "Shot (`image`)", self._kind(shot, image=None)
        far = self._made("Shot", code="SH010", project=other)
        yield "Shot of another project", self._kind(far, description="x", project=other)

        for label, links in (
            ("assigned to oneself", {"task_assignees": [me]}),
            ("assigned to one's group", {"task_assignees": [self.crew]}),
            ("to be reviewed by oneself", {"task_reviewers": [me]}),
            ("of others", {"task_assignees": [she]}),
        ):
            task = self._made("Task", content="Comp", **links)
            yield f"Task {label} (`sg_status_list`)", self._kind(task, sg_status_list="hld")
        task = self._made("Task", content="Comp", task_assignees=[me])
        yield "Task assigned to oneself (`content`)", self._kind(task, content="x")
        far_task = self._made("Task", content="Comp", project=other, task_assignees=[me])
        yield (
            "Task of another project, assigned to oneself",
            self._kind(far_task, sg_status_list="hld", project=other),
        )
        upstream = self._made("Task", content="Roto")
        dependency = self.office.create("TaskDependency", task=task, dependent_task=upstream)
        key = self._made("Task", content="Key")
        ends: Values = {"task": key, "dependent_task": upstream}
        yield "TaskDependency", Kind(dependency, {"offset_days": 2}, ends)
        far_dependency = self.office.create("TaskDependency", task=far_task, dependent_task=upstream)
        yield (
            "TaskDependency on a Task of another project",
            Kind(far_dependency, {"offset_days": 2}, {"task": far_task, "dependent_task": key}),
        )

        for type_, field in (
            ("Version", "description"),
            ("PublishedFile", "description"),
            ("Playlist", "description"),
            ("Note", "content"),
            ("Attachment", "description"),
            ("TimeLog", "description"),
            ("Ticket", "title"),
        ):
            extra: Values = {"user": she} if type_ == "TimeLog" else {}
            own = self.me.create(type_, project=mine, **(extra | ({"user": me} if extra else {})))
            yield f"{type_} made by oneself (`{field}`)", self._kind(own, **{field: "x"})
            theirs = self.she.create(type_, project=mine, **extra)
            yield f"{type_} made by others", self._kind(theirs, **{field: "x"})
        own = self.me.create("Version")
        yield "Version made by oneself (`client_approved`)", self._kind(own, client_approved=True)
        approved = self.she.create("Version", client_approved=True)
        yield "Version approved for the client", self._kind(approved, description="x")
        far_version = self._made("Version", project=other)
        yield "Version of another project", self._kind(far_version, description="x", project=other)
        addressed = self.she.create("Note", addressings_to=[me])
        yield "Note to oneself (`sg_status_list`)", self._kind(addressed, sg_status_list="clsd")
        far_note = self._made("Note", project=other)
        yield "Note of another project", self._kind(far_note, content="x", project=other)

        for label, desk, note in (
            ("made by oneself", self.me, addressed),
            ("made by others", self.she, addressed),
            ("to a Note of another project", self.she, far_note),
        ):
            reply = desk.create("Reply", entity=note, content="Yes")
            yield (
                f"Reply {label} (`content`)",
                Kind(reply, {"content": "x"}, {"entity": note, "content": "No"}),
            )

        delivery = self._made("Delivery", title="Plates")
        yield "Delivery", self._kind(delivery, title="x")
        page = self.she.create("Page", name="Shots", entity_type="Shot", project=mine)
        yield "Page of a project, made by others", self._kind(page, name="x", entity_type="Shot")
        page = self.me.create("Page", name="Shots", entity_type="Shot", project=mine)
        yield "Page made by oneself", self._kind(page, name="x", entity_type="Shot")
        for label, user in (("of oneself", me), ("of others", she)):
            booking = self.office.create("Booking", user=user, vacation=True, project=other)
            new: Values = {"user": user, "project": other}
            yield f"Booking {label}, of another project", Kind(booking, {"note": "x"}, new)
        yield "EventLogEntry of a Version", Kind(self._event(own), {"description": "x"}, {"project": mine})
        yield "EventLogEntry of a Group", Kind(self._event(self.she.create("Group")), {}, {})

        yield "HumanUser, oneself (`language`)", Kind(me, {"language": "ja"}, {"login": "new"})
        yield "HumanUser, others (`language`)", Kind(she, {"language": "ja"}, {"login": "new"})
        yield "HumanUser, others (`projects`)", Kind(she, {"projects": [mine]}, {"login": "new"})
        yield "Group (`users`)", Kind(self.crew, {"users": [she]}, {"code": "New"})
        connection = Target("ProjectUserConnection", self.office.find("ProjectUserConnection", sort="id")[0])
        yield "ProjectUserConnection", Kind(connection, {}, {"project": mine, "user": she})
        yield (
            "ApiUser",
            Kind(self.office.create("ApiUser", firstname="x"), {"email": "x"}, {"firstname": "y"}),
        )
        yield "ClientUser", Kind(self.office.create("ClientUser", name="C"), {"name": "x"}, {"name": "y"})
        rules = Target("PermissionRuleSet", self.office.find("PermissionRuleSet")[0])
        yield "PermissionRuleSet", Kind(rules, {"display_name": "x"}, {})
        shared: tuple[tuple[str, Values], ...] = (
            ("Department", {"code": "Comp"}),
            ("Step", {"code": "Comp", "entity_type": "Shot"}),
            ("Status", {"code": "zz", "name": "Zz"}),
            ("Tag", {"name": "zz"}),
            ("PublishedFileType", {"code": "zz"}),
            ("LocalStorage", {"code": "zz"}),
            ("TaskTemplate", {"code": "zz", "entity_type": "Shot"}),
        )
        for type_, values in shared:
            field = "name" if type_ in ("Status", "Tag") else "code"
            row = self.office.create(type_, **values)
            yield type_, Kind(row, {field: "yy"}, values | {field: "xx"})

    def _made(self, type_: str, **values: object) -> Target:
        return self.office.create(type_, **{"project": self.mine, **values})

    def _kind(self, row: Target, **change: object) -> Kind:
        """A kind whose rows are made as they are changed, in a project."""
        values = {"project": change.pop("project", self.mine), **change}
        kept = ("entity_type",)
        return Kind(row, {name: value for name, value in change.items() if name not in kept}, values)

    def _event(self, row: Target) -> Target:
        where = self.office.where("EventLogEntry", "entity", "is", row)
        return Target("EventLogEntry", self.office.find("EventLogEntry", where)[0])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On one database: what decides is the same on both, and most of the time here is spent on plans."""
    sites = Sites("sqlite", _no_cluster)
    with sites.site(tmp_path_factory.mktemp("matrix") / "site") as site:
        yield World(Desk(site, system_caller(logs_events=False)), site)


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")


def _create(writes: Writing, kind: Kind) -> None:
    if not kind.new:
        raise NoSuchRow(*kind.row)
    writes.create(writes.schema[kind.row.type], on_the_wire(kind.new))


def _read(writes: Writing, kind: Kind) -> None:
    writes.site.session(writes.caller).read(writes.schema[kind.row.type], kind.row.id, ())


def _update(writes: Writing, kind: Kind) -> None:
    if not kind.change:
        raise NoSuchRow(*kind.row)
    writes.update(writes.schema[kind.row.type], kind.row.id, on_the_wire(kind.change))


def _delete(writes: Writing, kind: Kind) -> None:
    writes.retire(writes.schema[kind.row.type], kind.row.id)


def _revive(writes: Writing, kind: Kind) -> None:
    if not writes.schema[kind.row.type].retires:
        raise NoSuchRow(*kind.row)
    product = Writing(writes.site, system_caller(), writes.edition, writes.connection, writes.now)
    product.retire_row(*kind.row)
    writes.revive(writes.schema[kind.row.type], kind.row.id)


TRIED: Mapping[str, Callable[[Writing, Kind], None]] = {
    "c": _create,
    "r": _read,
    "u": _update,
    "d": _delete,
    "v": _revive,
}


def allowed(site: Site, caller: Caller, kind: Kind) -> str:
    """The letters of what the caller may do to the row; nothing of it stays done."""

    def is_allowed(verb: str) -> bool:
        try:
            with writing(site, caller) as writes:
                TRIED[verb](writes, kind)
                raise Undone
        except Undone:
            return True
        except REFUSED:
            return False

    return "".join(verb if is_allowed(verb) else "-" for verb in VERBS)


def table() -> dict[str, list[str]]:
    """The manual's table: what may be done to each kind of row, column by column."""
    lines = [line for line in MANUAL.read_text().splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    wide = [row for row in rows if len(row) == len(COLUMNS) + 1]
    assert wide[0] == ["row", *(f"`{each}`" if " " not in each else each for each in COLUMNS)]
    return {label: [cell.strip("`") for cell in cells] for label, *cells in wide[2:]}


def test_the_table_is_about_every_kind_of_row(world: World) -> None:
    assert list(table()) == [*world.kinds, *WEBHOOKS]


def test_the_table_is_about_every_set() -> None:
    people = {code for code, rules in stock_rule_sets().items() if code == rules.code}
    assert people == set(COLUMNS) - {"narrowed", "without a set"}


@pytest.mark.parametrize("column", COLUMNS)
def test_what_may_be_done(world: World, column: str) -> None:
    place = COLUMNS.index(column)
    found = {label: allowed(world.site, world.caller(column), kind) for label, kind in world.kinds.items()}
    assert found == {label: cells[place] for label, cells in table().items() if label not in WEBHOOKS}


WEBHOOKS = ("Webhook made by oneself (`name`)", "Webhook made by others (`name`)")
HOOK = {"url": "https://93.184.216.34/", "entity_types": {"Shot": {"create": []}}}


@pytest.mark.parametrize("column", COLUMNS)
def test_what_may_be_done_to_webhooks(world: World, column: str) -> None:
    verbs, boss = world.site.session(world.caller(column)), world.office.session
    url, place = "http://tracking.test", COLUMNS.index(column)

    def is_allowed(verb: Callable[[], object]) -> bool:
        try:
            verb()
        except (PermissionRefusal, NoSuchWebhook):
            return False
        return True

    def allowed_to(hook: str) -> str:
        tried: Mapping[str, Callable[[], object]] = {
            "c": lambda: hooks.create_webhook(verbs, HOOK, url),
            "r": lambda: hooks.read_webhook(verbs, hook),
            "u": lambda: hooks.change_webhook(verbs, hook, {"name": "x"}, url),
            "d": lambda: hooks.delete_webhook(verbs, hook),
        }
        return "".join(name if name in tried and is_allowed(tried[name]) else "-" for name in VERBS)

    others = hooks.create_webhook(boss, HOOK, url).id
    own = (
        hooks.create_webhook(verbs, HOOK, url).id
        if is_allowed(lambda: hooks.webhooks(verbs, PAGE))
        else others
    )
    assert [allowed_to(own), allowed_to(others)] == [table()[label][place] for label in WEBHOOKS]
