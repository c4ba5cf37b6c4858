"""The OpenAPI document as it is served (rest/90 "GET /spec", behaviour/site §2)."""

import pytest
import yaml
from tests.contract.client import Client, not_found, told

PREFIXES = ("/api/v1", "/api/v1.1")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_it_is_json_for_anyone(anyone: Client, api: Client, prefix: str) -> None:
    answer = anyone("GET", f"{prefix}/spec.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == api("GET", "/api/v1.1/spec.json").content
    document = answer.json
    assert document["openapi"] == "3.0.0"
    assert document["info"]["title"] == "Flow Production Tracking REST API "
    assert document["info"]["version"] == "1.x"
    assert [server["url"] for server in document["servers"]] == ["http://tracking.test/api/v1.1"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_it_is_yaml_on_request(anyone: Client, prefix: str) -> None:
    answer = anyone("GET", f"{prefix}/spec.yaml")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/yaml")
    # Its type names no charset, and some clients take that for another than UTF-8.
    assert answer.content.isascii()
    assert yaml.safe_load(answer.content) == anyone("GET", "/spec.json").json


@pytest.mark.parametrize("suffix", ["xml", "yml", "html", "JSON", "json5", ""])
def test_there_is_no_other_format(anyone: Client, suffix: str) -> None:
    answer = anyone("GET", f"/spec.{suffix}")
    assert (answer.status_code, answer.content) == (406, b"")


@pytest.mark.parametrize("path", ["/spec", "/spec/openapi"])
def test_it_has_no_name_without_a_format(anyone: Client, path: str) -> None:
    assert told(anyone("GET", path)) == not_found()


def test_who_has_it_is_told_so(anyone: Client) -> None:
    etag = anyone("GET", "/spec.json").headers["etag"]
    assert anyone("GET", "/spec.json", headers={"If-None-Match": etag}).status_code == 304


def test_the_absent_calls_of_the_published_reference_are_not_in_it(anyone: Client) -> None:
    """improvements A7"""
    paths = anyone("GET", "/spec.json").json["paths"]
    assert not any("_revive" in path or "_upload_complete" in path for path in paths)
    assert not any("patch" in operations for operations in paths.values())
