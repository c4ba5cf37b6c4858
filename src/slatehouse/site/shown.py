"""What no answer shows and no filter searches, whoever asks (contract querying §5.5)."""

from __future__ import annotations

from slatehouse.query.paths import Path

_DERIVED = "Version.sg_uploaded_movie_derived"

NEVER_SEARCHED = frozenset({"PageSetting.settings_json", "EventLogEntry.audit_trail", _DERIVED})
"""Fields whose contents are not searched: conditions on them hold for every row."""

_NEVER_SHOWN = frozenset({"EventLogEntry.audit_trail", _DERIVED})


def is_shown(path: Path) -> bool:
    """Whether an answer shows what the path leads to."""
    return path.is_readable and path.leaf.path not in _NEVER_SHOWN
