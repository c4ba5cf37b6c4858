"""Why a place in the navigation tree cannot be shown."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.refusals import Refusal


@dataclass(eq=False)
class NoSuchPlace(Refusal):
    """A path that is none of the tree; `path` as it was sent."""

    path: str


class NoSuchRoot(NoSuchPlace):
    """A search below a path that is none of the tree."""


@dataclass(eq=False)
class NoSuchProject(Refusal):
    """A path into a project that is not there."""

    project: int
