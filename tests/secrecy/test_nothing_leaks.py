"""Sites that differ only in what a caller may not read answer that caller alike, byte for byte."""

from __future__ import annotations

import os
import re
from random import Random
from typing import Any
from uuid import UUID

import pytest
from tests.secrecy.callers import CALLERS
from tests.secrecy.conftest import Scene
from tests.secrecy.doors import Ask, Told, Visitor, rest, rpc
from tests.secrecy.films import AFTERWARDS, CLOSED, EXTERNAL, OPEN
from tests.secrecy.questions import Guesser, link, reads_of, writes_of

from slatehouse.schema.link import Target

QUESTIONS = int(os.environ.get("SECRECY_QUESTIONS", "20"))
"""As many random questions as each caller asks, and as many about single rows; more of them on request."""

SEED = os.environ.get("SECRECY_SEED", "merrow head")
NOWHERE = 987_654_321
TYPES = {
    "ada": ("Project", "Note", "Attachment"),
    "vic": ("Version", "EventLogEntry"),
    "cas": ("Shot", "Task", "Reply"),
    "narrow": ("Project", "Shot", "Page"),
}
"""Of which types each caller asks for rows that are there, and for rows that are not."""


def random_of(*words: object) -> Random:
    return Random(" ".join(map(str, (SEED, *words))))


def asked_about_rows(scene: Scene, random: Random) -> list[Ask]:
    """Questions that name a row of either film, and writes that name one of the closed film."""
    schema, cast = scene.site.schema, scene.cast
    asks: list[Ask] = []
    while len(asks) < QUESTIONS:
        film = random.choice([cast.open, cast.closed])
        row = random.choice([row for _, row in film])
        calls = list(reads_of(schema, row, cast.people["ada"]))
        if film is cast.closed:
            calls += writes_of(schema, row, cast.open["note2"], cast.people["ada"])
        asks += random.sample(calls, 5)
    return asks


@pytest.mark.parametrize("who", CALLERS)
def test_what_may_not_be_read_makes_no_difference(scene: Scene, who: str) -> None:
    random = random_of(who)
    guesser = Guesser(scene.site.schema, scene.cast, random)
    asks = [guesser.question() for _ in range(QUESTIONS)] + asked_about_rows(scene, random)
    here, there = scene.visitors[who], scene.twin_of(who)[who]
    for ask in asks:
        told = here(ask)
        assert told.status < 500, ask
        assert there(ask) == told, ask


def test_the_questions_would_tell_what_may_be_read(scene: Scene) -> None:
    """Who may read everything is answered differently, often enough."""
    guesser = Guesser(scene.site.schema, scene.cast, random_of("boss"))
    asks = [guesser.question() for _ in range(QUESTIONS)]
    here, there = scene.visitors["boss"], scene.copies["own"]["boss"]
    assert sum(here(ask) != there(ask) for ask in asks) > len(asks) / 8


@pytest.mark.parametrize("who", CALLERS)
def test_a_row_that_may_not_be_read_is_answered_as_one_that_is_not_there(scene: Scene, who: str) -> None:
    visitor, cast = scene.visitors[who], scene.cast
    hidden = {row.type: row for _, row in cast.closed if row.type in TYPES[who]}
    for row in hidden.values():
        nowhere = Target(row.type, NOWHERE)
        for ask, other in zip(calls(scene, row), calls(scene, nowhere), strict=True):
            assert unnumbered(visitor, ask, row) == unnumbered(visitor, other, row), ask


def shown_schema(visitor: Visitor, project: int | None) -> list[str]:
    """What the schema says of fields in a project, or everywhere, through each door."""
    query = "" if project is None else f"?project_id={project}"
    named = {} if project is None else {"project": {"type": "Project", "id": project}}
    asks = (
        rest("GET", f"/schema/Shot/fields{query}"),
        rest("GET", f"/schema/Shot/fields/sg_head_in{query}"),
        rpc("schema_read", named),
        rpc("schema_field_read", {"type": "Shot", **named}),
        rpc("schema_field_read", {"type": "Shot", "field_name": "sg_head_in", **named}),
    )
    return [visitor(ask).text.replace(query, "") for ask in asks]


@pytest.mark.parametrize("who", CALLERS)
def test_what_a_project_that_may_not_be_read_hides_of_the_schema_does_not_show(
    scene: Scene, who: str
) -> None:
    closed, boss = scene.cast.closed["project"].id, scene.visitors["boss"]
    visitor = scene.visitors[who]
    assert shown_schema(visitor, closed) == shown_schema(visitor, None)
    here, everywhere = shown_schema(boss, closed), shown_schema(boss, None)
    assert all(one != other for one, other in zip(here, everywhere, strict=True))


def of_hooks(hook: str) -> list[Ask]:
    """Calls about the hooks of a site, one of which somebody else has."""
    path = f"/webhook/hooks/{hook}"
    return [
        *(rest("GET", place) for place in ("/webhook/hooks", "/webhook/hooks?status=disabled", path)),
        rest("GET", f"{path}/deliveries"),
        rest("PUT", path, {"name": "mine"}),
        rest("POST", f"{path}/test_connection"),
        rest("DELETE", path),
    ]


@pytest.mark.parametrize("who", CALLERS)
def test_hooks_of_others_make_no_difference(scene: Scene, who: str) -> None:
    here, there = scene.visitors[who], scene.twin_of(who)[who]
    boss, others = scene.visitors["boss"], scene.copies["closed"]["boss"]
    for ask, about_none in zip(of_hooks(scene.cast.hook), of_hooks(str(UUID(int=1))), strict=True):
        told = here(ask)
        assert there(ask) == told, ask
        assert here(about_none).status == told.status, ask
        if ask.method == "GET":
            assert boss(ask) != others(ask), ask


def calls(scene: Scene, row: Target) -> list[Ask]:
    schema, cast = scene.site.schema, scene.cast
    about = reads_of(schema, row, cast.people["ada"])
    return [*about, *writes_of(schema, row, cast.open["note2"], cast.people["ada"])]


def unnumbered(visitor: Visitor, ask: Ask, row: Target) -> Told:
    """An answer without the id of the row that was asked for, and of the one that is not there."""
    told = visitor(ask)
    headers = {name: value for name, value in told.headers.items() if name != "content-length"}
    return Told(told.status, headers, re.sub(rf"\b({row.id}|{NOWHERE})\b", "#", told.text))


def takings(scene: Scene) -> list[Ask]:
    """Writes of a unique value that a hidden row has on one of the sites alone."""
    ours, asks = scene.cast.open, []
    shot, film = ours["shot2"].id, link(ours["project"])
    for value in (f"{CLOSED}_id", f"{AFTERWARDS}_id", f"{OPEN}_gone_id"):
        own = {EXTERNAL: value}
        fields = [{"field_name": EXTERNAL, "value": value}, {"field_name": "project", "value": film}]
        upsert = {
            "request_type": "upsert",
            "entity": "Shot",
            "by": EXTERNAL,
            "data": {**own, "project": film},
        }
        batch = {"requests": [upsert]}
        asks += [
            rest("POST", "/entity/shots", {"project": film, **own}),
            rest("PUT", f"/entity/shots/{shot}", own),
            rest("PUT", f"/entity/shots/_upsert?by={EXTERNAL}", {"project": film, **own}),
            Ask("rest", "POST", "/entity/_batch", batch, headers=(("Prefer", "batch-references"),)),
            rpc("create", {"type": "Shot", "fields": fields}),
            rpc("batch", [{"request_type": "update", "type": "Shot", "id": shot, "fields": fields[:1]}]),
        ]
    asks.append(rest("POST", f"/entity/shots/{ours['gone'].id}?revive=1"))
    return asks


@pytest.mark.parametrize("who", CALLERS)
def test_that_a_value_is_taken_is_told_to_nobody_who_may_not_read_every_row(scene: Scene, who: str) -> None:
    here, there = scene.visitors[who], scene.twin_of(who)[who]
    for ask in takings(scene):
        told = here(ask)
        assert there(ask) == told, ask
        assert told.status == 400 or '"exception":true' in told.text, (ask, told)


def writes(scene: Scene) -> list[Ask]:
    """Writes of rows that the narrowed script may write, which link rows that it may not read."""
    ours = scene.cast.open
    shot, version, note = ours["far_shot"], ours["far_version"], ours["far_note"]
    requests = [
        {"request_type": "update", "entity": "Shot", "record_id": shot.id, "data": {"description": "x"}},
        {"request_type": "update", "entity": "Version", "record_id": version.id, "data": {"entity": None}},
    ]
    fields = [{"field_name": "versions", "value": [link(ours["version"])]}]
    return [
        rest("PUT", f"/entity/shots/{ours['shot2'].id}", {"parent_shots": [link(ours["shot"])]}),
        rest("PUT", f"/entity/shots/{shot.id}", {"sg_sequence": None, "sg_status_list": "ip"}),
        rest("PUT", f"/entity/notes/{note.id}", {"note_links": [link(ours["shot"])], "tasks": []}),
        rest("POST", "/entity/_batch", {"requests": requests}),
        rpc("update", {"type": "Playlist", "id": ours["far_list"].id, "fields": fields}),
        rest("DELETE", f"/entity/versions/{ours['version2'].id}"),
        rest("POST", f"/entity/versions/{ours['version2'].id}?revive=1"),
    ]


def test_writes_answer_alike_and_leave_what_does_not_show(scene: Scene) -> None:
    """What the script writes back as it read it keeps the links that the script was not shown."""
    here, there, boss = scene.visitors["narrow"], scene.copies["closed"]["narrow"], scene.visitors["boss"]
    ours, theirs = scene.cast.open, scene.cast.closed
    for ask in writes(scene):
        told = here(ask)
        assert told.status in (200, 204), (ask, told)
        assert there(ask) == told, ask

    def linked(row: Target, field: str) -> Any:
        slug = scene.site.schema[row.type].slug
        data = boss.json(rest("GET", f"/entity/{slug}/{row.id}/relationships/{field}"))["data"]
        return {each["id"] for each in data} if isinstance(data, list) else data and data["id"]

    assert linked(ours["shot2"], "parent_shots") == {ours["shot"].id, theirs["shot"].id}
    assert linked(ours["far_shot"], "sg_sequence") == theirs["sequence"].id
    assert linked(ours["far_version"], "entity") == theirs["shot"].id
    assert linked(ours["far_list"], "versions") == {ours["version"].id, theirs["version"].id}
    assert theirs["task"].id in linked(ours["far_note"], "tasks")
