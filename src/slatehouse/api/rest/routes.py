"""The routes of the REST door: one line each. What is not here is answered as a path that leads nowhere."""

from __future__ import annotations

from functools import partial

from slatehouse.api.rest import (
    account,
    account_passwords,
    account_sessions,
    account_two_factor,
    activity_stream,
    audit_trail,
    auth,
    batch,
    changes,
    deliveries,
    entities,
    entity,
    exports,
    file_fields,
    follows,
    hierarchy,
    last_accessed,
    preferences,
    relationships,
    root,
    schema,
    search,
    seats,
    site_uploads,
    spec,
    summarize,
    text_search,
    threads,
    transcodes,
    upload_parts,
    uploads,
    webhooks,
    work_days,
)
from slatehouse.api.rest import parameters as known
from slatehouse.api.rest.route import Route
from slatehouse.api.wire.idempotency import Keyless
from slatehouse.api.wire.preferences import BATCH_REFERENCES, EXPLAIN
from slatehouse.api.wire.rate_limits import Dear
from slatehouse.api.words.verb import Verb

__all__ = ["OPEN_ROUTES", "ROUTES"]


_TYPE = "/entity/{segment}"
_ROW = _TYPE + "/{row_id:row_id}"
_FIELD = _ROW + "/{name}"
_UPLOAD = "/_upload"
_PARTS = _UPLOAD + "/multipart"
_ABORT = _UPLOAD + "/multipart_abort"
_SUBSCRIPTIONS = "/subscription_seat/user_subscriptions"
_WORK_DAYS = "/schedule/work_day_rules"
_ACCOUNT = "/account/{account}/{row_id:row_id}"
_PASSWORD = "/account/password"
_TWO_FACTOR = "/account/two_factor"
_SESSIONS = "/sessions"
_SESSION = _SESSIONS + "/{session}"
_HOOKS = "/webhook/hooks"
_HOOK = _HOOKS + "/{hook}"
_DELIVERY = "/webhook/deliveries/{delivery}"
_SCHEMA = "/schema/{type_name}"
_FIELDS = _SCHEMA + "/fields"
_ONE_FIELD = _FIELDS + "/{name}"
_SECRETS = Keyless.SECRETS
_QUESTION = (EXPLAIN,)

OPEN_ROUTES = (
    Route("GET", "", Verb.READ, root.show),
    Route(
        *("POST", "/auth/access_token", Verb.READ, auth.sign_in, known.CREDENTIALS, Dear.SIGN_IN),
        keyless=_SECRETS,
    ),
    Route("GET", "/auth/ways", Verb.READ, account.show_ways_in),
    Route("POST", _PASSWORD, Verb.UPDATE, account_passwords.redeem_link, keyless=_SECRETS),
    Route("GET", "/spec.json", Verb.READ, spec.show_json),
    Route("GET", "/spec.yaml", Verb.READ, spec.show_yaml),
    Route(
        *("PUT", _FIELD + _UPLOAD, Verb.UPDATE, site_uploads.receive_upload, known.SITE_UPLOAD),
        keyless=Keyless.BYTES,
    ),
    Route(
        *("PUT", _ROW + _UPLOAD, Verb.UPDATE, site_uploads.receive_upload_beside, known.SITE_UPLOAD),
        keyless=Keyless.BYTES,
    ),
)


def _named_like_a_call(name: str) -> Route:
    """A path that other methods call is read like that of any field (contract rest/40)."""
    return Route("GET", f"{_ROW}/{name}", Verb.READ, partial(file_fields.show_file, name=name), known.ALT)


ROUTES = (
    Route("POST", "/entity/_batch", Verb.BATCH, batch.batch, preferences=(BATCH_REFERENCES,)),
    Route(
        *("POST", "/entity/_text_search", Verb.TEXT_SEARCH, text_search.text_search),
        dear=Dear.TEXT_SEARCH,
        preferences=_QUESTION,
    ),
    Route("GET", _TYPE, Verb.READ, entities.show_list, known.LIST, preferences=_QUESTION),
    Route("POST", _TYPE, Verb.CREATE, entities.create),
    Route("PUT", _TYPE + "/_upsert", Verb.UPSERT, entities.upsert, known.UPSERT),
    Route("POST", _TYPE + "/_search", Verb.READ, search.search, preferences=_QUESTION),
    Route("POST", _TYPE + "/_summarize", Verb.SUMMARIZE, summarize.summarize, preferences=_QUESTION),
    Route("GET", _ROW, Verb.READ, entity.read, known.ROW),
    Route("PUT", _ROW, Verb.UPDATE, entity.update, known.UPDATE_MODES, is_conditional=True),
    Route("DELETE", _ROW, Verb.DELETE, entity.retire, is_conditional=True),
    Route("POST", _ROW, Verb.REVIVE, entity.revive, known.REVIVAL, is_conditional=True),
    Route("GET", _ROW + "/relationships/{name}", Verb.READ, relationships.show_links, known.OWNER),
    Route("GET", _ROW + "/activity_stream", Verb.READ, activity_stream.show_activity, known.ACTIVITY),
    Route("GET", _ROW + "/followers", Verb.READ, follows.show_followers),
    Route("GET", _ROW + "/following", Verb.READ, follows.show_following, known.FOLLOWING),
    Route("POST", _ROW + "/follow", Verb.FOLLOW, follows.follow),
    _named_like_a_call("follow"),
    Route("PUT", _ROW + "/unfollow", Verb.UNFOLLOW, follows.unfollow),
    _named_like_a_call("unfollow"),
    Route("GET", _ROW + "/thread_contents", Verb.READ, threads.show_thread, known.THREAD),
    Route("PUT", _ROW + "/_update_last_accessed", Verb.UPDATE, last_accessed.update_last_accessed),
    _named_like_a_call("_update_last_accessed"),
    Route("GET", _FIELD, Verb.READ, file_fields.show_file, known.ALT),
    Route(
        *("GET", _FIELD + _UPLOAD, Verb.UPDATE, uploads.begin_upload, known.UPLOAD, Dear.UPLOAD),
        keyless=Keyless.ANNOUNCES,
    ),
    Route(
        *("GET", _ROW + _UPLOAD, Verb.UPDATE, uploads.begin_upload_beside, known.UPLOAD, Dear.UPLOAD),
        keyless=Keyless.ANNOUNCES,
    ),
    Route("POST", _FIELD + _UPLOAD, Verb.UPDATE, uploads.complete_upload, known.COMPLETION),
    Route("POST", _ROW + _UPLOAD, Verb.UPDATE, uploads.complete_upload_beside, known.COMPLETION),
    Route("GET", _FIELD + _PARTS, Verb.UPDATE, upload_parts.next_part, known.NEXT_PART),
    Route("GET", _ROW + _PARTS, Verb.UPDATE, upload_parts.next_part_beside, known.NEXT_PART),
    Route("POST", _FIELD + _ABORT, Verb.UPDATE, upload_parts.abort_upload),
    Route("POST", _ROW + _ABORT, Verb.UPDATE, upload_parts.abort_upload_beside),
    Route("POST", "/transcode/attachment_metadata/{row_id:row_id}", Verb.UPDATE, transcodes.take_metadata),
    Route("POST", "/hierarchy/_expand", Verb.READ, hierarchy.expand),
    Route("POST", "/hierarchy/_search", Verb.READ, hierarchy.search),
    Route("GET", _HOOKS, Verb.READ, webhooks.show_list, known.WEBHOOKS),
    Route("POST", _HOOKS, Verb.CREATE, webhooks.create),
    Route("GET", _HOOK, Verb.READ, webhooks.show),
    Route("PUT", _HOOK, Verb.UPDATE, webhooks.change),
    Route("DELETE", _HOOK, Verb.DELETE, webhooks.delete),
    Route("POST", _HOOK + "/test_connection", Verb.UPDATE, webhooks.try_out),
    Route("GET", _HOOK + "/deliveries", Verb.READ, deliveries.show_list, known.DELIVERIES),
    Route("GET", _DELIVERY, Verb.READ, deliveries.show),
    Route("PUT", _DELIVERY, Verb.UPDATE, deliveries.note),
    Route("POST", _DELIVERY + "/redeliver", Verb.UPDATE, deliveries.send_again),
    Route("GET", "/preferences", Verb.READ, preferences.show, known.PREFERENCES),
    Route("PUT", "/preferences/update", Verb.UPDATE, preferences.refuse_update),
    Route("GET", "/license_info", Verb.READ, seats.show_licence),
    Route("GET", _SUBSCRIPTIONS, Verb.READ, seats.show_subscriptions),
    Route("POST", _SUBSCRIPTIONS, Verb.UPDATE, seats.assign_subscriptions),
    Route("GET", _WORK_DAYS, Verb.READ, work_days.show_days, known.WORK_DAYS),
    Route("PUT", _WORK_DAYS, Verb.UPDATE, work_days.put_rule),
    Route("GET", "/exports/page/{page}", Verb.READ, exports.export_page, dear=Dear.EXPORT),
    Route("GET", "/exports/page/{page}/{view}", Verb.READ, exports.export_view, dear=Dear.EXPORT),
    Route("GET", "/schema", Verb.READ, schema.show_types, known.IN_PROJECT),
    Route("GET", _SCHEMA, Verb.READ, schema.show_type, known.IN_PROJECT),
    Route("GET", _FIELDS, Verb.READ, schema.show_fields, known.FIELDS),
    Route("POST", _FIELDS, Verb.CREATE, schema.create_field, dear=Dear.SCHEMA_CHANGE),
    Route("GET", _ONE_FIELD, Verb.READ, schema.show_field, known.IN_PROJECT),
    Route("PUT", _ONE_FIELD, Verb.UPDATE, schema.change_field, known.IN_PROJECT, dear=Dear.SCHEMA_CHANGE),
    Route("DELETE", _ONE_FIELD, Verb.DELETE, schema.trash_field, dear=Dear.SCHEMA_CHANGE),
    Route("POST", _ONE_FIELD, Verb.REVIVE, schema.revive_field, dear=Dear.SCHEMA_CHANGE),
    Route("GET", "/changes", Verb.READ, changes.show, known.CHANGES),
    Route("GET", "/audit_trail", Verb.READ, audit_trail.show, known.AUDIT),
    Route("GET", "/account", Verb.READ, account.show_caller),
    Route("PUT", _PASSWORD, Verb.UPDATE, account_passwords.change, keyless=_SECRETS),
    Route("POST", _ACCOUNT + "/password_link", Verb.CREATE, account_passwords.issue_link, keyless=_SECRETS),
    Route("GET", _TWO_FACTOR, Verb.READ, account_two_factor.show_own),
    Route("POST", _TWO_FACTOR, Verb.CREATE, account_two_factor.begin, keyless=_SECRETS),
    Route("PUT", _TWO_FACTOR, Verb.UPDATE, account_two_factor.confirm, keyless=_SECRETS),
    Route("POST", _TWO_FACTOR + "/disable", Verb.UPDATE, account_two_factor.switch_off, keyless=_SECRETS),
    Route("GET", _ACCOUNT + "/two_factor", Verb.READ, account_two_factor.show),
    Route("DELETE", _ACCOUNT + "/two_factor", Verb.DELETE, account_two_factor.reset),
    Route("GET", "/account" + _SESSIONS, Verb.READ, account_sessions.show_own),
    Route("DELETE", "/account" + _SESSIONS, Verb.DELETE, account_sessions.end_own),
    Route("DELETE", "/account" + _SESSION, Verb.DELETE, account_sessions.end_own_one),
    Route("GET", _ACCOUNT + _SESSIONS, Verb.READ, account_sessions.show),
    Route("DELETE", _ACCOUNT + _SESSIONS, Verb.DELETE, account_sessions.end_all),
    Route("DELETE", _ACCOUNT + _SESSION, Verb.DELETE, account_sessions.end_one),
)
