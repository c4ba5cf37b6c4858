"""A browser that goes back and forth between the site and a provider."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from falcon import testing

SITE = "http://tracking.test"
BACK = f"{SITE}/user/login/openid/back"


class Browser:
    """Keeps the cookies of the site and those of others apart, as every browser does."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.cookies: dict[str, str] = {}
        self._elsewhere = requests.Session()

    def get(self, path: str) -> testing.Result:
        return self._call("GET", path, None)

    def post(self, path: str, origin: str | None = SITE, **form: str) -> testing.Result:
        return self._call("POST", path, urlencode(form), **({} if origin is None else {"Origin": origin}))

    def _call(self, method: str, path: str, body: str | None, **headers: str) -> testing.Result:
        path, _, query = path.removeprefix(SITE).partition("?")
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = testing.simulate_request(
            self._app, method, path, query_string=query, body=body, headers=headers, host="tracking.test"
        )
        for name, value in _set_by(answer).items():
            self.cookies[name] = value
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return answer

    def leave(self, return_path: str = "/user/login") -> str:
        """The provider's address to which the site sends the browser."""
        answer = self.get(f"/user/login/openid?return_path={return_path}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def sign_in_there(self, address: str, login: str, password: str) -> str:
        """The address to which the provider sends the browser back."""
        page = self._elsewhere.get(address, allow_redirects=False)
        for _ in range(8):
            where = page.headers.get("location")
            if where is not None and urlsplit(where)._replace(query="").geturl() == BACK:
                return where
            if where is not None:
                page = self._elsewhere.get(urljoin(page.url, where), allow_redirects=False)
            else:
                form = {"login": login, "password": password, "answer": "accept"}
                page = self._elsewhere.post(page.url, data=form, allow_redirects=False)
        raise AssertionError(page.text)


def _set_by(answer: testing.Result) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, value in answer.headers.items():
        if header.lower() == "set-cookie":
            found |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
    return found | {name: cookie.value for name, cookie in answer.cookies.items()}
