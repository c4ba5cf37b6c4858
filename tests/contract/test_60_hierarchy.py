"""The navigation tree: expanding its levels, and finding rows in it (rest/60)."""

from __future__ import annotations

from typing import Any

import pytest
from falcon import testing
from tests.contract.client import ARRAY, HASH, JSON, Client, invalid, not_found, told
from tests.contract.conftest import Production, link

from slatehouse.site.site import Site

STRICT = {"Prefer": "handling=strict"}
NOBODY = 999999999
SHOT_BUCKET = "Shots with no Sequence"


@pytest.fixture(scope="module")
def rows(contract_site: Site, ids: dict[str, int]) -> dict[str, int]:
    """A project with two sequences, one of them empty, and one without any; and the ids of their rows."""
    make = Production(contract_site)
    fox = make.add("fox", "Project", name="Fox")
    b = make.add("b", "Sequence", project=fox, code="b")
    make.add("a", "Sequence", project=fox, code="A")
    shot = make.add("grouped", "Shot", project=fox, code="B010", sg_sequence=b)
    loose = make.add("loose", "Shot", project=fox, code="X010")
    prop = make.add("prop", "Asset", project=fox, code="Jug", sg_asset_type="Prop")
    make.add("figure", "Asset", project=fox, code="Fox", sg_asset_type="Character")
    make.add("untyped", "Asset", project=fox, code="Cave")
    bare = make.add("bare", "Project", name="Bare")
    make.add("stray", "Shot", project=bare, code="S010")
    make.add("empty", "Project", name="Empty")
    for called, entity in (
        ("of_shot", shot),
        ("of_loose", loose),
        ("of_prop", prop),
        ("of_b", b),
        ("of_none", None),
    ):
        make.add(called, "Version", project=fox, code=called, entity=entity)
    make.add("elsewhere", "Version", project=bare, code="elsewhere", entity=shot)
    return make.ids


@pytest.fixture
def tree(api: Client, rows: dict[str, int]) -> Client:
    """The script, to whom `<fox>` in a path is the project's id."""
    return Client(api.app, api.token, rows, api.prefix)


def expand(client: Client, path: str, **more: object) -> dict[str, Any]:
    """The level at a path."""
    answer = client("POST", "/hierarchy/_expand", {"path": client.filled(path), **more})
    assert answer.status_code == 200, answer.text
    assert list(answer.json) == ["data"]
    return dict(answer.json["data"])


def children(client: Client, path: str) -> list[tuple[str, str | None, str, object]]:
    """Label, path, kind and value of what is below a path."""
    return [
        (child["label"], child.get("path"), child["ref"]["kind"], child["ref"]["value"])
        for child in expand(client, path)["children"]
    ]


def find(client: Client, root: str, **criteria: object) -> testing.Result:
    return client(
        "POST", "/hierarchy/_search", {"root_path": client.filled(root), "search_criteria": criteria}
    )


PRESET_NAMES = "must have a preset_name that is one of: NAV_ENTRIES, LATEST, CUT_SHOT_VERSIONS"


class TestProject:
    def test_the_level_of_a_project(self, tree: Client, rows: dict[str, int]) -> None:
        fox, path = rows["fox"], tree.filled("/Project/<fox>")
        level = expand(tree, path)
        assert level == {
            "label": "Fox",
            "ref": {"kind": "entity", "value": {"type": "Project", "id": fox}},
            "parent_path": "/",
            "path": path,
            "target_entities": {
                "type": "Version",
                "additional_filter_presets": [
                    {
                        "preset_name": "NAV_ENTRIES",
                        "path": path,
                        "seed": {"type": "Version", "field": "entity"},
                    }
                ],
            },
            "has_children": True,
            "children": [
                {
                    "label": "Assets",
                    "path": f"{path}/Asset",
                    "ref": {"kind": "entity_type", "value": "Asset"},
                    "has_children": True,
                },
                {
                    "label": "Shots",
                    "path": f"{path}/Shot",
                    "ref": {"kind": "entity_type", "value": "Shot"},
                    "has_children": True,
                },
            ],
        }
        assert list(level) == [
            *("label", "ref", "parent_path", "path", "target_entities", "has_children", "children"),
        ]
        assert list(level["children"][0]) == ["label", "path", "ref", "has_children"]

    def test_a_seed_changes_nothing(self, tree: Client) -> None:
        plain = expand(tree, "/Project/<fox>")
        for seed in ("Version.entity", "PublishedFile.entity", None, 5):
            assert expand(tree, "/Project/<fox>", seed_entity_field=seed) == plain

    def test_the_root_has_the_projects(self, tree: Client, rows: dict[str, int]) -> None:
        for path in ("/", ""):
            level = expand(tree, path)
            assert (level["label"], level["path"], level["parent_path"]) == ("Slatehouse", "/", None)
            assert level["ref"] == {"kind": "root", "value": None}
            assert [child["label"] for child in level["children"]] == [
                *("Bare", "Empty", "Fox", "Harbour", "Lighthouse"),
            ]
            assert level["children"][2] == {
                "label": "Fox",
                "path": f"/Project/{rows['fox']}",
                "ref": {"kind": "entity", "value": {"type": "Project", "id": rows["fox"]}},
                "has_children": True,
            }


class TestGroupsOfRows:
    """`/Project/<id>/Shot`, grouped by the sequence."""

    def test_each_group_is_followed_by_the_bucket(self, tree: Client, rows: dict[str, int]) -> None:
        level = expand(tree, "/Project/<fox>/Shot")
        assert (level["label"], level["parent_path"]) == ("Shots", tree.filled("/Project/<fox>"))
        path = tree.filled("/Project/<fox>/Shot/sg_sequence/Sequence")
        bucket = (SHOT_BUCKET, f"{path}/__none__", "entity_type", "Shot")
        assert children(tree, "/Project/<fox>/Shot") == [
            ("A", f"{path}/{rows['a']}", "entity", {"type": "Sequence", "id": rows["a"]}),
            bucket,
            ("b", f"{path}/{rows['b']}", "entity", {"type": "Sequence", "id": rows["b"]}),
            bucket,
        ]
        assert level["children"][1] == level["children"][3]
        assert all(child["has_children"] for child in level["children"])
        assert {tuple(child) for child in level["children"]} == {("label", "path", "ref", "has_children")}

    def test_a_group(self, tree: Client, rows: dict[str, int]) -> None:
        path = tree.filled("/Project/<fox>/Shot/sg_sequence/Sequence/<b>")
        level = expand(tree, path)
        assert (level["label"], level["path"]) == ("b", path)
        assert level["parent_path"] == tree.filled("/Project/<fox>/Shot")
        assert level["children"] == [
            {
                "label": "B010",
                "path": f"{path}/id/{rows['grouped']}",
                "ref": {"kind": "entity", "value": {"type": "Shot", "id": rows["grouped"]}},
                "has_children": False,
            }
        ]

    @pytest.mark.parametrize(
        "path", ["/Project/<fox>/Shot/sg_sequence/Sequence/<a>", "/Project/<empty>/Shot/sg_sequence/__none__"]
    )
    def test_an_empty_level(self, tree: Client, path: str) -> None:
        level = expand(tree, path)
        placeholder = {
            "label": "No Shots",
            "ref": {"kind": "empty", "value": None},
            "has_children": False,
        }
        assert level["children"] == [placeholder]
        assert list(level["children"][0]) == list(placeholder)

    @pytest.mark.parametrize(
        ("spelling", "label"),
        [("Sequence/__none__", SHOT_BUCKET), ("__none__", "Shots with no __none__")],
    )
    def test_the_bucket(self, tree: Client, rows: dict[str, int], spelling: str, label: str) -> None:
        path = tree.filled(f"/Project/<fox>/Shot/sg_sequence/{spelling}")
        level = expand(tree, path)
        assert (level["label"], level["path"]) == (label, path)
        assert level["ref"] == {"kind": "entity_type", "value": "Shot"}
        shot = ("X010", f"{path}/id/{rows['loose']}", "entity", {"type": "Shot", "id": rows["loose"]})
        assert children(tree, path) == [shot]

    def test_without_groups_there_is_no_bucket(self, tree: Client) -> None:
        assert children(tree, "/Project/<bare>/Shot") == [("No Shots", None, "empty", None)]
        (shot,) = children(tree, "/Project/<bare>/Shot/sg_sequence/Sequence/__none__")
        assert shot[0] == "S010"

    def test_a_row(self, tree: Client) -> None:
        path = tree.filled("/Project/<fox>/Shot/sg_sequence/Sequence/<b>/id/<grouped>")
        level = expand(tree, path)
        assert (level["label"], level["path"], level["has_children"]) == ("B010", path, False)
        assert level["children"] == []
        assert level["parent_path"] == path.rpartition("/id/")[0]


class TestGroupsOfValues:
    """`/Project/<id>/Asset`, grouped by the type of the asset."""

    def test_the_bucket_is_last(self, tree: Client) -> None:
        path = tree.filled("/Project/<fox>/Asset/sg_asset_type")
        assert children(tree, "/Project/<fox>/Asset") == [
            ("Character", f"{path}/Character", "list", "Character"),
            ("Prop", f"{path}/Prop", "list", "Prop"),
            ("Assets with no Type", f"{path}/__none__", "list", "__none__"),
        ]

    @pytest.mark.parametrize(("value", "row"), [("Prop", "prop"), ("__none__", "untyped")])
    def test_a_group(self, tree: Client, rows: dict[str, int], value: str, row: str) -> None:
        level = expand(tree, f"/Project/<fox>/Asset/sg_asset_type/{value}")
        assert level["ref"] == {"kind": "list", "value": value}
        assert [child["ref"]["value"]["id"] for child in level["children"]] == [rows[row]]

    def test_no_rows(self, tree: Client) -> None:
        assert children(tree, "/Project/<empty>/Asset") == [("No Assets", None, "empty", None)]
        assert children(tree, "/Project/<empty>/Asset/sg_asset_type/Prop")[0][0] == "No Assets"


class TestRefusals:
    @pytest.mark.parametrize(
        "below", ["", "/Shot", "/Asset/sg_asset_type/Prop", "/Shot/sg_sequence/Sequence/1"]
    )
    def test_no_such_project(self, tree: Client, below: str) -> None:
        for project in (NOBODY, 0, 10**17):
            answer = tree("POST", "/hierarchy/_expand", {"path": f"/Project/{project}{below}"})
            title = f"Unexpected result looking for project: {project}: 0 found."
            assert told(answer) == (400, 107, title, {}, None)

    def test_a_retired_project_is_none(self, tree: Client, contract_site: Site) -> None:
        made = tree("POST", "/entity/projects", {"name": "Gone"}).json["data"]["id"]
        tree("DELETE", f"/entity/projects/{made}")
        assert told(tree("POST", "/hierarchy/_expand", {"path": f"/Project/{made}"}))[:2] == (400, 107)

    @pytest.mark.parametrize(
        ("path", "detail"),
        [
            ("/Project/<fox>/Shot/sg_sequence/Sequence/999999999", "Sequence: 999999999 not found"),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<a>/id/<grouped>", "Shot: <grouped> not found"),
            ("/Project/<bare>/Shot/sg_sequence/__none__/id/<loose>", "Shot: <loose> not found"),
            (
                "/Project/<fox>/Asset/sg_asset_type/Prop/id/999999999999999999",
                "Asset: 999999999999999999 not found",
            ),
        ],
    )
    def test_no_such_row(self, tree: Client, path: str, detail: str) -> None:
        answer = tree("POST", "/hierarchy/_expand", {"path": tree.filled(path)})
        assert told(answer) == not_found(tree.filled(detail), 104)

    @pytest.mark.parametrize(
        "path",
        [
            "Nowhere",
            "/Shot",
            "/Project",
            "/Project/x",
            "/Project/-1",
            "/Project/" + "9" * 40,
            "/Project/<fox>/Version",
            "/Project/<fox>/shots",
            "/Project/<fox>/Shot/sg_sequence",
            "/Project/<fox>/Shot/id/<grouped>",
            "/Project/<fox>/Shot/sg_sequence/Scene/1",
            "/Project/<fox>/Shot/sg_sequence/Sequence",
            "/Project/<fox>/Shot/sg_sequence/Sequence/x",
            "/Project/<fox>/Shot/sg_sequence/Sequence/<b>/id",
            "/Project/<fox>/Shot/sg_sequence/Sequence/<b>/id/x",
            "/Project/<fox>/Shot/sg_sequence/Sequence/<b>/id/1/more",
            "/Project/<fox>/Asset/sg_sequence/__none__",
            "/Project/<fox>/Asset/sg_asset_type/Prop/Jug",
            "/Project/<fox>/Asset/sg_asset_type/%00",
        ],
    )
    def test_no_such_path(self, tree: Client, path: str) -> None:
        answer = tree("POST", "/hierarchy/_expand", {"path": tree.filled(path)})
        assert told(answer) == invalid({"path": ["path is not valid"]})
        answer = find(tree, path, entity=link("Shot", 1))
        assert told(answer) == invalid({"root_path": ["root_path is not valid"]})

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({}, "path is missing"),
            ({"path": None}, "path must be filled"),
            ({"path": 5}, "path must be a string"),
            ({"path": ["/"]}, "path must be a string"),
        ],
    )
    def test_no_path(self, tree: Client, body: object, message: str) -> None:
        assert told(tree("POST", "/hierarchy/_expand", body)) == invalid({"path": [message]})

    @pytest.mark.parametrize("call", ["_expand", "_search"])
    @pytest.mark.parametrize("content_type", [ARRAY, HASH])
    def test_another_content_type(self, tree: Client, call: str, content_type: str) -> None:
        source = {"content_type": "Content-Type must be one of: 'application/json'."}
        answer = tree("POST", f"/hierarchy/{call}", {"path": "/"}, content_type)
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{content_type}'", source, None)

    @pytest.mark.parametrize("call", ["_expand", "_search"])
    def test_it_needs_a_bearer(self, anyone: Client, call: str) -> None:
        assert told(anyone("POST", f"/hierarchy/{call}", {"path": "/"}))[:2] == (401, 102)
        assert told(anyone("GET", f"/hierarchy/{call}")) == not_found()

    def test_strictly(self, tree: Client) -> None:
        unread = "is not a parameter of this call"
        for call, body in (
            ("_expand", {"path": "/"}),
            ("_search", {"root_path": "/", "search_criteria": {"entity": link("Shot", 1)}}),
        ):
            sent = {**body, "seed_entity_field": "Version.entity"}
            answer = tree("POST", f"/hierarchy/{call}", sent, JSON, STRICT)
            assert told(answer) == invalid({"seed_entity_field": [f"seed_entity_field {unread}"]})


class TestSearch:
    def test_a_row_in_a_group(self, tree: Client, rows: dict[str, int]) -> None:
        answer = find(tree, "/Project/<fox>", entity=link("Shot", rows["grouped"]))
        path = tree.filled("/Project/<fox>")
        group = f"{path}/Shot/sg_sequence/Sequence/{rows['b']}"
        assert answer.json == {
            "data": [
                {
                    "label": "B010",
                    "incremental_path": [path, f"{path}/Shot", group, f"{group}/id/{rows['grouped']}"],
                    "path_label": "Shots > b",
                    "ref": {"id": rows["grouped"], "type": "Shot"},
                    "project_id": rows["fox"],
                }
            ]
        }
        (place,) = answer.json["data"]
        assert list(place) == ["label", "incremental_path", "path_label", "ref", "project_id"]
        assert list(place["ref"]) == ["id", "type"]

    @pytest.mark.parametrize(
        ("row", "type_", "below", "label"),
        [
            (
                "loose",
                "Shot",
                ["/Shot", "/Shot/sg_sequence/__none__", "/Shot/sg_sequence/__none__/id/<loose>"],
                f"Shots > {SHOT_BUCKET}",
            ),
            (
                "untyped",
                "Asset",
                ["/Asset", "/Asset/sg_asset_type/__none__", "/Asset/sg_asset_type/__none__/id/<untyped>"],
                "Assets > Assets with no Type",
            ),
            (
                "prop",
                "Asset",
                ["/Asset", "/Asset/sg_asset_type/Prop", "/Asset/sg_asset_type/Prop/id/<prop>"],
                "Assets > Prop",
            ),
            ("a", "Sequence", ["/Shot", "/Shot/sg_sequence/Sequence/<a>"], "Shots"),
            ("fox", "Project", [], ""),
        ],
    )
    def test_where_rows_are(
        self, tree: Client, rows: dict[str, int], row: str, type_: str, below: list[str], label: str
    ) -> None:
        paths = [tree.filled(f"/Project/<fox>{each}") for each in ("", *below)]
        for root in ("/", ""):
            (place,) = find(tree, root, entity=link(type_, rows[row])).json["data"]
            assert (place["incremental_path"], place["path_label"]) == (paths, label)
        for start, path in enumerate(paths):
            (place,) = find(tree, path, entity=link(type_, rows[row])).json["data"]
            assert place["incremental_path"] == paths[start:]
            assert expand(tree, path)["path"] == path

    @pytest.mark.parametrize(
        ("root", "type_", "row"),
        [
            ("/Project/<bare>", "Shot", "grouped"),
            ("/Project/<fox>/Asset", "Shot", "grouped"),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<a>", "Shot", "grouped"),
            ("/Project/999999999", "Shot", "grouped"),
            ("/", "Version", "of_shot"),
            ("/Project/<fox>/Shot", "Project", "fox"),
            ("/", "Task", "grouped"),
        ],
    )
    def test_what_is_elsewhere(
        self, tree: Client, rows: dict[str, int], root: str, type_: str, row: str
    ) -> None:
        answer = find(tree, root, entity=link(type_, rows[row]))
        assert (answer.status_code, answer.json) == (200, {"data": []})

    @pytest.mark.parametrize("row_id", [NOBODY, 0, -1, 10**30])
    def test_who_is_not_there(self, tree: Client, row_id: int) -> None:
        assert find(tree, "/", entity=link("Shot", row_id)).json == {"data": []}

    def test_a_bucket_has_two_spellings(self, tree: Client, rows: dict[str, int]) -> None:
        for spelling in ("Sequence/__none__", "__none__"):
            root = f"/Project/<fox>/Shot/sg_sequence/{spelling}"
            (place,) = find(tree, root, entity=link("Shot", rows["loose"])).json["data"]
            assert len(place["incremental_path"]) == 2

    @pytest.mark.parametrize(
        ("root", "text", "labels"),
        [
            ("/Project/<fox>", "010", ["B010", "X010"]),
            ("/Project/<fox>", "fox", ["Fox", "Fox"]),
            ("/Project/<fox>/Asset", "fox", ["Fox"]),
            ("/", "s010", ["S010"]),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<b>", "010", ["B010"]),
            ("/Project/<fox>", "zzz", []),
        ],
    )
    def test_by_name(self, tree: Client, root: str, text: str, labels: list[str]) -> None:
        found = find(tree, root, search_string=text).json["data"]
        assert [place["label"] for place in found] == labels

    @pytest.mark.parametrize(
        ("criteria", "source"),
        [
            ({"entity_type": "Shot"}, "size must be 1"),
            ({"Shot": 1101}, "size must be 1"),
            ({"Shot": [1101]}, "size must be 1"),
            ({}, "size must be 1"),
            ({"entity": {"type": "Shot", "id": 1}, "search_string": "x"}, "size must be 1"),
            ([{"entity_type": "Shot"}], "must be a hash"),
            ("Shot", "must be a hash"),
            (None, "must be a hash"),
        ],
    )
    def test_criteria(self, tree: Client, criteria: object, source: str) -> None:
        answer = tree("POST", "/hierarchy/_search", {"root_path": "/", "search_criteria": criteria})
        assert told(answer) == invalid({"search_criteria": [f"search_criteria {source}"]})

    @pytest.mark.parametrize(
        "entity",
        [None, 5, "Shot", [], {}, {"type": "Shot"}, {"type": "shots", "id": 1}, {"type": "Shot", "id": "1"},
         {"type": "Shot", "id": True}, {"type": 5, "id": 1}],
    )  # fmt: skip
    def test_what_is_no_entity(self, tree: Client, entity: object) -> None:
        source = {"search_criteria": {"entity": ["entity is not valid"]}}
        assert told(find(tree, "/", entity=entity)) == invalid(source)

    @pytest.mark.parametrize(("text", "message"), [(5, "must be a string"), ("", "must be filled")])
    def test_what_is_no_text(self, tree: Client, text: object, message: str) -> None:
        source = {"search_criteria": {"search_string": [f"search_string {message}"]}}
        assert told(find(tree, "/", search_string=text)) == invalid(source)

    def test_all_that_is_missing(self, tree: Client) -> None:
        source = {
            "root_path": ["root_path is missing"],
            "search_criteria": ["search_criteria is missing"],
        }
        assert told(tree("POST", "/hierarchy/_search", {})) == invalid(source)


class TestEntries:
    """The filter preset that a level hands out."""

    def entries(self, tree: Client, path: str) -> set[str]:
        target = expand(tree, path)["target_entities"]
        presets = target["additional_filter_presets"]
        found = tree.search(target["type"], [], fields="code", additional_filter_presets=presets)
        return {row["attributes"]["code"] for row in found.json["data"]}

    @pytest.mark.parametrize(
        ("path", "codes"),
        [
            ("/Project/<fox>", {"of_shot", "of_loose", "of_prop", "of_b", "of_none"}),
            ("/Project/<fox>/Shot", {"of_shot", "of_loose", "of_b"}),
            ("/Project/<fox>/Asset", {"of_prop"}),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<b>", {"of_shot", "of_b"}),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<a>", set()),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/__none__", {"of_loose"}),
            ("/Project/<fox>/Shot/sg_sequence/__none__", {"of_loose"}),
            ("/Project/<fox>/Asset/sg_asset_type/Prop", {"of_prop"}),
            ("/Project/<fox>/Asset/sg_asset_type/__none__", set()),
            ("/Project/<fox>/Shot/sg_sequence/Sequence/<b>/id/<grouped>", {"of_shot"}),
            ("/Project/<bare>", {"elsewhere"}),
        ],
    )
    def test_versions(self, tree: Client, path: str, codes: set[str]) -> None:
        assert self.entries(tree, path) == codes

    def test_the_root_has_all(self, tree: Client) -> None:
        everything = {
            row["attributes"]["code"] for row in tree.search("versions", [], fields="code").json["data"]
        }
        assert self.entries(tree, "/") == everything

    def test_it_is_joined_with_the_filters(self, tree: Client, rows: dict[str, int]) -> None:
        preset = {
            "preset_name": "NAV_ENTRIES",
            "path": tree.filled("/Project/<fox>"),
            "seed": {"type": "Version", "field": "entity"},
        }
        for filters in ([["code", "is", "of_b"]], [["code", "is", "elsewhere"]]):
            found = tree.search("versions", filters, additional_filter_presets=[preset])
            assert tree.ids(found) == ([rows["of_b"]] if filters == [["code", "is", "of_b"]] else [])

    def test_by_a_list_of_links(self, tree: Client, rows: dict[str, int]) -> None:
        note = {"project": link("Project", rows["fox"]), "note_links": [link("Shot", rows["grouped"])]}
        made = tree("POST", "/entity/notes", note).json["data"]["id"]
        for path, found in (("/Shot", [made]), ("/Asset", [])):
            preset = {
                "preset_name": "NAV_ENTRIES",
                "path": tree.filled(f"/Project/<fox>{path}"),
                "seed": {"type": "Note", "field": "note_links"},
            }
            assert tree.ids(tree.search("notes", [], additional_filter_presets=[preset])) == found

    @pytest.mark.parametrize("sent", [None, [], False])
    def test_no_presets(self, tree: Client, sent: object) -> None:
        assert tree.ids(tree.search("shots", [], additional_filter_presets=sent))

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            (3, "must be an array"),
            ({"preset_name": "NAV_ENTRIES"}, "must be an array"),
            ([3], "must hold hashes"),
            ([{}], PRESET_NAMES),
            (
                [{"preset_name": "BAD_FILTER"}],
                PRESET_NAMES,
            ),
            (
                [{"preset_name": ["x"]}],
                PRESET_NAMES,
            ),
            ([{"preset_name": "NAV_ENTRIES"}], "must have a path"),
            ([{"preset_name": "NAV_ENTRIES", "path": "/"}], "must have a seed of the type Version"),
            (
                [{"preset_name": "NAV_ENTRIES", "path": "/", "seed": {"type": "Shot", "field": "x"}}],
                "must have a seed of the type Version",
            ),
            (
                [{"preset_name": "NAV_ENTRIES", "path": "/", "seed": {"type": "Version", "field": "code"}}],
                "must have a seed whose field links rows",
            ),
            (
                [
                    {
                        "preset_name": "NAV_ENTRIES",
                        "path": "/x",
                        "seed": {"type": "Version", "field": "entity"},
                    }
                ],
                "must have a path of the navigation tree",
            ),
        ],
    )
    def test_bad_presets(self, tree: Client, sent: object, message: str) -> None:
        answer = tree.search("versions", [], additional_filter_presets=sent)
        name = "additional_filter_presets"
        assert told(answer) == invalid({name: [f"{name} {message}"]})
