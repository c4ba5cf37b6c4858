"""What is told of the names in paths and in query strings, one entry for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from slatehouse.api.rest.audit_trail import DEEDS
from slatehouse.api.rest.changes import LONGEST_WAIT
from slatehouse.api.rest.describing.shapes import (
    DAY,
    FLAG,
    NUMBER,
    ROW_ID,
    TEXT,
    UUID,
    Shape,
    choice,
    mapping,
    ref,
)
from slatehouse.api.rest.parameters import CREDENTIALS
from slatehouse.media.blobs import MOST_PARTS

__all__ = ["IN_PATHS", "IN_QUERIES", "UNTOLD", "Parameter", "PathName"]


class PathName(NamedTuple):
    """A name in a route's path, and what clients are told it is called."""

    name: str
    about: str
    shape: Shape


class Parameter(NamedTuple):
    """A parameter of the query string."""

    about: str
    shape: Shape = TEXT


_UPDATE_ID: Shape = {**NUMBER, "minimum": 1 - 2**63, "maximum": 2**63 - 1}

IN_PATHS: Mapping[str, PathName] = {
    "segment": PathName(
        "entity",
        "An entity type: its plural in small letters. Its schema name and its singular are taken as well.",
        ref("EntityPlural"),
    ),
    "row_id": PathName("record_id", "The id of a row.", {**ROW_ID, "maximum": 10**18 - 1}),
    "page": PathName("page", "The id of a page; where no view follows, with a format: `8.csv`.", TEXT),
    "view": PathName("view", "The name of a view of the page, and a format after a dot.", TEXT),
    "type_name": PathName("entity", "The name of an entity type, exactly as it is.", ref("EntityName")),
    "account": PathName("account_type", "Whose account it is.", choice("human_users", "api_users")),
    "session": PathName(
        "session_id", "The id of a session.", {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    ),
    "hook": PathName("hook_id", "The id of a webhook.", UUID),
    "delivery": PathName("delivery_id", "The id of a delivery.", UUID),
    "name": PathName("field_name", "The name of a field.", TEXT),
}

IN_QUERIES: Mapping[str, Parameter] = {
    "fields": Parameter("The fields to show, with commas between them; `*` for all."),
    "filter[]": Parameter(
        "`filter[path]=value` for each condition; values with commas between them match any of them.",
        mapping(TEXT),
    ),
    "sort": Parameter(
        "Fields to sort by, with commas between them; `-` before one that descends.",
        {"type": "string", "pattern": r"^-?[A-Za-z0-9_.]+(,-?[A-Za-z0-9_.]+)*$"},
    ),
    "page[size]": Parameter(
        "How many rows a page has.", {"type": "integer", "minimum": 1, "maximum": 5000, "default": 500}
    ),
    "page[number]": Parameter("The page, from 1 on.", {"type": "integer", "minimum": 1, "default": 1}),
    "options[return_only]": Parameter("Whether live or retired rows count.", choice("active", "retired")),
    "options[include_archived_projects]": Parameter(
        "Whether rows of archived projects count.", {**FLAG, "default": True}
    ),
    "multi_entity_update_mode": Parameter(
        "What becomes of the links that fields have already, where the body does not say.",
        # Tools that fill in every parameter should fill in what happens without it.
        {**choice("set", "add", "remove"), "default": "set"},
    ),
    "options[multi_entity_update_modes][]": Parameter(
        "The same, for single fields by their names.", mapping(choice("set", "add", "remove"))
    ),
    "by": Parameter("The field by whose value the row is found, which is unique.", {**TEXT, "minLength": 1}),
    "revive": Parameter("Has to be there, and say yes.", choice("1", "true")),
    "alt": Parameter(
        "Go to the bytes instead of telling about them. `large` is an image's thumbnail within 1024 pixels.",
        choice("original", "thumbnail", "large"),
    ),
    "filename": Parameter("The name of the file.", {**TEXT, "minLength": 1}),
    "entity": Parameter("An entity type, spelled either way: only its rows."),
    "entity_fields[]": Parameter(
        "`entity_fields[Type]=fields`: what more to show of rows of a type, with commas between the fields.",
        mapping(TEXT),
    ),
    "after": Parameter("Only what follows this cursor; 0 for all that is kept.", {**TEXT, "minLength": 1}),
    "types": Parameter(
        "Only rows of these entity types, with commas between them.", {**TEXT, "minLength": 1}
    ),
    "project": Parameter(
        "Only rows in these projects: ids, with commas between them.",
        {"type": "string", "pattern": r"^[0-9]{1,18}(,[0-9]{1,18})*$"},
    ),
    "limit": Parameter(
        "How many updates or changes a page has at most.", {"type": "integer", "minimum": 1, "maximum": 500}
    ),
    "wait": Parameter(
        "How many seconds to wait for changes, where there are none yet.",
        {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
    ),
    "max_id": Parameter("Only updates with lower ids.", _UPDATE_ID),
    "min_id": Parameter("Only updates with higher ids.", _UPDATE_ID),
    "prefs": Parameter("The preferences to tell, with commas between them."),
    "since": Parameter("Only from that moment on, or from the beginning of a day.", TEXT),
    "who": Parameter("Only what this login or script did, or was done to it.", TEXT),
    "deed": Parameter("Only this kind of deed.", choice(*DEEDS)),
    "status": Parameter("Only those in this status; of one that there is not, none."),
    "entity_type": Parameter("Only about rows of this type."),
    "entity_id": Parameter("Only about rows of this id.", NUMBER),
    "from": Parameter("Only about events of that moment or later, in Unix seconds.", NUMBER),
    "acknowledgement": Parameter("Only those whose acknowledgement holds this text."),
    "start_date": Parameter("The first day.", DAY),
    "end_date": Parameter("The last day.", DAY),
    "project_id": Parameter("A project: its rules, its rows, or its fields.", ROW_ID),
    "user_id": Parameter("The person whose rules count, or who uploads.", ROW_ID),
    "multipart_upload": Parameter("Whether the file comes in parts.", choice("true", "false")),
    "upload_type": Parameter("What the announcement says.", choice("Attachment", "Thumbnail")),
    "timestamp": Parameter("When the upload was announced.", {**TEXT, "minLength": 1}),
    "part_number": Parameter(
        "The number of the part, from 1 on.", {"type": "integer", "minimum": 1, "maximum": MOST_PARTS}
    ),
    "upload_id": Parameter("The id that was announced.", {**TEXT, "minLength": 1}),
    "user_type": Parameter("What uploads.", choice("ApiUser", "HumanUser")),
    "expiration": Parameter("Until when the address is good, in Unix seconds.", NUMBER),
    "signature": Parameter("Signs the path and the other parameters."),
}

UNTOLD = CREDENTIALS
"""Read from the query string and not told of: secrets in an address end up in logs."""
