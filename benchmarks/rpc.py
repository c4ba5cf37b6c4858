"""Finding through the official Python client, beside the same client and a bare handler of the same bytes.

One note is found beside a handler that finds it by hand, too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from shotgun_api3.shotgun import Shotgun

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.reference_rpc import name_of

NOTES = 20_000
ROUNDS, SECONDS = 5, 3.0
FIELDS = ["subject", "content", "created_at", "created_by", "note_links"]
OPEN = [["sg_status_list", "is", "opn"]]

Ask = Callable[[Shotgun], object]


class _Recorder(Shotgun):
    """A client that keeps the bytes of each answer in a folder, under the name that the reference knows."""

    folder: Path

    def _http_request(self, verb: str, path: str, body: Any, headers: Any) -> Any:
        # Its types call the bytes of an answer a text.
        answer: Any = super()._http_request(verb, path, body, headers)
        (self.folder / name_of(body)).write_bytes(answer[2])
        return answer


def measure(folder: str) -> list[Figure]:
    """Calls a second of one client; ours and the reference's in turn."""
    place, recorded = Path(folder) / "site", Path(folder) / "recorded"
    make_site(place, NOTES).close()
    recorded.mkdir()
    asked: list[tuple[str, Ask]] = [
        ("find 500 notes", lambda sg: sg.find("Note", OPEN, FIELDS, limit=500)),
        ("find one note", lambda sg: sg.find_one("Note", [["id", "is", 777]], FIELDS)),
    ]
    with servers.slatehouse(place) as ours:
        recorder = _Recorder(f"http://127.0.0.1:{ours.port}", SCRIPT, KEY, connect=False)
        recorder.folder = recorded
        recorder.info()
        answers = [ask(recorder) for _, ask in asked]
        by_hand = Path(folder) / "by-hand"
        by_hand.mkdir()
        (by_hand / "site.db").symlink_to(place / "site.db")
        (by_hand / "info").write_bytes((recorded / "info").read_bytes())
        with (
            servers.reference("benchmarks.reference_rpc:create", recorded) as bare,
            servers.reference("benchmarks.reference_rpc:create_by_hand", by_hand) as hand,
        ):
            mine, other, handy = (
                Shotgun(f"http://127.0.0.1:{each.port}", SCRIPT, KEY) for each in (ours, bare, hand)
            )
            for answer, (what, ask) in zip(answers, asked, strict=True):
                _raise_unless(answer, ask(other), what)
            _raise_unless(answers[-1], asked[-1][1](handy), "by hand")
            return [
                *(_compare(what, ask, mine, other, "80%") for what, ask in asked),
                _compare("find one note, beside one by hand", asked[-1][1], mine, handy, "-"),
            ]


def _raise_unless(ours: object, theirs: object, what: str) -> None:
    if not ours or ours != theirs:
        raise RuntimeError(f"the reference answers otherwise: {what}\n{ours}\n{theirs}")


def _compare(what: str, ask: Ask, mine: Shotgun, other: Shotgun, aim: str) -> Figure:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_rate(ask, mine))
        theirs.append(_rate(ask, other))
    return rates(what, ours, theirs, aim)


def _rate(ask: Ask, sg: Shotgun) -> float:
    asked, started = 0, perf_counter()
    while (taken := perf_counter() - started) < SECONDS:
        ask(sg)
        asked += 1
    return asked / taken
