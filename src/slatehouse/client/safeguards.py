"""What a site goes beyond the service in, so that a write can be sent again: found out by trying.

Nothing in an answer says whose a site is. Two batches without a request, under one key, change nothing: a
site that honours keys says of the second that it is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from slatehouse.client.asks import JSON, Ask
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Talk

__all__ = ["BATCH", "KEY", "REFERENCES", "Safeguards", "safeguards"]

BATCH = "/entity/_batch"
KEY = "Idempotency-Key"
REFERENCES = "batch-references"


@dataclass(frozen=True, slots=True)
class Safeguards:
    """`keys`: what is sent again under its key is not done twice. `references`: batches take names of rows,
    and upserts."""

    keys: bool
    references: bool


def safeguards(line: Line) -> Talk[Safeguards]:
    """What the site honours."""
    headers = {"Content-Type": JSON, KEY: str(uuid4()), "Prefer": REFERENCES}
    ask = Ask("POST", BATCH, b'{"requests":[]}', headers, is_safe=True)
    yield from line.asked(ask)
    again = yield from line.asked(ask)
    return Safeguards(
        keys=again.headers.get("idempotent-replayed") == "true",
        references=REFERENCES in again.headers.get("preference-applied", ""),
    )
