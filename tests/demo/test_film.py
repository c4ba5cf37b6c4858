"""The script's files: strict about their keys, and in agreement with each other."""

from __future__ import annotations

import msgspec
import pytest

from slatehouse.demo.drawing.artwork import SHAPES
from slatehouse.demo.film import Note, Production, Shot, productions, studio

STUDIO = studio()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Shot, 'code = "A"\ntitle = "T"\ndescription = "D"\nframes = 10\nefort = 2'),
        (Shot, 'code = "A"\ntitle = "T"\ndescription = "D"\nframes = "ten"'),
        (Note, 'on = "A"\nby = "b"\nto = []\nsubject = "S"\ntext = "T"\nstatus = "open"'),
    ],
)
def test_a_misspelt_file_does_not_load(kind: type[object], text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(text, type=kind)


each_production = pytest.mark.parametrize("production", productions(), ids=lambda each: each.code)


@each_production
def test_its_people_work_at_the_studio(production: Production) -> None:
    people = {person.login for person in STUDIO.people}
    crew = {login for step in production.crew.values() for login in step}
    authors = {note.by for note in production.notes}
    repliers = {reply.by for note in production.notes for reply in note.replies}
    assert crew | authors | repliers | {production.producer} <= people


@each_production
def test_its_casts_are_among_its_assets(production: Production) -> None:
    cast = {code for shot in production.shots for code in shot.cast}
    assert cast <= {asset.code for asset in production.assets}


@each_production
def test_everything_it_shows_has_been_drawn(production: Production) -> None:
    placed = {thing.kind for shot in production.shots if shot.setting for thing in shot.setting.things}
    shaped = {asset.shape for asset in production.assets if asset.shape}
    assert placed | shaped <= SHAPES.keys()


def test_the_studio_has_no_two_of_a_name() -> None:
    for names in (
        [person.login for person in STUDIO.people],
        [step.short_name for step in STUDIO.steps],
        [department.code for department in STUDIO.departments],
    ):
        assert len(set(names)) == len(names)
