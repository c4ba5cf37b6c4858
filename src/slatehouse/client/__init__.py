"""A client of production-tracking sites: Slatehouse's, and every other that speaks the REST API of Flow
Production Tracking.

>>> from slatehouse.client import Client
>>> with Client("https://studio.example", script="dailies", key="…") as site:
...     note = site.notes.where(author="Ada", shot="SH010").newest().first()

It imports nothing of the server's, and needs none of the packages that the server needs.
"""

from slatehouse.client.awaiting import AsyncChanges, AsyncClient, AsyncRows
from slatehouse.client.blocking import Changes, Client, Rows
from slatehouse.client.credentials import NoCredentials
from slatehouse.client.digests import Digest
from slatehouse.client.errors import (
    BrokenAnswer,
    CertificateRefused,
    ClientError,
    Incomplete,
    MaybeDone,
    NoPicture,
    NotFound,
    NotPermitted,
    Refusal,
    Refused,
    SignInRefused,
    SiteFailed,
    TooBusy,
    Unreachable,
)
from slatehouse.client.landing import InTheWay, NoRoom
from slatehouse.client.log_entries import Change
from slatehouse.client.patience import Patience
from slatehouse.client.rows import File, Link, Note, Row
from slatehouse.client.safeguards import Safeguards
from slatehouse.client.tables import NotInstalled
from slatehouse.client.transfers import Received

__all__ = [
    "AsyncChanges",
    "AsyncClient",
    "AsyncRows",
    "BrokenAnswer",
    "CertificateRefused",
    "Change",
    "Changes",
    "Client",
    "ClientError",
    "Digest",
    "File",
    "InTheWay",
    "Incomplete",
    "Link",
    "MaybeDone",
    "NoCredentials",
    "NoPicture",
    "NoRoom",
    "NotFound",
    "NotInstalled",
    "NotPermitted",
    "Note",
    "Patience",
    "Received",
    "Refusal",
    "Refused",
    "Row",
    "Rows",
    "Safeguards",
    "SignInRefused",
    "SiteFailed",
    "TooBusy",
    "Unreachable",
]
