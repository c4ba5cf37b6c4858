"""What fuzzers throw bytes at: whole requests with a hostile part, answered by a small site of its own.

A target returns where the bytes were answered, be it with a refusal, and raises where they met an error that
nobody foresaw. They run in process, so that a fuzzer sees which lines the bytes reach.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from falcon import testing
from msgspec.structs import replace
from tests.contract.conftest import KEY, SCRIPT, populate
from tests.fixtures.sites import CHEAP, unlimited

from slatehouse.accounts.accounts import Accounts
from slatehouse.api.wire.application import application
from slatehouse.site.opening import create_site

__all__ = ["CORPUS", "TARGETS", "House", "Target"]

CORPUS = Path(__file__).parent / "corpus"
BOUNDARY = b"fuzz"
LONGEST = 4096
_log = logging.getLogger("slatehouse")
LASTING = 31_536_000
FILTER_TYPES = ("application/vnd+shotgun.api3_array+json", "application/vnd+shotgun.api3_hash+json")
SEARCHES = ("shots/_search", "tasks/_search", "notes/_summarize", "_text_search")
FORMS = ("upload_file", "publish_thumbnail", "share_thumbnail", "api_link_file", "api_get_upload_link_info")


class Unforeseen(logging.Handler):
    """Keeps the error of a request that failed, which its answer does not tell."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.error = record.exc_info[1]


class House:
    """A site with a small production, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.site = site = create_site(folder)
        site.config = unlimited(site.config)
        settings = replace(site.config.settings.auth, token_lifetime=LASTING)
        site.accounts = Accounts(site.database, site.edition.tables, site.clock, settings, CHEAP)
        self.ids = populate(site)
        self.app = application(site)
        self.credentials = {"script_name": SCRIPT, "script_key": KEY}
        given = {"client_id": SCRIPT, "client_secret": KEY}
        self.token = site.accounts.sign_in("client_credentials", given, "tracking.test").access_token
        self._unforeseen = Unforeseen()
        _log.addHandler(self._unforeseen)
        _log.propagate = False

    def ask(
        self, method: str, path: str, body: bytes = b"", content_type: str = "", query: str = ""
    ) -> testing.Result:
        """The answer; raises the error where the request met one that nobody foresaw."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if content_type:
            headers["Content-Type"] = content_type
        answer = testing.simulate_request(
            self.app, method, path, body=body, headers=headers, query_string=query, host="tracking.test"
        )
        error, self._unforeseen.error = self._unforeseen.error, None
        if error is not None:
            raise error
        assert answer.status_code < 500, f"{answer.status_code} {answer.text}"
        return answer

    def close(self) -> None:
        _log.removeHandler(self._unforeseen)
        _log.propagate = True
        self.site.close()


Target = Callable[[House, bytes], None]


def search(house: House, data: bytes) -> None:
    """The body of a search; its first byte chooses the call and how filters are spelled."""
    choice, body = data[:1], data[1:]
    number = choice[0] if choice else 0
    path = SEARCHES[number // 2 % len(SEARCHES)]
    answer = house.ask("POST", f"/api/v1/entity/{path}", body, FILTER_TYPES[number % 2])
    assert answer.status_code in (200, 400, 404, 413), answer.text
    json.loads(answer.content)


def call(house: House, data: bytes) -> None:
    """A call of the Python API; credentials are put where they belong, so that the rest is looked at."""
    try:
        sent = json.loads(data)
        sent["params"][0] = {**sent["params"][0], **house.credentials}
        data = json.dumps(sent).encode(errors="surrogatepass")
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    answer = house.ask("POST", "/api3/json", data, "application/json")
    assert answer.status_code == 200, answer.text
    json.loads(answer.content)


def form(house: House, data: bytes) -> None:
    """A form with a file, after the fields of the credentials; its first byte chooses the path."""
    name = FORMS[(data[0] if data else 0) % len(FORMS)]
    fields = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (BOUNDARY, *map(str.encode, pair))
        for pair in house.credentials.items()
    )
    content_type = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    answer = house.ask("POST", f"/upload/{name}", fields + data[1:], content_type)
    assert answer.status_code == 200 and answer.text[:1] in ("0", "1"), answer.text


def query(house: House, data: bytes) -> None:
    """The query string of a list: filters, fields, order, pages, options."""
    text = data.decode("latin-1").replace("#", "%23").replace("\n", "%0A").replace("\r", "%0D")
    answer = house.ask("GET", "/api/v1/entity/tasks", query=f"&{text}")
    assert answer.status_code in (200, 400, 404), answer.text
    json.loads(answer.content)


TARGETS: Mapping[str, Target] = {"filter": search, "rpc": call, "multipart": form, "query": query}


def words() -> list[Any]:
    """What a mutation puts in place of a part of a JSON text: what means something, and what is odd."""
    return [
        *(
            None,
            True,
            False,
            0,
            -1,
            1,
            2**31,
            2**63,
            10**400,
            1e308,
            0.5,
            "",
            "0",
            "\x00",
            "\ud800",
            "%",
            "'",
        ),
        *("and", "or", "all", "any", "is", "is_not", "in", "not_in", "contains", "between", "greater_than"),
        *("in_last", "in_calendar_day", "name_contains", "type_is", "starts_with", "code", "id", "project"),
        *(
            "entity",
            "entity.Shot.code",
            "sg_status_list",
            "tasks",
            "step_0.Task.content",
            "created_at",
            "tags",
        ),
        *("logical_operator", "filter_operator", "conditions", "filters", "path", "relation", "values"),
        *("fields", "sort", "page", "size", "number", "options", "return_only", "retired", "DAY", "WEEK"),
        *(
            "additional_filter_presets",
            "preset_name",
            "LATEST",
            "NAV_ENTRIES",
            "summaries",
            "grouping",
            "type",
        ),
        *("count", "sum", "status_percentage", "direction", "2026-11-26", "2026-11-26T01:02:03Z", "x" * 300),
        *({}, [], {"type": "Shot", "id": 1}, {"type": "Nope", "id": 2**70}, [{"type": "Project", "id": 1}]),
    ]
