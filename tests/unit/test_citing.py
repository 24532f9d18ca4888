"""Citations in three formats that a title cannot break, and the paragraph of methods."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from archive.domain.citing import Citation, SearchDone, Source, methods
from archive.exchange.exporters.citation_bibtex import bibtex
from archive.exchange.exporters.citation_cff import cff
from archive.exchange.exporters.citation_csl import csl_json

ACCOUNT = Citation(
    Source.ACCOUNT,
    "firsthand-0abc",
    'On "sleep" & {pain}: 50 %',
    "Contributor 4",
    "Firsthand",
    "https://archive.example/c/0abc/",
    date(2026, 11, 23),
    date(2024, 3, 1),
    "wording 2",
    "May be taken back.",
)
DONE = SearchDone(
    "sleep* NOT alcohol", "Firsthand", date(2026, 11, 23), "whoosh 2.7.4", "english-1", 1_204, 1, 3,
    ["theme: pain or sleep"],
)  # fmt: skip


def test_bibtex_has_one_entry_in_which_nothing_is_a_command() -> None:
    entry = bibtex(ACCOUNT)
    assert entry.startswith("@misc{firsthand-0abc,\n")
    assert r'title = {{On "sleep" \& \{pain\}: 50 \%}},' in entry
    assert "year = {2024}," in entry
    assert "month = {3}," in entry
    assert "urldate = {2026-11-23}," in entry
    unescaped = re.sub(r"\\[{}]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")
    assert r"\textbackslash{}input" in bibtex(replace(ACCOUNT, title=r"\input x"))


def test_csl_json_is_a_list_with_one_item() -> None:
    (item,) = json.loads(csl_json(ACCOUNT))
    assert item["type"] == "post"
    assert item["author"] == [{"literal": "Contributor 4"}]
    assert item["issued"] == {"date-parts": [[2024, 3]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert item["URL"] == ACCOUNT.url
    (undated,) = json.loads(csl_json(replace(ACCOUNT, written=None, url="")))
    assert "issued" not in undated
    assert "URL" not in undated


def test_cff_has_what_the_format_demands() -> None:
    lines = cff(ACCOUNT).splitlines()
    assert lines[0] == "cff-version: 1.2.0"
    for needed in ("message:", "title:", "authors:", "type: dataset"):
        assert any(line.startswith(needed) for line in lines)
    title = next(line for line in lines if line.startswith("title: "))
    assert json.loads(title.removeprefix("title: ")) == ACCOUNT.title
    assert "  year: 2024" in lines


@pytest.mark.parametrize("written", [bibtex, csl_json, cff])
def test_a_title_on_two_lines_breaks_no_format(written) -> None:
    whole = written(replace(ACCOUNT, title="One\ntwo"))
    assert "One\ntwo" not in whole


def test_the_paragraph_says_query_day_engine_totals_and_exclusions() -> None:
    said = methods(DONE)
    for part in (
        "Firsthand on 23 November 2026", "“sleep* NOT alcohol”", "theme: pain or sleep",
        "whoosh 2.7.4", "english-1", "1,204 contributions in 1 discussion", "3 tell of somebody",
        "withdrawn or removed were excluded",
    ):  # fmt: skip
        assert part in said


def test_a_search_by_staff_is_no_study() -> None:
    assert "must not be reported" in methods(replace(DONE, as_staff=True))
    assert "1 tells of" in methods(replace(DONE, second_hand=1))
    assert "none of which" in methods(replace(DONE, second_hand=0, chosen=()))
