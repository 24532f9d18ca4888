"""`prove_erasure` finds what is left wherever it is, nothing after erasing, and repeats nothing."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection

from archive import actions, vault
from archive.actions import ledger
from archive.domain import warrant
from archive.domain.words import Audience
from archive.gate import everything
from archive.gate.guard import ungated
from archive.management.proving import files, proof, self_test, sessions
from archive.management.proving.plants import Plants
from archive.models import AuditEvent, Original, Theme
from archive.search import indexer
from archive.search.indexes import index_of
from tests import factories
from tests.contract.search_backend import document

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

SECRET = "Quillfeather rowed the Marigold home"
OTHER = "Nobody but Thistledown saw a heron"
SECRETS = (SECRET, OTHER)


@pytest.fixture(autouse=True)
def ready(transactional_db: None) -> None:
    """A prepared archive with staff."""
    call_command("prepare")
    factories.people()


@pytest.fixture
def home(settings: Any) -> Path:
    return Path(settings.ARCHIVE_HOME)


@pytest.fixture
def prove(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Run the command over strings; gives exit code and result. Nothing may repeat a string."""

    def run(*strings: str) -> tuple[int, Any]:
        capfd.readouterr()
        with tempfile.NamedTemporaryFile("wb") as file:
            file.write("\n".join(strings).encode())
            file.flush()
            code = exit_code("prove_erasure", "--from", file.name, "--json")
        return code, json.loads(said(capfd, *strings))

    return run


def exit_code(*words: str) -> int:
    try:
        call_command(*words)
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code
    return 0


def said(capfd: pytest.CaptureFixture[str], *strings: str) -> str:
    """What was written; no word of a string is in it."""
    printed = capfd.readouterr()
    everything_said = f"{printed.out}{printed.err}".casefold()
    for word in re.findall(r"\w{6,}", " ".join(strings)):
        assert word.casefold() not in everything_said
    return printed.out


def where(answer: Any) -> set[tuple[int, str, str, str]]:
    return {(f["string"], f["how"], f["store"], f["place"]) for f in answer["found"]}


def thread(*texts: str) -> tuple[str, ...]:
    """A published discussion, in the indexes; the refs of its texts."""
    made = factories.make_discussion(["An essay on rowing.", *texts])
    for ref in made.refs:
        factories.published(ref)
    indexer.reindex()
    return made.refs


# --- before and after erasing ---


def test_a_text_is_found_sealed_before_it_is_erased_and_nowhere_after(prove: Any) -> None:
    refs = thread(f"I was there. {SECRET}, all alone.", OTHER)
    code, answer = prove(SECRET, OTHER)
    assert code == 1
    assert {(f["string"], f["how"], f["ref"]) for f in answer["found"]} == {
        (1, "sealed", refs[1]),
        (2, "sealed", refs[2]),
    }
    actions.erase(ref=refs[1], by=factories.people().carol)
    code, answer = prove(SECRET, OTHER)
    assert {f["string"] for f in answer["found"]} == {2}
    actions.erase(ref=refs[2], by=factories.people().carol)
    code, answer = prove(SECRET, OTHER)
    assert (code, answer["found"], answer["clean"]) == (0, [], True)
    assert answer["unread"] == answer["wrong"] == []


def test_every_store_is_counted(prove: Any) -> None:
    thread(OTHER)
    _, answer = prove(SECRET)
    read = answer["read"]
    assert read["database default"]["tables"] > 20
    assert read["database keys"]["rows"] >= 3
    assert read["sealed values"]["opened"] >= 5
    assert {f"{audience} index" for audience in Audience} <= set(read)
    assert read["staff index"]["documents"] == 2
    assert read["files"]["bytes"] > 1_000
    assert answer["self_test"]["planted"] > 100


def test_somebody_who_quotes_an_erased_text_is_found_with_her_own_ref(prove: Any) -> None:
    refs = thread(SECRET, f"You wrote: “{SECRET.upper()}”. So did I.")
    actions.erase(ref=refs[1], by=factories.people().carol)
    code, answer = prove(SECRET)
    assert code == 1
    assert {f["ref"] for f in answer["found"]} == {refs[2]}
    assert {f["how"] for f in answer["found"]} == {"sealed"}


def test_a_sealed_value_that_its_key_does_not_open_spoils_the_proof(prove: Any) -> None:
    refs = thread(OTHER)
    with warrant.opened("test", "review"):
        elsewhere = vault.ring([refs[1]]).seal(refs[1], "rendition.body", "moved")
        Original.objects.filter(contribution__ref=refs[1]).update(body=elsewhere)
    code, answer = prove(SECRET)
    assert code == 1
    assert [one["place"] for one in answer["unread"]] == ["archive_original.body"]


def test_a_key_that_outlived_its_erasing_spoils_the_proof(prove: Any) -> None:
    ref = thread(SECRET)[1]
    actions.erase(ref=ref, by=factories.people().carol)
    with warrant.opened("test", "restore"):
        vault.create_keys([ref])
    assert ref in ledger.erased()
    code, answer = prove(SECRET)
    assert code == 1
    assert ref in answer["wrong"][0]


# --- leaks ---


def in_a_table(home: Path) -> None:
    Theme.objects.filter(slug=Theme.objects.first().slug).update(definition=f"As in “{SECRET}”.")  # type: ignore[union-attr]


def in_json(home: Path) -> None:
    with ungated("a leak for the test"):
        AuditEvent.objects.create(
            at="2026-01-01T00:00Z", actor="a", verb="b", detail={"deep": [{"words": SECRET}]},
            previous="p", digest="d",
        )  # fmt: skip


def in_a_table_of_nobody(home: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE leftovers (id integer, words varchar(200))")
        cursor.execute("INSERT INTO leftovers VALUES (7, %s)", [SECRET.upper()])


def in_bytes_of_a_table(home: Path) -> None:
    ref = factories.make_discussion(["An essay."]).refs[0]
    with warrant.opened("test", "leak"):
        Original.objects.filter(contribution__ref=ref).update(body=SECRET.encode())


def in_a_session(home: Path) -> None:
    session = SessionStore()
    session["message"] = f"Saved: {SECRET}" + " and so on" * 50
    session.save()


def in_an_index(home: Path) -> None:
    index_of(Audience.PUBLIC).add([document("0123456789abcdef", SECRET)])


def in_an_export(home: Path) -> None:
    (home / "exports").mkdir()
    with zipfile.ZipFile(home / "exports" / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("texts.json", json.dumps({"text": SECRET * 3}))


def in_a_free_page(home: Path) -> None:
    database = sqlite3.connect(home / "old.sqlite3")
    database.execute("PRAGMA secure_delete=OFF")
    database.execute("CREATE TABLE t (words TEXT)")
    database.execute("INSERT INTO t VALUES (?)", ["y" * 4_050 + SECRET + "z" * 9_000])
    database.commit()
    database.execute("DELETE FROM t")
    database.commit()
    database.close()


def in_a_log(home: Path) -> None:
    (home / "web.log").write_bytes(bytes(1024 * 1024 - 9) + SECRET.encode("utf-16-le"))


LEAKS: dict[Callable[[Path], None], set[tuple[str, str, str]]] = {
    in_a_table: {("plain", "database default", "archive_theme.definition")},
    in_json: {("plain", "database default", "archive_auditevent.detail")},
    in_a_table_of_nobody: {("plain", "database default", "leftovers.words")},
    in_bytes_of_a_table: {("raw", "database default", "archive_original.body")},
    in_a_session: {("plain", "sessions", "django_session.session_data")},
    in_an_index: {
        ("lexicon", "public index", "lexicon"),
        ("lexicon", "public index", "positions"),
    },
    in_an_export: {("raw", "packed files", "exports/all.zip → texts.json")},
    in_a_free_page: {("raw", "files", "old.sqlite3")},
    in_a_log: {("raw", "files", "web.log")},
}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_leak_is_found_where_it_is(leak: Callable[[Path], None], prove: Any, home: Path) -> None:
    try:
        leak(home)
        code, answer = prove(OTHER, SECRET)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS leftovers")
    assert code == 1
    found = {(how, store, place) for string, how, store, place in where(answer) if string == 2}
    expected = LEAKS[leak]
    assert expected <= found
    assert {(store, place) for _, store, place in found - expected} <= {
        ("public index", place) for _, _, place in found
    }
    assert 1 not in {string for string, *_ in where(answer)}


def test_a_row_is_named_by_its_number_and_not_by_what_leaked_into_its_ref(prove: Any) -> None:
    with ungated("a leak for the test"):
        AuditEvent.objects.create(
            at="2026-01-01T00:00Z",
            actor="a",
            verb="b",
            ref="Quillfeather",
            previous="p",
            digest="d",
        )
    _, answer = prove("Quillfeather")
    (find,) = answer["found"]
    assert find["row"] > 0
    assert find["place"] == "archive_auditevent.ref"


# --- the strings stay where they are ---


def test_strings_come_by_standard_input_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ref = thread(SECRET)[1]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"\n{SECRET}\n".encode())))
    capfd.readouterr()
    assert exit_code("prove_erasure") == 1
    lines = said(capfd, SECRET).splitlines()
    assert re.fullmatch(r"Self-test: \d+ plants, all found\.", lines[0])
    assert re.fullmatch(r"Read database default: \d+ tables, \d+ rows, \d+ values", lines[1])
    (original,) = [line for line in lines if "archive_original.body" in line]
    assert original.startswith("String 2: sealed, can be opened: sealed values, archive_original")
    assert original.endswith(f"contribution {ref}")
    assert lines[-1].startswith("Found 1 of 1 string.")


def test_the_terminal_says_when_nothing_is_found(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "strings").write_text(SECRET)
    capfd.readouterr()
    assert exit_code("prove_erasure", "--from", str(tmp_path / "strings")) == 0
    assert said(capfd, SECRET).splitlines()[-1] == "Found none of 1 string."


@pytest.mark.parametrize(
    "words,says",
    [
        ([SECRET], "not taken from the command line"),
        (["--from", "/nowhere/strings.txt"], "No such file"),
    ],
)
def test_a_refusal_repeats_nothing(
    words: list[str], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    with pytest.raises(CommandError, match=says) as refused:
        call_command("prove_erasure", *words)
    assert refused.value.returncode == 2
    assert said(capfd, SECRET) == ""
    assert "Quillfeather" not in str(refused.value)


def test_a_short_string_is_refused_before_anything_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "strings").write_text(f"{SECRET}\nQuill\n")
    capfd.readouterr()
    with pytest.raises(CommandError, match="line 2 is shorter than 6") as refused:
        call_command("prove_erasure", "--from", str(tmp_path / "strings"))
    assert refused.value.returncode == 2
    assert said(capfd, SECRET) == ""
    with ungated("counting"):
        assert not AuditEvent.objects.filter(verb="prove_erasure").exists()


def test_the_audit_chain_says_that_it_was_asked_and_not_what(prove: Any) -> None:
    prove(SECRET, OTHER)
    with ungated("counting"):
        event = AuditEvent.objects.filter(verb="prove_erasure").first()
        assert event is not None
        assert event.detail == {"strings": 2}
        assert actions.verify_audit() is None


# --- the self-test ---


def blind_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "inflated", lambda data: [])


def blind_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "seams", lambda path: ())


def blind_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "read_packed", lambda *args: None)


def blind_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    real = everything.open_sealed
    monkeypatch.setattr(
        everything, "open_sealed",
        lambda column: iter(()) if column.name == "archive_coding.memo" else real(column),
    )  # fmt: skip


def blind_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = type(index_of(Audience.STAFF))
    monkeypatch.setattr(engine, "lexicon", lambda index: iter(()))


def blind_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = type(index_of(Audience.STAFF))
    monkeypatch.setattr(engine, "traces", lambda index, terms: frozenset())


BLIND: dict[Callable[[pytest.MonkeyPatch], None], set[str]] = {
    blind_session: {"sessions"},
    blind_pages: {"pages' borders, short"},
    blind_packed: {"gzip files", "bzip2 files", "xz files", "zip members", "zip in zip"},
    blind_seal: {"sealed archive_coding.memo"},
    blind_lexicon: {"index lexicon"},
    blind_positions: {"index positions"},
}


@pytest.mark.parametrize("blind", BLIND, ids=lambda blind: blind.__name__)
def test_a_blind_reader_is_named_and_nothing_is_claimed(
    blind: Callable[[pytest.MonkeyPatch], None], prove: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread(SECRET)
    blind(monkeypatch)
    code, answer = prove(SECRET)
    assert code == 1
    assert set(answer["self_test"]["blind"]) == BLIND[blind]
    assert (answer["found"], answer["read"], answer["clean"]) == ([], {}, False)


def test_a_table_that_is_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = everything.rows
    monkeypatch.setattr(
        everything, "rows",
        lambda alias, table: iter(()) if table == "archive_notice" else real(alias, table),
    )  # fmt: skip
    _, blind = self_test.self_test()
    assert set(blind) >= {"default archive_notice.text", "default archive_notice.language"}
    assert all("archive_notice." in store for store in blind)


def test_every_sealed_column_has_a_way_to_its_key() -> None:
    columns = everything.sealed_columns()
    assert {column.name for column in columns} >= {
        "archive_original.body", "archive_rendition.body", "archive_contribution.author",
        "archive_discussion.source_url", "archive_redaction.words", "archive_coding.memo",
        "archive_basis.grounds", "archive_removalrequest.message",
    }  # fmt: skip
    assert [column.name for column in columns if not column.way] == []


def test_the_self_test_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in files.every_file(home)}
    counts = {alias: rows_in(alias) for alias in ("default", "keys")}
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    plants, blind = self_test.self_test()
    assert blind == ()
    assert len(plants.sought) == len({one.text for one in plants.sought}) > 100
    assert list(tmp_path.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in files.every_file(home)} == before
    assert {alias: rows_in(alias) for alias in ("default", "keys")} == counts


def test_the_self_test_cleans_up_after_a_failure_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise ValueError("broken")

    counts = rows_in("default")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(self_test, "read_tables", broken)
    with pytest.raises(ValueError, match="broken"):
        self_test.self_test()
    monkeypatch.setattr(self_test, "_in_databases", lambda plants: [])
    monkeypatch.setattr(self_test, "read_files", broken)
    with pytest.raises(ValueError, match="broken"):
        self_test.self_test()
    assert list(tmp_path.iterdir()) == []
    assert rows_in("default") == counts


def rows_in(alias: str) -> dict[str, int]:
    return {
        table: sum(len(chunk.rows) for chunk in everything.rows(alias, table))
        for table in everything.tables(alias)
    }


def test_a_plant_that_stayed_behind_fails_the_proof(
    prove: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless() -> tuple[Plants, tuple[str, ...]]:
        plants = Plants()
        (home / "left.txt").write_text(plants.new("files"))
        return plants, ()

    monkeypatch.setattr(proof, "self_test", careless)
    code, answer = prove(SECRET)
    assert code == 1
    assert answer["self_test"]["left_behind"] == ["files"]
    assert answer["found"] == []
