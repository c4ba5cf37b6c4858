"""Rows through the door of the Python API: found, summarized, written (python-api/methods, filters)."""

from typing import Any

import pytest
from tests.contract.conftest import link
from tests.contract.rpc import Rpc, condition, fields, query

Ids = dict[str, int]


@pytest.fixture(scope="module")
def shots(rpc: Rpc, ids: Ids) -> list[int]:
    """Four shots of a sequence of their own, the last one without a description."""
    project = link("Project", ids["project"])
    rows = [
        {"code": f"P{number}", "project": project, "description": text, "head_in": number}
        for number, text in enumerate(("Fog", "rain", "Snow", None))
    ]
    asked = [{"request_type": "create", "type": "Shot", "fields": fields(**row)} for row in rows]
    return [made["id"] for made in rpc("batch", asked)]


class TestRead:
    def test_a_row_is_flat_and_its_links_are_inline(self, rpc: Rpc, ids: Ids) -> None:
        names = [
            "code",
            "project",
            "sg_sequence.Sequence.code",
            "tags",
            "image",
            "nope",
            "sg_sequence.Shot.code",
        ]
        (row,) = rpc.find("Shot", [condition("id", "is", ids["shot"])], names)
        assert row == {
            "type": "Shot",
            "id": ids["shot"],
            "code": "SH010",
            "project": {"type": "Project", "id": ids["project"], "name": "Lighthouse"},
            "sg_sequence.Sequence.code": "SQ01",
            "tags": [],
            "image": None,
        }

    @pytest.mark.parametrize("names", [["id"], ["type", "id"], [], ["code.x", "tags.Tag.name"]], ids=str)
    def test_type_and_id_are_always_there(self, rpc: Rpc, ids: Ids, names: list[str]) -> None:
        (row,) = rpc.find("Shot", [condition("id", "is", ids["shot"])], names)
        assert row == {"type": "Shot", "id": ids["shot"]}

    def test_a_path_over_an_empty_link_is_null(self, rpc: Rpc, ids: Ids) -> None:
        names = ["entity.Shot.code", "entity.Shot.id"]
        (row,) = rpc.find("Version", [condition("id", "is", ids["version3"])], names)
        assert row == {
            "type": "Version",
            "id": ids["version3"],
            "entity.Shot.code": None,
            "entity.Shot.id": None,
        }

    def test_pages_say_whether_another_follows(self, rpc: Rpc, shots: list[int]) -> None:
        def page(number: int, size: int) -> tuple[list[int], bool]:
            paging = {"entities_per_page": size, "current_page": number}
            conditions = [condition("id", "in", *shots)]
            asked = query("Shot", conditions, paging=paging, return_paging_info_without_counts=True)
            answer = rpc("read", asked)
            return [row["id"] for row in answer["entities"]], answer["paging_info"]["has_next_page"]

        assert page(1, 3) == (shots[:3], True)
        assert page(2, 3) == (shots[3:], False)
        assert page(1, 4) == (shots, False)
        assert page(3, 3) == ([], False)

    def test_servers_of_old_counted(self, rpc: Rpc, shots: list[int]) -> None:
        paging = {"entities_per_page": 3, "current_page": 1}
        conditions = [condition("id", "in", *shots)]
        answer = rpc("read", query("Shot", conditions, paging=paging, return_paging_info=True))
        assert answer["paging_info"] == {
            "current_page": 1,
            "page_count": 2,
            "entity_count": 4,
            "entities_per_page": 3,
        }
        empty = rpc("read", query("Shot", [condition("id", "is", 0)], return_paging_info=True))
        assert empty["paging_info"]["current_page"] == empty["paging_info"]["page_count"] == 0

    @pytest.mark.parametrize(
        ("sorts", "places"),
        [
            ([("head_in", "desc")], [3, 2, 1, 0]),
            ([("description", "asc")], [0, 1, 2, 3]),
            ([("description", "desc")], [2, 1, 0, 3]),
            ([("nope", "desc"), ("project", "asc"), ("head_in", "desc")], [3, 2, 1, 0]),
        ],
        ids=str,
    )
    def test_orders(self, rpc: Rpc, shots: list[int], sorts: Any, places: list[int]) -> None:
        keys = [{"field_name": name, "direction": direction} for name, direction in sorts]
        rows = rpc.find("Shot", [condition("id", "in", *shots)], sorts=keys)
        assert [row["id"] for row in rows] == [shots[place] for place in places]

    def test_retired_rows_are_found_where_they_are_asked_for(self, rpc: Rpc, ids: Ids) -> None:
        gone = [condition("code", "is", "CUT010")]
        assert rpc.find("Shot", gone) == []
        assert rpc.find("Shot", gone, return_only="retired") == [link("Shot", ids["gone"])]

    def test_rows_of_archived_projects_are_left_out_where_that_is_asked(self, rpc: Rpc, ids: Ids) -> None:
        old = [condition("code", "is", "OLD010")]
        assert rpc.find("Shot", old) == [link("Shot", ids["shot3"])]
        assert rpc.find("Shot", old, include_archived_projects=False) == []

    @pytest.mark.parametrize(
        ("conditions", "places"),
        [
            ([condition("description", "is", "fog")], [0]),
            ([condition("description", "in", None)], [3]),
            ([condition("description", "in", None, "SNOW")], [2, 3]),
            ([condition("description", "not_in", None)], [0, 1, 2]),
            ([condition("description", "not_in", None, "fog")], [1, 2]),
            ([condition("description", "is_not", "fog")], [1, 2, 3]),
            ([condition("head_in", "between", 1, 2)], [1, 2]),
            ([condition("head_in", "is_not", None)], [0, 1, 2, 3]),
            ([{"logical_operator": "or", "conditions": []}], [0, 1, 2, 3]),
            (
                [
                    {
                        "logical_operator": "or",
                        "conditions": [
                            condition("description", "starts_with", "r"),
                            {"logical_operator": "and", "conditions": [condition("head_in", "is", 3)]},
                        ],
                    }
                ],
                [1, 3],
            ),
        ],
        ids=str,
    )
    def test_filters(self, rpc: Rpc, shots: list[int], conditions: Any, places: list[int]) -> None:
        rows = rpc.find("Shot", [condition("id", "in", *shots), *conditions])
        assert [row["id"] for row in rows] == [shots[place] for place in places]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"type": "Nope"}, "API read() invalid/missing string entity 'type': \"Nope\""),
            ({"type": None}, "API read() invalid/missing string entity 'type'"),
            ({"filters": []}, "Query is not an Hash: []"),
            ({"filters": {}}, "Missing logical operator: {}"),
            ({"filters": {"logical_operator": "xor", "conditions": []}}, "Invalid logical operator: xor"),
            ({"filters": {"logical_operator": "and"}}, "Missing conditions parameter"),
            ({"return_fields": "code"}, "API read() invalid/missing array 'return_fields'"),
            ({"return_fields": [1]}, "API read() invalid/missing array of strings 'return_fields'"),
            ({"return_only": "all"}, "API read() invalid/missing 'return_only': \"all\""),
            (
                {"paging": {"entities_per_page": "x", "current_page": 1}},
                "API read() invalid/missing integer 'entities_per_page'",
            ),
            (
                {"paging": {"entities_per_page": 0, "current_page": 1}},
                "API read() invalid/missing integer 'paging' 'entities_per_page'",
            ),
            (
                {"paging": {"entities_per_page": 1, "current_page": 0}},
                "API read() invalid/missing integer 'paging' 'current_page'",
            ),
            ({"sorts": {}, "paging": 3}, "API read() invalid/missing hash 'paging'"),
            ({"sorts": [{"direction": "asc"}]}, "API read() invalid/missing string 'field_name'"),
            ({"additional_filter_presets": 3}, "API read() additional_filter_presets must be an array"),
            ({"additional_filter_presets": [3]}, "API read() additional_filter_presets must hold hashes"),
            ({"additional_filter_presets": [{}]}, "API read() additional_filter_presets must have a preset"),
        ],
        ids=str,
    )
    def test_bad_questions(self, rpc: Rpc, changes: dict[str, object], message: str) -> None:
        code, told = rpc.fault("read", query("Shot", **changes) if "type" not in changes else changes)
        assert code == 103 and told.startswith(message), told

    @pytest.mark.parametrize(
        ("kind", "asked", "message"),
        [
            ("Shot", condition("nope", "is", 1), "API read() Shot.nope doesn't exist."),
            (
                "Shot",
                condition("code", "between", 1, 2),
                "API read() Shot.code's 'text' data type doesn't support",
            ),
            (
                "Shot",
                condition("image", "is_not", {"type": "Thumbnail", "id": 9}),
                "API read() 'is_not' 'relation'",
            ),
            (
                "HumanUser",
                condition("password_proxy", "is_not", None),
                "API read() HumanUser.password_proxy's",
            ),
            ("EventLogEntry", condition("meta", "is_not", None), "API read() EventLogEntry.meta's"),
            ("Revision", condition("meta", "attachment", None), "API read() Revision.meta doesn't exist."),
            ("Shot", condition("code", "is", 1, 2), "API read() 'is' 'relation' expects a 1-element array"),
            (
                "Shot",
                condition("project", "is", {"type": "Project"}),
                "API read() invalid/missing entity hash integer 'id'",
            ),
            (
                "Version",
                condition("frame_count", "is", 2.5),
                "API read() Version.frame_count expected [String, ",
            ),
            ("Shot", {"path": "code"}, 'Invalid condition: {"path" => "code"}'),
        ],
        ids=str,
    )
    def test_bad_conditions(self, rpc: Rpc, kind: str, asked: object, message: str) -> None:
        code, told = rpc.fault("read", query(kind, [asked]))
        assert code == 103 and told.startswith(message), told


LATEST = {"preset_name": "LATEST", "latest_by": "ENTITIES_CREATED_AT"}


@pytest.fixture(scope="module")
def versions(rpc: Rpc, ids: Ids) -> list[int]:
    """Two versions of a shot, then one of an asset and one of nothing."""
    entities = [link("Shot", ids["shot2"]), link("Shot", ids["shot2"]), link("Asset", ids["asset"]), None]
    rows = [
        {
            "code": f"preset {number}",
            "project": link("Project", ids["project"]),
            "entity": entity,
            "created_at": f"2026-01-0{number + 1}T00:00:00Z",
        }
        for number, entity in enumerate(entities)
    ]
    asked = [{"request_type": "create", "type": "Version", "fields": fields(**row)} for row in rows]
    return [made["id"] for made in rpc("batch", asked)]


class TestPresets:
    def latest(self, rpc: Rpc, ids: list[int], **preset: object) -> list[int]:
        presets = [{**LATEST, **preset}]
        rows = rpc.find("Version", [condition("id", "in", *ids)], additional_filter_presets=presets)
        return [row["id"] for row in rows]

    def test_the_latest_of_each_entity(self, rpc: Rpc, versions: list[int]) -> None:
        assert self.latest(rpc, versions) == versions[1:]

    def test_the_latest_is_looked_for_among_the_rows_asked_for(self, rpc: Rpc, versions: list[int]) -> None:
        assert self.latest(rpc, versions[:1]) == versions[:1]

    def test_a_later_step_goes_before_a_later_time(self, rpc: Rpc, ids: Ids, versions: list[int]) -> None:
        project = link("Project", ids["project"])
        steps = [
            rpc(
                "create",
                {"type": "Step", "fields": fields(code=f"S{order}", entity_type="Shot", list_order=order)},
            )
            for order in (10, 20)
        ]
        tasks = [
            rpc("create", {"type": "Task", "fields": fields(content="t", project=project, step=step)})
            for step in reversed(steps)
        ]
        for version, task in zip(versions, tasks, strict=False):
            rpc("update", {"type": "Version", "id": version, "fields": fields(sg_task=task)})
        by_step = "BY_PIPELINE_STEP_NUMBER_AND_ENTITIES_CREATED_AT"
        assert self.latest(rpc, versions, latest_by=by_step) == [versions[0], *versions[2:]]

    def test_the_highest_version_number_of_each_file(self, rpc: Rpc, ids: Ids) -> None:
        project = link("Project", ids["project"])
        files = [
            rpc(
                "create",
                {
                    "type": "PublishedFile",
                    "fields": fields(code="f", name=name, version_number=number, project=project),
                },
            )["id"]
            for name, number in (("a", 2), ("a", 1), ("b", 1))
        ]
        presets = [{"preset_name": "LATEST", "latest_by": "VERSION_NUMBER"}]
        rows = rpc.find("PublishedFile", [condition("id", "in", *files)], additional_filter_presets=presets)
        assert [row["id"] for row in rows] == [files[0], files[2]]

    def test_the_versions_of_the_shots_of_a_cut(self, rpc: Rpc, ids: Ids, versions: list[int]) -> None:
        project = link("Project", ids["project"])
        cut = rpc("create", {"type": "Cut", "fields": fields(code="cut", project=project)})
        presets = [{"preset_name": "CUT_SHOT_VERSIONS", "cut_id": cut["id"]}]
        among = [condition("id", "in", *versions)]
        assert rpc.find("Version", among, additional_filter_presets=presets) == []
        item = fields(code="item", project=project, cut=cut, shot=link("Shot", ids["shot2"]))
        rpc("create", {"type": "CutItem", "fields": item})
        rows = rpc.find("Version", among, additional_filter_presets=presets)
        assert [row["id"] for row in rows] == versions[:2]

    @pytest.mark.parametrize(
        "presets",
        [
            [{"preset_name": "BAD_FILTER"}],
            [{"preset_name": ["LATEST"]}],
            [{"preset_name": "LATEST"}],
            [{"preset_name": "LATEST", "latest_by": "VERSION_NUMBER"}],
            [LATEST, LATEST],
            [{"preset_name": "CUT_SHOT_VERSIONS"}],
            [{"preset_name": "CUT_SHOT_VERSIONS", "cut_id": True}],
        ],
        ids=str,
    )
    def test_bad_presets(self, rpc: Rpc, presets: object) -> None:
        code, told = rpc.fault("read", query("Version", additional_filter_presets=presets))
        assert code == 103 and told.startswith("API read() additional_filter_presets ")

    def test_presets_of_other_types(self, rpc: Rpc) -> None:
        for preset in (LATEST, {"preset_name": "CUT_SHOT_VERSIONS", "cut_id": 1}):
            assert rpc.fault("read", query("Shot", additional_filter_presets=[preset]))[0] == 103


class TestSummaries:
    def test_counts_and_sums_in_groups(self, rpc: Rpc, shots: list[int]) -> None:
        where = {"logical_operator": "and", "conditions": [condition("id", "in", *shots)]}
        asked = {
            "type": "Shot",
            "summaries": [{"field": "id", "type": "count"}, {"field": "head_in", "type": "sum"}],
            "filters": where,
            "grouping": [{"field": "head_in", "type": "exact", "direction": "desc"}],
        }
        answer = rpc("summarize", asked)
        assert answer["summaries"] == {"id": 4, "head_in": 6}
        assert answer["groups"][0] == {
            "group_name": "3",
            "group_value": 3,
            "summaries": {"id": 1, "head_in": 3},
        }
        del asked["grouping"]
        assert rpc("summarize", asked)["groups"] == []

    def test_archived_projects_count_where_that_is_asked(self, rpc: Rpc, ids: Ids) -> None:
        asked = {
            "type": "Shot",
            "summaries": [{"field": "id", "type": "count"}],
            "filters": query("Shot", [condition("code", "is", "OLD010")])["filters"],
        }
        assert rpc("summarize", asked)["summaries"] == {"id": 1}
        assert rpc("summarize", {**asked, "include_archived_projects": False})["summaries"] == {"id": 0}

    @pytest.mark.parametrize(
        "changes",
        [
            {"summaries": None},
            {"summaries": [{"field": "id", "type": "single_record"}]},
            {"summaries": [{"field": "nope", "type": "count"}]},
            {"grouping": [{"field": "code", "type": "nope"}]},
            {"grouping": [{"field": "code", "type": "exact", "direction": "up"}]},
            {"grouping": 3},
            {"type": "Nope"},
        ],
        ids=str,
    )
    def test_bad_summaries(self, rpc: Rpc, changes: dict[str, object]) -> None:
        asked = {"type": "Shot", "summaries": [{"field": "id", "type": "count"}], **changes}
        assert rpc.fault("summarize", asked)[0] == 103


class TestWrites:
    def test_a_create_answers_with_what_was_sent_and_what_was_asked_for(self, rpc: Rpc, ids: Ids) -> None:
        sent = {
            "code": "new",
            "project": {**link("Project", ids["project"]), "name": "stale", "valid": "valid"},
            "sg_movie_aspect_ratio": 2,
            "created_at": "2020-02-03T04:05:06Z",
        }
        made = rpc("create", {"type": "Version", "fields": fields(**sent), "return_fields": ["id", "image"]})
        project = {"type": "Project", "id": ids["project"], "name": "Lighthouse"}
        assert made == {
            **sent,
            "project": project,
            "type": "Version",
            "id": made["id"],
            "image": None,
        }
        assert isinstance(made["sg_movie_aspect_ratio"], float)

    def test_an_update_answers_with_what_was_sent_and_nothing_else(self, rpc: Rpc, ids: Ids) -> None:
        asked = {"type": "Version", "id": ids["version"], "fields": fields(image=None, description="x")}
        assert rpc("update", asked) == {
            "type": "Version",
            "id": ids["version"],
            "image": None,
            "description": "x",
        }

    def test_lists_of_links_are_set_added_to_and_taken_from(self, rpc: Rpc, ids: Ids) -> None:
        first, second = ({"type": "Version", "id": ids[name]} for name in ("version", "version2"))

        def after(mode: str | None, *versions: Any) -> list[int]:
            field = {"field_name": "versions", "value": list(versions), "multi_entity_update_mode": mode}
            row = rpc("update", {"type": "Playlist", "id": ids["playlist"], "fields": [field]})
            return sorted(int(version["id"]) for version in row["versions"])

        assert after("set", first, second, first) == [ids["version"], ids["version2"]]
        assert after("remove", first) == [second["id"]]
        assert after("add", first, second) == [ids["version"], ids["version2"]]
        assert after(None, first) == [first["id"]]

    def test_rows_are_retired_and_revived_once(self, rpc: Rpc, ids: Ids) -> None:
        row = link("Asset", ids["asset"])
        assert [rpc("delete", row), rpc("delete", row)] == [True, False]
        assert [rpc("revive", row), rpc("revive", row)] == [True, False]

    def test_a_batch_answers_for_each_request(self, rpc: Rpc, ids: Ids) -> None:
        shot = rpc(
            "create", {"type": "Shot", "fields": fields(code="b", project=link("Project", ids["project"]))}
        )
        update = {"request_type": "update", "type": "Shot", "id": shot["id"], "fields": fields(code="c")}
        delete = {"request_type": "delete", "type": "Shot", "id": shot["id"]}
        assert rpc("batch", [update, delete, delete]) == [
            {"type": "Shot", "id": shot["id"], "code": "c"},
            True,
            False,
        ]

    def test_a_batch_is_done_whole_or_not_at_all(self, rpc: Rpc, ids: Ids) -> None:
        project = link("Project", ids["project"])
        good = {"request_type": "create", "type": "Shot", "fields": fields(code="never", project=project)}
        bad = {"request_type": "create", "type": "Shot", "fields": fields(code="never", nope=1)}
        code, told = rpc.fault("batch", [good, bad])
        assert (code, told) == (
            103,
            "API batch() request with index 1 failed.  All requests rolled back.\n"
            "API create() Shot.nope doesn't exist.",
        )
        assert rpc.find("Shot", [condition("code", "is", "never")]) == []

    @pytest.mark.parametrize(
        ("method", "argument", "code", "message"),
        [
            (
                "create",
                {"type": "Shot", "fields": fields(code="x")},
                103,
                "API create() missing 'project' attribute",
            ),
            ("create", {"type": "Nope"}, 103, "API create() invalid/missing string entity 'type'"),
            ("create", {"type": "Tag", "fields": 3}, 103, "API create() invalid/missing array 'fields'"),
            (
                "create",
                {"type": "Tag", "fields": [{}]},
                103,
                "API create() invalid/missing string 'field_name'",
            ),
            (
                "create",
                {"type": "Project", "fields": fields(name="Lighthouse")},
                104,
                "API create() CRUD ERROR #6: Create failed for [Project]: The value for the Project Name",
            ),
            (
                "create",
                {"type": "HumanUser", "fields": fields(password_proxy=3)},
                103,
                "API create() HumanUser.password_proxy expected [String, NilClass] data type(s)",
            ),
            (
                "update",
                {"type": "Asset", "id": 400000, "fields": fields(code="x")},
                104,
                "Entity of type [Asset] with id=400000 does not exist.",
            ),
            ("update", {"type": "Asset", "id": "1"}, 103, "API update() invalid/missing integer 'id'"),
            (
                "delete",
                {"type": "Asset", "id": 400000},
                104,
                "Entity of type [Asset] with id=400000 does not exist.",
            ),
            (
                "revive",
                {"type": "Asset", "id": 400000},
                104,
                "Entity of type [Asset] with id=400000 does not exist.",
            ),
            ("batch", [3], 103, "API batch() expected a Hash as request with index 0 but got Integer"),
            (
                "batch",
                [{"request_type": "revive", "type": "Asset", "id": 1}],
                103,
                "API batch() invalid/missing 'request_type' of request with index 0",
            ),
        ],
        ids=str,
    )
    def test_refusals(self, rpc: Rpc, method: str, argument: object, code: int, message: str) -> None:
        got, told = rpc.fault(method, argument)
        assert got == code and told.startswith(message), told

    @pytest.mark.parametrize(
        ("values", "code", "message"),
        [
            ({"id": 3}, 103, "API update() Version.id is read only."),
            ({"created_at": None}, 103, "API update() Version.created_at is editable on create only."),
            ({"nope": 3}, 103, "API update() Version.nope doesn't exist."),
            (
                {"code": 5},
                103,
                "API update() Version.code expected [String, NilClass] data type(s) but got Integer: 5",
            ),
            (
                {"image": {"type": "Attachment", "id": 1}},
                103,
                "API update(): Write access of the 'image' data type",
            ),
            (
                {"sg_status_list": "x"},
                104,
                "API update() CRUD ERROR #5: Update failed for [Version.sg_status_list]: 'x' is not a valid",
            ),
        ],
        ids=str,
    )
    def test_refused_values(
        self, rpc: Rpc, ids: Ids, values: dict[str, object], code: int, message: str
    ) -> None:
        got, told = rpc.fault("update", {"type": "Version", "id": ids["version"], "fields": fields(**values)})
        assert got == code and told.startswith(message), told

    def test_who_may_not_write_is_told_so(self, rpc_person: Rpc, ids: Ids) -> None:
        assert rpc_person.fault("delete", link("Asset", ids["asset"])) == (
            104,
            "API delete() CRUD ERROR #4.1: Entity of type Asset can not be deleted by this user.",
        )
