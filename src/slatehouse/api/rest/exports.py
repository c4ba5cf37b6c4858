"""Exports of pages, which answer in plain text (contract rest/90)."""

from __future__ import annotations

import re

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.refusals import NoSuchPath
from slatehouse.api.wire.replies import Reply
from slatehouse.site.exports import NoPageToExport, NotExportable

__all__ = ["export_page", "export_view"]

_UNPROCESSABLE = 422
_NUMBER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_TYPES = {"csv": "text/csv", "json": "application/json", "xml": "application/xml"}


def export_page(call: Call, page: str) -> Reply:
    """`GET /exports/page/<page>.<format>`: the format decides the content type, and nothing else."""
    number, _, suffix = page.rpartition(".")
    return _export(call, number, suffix)


def export_view(call: Call, page: str, view: str) -> Reply:
    """`GET /exports/page/<page>/<view>.<format>`: one view of a page, which no refusal ever names."""
    _, _, suffix = view.rpartition(".")
    return _export(call, page, suffix if "." in view else "")


def _export(call: Call, page: str, suffix: str) -> Reply:
    if not suffix or not page:
        raise NoSuchPath
    try:
        call.session.export_page(_number(page))
    except NotExportable as refusal:
        words = f"Export for Page id={refusal.page} not available"
    except NoPageToExport as refusal:
        words = f"Trying to perform export for retired Page id={refusal.page}"
    content_type = f"{_TYPES.get(suffix.lower(), 'text/plain')}; charset=utf-8"
    return Reply(words.encode(), _UNPROCESSABLE, {"content-type": content_type})


def _number(text: str) -> int:
    """The number at the start of the text, 0 where there is none."""
    found = _NUMBER.match(text)
    return int(found[0]) if found else 0
