"""The methods of the Python API: one line each (python-api/methods)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slatehouse.api.rpc import following, schema_calls, studio, writing
from slatehouse.api.rpc.activity import activity_stream
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.name_search import query_display_name_cache
from slatehouse.api.rpc.navigating import nav_expand, nav_search
from slatehouse.api.rpc.reading import read
from slatehouse.api.rpc.summarizing import summarize
from slatehouse.api.wire.idempotency import Keyless
from slatehouse.api.wire.preferences import BATCH_REFERENCES
from slatehouse.api.wire.rate_limits import Dear
from slatehouse.api.words.verb import Verb

__all__ = ["METHODS", "Method"]


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does; its messages name the verb. A `dear` one is counted. `preferences` are those that
    it honours (`Prefer`). `keyless` is why one that changes something takes no `Idempotency-Key`."""

    verb: Verb
    run: Callable[[Call], object]
    dear: Dear | None = None
    preferences: tuple[str, ...] = ()
    keyless: Keyless | None = None


def _session_token(call: Call) -> object:
    """`get_session_token`: whoever shows it acts as the caller does now."""
    origin = call.surroundings.origin(call.request)
    return {"session_id": call.site.accounts.mint_session_token(call.session.caller, origin)}


METHODS: Mapping[str, Method] = {
    method.verb.value: method
    for method in (
        Method(Verb.SESSION_TOKEN, _session_token, Dear.SIGN_IN, keyless=Keyless.SECRETS),
        Method(Verb.READ, read),
        Method(Verb.SUMMARIZE, summarize),
        Method(Verb.DISPLAY_NAMES, query_display_name_cache, Dear.TEXT_SEARCH),
        Method(Verb.CREATE, writing.create),
        Method(Verb.UPDATE, writing.update),
        Method(Verb.DELETE, writing.delete),
        Method(Verb.REVIVE, writing.revive),
        Method(Verb.BATCH, writing.batch, preferences=(BATCH_REFERENCES,)),
        Method(Verb.SCHEMA_ENTITY_READ, schema_calls.schema_entity_read),
        Method(Verb.SCHEMA_READ, schema_calls.schema_read),
        Method(Verb.SCHEMA_FIELD_READ, schema_calls.schema_field_read),
        Method(Verb.SCHEMA_FIELD_CREATE, schema_calls.schema_field_create, Dear.SCHEMA_CHANGE),
        Method(Verb.SCHEMA_FIELD_UPDATE, schema_calls.schema_field_update, Dear.SCHEMA_CHANGE),
        Method(Verb.SCHEMA_FIELD_DELETE, schema_calls.schema_field_delete, Dear.SCHEMA_CHANGE),
        Method(Verb.NAV_EXPAND, nav_expand),
        Method(Verb.NAV_SEARCH, nav_search),
        Method(Verb.WORK_SCHEDULE_READ, studio.work_schedule_read),
        Method(Verb.WORK_SCHEDULE_UPDATE, studio.work_schedule_update),
        Method(Verb.PREFERENCES_READ, studio.preferences_read),
        Method(Verb.SUBSCRIPTIONS_READ, studio.user_subscriptions_read),
        Method(Verb.SUBSCRIPTIONS_CREATE, studio.user_subscriptions_create),
        Method(Verb.EXPORT_PAGE, studio.export_page, Dear.EXPORT),
        Method(Verb.FOLLOW, following.follow),
        Method(Verb.UNFOLLOW, following.unfollow),
        Method(Verb.FOLLOWERS, following.followers),
        Method(Verb.FOLLOWING, following.following),
        Method(Verb.LAST_ACCESSED, following.update_project_last_accessed_by_current_user),
        Method(Verb.ACTIVITY_STREAM, activity_stream),
        Method(Verb.NOTE_THREAD, following.note_thread_contents),
    )
}
