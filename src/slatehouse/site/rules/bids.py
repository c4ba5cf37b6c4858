"""What was logged on a task beside what was bid for it: `time_vs_est` and `time_percent_of_est`, in minutes
and in whole percent (entity-types B.6)."""

from __future__ import annotations

from slatehouse.site.draft import Draft

_LARGEST = 2**31 - 1


def fill_bid(draft: Draft, bid: object, logged: int) -> None:
    """Complete a draft of a task, of which so many minutes are bid and logged.

    Without a bid there is nothing to compare. What the product itself has put there stays.
    """
    minutes = bid if isinstance(bid, int) else None
    if not draft.has("time_vs_est"):
        draft.fill("time_vs_est", None if minutes is None else minutes - logged)
    if not draft.has("time_percent_of_est"):
        draft.fill("time_percent_of_est", None if not minutes else _percent(logged, minutes))


def _percent(logged: int, bid: int) -> int:
    share = round(100 * logged / bid)
    return max(-_LARGEST, min(share, _LARGEST))
