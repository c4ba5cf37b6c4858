"""Once a day, for the whole site: abandoned uploads, answers kept for repeated requests, old entries of the
audit trail, keys that verify nothing any more, what was made of files long ago and whatever else has been
kept long enough are removed, and the database looks at its tables. Every hour goes what killed processes left
of their work on this machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from slatehouse.media.scratch import sweep_scratch
from slatehouse.site.repeating import kept_for
from slatehouse.site.retention.files import forget_unused
from slatehouse.site.retention.purging import purge
from slatehouse.site.site import Site
from slatehouse.site.uploading import UPLOAD_LIFETIME
from slatehouse.store.facts import read_fact, record_fact

__all__ = ["DailySweep"]

_SWEPT_AT = "swept_at"
_DAY = 86_400.0
_HOUR = 3_600.0


class DailySweep:
    """One worker's part in it: it looks every hour whether any worker of the site has swept today."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._look_at = float("-inf")

    def run_if_due(self, now: float) -> bool:
        """Sweep, unless the site was swept within a day; whether it did. `now`: seconds since the epoch."""
        if now < self._look_at:
            return False
        self._look_at = now + _HOUR
        sweep_scratch()
        if not self._is_claimed(now):
            return False
        self._site.blobs.sweep()
        # After the bytes: an upload that nobody remembers has none that could be completed once more.
        with self._site.database.writing() as connection:
            self._site.uploads.forget(connection, now - UPLOAD_LIFETIME)
            self._site.kept_answers.forget(connection, now - kept_for(self._site))
            self._site.accounts.signing_keys.forget_ended(connection)
        kept = timedelta(days=self._site.config.settings.audit.retention_days)
        self._site.accounts.audit.forget(datetime.fromtimestamp(now, UTC) - kept)
        purge(self._site)
        forget_unused(self._site)
        self._site.database.refresh_statistics()
        return True

    def _is_claimed(self, now: float) -> bool:
        database = self._site.database
        with database.writing() as connection:
            swept_at = read_fact(database, connection, _SWEPT_AT)
            if swept_at is not None and now < float(swept_at) + _DAY:
                return False
            record_fact(database, connection, _SWEPT_AT, str(now))
        return True
