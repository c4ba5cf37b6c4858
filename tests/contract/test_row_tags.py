"""Tags of rows: reads that send nothing twice, and writes that depend on what was read (RFC 9110 §13).

Of the real service only weak tags on reads are recorded, and that conditions on writes are passed over
(rest/00 §12). `If-Match` is for strict callers.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from tests.contract.client import Client, told
from tests.contract.conftest import link
from tests.fixtures.dump import everything

from slatehouse.site.site import Site

STRICT = {"Prefer": "handling=strict"}
SHOT = "/entity/shots/<shot>"
DESCRIPTION = SHOT + "?fields=description"
NUMBERS = count(1)
GARBAGE = ["etag", "", 'w/"a"', "*, *", '"open']
FOREIGN = ['"a"', 'W/"a"', '"0.."', '"1.2"', '"zz.a.b"', '"-1.a.b"', f'"{"f" * 65}.a.b"', f'"{"f" * 64}.a.b"']


def tag(api: Client, path: str = SHOT, **headers: str) -> str:
    """The tag of a read."""
    answer = api("GET", path, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"])


def put(api: Client, expected: str, body: dict[str, Any], path: str = SHOT) -> int:
    """The status of a strict caller's change."""
    return api("PUT", path, body, headers={**STRICT, "If-Match": expected}).status_code


def stale(kind: str, row: int) -> tuple[Any, ...]:
    return 412, 104, "Precondition Failed", None, f"{kind}: {row} has changed since it was read."


@pytest.fixture
def word() -> str:
    """A text that no row holds yet."""
    return f"word {next(NUMBERS)}"


class TestReads:
    @pytest.mark.parametrize(
        "path", [SHOT, DESCRIPTION, SHOT + "?fields=code,sg_sequence.Sequence.code,notes"]
    )
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_what_is_known_is_not_sent_again(self, api: Client, path: str, method: str) -> None:
        known = tag(api, path)
        assert known.startswith('W/"')
        for header in (known, known[2:], f'"x", {known}', "*"):
            answer = api(method, path, headers={"If-None-Match": header})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == known

    @pytest.mark.parametrize("header", [*GARBAGE, *FOREIGN])
    def test_what_names_nothing_known_is_passed_over(self, api: Client, header: str) -> None:
        assert api("GET", SHOT, headers={"If-None-Match": header}).status_code == 200

    def test_what_a_linked_row_is_called_is_not_kept_from_anyone(self, api: Client, word: str) -> None:
        """Neither the name nor a dotted field is the row's own: its version stays, the answer does not."""
        for path in ("?fields=sg_sequence", "?fields=sg_sequence.Sequence.code"):
            known = tag(api, SHOT + path)
            assert api("PUT", "/entity/sequences/<sequence>", {"code": f"{word}{path}"}).status_code == 200
            assert api("GET", SHOT + path, headers={"If-None-Match": known}).status_code == 200
            assert put(api, known, {}) == 200

    def test_tags_are_of_a_caller_and_of_fields(self, api: Client, artist: Client) -> None:
        tags = {tag(client, path) for client in (api, artist) for path in (SHOT, SHOT + "?fields=code")}
        assert len(tags) == 4
        assert tag(api) == tag(api)

    @pytest.mark.parametrize("path", ["/entity/shots?fields=code", SHOT + "/relationships/notes"])
    def test_other_reads_have_the_tag_of_what_they_send(self, api: Client, path: str) -> None:
        assert api("GET", path, headers={"If-None-Match": tag(api, path)}).status_code == 304


class TestWrites:
    def test_a_write_of_what_was_read_is_done(self, api: Client, word: str) -> None:
        assert put(api, tag(api), {"description": word}) == 200
        assert api("GET", DESCRIPTION).json["data"]["attributes"] == {"description": word}

    def test_a_write_of_what_has_changed_since_changes_nothing(
        self, api: Client, ids: dict[str, int], contract_site: Site, word: str
    ) -> None:
        known = tag(api, DESCRIPTION)
        assert api("PUT", SHOT, {"description": word}).status_code == 200
        before = everything(contract_site)
        for method, body in (("PUT", {"description": "lost"}), ("PUT", {}), ("DELETE", None), ("POST", None)):
            path = SHOT + ("?revive=1" if method == "POST" else "")
            answer = api(method, path, body, headers={**STRICT, "If-Match": known})
            assert told(answer) == stale("Shot", ids["shot"])
            assert answer.headers["preference-applied"] == "handling=strict"
        assert everything(contract_site) == before

    def test_a_change_of_any_field_counts_whichever_were_read(self, api: Client, word: str) -> None:
        known = tag(api, SHOT + "?fields=code")
        assert api("PUT", SHOT, {"description": word}).status_code == 200
        assert put(api, known, {"code": "SH010"}) == 412

    def test_a_write_that_changes_nothing_is_no_change(self, api: Client, word: str) -> None:
        assert api("PUT", SHOT, {"description": word}).status_code == 200
        known = tag(api)
        assert api("PUT", SHOT, {"description": word}).status_code == 200
        assert put(api, known, {"description": word}) == 200

    def test_the_answer_to_a_change_has_the_next_tag(self, api: Client, word: str) -> None:
        first = api("PUT", SHOT, {"description": word}, headers=STRICT)
        assert put(api, first.headers["etag"], {"description": word + "!"}) == 200
        assert put(api, first.headers["etag"], {"description": word + "?"}) == 412

    def test_a_tag_counts_weak_or_strong_and_among_others(self, api: Client) -> None:
        known = tag(api, DESCRIPTION)
        for header in (known, known[2:], f'"a", {known} ,', f'{known}, W/"b"', "*"):
            assert put(api, header, {}) == 200, header

    @pytest.mark.parametrize("header", FOREIGN)
    def test_a_tag_of_something_else_is_of_no_row(self, api: Client, header: str) -> None:
        assert put(api, header, {}) == 412

    def test_tags_of_another_caller_or_row_or_of_a_list_are_of_no_use(
        self, api: Client, artist: Client
    ) -> None:
        for other in (tag(artist), tag(api, "/entity/shots/<shot2>"), tag(api, "/entity/shots?fields=code")):
            assert put(api, other, {}) == 412

    @pytest.mark.parametrize("header", GARBAGE)
    def test_what_is_no_tag_is_refused(self, api: Client, header: str) -> None:
        answer = api("PUT", SHOT, {"description": "lost"}, headers={**STRICT, "If-Match": header})
        why = {"If-Match": ["If-Match is not a list of entity tags"]}
        assert told(answer) == (400, 103, "Request Parameters invalid.", why, None)

    def test_so_many_tags_and_no_more(self, api: Client) -> None:
        tags = [f'"{number:x}.a.b"' for number in range(16)]
        assert put(api, ", ".join([*tags[1:], tag(api)]), {}) == 200
        assert put(api, ", ".join([*tags, tag(api)]), {}) == 400

    def test_who_does_not_ask_for_it_is_not_held_up(self, api: Client) -> None:
        """As the real service does (rest/20, update)."""
        for header in (*GARBAGE, *FOREIGN):
            assert api("PUT", SHOT, {}, headers={"If-Match": header}).status_code == 200

    @pytest.mark.parametrize("header", ["*", '"a"'])
    @pytest.mark.parametrize(
        ("method", "path"), [("PUT", "/{}"), ("DELETE", "/{}"), ("POST", "/{}?revive=1")]
    )
    def test_a_row_that_is_not_there_is_missing(
        self, api: Client, method: str, path: str, header: str
    ) -> None:
        path = "/entity/shots" + path.format(10**9)
        answer = api(method, path, {} if method == "PUT" else None, headers={**STRICT, "If-Match": header})
        assert answer.status_code == 404


class TestLinks:
    """What a row links counts for who read it, whichever end is written."""

    @pytest.fixture
    def made(self, api: Client, ids: dict[str, int], word: str) -> Callable[..., int]:
        def make(segment: str, **values: object) -> int:
            values |= {"project": link("Project", ids["project"]), "code": word}
            answer = api("POST", f"/entity/{segment}", values)
            assert answer.status_code == 201, answer.text
            return int(answer.json["data"]["id"])

        return make

    def test_links_from_the_other_end(self, api: Client, made: Callable[..., int]) -> None:
        """`assets` of a Shot and `shots` of an Asset are one relation, kept once."""
        asset, shot = made("assets"), made("shots")
        path = f"/entity/assets/{asset}"
        whole, links, code = (tag(api, path + fields) for fields in ("", "?fields=shots", "?fields=code"))
        assert api("PUT", f"/entity/shots/{shot}", {"assets": [link("Asset", asset)]}).status_code == 200
        assert [put(api, known, {}, path) for known in (whole, links)] == [412, 412]
        # Who did not read what it links wrote of nothing that has changed.
        assert put(api, code, {}, path) == 200
        again = tag(api, path)
        assert api("PUT", f"/entity/shots/{shot}", {"assets": []}).status_code == 200
        assert put(api, again, {}, path) == 412

    def test_links_from_this_end(self, api: Client, made: Callable[..., int]) -> None:
        asset, shot = made("assets"), made("shots")
        path = f"/entity/assets/{asset}"
        known = tag(api, path + "?fields=code")
        assert api("PUT", path, {"shots": [link("Shot", shot)]}).status_code == 200
        assert put(api, known, {}, path) == 412

    def test_rows_that_point_at_it(self, api: Client, made: Callable[..., int]) -> None:
        sequence = made("sequences")
        path = f"/entity/sequences/{sequence}"
        whole, code = tag(api, path), tag(api, path + "?fields=code")
        shot = made("shots", sg_sequence=link("Sequence", sequence))
        assert put(api, whole, {}, path) == 412
        assert put(api, code, {}, path) == 200
        # A name is not the link, though links come in the order of their names.
        made("shots", sg_sequence=link("Sequence", sequence))
        known = tag(api, path)
        assert api("PUT", f"/entity/shots/{shot}", {"code": "zzz"}).status_code == 200
        assert put(api, known, {}, path) == 200

    def test_retiring_and_reviving_under_a_tag(self, api: Client, made: Callable[..., int]) -> None:
        path = f"/entity/shots/{made('shots')}"
        live = tag(api, path)
        assert api("DELETE", path, headers={**STRICT, "If-Match": live}).status_code == 204
        gone = tag(api, path + "?options[return_only]=retired")
        revive = path + "?revive=1"
        assert api("POST", revive, headers={**STRICT, "If-Match": live}).status_code == 412
        assert api("DELETE", path, headers={**STRICT, "If-Match": gone}).status_code == 404
        assert api("POST", revive, headers={**STRICT, "If-Match": gone}).status_code == 200
        assert put(api, live, {}, path) == 412
        assert api("DELETE", path, headers={**STRICT, "If-Match": tag(api, path)}).status_code == 204


class TestNarrowedSight:
    """To who may not read everything a row is what they read of it."""

    def test_a_change_counts_where_it_was_read(self, api: Client, artist: Client, word: str) -> None:
        read, code, whole = (tag(artist, path) for path in (DESCRIPTION, SHOT + "?fields=code", SHOT))
        assert api("PUT", SHOT, {"description": word}).status_code == 200
        assert [put(artist, known, {}) for known in (read, code, whole)] == [412, 200, 412]
        # Whatever else is read now, the tag says of which fields it is.
        assert put(artist, f"{read}, {tag(artist, DESCRIPTION)}", {}) == 200

    def test_the_answer_to_a_change_has_the_next_tag(
        self, api: Client, artist: Client, ids: dict[str, int], word: str
    ) -> None:
        path = "/entity/versions/<version>"
        assert api("PUT", path, {"user": link("HumanUser", ids["person"])}).status_code == 200
        first = artist("PUT", path, {"description": word}, headers=STRICT)
        assert put(artist, first.headers["etag"], {"description": word + "!"}, path) == 200
        assert put(artist, first.headers["etag"], {"description": word + "?"}, path) == 412


def test_of_writers_who_read_the_same_one_is_not_refused(api: Client, word: str) -> None:
    for turn in range(5):
        known, meet = tag(api), Barrier(4)

        def write(number: int, known: str = known, meet: Barrier = meet, said: str = f"{word} {turn}") -> int:
            meet.wait()
            return put(api, known, {"description": f"{said} {number}"})

        with ThreadPoolExecutor(4) as writers:
            assert sorted(writers.map(write, range(4))) == [200, 412, 412, 412]
