"""What a call does, as messages name it: `API create() …`."""

from __future__ import annotations

from enum import Enum

__all__ = ["Verb"]


class Verb(Enum):
    """A call's verb; its value is the word that messages print."""

    READ = "read"
    SUMMARIZE = "summarize"
    TEXT_SEARCH = "_text_search"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REVIVE = "revive"
    BATCH = "batch"
    UPSERT = "upsert"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    FOLLOWERS = "followers"
    FOLLOWING = "following"
    DISPLAY_NAMES = "query_display_name_cache"
    WORK_SCHEDULE_READ = "work_schedule_read"
    WORK_SCHEDULE_UPDATE = "work_schedule_update"
    PREFERENCES_READ = "preferences_read"
    SUBSCRIPTIONS_READ = "user_subscriptions_read"
    SUBSCRIPTIONS_CREATE = "user_subscriptions_create"
    EXPORT_PAGE = "export_page"
    LAST_ACCESSED = "update_project_last_accessed_by_current_user"
    NOTE_THREAD = "note_thread_contents"
    SESSION_TOKEN = "get_session_token"
    ACTIVITY_STREAM = "activity_stream"
    SCHEMA_ENTITY_READ = "schema_entity_read"
    SCHEMA_READ = "schema_read"
    SCHEMA_FIELD_READ = "schema_field_read"
    SCHEMA_FIELD_CREATE = "schema_field_create"
    SCHEMA_FIELD_UPDATE = "schema_field_update"
    SCHEMA_FIELD_DELETE = "schema_field_delete"
    NAV_EXPAND = "nav_expand"
    NAV_SEARCH = "nav_search"

    @property
    def is_write(self) -> bool:
        return self not in _READS


_READS = frozenset(
    {
        Verb.READ,
        Verb.SUMMARIZE,
        Verb.TEXT_SEARCH,
        Verb.FOLLOWERS,
        Verb.FOLLOWING,
        Verb.DISPLAY_NAMES,
        Verb.WORK_SCHEDULE_READ,
        Verb.PREFERENCES_READ,
        Verb.SUBSCRIPTIONS_READ,
        Verb.EXPORT_PAGE,
        Verb.NOTE_THREAD,
        Verb.SESSION_TOKEN,
        Verb.ACTIVITY_STREAM,
        Verb.SCHEMA_ENTITY_READ,
        Verb.SCHEMA_READ,
        Verb.SCHEMA_FIELD_READ,
        Verb.NAV_EXPAND,
        Verb.NAV_SEARCH,
    }
)
