"""Enters what belongs to the studio as a whole: departments, groups, people, steps, published file types."""

from __future__ import annotations

from datetime import datetime

from slatehouse.demo.film import Studio
from slatehouse.demo.ledger import Ledger


def stamp(moment: datetime) -> str:
    """A time as the API takes it; the studio works in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def enter_office(ledger: Ledger, studio: Studio) -> None:
    ledger.enter(
        "Department",
        (
            (each.code, {"code": each.code, "name": each.code, "list_order": order * 10})
            for order, each in enumerate(studio.departments, start=1)
        ),
    )
    ledger.enter("Group", ((each.code, {"code": each.code}) for each in studio.groups))
    ledger.enter(
        "HumanUser",
        (
            (
                person.login,
                {
                    "login": person.login,
                    "firstname": person.first_name,
                    "lastname": person.last_name,
                    "name": person.name,
                    "email": f"{person.login}@{studio.domain}",
                    "department": ledger.link("Department", person.department),
                    "groups": ledger.links("Group", person.groups),
                    "sg_status_list": "act",
                },
            )
            for person in studio.people
        ),
    )
    ledger.enter(
        "Step",
        (
            (
                step.code,
                {
                    "code": step.code,
                    "short_name": step.short_name,
                    "entity_type": step.entity_type,
                    "color": step.color,
                    "list_order": order * 10,
                },
            )
            for order, step in enumerate(studio.steps, start=1)
        ),
    )
    ledger.enter(
        "PublishedFileType",
        ((each.code, {"code": each.code}) for each in studio.published_file_types),
    )
