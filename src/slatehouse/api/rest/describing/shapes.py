"""The shapes of JSON values, as OpenAPI 3.0 writes them: its own dialect of JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ADDRESS",
    "ANYTHING",
    "DAY",
    "EMPTY",
    "FLAG",
    "FLOAT",
    "NUMBER",
    "OBJECT",
    "ROW_ID",
    "TEXT",
    "UUID",
    "Shape",
    "any_of",
    "array",
    "choice",
    "mapping",
    "nullable",
    "record",
    "ref",
]

Shape = Mapping[str, object]

ANYTHING: Shape = {}
TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
ROW_ID: Shape = {"type": "integer", "minimum": 1}
FLOAT: Shape = {"type": "number"}
FLAG: Shape = {"type": "boolean"}
OBJECT: Shape = {"type": "object"}
EMPTY: Shape = {"type": "object", "additionalProperties": False}
DAY: Shape = {"type": "string", "format": "date"}
UUID: Shape = {"type": "string", "format": "uuid"}
ADDRESS: Shape = {"type": "string", "format": "uri"}


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object of these properties and of no others."""
    properties = {**required, **(optional or {})}
    shape: dict[str, object] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def mapping(of: Shape) -> Shape:
    """An object of any names, each of whose values has the shape."""
    return {"type": "object", "additionalProperties": of}


def array(of: Shape) -> Shape:
    """A list of values of the shape."""
    return {"type": "array", "items": of}


def choice(*words: str) -> Shape:
    """One of the words."""
    return {"type": "string", "enum": list(words)}


def any_of(*shapes: Shape) -> Shape:
    """A value of any of the shapes."""
    return {"anyOf": list(shapes)}


def nullable(shape: Shape) -> Shape:
    """A value of the shape, which says of what type it is, or null."""
    words = shape.get("enum")
    told = {"enum": [*words, None]} if isinstance(words, list) else {}
    return {**shape, **told, "nullable": True}


def ref(name: str) -> Shape:
    """The shape that stands under the name among the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}
