"""Sites that differ in nothing that the askers may read: copies of one, whose closed film was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.desk import Desk, desk_of
from tests.fixtures.sites import Sites
from tests.secrecy.films import AFTERWARDS, CLOSED, EXTERNAL, OPEN, Film, add_external_id, entangle, shoot

from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.schema.link import Target
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.changing import FieldChange, change_field
from slatehouse.site.site import Site
from slatehouse.site.webhooks.hooks import change_webhook, create_webhook
from slatehouse.site.writing import writing
from slatehouse.store.rule_sets import RuleSetRows

PEOPLE = {"boss": "admin", "ada": "artist", "vic": "vendor", "cas": "roto"}
PASSWORD = "lamp at merrow head, 1871"
SITE = "http://tracking.test"
HOOK = {"url": "https://93.184.216.34/", "entity_types": {"Shot": {"update": []}}}
SCRIPT, KEY = "narrow", "a-key-of-the-narrowed-script-0123456789"


@dataclass(frozen=True)
class Cast:
    """The rows of a site that were there before it was copied, so that they are the same in all copies."""

    people: Mapping[str, Target]
    producer: Caller
    open: Film
    closed: Film
    hook: str


def produce(site: Site) -> Cast:
    """Make the films, and the people who may read one of them; what is done is in the log."""
    office = desk_of(site)
    _keep_own_set(office)
    add_external_id(office)
    people = {
        login: Target("HumanUser", office.hire(login, role).caller.id) for login, role in PEOPLE.items()
    }
    boss = Desk(site, Desk(site, office.caller).hire("director").caller)
    ada = people["ada"]
    opened, closed = shoot(boss, OPEN, ada), shoot(boss, CLOSED, ada)
    entangle(opened, closed, ada)
    entangle(closed, opened, ada)
    rule_set = office.find("PermissionRuleSet", office.where("PermissionRuleSet", "code", "is", "api_admin"))[
        0
    ]
    script = office.create(
        "ApiUser",
        firstname=SCRIPT,
        permission_rule_set=Target("PermissionRuleSet", rule_set),
        generate_event_log_entries=False,
        projects=[opened["project"]],
    )
    site.accounts.set_script_key(script.id, KEY)
    for login, person in people.items():
        site.accounts.set_password(person.id, PASSWORD)
        if login != "boss":
            boss.update(person, projects=[opened["project"]])
    boss.update(people["boss"], projects=[closed["project"]])
    _follow(boss, ada, opened["shot"], closed["shot"], closed["task"])
    _follow(boss, people["boss"], opened["shot"])
    boss.session.change_field(FieldChange("Shot", "sg_head_in", [("visible", False)], closed["project"].id))
    # Made when they are first needed, and then the same in all copies.
    for purpose in Purpose:
        site.accounts.secrets(purpose)
    producer = office.hire("producer").caller
    hook = create_webhook(site.session(producer), HOOK, SITE)
    change_webhook(site.session(producer), hook.id, {"status": "disabled"}, SITE)
    return Cast(people, producer, opened, closed, hook.id)


RULES = """
code = "roto"
name = "Roto"
kind = "HumanUser"

[others]
read = "by shape"

[types.Task]
read = { all = ["projects", { holds = "task_assignees" }] }
fields = { est_in_mins = "hidden" }

[types.Version]
read = { all = ["projects", { follows = "sg_task" }] }
fields = { sg_uploaded_movie = "hidden" }

[types.Note]
read = { all = ["projects", { any = [{ holds = "addressings_to" }, { holds = "created_by" }] }] }
create = true

[types.Shot]
fields = { description = "hidden", sg_status_list = true }

[types.ApiUser]
read = "none"
"""
"""The set of the site's own: only what is assigned to somebody, without some fields."""


def _keep_own_set(desk: Desk) -> None:
    rule_set = desk.create("PermissionRuleSet", code="roto", display_name="Roto", entity_type="HumanUser")
    with desk.site.database.writing() as connection:
        RuleSetRows(desk.site.database.dialect).put(connection, rule_set.id, RULES)


def _follow(desk: Desk, person: Target, *rows: Target) -> None:
    desk.session.follow(person.id, rows)


def disturb(site: Site, cast: Cast) -> None:
    """Change, add and retire rows of the closed film, and links to it; of the open film only what may not be
    read changes."""
    boss = Desk(site, cast.producer, cast.closed["project"])
    silent = Desk(site, system_caller(logs_events=False), cast.closed["project"])
    boss.update(cast.closed["shot"], **{EXTERNAL: f"{AFTERWARDS}_id"})
    boss.update(cast.closed["shot2"], **{EXTERNAL: f"{OPEN}_gone_id"})
    _rename(boss, cast.closed)
    _add(boss, cast)
    for name in ("version2", "note2", "far_task", "far_list", "item", "reply", "far_event", "sequence2"):
        if site.schema[cast.closed[name].type].retires and cast.closed[name].type != "EventLogEntry":
            boss.retire(cast.closed[name])
    boss.revive(cast.closed["gone"])
    silent.update(cast.people["boss"], projects=[])
    boss.update(cast.closed["project"], sg_description=AFTERWARDS, archived=True)
    _follow(boss, cast.people["ada"], cast.closed["shot2"])
    boss.session.unfollow(cast.people["ada"].id, site.schema["Shot"], cast.closed["shot"].id)
    shown = FieldChange("Shot", "sg_tail_out", [("visible", False)], cast.closed["project"].id)
    alter(site, silent.caller, lambda change: change_field(change, shown))
    _relink(site, cast)
    verbs = site.session(cast.producer)
    change_webhook(verbs, cast.hook, {"name": AFTERWARDS, "status": "active"}, SITE)
    create_webhook(verbs, HOOK, SITE)


def _rename(desk: Desk, film: Film) -> None:
    """Give every row of the film another name and other values."""
    fields = ("code", "name", "content", "subject", "title", "description", "display_name")
    for called, row in film:
        if called in (*("gone", "event", "far_event", "wait"),):
            continue
        type_ = desk.site.schema[row.type].fields
        texts = {name: f"{AFTERWARDS}_{called}" for name in fields if name in type_ and type_[name].editable}
        if row.type == "Note":
            texts["read_by_current_user"] = "read"
        desk.update(row, **texts)


def _add(desk: Desk, cast: Cast) -> None:
    """New rows in the closed film, which link those of the open one."""
    film = Film(desk, AFTERWARDS, {"project": cast.closed["project"]})
    ours, ada = cast.open, cast.people["ada"]
    extra = film.add("extra", "Shot", code=f"{AFTERWARDS}_new", sg_sequence=ours["sequence"])
    film.add("task", "Task", content=f"{AFTERWARDS}_paint", entity=ours["shot"], task_assignees=[ada])
    film.add("version", "Version", code=f"{AFTERWARDS}_v9", entity=ours["shot"], sg_task=ours["task"])
    film.add(
        "note",
        "Note",
        subject=f"{AFTERWARDS}_secret",
        note_links=[ours["shot"], ours["version"], extra],
        tasks=[ours["task"]],
        addressings_to=[ada],
        sg_status_list="opn",
    )
    film.add("reply", "Reply", entity=film["note"], content=f"{AFTERWARDS}_reply")
    film.add("list", "Playlist", code=f"{AFTERWARDS}_picks", versions=[ours["version"], ours["version2"]])
    film.add("item", "CutItem", code=f"{AFTERWARDS}_cut", shot=ours["shot"], version=ours["version"])
    film.add("file", "PublishedFile", code=f"{AFTERWARDS}_p", upstream_published_files=[ours["file"]])
    film.add(
        "asset", "Asset", code=f"{AFTERWARDS}_a", shots=[ours["shot"]], linked_projects=[ours["project"]]
    )
    film.add("event", "EventLogEntry", description=f"{AFTERWARDS}_event", entity=ours["shot"])
    film.upload("movie", film["version"], "sg_uploaded_movie")
    third = desk.create("Project", name=f"{AFTERWARDS} third")
    desk.create("Shot", code=f"{AFTERWARDS}_third", project=third)
    desk.create("Page", name=f"{AFTERWARDS} page", project=third, entity_type="Shot")


def _relink(site: Site, cast: Cast) -> None:
    """Let rows of the open film link other rows that may not be read, or none: they read as before."""
    ours, theirs, rows = cast.open, cast.closed, site.edition.rows
    shot2, none = theirs["shot2"], {"$id": None, "$type": None}
    linked = {"$id": shot2.id, "$type": "Shot"}
    changes = (
        (ours["far_version"], "entity", linked),
        (ours["far_version"], "sg_task", none),
        (ours["far_shot"], "sg_sequence", none),
        (ours["far_file"], "entity", linked),
        (ours["far_item"], "shot", none),
        (ours["version2"], "entity", none),
    )
    with writing(site, system_caller(logs_events=False)) as writes:
        for row, name, value in changes:
            columns = {name + suffix: each for suffix, each in value.items()}
            rows.update(writes.connection, row.type, row.id, columns)
            rows.names.relink(writes.connection, *row)
        links = ("Note", "note_links")
        note = ours["far_note"].id
        rows.remove_links(writes.connection, links, [(note, *theirs["shot"])])
        rows.add_links(writes.connection, links, [(note, *shot2), (note, *theirs["asset"])])
        for through in rows.far_ends(
            writes.connection, "PlaylistVersionConnection", "playlist", "version", ours["far_list"]
        ):
            if Target(*through[1:]) == theirs["version"]:
                writes.retire_row("PlaylistVersionConnection", through[0])


def disturb_what_is_not_assigned(site: Site, cast: Cast) -> None:
    """Change what of the open film may not be read by who has the site's own set."""
    silent, ours = Desk(site, system_caller(logs_events=False), cast.open["project"]), cast.open
    for name in ("task", "task2", "far_task"):
        silent.update(ours[name], content=f"{AFTERWARDS}_{name}", est_in_mins=77, sg_status_list="fin")
    silent.update(ours["version"], code=f"{AFTERWARDS}_v1", description=AFTERWARDS)
    silent.update(ours["note"], subject=f"{AFTERWARDS}_note", sg_status_list="clsd")
    silent.update(ours["reply"], content=f"{AFTERWARDS}_reply")
    columns = {"description": AFTERWARDS, "description$key": AFTERWARDS.lower()}
    with writing(site, system_caller(logs_events=False)) as writes:
        writes.rows.update(writes.connection, "Shot", ours["shot"].id, columns)


@dataclass(frozen=True)
class Twins:
    """A site as it was, and copies by name: of one the closed film was changed, of the other also what of the
    open one is hidden by the set of the site's own."""

    cast: Cast
    site: Site
    copies: Mapping[str, Site]


@contextmanager
def twins(sites: Sites, folder: Path) -> Iterator[Twins]:
    """All of the sites, open, whose clocks stand still at the same time."""
    with ExitStack() as stack:
        first = stack.enter_context(sites.folder(folder / "first"))
        site = sites.opened(first)
        cast = produce(site)
        site.close()
        folders = [stack.enter_context(sites.copied(first, folder / name)) for name in ("closed", "own")]
        site, closed, own = (_closing(stack, sites, each) for each in (first, *folders))
        for each in (closed, own):
            disturb(each, cast)
        disturb_what_is_not_assigned(own, cast)
        yield Twins(cast, site, {"closed": closed, "own": own})


def _closing(stack: ExitStack, sites: Sites, folder: Path) -> Site:
    site = sites.opened(folder)
    stack.callback(site.close)
    return site
