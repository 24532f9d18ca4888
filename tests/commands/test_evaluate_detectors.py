"""`evaluate_detectors` on a data set of three lines, whose numbers can be checked by eye."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

MARKED = """=== one
Write to [[email:ada@example.org]] or ask my sister [[person:Maureen]].

=== two
I rang [[phone:020 7946 0958]] twice.
"""


@pytest.fixture
def dataset(tmp_path: Path) -> str:
    (tmp_path / "texts.txt").write_text(MARKED, encoding="utf-8")
    return str(tmp_path)


def measured(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    call_command("evaluate_detectors", *words, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("engine", ["rules", "full"])
def test_recall_precision_and_speed_are_given(
    dataset: str, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    result = measured(capsys, dataset, "--engine", engine)
    assert (result["engine"], result["documents"]) == (engine, 2)
    for kind in ("email", "phone", "person"):
        assert result["recall"][kind]["covered"] == 1
    assert result["documents_leaking"] == 0
    assert result["characters_per_second"] > 0


def test_a_half_is_every_other_document(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    second = measured(capsys, dataset, "--engine", "rules", "--half", "2")
    assert set(second["recall"]) == {"phone", "in all"}


def test_a_lower_cased_copy_is_measured_on_request(
    dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lowered = measured(capsys, dataset, "--lower", "--engine", "rules")
    assert lowered["recall"]["person"]["mentions"] == 1


def test_people_get_tables_without_a_word_of_the_texts(
    dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("evaluate_detectors", dataset, "--engine", "rules", "--line-breaks")
    said = capsys.readouterr().out
    assert "Characters per second and core" in said
    assert "False flags per 1,000 words" in said
    assert "Maureen" not in said


def test_a_data_set_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.json"
    file.write_text("{}", encoding="utf-8")
    for words in (str(file), str(tmp_path / "nowhere.iob2")):
        with pytest.raises(CommandError) as caught:
            call_command("evaluate_detectors", words, "--engine", "rules")
        assert caught.value.returncode == 2


def tagged(name: str, surname: str) -> str:
    """Two documents of one sentence each, as IOB2."""
    words = [("We", "O"), ("met", "O"), (name, "B-PER"), (surname, "I-PER"), ("again", "O")]
    rows = "".join(f"{at}\t{word}\t{tag}\n" for at, (word, tag) in enumerate(words, 1))
    return f"# text = {' '.join(word for word, _ in words)}\n{rows}\n"


@pytest.fixture
def targets_folder(tmp_path: Path) -> Path:
    people = [("Ada", "Byrne"), ("Tom", "Hardy"), ("Una", "Flynn"), ("Max", "Weber")] * 2
    (tmp_path / "web.iob2").write_text(
        "".join(
            f"# newdoc id = {at}\n{tagged(*person)}{tagged(*person)}"
            for at, person in enumerate(people)
        ),
        encoding="utf-8",
    )
    spans = [{"entity_type": "EMAIL_ADDRESS", "start_position": 6, "end_position": 21}]
    template = {"full_text": "Write ada@example.org please.", "spans": spans}
    (tmp_path / "made.json").write_text(json.dumps([template] * 4), encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "texts.txt").write_text(MARKED, encoding="utf-8")
    return tmp_path


def test_every_target_is_given_with_what_is_measured_and_whether_it_is_met(
    targets_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = str(targets_folder / "own")
    result = measured(capsys, str(targets_folder), "--targets", "--own", own, "--engine", "rules")
    assert result["versions"] == ["rules 3"]
    targets = result["targets"]
    assert all(one["met"] == meets(one) for one in targets)
    names = [one["name"] for one in targets]
    assert {"persons", "needless names", "e-mails", "phones", "characters a second"} <= set(names)
    (emails, _) = [one for one in targets if one["name"] == "e-mails"]
    assert (emails["measured"], emails["wanted"], emails["met"]) == (1, 0.995, True)


def meets(target: dict[str, Any]) -> bool:
    difference: float = target["measured"] - target["wanted"]
    return difference <= 0 if target["at_most"] else difference >= 0


def test_people_get_the_targets_as_a_table(
    targets_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("evaluate_detectors", str(targets_folder), "--targets", "--engine", "full")
    said = capsys.readouterr().out
    assert "characters a second" in said
    assert "missed." in said
    assert "Byrne" not in said


def test_targets_need_a_folder_with_web_texts(
    dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("evaluate_detectors", dataset, "--targets", "--engine", "rules")
    assert caught.value.returncode == 2
