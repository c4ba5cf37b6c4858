"""The examples in the OpenAPI document, sent to the demo site as a tool sends them that has read it."""

from __future__ import annotations

import re
import shutil
from base64 import b32decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from falcon import testing
from openapi_schema_validator import OAS30ReadValidator, validate
from tests.contract.client import FORM, Client
from tests.fixtures.demo import drawn_demo

from slatehouse.accounts.totp import code_at, step_at
from slatehouse.api.rest.describing.document import described
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.api.wire.application import application
from slatehouse.schema.schema import standard_schema
from slatehouse.site.opening import open_site

__all__ = ["drawn_demo"]

DOCUMENT: Any = described(OPEN_ROUTES, ROUTES, standard_schema())


class Example(NamedTuple):
    """A request of the document: an operation, and one of the types that its body may have."""

    method: str
    path: str
    operation: Any
    content_type: str | None

    @property
    def name(self) -> str:
        return f"{self.operation['operationId']} {self.content_type or ''}".strip()


def examples() -> Iterator[Example]:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            for content_type in operation.get("requestBody", {"content": [None]})["content"]:
                yield Example(method.upper(), path, operation, content_type)


EXAMPLES = list(examples())
BY_NAME = {example.operation["operationId"]: example for example in EXAMPLES}


@pytest.fixture(scope="module")
def demo(drawn_demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A script of the demo site, signed in as the document shows."""
    folder = shutil.copytree(drawn_demo, tmp_path_factory.mktemp("examples") / "demo")
    with pytest.MonkeyPatch.context() as patch:
        # The bytes of whole uploads go through the API, too.
        patch.setenv("SLATEHOUSE_MEDIA_STORAGE_SERVICE", "sg")
        site = open_site(folder)
    client = Client(application(site), prefix="/api/v1.1")
    client.token = sent(client, BY_NAME["sign_in"]).json["access_token"]

    # Fields are trashed and revived by examples that another process of the suite may run than makes them.
    lens = {"data_type": "text", "properties": [{"property_name": "name", "value": "Lens"}]}
    assert client("POST", "/schema/Shot/fields", lens).status_code == 201
    yield client
    site.close()


def sent(
    client: Client, example: Example, body: object = None, query: Mapping[str, object] | None = None
) -> testing.Result:
    """The answer to the example, with a body or parameters of one's own instead of its own."""
    path, parameters = example.path, dict(query or {})
    for parameter in example.operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        elif query is None and "example" in parameter:
            parameters |= spelled(parameter)
    if body is None and example.content_type is not None:
        body = example.operation["requestBody"]["content"][example.content_type]["example"]
    if example.content_type == FORM:
        assert isinstance(body, dict)
        body = urlencode(body)
    return client(example.method, f"{path}?{urlencode(parameters)}", body, example.content_type)


def spelled(parameter: Any) -> dict[str, object]:
    """The parameter as the query string spells it."""
    name, value = parameter["name"], parameter["example"]
    if parameter.get("style") == "deepObject":
        return {f"{name}[{key}]": each for key, each in value.items()}
    return {name: value}


def shape_of(example: Example, answer: testing.Result) -> Any:
    """What the document says of the body of such an answer; None where it has none to be parsed."""
    told = example.operation["responses"][str(answer.status_code)].get("content")
    if told is None:
        return None
    return told[answer.headers["content-type"].split(";")[0]]["schema"]


def put(client: Client, address: str, content_type: str = "image/png") -> testing.Result:
    """Bytes to where an announcement says, as it says it."""
    path, _, query = address.removeprefix("http://tracking.test").partition("?")
    headers = {"Content-Type": content_type}
    return testing.simulate_put(
        client.app, path, query_string=query, body=b"x", headers=headers, host="tracking.test"
    )


def announced(client: Client, example: Example, **more: object) -> Any:
    """The answer of the announcement that the example goes on from."""
    beginning = BY_NAME["begin_upload" + ("_beside" if example.name.split()[0].endswith("_beside") else "")]
    answer = sent(client, beginning, query={"filename": "quay.png", **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def complete_upload(client: Client, example: Example) -> testing.Result:
    begun = announced(client, example)
    assert put(client, begun["links"]["upload"]).status_code == 200
    return sent(client, example, {"upload_info": begun["data"], "upload_data": {}})


def receive_upload(client: Client, example: Example) -> testing.Result:
    return put(client, announced(client, example)["links"]["upload"], "application/octet-stream")


def next_part(client: Client, example: Example) -> testing.Result:
    info = announced(client, example, multipart_upload="true")["data"]
    known = {name: info[name] for name in ("timestamp", "upload_type", "upload_id")}
    return sent(client, example, query={"filename": "quay.png", "part_number": 2, **known})


def abort_upload(client: Client, example: Example) -> testing.Result:
    return sent(client, example, announced(client, example, multipart_upload="true")["data"])


def end_own_session(client: Client, example: Example) -> testing.Result:
    sent(client, BY_NAME["sign_in"])
    listed = sent(client, BY_NAME["list_own_sessions"]).json["data"]
    other = next(each["id"] for each in listed if not each["is_current"])
    return client(example.method, example.path.replace("{session_id}", other))


def end_session(client: Client, example: Example) -> testing.Result:
    sent(client, BY_NAME["sign_in"])
    script = client.search("api_users", [["firstname", "is", "demo_script"]]).json["data"][0]["id"]
    sessions = f"/account/api_users/{script}/sessions"
    other = next(each["id"] for each in client("GET", sessions).json["data"] if not each["is_current"])
    return client(example.method, f"{sessions}/{other}")


def invited(client: Client) -> tuple[str, str]:
    """The login of a new person of the demo, and what redeems the link to choose a password."""
    login = f"guest{len(client.ids(client('GET', '/entity/human_users')))}"
    made = client("POST", "/entity/human_users", {"login": login, "name": "A Guest"})
    path = f"/account/human_users/{made.json['data']['id']}/password_link"
    return login, client("POST", path).json["data"]["url"].partition("#")[2]


def redeem_password_link(client: Client, example: Example) -> testing.Result:
    return sent(client, example, {"token": invited(client)[1], "password": "a-grey-harbour"})


def change_own_password(client: Client, example: Example) -> testing.Result:
    passwords = {"password": "a-grey-harbour", "new_password": "a-blue-harbour"}
    return sent(guest(client), example, passwords)


def guest(client: Client) -> Client:
    """A new person of the demo, signed in."""
    login, token = invited(client)
    client("POST", "/account/password", {"token": token, "password": "a-grey-harbour"})
    credentials = {"grant_type": "password", "username": login, "password": "a-grey-harbour"}
    answer = client("POST", "/auth/access_token", urlencode(credentials), FORM)
    return Client(client.app, answer.json["access_token"], prefix=client.prefix)


def begin_two_factor(client: Client, example: Example) -> testing.Result:
    return sent(guest(client), example, {"password": "a-grey-harbour"})


def begun(client: Client) -> tuple[Client, str, str]:
    """A person who began with a second factor, and codes that their app shows one after the other."""
    person = guest(client)
    answer = sent(person, BY_NAME["begin_two_factor"], {"password": "a-grey-harbour"})
    secret, now = b32decode(answer.json["data"]["secret"]), step_at(datetime.now(UTC))
    return person, code_at(secret, now), code_at(secret, now + 1)


def confirm_two_factor(client: Client, example: Example) -> testing.Result:
    person, code, _ = begun(client)
    return sent(person, example, {"code": code})


def disable_two_factor(client: Client, example: Example) -> testing.Result:
    person, code, next_code = begun(client)
    sent(person, BY_NAME["confirm_two_factor"], {"code": code})
    return sent(person, example, {"code": next_code})


def reset_two_factor(client: Client, example: Example) -> testing.Result:
    person, code, _ = begun(client)
    sent(person, BY_NAME["confirm_two_factor"], {"code": code})
    row = max(client.ids(client("GET", "/entity/human_users")))
    return client(example.method, f"/account/human_users/{row}/two_factor")


def create_webhook(client: Client, example: Example) -> testing.Result:
    """The host of the example is nobody's; an address in numbers is looked up nowhere."""
    types = {"Shot": {"create": [], "update": ["sg_status_list"]}}
    return sent(client, example, {"url": "https://93.184.216.34/shots", "entity_types": types})


def at_a_hook(client: Client, example: Example) -> testing.Result:
    """The call of a hook, or of the delivery that its status changed."""
    hook = create_webhook(client, BY_NAME["create_webhook"]).json["data"]["id"]
    client("PUT", f"/webhook/hooks/{hook}", {"status": "disabled"})
    (delivery,) = client("GET", f"/webhook/hooks/{hook}/deliveries").json["data"]
    path = example.path.replace("{hook_id}", hook).replace("{delivery_id}", delivery["id"])
    return sent(client, example._replace(path=path))


CONTINUED = {
    name: at_a_hook for name, each in BY_NAME.items() if re.search("{(hook|delivery)_id}", each.path)
}
CONTINUED |= {
    each.__name__: each
    for each in (
        *(complete_upload, receive_upload, next_part, abort_upload),
        *(end_own_session, end_session, redeem_password_link, change_own_password),
        *(begin_two_factor, confirm_two_factor, disable_two_factor, reset_two_factor),
        create_webhook,
    )
}
"""How what cannot be an example, because it repeats an answer, is called."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_it_is_answered_as_described(demo: Client, example: Example) -> None:
    answer = CONTINUED.get(example.operation["operationId"].removesuffix("_beside"), sent)(demo, example)
    assert str(answer.status_code) == next(iter(example.operation["responses"])), answer.text
    shape = shape_of(example, answer)
    if shape is not None and answer.headers["content-type"].startswith("application/json"):
        validate(answer.json, {**shape, "components": DOCUMENT["components"]}, OAS30ReadValidator)
