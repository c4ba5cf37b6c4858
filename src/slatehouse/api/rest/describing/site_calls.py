"""What is told of signing in and of the site itself (contract rest/10 and rest/90)."""

from __future__ import annotations

from slatehouse.api.rest import account, auth, exports, preferences, root, seats, spec
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    FLAG,
    NUMBER,
    OBJECT,
    TEXT,
    UUID,
    choice,
    mapping,
    nullable,
    record,
)
from slatehouse.api.rest.kept_sessions import HEADER
from slatehouse.api.wire.content_types import FORM, JSON, YAML

__all__ = ["OPERATIONS"]

_EXPORT = "Pages are not marked for export here, so that each is refused."
_EXPORTED = (
    Answer(
        422,
        "Why the page is not exported, in plain text whatever it calls itself.",
        TEXT,
        content_type="text/csv",
        also=(JSON, "application/xml", "text/plain"),
    ),
)
_GRANTS = ("client_credentials", "password", "refresh_token", "session_token")
_CREDENTIALS = (
    *("client_id", "client_secret", "username", "password", "auth_token"),
    *("refresh_token", "session_token", "scope"),
)
_SIGNING_IN = {
    "grant_type": "client_credentials",
    "client_id": "demo_script",
    "client_secret": "merrow-head-0-lamp-ember-fox",
}

OPERATIONS: Operations = {
    root.show: Operation(
        name="read_site",
        tag=Tag.SITE,
        summary="What answers here",
        answers=(
            Answer(
                200,
                "The site, and how people sign in.",
                data_of(
                    record(
                        {
                            "shotgun_version": TEXT,
                            "api_version": choice("1.0", "1.1"),
                            "unified_login_flow_enabled": FLAG,
                            "authentication_app_session_launcher_enabled": FLAG,
                            "user_authentication_method": TEXT,
                            "site_id": UUID,
                            "site_name": TEXT,
                            "os": TEXT,
                        }
                    )
                ),
            ),
        ),
    ),
    account.show_ways_in: Operation(
        name="read_ways_in",
        tag=Tag.SIGNING_IN,
        summary="How people can sign in",
        details=(
            "`openid` is the studio's provider, if it has one: its name, and the path of this site that "
            "sends a browser there, and back to the path in `return_path`. The browser then has a session. "
            "A file with more than `max_upload_bytes` is refused when it comes."
        ),
        answers=(
            Answer(
                200,
                "The ways, the site's name, and how large files may be.",
                data_of(
                    record(
                        {
                            "site_name": TEXT,
                            "password": FLAG,
                            "openid": nullable(record({"name": TEXT, "path": TEXT})),
                            "max_upload_bytes": NUMBER,
                        }
                    )
                ),
            ),
        ),
    ),
    preferences.show: Operation(
        name="read_preferences",
        tag=Tag.SITE,
        summary="Read the preferences",
        details="All of them, or those that `prefs` names.",
        query={"prefs": "hours_per_day,duration_units"},
        answers=(Answer(200, "Values by their names.", data_of(OBJECT, links=SELF)),),
    ),
    preferences.refuse_update: Operation(
        name="update_preferences",
        tag=Tag.SITE,
        summary="Change a preference",
        details="Always refused with code 111, and the body is not read.",
    ),
    seats.show_licence: Operation(
        name="read_licence",
        tag=Tag.SITE,
        summary="Read how many seats are taken",
        details="Seats have no limit, which `free` and `total` tell as -1. Administrators only.",
        answers=(
            Answer(
                200,
                "The licence.",
                data_of(
                    record(
                        {
                            "assigned": NUMBER,
                            "rule": choice("quantity", "unlimited"),
                            "free": NUMBER,
                            "total": NUMBER,
                            "type": choice("license-count"),
                        }
                    ),
                    status=choice("success"),
                ),
            ),
        ),
        scopes=("sudo_as_login:{user_login}",),
    ),
    seats.show_subscriptions: Operation(
        name="read_subscriptions",
        tag=Tag.SITE,
        summary="Read the subscriptions of people",
        answers=(Answer(200, "Subscriptions by the ids of people.", mapping(nullable(TEXT))),),
    ),
    seats.assign_subscriptions: Operation(
        name="assign_subscriptions",
        tag=Tag.SITE,
        summary="Record the subscriptions of people",
        details="Each by the id of its person.",
        bodies={JSON: Body(mapping(TEXT), {"1": "not_for_resale"})},
        answers=(
            Answer(200, "All are recorded.", mapping(nullable(TEXT))),
            Answer(207, "Some are not: each with the reason.", mapping(nullable(TEXT))),
        ),
    ),
    exports.export_page: Operation(
        name="export_page",
        tag=Tag.SITE,
        summary="Export a page",
        details=_EXPORT,
        names={"page": "1.csv"},
        answers=_EXPORTED,
        refusals=frozenset({404}),
    ),
    exports.export_view: Operation(
        name="export_view",
        tag=Tag.SITE,
        summary="Export a view of a page",
        details=_EXPORT,
        names={"page": "1", "view": "main.csv"},
        answers=_EXPORTED,
        refusals=frozenset({404}),
    ),
    spec.show_json: Operation(
        name="read_spec_json",
        tag=Tag.SITE,
        summary="This document, as JSON",
        answers=(Answer(200, "An OpenAPI document.", OBJECT),),
    ),
    spec.show_yaml: Operation(
        name="read_spec_yaml",
        tag=Tag.SITE,
        summary="This document, as YAML",
        answers=(Answer(200, "An OpenAPI document.", OBJECT, content_type=YAML),),
    ),
    auth.sign_in: Operation(
        name="sign_in",
        tag=Tag.SIGNING_IN,
        summary="Exchange credentials for an access token",
        details=(
            "Scripts use `client_credentials` with their name as `client_id` and their key as "
            "`client_secret`; people use `password`, with a code as `auth_token` if they have a second "
            "factor, and are refused with code 106 without. The scope `sudo_as_login:<login>` acts as that "
            "person. Credentials in the query string are taken, too, but end up in logs."
        ),
        bodies={
            FORM: Body(
                record(
                    {"grant_type": choice(*_GRANTS)},
                    {name: {**TEXT, "example": _SIGNING_IN.get(name, "")} for name in _CREDENTIALS},
                ),
                _SIGNING_IN,
            )
        },
        needs_body=False,
        headers={
            HEADER: (
                "`cookie`: the refresh token is left out of the answer and kept by the browser, in a cookie "
                "that no script can read. The grants `refresh_token` and `session_token` then go by what the "
                "browser keeps, where the request has no token of its own. For the pages of this site."
            )
        },
        refusals=frozenset({401}),
        answers=(
            Answer(
                200,
                "The tokens. Send the first as `Authorization: Bearer <access_token>`.",
                record(
                    {
                        "token_type": choice("Bearer"),
                        "access_token": TEXT,
                        "expires_in": NUMBER,
                    },
                    {"refresh_token": TEXT},
                ),
            ),
        ),
    ),
}
