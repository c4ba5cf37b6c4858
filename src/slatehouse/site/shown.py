"""What no answer shows and no filter searches, whoever asks (contract querying §5.5)."""

from __future__ import annotations

from slatehouse.query.paths import Path

NEVER_SEARCHED = frozenset({"PageSetting.settings_json", "EventLogEntry.audit_trail"})
"""Fields whose contents are not searched: conditions on them hold for every row."""

_NEVER_SHOWN = frozenset({"EventLogEntry.audit_trail"})


def is_shown(path: Path) -> bool:
    """Whether an answer shows what the path leads to."""
    return path.is_readable and path.leaf.path not in _NEVER_SHOWN
