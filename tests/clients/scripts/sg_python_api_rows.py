"""`sg-python-api`: the official client's interface written anew, with threads and with tasks."""

import asyncio
import sys
import tempfile
from pathlib import Path

from shotgun_api3 import AsyncShotgun, Fault, Shotgun

url, script, key = sys.argv[1:]


def in_threads() -> None:
    sg = Shotgun(url, script_name=script, api_key=key)
    project = sg.create("Project", {"name": "sg-python-api"})
    shot = sg.create("Shot", {"code": "G010", "project": project})
    version = sg.create("Version", {"code": "G010_v001", "project": project, "entity": shot})
    (found,) = sg.find("Version", [["entity", "is", shot]], ["code", "entity"])
    assert found["entity"] == {"type": "Shot", "id": shot["id"], "name": "G010"}
    sg.update("Version", version["id"], {"description": "first"})
    assert sg.find_one("Version", [["id", "is", version["id"]]], ["description"])["description"] == "first"
    made, gone = sg.batch(
        [
            {"request_type": "create", "entity_type": "Shot", "data": {"code": "G020", "project": project}},
            {"request_type": "delete", "entity_type": "Version", "entity_id": version["id"]},
        ]
    )
    assert made["id"] and gone is True
    with tempfile.TemporaryDirectory() as place:
        sent = Path(place) / "clip ö.mov"
        sent.write_bytes(b"a movie")
        number = sg.upload("Shot", shot["id"], str(sent))
    file = sg.find_one("Attachment", [["id", "is", number]], ["this_file"])["this_file"]
    assert sg.download_attachment(file) == b"a movie"
    try:
        sg.create("Shot", {"nope": 1, "project": project})
    except Fault as fault:
        assert str(fault) == "API create() Shot.nope doesn't exist."
    else:
        raise AssertionError("a field that does not exist was taken")
    sg.close()


async def in_tasks() -> None:
    async with AsyncShotgun(url, script_name=script, api_key=key) as sg:
        rows = await asyncio.gather(
            *(sg.find_one("Shot", [["code", "is", "G010"]], ["code"]) for _ in range(5))
        )
        assert {row["code"] for row in rows} == {"G010"}


in_threads()
asyncio.run(in_tasks())
