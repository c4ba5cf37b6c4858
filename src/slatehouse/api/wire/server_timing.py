"""What an answer took, and where: `Server-Timing` (W3C), and a warning where many rows were read for few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from slatehouse.observe.stages import Spent, begin, end, scanned_types

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["UNMEASURED", "ServerTimings", "told"]

_HEADER = "server-timing"
_WARNING = "slatehouse-warning"
UNMEASURED = (_HEADER, "total;dur=0")
"""Of an answer to nobody in particular that took less than a millisecond."""

_SCAN = "scan: rows of {} are read one after another, without an index"
# Of every answer, five numbers are spelled: those that occur are spelled already.
_SPELLED = tuple(f"{hundredths / 100:.2f}" for hundredths in range(2_000))


class ServerTimings:
    """WSGI middleware: sets `Server-Timing` on every answer of the application, whichever door it comes from,
    and `Slatehouse-Warning` where there is something to warn of.

    It stands outside of Falcon because a middleware of its own would take as long as all that is measured.
    """

    def __init__(self, application: WSGIApplication, *, tells_times: bool = True) -> None:
        self._application = application
        self._tells_times = tells_times

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begin()

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            if self._tells_times:
                headers.append((_HEADER, told(end())))
            if scanned := scanned_types():
                headers.append((_WARNING, _SCAN.format(", ".join(sorted(scanned)))))
            return start_response(status, headers, *failure)

        return self._application(environ, start)


def told(spent: Spent) -> str:
    """The times in milliseconds.

    Who is not recognised is told the total alone, in whole ones: the stages of a sign-in could tell somebody
    who has an account.

    >>> told(Spent(0.00002, 0.0001, 0.0123, 0.001, 0.0142, True))
    'auth;dur=0.02, plan;dur=0.10, db;dur=12.30, render;dur=1.00, total;dur=14.20'
    """
    if not spent.is_told:
        return f"total;dur={int(spent.total * 1e3)}"
    auth, plan, db, render = spent.recognising, spent.planning, spent.database, spent.rendering
    try:
        return (
            f"auth;dur={_SPELLED[int(auth * 1e5)]}, plan;dur={_SPELLED[int(plan * 1e5)]}, "
            f"db;dur={_SPELLED[int(db * 1e5)]}, render;dur={_SPELLED[int(render * 1e5)]}, "
            f"total;dur={_SPELLED[int(spent.total * 1e5)]}"
        )
    except IndexError:
        return (
            f"auth;dur={auth * 1e3:.2f}, plan;dur={plan * 1e3:.2f}, db;dur={db * 1e3:.2f}, "
            f"render;dur={render * 1e3:.2f}, total;dur={spent.total * 1e3:.2f}"
        )
