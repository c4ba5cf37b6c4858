"""Which types have rules of their own."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.site.rules.delivery import DeliveryRules
from slatehouse.site.rules.discussion import NoteRules, ReplyRules
from slatehouse.site.rules.log import EventLogEntryRules
from slatehouse.site.rules.membership import MembershipRules
from slatehouse.site.rules.naming import CutRules, NamedByRules, NamedInLinksRules
from slatehouse.site.rules.pages import PageRules, PageSettingRules
from slatehouse.site.rules.people import ApiUserRules, HumanUserRules
from slatehouse.site.rules.production import ShotRules, TaskRules, TaskTemplateRules
from slatehouse.site.rules.project import ProjectRules
from slatehouse.site.rules.publishing import AttachmentRules, LocalStorageRules, PublishedFileRules
from slatehouse.site.rules.review import PlaylistRules, VersionRules
from slatehouse.site.rules.rules import Rules
from slatehouse.site.rules.steps import StepRules
from slatehouse.site.rules.task_dependency import TaskDependencyRules
from slatehouse.site.rules.time_log import TimeLogRules

ORDINARY = Rules()
RULES: Mapping[str, Rules] = {
    "ApiUser": ApiUserRules(),
    "ApiUserProjectConnection": MembershipRules("ApiUserProjectConnection", "project"),
    "Attachment": AttachmentRules(),
    "Cut": CutRules(),
    "Delivery": DeliveryRules(),
    "Department": NamedByRules("name", "code"),
    "EventLogEntry": EventLogEntryRules(),
    "GroupUserConnection": MembershipRules("GroupUserConnection", "group"),
    "HumanUser": HumanUserRules(),
    "Icon": NamedByRules("name"),
    "LocalStorage": LocalStorageRules(),
    "Note": NoteRules(),
    "Page": PageRules(),
    "PageSetting": PageSettingRules(),
    "PermissionRuleSet": NamedByRules("display_name", "code"),
    "Playlist": PlaylistRules(),
    "Project": ProjectRules(),
    "ProjectUserConnection": MembershipRules("ProjectUserConnection", "project"),
    "PublishedFile": PublishedFileRules(),
    "PublishedFileType": NamedInLinksRules("code"),
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
