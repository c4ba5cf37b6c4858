"""A site with many notes, written straight into its tables: what is measured is reading them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from slatehouse.accounts.caller import system_caller
from slatehouse.schema.text_key import text_key
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import Writing, writing
from slatehouse.store.statement import Statement

SCRIPT, KEY = "bench", "a-key-for-the-benchmarks-alone"
PEOPLE, SEQUENCES, SHOTS_EACH = 200, 50, 20
NOTE_COLUMNS = (
    "subject",
    "subject$key",
    "content",
    "content$key",
    "sg_status_list",
    "sg_status_list$key",
    "project$id",
    "project$type",
    "created_by$id",
    "created_by$type",
    "user$id",
    "user$type",
    "created_at",
    "updated_at",
    "cached_display_name",
    "cached_display_name$key",
)
_WORDS = (
    *("light", "rim", "shadow", "comp", "edge", "matte", "grade", "flicker"),
    *("plate", "track", "hair", "cloth", "crowd", "smoke", "key", "fill"),
)


def make_site(folder: Path, notes: int, database: str | None = None) -> Site:
    """A site with that many notes by 200 people on 1,000 shots, and a script that may read them."""
    site = create_site(folder, database)
    with writing(site, system_caller(logs_events=False)) as writes:
        project = writes.make("Project", {"name": "Bench"})
        people = [writes.make("HumanUser", {"login": f"p{n}", "name": f"Person {n}"}) for n in range(PEOPLE)]
        shots = list(_shots(writes, project))
        script = writes.make("ApiUser", {"firstname": SCRIPT})
    site.accounts.set_script_key(script, KEY)
    _write_notes(site, notes, project, people, shots)
    return site


def _shots(writes: Writing, project: int) -> Iterator[int]:
    scope = {"type": "Project", "id": project}
    for n in range(SEQUENCES):
        sequence = writes.make("Sequence", {"code": f"SEQ{n:02}", "project": scope})
        for m in range(SHOTS_EACH):
            link = {"type": "Sequence", "id": sequence}
            yield writes.make("Shot", {"code": f"SEQ{n:02}_{m:03}", "project": scope, "sg_sequence": link})


def _write_notes(site: Site, notes: int, project: int, people: list[int], shots: list[int]) -> None:
    chance = random.Random(7)
    for start in range(1, notes + 1, 20_000):
        ids = range(start, min(start + 20_000, notes + 1))
        rows = [_note(chance, row_id, project, people) for row_id in ids]
        with site.database.writing() as connection:
            site.edition.rows.insert_many(connection, "Note", ("id", *NOTE_COLUMNS), rows)
            pairs = [(row_id, "Shot", chance.choice(shots)) for row_id in ids]
            site.edition.rows.add_links(connection, ("Note", "note_links"), pairs)
            site.edition.rows.names.put(
                connection, [("Note", row_id, str(row[1])) for row_id, row in zip(ids, rows, strict=True)]
            )
    if site.database.dialect.name == "postgresql":
        count_on = Statement("SELECT setval(pg_get_serial_sequence('notes', 'id'), %s)", (0,))
        with site.database.writing() as connection:
            connection.rows(count_on, [notes])


def _note(chance: random.Random, row_id: int, project: int, people: list[int]) -> tuple[object, ...]:
    subject = f"{' '.join(chance.sample(_WORDS, 3)).capitalize()} {row_id}"
    content = " ".join(chance.choices(_WORDS, k=12))
    status = chance.choice(("opn", "ip", "clsd"))
    author = chance.choice(people)
    moment = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:00:00Z"
    return (
        row_id,
        *(subject, text_key(subject), content, text_key(content), status, status),
        *(project, "Project", author, "HumanUser", author, "HumanUser", moment, moment),
        *(subject, text_key(subject)),
    )
