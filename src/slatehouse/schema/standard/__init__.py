"""The shipped entity types: one TOML file each, and mix-ins for the fields that many share."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Facts = Mapping[str, Any]


@cache
def _mixin(name: str) -> Facts:
    source = files(__name__) / "mixins" / f"{name}.toml"
    fields: Facts = tomllib.loads(source.read_text("utf-8"))["fields"]
    return fields


def with_mixins(facts: dict[str, Any]) -> Facts:
    """The facts with those of the mix-ins that they use; a type's own keys win."""
    fields: dict[str, dict[str, Any]] = {}
    for layer in (*(_mixin(name) for name in facts.get("uses", ())), facts.get("fields", {})):
        for name, keys in layer.items():
            fields[name] = {**fields.get(name, {}), **keys}
    return {**facts, "fields": fields}


def standard_types() -> Iterator[Facts]:
    """The facts of every shipped type, mix-ins merged in; a type's own keys win over those of a mix-in."""
    for source in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".toml"):
            yield with_mixins(tomllib.loads(source.read_text("utf-8")))
