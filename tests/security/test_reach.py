"""What the product can reach: of the addresses that a request names those of webhooks alone, no shell, and no
sheet that computes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.contract.client import Client

import slatehouse

HOUSE = Path(slatehouse.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))
CLIENTS = frozenset(
    {"requests", "httpx", "urllib3", "aiohttp", "http.client", "urllib.request", "ftplib", "smtplib"}
)
ALLOWED = {
    # Asks whether the server that this process has just started answers.
    "serving/readiness.py",
    # Asks the provider that the settings name, and goes nowhere that it is sent.
    "accounts/openid/provider.py",
    # Reads what the receivers of webhooks answer; `sending` calls them, at addresses that were judged.
    "jobs/delivering/answers.py",
    # Asks whether a proxy stands between a client and the site that it was made for.
    "client/plainly.py",
    # Calls the sites that tests start.
    "testing/rest.py",
    "testing/server.py",
}


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_nothing_fetches_an_address() -> None:
    """So a request cannot make the site ask another machine: links and files of the web are kept as text."""
    fetching = {str(module.relative_to(HOUSE)) for module in MODULES if CLIENTS & set(imported(module))}
    assert fetching <= ALLOWED


CALLS_OUT = frozenset({"create_connection", "getaddrinfo", "gethostbyname"})
CALLING = {
    # Looks up where a webhook leads, for those who judge it.
    "site/webhooks/addresses.py",
    # Calls the receivers of webhooks, at addresses that were judged.
    "jobs/delivering/sending.py",
    # Fetches pictures, in a client, from where its site says that they are; nothing of a site imports it.
    "client/plainly.py",
    # Tries whether this machine's own port is free.
    "serving/port.py",
}


def test_nothing_looks_up_or_calls_another_machine_but_for_webhooks() -> None:
    calling = {
        str(module.relative_to(HOUSE))
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in CALLS_OUT
    }
    assert calling <= CALLING


def test_one_module_writes_sheets() -> None:
    """Exports are refused, and one module of commands writes CSV: it escapes formulas, as another would have
    to."""
    writing = [module for module in MODULES if "csv.writer" in module.read_text()]
    assert [str(module.relative_to(HOUSE)) for module in writing] == ["cli/found.py"]


def test_no_shell_is_ever_started() -> None:
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call):
                assert not any(keyword.arg == "shell" for keyword in node.keywords), module
                assert ast.unparse(node.func) not in ("os.system", "os.popen"), module


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "gopher://x:1/_x",
    ],
)
def test_an_address_in_a_field_is_kept_and_not_asked(api: Client, url: str) -> None:
    sent: dict[str, Any] = {"sg_uploaded_movie": {"url": url, "name": "x"}}
    answer = api("PUT", "/entity/versions/<version2>", sent)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json["data"]["attributes"]["sg_uploaded_movie"]["url"] == url


@pytest.mark.parametrize("format_", ["csv", "json", "xml"])
def test_an_export_is_refused_in_plain_words(api: Client, format_: str) -> None:
    answer = api("GET", f"/exports/page/1.{format_}")
    assert answer.status_code == 422
    assert answer.text.startswith(("Export for Page", "Trying to perform export"))
