"""Uploads in parts, bytes that come to the site itself, what transcoders tell (rest/40, media §2)."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
import pytest
from falcon import testing
from tests.contract.client import ARRAY, Client, invalid, not_found, told, wrong
from tests.contract.test_40_media import SITE, storage, value
from tests.fixtures.clock import Clock

from slatehouse.media.blobs import SMALLEST_PART
from slatehouse.site.site import Site

LARGE = bytes(range(256)) * (SMALLEST_PART // 256)
TAIL = b"the last frames"
UNFINISHED = wrong("Error completing multipart upload.")


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


@dataclass
class Parts:
    """Uploads in parts as clients do it."""

    api: Client

    def begin(self, path: str, filename: str = "plate.mov") -> dict[str, Any]:
        answer = self.api("GET", f"{path}/_upload?filename={filename}&multipart_upload=true")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def addresses(self, begun: dict[str, Any], count: int) -> list[str]:
        """Where the first parts go, by following the links."""
        links, found = begun["links"], []
        for _ in range(count):
            found.append(links["upload"])
            links = self.api("GET", links["get_next_part"]).json["links"]
        return found

    def put(self, address: str, content: bytes) -> str:
        """The ETag without its quotes."""
        answer = storage(self.api.app, "PUT", address, content)
        assert (answer.status_code, answer.content) == (200, b""), answer.text
        return answer.headers["etag"].strip('"')

    def send(self, begun: dict[str, Any], contents: Sequence[bytes]) -> list[str]:
        """The ETags of the parts, in their order."""
        addresses = self.addresses(begun, len(contents))
        return [self.put(*each) for each in zip(addresses, contents, strict=True)]

    def complete(self, begun: dict[str, Any], etags: object, **data: object) -> testing.Result:
        body = {"upload_info": {**begun["data"], "etags": etags}, "upload_data": data}
        return self.api("POST", begun["links"]["complete_upload"], body)

    def abort(self, begun: dict[str, Any]) -> testing.Result:
        return self.api("POST", f"{begun['links']['complete_upload']}/multipart_abort", begun["data"])


@pytest.fixture
def parts(api: Client) -> Parts:
    return Parts(api)


@pytest.fixture
def version(api: Client, ids: dict[str, int]) -> str:
    """The path of a new version."""
    return new_row(api, "versions", ids)


@pytest.fixture
def note(api: Client, ids: dict[str, int]) -> str:
    """The path of a new note."""
    return new_row(api, "notes", ids)


def new_row(api: Client, segment: str, ids: dict[str, int]) -> str:
    body = {"project": {"type": "Project", "id": ids["project"]}}
    return f"/entity/{segment}/{api('POST', f'/entity/{segment}', body).json['data']['id']}"


def attached(api: Client, note: str) -> list[str]:
    """The names of what is attached to a note."""
    return [each["name"] for each in api("GET", f"{note}/relationships/attachments").json["data"]]


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
    def test_it_tells_where_each_part_goes(
        self, parts: Parts, ids: dict[str, int], field: str, kind: str
    ) -> None:
        path = f"/api/v1/entity/Version/{ids['version']}{field}/_upload"
        begun = parts.begin(path.removesuffix("/_upload"))
        data, links = begun["data"], begun["links"]
        assert list(data) == [
            *("timestamp", "upload_type", "upload_id"),
            *("storage_service", "original_filename", "multipart_upload"),
        ]
        assert (data["upload_type"], data["multipart_upload"]) == (kind, True)
        assert (data["storage_service"], data["original_filename"]) == ("s3", "plate.mov")
        assert re.fullmatch(r"[\w-]{152}", data["upload_id"])
        assert list(links) == ["upload", "get_next_part", "complete_upload"]
        assert links["upload"].startswith(f"{SITE}/storage/incoming/")
        assert links["get_next_part"] == (
            f"{path}/multipart?filename=plate.mov&part_number=2"
            f"&timestamp={quote(data['timestamp'], safe='')}&upload_id={data['upload_id']}&upload_type={kind}"
        )
        assert links["complete_upload"] == path

    def test_links_keep_the_prefix_that_was_called(self, api: Client, ids: dict[str, int]) -> None:
        path = f"/api/v1.1/entity/versions/{ids['version']}/image/_upload"
        answer = api("GET", f"{path}?filename=a.png&multipart_upload=true").json
        assert answer["links"]["get_next_part"].startswith(f"{path}/multipart?")
        following = api("GET", answer["links"]["get_next_part"]).json
        assert following["links"]["get_next_part"].startswith(f"{path}/multipart?")

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("shots/<shot>/attachments", not_found("Field 'Shot.attachments' does not exist.")),
            ("versions/<version>/sg_nope", not_found("Field 'Version.sg_nope' does not exist.")),
            ("versions/999999999", not_found("Version: 999999999 not found", 104)),
        ],
    )
    def test_its_mistakes(self, api: Client, path: str, error: tuple[Any, ...]) -> None:
        answer = api("GET", f"/entity/{path}/_upload?filename=a.png&multipart_upload=true")
        assert told(answer) == error


class TestNextPart:
    QUERY = (
        "filename=plate.mov&part_number=2&timestamp=2026-10-01T09:05:00Z&upload_id=x&upload_type=Attachment"
    )

    def test_links_lead_from_part_to_part(self, parts: Parts, version: str) -> None:
        begun = parts.begin(f"{version}/sg_uploaded_movie")
        link = begun["links"]["get_next_part"]
        for number in range(3, 6):
            answer = parts.api("GET", link).json
            assert list(answer) == ["links"] and list(answer["links"]) == ["upload", "get_next_part"]
            link = answer["links"]["get_next_part"]
            assert query_of(link) == {
                "filename": "plate.mov",
                "part_number": str(number),
                "timestamp": begun["data"]["timestamp"],
                "upload_id": begun["data"]["upload_id"],
                "upload_type": "Attachment",
            }

    def test_the_first_part_has_a_second_address(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        link = begun["links"]["get_next_part"].replace("part_number=2", "part_number=1")
        etag = parts.put(parts.api("GET", link).json["links"]["upload"], TAIL)
        assert parts.complete(begun, [etag]).status_code == 201

    def test_the_last_part_leads_no_further(self, api: Client) -> None:
        path = "/entity/versions/<version>/_upload/multipart"
        answer = api("GET", f"{path}?{self.QUERY.replace('part_number=2', 'part_number=10000')}")
        assert list(answer.json["links"]) == ["upload"]

    @pytest.mark.parametrize("place", ["sg_uploaded_movie/", "attachments/", ""])
    @pytest.mark.parametrize(
        ("query", "error"),
        [
            (
                "",
                invalid(
                    {
                        "upload_type": ["upload_type is missing"],
                        "filename": ["filename is missing"],
                        "timestamp": ["timestamp is missing"],
                        "part_number": ["part_number is missing"],
                    }
                ),
            ),
            (
                "filename=a&upload_id=x&part_number=1",
                invalid(
                    {"upload_type": ["upload_type is missing"], "timestamp": ["timestamp is missing"]},
                ),
            ),
            (
                QUERY.replace("&upload_id=x", ""),
                wrong("Could not generate upload url. Check the site settings."),
            ),
            (
                QUERY.replace("part_number=2", "part_number=two"),
                invalid({"part_number": ["part_number must be an integer"]}),
            ),
            (
                QUERY.replace("part_number=2", "part_number=0"),
                invalid({"part_number": ["part_number must be greater than 0"]}),
            ),
            (
                QUERY.replace("part_number=2", "part_number=10001"),
                invalid({"part_number": ["part_number must be less than or equal to 10000"]}),
            ),
        ],
    )
    def test_its_mistakes(self, api: Client, place: str, query: str, error: tuple[Any, ...]) -> None:
        answer = api("GET", f"/entity/versions/<version>/{place}_upload/multipart?{query}")
        assert told(answer) == error

    def test_every_parameter_that_is_missing_is_named_in_order(self, api: Client) -> None:
        source = told(api("GET", "/entity/versions/<version>/_upload/multipart"))[3]
        assert isinstance(source, dict)
        assert list(source) == ["upload_type", "filename", "timestamp", "part_number"]

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("shots/<shot>/attachments", not_found("Field 'Shot.attachments' does not exist.")),
            ("shots/999999999/image", not_found("Shot: 999999999 not found", 104)),
            ("shots/<gone>/image", not_found("Shot: <gone> not found", 104)),
        ],
    )
    def test_a_part_has_a_place(self, api: Client, path: str, error: tuple[Any, ...]) -> None:
        expected = tuple(api.filled(part) if isinstance(part, str) else part for part in error)
        assert told(api("GET", f"/entity/{path}/_upload/multipart?{self.QUERY}")) == expected

    def test_an_id_that_nobody_made_is_found_out_at_the_end(self, parts: Parts, version: str) -> None:
        path = f"{version}/sg_uploaded_movie"
        links = parts.api("GET", f"{path}/_upload/multipart?{self.QUERY}").json["links"]
        etag = parts.put(links["upload"], TAIL)
        begun = parts.begin(path)
        begun["data"] |= {"upload_id": "x", "timestamp": "2026-10-01T09:05:00Z"}
        assert told(parts.complete(begun, [etag])) == UNFINISHED
        assert value(parts.api, version, "sg_uploaded_movie") is None

    @pytest.mark.parametrize(
        ("changed", "source"),
        [
            ({}, {"upload_id": ["upload_id is not valid"]}),
            (
                {"upload_type": "Thumbnail"},
                {
                    "upload_type": ["upload_type must be one of: Attachment"],
                    "upload_id": ["upload_id is not valid"],
                },
            ),
        ],
    )
    def test_a_strict_caller_is_told_at_once(
        self, api: Client, changed: dict[str, str], source: dict[str, Any]
    ) -> None:
        query = {**query_of(f"?{self.QUERY}"), **changed}
        text = "&".join(f"{name}={each}" for name, each in query.items())
        path = f"/entity/versions/<version>/sg_uploaded_movie/_upload/multipart?{text}"
        assert api("GET", path).status_code == 200
        assert told(api("GET", path, headers={"Prefer": "handling=strict"})) == invalid(source)

    def test_a_strict_caller_may_go_on(self, parts: Parts, version: str) -> None:
        link = parts.begin(f"{version}/image")["links"]["get_next_part"]
        assert parts.api("GET", link, headers={"Prefer": "handling=strict"}).status_code == 200


class TestParts:
    @pytest.mark.parametrize("place", ["sg_uploaded_movie", "image"])
    def test_they_come_in_any_order_and_go_out_as_one(self, parts: Parts, version: str, place: str) -> None:
        begun = parts.begin(f"{version}/{place}", "plate.png")
        contents = [LARGE, LARGE[::-1], TAIL]
        etags = {}
        for number in (2, 0, 1):
            etags[number] = parts.put(parts.addresses(begun, 3)[number], contents[number])
        in_order = [etags[number] for number in range(3)]
        assert in_order == [md5(each) for each in contents]
        answer = parts.complete(begun, in_order)
        assert (answer.status_code, answer.content) == (201, b" ")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        led = parts.api("GET", f"{version}/{place}?alt=original").headers["location"]
        assert storage(parts.api.app, "GET", led).content == b"".join(contents)

    def test_a_part_sent_again_replaces_the_first(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        first, _ = parts.send(begun, [LARGE, TAIL])
        again, last = parts.send(begun, [LARGE[::-1], TAIL])
        assert told(parts.complete(begun, [first, last])) == UNFINISHED
        assert parts.complete(begun, [again, last]).status_code == 201

    def test_half_a_part_is_none_and_leaves_the_one_before(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        (etag,) = parts.send(begun, [TAIL])
        answer = storage(parts.api.app, "PUT", begun["links"]["upload"], TAIL, Content_Length="2000")
        assert answer.status_code == 400 and b"<Code>IncompleteBody</Code>" in answer.content
        assert parts.complete(begun, [etag]).status_code == 201

    @pytest.mark.parametrize("change", ["partNumber=1", "uploadId=", "incoming/"])
    def test_an_address_is_good_for_one_part(self, parts: Parts, version: str, change: str) -> None:
        address = parts.begin(f"{version}/image")["links"]["upload"]
        assert change in address
        answer = storage(parts.api.app, "PUT", address.replace(change, f"{change}1"), TAIL)
        assert answer.status_code == 403 and b"<Code>AccessDenied</Code>" in answer.content

    def test_an_address_expires(self, parts: Parts, version: str, contract_site: Site) -> None:
        address = parts.begin(f"{version}/image")["links"]["upload"]
        assert isinstance(contract_site.clock, Clock)
        contract_site.clock.move(hours=2)
        answer = storage(parts.api.app, "PUT", address, TAIL)
        contract_site.clock.move(hours=-2)
        assert answer.status_code == 403 and b"<Code>AccessDenied</Code>" in answer.content

    @pytest.mark.parametrize("in_parts", [True, False])
    def test_bytes_that_are_not_those_declared_are_not_kept(
        self, parts: Parts, note: str, in_parts: bool
    ) -> None:
        path = f"{note}/attachments"
        begun = parts.begin(path) if in_parts else parts.api("GET", f"{path}/_upload?filename=a.mov").json
        declared = b64encode(bytes.fromhex(md5(TAIL))).decode()
        address = begun["links"]["upload"]
        answer = storage(parts.api.app, "PUT", address, TAIL[::-1], Content_MD5=declared)
        assert answer.status_code == 400 and b"<Code>BadDigest</Code>" in answer.content
        assert parts.complete(begun, [md5(TAIL[::-1])]).status_code == 400
        assert storage(parts.api.app, "PUT", address, TAIL, Content_MD5=declared).status_code == 200
        assert parts.complete(begun, [md5(TAIL)]).status_code == 201

    def test_together_they_are_no_larger_than_a_file_may_be(
        self, parts: Parts, note: str, contract_site: Site
    ) -> None:
        with settings(contract_site, max_upload_bytes=100):
            begun = parts.begin(f"{note}/attachments")
            first, second = parts.addresses(begun, 2)
            parts.put(first, bytes(60))
            answer = storage(parts.api.app, "PUT", second, bytes(41))
            assert answer.status_code == 413 and b"<Code>EntityTooLarge</Code>" in answer.content
            parts.put(first, bytes(100))
            assert parts.complete(begun, [md5(bytes(100))]).status_code == 201


class TestComplete:
    @pytest.mark.parametrize(
        ("contents", "status"),
        [
            ([b"0123456789"], 201),
            ([b""], 201),
            ([LARGE, bytes(17)], 201),
            ([LARGE[:-1], bytes(17)], 400),
            ([bytes(1024), bytes(1024)], 400),
        ],
        ids=["ten bytes", "nothing", "5 MiB and 17", "one byte less and 17", "twice 1024"],
    )
    def test_every_part_but_the_last_is_large(
        self, parts: Parts, version: str, contents: list[bytes], status: int
    ) -> None:
        begun = parts.begin(f"{version}/sg_uploaded_movie")
        answer = parts.complete(begun, parts.send(begun, contents))
        assert answer.status_code == status
        if status == 400:
            assert told(answer) == UNFINISHED
            assert value(parts.api, version, "sg_uploaded_movie") is None
            assert parts.abort(begun).status_code == 204
        else:
            url = value(parts.api, version, "sg_uploaded_movie")["url"]
            assert storage(parts.api.app, "GET", url).content == b"".join(contents)

    @pytest.mark.parametrize("etags", [None, [], "", {}])
    def test_the_parts_have_to_be_named(self, parts: Parts, version: str, etags: object) -> None:
        begun = parts.begin(f"{version}/sg_uploaded_movie")
        parts.send(begun, [TAIL])
        error = wrong(
            "'multipart_upload' is True but no 'etags' send with request.",
            {"etags": "missing and required for multipart uploads."},
        )
        assert told(parts.complete(begun, etags)) == error
        body = {"upload_info": begun["data"], "upload_data": {}}
        assert told(parts.api("POST", begun["links"]["complete_upload"], body)) == error
        assert parts.complete(begun, [md5(TAIL)]).status_code == 201

    @pytest.mark.parametrize(
        "etags",
        [
            pytest.param([md5(LARGE), md5(b"other")], id="another"),
            pytest.param([md5(TAIL), md5(LARGE)], id="another order"),
            pytest.param([md5(LARGE)], id="one too few"),
            pytest.param([md5(LARGE), md5(TAIL), md5(b"")], id="one too many"),
            pytest.param([md5(LARGE), None], id="null"),
            pytest.param([md5(LARGE), 5], id="a number"),
            pytest.param([md5(LARGE), ""], id="empty"),
            pytest.param(f"{md5(LARGE)},{md5(TAIL)}", id="a text"),
            pytest.param({"1": md5(LARGE), "2": md5(TAIL)}, id="a hash"),
            pytest.param(["é" * 32, "g" * 32], id="no hex"),
        ],
    )
    def test_parts_that_are_not_those_are_refused_and_nothing_changes(
        self, parts: Parts, note: str, etags: object
    ) -> None:
        begun = parts.begin(f"{note}/attachments")
        sent = parts.send(begun, [LARGE, TAIL])
        assert told(parts.complete(begun, etags)) == UNFINISHED
        assert attached(parts.api, note) == []
        assert parts.complete(begun, sent).status_code == 201
        assert attached(parts.api, note) == ["plate.mov"]

    def test_quotes_and_capitals_do_no_harm(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        (etag,) = parts.send(begun, [TAIL])
        assert parts.complete(begun, [f'"{etag.upper()}"']).status_code == 201

    @pytest.mark.parametrize("upload_id", [None, "", "nope", 5, "x" * 5000, "é/../"])
    def test_an_upload_that_was_not_begun(self, parts: Parts, note: str, upload_id: object) -> None:
        begun = parts.begin(f"{note}/attachments")
        parts.send(begun, [TAIL])
        begun["data"]["upload_id"] = upload_id
        assert told(parts.complete(begun, [md5(TAIL)])) == UNFINISHED
        assert attached(parts.api, note) == []

    def test_parts_are_completed_where_they_were_announced(
        self, parts: Parts, note: str, version: str
    ) -> None:
        begun = parts.begin(f"{note}/attachments")
        (etag,) = parts.send(begun, [TAIL])
        body = {"upload_info": {**begun["data"], "etags": [etag]}, "upload_data": {}}
        for other in (f"{version}/attachments", f"{note}/image"):
            assert told(parts.api("POST", f"{other}/_upload", body)) == UNFINISHED
        body["upload_info"]["original_filename"] = "other.mov"
        assert told(parts.api("POST", f"{note}/attachments/_upload", body)) == UNFINISHED

    def test_parts_are_not_completed_as_a_whole(self, parts: Parts, version: str) -> None:
        begun = parts.begin(f"{version}/sg_uploaded_movie")
        parts.send(begun, [TAIL])
        begun["data"]["multipart_upload"] = False
        assert told(parts.complete(begun, [md5(TAIL)]))[:2] == (400, 103)
        assert value(parts.api, version, "sg_uploaded_movie") is None

    def test_the_attachment_is_named_and_tied(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments", "notes.pdf")
        assert parts.complete(begun, parts.send(begun, [TAIL]), display_name="Minutes").status_code == 201
        assert attached(parts.api, note) == ["Minutes"]

    def test_asking_again_changes_nothing(self, parts: Parts, note: str) -> None:
        """A client that did not hear the answer asks again."""
        begun = parts.begin(f"{note}/attachments")
        etags = parts.send(begun, [TAIL])
        for _ in range(3):
            answer = parts.complete(begun, etags)
            assert (answer.status_code, answer.content) == (201, b" ")
        assert attached(parts.api, note) == ["plate.mov"]

    @pytest.mark.parametrize("in_parts", [True, False])
    def test_asking_at_the_same_time_makes_one_attachment(
        self, parts: Parts, note: str, in_parts: bool
    ) -> None:
        path = f"{note}/attachments"
        if in_parts:
            begun = parts.begin(path)
            etags: object = parts.send(begun, [LARGE, TAIL])
        else:
            begun = parts.api("GET", f"{path}/_upload?filename=a.mov").json
            etags = [parts.put(begun["links"]["upload"], TAIL)]
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(parts.complete, begun, etags) for _ in range(8)]
        assert [each.result().status_code for each in asked] == [201] * 8
        assert len(attached(parts.api, note)) == 1

    def test_files_of_one_name_within_a_second_are_two(self, parts: Parts, note: str) -> None:
        path = f"{note}/attachments/_upload"
        begun = [parts.api("GET", f"{path}?filename=a.mov").json for _ in range(4)]
        assert len({each["data"]["timestamp"] for each in begun}) == 4
        for number, each in enumerate(begun):
            parts.put(each["links"]["upload"], b"take %d" % number)
        for each in begun:
            assert parts.complete(each, None).status_code == 201
        assert attached(parts.api, note) == ["a.mov"] * 4

    def test_a_retired_row_takes_no_upload_until_it_is_revived(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        etags = parts.send(begun, [TAIL])
        parts.api("DELETE", note)
        number = note.rpartition("/")[2]
        assert told(parts.complete(begun, etags)) == not_found(f"Note: {number} not found", 104)
        parts.api("POST", f"{note}?revive=1")
        assert parts.complete(begun, etags).status_code == 201


class TestAbort:
    @pytest.mark.parametrize("place", ["/attachments", "/image", ""])
    def test_what_is_given_up_is_gone(self, parts: Parts, note: str, contract_site: Site, place: str) -> None:
        begun = parts.begin(f"{note}{place}")
        etags = parts.send(begun, [TAIL])
        answer = parts.abort(begun)
        assert (answer.status_code, answer.content) == (204, b"")
        assert told(parts.complete(begun, etags)) == UNFINISHED
        assert attached(parts.api, note) == []

    def test_a_second_time_there_is_nothing_to_give_up(self, parts: Parts, note: str) -> None:
        failed = wrong("Failed to abort S3 multipart upload")
        begun = parts.begin(f"{note}/attachments")
        assert parts.abort(begun).status_code == 204
        assert told(parts.abort(begun)) == failed
        completed = parts.begin(f"{note}/attachments")
        assert parts.complete(completed, parts.send(completed, [TAIL])).status_code == 201
        assert told(parts.abort(completed)) == failed
        assert attached(parts.api, note) == ["plate.mov"]
        whole = parts.api("GET", f"{note}/attachments/_upload?filename=a.mov").json
        assert told(parts.abort(whole)) == failed

    def test_a_retired_row_does_not_matter(self, parts: Parts, note: str) -> None:
        begun = parts.begin(f"{note}/attachments")
        parts.api("DELETE", note)
        assert parts.abort(begun).status_code == 204

    @pytest.mark.parametrize("wrapped", [{"upload_info": {}, "upload_data": {}}, {}])
    @pytest.mark.parametrize(
        "path", ["notes/<note>/attachments", "versions/<version>", "versions/<version>/image"]
    )
    def test_the_body_is_flat(self, api: Client, path: str, wrapped: object) -> None:
        answer = api("POST", f"/entity/{path}/_upload/multipart_abort", wrapped)
        source = {
            "timestamp": ["timestamp is missing"],
            "upload_type": ["upload_type is missing"],
            "upload_id": ["upload_id is missing"],
            "storage_service": ["storage_service is missing"],
            "original_filename": ["original_filename is missing"],
        }
        assert told(answer) == invalid(source)
        assert list(answer.json["errors"][0]["source"]) == list(source)

    def test_parameters_in_the_query_string_are_none(self, api: Client) -> None:
        answer = api("POST", "/entity/versions/<version>/image/_upload/multipart_abort?upload_id=x", b"")
        assert told(answer) == wrong("No data in request body.")

    def test_a_type_without_attachments_has_none_to_give_up(self, api: Client) -> None:
        answer = api("POST", "/entity/shots/<shot>/attachments/_upload/multipart_abort", {})
        assert told(answer) == not_found("Field 'Shot.attachments' does not exist.")

    def test_it_takes_json(self, api: Client) -> None:
        answer = api("POST", "/entity/versions/<version>/image/_upload/multipart_abort", {}, ARRAY)
        assert told(answer)[:3] == (415, 103, f"Unsupported Content-Type '{ARRAY}'")


def settings(site: Site, **media: object) -> Any:
    """The site with other media settings, for a block."""
    patch = pytest.MonkeyPatch()
    changed = msgspec.structs.replace(site.config.settings.media, **media)
    configured = msgspec.structs.replace(site.config.settings, media=changed)
    patch.setattr(site, "config", replace(site.config, settings=configured))
    return patched(patch)


class patched:
    """Undoes a patch at the end of a block."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __enter__(self) -> None: ...

    def __exit__(self, *exception: object) -> None:
        self._patch.undo()


class TestBytesToTheSite:
    @pytest.fixture(autouse=True)
    def uploads_go_to_the_site(self, contract_site: Site) -> Iterator[None]:
        with settings(contract_site, storage_service="sg"):
            yield

    def begin(self, api: Client, path: str) -> dict[str, Any]:
        return dict(api("GET", f"{path}/_upload?filename=take 1.mov").json)

    def put(self, api: Client, address: str, content: bytes = TAIL) -> testing.Result:
        return storage(api.app, "PUT", address, content)

    def test_the_address_is_one_of_the_api(self, api: Client, version: str, ids: dict[str, int]) -> None:
        begun = self.begin(api, f"{version}/sg_uploaded_movie")
        assert (begun["data"]["storage_service"], begun["data"]["upload_id"]) == ("sg", None)
        address = begun["links"]["upload"]
        assert address.startswith(f"{SITE}/api/v1{version}/sg_uploaded_movie/_upload?")
        sent = query_of(address)
        assert list(sent) == ["expiration", "filename", "signature", "user_id", "user_type"]
        assert (sent["user_id"], sent["user_type"]) == (str(ids["script"]), "ApiUser")

    @pytest.mark.parametrize("place", ["/attachments", ""])
    def test_bytes_are_taken_without_a_bearer(self, api: Client, note: str, place: str) -> None:
        begun = self.begin(api, f"{note}{place}")
        answer = self.put(api, begun["links"]["upload"])
        assert answer.status_code == 200
        assert answer.headers["etag"] == f'"{md5(TAIL)}"'
        assert list(answer.json) == ["data", "links"] and list(answer.json["data"]) == ["upload_id"]
        assert isinstance(answer.json["data"]["upload_id"], str)
        assert answer.json["links"] == {"complete_upload": begun["links"]["complete_upload"]}
        info = begun["data"] | answer.json["data"]
        for _ in range(2):
            body = {"upload_info": info, "upload_data": {}}
            assert api("POST", answer.json["links"]["complete_upload"], body).status_code == 201
        assert attached(api, note) == ["take 1.mov"]

    @pytest.mark.parametrize("place", ["sg_uploaded_movie/", "attachments/", ""])
    @pytest.mark.parametrize("filename", ["", "filename=a.mov"])
    def test_what_is_missing_is_named(self, anyone: Client, api: Client, place: str, filename: str) -> None:
        source = {
            "user_id": ["user_id is missing"],
            "user_type": ["user_type is missing"],
            "expiration": ["expiration is missing"],
            "signature": ["signature is missing"],
        }
        if not filename:
            source = {"filename": ["filename is missing"], **source}
        for client in (anyone, api):
            answer = client("PUT", f"/entity/versions/<version>/{place}_upload?{filename}", TAIL)
            assert told(answer) == invalid(source)

    @pytest.mark.parametrize("name", ["expiration", "filename", "signature", "user_id", "user_type"])
    def test_an_address_that_was_changed_is_refused(self, api: Client, version: str, name: str) -> None:
        address = self.begin(api, f"{version}/sg_uploaded_movie")["links"]["upload"]
        changed = re.sub(rf"{name}=[^&]", f"{name}=é", address)
        assert changed != address
        source = {"signature": ["signature is not valid"]}
        assert told(self.put(api, changed)) == invalid(source)
        assert told(self.put(api, address.replace("sg_uploaded_movie", "image"))) == invalid(source)

    def test_an_address_expires(self, api: Client, version: str, contract_site: Site) -> None:
        address = self.begin(api, f"{version}/image")["links"]["upload"]
        assert isinstance(contract_site.clock, Clock)
        contract_site.clock.move(hours=2)
        answer = self.put(api, address)
        contract_site.clock.move(hours=-2)
        assert told(answer) == invalid({"expiration": ["expiration must be in the future"]})

    JUNK = "filename=a&user_id=1&user_type=ApiUser&expiration=9999999999&signature=0"

    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("shots/999999999/image", not_found("Shot: 999999999 not found", 104)),
            ("shots/<shot>/attachments", not_found("Field 'Shot.attachments' does not exist.")),
            ("nothing/1", not_found("Entity type 'nothing' does not exist.")),
        ],
    )
    def test_who_signed_in_is_told_what_is_not_there(
        self, api: Client, anyone: Client, path: str, error: tuple[Any, ...]
    ) -> None:
        assert told(api("PUT", f"/entity/{path}/_upload?{self.JUNK}", TAIL)) == error
        hidden = invalid({"signature": ["signature is not valid"]})
        assert told(anyone("PUT", f"/entity/{path}/_upload?{self.JUNK}", TAIL)) == hidden

    def test_a_row_that_was_retired_meanwhile(self, api: Client, note: str) -> None:
        address = self.begin(api, f"{note}/attachments")["links"]["upload"]
        api("DELETE", note)
        assert told(self.put(api, address))[:2] == (404, 104)

    def test_too_much_and_too_little_are_refused(self, api: Client, note: str, contract_site: Site) -> None:
        begun = self.begin(api, f"{note}/attachments")
        address = begun["links"]["upload"]
        answer = storage(api.app, "PUT", address, TAIL, Content_Length="2000")
        assert told(answer)[:3] == (400, 103, "Request body incomplete")
        answer = storage(api.app, "PUT", address, TAIL, Content_MD5="AAAA")
        assert told(answer)[:3] == (400, 103, "Request body damaged")
        with settings(contract_site, max_upload_bytes=5):
            assert told(self.put(api, address))[:3] == (413, 103, "Request body too large")
        body = {"upload_info": begun["data"], "upload_data": {}}
        assert api("POST", begun["links"]["complete_upload"], body).status_code == 400

    def test_parts_go_to_the_storage(self, parts: Parts, version: str) -> None:
        begun = parts.begin(f"{version}/image")
        assert begun["data"]["storage_service"] == "s3"
        assert begun["links"]["upload"].startswith(f"{SITE}/storage/incoming/")


METADATA = {
    "width": 1920,
    "height": 1080,
    "display_aspect_ratio": 1.78,
    "frame_rate": 25,
    "nb_frames": 240,
    "start_frame": 1001,
}


class TestTranscodeMetadata:
    @pytest.fixture
    def attachment(self, api: Client, version: str) -> int:
        api("PUT", version, {"sg_uploaded_movie": {"url": "https://example.com/a.mov", "name": "a"}})
        return int(value(api, version, "sg_uploaded_movie")["id"])

    @pytest.mark.parametrize("body", [{}, METADATA, {"width": 5, "codec": {"name": "prores"}}])
    def test_it_is_taken_and_kept_nowhere(
        self, api: Client, attachment: int, contract_site: Site, body: object
    ) -> None:
        row = f"/entity/attachments/{attachment}"
        before = api("GET", row).json["data"]
        assert isinstance(contract_site.clock, Clock)
        contract_site.clock.move(seconds=5)
        answer = api("POST", f"/transcode/attachment_metadata/{attachment}", body)
        assert (answer.status_code, answer.content) == (200, b" ")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        after = api("GET", row).json["data"]
        assert after["attributes"].pop("updated_at") != before["attributes"].pop("updated_at")
        assert after["attributes"] == before["attributes"]
        assert after["attributes"]["metadata"] is None

    @pytest.mark.parametrize(
        ("body", "source"),
        [
            ({"width": "wide"}, {"width": ["width must be an integer"]}),
            (
                {"height": 1.5, "nb_frames": [], "start_frame": True},
                {
                    "height": ["height must be an integer"],
                    "nb_frames": ["nb_frames must be an integer"],
                    "start_frame": ["start_frame must be an integer"],
                },
            ),
            (
                {"frame_rate": "fast", "display_aspect_ratio": None},
                {
                    "frame_rate": ["frame_rate must be a number"],
                    "display_aspect_ratio": ["display_aspect_ratio must be a number"],
                },
            ),
        ],
    )
    def test_its_mistakes(self, api: Client, attachment: int, body: object, source: object) -> None:
        assert told(api("POST", f"/transcode/attachment_metadata/{attachment}", body)) == invalid(source)

    def test_another_id_is_told_of_without_an_envelope(self, api: Client, ids: dict[str, int]) -> None:
        for row_id in (999999999, ids["version"] + 100_000):
            answer = api("POST", f"/transcode/attachment_metadata/{row_id}", {})
            assert (answer.status_code, answer.json) == (404, {"error": f"Attachment {row_id} not found"})

    def test_a_retired_attachment_is_not_there(self, api: Client, attachment: int) -> None:
        api("DELETE", f"/entity/attachments/{attachment}")
        answer = api("POST", f"/transcode/attachment_metadata/{attachment}", {})
        assert (answer.status_code, list(answer.json)) == (404, ["error"])

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_it_is_posted(self, api: Client, attachment: int, method: str) -> None:
        assert told(api(method, f"/transcode/attachment_metadata/{attachment}")) == not_found()

    def test_a_strict_caller_is_told_what_is_not_read(self, api: Client, attachment: int) -> None:
        strict = {"Prefer": "handling=strict"}
        path = f"/transcode/attachment_metadata/{attachment}"
        answer = api("POST", path, {"codec": "prores"}, headers=strict)
        assert told(answer) == invalid({"codec": ["codec is not a parameter of this call"]})


class TestWhoMay:
    """An upload into a field takes the right to change it; one beside the fields, to make Attachments."""

    @pytest.mark.parametrize("place", ["tasks/<task>/image", "projects/<project>/billboard"])
    @pytest.mark.parametrize("call", ["_upload", "_upload/multipart", "_upload/multipart_abort"])
    def test_uploads_are_writes(self, artist: Client, anyone: Client, place: str, call: str) -> None:
        method = "POST" if "abort" in call else "GET"
        path = f"/entity/{place}/{call}?{TestNextPart.QUERY}"
        body = (
            None
            if method == "GET"
            else {
                name: "x"
                for name in ("timestamp", "upload_type", "upload_id", "storage_service", "original_filename")
            }
        )
        assert told(artist(method, path, body))[:2] == (400, 104)
        assert told(anyone(method, path, body))[:2] == (401, 102)

    def test_beside_a_row_is_for_who_makes_attachments(self, artist: Client, anyone: Client) -> None:
        path = f"/entity/notes/<note>/_upload?{TestNextPart.QUERY}"
        assert artist("GET", path).status_code == 200
        assert told(anyone("GET", path))[:2] == (401, 102)


def test_a_replaced_movie_leaves_nothing_that_was_derived_from_it(
    parts: Parts, version: str, contract_site: Site
) -> None:
    """Improvements B13."""
    derived = {
        "sg_uploaded_movie_mp4": {"url": "https://example.com/a.mp4", "name": "a.mp4"},
        "sg_uploaded_movie_image": {"url": "https://example.com/a.jpg", "name": "a.jpg"},
        "sg_uploaded_movie_frame_rate": 25.0,
        "sg_uploaded_movie_transcoding_status": 1,
    }
    parts.api("PUT", version, derived)
    names = ",".join(derived)
    shown = parts.api("GET", f"{version}?fields={names}").json["data"]["attributes"]
    assert None not in shown.values()
    parts.api("PUT", version, {"sg_uploaded_movie": None})
    assert parts.api("GET", f"{version}?fields={names}").json["data"]["attributes"] == shown
    begun = parts.begin(f"{version}/sg_uploaded_movie")
    assert parts.complete(begun, parts.send(begun, [TAIL])).status_code == 201
    shown = parts.api("GET", f"{version}?fields={names}").json["data"]["attributes"]
    assert shown == {**dict.fromkeys(derived), "sg_uploaded_movie_transcoding_status": 0}
