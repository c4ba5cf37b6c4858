"""Draws `notes.jpg`, the README's picture: a demo site is started, asked for its notes over REST, and their
thumbnails are laid out. Run it with `make picture`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from PIL import Image, ImageDraw, ImageFont

PICTURE = Path(__file__).with_name("notes.jpg")
PAGE, CARD, SURROUND, TEXT, MUTED, LINE = "#161616", "#1e1e1e", "#2a2a2a", "#e6e6e6", "#9a9a9a", "#333333"
STATUSES = {"opn": ("#e5a33c", "Open"), "ip": ("#4c9be8", "In Progress"), "clsd": ("#6fae6a", "Closed")}
COLUMNS, ROWS = 4, 3
WIDTH, MARGIN, GAP = 1280, 24, 16
CARD_WIDTH = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) // COLUMNS
THUMBNAIL = (CARD_WIDTH, CARD_WIDTH * 9 // 16)
CARD_HEIGHT = THUMBNAIL[1] + 92
HEADER, DOT = 64, 9
FIELDS = ["subject", "created_at", "user", "note_links", "sg_status_list", "image", "project"]


@dataclass(frozen=True)
class Demo:
    """A demo site that answers."""

    facts: dict[str, Any]

    def ask(self, path: str, body: object, content_type: str = "application/json") -> Any:
        """The answer to a POST with the demo script's token."""
        headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": content_type}
        address = f"{self.facts['url']}/api/v1.1/{path}"
        answer = requests.post(address, json.dumps(body), headers=headers, verify=self.facts["authority"])
        answer.raise_for_status()
        return answer.json()["data"]

    def picture(self, address: str) -> Image.Image:
        """The picture at a signed address, which needs no token."""
        answer = requests.get(address, verify=self.facts["authority"])
        answer.raise_for_status()
        return Image.open(BytesIO(answer.content)).convert("RGB")

    def _token(self) -> str:
        secret = {"client_id": self.facts["script_name"], "client_secret": self.facts["script_key"]}
        answer = requests.post(
            f"{self.facts['url']}/api/v1.1/auth/access_token",
            {"grant_type": "client_credentials", **secret},
            verify=self.facts["authority"],
        )
        return str(answer.json()["access_token"])


@contextmanager
def demo() -> Iterator[Demo]:
    """A demo site, started as a user starts it, and stopped at the end of the block."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "slatehouse", "demo", f"{folder}/demo", "--port", "0", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                yield Demo(json.loads(server.stdout.readline()))
            finally:
                server.terminate()


def notes_of(site: Demo) -> list[dict[str, Any]]:
    """The newest notes of the film that have a picture."""
    asked = {
        "filters": [["project.Project.name", "is", site.facts["project"]], ["image", "is_not", None]],
        "fields": FIELDS,
        "sort": "-created_at",
        "page": {"size": COLUMNS * ROWS, "number": 1},
    }
    found: list[dict[str, Any]] = site.ask(
        "entity/notes/_search", asked, "application/vnd+shotgun.api3_array+json"
    )
    return found


def draw(site: Demo, notes: list[dict[str, Any]]) -> Image.Image:
    """The page: a header, and a card for each note."""
    height = HEADER + ROWS * (CARD_HEIGHT + GAP) - GAP + MARGIN
    page = Image.new("RGB", (WIDTH, height), PAGE)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, 20), str(site.facts["project"]), TEXT, font(20))
    pen.text((WIDTH - MARGIN, 31), "Notes, newest first", MUTED, font(13), anchor="rm")
    for number, note in enumerate(notes):
        row, column = divmod(number, COLUMNS)
        corner = (MARGIN + column * (CARD_WIDTH + GAP), HEADER + row * (CARD_HEIGHT + GAP))
        draw_card(page, pen, corner, note, site.picture(note["attributes"]["image"]))
    return page


def draw_card(
    page: Image.Image,
    pen: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    note: dict[str, Any],
    picture: Image.Image,
) -> None:
    """One note: its picture on a neutral surround, its subject, what it is about, who wrote it and when."""
    x, y = corner
    pen.rounded_rectangle((x, y, x + CARD_WIDTH, y + CARD_HEIGHT), 4, CARD, LINE)
    pen.rectangle((x + 1, y + 1, x + CARD_WIDTH - 1, y + THUMBNAIL[1]), SURROUND)
    picture.thumbnail((THUMBNAIL[0] - 2, THUMBNAIL[1] - 2))
    left, top = (THUMBNAIL[0] - picture.width) // 2, (THUMBNAIL[1] - picture.height) // 2
    page.paste(picture, (x + max(left, 1), y + max(top, 1)))
    attributes, links = note["attributes"], note["relationships"]
    colour, status = STATUSES[attributes["sg_status_list"]]
    line = y + THUMBNAIL[1] + 12
    pen.text((x + 12, line), fitted(attributes["subject"], 14, CARD_WIDTH - 24), TEXT, font(14))
    about = ", ".join(link["name"] for link in links["note_links"]["data"])
    pen.text((x + 12, line + 25), fitted(about, 12, CARD_WIDTH - 24), MUTED, font(12))
    author = links["user"]["data"]["name"]
    pen.text((x + 12, line + 50), f"{author}   {attributes['created_at'][:10]}", MUTED, font(12))
    pen.text((x + CARD_WIDTH - 12, line + 50), status, MUTED, font(12), anchor="ra")
    dot = x + CARD_WIDTH - 12 - font(12).getlength(status) - 12
    draw_dot(page, (round(dot), line + 57), colour)


def draw_dot(page: Image.Image, middle: tuple[int, int], colour: str) -> None:
    """A dot with a smooth edge, which the pen alone does not draw."""
    fine = Image.new("L", (80, 80))
    ImageDraw.Draw(fine).ellipse((0, 0, 79, 79), 255)
    mask = fine.resize((DOT, DOT), Image.Resampling.LANCZOS)
    page.paste(Image.new("RGB", mask.size, colour), (middle[0] - DOT // 2, middle[1] - DOT // 2), mask)


def fitted(text: str, size: int, width: int) -> str:
    """The text, or as much of it as is that wide."""
    shown = text
    while font(size).getlength(shown) > width:
        shown = shown.removesuffix("…")[:-1].rstrip() + "…"
    return shown


def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font, so that the picture is the same everywhere."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def main() -> None:
    """Draw the picture and keep it beside this file."""
    with demo() as site:
        draw(site, notes_of(site)).save(PICTURE, quality=85, optimize=True)


if __name__ == "__main__":
    main()
