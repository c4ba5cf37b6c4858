"""Calls beside the window: what somebody else does at the site while the page is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext, Page

from slatehouse.demo.build import PASSWORD

__all__ = ["Caller"]

_API = "/api/v1.1"


@dataclass(frozen=True)
class Caller:
    """Whoever calls the API with a token of their own; cookies of the window play no part."""

    request: APIRequestContext
    token: str

    @classmethod
    def person(cls, page: Page, login: str, password: str = PASSWORD) -> Self:
        """A person, of the demo as a rule."""
        return cls._signed_in(page, {"grant_type": "password", "username": login, "password": password})

    @classmethod
    def script(cls, page: Page, name: str, key: str) -> Self:
        """A script."""
        return cls._signed_in(
            page, {"grant_type": "client_credentials", "client_id": name, "client_secret": key}
        )

    @classmethod
    def _signed_in(cls, page: Page, form: dict[str, str | float | bool]) -> Self:
        answer = page.request.post(f"{_API}/auth/access_token", form=form)
        assert answer.ok, answer.text()
        return cls(page.request, answer.json()["access_token"])

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the site answers; it has to be a success."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.request.fetch(f"{_API}{path}", method=method, headers=headers, data=body)
        assert answer.ok, answer.text()
        return answer.json() if answer.body().strip() else None

    def attach(self, kind: str, row: int, name: str, content: bytes, field: str = "attachments") -> None:
        """Upload a file to a row."""
        path = f"/entity/{kind}/{row}/{field}/_upload"
        begun = self.call("GET", f"{path}?{urlencode({'filename': name})}")
        answer = self.request.put(begun["links"]["upload"], data=content)
        assert answer.ok, answer.text()
        self.call("POST", path, {"upload_info": begun["data"], "upload_data": {}})
