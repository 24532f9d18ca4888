"""The commands as an operator meets them: one line for a refusal, JSON that is nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, load_command_class

from archive.management import readiness
from archive.management.base import progress_line
from archive.models import Codebook, Notice, Theme, User

FIXTURES = Path(__file__).parents[1] / "fixtures"
DIARY = FIXTURES / "page_capture.txt"
COMMANDS = sorted(
    file.stem
    for file in Path(readiness.__file__).with_name("commands").glob("*.py")
    if file.stem != "__init__"
)

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture(autouse=True)
def ready(transactional_db: None) -> None:
    """Every test has a prepared archive of its own."""
    call_command("prepare")


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    with pytest.raises(CommandError) as caught:
        call_command(*words)
    assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


def import_diary(capsys: pytest.CaptureFixture[str]) -> Any:
    return as_json(capsys, "import_discussion", str(DIARY))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = load_command_class("archive", name)
    with pytest.raises(SystemExit) as caught:
        command.create_parser("manage.py", name).parse_args(["--help"])
    assert caught.value.code == 0
    assert command.help.strip()
    assert " ".join(command.help.split()[:3]) in " ".join(capsys.readouterr().out.split())


def test_preparing_twice_makes_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("prepare")
    printed = capsys.readouterr()
    assert printed.err == ""
    assert Codebook.objects.count() == 1
    assert Theme.objects.count() == 3
    assert Notice.objects.get().language == "en"


def test_an_import_reports_what_the_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    report = import_diary(capsys)
    (one,) = report["discussions"]
    assert set(one) == {"slug", "title", "contributions", "comments", "max_depth", "likes"}
    assert (one["title"], one["contributions"], one["max_depth"], one["likes"]) == (
        "The Diary of a Back", 7, 3, 3,
    )  # fmt: skip
    assert (report["imported"], report["unchanged"]) == (7, 0)
    assert set(report) == {
        "discussions", "imported", "unchanged", "mended", "left_out", "skipped_kinds",
    }  # fmt: skip


def test_a_second_import_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    first = import_diary(capsys)
    second = import_diary(capsys)
    assert (second["imported"], second["unchanged"]) == (0, 7)
    assert second["discussions"] == first["discussions"]


def test_a_dry_run_imports_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    as_json(capsys, "import_discussion", str(DIARY), "--dry-run")
    assert as_json(capsys, "search", "diary", "--as", "moderator")["total"] == 0


def test_the_outline_is_the_tree_without_text(capsys: pytest.CaptureFixture[str]) -> None:
    slug = import_diary(capsys)["discussions"][0]["slug"]
    outline = as_json(capsys, "outline", slug)
    rows = outline["contributions"]
    assert [row["position"] for row in rows] == ["0", "1", "1.1", "1.1.1", "1.2", "2", "3"]
    assert list(rows[0]) == [
        "ref", "parent", "kind", "depth", "position", "voice", "status", "consent", "likes",
        "characters",
    ]  # fmt: skip
    assert rows[0]["parent"] is None
    assert rows[1]["parent"] == rows[0]["ref"]
    assert rows[2]["parent"] == rows[1]["ref"]
    assert {(row["status"], row["consent"]) for row in rows} == {("waiting", "unknown")}
    assert "kitchen" not in json.dumps(outline)


def test_a_moderator_finds_at_once_and_a_reader_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    slug = import_diary(capsys)["discussions"][0]["slug"]
    found = as_json(capsys, "search", "kitchen", "--as", "moderator")
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert list(hit) == ["ref", "discussion", "position", "voice", "snippets"]
    assert (hit["discussion"], hit["position"]) == (slug, "0")
    snippet = hit["snippets"][0]
    start, end = snippet["spans"][0]
    assert snippet["text"][start:end] == "kitchen"
    assert all(set(c) == {"value", "label", "count"} for v in found["facets"].values() for c in v)
    assert as_json(capsys, "search", "kitchen", "--as", "reader")["total"] == 0


def test_the_index_equals_the_database_after_an_import(capsys: pytest.CaptureFixture[str]) -> None:
    import_diary(capsys)
    assert all(one["equal"] for one in as_json(capsys, "check_index"))


def test_visibility_is_explained_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    slug = import_diary(capsys)["discussions"][0]["slug"]
    ref = as_json(capsys, "outline", slug)["contributions"][0]["ref"]
    explained = as_json(capsys, "explain_visibility", ref, "--as", "reader", "--purpose", "read")
    assert [one["visible"] for one in explained] == [False]
    assert any(not holds and words for holds, words in explained[0]["reasons"])


def test_whatever_is_wrong_with_a_file_is_one_line_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary = tmp_path / "photo.txt"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00")
    dtd = tmp_path / "export.xml"
    small = (FIXTURES / "small_blog.xml").read_text()
    head, rest = small.split("?>", 1)
    dtd.write_text(f'{head}?>\n<!DOCTYPE rss [<!ENTITY a "b">]>{rest}')
    for words in (
        (str(binary),),
        (str(dtd),),
        (str(DIARY), "--comments", "5"),
        (str(tmp_path / "nowhere.txt"),),
        (str(tmp_path),),
        (str(DIARY), "--format", "papyrus"),
        (str(DIARY), "--by", "nobody"),
    ):
        refusal(capsys, "import_discussion", *words, "--json")
    assert as_json(capsys, "search", "diary", "--as", "moderator")["total"] == 0


def test_unknown_names_are_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "king" in refusal(capsys, "search", "diary", "--as", "king")
    refusal(capsys, "search", "(diary", "--as", "moderator")
    refusal(capsys, "outline", "nosuchslug")
    refusal(capsys, "explain_visibility", "nosuchref", "--as", "reader")
    refusal(capsys, "add_user", "vera", "--role", "reader")


def test_a_new_account_has_its_password_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("add_user", "vera", "--role", "moderator")
    password = capsys.readouterr().out.split()[-1]
    assert User.objects.get(username="vera").check_password(password)
    refusal(capsys, "add_user", "Vera", "--role", "lead")


def test_the_chains_hold(capsys: pytest.CaptureFixture[str]) -> None:
    import_diary(capsys)
    for name in ("verify_audit", "verify_consent"):
        assert as_json(capsys, name) == {"holds": True, "wrong": None}


def test_progress_tells_rate_and_time_left() -> None:
    assert progress_line("public index", 500, 2000, 2.0) == (
        "public index: 500 of 2000, 250/s, 6 s left"
    )


def test_the_demo_loads_once(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("demo", "--load-only")
    first = capsys.readouterr()
    assert first.err.count("Loaded") == 3
    call_command("demo", "--load-only")
    assert "loaded already" in capsys.readouterr().err
    assert User.objects.count() == 6
    assert as_json(capsys, "search", "pain", "--as", "reader")["total"] > 0
    assert all(one["equal"] for one in as_json(capsys, "check_index"))


def test_the_sample_has_the_numbers_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    shared = os.environ.get("FIRSTHAND_SHARED")
    if not shared:
        pytest.skip("FIRSTHAND_SHARED is not set: the sample is not part of the repository")
    sample = str(Path(shared) / "samples" / "dynorphin.txt")
    report = as_json(capsys, "import_discussion", sample)
    (one,) = report["discussions"]
    slug = one.pop("slug")
    assert one == {
        "title": "Dynorphin", "contributions": 6, "comments": 5, "max_depth": 3, "likes": 1,
    }  # fmt: skip
    rows = as_json(capsys, "outline", slug)["contributions"]
    assert [row["position"] for row in rows] == ["0", "1", "1.1", "1.1.1", "1.1.2", "2"]
    assert as_json(capsys, "import_discussion", sample)["unchanged"] == 6
    assert as_json(capsys, "search", "naltrexone", "--as", "moderator")["total"] > 0
    assert as_json(capsys, "search", "naltrexone", "--as", "reader")["total"] == 0
