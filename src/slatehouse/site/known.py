"""What a transaction knows of the rows that it meets: each is looked up once, however often it is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slatehouse.accounts.row_rules import about
from slatehouse.schema.link import Target
from slatehouse.schema.schema import Schema
from slatehouse.site.draft import target_in
from slatehouse.store.connection import Connection
from slatehouse.store.rows import Rows

_STATUS = "sg_status_list"


@dataclass
class KnownRows:
    """Names, projects and statuses of rows. Whoever changes one of them says so here."""

    schema: Schema
    rows: Rows
    connection: Connection
    _names: dict[Target, str | None] = field(default_factory=dict)
    _projects: dict[Target, Target | None] = field(default_factory=dict)
    _ends: dict[Target, list[Target]] = field(default_factory=dict)
    _statuses: dict[Target, object] = field(default_factory=dict)

    def name(self, target: Target) -> str | None:
        """The display name of a live row; None where there is none."""
        if target not in self._names:
            self.meet([target])
        return self._names[target]

    def meet(self, targets: Iterable[Target]) -> None:
        """Look up the names of all these rows, with one statement for each type."""
        strangers: dict[str, set[int]] = {}
        for target in targets:
            if target not in self._names:
                strangers.setdefault(target.type, set()).add(target.id)
        for type_, ids in strangers.items():
            found = self.rows.names.find(self.connection, type_, sorted(ids))
            self._names.update((Target(type_, row_id), found.get(row_id)) for row_id in ids)

    def project(self, target: Target) -> Target | None:
        """The project that a row belongs to; a project belongs to itself."""
        if target.type == "Project":
            return target
        if target not in self._projects:
            self._projects[target] = self._stored_project(target)
        return self._projects[target]

    def scene(self, target: Target) -> Target | None:
        """The project in which that happens which happens to a row: its own; of a row that is about others,
        the first that those belong to."""
        if not about(self.schema[target.type]):
            return self.project(target)
        if target not in self._ends:
            self.put_ends(target, self._stored_ends(target))
        return next((found for end in self._ends[target] if (found := self.project(end))), None)

    def status(self, target: Target) -> object:
        """The status code of a row, of a type that has statuses."""
        if target not in self._statuses:
            self._statuses[target] = self._stored_status(target)
        return self._statuses[target]

    def put_name(self, target: Target, name: str | None) -> None:
        """The row has this name from now on; None: it is not live."""
        self._names[target] = name

    def put_project(self, target: Target, project: Target | None) -> None:
        """The row belongs to this project from now on."""
        self._projects[target] = project

    def put_ends(self, target: Target, columns: Mapping[str, object]) -> None:
        """These are the columns of the links to what the row is about."""
        if names := about(self.schema[target.type]):
            ends = (target_in(columns, name) for name in names)
            self._ends[target] = [end for end in ends if end is not None]

    def forget_ends(self, target: Target) -> None:
        """The row may be about others by now."""
        self._ends.pop(target, None)

    def put_status(self, target: Target, status: object) -> None:
        """The row has this status from now on."""
        self._statuses[target] = status

    def forget(self, target: Target) -> None:
        """What was known of the row may be wrong by now."""
        self._names.pop(target, None)
        self._projects.pop(target, None)
        self._statuses.pop(target, None)
        self.forget_ends(target)

    def _stored_ends(self, target: Target) -> dict[str, object]:
        columns = [f"{name}${part}" for name in about(self.schema[target.type]) for part in ("id", "type")]
        return self.rows.values(self.connection, target.type, target.id, columns)

    def _stored_project(self, target: Target) -> Target | None:
        if "project" not in self.schema[target.type].fields:
            return None
        found = self.rows.values(self.connection, target.type, target.id, ("project$id",))
        project = found.get("project$id")
        return None if project is None else Target("Project", int(str(project)))

    def _stored_status(self, target: Target) -> object:
        if _STATUS not in self.schema[target.type].fields:
            return None
        return self.rows.values(self.connection, target.type, target.id, (_STATUS,)).get(_STATUS)
