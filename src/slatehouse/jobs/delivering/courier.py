"""The courier: the thread of a job worker that sees to the webhooks of its site.

It sleeps until something is committed, looks which hooks that may be for, takes leases of them, and lets
porters deliver, one hook each. Any number of couriers share a site; a hook is one's at a time, and another's
within the time of a lease when its own has died.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from slatehouse.jobs.delivering.ledger import LeaseLost, Ledger, Shelf
from slatehouse.jobs.delivering.lines import Lines
from slatehouse.jobs.delivering.policy import health_of, rested
from slatehouse.jobs.delivering.porters import Porters
from slatehouse.jobs.delivering.scouting import Scout
from slatehouse.jobs.delivering.sending import Resolve, Router
from slatehouse.jobs.delivering.turn import Turn
from slatehouse.observe.events import CourierTroubled, report
from slatehouse.site.site import Site
from slatehouse.site.webhooks.addresses import addresses_of
from slatehouse.store.deliveries import Deliveries
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.watching import Watch
from slatehouse.store.webhooks import DISABLED, Standing, Webhook, Webhooks

__all__ = ["Courier", "delivering"]

_LONGEST_PAUSE = 1.0
_SHORTEST_PAUSE = 0.02
_LONGEST_PAUSE_IN_TROUBLE = 30.0
_PAUSE_GROWTH = 1.5
_SECONDS_OF_TURN = 2.0
_EXTENSIONS_PER_LEASE = 3
_BETWEEN_BRINGING_UP = 3_600.0
"""Seconds after which hooks that there was nothing for come up to the log's end: it is kept for them."""
_PATIENCE_AT_END = 8.0
"""Seconds in which a request under way may come to its end, before its process is ended."""


@contextmanager
def delivering(site: Site) -> Iterator[None]:
    """A courier of the site in a thread of its own, until the end of the block."""
    stop = threading.Event()
    courier = Courier(site)
    thread = threading.Thread(target=courier.work, args=(stop,), name="courier", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        courier.wake()
        thread.join()


class Courier:
    """A courier of a site. `resolve` looks hosts up; by default the machine does."""

    def __init__(self, site: Site, resolve: Resolve = addresses_of) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._site = site
        self._settings = site.config.settings.webhooks
        self._shelf = Shelf(
            site.database,
            Webhooks(site.database.dialect),
            Deliveries(site.database.dialect),
            EventLogRows(site.edition.tables, site.database.dialect),
        )
        self._lines = Lines(Router(self._settings.allow, resolve))
        self._porters = Porters(self._settings.threads)
        self._running: dict[str, bool] = {}
        self._served: dict[str, float] = {}
        self._extended_at = float("-inf")
        self._brought_up_at = float("-inf")
        self._brings_up = False
        self._scout: Scout | None = None
        self._watch: Watch | None = None
        self._stop = threading.Event()

    def work(self, stop: threading.Event) -> None:
        """Deliver until `stop` is set; requests under way may come to their end."""
        self._stop = stop
        pause = _SHORTEST_PAUSE
        while not stop.is_set():
            try:
                self._sleep(self._look_around())
                pause = _SHORTEST_PAUSE
            except Exception as error:
                # A database that is away comes back, and finds the courier waiting.
                report(CourierTroubled(error))
                self._rest()
                pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE_IN_TROUBLE)
            stop.wait(pause)
        self._porters.stop(_PATIENCE_AT_END)
        self._lines.close()
        self._rest()

    def wake(self) -> None:
        """End a sleep that is under way."""
        if self._watch is not None:
            self._watch.wake()

    def _look_around(self) -> float:
        """Send out those hooks that have something to hear; returns the seconds until that is worth doing
        again, whatever happens."""
        now = self._now
        with self._site.database.reading() as connection:
            standing = self._shelf.hooks.standing(connection)
            if not standing:
                self._scout = None
            elif self._scout is None:
                self._scout = Scout(self._shelf.log, connection)
            hooks = [each.hook for each in standing]
            is_more = self._scout is not None and self._scout.look(connection, hooks)
        self._brings_up = now - self._brought_up_at >= _BETWEEN_BRINGING_UP
        self._brought_up_at = now if self._brings_up else self._brought_up_at
        self._keep_leases(now)
        self._send_out([each.hook for each in standing if self._is_due(each, now)], now)
        self._lines.forget_idle(self._running.keys())
        if not standing:
            self._rest()
        waits = [each.hook.not_before - now for each in standing if each.hook.not_before > now]
        longest = min(_LONGEST_PAUSE, self._settings.lease / _EXTENSIONS_PER_LEASE)
        return 0.0 if is_more else min([longest, *waits])

    def _is_due(self, standing: Standing, now: float) -> bool:
        hook = standing.hook
        if hook.id in self._running or standing.leased_until > now:
            return False
        if standing.has_waiting or rested(health_of(hook), now) != health_of(hook):
            return True
        if hook.status == DISABLED or hook.not_before > now or self._scout is None:
            return False
        is_behind = self._brings_up and hook.cursor < self._scout.seen
        return is_behind or self._scout.may_have(hook)

    def _send_out(self, due: list[Webhook], now: float) -> None:
        """Lease as many hooks as there are porters for, those first that have waited longest."""
        chosen = self._chosen(sorted(due, key=lambda each: self._served.get(each.id, 0.0)))
        if not chosen:
            return
        leased: list[Webhook] = []
        with self._site.database.writing() as connection:
            for each in chosen:
                if self._shelf.hooks.lease(connection, each.id, self.name, now, now + self._settings.lease):
                    # It may have come further since it was looked at.
                    hook = self._shelf.hooks.one(connection, each.id)
                    leased += [hook] if hook else []
        for hook in leased:
            self._running[hook.id] = self._is_slow(hook)
            self._porters.carry(partial(self._take_turn, hook))

    def _chosen(self, due: list[Webhook]) -> list[Webhook]:
        """Receivers that are slow, or fail, have half of the porters, so that they hold nobody else up."""
        room = self._porters.free
        room_for_slow = self._settings.threads // 2 - sum(list(self._running.values()))
        chosen: list[Webhook] = []
        for hook in due:
            is_slow = self._is_slow(hook)
            if len(chosen) < room and (not is_slow or room_for_slow > 0):
                room_for_slow -= is_slow
                chosen.append(hook)
        return chosen

    def _is_slow(self, hook: Webhook) -> bool:
        return hook.failures > 0 or self._lines.is_slow(hook.id)

    def _take_turn(self, hook: Webhook) -> None:
        until = time.monotonic() + _SECONDS_OF_TURN
        ledger = Ledger(self._shelf, hook, self.name)

        def goes_on() -> bool:
            return time.monotonic() < until and not self._stop.is_set()

        try:
            Turn(self._site, self._shelf, ledger, self._lines.to, goes_on).run()
        except LeaseLost:
            pass
        except Exception as error:
            # The lease stays, and keeps everybody from trying again at once.
            report(CourierTroubled(error, hook.id))
        finally:
            self._served[hook.id] = time.monotonic()
            del self._running[hook.id]
            self.wake()

    def _keep_leases(self, now: float) -> None:
        if now - self._extended_at < self._settings.lease / _EXTENSIONS_PER_LEASE:
            return
        self._extended_at = now
        running = list(self._running)
        if running:
            with self._site.database.writing() as connection:
                for hook in running:
                    self._shelf.hooks.prolong(connection, hook, self.name, now + self._settings.lease)

    def _sleep(self, seconds: float) -> None:
        if self._scout is None:
            # Without a hook there is nothing to watch for.
            self._stop.wait(_LONGEST_PAUSE)
            return
        if self._watch is None:
            # What was committed before the watch began is to be looked for once more.
            self._watch = self._site.database.watch()
        else:
            self._watch.wait(seconds)

    def _rest(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    @property
    def _now(self) -> float:
        return self._site.clock().timestamp()
