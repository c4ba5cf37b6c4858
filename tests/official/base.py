"""What the official client's own live tests stand on: their names, settings and set-up.

The source distribution of `shotgun_api3` carries the tests and not this module, so it is written here from
what the tests need (contract python-api/live-tests). It is put beside them and imported from there, by their
`from . import base`; nothing of Slatehouse is imported.
"""

from __future__ import annotations

import json
import os
import random
import time
import unittest
import urllib.error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from typing import Any, ClassVar
from unittest import mock

from shotgun_api3.lib.httplib2 import Http
from shotgun_api3.shotgun import ServerCapabilities, Shotgun

THUMBNAIL_MAX_ATTEMPTS = 30
THUMBNAIL_RETRY_INTERVAL = 10
TRANSIENT_IMAGE_PATH = "images/status/transient"

Row = dict[str, Any]

_SETTINGS = {
    "server_url": "",
    "script_name": "test script name",
    "api_key": "test script api key",
    "http_proxy": None,
    "session_uuid": None,
    "jenkins": None,
    "human_name": "Sg unittest human",
    "human_login": "sgunittesthuman",
    "human_password": "human password",
    "project_name": "PTR unittest project",
    "asset_code": "Sg unittest asset",
    "version_code": "Sg unittest version",
    "shot_code": "Sg unittest shot",
    "playlist_code": "Sg unittest playlist",
    "task_content": "Sg unittest task",
}


class Config:
    """The settings: what is usual, or the environment's `SG_<NAME>`."""

    def __init__(self) -> None:
        for name, usual in _SETTINGS.items():
            setattr(self, name, os.environ.get(f"SG_{name.upper()}") or usual)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class TestBase(unittest.TestCase):
    """A client of the site for each test, which connects when it is first used."""

    config: ClassVar[Config]
    usual_auth_mode: ClassVar[str] = "ApiUser"

    @classmethod
    def setUpClass(cls) -> None:
        cls.config = Config()
        if not cls.config.server_url:
            raise unittest.SkipTest("SG_SERVER_URL is not set")

    def setUp(self, auth_mode: str | None = None) -> None:
        self.server_url: str = self.config.server_url
        self.script_name, self.api_key = self.config.script_name, self.config.api_key
        self.human_login, self.human_password = self.config.human_login, self.config.human_password
        self.auth_args = auth_args(self.config, auth_mode or self.usual_auth_mode)
        self.sg = client(self.config, self.auth_args, connect=False)
        if self.config.session_uuid:
            self.sg.set_session_uuid(self.config.session_uuid)

    def tearDown(self) -> None:
        self.sg.close()


class MockTestBase(TestBase):
    """A client whose requests go nowhere: what answers them is made up by the test."""

    connect: ClassVar[bool] = False

    def setUp(self, auth_mode: str | None = None) -> None:
        super().setUp(auth_mode)
        self.human_user = {"type": "HumanUser", "id": 1, "login": self.human_login}
        self._setup_mock()
        # As of a server that lists rows page by page, and counts them.
        self._mock_http({"results": {"version": [2, 4, 0]}})

    def _setup_mock(self, s3_status_code_error: int = 503) -> None:
        """Nothing is sent from now on; the storage fails with this status."""
        self.sg._http_request = mock.Mock(spec=Shotgun._http_request, return_value=((200, "OK"), {}, None))
        self.sg._make_upload_request = mock.Mock(
            spec=Shotgun._make_upload_request,
            side_effect=urllib.error.HTTPError("url", s3_status_code_error, "msg", Message(), None),
        )
        self.sg._get_upload_part_link = mock.Mock(return_value="http://unittest.test")
        self.mock_conn = mock.Mock(spec=Http, connections={})
        self.sg._connection = self.mock_conn
        if self.sg._server_caps is None:
            self.sg._server_caps = ServerCapabilities(self.sg.config.server, {"version": [2, 4, 0]})

    def _mock_http(
        self, data: Any, headers: Mapping[str, str] | None = None, status: tuple[int, str] | None = None
    ) -> None:
        """Every request is answered so; what is no text is sent as JSON."""
        body = data if isinstance(data, str) else json.dumps(data)
        usual = {
            "content-type": "application/json",
            "cache-control": "no-cache",
            "date": "",
            "status": "200 OK",
        }
        self.sg._http_request.reset_mock()
        self.sg._http_request.return_value = (status or (200, "OK"), dict(headers or usual), body)

    def _assert_http_method(self, method: str, params: Any, check_auth: bool = True) -> None:
        """The last request called this method with this argument."""
        (_, _, body, _), _ = self.sg._http_request.call_args
        called = json.loads(body)
        self.assertEqual(method, called["method_name"])
        if check_auth:
            auth = called["params"][0]
            self.assertEqual(self.script_name, auth["script_name"])
            self.assertEqual(self.api_key, auth["script_key"])
        if params:
            self.assertEqual(params, called["params"][1])


class LiveTestBase(TestBase):
    """The rows that all live tests of a class share, found or made; and tests of a server that answers."""

    sg_version: ClassVar[tuple[int, ...]]
    project: ClassVar[Row]
    human_user: ClassVar[Row]
    asset: ClassVar[Row]
    version: ClassVar[Row]
    shot: ClassVar[Row]
    note: ClassVar[Row]
    playlist: ClassVar[Row]
    step: ClassVar[Row]
    task: ClassVar[Row]
    local_storage: ClassVar[Row]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        sg = client(cls.config, auth_args(cls.config, "ApiUser"), connect=True)
        cls.sg_version = tuple(sg.info()["version"][:3])
        cls._set_up_rows(sg, cls.config)
        sg.close()

    def setUp(self, auth_mode: str | None = None) -> None:
        super().setUp(auth_mode)
        if self.sg.server_caps.version and self.sg.server_caps.version >= (3, 3, 0):
            assert self.sg.server_caps.host

    @classmethod
    def _set_up_rows(cls, sg: Any, config: Any) -> None:
        cls.project = _find_or_create_entity(sg, "Project", {"name": config.project_name}, ["name"])
        cls.human_user = _find_or_create_entity(
            sg,
            "HumanUser",
            {
                "name": config.human_name,
                "login": config.human_login,
                "password_proxy": config.human_password,
                "locked_until": None,
            },
            ["name"],
        )
        cls.asset = _find_or_create_entity(
            sg, "Asset", {"code": config.asset_code, "project": cls.project}, ["code"]
        )
        cls.version = _find_or_create_entity(
            sg,
            "Version",
            {
                "project": cls.project,
                "code": config.version_code,
                "entity": cls.asset,
                "user": cls.human_user,
                "sg_frames_aspect_ratio": 13.3,
                "frame_count": 33,
            },
            ["code", "project"],
        )
        cls.shot = _find_or_create_entity(
            sg, "Shot", {"code": config.shot_code, "project": cls.project}, ["code", "project"]
        )
        cls.note = _find_or_create_entity(
            sg,
            "Note",
            {"project": cls.project, "user": cls.human_user, "content": "anything"},
            ["user", "project"],
        )
        cls.playlist = _find_or_create_entity(
            sg, "Playlist", {"project": cls.project, "code": config.playlist_code}, ["code", "project"]
        )
        cls.step = _find_or_create_entity(
            sg, "Step", {"code": "wrapper test step", "entity_type": "Shot"}, ["code", "entity_type"]
        )
        cls.task = _find_or_create_entity(
            sg,
            "Task",
            {
                "project": cls.project,
                "entity": cls.asset,
                "task_assignees": [cls.human_user],
                "sg_status_list": "ip",
                "content": config.task_content,
                "color": "Black",
                "due_date": "1968-10-13",
            },
            ["content", "project", "entity"],
        )
        cls.local_storage = _find_or_create_entity(
            sg,
            "LocalStorage",
            {
                "code": "api wrapper test storage",
                "mac_path": "nowhere",
                "windows_path": "nowhere",
                "linux_path": "nowhere",
            },
            ["code"],
        )

    @contextmanager
    def gen_entity(self, entity_type: str, **values: Any) -> Iterator[Row]:
        """A row for the length of a block, and then retired."""
        if entity_type == "HumanUser":
            values.setdefault("login", f"test-python-api-{random.randint(0, 999):03}")
            values.setdefault("sg_status_list", "dis")
            values.setdefault("password_proxy", self.config.human_password)
        row = self.sg.create(entity_type, values, return_fields=list(values))
        try:
            yield row
        finally:
            assert self.sg.delete(entity_type, row["id"])

    def find_one_await_thumbnail(
        self,
        entity_type: str,
        filters: list[Any],
        fields: list[str] | None = None,
        thumbnail_field_name: str = "image",
        **options: Any,
    ) -> Row | None:
        """The row as soon as its picture is the pending one; None where it never is."""
        wanted = [thumbnail_field_name, *(fields or ["image"])]
        for attempt in range(THUMBNAIL_MAX_ATTEMPTS):
            if attempt:
                time.sleep(THUMBNAIL_RETRY_INTERVAL)
            row: Row = self.sg.find_one(entity_type, filters, fields=list(dict.fromkeys(wanted)), **options)
            if TRANSIENT_IMAGE_PATH in row[thumbnail_field_name]:
                return row
        if self.config.jenkins:
            self.skipTest("the picture was never the pending one")
        return None


class HumanUserAuthLiveTestBase(LiveTestBase):
    """Live tests by a person with a password."""

    usual_auth_mode = "HumanUser"


class SessionTokenAuthLiveTestBase(LiveTestBase):
    """Live tests by whoever holds a session token of the script."""

    usual_auth_mode = "SessionToken"


def client(config: Any, credentials: Mapping[str, Any], *, connect: bool) -> Any:
    """A client of the site."""
    return Shotgun(config.server_url, http_proxy=config.http_proxy, connect=connect, **credentials)


def auth_args(config: Any, mode: str) -> dict[str, Any]:
    """The arguments with which a client is made."""
    script = {"script_name": config.script_name, "api_key": config.api_key}
    person = {"login": config.human_login, "password": config.human_password}
    match mode:
        case "ApiUser":
            return person if config.jenkins else script
        case "HumanUser":
            return person
        case "SessionToken":
            sg = client(config, auth_args(config, "ApiUser"), connect=True)
            return {"session_token": sg.get_session_token()}
    raise ValueError(mode)


def _find_or_create_entity(sg: Any, entity_type: str, data: Mapping[str, Any], identity: list[str]) -> Row:
    """The row that has these values of its identity, made where there is none."""
    fields = list(data)
    filters = [[name, "is", data[name]] for name in identity]
    found = sg.find_one(entity_type, filters, fields=fields)
    row: Row = found or sg.create(entity_type, data, return_fields=fields)
    assert row
    return row
