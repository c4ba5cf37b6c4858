"""A client of the REST API for tests: `requests`, signed in, with paths below the API's own."""

from __future__ import annotations

from typing import Any

from requests import Response, Session

__all__ = ["Rest"]

_PREFIX = "/api/v1.1"


class Rest(Session):
    """`rest.get("/entity/shots")`, and every other method of a `requests.Session`.

    A path is one below the API's prefix; a whole address is called as it is. Tokens last for ten minutes.
    """

    def __init__(self, url: str, script_name: str, script_key: str) -> None:
        super().__init__()
        self._url = url
        self.headers["Accept"] = "application/json"
        grant = {"grant_type": "client_credentials", "client_id": script_name, "client_secret": script_key}
        answer = self.post("/auth/access_token", data=grant)
        answer.raise_for_status()
        self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:  # type: ignore[override]
        """The answer, whatever its status."""
        whole = url if "://" in url else f"{self._url}{_PREFIX}{url}"
        return super().request(method, whole, *args, **options)
