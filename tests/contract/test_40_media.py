"""Images and files of rows: uploaded, told about, led to, served (rest/40, behaviour/media)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from falcon import testing
from tests.contract.client import ARRAY, Client, invalid, not_found, told

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.media.signing import Signer
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.making import Making, put_making
from slatehouse.site.site import Site
from slatehouse.site.uploads import finish_picture
from slatehouse.site.writing import writing

PIXELS = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1200
SITE = "http://tracking.test"
PENDING = f"{SITE}/images/status/transient/thumbnail_pending.png"


def storage(app: Any, method: str, address: str, body: bytes = b"", **headers: str) -> testing.Result:
    """A call of a signed address, as a browser or `curl` makes it."""
    assert address.startswith(SITE)
    parts = urlsplit(address)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return testing.simulate_request(
        app, method, parts.path, query_string=parts.query, body=body, headers=named, host="tracking.test"
    )


@dataclass
class Uploader:
    """Uploads as clients do, in three calls."""

    api: Client

    def begin(self, path: str, filename: str) -> dict[str, Any]:
        answer = self.api("GET", f"{path}/_upload?filename={filename}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def complete(self, begun: dict[str, Any], **data: object) -> testing.Result:
        body = {"upload_info": begun["data"], "upload_data": data}
        return self.api("POST", begun["links"]["complete_upload"], body)

    def upload(self, path: str, filename: str, content: bytes = PIXELS, **data: object) -> None:
        begun = self.begin(path, filename)
        assert storage(self.api.app, "PUT", begun["links"]["upload"], content).status_code == 200
        assert self.complete(begun, **data).status_code == 201


@pytest.fixture
def uploader(api: Client) -> Uploader:
    return Uploader(api)


@pytest.fixture
def version(api: Client, ids: dict[str, int]) -> str:
    """The path of a new version."""
    body = {"project": {"type": "Project", "id": ids["project"]}, "code": "with media"}
    return f"/entity/versions/{api('POST', '/entity/versions', body).json['data']['id']}"


def value(api: Client, path: str, name: str) -> Any:
    return api("GET", f"{path}?fields={name}").json["data"]["attributes"][name]


def finish(
    site: Site, path: str, thumbnail: bytes | None, failure: str | None = None, large: bytes | None = None
) -> None:
    """What the job does for the image of a version."""
    kept = site.blobs.write([thumbnail]).name if thumbnail is not None else None
    original = hashlib.sha256(PIXELS).hexdigest()
    target = Target("Version", int(path.rpartition("/")[2]))
    with writing(site, system_caller()) as writes:
        larger = site.blobs.write([large]).name if large is not None else None
        finish_picture(writes, target, "image", original, kept, failure, larger)


class TestBegin:
    @pytest.mark.parametrize(
        ("field", "kind"),
        [
            ("/image", "Thumbnail"),
            ("/filmstrip_image", "Thumbnail"),
            ("/sg_uploaded_movie", "Attachment"),
            ("/attachments", "Attachment"),
            ("", "Attachment"),
        ],
    )
    def test_it_tells_where_the_bytes_go(
        self, api: Client, ids: dict[str, int], field: str, kind: str
    ) -> None:
        path = f"/api/v1/entity/Version/{ids['version']}{field}/_upload"
        answer = api("GET", f"{path}?filename=SH010.png").json
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer["data"].pop("timestamp"))
        assert answer["data"] == {
            "upload_type": kind,
            "upload_id": None,
            "storage_service": "s3",
            "original_filename": "SH010.png",
            "multipart_upload": False,
        }
        assert list(answer["links"]) == ["upload", "complete_upload"]
        assert answer["links"]["complete_upload"] == path
        assert answer["links"]["upload"].startswith(f"{SITE}/storage/incoming/")

    @pytest.mark.parametrize(("query", "message"), [("", "is missing"), ("filename=", "must be filled")])
    def test_a_file_has_a_name(self, api: Client, query: str, message: str) -> None:
        answer = api("GET", f"/entity/versions/<version>/image/_upload?{query}")
        assert told(answer) == invalid({"filename": [f"filename {message}"]})

    def test_parts_are_asked_for_or_not(self, api: Client) -> None:
        answer = api("GET", "/entity/versions/<version>/image/_upload?filename=a&multipart_upload=maybe")
        source = {"multipart_upload": ["multipart_upload must be one of: true, false"]}
        assert told(answer) == invalid(source)

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("shots/<shot>/attachments", not_found("Field 'Shot.attachments' does not exist.")),
            ("shots/<shot>/sg_nope", not_found("Field 'Shot.sg_nope' does not exist.")),
            ("nothing/1/image", not_found("Entity type 'nothing' does not exist.")),
            ("shots/999999999/image", not_found("Shot: 999999999 not found", 104)),
            ("shots/<gone>/image", not_found("Shot: <gone> not found", 104)),
            (
                "versions/<version>/code",
                (400, 103, "Field Version.code is not an image or attachment.", None, None),
            ),
        ],
    )
    def test_a_file_has_a_place(self, api: Client, path: str, error: tuple[Any, ...]) -> None:
        expected = tuple(api.filled(part) if isinstance(part, str) else part for part in error)
        assert told(api("GET", f"/entity/{path}/_upload?filename=a.png")) == expected


class TestReceive:
    def test_bytes_are_taken_without_a_bearer(self, uploader: Uploader, version: str) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        answer = storage(uploader.api.app, "PUT", begun["links"]["upload"], PIXELS)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["etag"] == f'"{hashlib.md5(PIXELS, usedforsecurity=False).hexdigest()}"'
        assert answer.headers["content-length"] == "0"

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
    def test_nothing_else_can_be_done_there(self, uploader: Uploader, version: str, method: str) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        answer = storage(uploader.api.app, method, begun["links"]["upload"])
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")

    def test_an_address_that_was_changed_is_refused(self, uploader: Uploader, version: str) -> None:
        address = uploader.begin(f"{version}/image", "a.png")["links"]["upload"]
        for forged in (
            address[:-1] + "0" * (address[-1] != "0"),
            address.replace("incoming/", "incoming/a"),
            address + "&x=y",
            address.partition("?")[0],
        ):
            answer = storage(uploader.api.app, "PUT", forged, PIXELS)
            assert answer.status_code == 403 and b"<Code>AccessDenied</Code>" in answer.content

    def test_an_old_address_is_refused(self, uploader: Uploader, version: str, contract_site: Site) -> None:
        address = uploader.begin(f"{version}/image", "a.png")["links"]["upload"]
        long_ago = Signer(lambda: contract_site.accounts.secrets(Purpose.MEDIA), clock=lambda: 0)
        signed = long_ago.sign("PUT", urlsplit(address).path, {}, 60)
        answer = storage(uploader.api.app, "PUT", SITE + signed, PIXELS)
        assert answer.status_code == 403 and b"<Code>AccessDenied</Code>" in answer.content

    def test_half_an_upload_is_no_upload(self, uploader: Uploader, version: str) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        answer = storage(
            uploader.api.app, "PUT", begun["links"]["upload"], PIXELS[:1000], Content_Length="2000"
        )
        assert answer.status_code == 400 and b"<Code>IncompleteBody</Code>" in answer.content
        assert uploader.complete(begun).status_code == 400

    def test_too_much_is_refused(self, uploader: Uploader, version: str, contract_site: Site) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        limit = contract_site.config.settings.media.max_upload_bytes
        answer = storage(
            uploader.api.app, "PUT", begun["links"]["upload"], b"x", Content_Length=str(limit + 1)
        )
        assert answer.status_code == 413 and b"<Code>EntityTooLarge</Code>" in answer.content


class TestComplete:
    def test_it_answers_one_space(self, uploader: Uploader, version: str) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        storage(uploader.api.app, "PUT", begun["links"]["upload"], PIXELS)
        answer = uploader.complete(begun)
        assert (answer.status_code, answer.content) == (201, b" ")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"

    def test_without_bytes_there_is_nothing_to_complete(self, uploader: Uploader, version: str) -> None:
        begun = uploader.begin(f"{version}/sg_uploaded_movie", "a.mov")
        assert told(uploader.complete(begun))[:2] == (400, 103)
        assert value(uploader.api, version, "sg_uploaded_movie") is None

    def test_an_image_is_pending_at_first(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/image", "a.png")
        assert value(uploader.api, version, "image") == PENDING

    def test_a_file_becomes_the_value_of_its_field(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "plate.mov")
        movie = value(uploader.api, version, "sg_uploaded_movie")
        assert list(movie) == ["url", "name", "content_type", "link_type", "type", "id"]
        assert movie["url"].startswith(f"{SITE}/storage/{hashlib.sha256(PIXELS).hexdigest()}/plate.mov?")
        assert (movie["name"], movie["content_type"]) == ("plate.mov", "video/quicktime")
        assert (movie["link_type"], movie["type"]) == ("upload", "Attachment")

    def test_a_file_beside_the_fields_is_linked(self, uploader: Uploader, ids: dict[str, int]) -> None:
        uploader.upload(f"/entity/notes/{ids['note2']}/attachments", "notes.pdf", display_name="Minutes")
        links = uploader.api("GET", "/entity/notes/<note2>/relationships/attachments").json["data"]
        assert [(each["name"], each["type"]) for each in links] == [("Minutes", "Attachment")]

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            (
                {},
                invalid(
                    {
                        "upload_info": ["upload_info is missing"],
                        "upload_data": ["upload_data is missing"],
                    }
                ),
            ),
            (
                {"upload_info": "x", "upload_data": {}},
                invalid({"upload_info": ["upload_info must be a hash"]}),
            ),
            (
                {"upload_info": {"timestamp": 5}, "upload_data": {"display_name": 5}},
                invalid(
                    {
                        "upload_info": {
                            "timestamp": ["timestamp must be a string"],
                            "upload_type": ["upload_type is missing"],
                            "storage_service": ["storage_service is missing"],
                            "original_filename": ["original_filename is missing"],
                        },
                        "upload_data": {"display_name": ["display_name must be a string"]},
                    }
                ),
            ),
        ],
    )
    def test_what_was_begun_has_to_be_repeated(
        self, api: Client, body: object, error: tuple[Any, ...]
    ) -> None:
        assert told(api("POST", "/entity/versions/<version>/image/_upload", body)) == error

    def test_what_an_attachment_knows_of_its_file(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "plate.mov", display_name="plate_v003")
        row = value(uploader.api, version, "sg_uploaded_movie")["id"]
        names = "filename,original_fname,display_name,file_size,file_extension,cached_display_name"
        shown = uploader.api("GET", f"/entity/attachments/{row}?fields={names}").json["data"]["attributes"]
        assert shown == {
            "filename": "plate.mov",
            "original_fname": "plate.mov",
            "display_name": "plate_v003",
            "file_size": None,
            "file_extension": None,
            "cached_display_name": "plate_v003",
        }

    def test_an_attachment_takes_a_file_of_its_own(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "plate.mov")
        row = value(uploader.api, version, "sg_uploaded_movie")["id"]
        assert value(uploader.api, f"/entity/attachments/{row}", "this_file")["id"] == row
        uploader.upload(f"/entity/attachments/{row}/this_file", "other.mov", b"other")
        file = value(uploader.api, f"/entity/attachments/{row}", "this_file")
        assert (file["id"], file["name"]) == (row, "other.mov")
        assert storage(uploader.api.app, "GET", file["url"]).content == b"other"

    def test_the_link_has_its_prefix_already(self, uploader: Uploader, version: str) -> None:
        begun = uploader.begin(f"{version}/image", "a.png")
        twice = f"/api/v1{begun['links']['complete_upload']}"
        assert told(uploader.api("POST", twice, {"upload_info": begun["data"]})) == not_found()

    def test_it_takes_json(self, api: Client) -> None:
        answer = api("POST", "/entity/versions/<version>/image/_upload", {}, ARRAY)
        source = {"content_type": "Content-Type must be one of: 'application/json'."}
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{ARRAY}'", source, None)


class TestFieldRead:
    @pytest.mark.parametrize("name", ["image", "sg_uploaded_movie"])
    def test_an_empty_field_reads_null(self, api: Client, ids: dict[str, int], name: str) -> None:
        path = f"/api/v1/entity/versions/{ids['version3']}/{name}"
        assert api("GET", path).json == {"data": None, "links": {"self": path}}

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("code", (400, 103, "Field Version.code is not an image or attachment.", None, None)),
            ("entity", (400, 103, "Field Version.entity is not an image or attachment.", None, None)),
            ("id", (400, 103, "Field Version.id is not an image or attachment.", None, None)),
            ("image?alt=nope", invalid({"alt": ["alt must be one of: original, thumbnail"]})),
            ("sg_nope", not_found("Field 'Version.sg_nope' does not exist.")),
            ("thread_contents", not_found("Field 'Version.thread_contents' does not exist.")),
            ("sg_uploaded_movie?alt=original", not_found("Field sg_uploaded_movie is empty.", 104)),
            ("image?alt=original", not_found("File not found", 104)),
            ("image?alt=thumbnail", not_found("File not found", 104)),
            ("image?alt=large", not_found("File not found", 104)),
            ("code?alt=large", (400, 103, "Field Version.code is not an image or attachment.", None, None)),
        ],
    )
    def test_its_mistakes(self, api: Client, path: str, error: tuple[Any, ...]) -> None:
        assert told(api("GET", f"/entity/versions/<version3>/{path}")) == error

    def test_a_row_that_is_not_there(self, api: Client) -> None:
        assert told(api("GET", "/entity/versions/999999999/image")) == not_found(
            "Version: 999999999 not found", 104
        )

    @pytest.mark.parametrize("name", ["image", "sg_uploaded_movie"])
    def test_it_is_not_deleted(self, api: Client, name: str) -> None:
        assert told(api("DELETE", f"/entity/versions/<version>/{name}")) == not_found()

    @pytest.mark.parametrize("name", ["image", "filmstrip_image"])
    @pytest.mark.parametrize("alt", ["original", "thumbnail"])
    def test_a_picture_is_led_to_by_either_name(
        self, uploader: Uploader, version: str, name: str, alt: str
    ) -> None:
        uploader.upload(f"{version}/{name}", "a.png")
        path = f"/api/v1{version}/{name}"
        assert uploader.api("GET", path).json == {"data": PENDING, "links": {"self": path}}
        led = uploader.api("GET", f"{path}?alt={alt}", headers={"Range": "bytes=0-100"})
        assert led.status_code == 302
        answer = storage(uploader.api.app, "GET", led.headers["location"], Range="bytes=0-100")
        assert (answer.status_code, answer.content) == (206, PIXELS[:101])
        assert answer.headers["content-range"] == f"bytes 0-100/{len(PIXELS)}"

    def test_a_web_link_leads_to_the_web(self, api: Client, version: str) -> None:
        link = {"url": "https://example.com/a.mov", "name": "a"}
        api("PUT", version, {"sg_uploaded_movie": link})
        shown = api("GET", f"{version}/sg_uploaded_movie").json["data"]
        assert (shown["url"], shown["link_type"]) == ("https://example.com/a.mov", "web")
        answer = api("GET", f"{version}/sg_uploaded_movie?alt=original")
        assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/a.mov")

    def test_a_link_to_a_disk_leads_nowhere(self, api: Client, version: str) -> None:
        api("PUT", version, {"sg_uploaded_movie": {"url": "file:///mnt/a.mov", "name": "a"}})
        answer = api("GET", f"{version}/sg_uploaded_movie?alt=original")
        assert told(answer) == not_found("File not found", 104)


class TestDownload:
    def test_the_original_comes_back_byte_for_byte(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/image", "Häuser %26 Türme.png")
        led = uploader.api("GET", f"{version}/image?alt=original")
        assert (led.status_code, led.content) == (302, b"")
        assert led.headers["cache-control"] == "no-cache, max-age=0"
        answer = storage(uploader.api.app, "GET", led.headers["location"], Authorization="Bearer other")
        assert (answer.status_code, answer.content) == (200, PIXELS)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-length"] == str(len(PIXELS))
        assert answer.headers["content-disposition"].startswith("inline; filename=")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("thumbnail", [None, b"small"])
    def test_a_thumbnail_falls_back_on_the_original(
        self, uploader: Uploader, version: str, contract_site: Site, thumbnail: bytes | None
    ) -> None:
        uploader.upload(f"{version}/image", "a.png")
        pending = uploader.api("GET", f"{version}/image?alt=thumbnail").headers["location"]
        assert storage(uploader.api.app, "GET", pending).content == PIXELS
        finish(contract_site, version, thumbnail, None if thumbnail else "not an image")
        ready = uploader.api("GET", f"{version}/image?alt=thumbnail").headers["location"]
        answer = storage(uploader.api.app, "GET", ready)
        assert answer.content == (thumbnail or PIXELS)
        assert value(uploader.api, version, "image") == ready
        if thumbnail:
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["content-disposition"] == 'inline; filename="a_t.jpg"'

    @pytest.mark.parametrize("prefer", [{}, {"Prefer": "handling=strict"}])
    def test_there_is_a_larger_thumbnail(
        self, uploader: Uploader, version: str, contract_site: Site, prefer: dict[str, str]
    ) -> None:
        def larger() -> testing.Result:
            led = uploader.api("GET", f"{version}/image?alt=large", headers=prefer)
            assert led.status_code == 302
            return storage(uploader.api.app, "GET", led.headers["location"])

        uploader.upload(f"{version}/image", "a.png")
        assert larger().content == PIXELS
        finish(contract_site, version, b"small")
        assert larger().content == b"small"
        uploader.upload(f"{version}/image", "a.png")
        finish(contract_site, version, b"small", large=b"large")
        answer = larger()
        assert (answer.content, answer.headers["content-type"]) == (b"large", "image/jpeg")
        assert answer.headers["content-disposition"] == 'inline; filename="a_l.jpg"'
        shown = value(uploader.api, version, "image")
        assert storage(uploader.api.app, "GET", shown).content == b"small"

    @pytest.mark.parametrize(
        ("range_", "start", "end"),
        [("bytes=0-100", 0, 101), ("bytes=300000-", 300000, None), ("bytes=-5", -5, None)],
    )
    def test_a_part_of_it(
        self, uploader: Uploader, version: str, range_: str, start: int, end: int | None
    ) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        asked = uploader.api("GET", f"{version}/sg_uploaded_movie", headers={"Range": range_})
        assert asked.status_code == 200
        answer = storage(uploader.api.app, "GET", asked.json["data"]["url"], Range=range_)
        part = PIXELS[start:end]
        first = start % len(PIXELS)
        assert (answer.status_code, answer.content) == (206, part)
        span = f"{first}-{first + len(part) - 1}"
        assert answer.headers["content-range"] == f"bytes {span}/{len(PIXELS)}"
        assert answer.headers["content-length"] == str(len(part))

    def test_a_part_beyond_its_end(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        url = value(uploader.api, version, "sg_uploaded_movie")["url"]
        answer = storage(uploader.api.app, "GET", url, Range=f"bytes={len(PIXELS)}-")
        assert answer.status_code == 416
        assert answer.headers["content-range"] == f"bytes */{len(PIXELS)}"

    def test_who_has_it_already_is_not_sent_it_again(self, uploader: Uploader, version: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        url = value(uploader.api, version, "sg_uploaded_movie")["url"]
        first = storage(uploader.api.app, "GET", url)
        etag = first.headers["etag"]
        again = storage(uploader.api.app, "GET", url, If_None_Match=etag)
        assert (again.status_code, again.content) == (304, b"")
        assert storage(uploader.api.app, "GET", url, Range="bytes=0-1", If_Range=etag).status_code == 206
        assert storage(uploader.api.app, "GET", url, Range="bytes=0-1", If_Range='"x"').status_code == 200

    def test_a_copy_is_kept_no_longer_than_its_address_is_good(
        self, uploader: Uploader, version: str
    ) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        url = value(uploader.api, version, "sg_uploaded_movie")["url"]
        kept = storage(uploader.api.app, "GET", url).headers["cache-control"]
        assert kept.startswith("private, max-age=") and 0 < int(kept.rpartition("=")[2]) <= 1800

    @pytest.mark.parametrize("method", ["HEAD", "PUT", "POST", "DELETE", "OPTIONS"])
    def test_an_address_is_good_for_get_alone(self, uploader: Uploader, version: str, method: str) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        url = value(uploader.api, version, "sg_uploaded_movie")["url"]
        answer = storage(uploader.api.app, method, url)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")

    def test_an_address_expires(self, uploader: Uploader, version: str, contract_site: Site) -> None:
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        path = urlsplit(value(uploader.api, version, "sg_uploaded_movie")["url"]).path
        long_ago = Signer(lambda: contract_site.accounts.secrets(Purpose.MEDIA), clock=lambda: 0)
        answer = storage(uploader.api.app, "GET", SITE + long_ago.sign("GET", path, {}, 900))
        assert answer.status_code == 403 and b"<Code>AccessDenied</Code>" in answer.content

    def test_what_is_gone_is_gone(self, app: Any, contract_site: Site) -> None:
        signed = contract_site.signer.sign("GET", f"/storage/{'0' * 64}/a.png", {}, 900)
        answer = storage(app, "GET", SITE + signed)
        assert answer.status_code == 404 and b"<Code>NoSuchKey</Code>" in answer.content

    def test_an_address_of_a_linked_image_is_signed_too(
        self, uploader: Uploader, api: Client, ids: dict[str, int]
    ) -> None:
        uploader.upload(f"/entity/shots/{ids['shot']}/image", "a.png")
        assert value(api, f"/entity/versions/{ids['version']}", "entity.Shot.image") == PENDING


class TestPendingImage:
    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}])
    def test_anyone_may_see_it(self, app: Any, headers: dict[str, str]) -> None:
        answer = storage(app, "GET", PENDING, b"", **headers)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.content.startswith(b"\x89PNG")
        assert "access-control-allow-origin" not in answer.headers

    def test_it_is_sent_once(self, app: Any) -> None:
        etag = storage(app, "GET", PENDING).headers["etag"]
        assert storage(app, "GET", PENDING, If_None_Match=etag).status_code == 304


class TestTranscoding:
    """An addition of ours: what the making of a film comes to is told to those who know its name."""

    NAME = "sg_uploaded_movie_transcoding"

    def test_it_is_told_by_name(self, uploader: Uploader, version: str) -> None:
        assert value(uploader.api, version, self.NAME) is None
        uploader.upload(f"{version}/sg_uploaded_movie", "a.mov")
        assert value(uploader.api, version, self.NAME) == {"stage": "pictures"}
        told_with_all = uploader.api("GET", f"{version}?fields=*,{self.NAME}").json["data"]["attributes"]
        assert told_with_all[self.NAME] == {"stage": "pictures"} and "code" in told_with_all

    def test_who_does_not_know_it_never_meets_it(self, api: Client, version: str) -> None:
        row = version.rpartition("/")[2]
        body = {"filters": [["id", "is", int(row)]], "fields": ["*"]}
        search = api("POST", "/entity/versions/_search", body, ARRAY)
        for answer in (
            *(api("GET", version), api("GET", f"{version}?fields=*"), search),
            *(api("GET", "/schema/Version/fields"), api("PUT", version, {"code": "b"})),
        ):
            assert answer.status_code == 200 and f'"{self.NAME}"' not in answer.text

    def test_nobody_writes_it(self, api: Client, version: str) -> None:
        refused = api("PUT", version, {self.NAME: {"stage": "done"}})
        assert refused.status_code == 400
        assert value(api, version, self.NAME) is None

    def test_nobody_is_shown_what_is_remembered(
        self, uploader: Uploader, version: str, contract_site: Site
    ) -> None:
        row = int(version.rpartition("/")[2])
        with writing(contract_site, system_caller()) as writes:
            draft = Draft(writes.schema["Version"])
            put_making(draft, "sg_uploaded_movie", Making("film").deriving("frame_count", 4_711))
            writes.change(row, draft)
        hidden = "sg_uploaded_movie_derived"
        for answer in (
            uploader.api("GET", f"{version}?fields={hidden},{self.NAME}"),
            uploader.api("GET", f"{version}?fields=*"),
            uploader.api("GET", f"/entity/playlists?fields=versions.Version.{hidden}"),
        ):
            assert answer.status_code == 200 and "4711" not in answer.text
        for sought in (4_711, 4_712):
            body = {
                "filters": [["id", "is", row], [hidden, "contains", {"frame_count": sought}]],
                "fields": ["code"],
            }
            found = uploader.api("POST", "/entity/versions/_search", body, ARRAY)
            assert len(found.json["data"]) == 1, "whoever asks learns nothing by it"
