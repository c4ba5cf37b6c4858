"""The shipped schema as facts: its types, its fields, and two sound ends to every relation."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from slatehouse.schema.spelling import snake_case

Facts = Mapping[str, Any]

STANDARD = files("slatehouse.schema.standard")

TYPE_KEYS = [
    "name", "display_name", "read_only", "uses", "identity", "placeholder", "placeholder_field", "requires",
    "unique", "main_link", "retires", "fields",
]  # fmt: skip
FIELD_KEYS = [
    "type", "name", "description", "editable", "create_only", "keeps_retired", "mandatory", "unique",
    "visible", "hideable", "displayable", "declared", "only_by_name", "comparable", "default", "summary",
    "valid_types",
    "enforced", "valid_values", "display_values", "open_in_new_window", "calculated", "renderer", "constant",
    "data_url_of", "counts", "per_person", "unset", "reverse_of", "through", "said", "opposite_of",
    "links_by_id", "borrows", "source_of", "view", "view_of", "summary_field", "summary_value",
    "editable_properties", "query",
]  # fmt: skip
SUB_TABLES = {"display_values", "query"}
DEFAULTS: Facts = {
    "description": "",
    "editable": True,
    "create_only": False,
    "mandatory": False,
    "unique": False,
    "visible": True,
    "hideable": False,
    "displayable": True,
    "declared": True,
    "only_by_name": False,
    "comparable": True,
    "summary": "none",
    "enforced": False,
    "open_in_new_window": False,
}
KEEPINGS = {"reverse_of", "through", "opposite_of", "view"}

TYPES = [
    "ActionMenuItem", "ApiUser", "ApiUserProjectConnection", "AppWelcome", "AppWelcomeUserConnection",
    "Asset", "AssetAssetConnection", "AssetBlendshapeConnection", "AssetElementConnection",
    "AssetEpisodeConnection", "AssetLevelConnection", "AssetLibrary", "AssetMocapTakeConnection",
    "AssetSceneConnection", "AssetSequenceConnection", "AssetShootDayConnection", "AssetShotConnection",
    "Asset_linked_projects_Connection", "Attachment", "Banner", "BannerUserConnection", "Blendshape",
    "Booking", "Camera", "CameraMocapTakeConnection", "Candidate", "ClientUser", "Composition", "Contract",
    "CustomEntity01", "CustomEntity02", "CustomEntity03", "CustomEntity04", "CustomEntity05",
    "CustomNonProjectEntity01", "CustomNonProjectEntity02", "CustomNonProjectEntity03", "Cut", "CutItem",
    "CutVersionConnection", "Delivery", "Department", "Element", "ElementShotConnection", "Episode",
    "EventLogEntry", "FilesystemLocation", "Group", "GroupUserConnection", "HumanUser", "Icon", "Launch",
    "LaunchSceneConnection", "LaunchShotConnection", "Level", "LocalStorage", "MocapPass", "MocapSetup",
    "MocapTake", "MocapTakeRange", "MocapTakeRangeShotConnection", "Note", "Page", "PageHit", "PageSetting",
    "Performer", "PerformerMocapTakeConnection", "PerformerRoutineConnection",
    "PerformerShootDayConnection", "PermissionRuleSet", "Phase", "PhysicalAsset",
    "PhysicalAssetMocapTakeConnection", "PipelineConfiguration", "PipelineConfigurationUserConnection",
    "Playlist", "PlaylistShare", "PlaylistVersionConnection", "Project", "ProjectTaskTemplateConnection",
    "ProjectUserConnection", "PublishEvent", "PublishedFile", "PublishedFileDependency",
    "PublishedFileType", "Reel", "Release", "ReleaseTicketConnection", "Reply", "Revision",
    "RevisionRevisionConnection", "RevisionTicketConnection", "Routine", "RvLicense", "SavedFilter",
    "Scene", "Sequence", "ShootDay", "ShootDaySceneConnection", "Shot", "ShotShotConnection", "Slate",
    "Software", "SourceClip", "Status", "Step", "Tag", "TankDependency", "TankPublishedFile", "TankType",
    "Task", "TaskDependency", "TaskTemplate", "Ticket", "TicketTicketConnection", "TimeLog", "Tool",
    "Version", "Version_sg_deliveries_Connection", "WorkDayRule",
]  # fmt: skip


@cache
def written(path: str) -> Facts:
    """A file of the standard schema as it is written."""
    return tomllib.loads(STANDARD.joinpath(path).read_text("utf-8"))


def type_files() -> list[str]:
    return sorted(each.name for each in STANDARD.iterdir() if each.name.endswith(".toml"))


def mixin_files() -> list[str]:
    folder = STANDARD / "mixins"
    return sorted(f"mixins/{each.name}" for each in folder.iterdir() if each.name.endswith(".toml"))


@cache
def standard() -> Mapping[str, Facts]:
    """Every type by name, with the fields of its mix-ins merged in."""
    return {written(path)["name"]: merged(written(path)) for path in type_files()}


def merged(facts: Facts) -> Facts:
    fields: dict[str, Facts] = {}
    layers = [written(f"mixins/{name}.toml")["fields"] for name in facts["uses"]]
    for layer in (*layers, facts.get("fields", {})):
        fields |= {name: {**fields.get(name, {}), **keys} for name, keys in layer.items()}
    return {**facts, "fields": fields}


def fact(path: str, key: str) -> object:
    """What the schema says of `Type.field`, stated or by default."""
    entity_type, field = path.split(".")
    return standard()[entity_type]["fields"][field].get(key, DEFAULTS.get(key))


def every_field() -> Iterator[tuple[str, str, Facts]]:
    for name, facts in standard().items():
        for field, keys in facts["fields"].items():
            yield name, field, keys


def covers(link: Facts, entity_type: str) -> bool:
    return link["valid_types"] == ["*"] or entity_type in link["valid_types"]


def resolved(path: str) -> Facts:
    entity_type, field = path.split(".")
    keys: Facts = standard()[entity_type]["fields"][field]
    return keys


def ends(connection: str) -> dict[str, Facts]:
    fields = standard()[connection]["fields"]
    return {name: keys for name, keys in fields.items() if keys["type"] == "entity"}


class TestTheFiles:
    def test_every_type_of_the_contract_is_there_once(self) -> None:
        assert sorted(standard()) == sorted(TYPES)
        assert len(type_files()) == len(TYPES)

    @pytest.mark.parametrize("path", type_files())
    def test_a_file_is_named_after_its_type(self, path: str) -> None:
        assert path == f"{snake_case(written(path)['name'])}.toml"

    @pytest.mark.parametrize("path", type_files())
    def test_a_type_states_what_it_is_in_a_fixed_order(self, path: str) -> None:
        assert list(written(path)) == [key for key in TYPE_KEYS if key in written(path)]

    @pytest.mark.parametrize("path", [*type_files(), *mixin_files()])
    def test_fields_are_sorted_and_their_keys_in_a_fixed_order(self, path: str) -> None:
        fields = written(path).get("fields", {})
        assert list(fields) == sorted(fields)
        for keys in fields.values():
            tables = [key for key in keys if key in SUB_TABLES]
            lines = [key for key in keys if key not in SUB_TABLES]
            assert lines == [key for key in FIELD_KEYS if key in lines]
            assert set(tables) <= set(FIELD_KEYS)

    @pytest.mark.parametrize("path", type_files())
    def test_a_type_repeats_neither_a_default_nor_its_mix_ins(self, path: str) -> None:
        facts = written(path)
        inherited = merged({**facts, "fields": {}})["fields"]
        for name, keys in facts.get("fields", {}).items():
            known = {**DEFAULTS, **inherited.get(name, {})}
            assert {key: value for key, value in keys.items() if known.get(key) == value} == {}

    def test_every_mix_in_is_used(self) -> None:
        used = {f"mixins/{name}.toml" for facts in standard().values() for name in facts["uses"]}
        assert used == set(mixin_files())

    @pytest.mark.parametrize("path", type_files())
    def test_no_two_mix_ins_of_a_type_bring_the_same_field(self, path: str) -> None:
        brought = Counter(
            field for name in written(path)["uses"] for field in written(f"mixins/{name}.toml")["fields"]
        )
        assert [field for field, times in brought.items() if times > 1] == []


class TestTheTypes:
    @pytest.mark.parametrize("name", TYPES)
    def test_every_type_has_an_id_and_a_display_name(self, name: str) -> None:
        fields = standard()[name]["fields"]
        assert fields["id"]["type"] == "number"
        assert fields["cached_display_name"]["type"] == "text"

    @pytest.mark.parametrize("name", TYPES)
    def test_what_a_type_says_of_its_fields_names_fields(self, name: str) -> None:
        facts = standard()[name]
        named = {
            *facts.get("requires", ()),
            *(field for fields in facts.get("unique", ()) for field in fields),
            *(facts[key] for key in ("identity", "placeholder_field", "main_link") if key in facts),
        }
        assert named <= set(facts["fields"])

    @pytest.mark.parametrize("name", [name for name in TYPES if "main_link" in standard()[name]])
    def test_the_main_link_is_a_single_link(self, name: str) -> None:
        facts = standard()[name]
        assert facts["fields"][facts["main_link"]]["type"] == "entity"

    @pytest.mark.parametrize(
        ("name", "key", "expected"),
        [
            ("Project", "requires", ["name"]),
            ("Project", "unique", [["name"], ["code"]]),
            ("Sequence", "placeholder", "New Sequence {id}"),
            ("Shot", "identity", "code"),
            ("Shot", "requires", ["project"]),
            ("Shot", "main_link", "sg_sequence"),
            ("Version", "main_link", "entity"),
            ("Task", "identity", "content"),
            ("Task", "placeholder", "New Task {id}"),
            ("TaskTemplate", "placeholder", "New TaskTemplate {id}"),
            ("TaskTemplate", "requires", None),
            ("TaskDependency", "unique", [["task", "dependent_task"]]),
            ("PlaylistVersionConnection", "unique", [["playlist", "version"]]),
            ("PublishedFile", "placeholder", "New Published File {id}"),
            ("PublishedFileType", "unique", [["code"]]),
            ("LocalStorage", "placeholder", "New LocalStorage {id}"),
            ("LocalStorage", "unique", [["code"]]),
            ("LocalStorage", "requires", None),
            ("Attachment", "requires", None),
            ("Attachment", "placeholder", None),
            ("Note", "identity", "subject"),
            ("Note", "placeholder", None),
            ("Reply", "requires", None),
            ("TimeLog", "identity", None),
            ("TimeLog", "placeholder", "New Time Log"),
            ("TimeLog", "placeholder_field", "description"),
            ("CutItem", "placeholder", "New Cut Item {id}"),
            ("CutItem", "requires", ["project"]),
            ("Delivery", "identity", "title"),
            ("Delivery", "placeholder", "New Delivery {id}"),
            ("HumanUser", "display_name", "Person"),
            ("HumanUser", "unique", [["login"]]),
            ("ApiUser", "display_name", "Script"),
            ("Attachment", "display_name", "File"),
            ("Routine", "display_name", "Mocap Routine"),
            ("EventLogEntry", "placeholder", "New Event"),
            ("EventLogEntry", "retires", False),
            ("PageSetting", "retires", False),
            ("Page", "requires", None),
            ("WorkDayRule", "read_only", True),
        ],
    )
    def test_fact(self, name: str, key: str, expected: object) -> None:
        assert standard()[name].get(key) == expected


class TestTheFields:
    @pytest.mark.parametrize(
        ("path", "key", "expected"),
        [
            ("Shot.id", "editable", False),
            ("Shot.cached_display_name", "editable", True),
            ("Shot.code", "name", "Shot Code"),
            ("Shot.code", "mandatory", True),
            ("Shot.project", "enforced", True),
            ("Shot.project", "mandatory", False),
            ("Shot.created_at", "create_only", True),
            ("Shot.sg_sequence", "enforced", False),
            ("Shot.step_0", "name", "ALL TASKS"),
            ("Shot.sg_status_list", "default", "wtg"),
            ("Sequence.sg_status_list", "valid_values", ["wtg", "ip", "fin", "hld", "omt"]),
            ("Sequence.episode", "enforced", True),
            ("Asset.linked_projects", "valid_types", ["Project"]),
            ("Asset.linked_projects", "editable_properties", ["summary_default"]),
            ("Asset.image_blur_hash", "editable", False),
            ("Asset.sg_asset_type", "type", "list"),
            ("Project.name", "unique", True),
            ("Project.code", "hideable", True),
            ("Project.is_template", "editable", False),
            ("Project.sg_status", "type", "list"),
            ("Project.tracking_settings", "type", "serializable"),
            ("Step.entity_type", "create_only", True),
            ("Step.department", "valid_types", ["Department"]),
            ("Task.duration", "summary", "sum"),
            ("Task.due_date", "summary", "latest"),
            ("Task.workload", "calculated", "{duration}"),
            ("Task.workload", "renderer", "duration"),
            ("Task.workload_per_day", "type", "calculated"),
            ("Task.tag_list", "declared", False),
            ("Task.tag_list", "type", "tag_list"),
            ("Task.sibling_tasks", "view", "sibling_tasks"),
            ("Task.sibling_tasks", "view_of", "entity"),
            ("Task.workload_assignee_count", "counts", "Task.task_assignees"),
            ("TaskTemplate.task_count", "counts", "Task.task_template"),
            ("Task.sg_versions", "editable", False),
            ("Task.dependency_violation", "editable", False),
            ("TaskDependency.shift_ratio", "type", "float"),
            ("TaskTemplate.entity_type", "editable", True),
            ("Version.sg_status_list", "default", "rev"),
            ("Version.entity", "enforced", False),
            ("Version.task_template", "enforced", True),
            ("Version.source_clip", "enforced", False),
            ("Version.uploaded_movie_duration", "type", "float"),
            ("Version.otio_playable", "editable", False),
            ("Version.viewed_by_current_user", "valid_values", ["read", "unread"]),
            ("Playlist.locked_by", "editable", False),
            ("Playlist.external_share_count", "default", 0),
            ("PlaylistVersionConnection.version", "create_only", True),
            ("PublishedFile.filmstrip_image_id", "type", "number"),
            ("PublishedFile.sg_status_list", "valid_values", ["wtg", "ip", "cmpt"]),
            ("LocalStorage.uuid", "type", "uuid"),
            ("Attachment.this_file", "create_only", True),
            ("Attachment.filename", "create_only", False),
            ("Attachment.sg_status_list", "default", "na"),
            ("Note.meta", "type", "jsonb"),
            ("Note.meta", "create_only", True),
            ("Note.publish_status", "default", "published"),
            ("Note.client_note", "create_only", True),
            ("Note.note_links", "enforced", False),
            ("Note.read_by_current_user", "declared", False),
            ("Note.reply_content", "declared", False),
            ("Note.created_by", "valid_types", ["HumanUser", "ApiUser", "ClientUser"]),
            ("Reply.entity", "valid_types", ["*"]),
            ("Reply.publish_status", "default", "published"),
            ("TimeLog.user", "enforced", True),
            ("TimeLog.entity", "enforced", False),
            ("TimeLog.duration", "default", 0),
            ("Cut.version", "enforced", True),
            ("Cut.platform_id", "declared", False),
            ("CutItem.shot", "enforced", True),
            ("Delivery.delivery_number", "mandatory", False),
            ("Delivery.sg_delivery_type", "valid_values", []),
            ("Delivery.sg_status_list", "valid_values", ["opn", "ip", "dlvr", "recd"]),
            ("HumanUser.login", "unique", True),
            ("HumanUser.can_impersonate_this_user", "type", "checkbox"),
            ("HumanUser.sg_status_list", "display_values", {"act": "Active", "dis": "Disabled"}),
            ("ApiUser.generate_event_log_entries", "default", True),
            ("PermissionRuleSet.updated_by", "type", "entity"),
            ("Status.code", "editable", False),
            ("Icon.html", "editable", False),
            ("EventLogEntry.audit_trail", "type", "jsonb"),
            ("EventLogEntry.session_uuid", "type", "uuid"),
            ("EventLogEntry.created_at", "summary", "latest"),
            ("Page.page_type", "editable", False),
            ("PageSetting.settings_json", "type", "settings_text"),
            ("SavedFilter.filters", "type", "serializable"),
            ("WorkDayRule.uuid", "type", "uuid"),
            ("CustomEntity01.code", "name", "Custom Entity01 Name"),
        ],
    )
    def test_fact(self, path: str, key: str, expected: object) -> None:
        assert fact(path, key) == expected

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("Reply", 7),
            ("Status", 11),
            ("Icon", 10),
            ("PermissionRuleSet", 10),
            ("Page", 24),
            ("PageHit", 5),
            ("PageSetting", 6),
            ("TimeLog", 12),
            ("LocalStorage", 12),
            ("Step", 13),
            ("Attachment", 30),
            ("EventLogEntry", 16),
            ("PublishedFileType", 14),
            ("PlaylistVersionConnection", 6),
        ],
    )
    def test_as_many_declared_fields_as_the_service_shows(self, name: str, fields: int) -> None:
        declared = [keys for keys in standard()[name]["fields"].values() if keys.get("declared", True)]
        assert len(declared) == fields

    @pytest.mark.parametrize(
        "path",
        [
            "Task.sg_task_order",
            "Shot.step_2",
            "Asset.sg_keep",
            "Version.sg_timecode",
            "Sequence.sg_timecode",
            "CustomEntity01.sg_path",
            "Playlist.sg_status_list",
            "CutItem.sg_status_list",
            "Reply.updated_at",
            "Step.project",
            "TaskTemplate.project",
            "Contract.project",
            "PageSetting.updated_at",
        ],
    )
    def test_what_a_fresh_site_does_not_have(self, path: str) -> None:
        entity_type, field = path.split(".")
        assert field not in standard()[entity_type]["fields"]

    def test_no_steps_but_all_of_them(self) -> None:
        columns = {field for _, field, keys in every_field() if keys["type"] == "pivot_column"}
        assert columns == {"step_0"}

    def test_tag_lists_go_undeclared_except_where_they_were_all_there_was(self) -> None:
        declared = {
            name
            for name, _, keys in every_field()
            if keys["type"] == "tag_list" and keys.get("declared", True)
        }
        custom = {"CustomEntity01", "CustomEntity04", "CustomEntity05"}
        assert declared == custom | {
            "CustomNonProjectEntity02",
            "CustomNonProjectEntity03",
            "TankPublishedFile",
            "TankType",
        }

    def test_every_field_is_named_and_typed(self) -> None:
        assert [
            f"{name}.{field}" for name, field, keys in every_field() if not {"type", "name"} <= set(keys)
        ] == []

    def test_create_only_fields_are_not_editable(self) -> None:
        assert [
            f"{name}.{field}"
            for name, field, keys in every_field()
            if keys.get("create_only") and keys.get("editable", True)
        ] == []

    def test_a_default_is_among_the_valid_values_and_every_status_has_its_label(self) -> None:
        for name, field, keys in every_field():
            if keys["type"] in {"list", "status_list"} and "default" in keys:
                assert keys["default"] in keys["valid_values"], f"{name}.{field}"
            if keys["type"] == "status_list":
                assert set(keys["display_values"]) == set(keys["valid_values"]), f"{name}.{field}"


def kept(keeping: str) -> list[tuple[str, str]]:
    return [(f"{name}.{field}", keys[keeping]) for name, field, keys in every_field() if keeping in keys]


class TestTheRelations:
    def test_links_lead_to_types_that_exist(self) -> None:
        targets = {target for _, _, keys in every_field() for target in keys.get("valid_types", ())}
        assert targets - set(TYPES) == {"*"}

    def test_links_say_what_they_lead_to_and_nothing_else_does(self) -> None:
        for name, field, keys in every_field():
            leads = keys["type"] in {"entity", "multi_entity", "tag_list"}
            assert leads == ("valid_types" in keys), f"{name}.{field}"

    def test_only_multi_entity_fields_are_kept_in_some_way_and_in_one_only(self) -> None:
        for name, field, keys in every_field():
            ways = len(KEEPINGS & set(keys))
            assert ways <= (1 if keys["type"] == "multi_entity" else 0), f"{name}.{field}"

    @pytest.mark.parametrize(("path", "link"), kept("reverse_of"))
    def test_a_reverse_field_shows_the_rows_whose_single_link_points_here(self, path: str, link: str) -> None:
        forward = resolved(link)
        assert forward["type"] == "entity"
        assert covers(forward, path.split(".")[0])
        assert resolved(path)["valid_types"] == [link.split(".")[0]]

    @pytest.mark.parametrize(("path", "link"), kept("through"))
    def test_a_connection_has_an_end_here_and_one_there(self, path: str, link: str) -> None:
        connection, near = link.split(".")
        far = [keys for name, keys in ends(connection).items() if name != near]
        assert covers(ends(connection)[near], path.split(".")[0])
        assert [keys["valid_types"] for keys in far] == [resolved(path)["valid_types"]]

    @pytest.mark.parametrize(("path", "link"), kept("opposite_of"))
    def test_an_opposite_field_is_the_far_end_of_one_with_a_table_of_its_own(
        self, path: str, link: str
    ) -> None:
        forward = resolved(link)
        assert forward["type"] == "multi_entity"
        assert not KEEPINGS & set(forward)
        assert covers(forward, path.split(".")[0])
        assert resolved(path)["valid_types"] == [link.split(".")[0]]

    @pytest.mark.parametrize(("path", "view"), kept("view"))
    def test_a_view_is_computed(self, path: str, view: str) -> None:
        assert view in {"open_notes", "sibling_tasks"}
        assert fact(path, "editable") is False

    @pytest.mark.parametrize("keeping", ["reverse_of", "through", "opposite_of"])
    def test_no_type_has_two_fields_for_one_end(self, keeping: str) -> None:
        named = Counter((path.split(".")[0], end) for path, end in kept(keeping))
        assert [end for end, times in named.items() if times > 1] == []

    def test_every_connection_type_is_what_some_field_is_kept_in(self) -> None:
        connections = {name for name in TYPES if name.endswith(("Connection", "Dependency"))}
        used = {link.split(".")[0] for _, link in kept("through")}
        # A Cut names its one Version itself, and people's banners name no type.
        assert connections - used == {"CutVersionConnection", "BannerUserConnection"}

    @pytest.mark.parametrize("name", [name for name in TYPES if name.endswith(("Connection", "Dependency"))])
    def test_a_connection_needs_both_ends_refuses_other_types_and_joins_a_pair_once(self, name: str) -> None:
        facts = standard()[name]
        assert set(facts["requires"]) == set(ends(name))
        assert facts["unique"] == [facts["requires"]]
        assert all(keys["enforced"] for keys in ends(name).values())

    @pytest.mark.parametrize(
        ("field", "kept_in"),
        [
            ("Sequence.shots", ("reverse_of", "Shot.sg_sequence")),
            ("Episode.sequences", ("reverse_of", "Sequence.episode")),
            ("Shot.assets", ("through", "AssetShotConnection.shot")),
            ("Asset.shots", ("through", "AssetShotConnection.asset")),
            ("Asset.sequences", ("through", "AssetSequenceConnection.asset")),
            ("Asset.parents", ("through", "AssetAssetConnection.asset")),
            ("Asset.assets", ("through", "AssetAssetConnection.parent")),
            ("Shot.parent_shots", ("through", "ShotShotConnection.shot")),
            ("Shot.shots", ("through", "ShotShotConnection.parent_shot")),
            ("Shot.tasks", ("reverse_of", "Task.entity")),
            ("Shot.sg_versions", ("reverse_of", "Version.entity")),
            ("Sequence.sg_published_files", ("reverse_of", "PublishedFile.entity")),
            ("Version.published_files", ("reverse_of", "PublishedFile.version")),
            ("Sequence.cuts", ("reverse_of", "Cut.entity")),
            ("Version.cuts", ("reverse_of", "Cut.version")),
            ("Cut.cut_items", ("reverse_of", "CutItem.cut")),
            ("Playlist.versions", ("through", "PlaylistVersionConnection.playlist")),
            ("Version.playlists", ("through", "PlaylistVersionConnection.version")),
            ("Task.upstream_tasks", ("through", "TaskDependency.task")),
            ("Task.downstream_tasks", ("through", "TaskDependency.dependent_task")),
            ("Task.sg_versions", ("reverse_of", "Version.sg_task")),
            (
                "PublishedFile.upstream_published_files",
                ("through", "PublishedFileDependency.published_file"),
            ),
            ("Note.replies", ("reverse_of", "Reply.entity")),
            ("Delivery.replies", ("reverse_of", "Reply.entity")),
            ("Note.attachments", ("opposite_of", "Attachment.attachment_links")),
            ("Version.attachments", ("opposite_of", "Attachment.attachment_links")),
            ("Shot.notes", ("opposite_of", "Note.note_links")),
            ("Task.notes", ("opposite_of", "Note.tasks")),
            ("Version.sg_deliveries", ("through", "Version_sg_deliveries_Connection.version")),
            (
                "Delivery.version_sg_deliveries_versions",
                ("through", "Version_sg_deliveries_Connection.delivery"),
            ),
            ("Asset.linked_projects", ("through", "Asset_linked_projects_Connection.asset")),
            ("Sequence.sg_scenes", ("reverse_of", "Scene.sg_sequence")),
            (
                "Scene.sequence_sg_sequence_scenes_sequences",
                ("opposite_of", "Sequence.sg_sequence_scenes"),
            ),
            ("Project.task_templates", ("through", "ProjectTaskTemplateConnection.project")),
            ("TaskTemplate.projects", ("through", "ProjectTaskTemplateConnection.task_template")),
            ("Department.users", ("reverse_of", "HumanUser.department")),
            ("Department.steps", ("reverse_of", "Step.department")),
            ("HumanUser.groups", ("through", "GroupUserConnection.user")),
            ("HumanUser.projects", ("through", "ProjectUserConnection.user")),
        ],
    )
    def test_pair(self, field: str, kept_in: tuple[str, str]) -> None:
        keeping, end = kept_in
        assert fact(field, keeping) == end
