"""Upgrades of a site with fields of its own: none is missed, none is made twice, none gives way."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.store.sql import read

from slatehouse.accounts.caller import system_caller
from slatehouse.schema.customization import Customization, FieldRecord
from slatehouse.schema.layers import layers_of
from slatehouse.schema.schema import build_schema
from slatehouse.schema.standard import Facts, standard_types
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.indexing import index_field
from slatehouse.site.opening import open_site, planned_upgrade
from slatehouse.site.site import Site
from slatehouse.store.tables import tables_of
from slatehouse.store.upgrade import Condition, condition_of, plan_upgrade, upgrade


def add(site: Site, data_type: str, name: str, **values: object) -> str:
    asked = NewField("Shot", data_type, [("name", name), *values.items()])
    return site.session(system_caller()).add_field(asked)[0].name


def test_a_site_with_fields_of_its_own_is_current(site_folder: Path) -> None:
    site = open_site(site_folder)
    add(site, "text", "Lens")
    add(site, "multi_entity", "Scans", valid_types=["Asset"])
    gone = add(site, "entity", "Gone", valid_types=["Asset"])
    site.session(system_caller()).trash_field("Shot", gone)
    site.close()
    assert planned_upgrade(site_folder).words == []
    open_site(site_folder).close()


def test_a_site_of_before_has_the_columns_of_its_steps_without_an_upgrade(site_folder: Path) -> None:
    site = open_site(site_folder)
    values = {"code": "Comp", "short_name": "cmp", "entity_type": "Shot"}
    step = site.session(system_caller()).create_many([("Step", values)])[0].id
    with site.database.writing() as connection:
        site.editions.records.count(connection, 0)
    site.close()
    assert planned_upgrade(site_folder).words == []
    with closing(open_site(site_folder)) as opened:
        assert opened.schema["Shot"].fields[f"step_{step}"].display_name == "Comp"


def test_an_upgrade_adds_what_is_new_and_leaves_the_rest(site: Site) -> None:
    """A later version ships another field of the type; those of the site's own, and the trash, stay."""
    add(site, "text", "Lens")
    trashed = add(site, "number", "Gone")
    site.session(system_caller()).trash_field("Shot", trashed)
    later = _with_field("Shot", "sg_later", {"type": "number"})
    tables = tables_of(build_schema(layers_of(later, site.edition.custom).kept))
    assert condition_of(site.database, tables) is Condition.OLD
    assert plan_upgrade(site.database, tables).words == ["add column shots.sg_later"]
    upgrade(site.database, tables)
    assert condition_of(site.database, tables) is Condition.CURRENT
    columns = read(site.database, "SELECT sg_lens, sg_gone, sg_later FROM shots")
    assert columns == []


@pytest.mark.parametrize("is_trashed", [False, True])
def test_a_shipped_field_gives_way_to_one_of_the_sites_own(is_trashed: bool) -> None:
    shipped = _with_field("Shot", "sg_lens", {"type": "number"})
    record = FieldRecord(
        1, "Shot", "sg_lens", {"type": "text", "name": "Lens", "custom": True}, True, is_trashed
    )
    layers = layers_of(shipped, Customization(1, (record,)))
    kept, live = (build_schema(facts)["Shot"].fields.get("sg_lens") for facts in (layers.kept, layers.live))
    assert kept is not None and kept.type.name == "text"
    assert live is None if is_trashed else live is not None and live.type.name == "text"


def test_changes_of_a_field_that_is_shipped_no_longer_mean_nothing() -> None:
    record = FieldRecord(1, "Shot", "sg_dropped", {"name": "Dropped"})
    layers = layers_of(_standard(), Customization(1, (record,)))
    assert "sg_dropped" not in build_schema(layers.kept)["Shot"].fields


@pytest.mark.parametrize("data_type", ["entity", "status_list"])
def test_a_job_makes_the_index_of_a_field(site: Site, data_type: str) -> None:
    values: Mapping[str, object] = {"entity": {"valid_types": ["Asset"]}}.get(
        data_type, {"valid_values": ["wtg"]}
    )
    name = add(site, data_type, "Indexed", **values)
    ((payload,),) = read(site.database, "SELECT payload FROM slatehouse_jobs WHERE kind = 'index_field'")
    for _ in range(2):
        index_field(site, payload)
    sql = {
        "sqlite": f"SELECT count(*) FROM sqlite_master WHERE name = 'shots_by_{name}'",
        "postgresql": f"SELECT count(*) FROM pg_indexes WHERE indexname = 'shots_by_{name}'",
    }[site.database.dialect.name]
    assert read(site.database, sql) == [(1,)]
    assert condition_of(site.database, site.edition.tables) is Condition.CURRENT


def _standard() -> dict[str, Facts]:
    return {each["name"]: each for each in standard_types()}


def _with_field(entity_type: str, name: str, facts: dict[str, Any]) -> dict[str, Facts]:
    """What a later version ships."""
    standard = _standard()
    later = standard[entity_type]
    return {**standard, entity_type: {**later, "fields": {**later["fields"], name: facts}}}
