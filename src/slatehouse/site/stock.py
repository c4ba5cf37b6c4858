"""The rows that every site starts with: statuses and their icons, and the permission rule sets.

Facts of contract site §3 and auth-and-permissions §6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.standard import SYSTEM_DEFAULTS, stock_rule_sets
from slatehouse.site.writing import Writing, writing

if TYPE_CHECKING:
    from slatehouse.site.site import Site


class StockStatus(NamedTuple):
    """A status as shipped; `locked` ones belong to the system."""

    code: str
    name: str
    icon: str | None
    color: str | None = None
    locked: bool = False


STATUSES = (
    StockStatus("act", "Active", None, "25,118,27", locked=True),
    StockStatus("apr", "Approved", "icon_apr", "179,179,179"),
    StockStatus("clsd", "Closed", "icon_fin", "150,150,150"),
    StockStatus("cmpt", "Complete", "icon_cmpt"),
    StockStatus("dis", "Disabled", "icon_na", "204,0,1", locked=True),
    StockStatus("fin", "Final", "icon_fin", "150,150,150"),
    StockStatus("hld", "On Hold", "icon_hld"),
    StockStatus("ip", "In Progress", "icon_ip", "202,225,202", locked=True),
    StockStatus("na", "N/A", "icon_na", locked=True),
    StockStatus("omt", "Omit", "icon_omt"),
    StockStatus("opn", "Open", "icon_rdy"),
    StockStatus("res", "Resolved", "icon_fin"),
    StockStatus("rev", "Pending Review", "icon_rev", "149,227,167"),
    StockStatus("wtg", "Waiting to Start", "icon_wtg"),
    StockStatus("vwd", "Viewed", "icon_fin", "146,146,146"),
    StockStatus("recd", "Received", "icon_recd"),
    StockStatus("dlvr", "Delivered", "icon_dlvr"),
    StockStatus("cfrm", "Confirmed", "icon_thumb_up", "161,236,154", locked=True),
    StockStatus("pndng", "Pending", "icon_voice_command", locked=True),
    StockStatus("rdy", "Ready to Start", "icon_rdy"),
    StockStatus("cbb", "Could Be Better", "icon_cbb"),
    StockStatus("blk", "Blocked", "icon_blk"),
    StockStatus("plsh", "Polish", "icon_plsh"),
    StockStatus("tkt", "Ticket", "icon_tkt"),
)


def stock_site(site: Site) -> None:
    """Write the stock rows of a new site, in one transaction."""
    with writing(site, system_caller(logs_events=False)) as writes:
        icons = _write_icons(writes)
        for status in STATUSES:
            icon = icons.get(status.icon or "")
            values: dict[str, object] = {
                "code": status.code,
                "name": status.name,
                "bg_color": status.color,
                "system": status.locked,
                "icon": {"type": "Icon", "id": icon} if icon else None,
            }
            writes.make("Status", values)
        for code, rules in stock_rule_sets().items():
            row_id = writes.make("PermissionRuleSet", {"code": code, "display_name": rules.name})
            # Stock sets are of kinds (`PermissionRuleSet.HumanUser`) that no write may name.
            kind = f"PermissionRuleSet.{rules.kind}" if code in SYSTEM_DEFAULTS else rules.kind
            writes.rows.update(writes.connection, "PermissionRuleSet", row_id, {"entity_type": kind})


def _write_icons(writes: Writing) -> dict[str, int]:
    keys = sorted({status.icon for status in STATUSES if status.icon})
    return {
        key: writes.make(
            "Icon",
            {
                "name": key.removeprefix("icon_"),
                "icon_type": "permanent_status",
                "display_type": "image_map",
                "image_map_key": key,
            },
        )
        for key in keys
    }
