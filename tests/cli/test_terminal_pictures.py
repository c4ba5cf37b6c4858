"""Pictures in terminals: in the form that each knows, and in none where nobody looks."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.fixtures.terminal import KITTY, PLAIN, SILENT, SIXEL, Ended, Kind, run_in
from tests.media.pictures import encoded, quarters

from slatehouse.client import Client, Link
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

NOTE = 5
BLOCK = "▀"
SIXELS = re.compile(rb"\x1bP[0-9;]*q.*?\x1b\\", re.S)
KITTYS = re.compile(rb"\x1b_G([^;\x1b]*);([A-Za-z0-9+/=]*)\x1b\\")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A site where one note has a picture."""
    picture = tmp_path_factory.mktemp("picture") / "marked.png"
    picture.write_bytes(encoded(quarters(), "PNG"))
    with stand_in(Seed.DEMO) as site:
        with Client(site.url, script=site.script_name, key=site.script_key) as client:
            client.upload(Link("Note", NOTE), picture, "image")
        yield site


def shown(film: StandIn, kind: Kind, *arguments: str, **environment: str) -> Ended:
    signed_in = {
        "SLATEHOUSE_URL": film.url,
        "SLATEHOUSE_SCRIPT": film.script_name,
        "SLATEHOUSE_KEY": film.script_key,
    }
    return run_in(kind, list(arguments), {**signed_in, **environment})


def forms(ended: Ended) -> set[str]:
    """In which forms there are pictures in what was written."""
    assert ended.code == 0, ended.text
    pictures = [form for form, payload in KITTYS.findall(ended.written) if b"a=q" not in form]
    return {
        *({"sixel"} if SIXELS.search(ended.written) else ()),
        *({"kitty"} if pictures else ()),
        *({"blocks"} if BLOCK in ended.text else ()),
    }


SEARCH = ("notes", "search", "--limit", "100")


@pytest.mark.parametrize(
    ("kind", "arguments", "found"),
    [
        (SIXEL, SEARCH, {"sixel"}),
        (KITTY, SEARCH, {"kitty"}),
        (PLAIN, SEARCH, set()),
        (SILENT, SEARCH, set()),
        (PLAIN, (*SEARCH, "--images"), {"blocks"}),
        (SIXEL, (*SEARCH, "--no-images"), set()),
        (SIXEL, (*SEARCH, "--images", "--csv"), set()),
        (KITTY, ("notes", "show", str(NOTE)), {"kitty"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_terminal_gets_what_it_knows(
    film: StandIn, kind: Kind, arguments: tuple[str, ...], found: set[str]
) -> None:
    ended = shown(film, kind, *arguments)
    assert forms(ended) == found
    if "search" in arguments:
        assert ended.text.count("Noor") > 2


def test_what_is_shown_is_the_picture(film: StandIn, tmp_path: Path) -> None:
    out = ("-o", str(tmp_path / "note.png"))
    by_kitty = shown(film, KITTY, "notes", "thumbnail", str(NOTE), *out)
    parts = [payload for form, payload in KITTYS.findall(by_kitty.written) if b"f=100" in form]
    with Image.open(BytesIO(b64decode(b"".join(parts)))) as picture:
        assert is_quarters(picture)
    in_blocks = shown(film, PLAIN, "notes", "show", str(NOTE), "--images", COLORTERM="truecolor")
    drawn = blocks(in_blocks.text)
    assert is_quarters(drawn)
    # A half block is as high as it is wide.
    assert drawn.width / drawn.height == pytest.approx(quarters().width / quarters().height, rel=0.1)


def is_quarters(picture: Any) -> bool:
    """Whether it has the colours of `quarters` in the middle of each quarter, roughly."""
    there = [_in_the_middle(each, place) for each in (picture, quarters()) for place in range(4)]
    return all(
        abs(one - other) < 32
        for mine, its in zip(there[:4], there[4:], strict=True)
        for one, other in zip(mine, its, strict=True)
    )


def _in_the_middle(picture: Any, place: int) -> Any:
    across, down = picture.size
    return picture.convert("RGB").getpixel(
        (across * (1 + place % 2 * 2) // 4, down * (1 + place // 2 * 2) // 4)
    )


def blocks(text: str) -> Any:
    """The picture that half blocks make."""
    cell = re.compile(rf"\x1b\[38;2;(\d+);(\d+);(\d+);48;2;(\d+);(\d+);(\d+)m({BLOCK}+)")
    rows = [found for line in text.splitlines() if (found := cell.findall(line))]
    pixels = []
    for row in rows:
        for half in (slice(0, 3), slice(3, 6)):
            pixels.append([tuple(map(int, each[half])) for each in row for _ in each[6]])
    picture = Image.new("RGB", (len(pixels[0]), len(pixels)))
    picture.putdata([pixel for line in pixels for pixel in line])
    return picture


def test_where_nobody_looks_nothing_is_asked(
    film: StandIn, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from slatehouse.cli.terminal_pictures import drawing

    assert drawing(True) is None and drawing(None) is None
    ended = shown(film, SIXEL, *SEARCH, TERM="dumb")
    assert forms(ended) == set() and b"\x1b[c" not in ended.written


def test_what_is_no_picture_is_not_shown(tmp_path: Path) -> None:
    from slatehouse.cli.terminal_pictures import _drawn

    (tmp_path / "x").write_bytes(b"no picture")
    assert _drawn(None, tmp_path / "x", 16) == ""
