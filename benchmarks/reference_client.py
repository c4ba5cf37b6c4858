"""The references for the client: pages by `httpx2` and `msgspec` alone, and `curl` with addresses that it is
given. They share no code with the product.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import msgspec


def walk(url: str, token: str, entity_type: str, fields: Sequence[str], size: int) -> int:
    """How many rows of a type there are, read page by page behind the last id."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/vnd+shotgun.api3_array+json",
        "Accept": "application/json",
    }
    asked: dict[str, Any] = {
        "filters": [],
        "fields": fields,
        "page": {"number": 1, "size": size},
        "sort": "id",
    }
    found = 0
    with httpx2.Client(base_url=url, headers=headers, timeout=60) as client:
        while True:
            body = msgspec.json.encode(asked)
            answer = client.post(f"/api/v1.1/entity/{entity_type}/_search", content=body)
            rows = msgspec.json.decode(answer.raise_for_status().content)["data"]
            found += len(rows)
            if len(rows) < size:
                return found
            asked["filters"] = [["id", "greater_than", rows[-1]["id"]]]


def fetch(addresses: Sequence[str], folder: Path, at_once: int) -> None:
    """Put what is at the addresses into the folder, so many at once."""
    lines = (f'url = "{url}"\noutput = "{folder / str(n)}.jpg"\n' for n, url in enumerate(addresses))
    command = ["curl", "--silent", "--fail", "--parallel", "--parallel-max", str(at_once), "--config", "-"]
    subprocess.run(command, input="".join(lines), text=True, check=True, stderr=subprocess.DEVNULL)
