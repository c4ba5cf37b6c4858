"""Files as the official client sends and fetches them (python-api/transport §7 to §11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from falcon import testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.client import Client
from tests.contract.conftest import link
from tests.contract.rpc import Rpc, condition, fields
from tests.fixtures.tries import tries
from tests.media.pictures import encoded, quarters

Ids = dict[str, int]
PICTURE = encoded(quarters(), "PNG")
FORM = "application/x-www-form-urlencoded"
PENDING = "http://tracking.test/images/status/transient/thumbnail_pending.png"
BOUNDARY = "b0undary"


def multipart(values: Mapping[str, object], name: str, filename: str, content: bytes) -> bytes:
    """The form as the client builds it: fields, then the file under its raw name."""
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in values.items()
    ]
    lines.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n')
    lines.append(f"Content-Type: application/octet-stream\r\nContent-Length: {len(content)}\r\n\r\n")
    return "".join(lines).encode() + content + f"\r\n--{BOUNDARY}--\r\n\r\n".encode()


def post(rpc: Rpc, path: str, body: bytes | str, content_type: str = FORM) -> str:
    """The text that answers a form."""
    headers = {"Content-Type": content_type}
    answer = testing.simulate_post(
        rpc.app, f"/upload/{path}", body=body, headers=headers, host="tracking.test"
    )
    assert answer.status_code == 200
    return answer.text


def send(rpc: Rpc, path: str, file: tuple[str, str, bytes], **values: object) -> str:
    body = multipart({**rpc.auth, **values}, *file)
    return post(rpc, path, body, f"multipart/form-data; boundary={BOUNDARY}")


def form(rpc: Rpc, path: str, **values: object) -> str:
    return post(rpc, path, urlencode({**rpc.auth, **values}))


def number(reply: str) -> int:
    """The id in a reply, as the client parses it."""
    assert reply.startswith("1"), reply
    return int(reply.partition(":")[2].partition("\n")[0])


def fetched(rpc: Rpc, url: str) -> testing.Result:
    parts = urlsplit(url)
    return testing.simulate_get(rpc.app, parts.path, query_string=parts.query, host="tracking.test")


def attachment(rpc: Rpc, row_id: int, *names: str) -> Any:
    (row,) = rpc.find("Attachment", [condition("id", "is", row_id)], list(names))
    return row


def downloaded(rpc: Rpc, row_id: object, token: str) -> testing.Result:
    cookies = {"_session_id": token} if token else {}
    return testing.simulate_get(
        rpc.app, f"/file_serve/attachment/{row_id}", cookies=cookies, host="tracking.test"
    )


class TestForms:
    def test_a_file_becomes_the_value_of_its_field(self, rpc: Rpc, ids: Ids) -> None:
        reply = send(
            rpc,
            "upload_file",
            ("file", "Noëlご.mov", b"a movie"),
            entity_type="Version",
            entity_id=ids["version"],
            field_name="sg_uploaded_movie",
            display_name="Noëlご.mov",
            tag_list="monkeys, everywhere, send, help",
            created_at="2020-01-02T03:04:05Z",
        )
        (row,) = rpc.find("Version", [condition("id", "is", ids["version"])], ["sg_uploaded_movie"])
        movie = row["sg_uploaded_movie"]
        assert (movie["id"], movie["name"], movie["link_type"]) == (number(reply), "Noëlご.mov", "upload")
        assert fetched(rpc, movie["url"]).content == b"a movie"
        made = attachment(rpc, movie["id"], "tag_list", "created_at", "original_fname")
        assert made["tag_list"] == ["monkeys", "everywhere", "send", "help"]
        assert (made["created_at"], made["original_fname"]) == ("2020-01-02T03:04:05Z", "Noëlご.mov")

    def test_a_file_without_a_field_is_linked_to_its_row(self, rpc: Rpc, ids: Ids) -> None:
        reply = send(rpc, "upload_file", ("file", "a.txt", b"x"), entity_type="Note", entity_id=ids["note"])
        links = attachment(rpc, number(reply), "attachment_links")["attachment_links"]
        assert [(each["type"], each["id"]) for each in links] == [("Note", ids["note"])]

    def test_an_annotation_is_found_by_its_frame(self, rpc: Rpc, api: Client, ids: Ids) -> None:
        """As review tools send them: named by the frame, into the field that lists the note's files."""
        name = f"annot_version_{ids['version']}.12.png"
        place = {"entity_type": "Note", "entity_id": ids["note"], "field_name": "attachments"}
        sent = number(send(rpc, "upload_file", ("file", name, PICTURE), **place))
        (note,) = rpc.find("Note", [condition("id", "is", ids["note"])], ["attachments", "image"])
        assert {"type": "Attachment", "id": sent, "name": name} in note["attachments"]
        assert note["image"] == PENDING
        told = attachment(rpc, sent, "annotation_frame", "annotation_version")
        assert (told["annotation_frame"], told["annotation_version"]["id"]) == (12, ids["version"])
        asked = "entity_fields[Attachment]=annotation_frame,annotation_version"
        thread = api("GET", f"/entity/notes/{ids['note']}/thread_contents?{asked}").json["data"]
        (row,) = (each for each in thread if each["id"] == sent and each["type"] == "Attachment")
        assert (row["annotation_frame"], row["annotation_version"]["id"]) == (12, ids["version"])
        renamed = fields(display_name="the lamp")
        rpc("update", {**link("Attachment", sent), "fields": renamed})
        assert attachment(rpc, sent, "annotation_frame")["annotation_frame"] == 12
        assert "annotation_" not in api("GET", f"/entity/attachments/{sent}").text

    def test_a_picture_is_pending_first(self, rpc: Rpc, ids: Ids) -> None:
        shot = {"entity_type": "Shot", "entity_id": ids["shot"]}
        thumbnail = number(send(rpc, "publish_thumbnail", ("thumb_image", "p.png", PICTURE), **shot))
        filmstrip = number(
            send(rpc, "publish_thumbnail", ("thumb_image", "f.png", PICTURE), **shot, filmstrip="True")
        )
        assert thumbnail != filmstrip
        assert attachment(rpc, thumbnail, "this_file")["this_file"]["name"] == "p.png"
        (row,) = rpc.find("Shot", [condition("id", "is", ids["shot"])], ["image", "filmstrip_image"])
        assert row["image"] == PENDING and row["filmstrip_image"]
        cleared = rpc("update", {**link("Shot", ids["shot"]), "fields": fields(image=None)})
        assert cleared == {**link("Shot", ids["shot"]), "image": None}

    def test_rows_share_a_picture(self, rpc: Rpc, ids: Ids) -> None:
        version = {"entity_type": "Version", "entity_id": ids["version2"]}
        sent = number(send(rpc, "publish_thumbnail", ("thumb_image", "p.png", PICTURE), **version))
        rows = {
            "entities": f"Shot_{ids['shot2']},Asset_{ids['asset']}",
            "source_entity": f"Version_{ids['version2']}",
        }
        assert number(form(rpc, "share_thumbnail", **rows, filmstrip_thumbnail="False")) == sent
        for kind, name in (("Shot", "shot2"), ("Asset", "asset")):
            (row,) = rpc.find(kind, [condition("id", "is", ids[name])], ["image", "image_source_entity"])
            assert row["image"] == PENDING
            assert row["image_source_entity"]["id"] == ids["version2"]

    @pytest.mark.parametrize(
        ("path", "values", "message"),
        [
            ("upload_file", {"script_key": "wrong"}, "Can't authenticate script 'toolkit'"),
            ("upload_file", {"entity_type": "Nope"}, "API update() invalid entity type 'Nope'"),
            ("upload_file", {"entity_type": ""}, "API update() invalid/missing 'entity_type': \"\""),
            ("upload_file", {"entity_id": "x"}, "API update() invalid/missing integer 'entity_id': \"x\""),
            ("upload_file", {"entity_id": 400000}, "Shot: 400000 not found"),
            ("upload_file", {"field_name": "nope"}, "API update() Shot.nope doesn't exist."),
            ("upload_file", {"field_name": "code"}, "API update() Shot.code holds no file"),
            (
                "publish_thumbnail",
                {"entity_type": "TaskDependency"},
                "API update() TaskDependency.image doesn't exist.",
            ),
            (
                "share_thumbnail",
                {"source_entity": "x", "entities": "Shot_1"},
                "API update() invalid row in 'source",
            ),
            ("share_thumbnail", {"entities": "Shot_1"}, "API update() invalid/missing 'source_entity'"),
            ("api_link_file", {}, "API update() invalid/missing 'upload_link_info'"),
            (
                "api_link_file",
                {"upload_link_info": "1\nx"},
                "API update() invalid/missing 'upload_link_info'",
            ),
            (
                "api_get_upload_link_info",
                {"upload_type": "x", "filename": "x"},
                "API update() invalid 'upload_type'",
            ),
            (
                "api_complete_multipart_upload",
                {"upload_id": "x", "etags": "x"},
                "API update() invalid/missing 'upload",
            ),
        ],
        ids=str,
    )
    def test_refusals_are_told_in_text(
        self, rpc: Rpc, ids: Ids, path: str, values: dict[str, object], message: str
    ) -> None:
        usual = {"entity_type": "Shot", "entity_id": ids["shot"]}
        reply = send(rpc, path, ("file", "x.png", PICTURE), **{**usual, **values})
        assert reply.startswith(f"0\n{message}"), reply

    def test_an_empty_file_is_refused(self, rpc: Rpc, ids: Ids) -> None:
        where = {"entity_type": "Version", "entity_id": ids["version"], "field_name": "sg_uploaded_movie"}
        assert send(rpc, "upload_file", ("file", "x.mov", b""), **where) == "0\nFile 'x.mov' is empty.\n"

    @pytest.mark.parametrize(
        ("body", "content_type", "message"),
        [
            (b"x", f"multipart/form-data; boundary={BOUNDARY}", "Invalid multipart form"),
            (b"x", "multipart/form-data", "Invalid multipart form"),
            (b"\xff", FORM, "Missing or invalid authentication arguments"),
            (b"", FORM, "Missing or invalid authentication arguments"),
        ],
    )
    def test_what_is_no_form(self, rpc: Rpc, body: bytes, content_type: str, message: str) -> None:
        assert post(rpc, "upload_file", body, content_type).startswith(f"0\n{message}")

    def test_a_form_that_ends_early_changes_nothing(self, rpc: Rpc, ids: Ids) -> None:
        values = {**rpc.auth, "entity_type": "Note", "entity_id": ids["note2"]}
        body = multipart(values, "file", "a.txt", b"x" * 1000)[:-500]
        reply = post(rpc, "upload_file", body, f"multipart/form-data; boundary={BOUNDARY}")
        assert reply.startswith("0\nInvalid multipart form")
        assert (
            rpc.find("Note", [condition("id", "is", ids["note2"])], ["attachments"])[0]["attachments"] == []
        )


NAMES = (
    *(
        "entity_type",
        "entity_id",
        "field_name",
        "display_name",
        "tag_list",
        "created_at",
        "filmstrip",
        "entities",
    ),
    *("source_entity", "upload_type", "filename", "multipart_upload", "upload_id", "part_number", "etags"),
    *("upload_link_info", "session_token", "sudo_as_login"),
)
PATHS = (
    *("upload_file", "publish_thumbnail", "share_thumbnail", "api_get_upload_link_info", "api_link_file"),
    *("api_get_upload_link_for_part", "api_complete_multipart_upload"),
)
LIKELY = st.sampled_from(
    ["Shot", "1", "True", "Attachment", "Shot_1", "image", "0" * 64, "1\nx\nx\nThumbnail\n\nx"]
)
WORDS = st.dictionaries(st.sampled_from(NAMES), LIKELY | st.text(max_size=12), max_size=7)


@given(path=st.sampled_from(PATHS), values=WORDS, with_file=st.booleans())
@settings(max_examples=tries(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_posted_the_answer_is_a_text_that_clients_read(
    rpc: Rpc, path: str, values: dict[str, str], with_file: bool
) -> None:
    if with_file:
        clean = {name: value.replace("\r", "").replace("\n", " ") for name, value in values.items()}
        reply = send(rpc, path, ("file", "x.png", PICTURE), **clean)
    else:
        reply = form(rpc, path, **{name: value.encode(errors="replace") for name, value in values.items()})
    assert reply[:1] in ("0", "1")
    assert "Shotgun Server Error" not in reply


class TestStorage:
    def begun(self, rpc: Rpc, **values: object) -> str:
        usual = {"upload_type": "Attachment", "filename": "clip ö.mov", "multipart_upload": "False"}
        return form(rpc, "api_get_upload_link_info", **{**usual, **values})

    def put(self, rpc: Rpc, url: str, content: bytes) -> str:
        parts = urlsplit(url)
        answer = testing.simulate_put(
            rpc.app, parts.path, query_string=parts.query, body=content, host="tracking.test"
        )
        assert answer.status_code == 200
        return str(answer.headers["etag"])

    def test_a_whole_file(self, rpc: Rpc, ids: Ids) -> None:
        info = self.begun(rpc)
        # Clients read lines, or count words.
        assert (len(info.split("\n")) >= 5, len(info.split())) == (True, 5)
        self.put(rpc, info.split("\n")[1], b"a movie")
        where = {"entity_type": "Version", "entity_id": ids["version3"], "field_name": "sg_uploaded_movie"}
        reply = form(rpc, "api_link_file", upload_link_info=info, **where)
        (row,) = rpc.find("Version", [condition("id", "is", ids["version3"])], ["sg_uploaded_movie"])
        movie = row["sg_uploaded_movie"]
        assert (movie["id"], movie["name"]) == (number(reply), "clip ö.mov")
        assert fetched(rpc, movie["url"]).content == b"a movie"
        again = form(rpc, "api_link_file", upload_link_info=info, **where)
        assert again.startswith("0\n")

    def test_a_picture(self, rpc: Rpc, ids: Ids) -> None:
        info = self.begun(rpc, upload_type="Thumbnail", filename="p.png")
        self.put(rpc, info.split("\n")[1], PICTURE)
        number(form(rpc, "api_link_file", upload_link_info=info, entity_type="Task", entity_id=ids["task"]))
        (row,) = rpc.find("Task", [condition("id", "is", ids["task"])], ["image"])
        assert row["image"] == PENDING

    def test_a_file_in_parts(self, rpc: Rpc, ids: Ids) -> None:
        info = self.begun(rpc, multipart_upload="True")
        _, first, timestamp, kind, upload_id, *_ = info.split("\n")
        known = {
            "upload_type": kind,
            "filename": "clip ö.mov",
            "timestamp": timestamp,
            "upload_id": upload_id,
        }
        contents = [b"x" * 5 * 1024**2, b"the end"]
        etags = [self.put(rpc, first, contents[0])]
        second = form(rpc, "api_get_upload_link_for_part", **known, part_number=2).split("\n")[1]
        etags.append(self.put(rpc, second, contents[1]))
        wrong = form(rpc, "api_complete_multipart_upload", **known, etags=etags[0])
        assert wrong.startswith("0\n")
        assert form(rpc, "api_complete_multipart_upload", **known, etags=",".join(etags)) == "1\n"
        note = {"entity_type": "Note", "entity_id": ids["note"]}
        made = number(form(rpc, "api_link_file", upload_link_info=info, **note))
        file = attachment(rpc, made, "this_file")["this_file"]
        assert fetched(rpc, file["url"]).content == b"".join(contents)

    def test_bytes_that_never_came_are_linked_to_nothing(self, rpc: Rpc, ids: Ids) -> None:
        note = {"entity_type": "Note", "entity_id": ids["note2"]}
        assert form(rpc, "api_link_file", upload_link_info=self.begun(rpc), **note).startswith("0\n")
        forged = f"1\nhttp://x/storage/incoming/{'0' * 64}\nx\nAttachment\n\nx\n"
        assert form(rpc, "api_link_file", upload_link_info=forged, **note).startswith("0\n")
        assert (
            rpc.find("Note", [condition("id", "is", ids["note2"])], ["attachments"])[0]["attachments"] == []
        )


class TestDownloads:
    def test_a_session_in_a_cookie_leads_to_the_file(self, rpc: Rpc, ids: Ids) -> None:
        made = number(
            send(rpc, "upload_file", ("file", "a.txt", b"here"), entity_type="Note", entity_id=ids["note"])
        )
        token = rpc("get_session_token")["session_id"]
        answer = downloaded(rpc, made, token)
        assert answer.status_code == 302
        assert fetched(rpc, answer.headers["location"]).content == b"here"
        assert [downloaded(rpc, made, each).status_code for each in ("", "forged")] == [403, 403]

    @pytest.mark.parametrize("row_id", [99999999, 10**17, 0])
    def test_an_attachment_that_is_not_there_is_400(self, rpc: Rpc, row_id: int) -> None:
        assert downloaded(rpc, row_id, rpc("get_session_token")["session_id"]).status_code == 400

    def test_a_local_file_and_a_web_link_are_400(self, rpc: Rpc, ids: Ids) -> None:
        storage = fields(code="primary", linux_path="/mnt/p", mac_path="/Volumes/p", windows_path="P:\\")
        rpc("create", {"type": "LocalStorage", "fields": storage})
        token = rpc("get_session_token")["session_id"]
        for value in (
            {"local_path": "/mnt/p/a.ma", "name": "a.ma"},
            {"url": "https://x.example", "name": "x"},
        ):
            where = {"type": "Version", "id": ids["version"]}
            row = rpc("update", {**where, "fields": fields(sg_uploaded_movie=value)})
            assert downloaded(rpc, row["sg_uploaded_movie"]["id"], token).status_code == 400
