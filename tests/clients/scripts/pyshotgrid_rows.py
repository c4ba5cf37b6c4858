"""`pyshotgrid`: rows as objects, their fields set, their files sent and fetched."""

import sys
import tempfile
from pathlib import Path

import pyshotgrid

url, script, key = sys.argv[1:]
site = pyshotgrid.new_site(base_url=url, script_name=script, api_key=key)

project = site.create("Project", {"name": "pyshotgrid"})
shot = site.create("Shot", {"code": "P010", "project": project})
version = site.create("Version", {"code": "P010_v001", "project": project, "entity": shot})

(found,) = site.find("Version", [["entity", "is", shot]])
assert found == version, found
assert found["entity"].get() == shot
assert found.name.get() == "P010_v001"

version["description"].set("first")
assert version["description"].get() == "first"
version.set({"sg_status_list": "vwd"})
assert site.find_one("Version", [["id", "is", version.id]])["sg_status_list"].get() == "vwd"
assert version["sg_status_list"].schema.data_type == "status_list"

with tempfile.TemporaryDirectory() as place:
    sent = Path(place) / "clip.mov"
    sent.write_bytes(b"a movie")
    version["sg_uploaded_movie"].upload(str(sent))
    fetched = version["sg_uploaded_movie"].download(str(Path(place) / "back"))
    assert Path(fetched).read_bytes() == b"a movie"

assert version.delete() is True
assert site.find_one("Version", [["id", "is", version.id]]) is None
