"""`dossier`: a page for an ethics board that tells everything but anybody's words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archive.anonymise.engine import VERSION
from archive.models import Notice
from tests.dossiers import GROUNDS, WORDS, Story, story
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def told() -> Story:
    call_command("prepare", verbosity=0)
    return story()


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    call_command("dossier", *words)
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], slug: str) -> Any:
    return json.loads(printed(capsys, slug, "--json"))


def test_it_holds_no_words_of_anybody_and_nothing_that_stands_for_a_contributor(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in (printed(capsys, told.slug), printed(capsys, told.slug, "--json")):
        for what, word in WORDS.items():
            assert word.casefold() not in text.casefold(), what
        for subject in told.subjects:
            assert subject not in text


def test_it_says_where_the_discussion_comes_from(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    source = as_json(capsys, told.slug)["source"]
    assert source["address"] == "https://blog.example/essay"
    assert (source["licence"], source["format"], source["brought_in_by"]) == (
        "CC BY 4.0", "page-text", "command line",
    )  # fmt: skip


def test_it_counts_texts_by_where_they_stand(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = as_json(capsys, told.slug)["texts"]
    assert {one["status"]: one["n"] for one in texts["by_status"]} == {
        "waiting": 1, "approved": 5, "refused": 1, "erased": 1,
    }  # fmt: skip
    assert (texts["imported"], texts["given"]) == (6, 1)
    assert texts["shown"] == 2, "the essay, and the text that was given"


def test_it_has_both_halves_of_each_basis_and_who_answers_for_it(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    (basis,) = as_json(capsys, told.slug)["bases"]
    assert {name: basis[name] for name in GROUNDS} == GROUNDS
    assert (basis["proposed_by"], basis["confirmed_by"], basis["alone"]) == ("dave", "carol", False)
    assert (basis["texts"], basis["scopes"], basis["dated"]) == (3, ["read", "find"], "2024-03-01")


def test_it_counts_consent_by_scope_and_state(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    consent = {one.pop("scope"): one for one in as_json(capsys, told.slug)["consent"]}
    assert len(consent) == 8
    assert all(sum(one.values()) == 7 for one in consent.values()), "every text is in one count"
    assert consent["read"] | {"not_asked": 0} == {
        "own": 1, "basis": 3, "run_out": 0, "refused": 0, "withdrawn": 0, "ended": 0,
        "not_asked": 0,
    }  # fmt: skip
    assert consent["research"]["withdrawn"] == 1
    assert consent["quote"]["refused"] == 1


def test_it_names_the_notices_under_which_somebody_said_yes(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    Notice.objects.create(language="de", version=1, text="Nobody was asked.", sha256="0")
    (notice,) = as_json(capsys, told.slug)["notices"]
    published = Notice.objects.get(language="en")
    assert (notice["language"], notice["version"], notice["sha256"], notice["texts"]) == (
        "en", 1, published.sha256, 2,
    )  # fmt: skip


def test_it_counts_who_decided_what(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    staff = {one["name"]: one for one in as_json(capsys, told.slug)["staff"]}
    assert staff.keys() == {"alice", "bob", "carol"}
    assert [staff["alice"][what] for what in ("opened", "approved", "cleared", "refused")] == [
        2, 4, 0, 0,
    ]  # fmt: skip
    assert (staff["bob"]["approved"], staff["bob"]["refused"]) == (1, 1)
    assert staff["carol"]["cleared"] == 1


def test_it_counts_what_was_hidden_by_kind_and_treatment_and_by_the_version_of_the_detectors(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(capsys, told.slug)
    counted = {(one["kind"], one["treatment"]): one["n"] for one in found["redactions"]}
    assert counted[("email", "automatic")] == 2
    assert sum(n for (_, treatment), n in counted.items() if treatment == "pseudonym") == 1
    (engine,) = found["engines"]
    assert engine["engine"] == VERSION
    assert (engine["texts"], engine["decided"], engine["automatic"]) == (7, 1, 2)
    assert found["renditions"] == {"drafts": 7, "approved": 5, "shown": 5, "waiting": 0}


def test_it_lists_removal_requests_with_their_answers_and_how_long_they_took(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    answered, still_open = as_json(capsys, told.slug)["removals"]
    assert (answered["reason"], answered["decision"], answered["decided_by"]) == (
        "about_me", "keep_hidden", "carol",
    )  # fmt: skip
    assert (answered["meanwhile"], answered["hours"]) == ("hidden", 0)
    assert (still_open["reason"], still_open["decision"], still_open["hours"]) == (
        "other", "", None,
    )  # fmt: skip


def test_it_counts_withdrawals_and_erasures_by_month(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    (month,) = as_json(capsys, told.slug)["months"]
    assert month["month"] == datetime.now(UTC).strftime("%Y-%m-01")
    assert (month["withdrawn"], month["erased_by_writer"], month["erased_by_staff"]) == (1, 1, 0)


def test_it_tells_of_deadlines_and_claims(told: Story, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, told.slug)
    assert (found["deadlines"]["undecided"], found["deadlines"]["extended_for"]) == (
        3, "ethics_board",
    )  # fmt: skip
    assert found["deadlines"]["next_end"] > datetime.now(UTC).isoformat()
    assert found["claims"] == {"open": 1, "confirmed": 0, "declined": 0}


def test_the_page_stands_alone_and_is_made_for_a4_and_for_the_dark(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    html = printed(capsys, told.slug)
    assert html.startswith("<!doctype html>")
    assert "size: A4" in html
    assert "prefers-color-scheme: dark" in html
    assert "/* the style sheets */" not in html
    assert not re.findall(r"url\(|<script|<link|<img|@import|@font-face", html)
    page = parsed(html)
    assert [h.words for h in page.all("h2")] == [
        "Source and rights", "Texts", "Rights and basis", "Consent", "Who decided",
        "What was hidden in the texts", "Removal requests", "Taken back and erased",
    ]  # fmt: skip
    assert "Minute 12" in html
    assert "carol" in html


def test_it_is_written_to_a_file(
    told: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "board.html"
    assert printed(capsys, told.slug, "--output", str(file)) == ""
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(CommandError) as refused:
        call_command("dossier", told.slug, "--output", str(tmp_path))
    assert refused.value.returncode == 2


def test_a_discussion_of_which_nothing_is_known_yet_has_a_dossier_too(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    from archive.actions import open_prompt

    slug = open_prompt(title="What helped?", text="Tell it.", by=None)
    page = printed(capsys, slug)
    assert "What helped?" in page
    assert "Nobody has decided on a text yet." in page


def test_an_unknown_discussion_is_refused_in_one_line_with_exit_code_2(
    told: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    with pytest.raises(CommandError) as refused:
        call_command("dossier", "nosuchslug")
    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""
    assert "\n" not in str(refused.value)
