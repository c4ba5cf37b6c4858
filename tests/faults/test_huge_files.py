"""A huge file goes in whole, in parts and in a form, and out again, through a real server.

The suite sends 128 MB; `make test-huge` sends 4 GiB (`TESTS_OF_SLATEHOUSE_HUGE_BYTES` says how many), for
which the disk needs four times as much room, and prints what the server's memory came to.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from tests.contract.conftest import KEY, SCRIPT, populate
from tests.contract.test_40_live_uploads import MEGABYTE, Caller, family, peaks, served
from tests.contract.test_rpc_files import BOUNDARY
from tests.fixtures.cluster import Cluster
from tests.fixtures.sites import Sites

from slatehouse.site.opening import open_site

SIZE = int(os.environ.get("TESTS_OF_SLATEHOUSE_HUGE_BYTES", 128 * MEGABYTE))
SMALL = 6 * MEGABYTE
BOUND = 64 * MEGABYTE
"""By how much the memory of all processes of a server together may grow above what they have when idle."""
SIDE_BY_SIDE = 4
PATIENCE = 900

_random = random.Random(7).randbytes(MEGABYTE)


class Stretch:
    """Bytes `start` to `end` of an endless file that is nowhere kept; `start` is a whole megabyte."""

    def __init__(self, start: int, end: int) -> None:
        self._start, self._end = start, end

    def __len__(self) -> int:
        return self._end - self._start

    def __iter__(self) -> Iterator[bytes]:
        for at in range(self._start, self._end, MEGABYTE):
            block = at.to_bytes(8, "big") + _random[8:]
            yield block[: self._end - at]

    def digest(self, name: str) -> str:
        digest = hashlib.new(name)
        for block in self:
            digest.update(block)
        return digest.hexdigest()


class Form:
    """A form with a file in it, as the Python client posts it."""

    def __init__(self, values: dict[str, object], file: Stretch) -> None:
        fields = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in values.items()
        )
        disposition = 'Content-Disposition: form-data; name="file"; filename="plate.dat"'
        self._head = f"{fields}--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode()
        self._tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self._file = file

    def __len__(self) -> int:
        return len(self._head) + len(self._file) + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        yield from self._file
        yield self._tail


class Studio:
    """Somebody who sends a file to a note in every way there is."""

    def __init__(self, caller: Caller, note: str) -> None:
        self._caller, self._note = caller, note

    def whole(self, size: int) -> None:
        file = Stretch(0, size)
        begun = self._caller("GET", f"{self._note}/attachments/_upload?filename=plate.dat").json()
        answer = requests.put(begun["links"]["upload"], data=file, timeout=PATIENCE)
        assert answer.headers["etag"].strip('"') == file.digest("md5")
        self._complete(begun, {})

    def in_parts(self, size: int) -> None:
        part = max(SMALL, -(-size // 64 // MEGABYTE) * MEGABYTE)
        stretches = [Stretch(start, min(start + part, size)) for start in range(0, size, part)]
        begun = self._caller.begin(f"{self._note}/attachments")

        def sent(number: int) -> str:
            link = begun["links"]["get_next_part"].replace("part_number=2", f"part_number={number}")
            address = self._caller("GET", link).json()["links"]["upload"]
            answer = requests.put(address, data=stretches[number - 1], timeout=PATIENCE)
            return answer.headers["etag"].strip('"')

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            etags = list(pool.map(sent, range(1, len(stretches) + 1)))
        self._complete(begun, {"etags": etags})

    def in_a_form(self, size: int) -> None:
        row = {"entity_type": "Note", "entity_id": self._note.rpartition("/")[2]}
        form = Form({"script_name": SCRIPT, "script_key": KEY, **row}, Stretch(0, size))
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        address = f"{self._caller.url}/upload/upload_file"
        answer = requests.post(address, data=form, headers=headers, timeout=PATIENCE)
        assert answer.text.startswith("1:"), answer.text

    def contents(self) -> list[str]:
        """The SHA-256 of each file of the note, as its address tells."""
        addresses = [
            self._caller("GET", f"/entity/attachments/{each}/this_file").json()["data"]["url"]
            for each in self._caller.attached(self._note)
        ]
        return [urlsplit(each).path.split("/")[2] for each in addresses]

    def fetched(self) -> str:
        """The SHA-256 of the file that came last, as it is downloaded."""
        return self._caller.digest_of(max(self._caller.attached(self._note)))

    def _complete(self, begun: dict[str, Any], more: dict[str, object]) -> None:
        body = {"upload_info": {**begun["data"], **more}, "upload_data": {}}
        answer = self._caller("POST", begun["links"]["complete_upload"], body, timeout=PATIENCE)
        assert answer.status_code == 201, answer.text


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def grown(pids: list[int], do: Callable[[], object]) -> int:
    """By how much the memory that the processes had at most exceeds what they had before."""
    before = {pid: resident(pid) for pid in pids}
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    do()
    most = peaks(pids)
    return sum(max(0, most[pid] - size) for pid, size in before.items())


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")


def test_a_file_larger_than_memory_goes_in_and_out(tmp_path: Path) -> None:
    # The bytes never meet the database, so that one is enough.
    with Sites("sqlite", _no_cluster).folder(tmp_path / "site") as folder:
        with closing(open_site(folder)) as site:
            note = f"/entity/notes/{populate(site)['note2']}"
        with served(folder) as (server, caller):
            studio, pids = Studio(caller, note), family(server.process.pid)
            ways = {"whole": studio.whole, "in parts": studio.in_parts, "in a form": studio.in_a_form}
            for way in ways.values():
                way(SMALL + 1)
            assert studio.fetched() == Stretch(0, SMALL + 1).digest("sha256")
            used = {
                name: grown(pids, lambda way=way: way(SIZE))  # type: ignore[misc]  # each its own
                for name, way in ways.items()
            }
            got: list[str] = []
            used["out"] = grown(pids, lambda: got.append(studio.fetched()))
            contents = Counter(studio.contents())
    print({name: f"{size / MEGABYTE:.1f} MB" for name, size in used.items()}, f"{SIZE} bytes")
    huge = Stretch(0, SIZE).digest("sha256")
    assert got == [huge] and contents[huge] == len(ways)
    assert max(used.values()) <= BOUND, used
