"""Enters a production's breakdown: the project itself, its assets, sequences and shots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from slatehouse.demo.film import Asset, Production, Shot, Studio
from slatehouse.demo.ledger import Ledger
from slatehouse.demo.office import stamp
from slatehouse.demo.plan import FIRST_FRAME, HANDLES, PlannedTask
from slatehouse.demo.session import Link, Values


def enter_project(ledger: Ledger, production: Production, studio: Studio) -> None:
    values: Values = {
        "name": production.name,
        "code": production.code,
        "tank_name": production.code,
        "sg_description": production.description,
        "sg_status": production.status,
        "sg_type": "Other",
        "color": production.color,
        "users": ledger.links("HumanUser", (person.login for person in studio.people)),
        **_origin(ledger, production),
    }
    if production.kind == "template":
        values["is_template"] = True
    ledger.enter("Project", [(production.code, values)])


def shelve(ledger: Ledger, production: Production) -> None:
    """Archives the project of a production that is over."""
    if production.kind == "archive":
        ledger.session.update("Project", ledger.id("Project", production.code), {"archived": True})


def enter_breakdown(ledger: Ledger, production: Production, tasks: Iterable[PlannedTask]) -> None:
    states = _states(tasks)
    project = ledger.link("Project", production.code)
    origin = _origin(ledger, production)
    ledger.enter(
        "Asset",
        (
            (
                asset.code,
                {
                    "code": asset.code,
                    "project": project,
                    "description": asset.description,
                    "sg_asset_type": asset.type,
                    "sg_status_list": _status(asset, states),
                    **origin,
                },
            )
            for asset in production.assets
        ),
    )
    ledger.enter(
        "Sequence",
        (
            (
                sequence.code,
                {
                    "code": sequence.code,
                    "project": project,
                    "description": sequence.description,
                    "sg_status_list": "fin" if production.kind == "archive" else "ip",
                    "assets": ledger.links("Asset", _cast(sequence.shots)),
                    **origin,
                },
            )
            for sequence in production.sequences
        ),
    )
    ledger.enter(
        "Shot",
        (
            (shot.code, _shot(ledger, production, shot, order, states) | origin)
            for order, shot in enumerate(production.shots, start=1)
        ),
    )


def _shot(
    ledger: Ledger, production: Production, shot: Shot, order: int, states: dict[str, set[str]]
) -> Values:
    """Cut and working frames: the cut, and handles before and after."""
    cut_in = FIRST_FRAME + HANDLES
    cut_out = cut_in + shot.frames - 1
    sequence: Link = ledger.link("Sequence", production.sequence_of(shot.code).code)
    return {
        "code": shot.code,
        "project": ledger.link("Project", production.code),
        "description": f"{shot.title}. {shot.description}",
        "sg_sequence": sequence,
        "sg_status_list": _status(shot, states),
        "sg_cut_order": order * 10,
        "sg_head_in": FIRST_FRAME,
        "sg_cut_in": cut_in,
        "sg_cut_out": cut_out,
        "sg_tail_out": cut_out + HANDLES,
        "sg_cut_duration": shot.frames,
        "sg_working_duration": shot.frames + 2 * HANDLES,
        "assets": ledger.links("Asset", shot.cast),
    }


def _origin(ledger: Ledger, production: Production) -> Values:
    return {
        "created_at": stamp(datetime.combine(production.starts, time(9))),
        "created_by": ledger.link("HumanUser", production.producer),
    }


def _cast(shots: Iterable[Shot]) -> list[str]:
    """Who and what appears, each once, in order of appearance."""
    return list(dict.fromkeys(code for shot in shots for code in shot.cast))


def _states(tasks: Iterable[PlannedTask]) -> dict[str, set[str]]:
    states: dict[str, set[str]] = {}
    for task in tasks:
        states.setdefault(task.subject.code, set()).add(task.status)
    return states


def _status(subject: Shot | Asset, states: dict[str, set[str]]) -> str:
    """As the script says; else what its tasks amount to."""
    if isinstance(subject, Shot) and subject.status:
        return subject.status
    found = states.get(subject.code, {"wtg"})
    if found == {"fin"}:
        return "fin"
    return "wtg" if found == {"wtg"} else "ip"
