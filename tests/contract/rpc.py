"""A caller of the Python API of one site, without a server in between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from falcon import testing

NOTHING: dict[str, Any] = {}


@dataclass
class Rpc:
    """Calls methods with the credentials `auth`."""

    app: Any
    auth: Mapping[str, object] = field(default_factory=dict)

    def send(self, body: object, headers: Mapping[str, str] | None = None) -> testing.Result:
        """The answer to a body as it is; what is no text or bytes is sent as JSON."""
        plain = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        return testing.simulate_post(
            self.app, "/api3/json", body=plain, headers=headers, host="tracking.test"
        )

    def ask(self, method: str, argument: object = None, auth: Mapping[str, object] | None = None) -> Any:
        """What a call answers, an error or not."""
        params = [self.auth if auth is None else auth, *([] if argument is None else [argument])]
        answer = self.send({"method_name": method, "params": params})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return answer.json

    def __call__(self, method: str, argument: object = None, **auth: object) -> Any:
        """The results of a call that succeeds; further arguments are further credentials."""
        answer = self.ask(method, argument, {**self.auth, **auth})
        assert list(answer) == ["results"], answer
        return answer["results"]

    def fault(self, method: str, argument: object = None, **auth: object) -> tuple[int, str]:
        """Code and message of a call that fails."""
        return fault_in(self.ask(method, argument, {**self.auth, **auth}))

    def find(self, kind: str, conditions: object = (), fields: object = ("id",), **rest: object) -> Any:
        """The rows of a `read`."""
        return self("read", query(kind, conditions, fields, **rest))["entities"]


def fault_in(answer: Any) -> tuple[int, str]:
    """Code and message in the envelope of an error."""
    assert sorted(answer) == ["error_code", "exception", "message"], answer
    assert answer["exception"] is True
    return answer["error_code"], answer["message"]


def query(kind: str, conditions: object = (), fields: object = ("id",), **rest: object) -> dict[str, object]:
    """The argument of a `read` as the client writes it."""
    return {
        "type": kind,
        "return_fields": fields,
        "filters": {"logical_operator": "and", "conditions": conditions},
        "return_only": "active",
        "paging": {"entities_per_page": 500, "current_page": 1},
        "api_return_image_urls": True,
        "return_paging_info_without_counts": False,
        **rest,
    }


def condition(path: str, relation: str, *values: object) -> dict[str, object]:
    return {"path": path, "relation": relation, "values": list(values)}


def fields(**values: object) -> list[dict[str, object]]:
    """The values of a write."""
    return [{"field_name": name, "value": value} for name, value in values.items()]
