"""Which types have rules of their own."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.site.rules.discussion import NoteRules, ReplyRules
from slatehouse.site.rules.editorial import (
    AttachmentRules,
    CutRules,
    DeliveryRules,
    LocalStorageRules,
    NamedByRules,
    StepRules,
    TimeLogRules,
)
from slatehouse.site.rules.log import EventLogEntryRules
from slatehouse.site.rules.people import ApiUserRules, HumanUserRules
from slatehouse.site.rules.production import (
    ShotRules,
    TaskDependencyRules,
    TaskRules,
    TaskTemplateRules,
    VersionRules,
)
from slatehouse.site.rules.project import ProjectRules
from slatehouse.site.rules.rules import Rules

ORDINARY = Rules()
RULES: Mapping[str, Rules] = {
    "ApiUser": ApiUserRules(),
    "Attachment": AttachmentRules(),
    "Cut": CutRules(),
    "Delivery": DeliveryRules(),
    "Department": NamedByRules("name", "code"),
    "EventLogEntry": EventLogEntryRules(),
    "HumanUser": HumanUserRules(),
    "Icon": NamedByRules("name"),
    "LocalStorage": LocalStorageRules(),
    "Note": NoteRules(),
    "PermissionRuleSet": NamedByRules("display_name", "code"),
    "Project": ProjectRules(),
    "PublishedFileType": StepRules(),
    "Reply": ReplyRules(),
    "Shot": ShotRules(),
    "Status": NamedByRules("name", "code"),
    "Step": StepRules(),
    "Tag": NamedByRules("name"),
    "Task": TaskRules(),
    "TaskDependency": TaskDependencyRules(),
    "TaskTemplate": TaskTemplateRules(),
    "TimeLog": TimeLogRules(),
    "Version": VersionRules(),
}


def rules_of(entity_type: str) -> Rules:
    """The rules of a type: its own, or the ordinary ones."""
    return RULES.get(entity_type, ORDINARY)
