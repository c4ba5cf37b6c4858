"""The shapes that several calls answer with or read: rows, links, pages, errors (contract rest/00)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    EMPTY,
    FLAG,
    NUMBER,
    OBJECT,
    ROW_ID,
    TEXT,
    Shape,
    any_of,
    array,
    choice,
    mapping,
    nullable,
    record,
    ref,
)

__all__ = ["OPTIONS", "PAGE", "SELF", "SHARED", "data_of", "options_of", "page_of"]

SELF: Shape = record({"self": TEXT})
"""The links of an answer that has no others."""


def data_of(shape: Shape, optional: Mapping[str, Shape] | None = None, **more: Shape) -> Shape:
    """An answer whose `data` has the shape."""
    return record({"data": shape, **more}, optional)


def page_of(largest: int) -> Shape:
    """A body's `page`, whose `size` is at most the largest."""
    size: Shape = {"type": "integer", "minimum": 1, "maximum": largest}
    return record({}, {"size": size, "number": ROW_ID})


def options_of(**more: Shape) -> Shape:
    """A body's `options`: which rows count, and what else the call knows."""
    return record(
        {},
        {"return_only": choice("active", "retired"), "include_archived_projects": FLAG, **more},
    )


PAGE = page_of(5000)
OPTIONS = options_of()

_CODE: Shape = {
    "type": "integer",
    "description": (
        "100 the server failed, 102 signing in was refused, 103 the request is wrong, 104 what it names is "
        "not there or a rule refused it, 106 a code of the second factor is missing, 107 a look-up found the "
        "wrong number of rows, 111 not available"
    ),
}
_LINK: Shape = record({"id": ROW_ID, "name": TEXT, "type": TEXT})
_UPLOADED: Shape = record(
    {
        "url": nullable(TEXT),
        "name": nullable(TEXT),
        "content_type": nullable(TEXT),
        "link_type": choice("upload", "web"),
        "type": choice("Attachment"),
        "id": nullable(NUMBER),
    }
)
_LOCAL: Shape = record(
    {
        "content_type": nullable(TEXT),
        "link_type": choice("local"),
        "name": nullable(TEXT),
        "local_storage": ref("LinkOrNull"),
        "relative_path": nullable(TEXT),
        "local_path_linux": nullable(TEXT),
        "local_path_mac": nullable(TEXT),
        "local_path_windows": nullable(TEXT),
        "type": choice("Attachment"),
        "id": nullable(NUMBER),
    }
)

SHARED: Mapping[str, Shape] = {
    "Errors": record({"errors": {"type": "array", "items": ref("Error"), "minItems": 1, "maxItems": 1}}),
    "Error": record(
        {
            "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": _CODE,
            "title": TEXT,
            "source": any_of(nullable(OBJECT), TEXT),
            "detail": nullable(TEXT),
            "meta": nullable(record({}, {"crud_error_uuid": TEXT})),
        }
    ),
    "Link": _LINK,
    "LinkOrNull": nullable(_LINK),
    "Row": record(
        {
            "type": TEXT,
            "attributes": {
                **OBJECT,
                "description": "Every field that is no link, and every dotted path under its whole name.",
            },
            "relationships": mapping(ref("Relationship")),
            "id": ROW_ID,
            "links": SELF,
        }
    ),
    "Relationship": any_of(ref("OneLink"), ref("ManyLinks")),
    "OneLink": record(
        {"data": ref("LinkOrNull"), "links": record({"self": TEXT}, {"related": TEXT})},
    ),
    "ManyLinks": record({"data": array(ref("Link")), "links": SELF}),
    "Page": data_of(array(ref("Row")), links=record({"self": TEXT, "next": TEXT}, {"prev": TEXT})),
    "ReadRow": data_of(ref("Row"), links=SELF),
    "Values": {**mapping(ANYTHING), "description": "Values by the names of fields."},
    "CreatedRow": data_of(ref("Row")),
    "UpdatedRow": data_of(ref("Row"), links=EMPTY, status=choice("successful")),
    "File": {
        "description": "An uploaded or linked file, or one in a local storage.",
        **any_of(_UPLOADED, _LOCAL),
    },
}
"""The shapes by the names under which others refer to them."""
