"""Changes on their way to a site, some at a time, so that what is cut off can be done again without harm."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from uuid import uuid4

from slatehouse.client import Client, MaybeDone, Row, Safeguards, SiteFailed
from slatehouse.importing.changes import Change
from slatehouse.importing.errors import ImportRefused

__all__ = ["AT_ONCE", "Sender"]

AT_ONCE = 100
"""Requests in a batch: the service takes six seconds for so many (contract rest/20)."""


class Sender:
    """Sends changes to a site. Where the site honours keys, what the network swallowed is sent again."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @cached_property
    def safeguards(self) -> Safeguards:
        """What the site honours; asked before the first change is sent."""
        return self._client.safeguards()

    def send(self, changes: Sequence[Change]) -> list[Row]:
        """Do all of these or none; their rows.

        Raises `Refused` where the site will not, and `ImportRefused` where nobody knows what it did.
        """
        if not changes:
            return []
        key = str(uuid4()) if self.safeguards.keys else None
        references = any(change.by is not None for change in changes)
        try:
            return self._client.batch((change.request for change in changes), key=key, references=references)
        except (MaybeDone, SiteFailed) as error:
            raise ImportRefused(
                f"{error} Or run the same import again in a minute: what was made is found, not made twice."
            ) from error
