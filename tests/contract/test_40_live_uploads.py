"""Large uploads to real servers: side by side, in bounded memory, and across the death of every process."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.contract.conftest import KEY, SCRIPT, populate
from tests.fixtures.commands import Running, running
from tests.fixtures.sites import Sites

MEGABYTE = 1024 * 1024
PART = 6 * MEGABYTE
PARTS = 10
BOUND = 40 * MEGABYTE
"""By how much the memory of a server may grow while 60 MB come, are joined and go out."""


@dataclass
class Caller:
    """The script, signed in at a server."""

    url: str
    token: str

    def __call__(self, method: str, path: str, body: Any = None, timeout: float = 60) -> requests.Response:
        path = path if path.startswith("/api") else f"/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=timeout)

    def begin(self, path: str) -> dict[str, Any]:
        return dict(self("GET", f"{path}/_upload?filename=plate.mov&multipart_upload=true").json())

    def send(self, begun: dict[str, Any], number: int, content: bytes) -> str:
        """Put one part; its ETag."""
        link = begun["links"]["get_next_part"].replace("part_number=2", f"part_number={number}")
        address = self("GET", link).json()["links"]["upload"]
        return requests.put(address, data=content, timeout=60).headers["etag"].strip('"')

    def complete(self, begun: dict[str, Any], etags: list[str]) -> requests.Response:
        body = {"upload_info": {**begun["data"], "etags": etags}, "upload_data": {}}
        return self("POST", begun["links"]["complete_upload"], body)

    def attached(self, note: str) -> list[int]:
        rows = self("GET", f"{note}/relationships/attachments").json()["data"]
        return [row["id"] for row in rows]

    def digest_of(self, attachment: int) -> str:
        """The SHA-256 of what is downloaded."""
        url = self("GET", f"/entity/attachments/{attachment}/this_file").json()["data"]["url"]
        digest = hashlib.sha256()
        with requests.get(url, stream=True, timeout=60) as answer:
            for block in answer.iter_content(MEGABYTE):
                digest.update(block)
        return digest.hexdigest()


@pytest.fixture
def note(sites: Sites, site_folder: Path) -> str:
    """The path of a note of a site that is then served."""
    site = sites.opened(site_folder)
    try:
        return f"/entity/notes/{populate(site)['note2']}"
    finally:
        site.close()


@contextmanager
def served(folder: Path) -> Iterator[tuple[Running, Caller]]:
    with running("serve", "--site", folder) as server:
        credentials = {"client_id": SCRIPT, "client_secret": KEY, "grant_type": "client_credentials"}
        answer = requests.post(f"{server.url}/api/v1/auth/access_token", data=credentials, timeout=60)
        yield server, Caller(server.url, answer.json()["access_token"])


def family(pid: int) -> list[int]:
    """The process and all below it, but for those that end meanwhile."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def peaks(pids: Iterable[int]) -> dict[int, int]:
    """The most memory that each of the processes has had, of those that have not ended."""
    found = {}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            _, is_alive, peak = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")
            if is_alive:
                found[pid] = int(peak.split()[0]) * 1024
    return found


def content_of(seed: int, parts: int) -> list[bytes]:
    """Parts of a file, the last of them the smallest."""
    chance = random.Random(seed)
    return [*(chance.randbytes(PART) for _ in range(parts - 1)), chance.randbytes(PART - 1)]


def test_parts_side_by_side_take_no_memory_and_come_out_as_they_went_in(site_folder: Path, note: str) -> None:
    contents = content_of(1, PARTS)
    with served(site_folder) as (server, caller):
        small = caller.begin(f"{note}/attachments")
        assert caller.complete(small, [caller.send(small, 1, b"warm up")]).status_code == 201
        (first,) = caller.attached(note)
        caller.digest_of(first)
        before = peaks(family(server.process.pid))
        begun = caller.begin(f"{note}/attachments")
        # Every part twice, and in any order.
        sending = [*range(1, PARTS + 1)] * 2
        random.Random(2).shuffle(sending)
        with ThreadPoolExecutor(6) as pool:
            sent = pool.map(
                lambda number: (number, caller.send(begun, number, contents[number - 1])), sending
            )
            etags = dict(sent)
        assert caller.complete(begun, [etags[number] for number in sorted(etags)]).status_code == 201
        (attachment,) = set(caller.attached(note)) - {first}
        assert caller.digest_of(attachment) == hashlib.sha256(b"".join(contents)).hexdigest()
        grown = {pid: size - before[pid] for pid, size in peaks(before).items()}
    # The server, and at least the worker that took all of it.
    assert len(grown) > 1 and max(grown.values()) < BOUND


def test_a_completion_that_is_killed_can_be_completed(site_folder: Path, note: str) -> None:
    contents, chance = content_of(3, 2), random.Random()
    with served(site_folder) as (server, caller):
        begun = caller.begin(f"{note}/attachments")
        etags = [caller.send(begun, number, each) for number, each in enumerate(contents, start=1)]
        asking = threading.Thread(target=complete_in_vain, args=(caller, begun, etags))
        asking.start()
        time.sleep(chance.uniform(0, 0.1))
        for pid in reversed(family(server.process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        asking.join()
    with served(site_folder) as (_, caller):
        assert caller.complete(begun, etags).status_code == 201
        (attachment,) = caller.attached(note)
        assert caller.digest_of(attachment) == hashlib.sha256(b"".join(contents)).hexdigest()


def complete_in_vain(caller: Caller, begun: dict[str, Any], etags: list[str]) -> None:
    """Ask a server that dies meanwhile, or just before, or just after."""
    with suppress(requests.RequestException):
        caller.complete(begun, etags)
