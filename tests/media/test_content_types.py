"""Content types by file name, and headers that carry any file name unharmed."""

import re
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.media.content_types import (
    content_disposition,
    content_type_of,
    harmless_type,
    has_picture,
    is_displayable_inline,
)


@pytest.mark.parametrize(
    "name, content_type",
    [
        ("charA.v001.zip", "application/zip"),
        ("charA.v001.ma", "application/mathematica"),
        ("SH010_v001.mov", "video/quicktime"),
        ("SH010_v001.MOV", "video/quicktime"),
        ("SH010_v001.mp4", "video/mp4"),
        ("SH010.png", "image/png"),
        ("SH010.jpg", "image/jpeg"),
        ("SH010.jpeg", "image/jpeg"),
        ("SH010.tif", "image/tiff"),
        ("SH010.webp", "image/webp"),
        ("plate.1001.exr", "image/x-exr"),
        ("plate.1001.dpx", "image/x-dpx"),
        ("DSCF0815.RAF", "image/x-fuji-raf"),
        ("00012.MTS", "video/mp2t"),
        ("clip.3gp", "video/3gpp"),
        ("notes.pdf", "application/pdf"),
        ("notes.txt", "text/plain"),
        ("cut.xml", "text/xml"),
        ("cut.edl", None),
        ("logo.svg", "image/svg+xml"),
        ("page.html", "text/html"),
        ("textures.tar.gz", "application/gzip"),
        ("textures.svgz", "application/gzip"),
        ("textures.tar", "application/x-tar"),
        ("http://host/a.png", "image/png"),
        ("data:text/html,x", None),
        ("README", None),
        ("comp.nk", None),
        ("budget.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (".png", None),
        (".webp", None),
        ("trailing.", None),
        ("", None),
        ("odd.png\n", None),
        ("odd.p\0ng", None),
    ],
)
def test_the_extension_decides(name: str, content_type: str | None) -> None:
    assert content_type_of(name) == content_type


@pytest.mark.parametrize(
    "name, is_drawn",
    [("plate.exr", True), ("dailies.mxf", True), ("board.pdf", True), ("clip.3gp", True), ("mix.wav", False)],
)
def test_of_what_a_thumbnail_is_made(name: str, is_drawn: bool) -> None:
    assert has_picture(content_type_of(name)) is is_drawn


@given(st.text())
def test_any_name_has_a_plain_type_or_none(name: str) -> None:
    content_type = content_type_of(name)
    assert content_type is None or re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", content_type)


@pytest.mark.parametrize(
    "content_type, inline",
    [
        ("image/png", True),
        ("image/jpeg", True),
        ("image/jpg", True),
        ("IMAGE/JPEG", True),
        ("video/quicktime", True),
        ("audio/x-wav", True),
        ("application/pdf", True),
        ("text/plain; charset=utf-8", True),
        ("text/html", False),
        ("text/html; charset=utf-8", False),
        ("TEXT/HTML", False),
        ("application/xhtml+xml", False),
        ("image/svg+xml", False),
        ("text/xml", False),
        ("application/xml", False),
        ("video/x-made-up+xml", False),
        ("text/javascript", False),
        ("text/css", False),
        ("application/octet-stream", False),
        ("multipart/mixed", False),
        ("", False),
        (None, False),
    ],
)
def test_only_what_runs_no_script_is_shown(content_type: str | None, inline: bool) -> None:
    assert is_displayable_inline(content_type) is inline


@pytest.mark.parametrize(
    "name, inline, header",
    [
        ("plate.mov", True, 'inline; filename="plate.mov"'),
        ("plate.mov", False, 'attachment; filename="plate.mov"'),
        ("my plate; v2.mov", False, 'attachment; filename="my plate; v2.mov"'),
        (
            "Überblick.pdf",
            False,
            "attachment; filename=\"_berblick.pdf\"; filename*=UTF-8''%C3%9Cberblick.pdf",
        ),
        ("50%.png", True, "inline; filename=\"50_.png\"; filename*=UTF-8''50%25.png"),
        ('a"b\\c.png', True, 'inline; filename="a_b_c.png"'),
        ("a\r\nSet-Cookie: x=1", True, 'inline; filename="a__Set-Cookie: x=1"'),
        ("../../etc/passwd", False, 'attachment; filename=".._.._etc_passwd"'),
        ("", False, "attachment"),
    ],
)
def test_a_file_name_in_a_header(name: str, inline: bool, header: str) -> None:
    assert content_disposition(name, inline) == header


@given(st.text(), st.booleans())
def test_no_file_name_breaks_out_of_the_header(name: str, inline: bool) -> None:
    header = content_disposition(name, inline)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') in (0, 2)
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == ("inline" if inline else "attachment")


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='/\\"'), min_size=1))
def test_ordinary_names_arrive_whole(name: str) -> None:
    header = content_disposition(name, inline=False)
    extended = re.search(r"filename\*=UTF-8''(\S+)$", header)
    plain = re.search(r'filename="([^"]*)"', header)
    assert plain
    assert (unquote(extended[1]) if extended else plain[1]) == name


@pytest.mark.parametrize(
    ("content_type", "served"),
    [
        ("image/png", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/postscript", "application/postscript"),
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("application/json", "application/json"),
        *(
            (active, "application/octet-stream")
            for active in (
                "text/html",
                "TEXT/HTML; charset=utf-8",
                "application/xhtml+xml",
                "application/xml",
                "text/xml",
                "application/mathml+xml",
                "text/javascript",
                "application/x-javascript",
                "application/ecmascript",
                "text/css",
                "",
                None,
            )
        ),
    ],
)
def test_what_could_run_is_handed_out_as_bytes(content_type: str | None, served: str) -> None:
    assert harmless_type(content_type) == served
