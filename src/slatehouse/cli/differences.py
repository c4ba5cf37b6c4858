"""What `slatehouse mirror diff` tells."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from slatehouse.cli.failures import ExitCode
from slatehouse.cli.output import print_json, print_line, report
from slatehouse.mirror.comparing.findings import Compared, Difference, Finding, Uncompared, What

__all__ = ["tell_differences"]

_LONGEST = 120


def tell_differences(findings: Iterable[Finding], *, as_json: bool) -> ExitCode:
    """Print findings as they come, and all of it in a line; how the command is to end."""
    told = _Told(as_json)
    for each in findings:
        told.hear(each)
    told.sum_up()
    return told.end


class _Told:
    """Prints findings as they come, and counts them."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._counts: Counter[What] = Counter()
        self._types = self._rows = self._files = self._uncompared = 0

    @property
    def end(self) -> ExitCode:
        """The sites differ; or are the same; or nobody knows, because not all of it could be compared."""
        if self._counts.total():
            return ExitCode.FAILED
        return ExitCode.NOT_WHOLE if self._uncompared else ExitCode.OK

    def hear(self, found: Finding) -> None:
        """One finding."""
        match found:
            case Compared():
                self._types += 1
                self._rows += found.rows
                self._files += found.files
                return
            case Uncompared():
                self._uncompared += not found.is_natural
            case Difference():
                self._counts[found.what] += 1
        if self._as_json:
            print_json(msgspec.to_builtins(found))
        elif isinstance(found, Uncompared):
            report(f"not compared: {_place(found)}: {found.reason}")
        else:
            print_line(_line(found))

    def sum_up(self) -> None:
        """All of it in a line."""
        counts = {what.value: self._counts[what] for what in What}
        looked_at = {"types": self._types, "rows": self._rows, "files": self._files}
        if self._as_json:
            print_json({"found": "sum", **looked_at, **counts, "uncompared": self._uncompared})
            return
        told = ", ".join(f"{count:,} {what}" for what, count in counts.items())
        but = f"; {self._uncompared:,} could not be compared" if self._uncompared else ""
        print_line(
            f"{self._rows:,} rows of {self._types} types and {self._files:,} files were compared: "
            f"{told if self._counts.total() else 'no difference in them'}{but}."
        )


def _line(found: Difference) -> str:
    words = f"{found.what.value}: {_place(found)}"
    if found.what is What.DIFFERENT:
        return f"{words}: theirs {_shown(found.theirs)}, ours {_shown(found.ours)}"
    return words


def _place(found: Difference | Uncompared) -> str:
    return " ".join(_parts(found))


def _parts(found: Difference | Uncompared) -> Iterator[str]:
    yield found.type
    if found.id is not None:
        yield str(found.id)
    if found.field is not None:
        yield found.field
    if isinstance(found, Difference) and found.property is not None:
        yield f"({found.property})"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
