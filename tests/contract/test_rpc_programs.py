"""What programs that studios run ask of the Python API again and again (python-api/transport §13.4)."""

import pytest
from tests.contract.conftest import link
from tests.contract.rpc import Rpc, condition, fields, query

Ids = dict[str, int]
EVENT = (
    *(
        "id",
        "event_type",
        "attribute_name",
        "meta",
        "entity",
        "user",
        "project",
        "session_uuid",
        "created_at",
    ),
)


class TestEventDaemon:
    def test_it_begins_with_the_newest_event_and_reads_on_from_there(self, rpc: Rpc, ids: Ids) -> None:
        newest = [{"field_name": "id", "direction": "desc"}]
        one = {"entities_per_page": 1, "current_page": 1}
        (last,) = rpc.find("EventLogEntry", [], ["id"], sorts=newest, paging=one)
        shot = {**link("Shot", ids["shot"]), "fields": fields(sg_status_list="ip")}
        rpc("update", shot)
        since = [condition("id", "greater_than", last["id"])]
        oldest = [{"field_name": "id", "direction": "asc"}]
        (event,) = rpc.find("EventLogEntry", since, EVENT, sorts=oldest)
        assert event["event_type"] == "Shotgun_Shot_Change"
        assert event["attribute_name"] == "sg_status_list"
        assert event["meta"]["new_value"] == "ip"
        assert event["entity"] == {**link("Shot", ids["shot"]), "name": "SH010"}
        assert event["user"]["type"] == "ApiUser"
        missed = rpc.find("EventLogEntry", [condition("id", "in", event["id"], event["id"] + 1000)], ["id"])
        assert [row["id"] for row in missed] == [event["id"]]


class TestToolkit:
    @pytest.fixture
    def storage(self, rpc: Rpc) -> dict[str, object]:
        """The local storage `primary`."""
        values = fields(code="primary", linux_path="/mnt/p", mac_path="/Volumes/p", windows_path="P:\\")
        found = rpc.find("LocalStorage", [condition("code", "is", "primary")])
        made: dict[str, object] = (
            found[0] if found else rpc("create", {"type": "LocalStorage", "fields": values})
        )
        return made

    def test_folders_are_made_with_the_event_that_tells_of_them(
        self, rpc: Rpc, ids: Ids, storage: dict[str, object]
    ) -> None:
        project = link("Project", ids["project"])
        folder = fields(
            code="SH010",
            entity=link("Shot", ids["shot"]),
            project=project,
            path={"local_path": "/mnt/p/lighthouse/SH010", "name": "SH010"},
        )
        meta = {"core_api_version": "v0.23", "sg_folder_ids": [1, 2], "nested": {"a": [None, True]}}
        event = fields(event_type="Toolkit_Folders_Create", project=project, description="made", meta=meta)
        made, told = rpc(
            "batch",
            [
                {
                    "request_type": "create",
                    "type": "FilesystemLocation",
                    "fields": folder,
                    "return_fields": ["id"],
                },
                {"request_type": "create", "type": "EventLogEntry", "fields": event},
            ],
        )
        assert made["path"]["local_path_windows"] == "P:\\lighthouse\\SH010"
        assert made["path"]["link_type"] == "local"
        rpc("update", {**project, "fields": fields(tank_name="lighthouse")})
        conditions = [
            condition("event_type", "in", "Toolkit_Folders_Create", "Toolkit_Folders_Delete"),
            condition("project.Project.tank_name", "is_not", ""),
        ]
        (found,) = rpc.find("EventLogEntry", conditions, ["meta"])
        assert (found["id"], found["meta"]) == (told["id"], meta)

    def test_files_are_published_by_their_paths(self, rpc: Rpc, ids: Ids, storage: dict[str, object]) -> None:
        path = {"relative_path": "a/b.ma", "local_storage": storage, "name": "b.ma"}
        values = fields(
            code="b.ma", name="b", version_number=1, project=link("Project", ids["project"]), path=path
        )
        made = rpc("create", {"type": "PublishedFile", "fields": values})
        assert made["path"]["local_path_linux"] == "/mnt/p/a/b.ma"
        again = rpc("update", {**link("PublishedFile", made["id"]), "fields": fields(path=made["path"])})
        assert again["path"]["local_path_linux"] == "/mnt/p/a/b.ma"

    def test_it_finds_itself_and_its_site(self, rpc: Rpc, ids: Ids) -> None:
        (script,) = rpc.find("ApiUser", [condition("firstname", "is", "toolkit")], ["firstname", "image"])
        assert script["id"] == ids["script"]
        (person,) = rpc.find("HumanUser", [condition("login", "is", "ada")], ["login", "name", "email"])
        assert (person["id"], person["name"]) == (ids["person"], "Ada Lovelace")
        assert rpc("read", query("PipelineConfiguration"))["entities"] == []
