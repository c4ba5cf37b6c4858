"""Commands that speak to a site over the network: what people and scripts get, and how errors end them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from tests.fixtures.keyrings import InProcess, in_process
from tests.media.pictures import encoded, quarters

from slatehouse.cli.given import condition, value_of, values
from slatehouse.cli.tls import provide
from slatehouse.client import Client, Link
from slatehouse.client.remembered import remembered
from slatehouse.testing.server import StandIn

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "marked.png"
    path.write_bytes(encoded(quarters(), "PNG"))
    return path


def test_notes_are_found(run: Run, film: StandIn) -> None:
    every = run("notes", "search", "--json", "--limit", "100").json
    assert len(every) == 78 and every[0]["created_at"] >= every[-1]["created_at"]
    note = next(each for each in every if each["created_by"]["name"] == "Noor Lindqvist")
    shot = next(link for link in note["note_links"] if link["type"] == "Shot")
    for given in (
        ("--author", "noor"),
        ("--shot", shot["name"]),
        ("--link", shot["name"]),
        ("--text", note["subject"]),
        ("--status", note["sg_status_list"], "--status", "clsd"),
        ("--project", note["project"]["name"]),
        ("--since", note["created_at"][:10]),
    ):
        found = run("notes", "search", *given, "--json", "--limit", "100").json
        assert note["id"] in [each["id"] for each in found] and len(found) < 78, given
    table = run("notes", "search", "--author", "Noor", "--limit", "2").out
    assert table.count("Noor Lindqvist") == 2 and "created_by" in table
    rows = list(csv.DictReader(run("notes", "search", "--author", "Noor", "--csv").out.splitlines()))
    assert len(rows) > 2 and {row["created_by"] for row in rows} == {"Noor Lindqvist"}


def test_a_note_is_written_shown_and_its_picture_fetched(
    run: Run, film: StandIn, picture: Path, tmp_path: Path
) -> None:
    made = run(
        *(
            "notes",
            "create",
            "From the shell",
            "--project",
            "The Lamp at Merrow Head",
            "--content",
            "Too dark",
        ),
        *("--link", "Shot:2", "--to", "HumanUser:1", "--picture", picture, "--json"),
    ).json["id"]
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        client.upload(Link("Note", made), picture, "image")
        client.create("Reply", entity=Link("Note", made), content="Brighter now")
    shown = run("notes", "show", str(made), "--json").json
    assert shown["subject"] == "From the shell" and shown["content"] == "Too dark"
    assert [link["id"] for link in shown["note_links"]] == [2]
    assert [reply["content"] for reply in shown["replies"]] == ["Brighter now"]
    assert "Brighter now" in run("notes", "show", str(made)).out
    fetched = run("notes", "thumbnail", str(made), "--alt", "original", "-o", tmp_path / "got.png", "--json")
    assert fetched.json["alt"] == "original"
    assert (tmp_path / "got.png").read_bytes() == picture.read_bytes()
    again = run("notes", "thumbnail", str(made), "-o", tmp_path / "got.png")
    assert again.code == 1 and "is there already" in again.err and again.err.count("\n") == 1
    assert run("notes", "thumbnail", str(made), "-o", tmp_path / "got.png", "--replace").code == 0


def test_the_pictures_of_many_notes_are_fetched_once(
    run: Run, film: StandIn, picture: Path, tmp_path: Path
) -> None:
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        notes = client.notes.where(author="Noor").newest().limit(3).all()
        for note in notes[:2]:
            client.upload(note, picture, "image")
    folder = tmp_path / "pictures"
    # Of the originals, because the thumbnails are made beside it, sooner or later.
    asked = ("notes", "thumbnails", folder, "--author", "Noor", "--limit", "3", "--alt", "original", "--json")
    first = run(*asked, "--sheet").json
    assert set(first["pictures"]) == {str(note.id) for note in notes[:2]}
    assert first["without"] == [notes[2].id]
    there = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert set(there) == {"index.html", *(f"note_{note.id}.png" for note in notes[:2])}
    sheet = (folder / "index.html").read_text()
    assert all(f"note_{note.id}.png" in sheet for note in notes[:2]) and "Noor Lindqvist" in sheet
    (folder / f"note_{notes[0].id}.png").unlink()
    assert first["originals"] == [note.id for note in notes[:2]]
    assert run(*asked).json == {**first, "originals": [notes[0].id]}
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob(f"note_{notes[1].id}*")} == {
        f"note_{notes[1].id}.png": there[f"note_{notes[1].id}.png"]
    }


def test_rows_of_every_type_are_found_read_and_changed(run: Run, film: StandIn) -> None:
    found = run(
        "find", "Shot", "--where", "code:starts_with=KIT", "--fields", "code,sg_sequence", "--json"
    ).json
    assert [each["code"] for each in found] == ["KIT010", "KIT020", "KIT030"]
    assert found[0]["sg_sequence"]["name"] == "KIT"
    latest = run("find", "Shot", "--order", "-id", "--limit", "1", "--json").json
    assert latest[0]["id"] > found[-1]["id"]
    assert "KIT020" in run("find", "Shot", "--where", f"id:in={[each['id'] for each in found]}").out
    unknown = run("find", "Shot", "--fields", "code,sg_moood", "--limit", "1")
    assert (unknown.code, unknown.err) == (0, "slatehouse: Shot has no field sg_moood\n")
    by_link = run("find", "Task", "--where", f"entity=Shot:{found[0]['id']}", "--fields", "content", "--csv")
    assert by_link.out.splitlines()[0] == "id,content" and len(by_link.out.splitlines()) > 2
    changed = run("set", "Shot", "2", "description=A kite", "sg_status_list=ip", "--json").json
    assert (changed["description"], changed["sg_status_list"]) == ("A kite", "ip")
    assert run("get", "Shot", "2", "--fields", "description", "--json").json["description"] == "A kite"
    assert "A kite" in run("get", "Shot", "2").out


def test_types_and_fields_are_listed(run: Run, film: StandIn) -> None:
    types = run("schema", "types", "--json").json
    assert {"type": "ApiUser", "name": "Script"} in types and len(types) > 100
    assert "ApiUser,Script" in run("schema", "types", "--csv").out.splitlines()
    fields = {each["field"]: each for each in run("schema", "fields", "Shot", "--json").json}
    assert fields["sg_sequence"] == {
        **{"field": "sg_sequence", "name": "Sequence", "data_type": "entity", "editable": True},
        **{"mandatory": False, "unique": False, "legal": ["Sequence"]},
    }
    assert fields["sg_status_list"]["legal"][:2] == ["wtg", "ip"] and fields["code"]["legal"] == []
    (code,) = csv.DictReader(run("schema", "fields", "Shot", "code", "--csv").out.splitlines())
    assert (code["name"], code["mandatory"], code["legal"]) == ("Shot Code", "yes", "")
    table = run("schema", "fields", "Shot", "sg_status_list").out
    assert "wtg, ip" in table and "sg_sequence" not in table


def test_events_are_shown_and_followed(run: Run, film: StandIn) -> None:
    begin = run("events", "--limit", "1", "--json").json[0]["id"]
    for word in ("one", "two"):
        assert run("set", "Note", "4", f"content={word}").code == 0
        assert run("set", "Shot", "4", f"description={word}").code == 0
    shown = run("events", "--type", "Shot", "--limit", "2", "--json").json
    assert [each["event_type"] for each in shown] == ["Shotgun_Shot_Change"] * 2
    assert shown[0]["id"] < shown[1]["id"] and "Shotgun_Shot_Change" in run("events", "--limit", "5").out
    followed = ("events", "--follow", "--type", "Shot", "--since")
    (first,) = run(*followed, str(begin), "--limit", "1", "--json").out.splitlines()
    told = json.loads(first)
    assert (told["operation"], told["entity"]["id"], told["meta"]["new_value"]) == ("update", 4, "one")
    assert told["id"] == shown[0]["id"] and told["created_at"].startswith("20")
    second = run(*followed, told["cursor"], "--limit", "1").out
    assert "Shot 4" in second and "description" in second


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0"])
def test_a_sheet_computes_nothing(run: Run, film: StandIn, formula: str) -> None:
    run("set", "Shot", "3", f"description={json.dumps(formula)}")
    shown = run("find", "Shot", "--where", "id=3", "--fields", "description,sg_cut_in", "--csv").out
    assert next(csv.DictReader(shown.splitlines()))["description"] == f"'{formula}"


def test_files_are_sent_and_fetched(run: Run, film: StandIn, picture: Path, tmp_path: Path) -> None:
    attachment = run("upload", "Note", "3", picture, "--json").json["attachment"]
    got = run("download", "Attachment", str(attachment), "this_file", "-o", tmp_path / "back.png", "--json")
    assert got.json["size"] == picture.stat().st_size
    assert (tmp_path / "back.png").read_bytes() == picture.read_bytes()
    assert run("upload", "Note", "3", picture, "--field", "image", "--json").json["attachment"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("get", "Shot", "999999"), 7, "999999 not found"),
        (("get", "Nope", "1"), 7, "'Nope' does not exist"),
        (("notes", "thumbnail", "9", "-o", "never.jpg"), 7, "Upload one"),
        (("find", "Shot", "--script", "nobody"), 6, "Can't authenticate script 'nobody'"),
        (("find", "Shot", "--url", "http://127.0.0.1:1"), 8, "127.0.0.1:1 cannot be reached"),
        (("find", "Shot", "--url", "ftp://studio"), 1, "no address of a site"),
        (("find", "Shot", "--where", "nope=1"), 1, "Shot.nope"),
        (("find", "Shot", "--where", "nope"), 2, "FIELD=VALUE"),
        (("set", "Shot", "2", "=1"), 2, "FIELD=VALUE"),
        (("notes", "search", "--since", "tuesday"), 2, "is no day such as"),
        (("notes", "thumbnail", "1", "--alt", "huge"), 2, "original"),
        (("get", "Shot", "999999"), 7, "999999 not found (status 404). Check"),
        (("notes", "create", "S", "--project", "No such film"), 1, "there is no project No such film"),
        (("notes", "create", "S", "--project", "1", "--picture", "none.png"), 2, "none.png"),
        (("upload", "Note", "3", "none.png"), 2, "none.png"),
        (("events", "--since", "1"), 2, "--since goes with"),
        (("events", "--follow", "--since", "x!"), 1, "after"),
        (("find", "Shot", "--ca-file", "none.pem"), 1, "none.pem"),
        (("schema", "fields", "Nope"), 7, "Nope"),
        (("schema", "fields", "Shot", "nope"), 1, "there is no field Shot.nope"),
    ],
)
def test_what_goes_wrong_is_told_in_a_line(
    run: Run,
    film: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: Any,
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*arguments)
    assert (ended.code, ended.out) == (code, "") and words in ended.err, ended.err
    assert code == 2 or ended.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[InProcess]:
    """An empty keyring, and a home where no site is remembered."""
    for name in ("SLATEHOUSE_URL", "SLATEHOUSE_SCRIPT", "SLATEHOUSE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with in_process() as back_end:
        yield back_end


def typing(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{secret}\n".encode())))


def test_a_login_serves_later_commands_until_it_is_forgotten(
    run: Run, served: StandIn, keyring: InProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for who, secret in (
        (("--script", served.script_name), served.script_key),
        (("--login", served.login), served.password),
    ):
        typing(monkeypatch, secret)
        ended = run("login", served.url, *who, "--secret-stdin", "--json")
        assert (ended.code, ended.json["name"]) == (0, who[1]), ended.err
        place = tmp_path / "slatehouse" / "client.json"
        assert place.stat().st_mode & 0o777 == 0o600 and secret not in place.read_text() + ended.out
        assert list(keyring.kept.values()) == [secret]
        assert len(run("find", "Shot", "--limit", "2", "--json").json) == 2
        assert run("logout").code == 0 and not keyring.kept and not place.exists()
        assert "nobody is signed in" in run("logout").err
        assert "slatehouse login" in run("find", "Shot").err


def test_authorities_are_remembered_until_others_are_named(
    run: Run, served: StandIn, keyring: InProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "authority").mkdir()
    authority = provide(tmp_path / "authority").authority
    monkeypatch.chdir(authority.parent)
    for name in ("SLATEHOUSE_CA_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    for given in (("--ca-file", authority.name), ()):
        typing(monkeypatch, served.script_key)
        assert run("login", served.url, "--script", served.script_name, "--secret-stdin", *given).code == 0
        site = remembered()
        assert site is not None and site.ca_file == str(authority)
    monkeypatch.chdir(tmp_path)
    assert run("find", "Shot", "--limit", "1").code == 0
    authority.unlink()
    assert str(authority) in run("find", "Shot", "--limit", "1").err


def test_what_will_not_do_is_not_kept(
    run: Run, served: StandIn, keyring: InProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = ("login", served.url, "--script", served.script_name)
    for arguments, secret, code, words in (
        ((*asked, "--secret-stdin"), "wrong", 6, "Can't authenticate"),
        ((*asked, "--secret-stdin"), "", 1, "empty"),
        (asked, served.script_key, 1, "--secret-stdin"),
        (("login", served.url), "", 2, "either --script or --login"),
        ((*asked, "--login", "x"), "", 2, "either --script or --login"),
        (("login", "--script", "x", "--secret-stdin"), "y", 1, "SLATEHOUSE_URL"),
        (("login", "http://127.0.0.1:1", "--script", "x", "--secret-stdin"), "y", 8, "cannot be reached"),
    ):
        typing(monkeypatch, secret)
        ended = run(*arguments)
        assert ended.code == code and words in ended.err, ended.err
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "pip install 'slatehouse[keyring]'" in run(*asked, "--secret-stdin").err
    assert not keyring.kept and not list(tmp_path.iterdir())


def test_nobody_is_asked_where_no_site_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, keyring: InProcess
) -> None:
    for name in ("SLATEHOUSE_URL", "SLATEHOUSE_SCRIPT", "SLATEHOUSE_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert "SLATEHOUSE_URL" in run("notes", "search").err
    assert "SLATEHOUSE_KEY" in run("notes", "search", "--url", "https://studio.example").err


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SH010", "SH010"),
        ("12", 12),
        ('"12"', "12"),
        ("null", None),
        ("true", True),
        ("Shot:12", Link("Shot", 12)),
        ('["A","B"]', ["A", "B"]),
        ('["Shot:1","Shot:2"]', [Link("Shot", 1), Link("Shot", 2)]),
        ("http://studio", "http://studio"),
        ("12:30", "12:30"),
        ("", ""),
        ("[unclosed", "[unclosed"),
    ],
)
def test_values_are_links_json_or_text(text: str, value: object) -> None:
    assert value_of(text) == value
    assert values([f"field={text}"]) == {"field": value}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("code=SH010", ["code", "is", "SH010"]),
        ("code!=SH010", ["code", "is_not", "SH010"]),
        ("code:in=[1,2]", ["code", "in", [1, 2]]),
        ("entity.Shot.code:contains=a=b", ["entity.Shot.code", "contains", "a=b"]),
        ("entity=Shot:1", ["entity", "is", {"type": "Shot", "id": 1}]),
    ],
)
def test_conditions_are_read(text: str, found: object) -> None:
    assert condition(text) == found


@pytest.mark.parametrize("text", ["", "=", "=1", ":is=1", "code", "!=1"])
def test_what_is_no_condition_is_misuse(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        condition(text)
