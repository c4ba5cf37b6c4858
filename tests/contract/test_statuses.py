"""The statuses and icons that a site comes with (behaviour/site §3)."""

from __future__ import annotations

import base64

import pytest
from tests.contract.client import Client

from slatehouse.accounts.caller import system_caller
from slatehouse.site.site import Site
from slatehouse.site.writing import writing

SHIPPED = """
act|Active||25,118,27
apr|Approved|icon_apr|179,179,179
clsd|Closed|icon_fin|150,150,150
cmpt|Complete|icon_cmpt|
dis|Disabled|icon_na|204,0,1
fin|Final|icon_fin|150,150,150
hld|On Hold|icon_hld|
ip|In Progress|icon_ip|202,225,202
na|N/A|icon_na|
omt|Omit|icon_omt|
opn|Open|icon_rdy|
res|Resolved|icon_fin|
rev|Pending Review|icon_rev|149,227,167
wtg|Waiting to Start|icon_wtg|
vwd|Viewed|icon_fin|146,146,146
recd|Received|icon_recd|
dlvr|Delivered|icon_dlvr|
cfrm|Confirmed|icon_thumb_up|161,236,154
pndng|Pending|icon_voice_command|
"""
LOCKED = {"act", "dis", "ip", "na", "cfrm", "pndng"}
KEY = "icon.Icon.image_map_key"


def test_statuses(api: Client) -> None:
    rows = api.search("statuses", [], fields=f"code,name,bg_color,system,created_by,{KEY}").json["data"]
    found = {row["attributes"]["code"]: row for row in rows}
    for line in SHIPPED.strip().splitlines():
        code, name, key, color = line.split("|")
        row = found[code]
        expected = (name, key or None, color or None, code in LOCKED)
        shown = row["attributes"]
        assert (shown["name"], shown[KEY], shown["bg_color"], shown["system"]) == expected
        assert row["relationships"]["created_by"]["data"] is None


def test_the_fields_of_a_status(api: Client) -> None:
    (row, *_) = api.search("statuses", [["code", "is", "fin"]], fields="*").json["data"]
    names = {*row["attributes"], *row["relationships"], "id"}
    assert names == {
        *("bg_color", "cached_display_name", "code", "created_at", "created_by", "icon", "id", "name"),
        *("system", "updated_at", "updated_by"),
    }


def test_stock_icons_are_drawn_elsewhere(api: Client) -> None:
    rows = api.search("icons", [["icon_type", "is", "permanent_status"]], fields="*").json["data"]
    assert rows
    for row in rows:
        shown = row["attributes"]
        assert shown["image_map_key"].startswith("icon_")
        assert (shown["display_type"], shown["url"], shown["html"], shown["image_data"]) == (
            *("image_map", "", None, None),
        )


DATA = base64.encodebytes(bytes(range(100))).decode().strip()
URL = f"data:image/png;base64,{DATA}"


@pytest.fixture(scope="module")
def status(contract_site: Site, ids: dict[str, int]) -> int:
    """A status whose icon is a picture of its own."""
    with writing(contract_site, system_caller()) as writes:
        about = {"name": "mine", "icon_type": "custom_status", "display_type": "image"}
        icon = writes.make("Icon", {**about, "image_data": DATA})
        values = {"code": "mine", "name": "Mine", "icon": {"type": "Icon", "id": icon}}
        return writes.make("Status", values)


class TestPictures:
    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ("display_type,url", ""),
            ("url,image_data", URL),
            ("*", URL),
            (None, URL),
        ],
    )
    def test_an_address_shows_beside_the_picture_only(
        self, api: Client, status: int, fields: str | None, shown: str
    ) -> None:
        icon = api("GET", f"/entity/statuses/{status}?fields=icon").json["data"]["relationships"]["icon"]
        query = "" if fields is None else f"?fields={fields}"
        read = api("GET", f"/entity/icons/{icon['data']['id']}{query}").json["data"]["attributes"]
        assert read["url"] == shown
        assert read.get("image_data", DATA) == DATA

    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ("icon.Icon.url", ""),
            ("icon.Icon.url,icon.Icon.image_data", URL),
            ("icon.Icon.url,icon.Icon.display_type", ""),
        ],
    )
    def test_so_it_does_from_the_status(self, api: Client, status: int, fields: str, shown: str) -> None:
        (row,) = api.search("statuses", [["id", "is", status]], fields=fields).json["data"]
        assert row["attributes"]["icon.Icon.url"] == shown

    def test_it_can_be_asked_for(self, api: Client, status: int) -> None:
        for filters in ([["url", "starts_with", "data:image/png"]], [["url", "is", URL]]):
            (row,) = api.search("icons", filters, fields="name").json["data"]
            assert row["attributes"] == {"name": "mine"}
