"""The daily sweep removes what has been kept as long as the settings say."""

from __future__ import annotations

from tests.fixtures.clock import Clock
from tests.fixtures.desk import desk_of
from tests.security.settings import with_settings

from slatehouse.config import RetentionSettings
from slatehouse.jobs.sweeping import DailySweep
from slatehouse.site.site import Site


def test_what_has_been_kept_long_enough_is_removed(site: Site, clock: Clock) -> None:
    desk = desk_of(site)
    desk.retire(desk.create("Shot", code="SH010"))
    clock.move(days=2)
    kept = with_settings(site, retention=RetentionSettings(retired_days=1))
    assert DailySweep(kept).run_if_due(clock().timestamp())
    assert desk.find("Shot", retired=True) == []
