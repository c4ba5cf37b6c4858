"""The settings one by one, as their structs declare them."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from slatehouse.config.settings import SECRET, Settings

__all__ = ["Entry", "Key", "catalogue", "nearest_key", "sections"]

Key = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """One setting: `section.key`, the type that its value must have, and its words."""

    section: str
    key: str
    type: Any
    default: object
    purpose: str
    legal: str
    is_secret: bool = False
    """Whether its value is never shown."""

    @property
    def name(self) -> str:
        return f"{self.section}.{self.key}"

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"SLATEHOUSE_{self.section.upper()}_{self.key.upper()}"


@cache
def catalogue() -> dict[Key, Entry]:
    """All settings, in the order in which they are shown."""
    return {
        (section, field.name): _entry(section, field)
        for section, struct in sections().items()
        for field in msgspec.structs.fields(struct)
    }


def sections() -> dict[str, type[msgspec.Struct]]:
    """The sections and the struct of each."""
    return {field.name: field.type for field in msgspec.structs.fields(Settings)}


def nearest_key(name: str) -> str | None:
    """The setting that was probably meant by `name`, which may lack or misspell its section."""
    entries = catalogue().values()
    by_name = get_close_matches(name, [entry.name for entry in entries], n=1, cutoff=0.7)
    if by_name:
        return by_name[0]
    by_key = get_close_matches(name.rpartition(".")[2], [entry.key for entry in entries], n=1, cutoff=0.8)
    return next((entry.name for entry in entries if by_key == [entry.key]), None)


def _entry(section: str, field: FieldInfo) -> Entry:
    assert get_origin(field.type) is Annotated, (
        f"{section}.{field.name} declares neither legal values nor a purpose"
    )
    words = [meta for meta in get_args(field.type)[1:] if isinstance(meta, msgspec.Meta)]
    return Entry(
        section=section,
        key=field.name,
        type=field.type,
        default=field.default,
        purpose=next(meta.title for meta in words if meta.title),
        legal=next(meta.description for meta in words if meta.description),
        is_secret=any(meta.extra == SECRET for meta in words),
    )
