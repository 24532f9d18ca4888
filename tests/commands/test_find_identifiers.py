"""`find_identifiers` as a script meets it: JSON in and out, and refusals that repeat nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archive.management import strength


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    call_command("find_identifiers", *words)
    return capsys.readouterr().out


def lines_of(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(capsys, *words)
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.mark.parametrize("engine", ["rules", "full"])
def test_one_text_gives_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    file = tmp_path / "text.txt"
    file.write_text("My sister Maureen is at maureen@example.org", encoding="utf-8")
    given: Any = json.loads(run(capsys, str(file), "--engine", engine, "--json"))
    kinds = {one["kind"] for one in given["findings"]}
    assert {"person", "email"} <= kinds
    assert set(given["findings"][0]) == {"start", "end", "kind", "band", "why"}


def test_each_line_is_answered_under_its_own_id_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lines_of(
        tmp_path,
        json.dumps({"id": "b", "text": "Write to ada@example.org."}),
        "",
        json.dumps({"id": 7, "text": ""}),
    )
    answers = [json.loads(line) for line in run(capsys, file, "--lines").splitlines()]
    assert [one["id"] for one in answers] == ["b", 7]
    (email,) = answers[0]["findings"]
    assert (email["start"], email["end"], email["kind"]) == (9, 24, "email")
    assert answers[1]["findings"] == []


def test_offsets_are_those_of_the_text_as_it_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\ufeffOne\r\n\r\n👩‍👧 ada@example.org"
    file = tmp_path / "text.txt"
    file.write_bytes(text.encode())
    given = json.loads(run(capsys, str(file), "--engine", "rules", "--json"))
    assert [text[one["start"] : one["end"]] for one in given["findings"]] == ["ada@example.org"]


def test_standard_input_is_read_for_a_dash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ada@example.org"))
    assert "email" in run(capsys, "-", "--engine", "rules")


@pytest.mark.parametrize(
    "line", ["Zebediah", '["Zebediah"]', '{"text": "Zebediah"}', '{"id": "Zebediah", "text": 3}']
)
def test_a_bad_line_is_named_by_its_number_and_never_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    file = lines_of(tmp_path, json.dumps({"id": 1, "text": ""}), line)
    said = refusal(capsys, file, "--lines", "--engine", "rules")
    assert "Line 2" in said
    assert "Zebediah" not in said


def test_what_is_not_utf_8_or_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes(b"Zo\xeb")
    assert "UTF-8" in refusal(capsys, str(file), "--engine", "rules")
    assert "UTF-8" in refusal(capsys, str(file), "--lines", "--engine", "rules")
    assert "nowhere" in refusal(capsys, str(tmp_path / "nowhere"))


def test_nothing_found_is_never_said_to_be_safe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "text.txt"
    file.write_text("it was late and it rained", encoding="utf-8")
    assert "read it whole" in run(capsys, str(file))


def test_no_archive_is_made_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("hello", encoding="utf-8")
    run(capsys, str(file))  # this test has no database: a query would fail it


def test_without_the_extra_rules_answer_and_the_strong_engine_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strength, "full_is_available", lambda: False)
    file = tmp_path / "text.txt"
    file.write_text("ada@example.org", encoding="utf-8")
    call_command("find_identifiers", str(file))
    captured = capsys.readouterr()
    assert "strong engine is off" in captured.err
    assert "email" in captured.out
    assert "[ner]" in refusal(capsys, str(file), "--engine", "full")
