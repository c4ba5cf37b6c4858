"""`fpt-api`: the official client over its own pool of connections, with query fields."""

import sys
import tempfile
from pathlib import Path

from fpt_api import FPT

url, script, key = sys.argv[1:]
fpt = FPT(url, script, key)

project = fpt.create("Project", {"name": "fpt-api"})
shot = fpt.create("Shot", {"code": "F010", "project": project})
version = fpt.create("Version", {"code": "F010_v001", "project": project, "entity": shot})

(found,) = fpt.find("Version", [["entity", "is", shot]], ["code", "entity"])
assert found["id"] == version["id"]
assert found["entity"] == {"type": "Shot", "id": shot["id"], "name": "F010"}
assert fpt.find_one("Shot", [["id", "is", shot["id"]]], ["code", "open_notes_count"])["code"] == "F010"
assert [row["id"] for row in fpt.yield_find("Version", [["entity", "is", shot]])] == [version["id"]]

fpt.update("Version", version["id"], {"description": "first"})
assert fpt.find_one("Version", [["id", "is", version["id"]]], ["description"])["description"] == "first"

with tempfile.TemporaryDirectory() as place:
    sent = Path(place) / "clip.mov"
    sent.write_bytes(b"a movie")
    made = fpt.upload("Version", version["id"], str(sent), field_name="sg_uploaded_movie")
movie = fpt.find_one("Version", [["id", "is", version["id"]]], ["sg_uploaded_movie"])["sg_uploaded_movie"]
assert movie["id"] == made
assert fpt.download_attachment(movie) == b"a movie"
