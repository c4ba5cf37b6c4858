"""A site as the official live tests expect one: a script, a person, a page that was looked at, and a project
beside their own (contract python-api/live-tests §2)."""

from __future__ import annotations

from pathlib import Path

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.site.opening import create_site

SCRIPT, KEY = "test script name", "test script api key"
LOGIN, PASSWORD = "sgunittesthuman", "human password"
ADMINISTRATOR = "admin"


def seed(directory: Path, database_url: str | None = None) -> None:
    """Make the site in a folder that does not hold one."""
    site = create_site(directory, database_url)
    session = site.session(system_caller())
    seen = site.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    rule_set = site.schema["PermissionRuleSet"]
    where = session.condition(rule_set, "code", "is", [ADMINISTRATOR])
    (administrator,) = session.find(Question(rule_set, where)).rows
    script, _, _, person = session.create_many(
        [
            ("ApiUser", {"firstname": SCRIPT, "generate_event_log_entries": True}),
            ("Page", {"name": "Shots", "entity_type": "Shot", "last_accessed": seen}),
            ("Project", {"name": "Another project"}),
            (
                "HumanUser",
                {
                    "name": "Sg unittest human",
                    "login": LOGIN,
                    "sg_status_list": "act",
                    "permission_rule_set": {"type": "PermissionRuleSet", "id": administrator.id},
                },
            ),
        ]
    )
    site.accounts.set_script_key(script.id, KEY)
    site.accounts.set_password(person.id, PASSWORD)
    site.close()
