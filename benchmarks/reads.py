"""Reading one note, and a page of a person's notes, beside a bare handler that does the same by hand."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.load import Request, answer, rate
from benchmarks.population import KEY, SCRIPT, make_site

NOTES = 200_000
ROUNDS, SECONDS = 5, 1.5
FIELDS = "subject,content,created_at,created_by,note_links"


def measure(folder: str) -> list[Figure]:
    """Rates of both reads; ours and the reference's in turn, so that both see the machine's other load."""
    place = Path(folder) / "site"
    site = make_site(place, NOTES)
    token = site.accounts.sign_in(
        "client_credentials", {"client_id": SCRIPT, "client_secret": KEY}, "127.0.0.1"
    ).access_token
    site.close()
    lent = servers.lend(place, Path(folder) / "reference")
    with (
        servers.slatehouse(place) as ours,
        servers.reference("benchmarks.reference_reads:create", lent) as theirs,
    ):
        return [_compare(what, request, ours.port, theirs.port) for what, request in requests(token)]


def requests(token: str, note: int = 777, person: int = 7) -> list[tuple[str, Request]]:
    """Reading one note, and a page of a person's notes."""
    asked = {
        "filters": [["created_by", "is", {"type": "HumanUser", "id": person}]],
        "fields": FIELDS.split(","),
        "page": {"size": 25, "number": 1},
    }
    search = Request(
        "POST",
        "/api/v1.1/entity/notes/_search",
        token,
        msgspec.json.encode(asked),
        "application/vnd+shotgun.api3_array+json",
    )
    return [
        ("read one note", Request("GET", f"/api/v1.1/entity/notes/{note}?fields={FIELDS}", token)),
        ("a page of 25 notes of a person", search),
    ]


def _compare(what: str, request: Request, ours: int, theirs: int) -> Figure:
    raise_unless_alike(
        msgspec.json.decode(answer(ours, request)), msgspec.json.decode(answer(theirs, request))
    )
    mine, others = [], []
    for _ in range(ROUNDS):
        mine.append(rate(ours, request, SECONDS))
        others.append(rate(theirs, request, SECONDS))
    return rates(what, mine, others, "50%")


def raise_unless_alike(ours: object, theirs: object) -> None:
    """Raises where the reference answers something else."""
    if ours != theirs:
        raise RuntimeError(f"the reference does other work:\n{ours}\n{theirs}")
