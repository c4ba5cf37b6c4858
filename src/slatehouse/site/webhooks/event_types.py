"""The types of events that a hook may name one of: those of rows, and those of the service's public guide."""

from __future__ import annotations

from slatehouse.schema.schema import Schema

__all__ = ["ACTIONS", "is_event_type"]

ACTIONS = {"create": "New", "update": "Change", "delete": "Retirement", "revive": "Revival"}
"""What may happen to a row, as hooks call it, and how the log's event types end."""

_OF_ROWS = "Shotgun_"

_OTHERS = frozenset(
    {
        "CRS_HumanUser_Thumbnail_Access_By_Client",
        "CRS_PlaylistShare_Create",
        "CRS_PlaylistShare_Revoke",
        "CRS_Preferences_Change",
        "CRS_Version_Media_Download",
        "CRS_Version_Thumbnail_Access_By_Client",
        "ClientUser_FailedLogin",
        "ClientUser_Login",
        "ClientUser_Logout",
        "SG_RV_Session_Validate_Success",
        "ShotGrid_Invitation",
        "ShotGrid_PAT_Added",
        "ShotGrid_PAT_Exchanged",
        "ShotGrid_PAT_Removed",
        "Shotgun_ActionMenuItem_Triggered",
        "Shotgun_CutSupportDataMigration_data_migration",
        "Shotgun_CutSupportDataMigration_disable_cutversionconnection",
        "Shotgun_CutSupportDataMigration_schema_cleanup",
        "Shotgun_DisplayColumn_Delete",
        "Shotgun_ImportApp_Complete",
        "Shotgun_ImportApp_Failed",
        "Shotgun_ImportApp_Start",
        "Shotgun_NotesApp_Summary_Email",
        "Shotgun_Nsx_Support_Ticket",
        "Shotgun_PageSetting_Change",
        "Shotgun_PermissionRuleSet_ChangeRule",
        "Shotgun_PermissionRuleSet_DeleteRule",
        "Shotgun_PermissionRuleSet_NewRule",
        "Shotgun_Preferences_Change",
        "Shotgun_ProjectConfiguration_Update",
        "Shotgun_Reading_Change",
        "Shotgun_Review_Tools_Version_View",
        "Shotgun_User_FailedLogin",
        "Shotgun_User_Login",
        "Shotgun_User_Logout",
        "Shotgun_User_PasswordChange",
        "Shotgun_ValidationRule_Create",
        "Shotgun_Webhook_Created",
        "Shotgun_Webhook_Deleted",
        "Shotgun_Webhook_Updated",
    }
)
"""Other clients may write them into the log; a hook on one that nobody writes is never told of anything."""


def is_event_type(schema: Schema, name: str) -> bool:
    """Whether a hook may wait for events of this type, as the log names it: `Shotgun_Shot_Change`."""
    entity_type, _, happened = name.removeprefix(_OF_ROWS).rpartition("_")
    is_of_rows = name.startswith(_OF_ROWS) and happened in ACTIONS.values() and entity_type in schema
    return is_of_rows or name in _OTHERS
