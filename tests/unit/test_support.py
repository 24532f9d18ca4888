"""Whom to call: the nearest first, with the day somebody checked, and never in the way."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from archive.domain.errors import InvalidInput
from archive.web.regions import MEMBERS, REGIONS
from archive.web.support import (
    SHIPPED,
    SupportLine,
    in_future,
    out_of_date,
    read_support,
    support_for,
)

LINES = """\
checked = 2026-05-01

[[line]]
locale = "en-GB"
name = "The Listening Post"
for_whom = "Anybody"
number = "0800 123"
hours = "evenings"

[[line]]
locale = "en-CA"
name = "Maple Line"
for_whom = "Anybody"
text = "555"
hours = "any time"

[[line]]
locale = "fr-CA"
name = "Ligne d’érable"
for_whom = "Tout le monde"
number = "+1 (555) 010"
hours = "24 h sur 24"

[[line]]
locale = "de-AT"
name = "Zuhören"
for_whom = "Alle"
number = "142"
hours = "rund um die Uhr"

[[line]]
locale = "en-EU"
name = "Emergency"
for_whom = "In danger"
number = "112"
hours = "any time"

[[line]]
locale = "en-001"
name = "A list of lines"
for_whom = "Everybody"
web = "https://lines.example/"
"""


def written(folder: Path, text: str = LINES) -> Path:
    path = folder / "lines.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def own_lines(tmp_path: Path, settings) -> Path:
    path = written(tmp_path)
    settings.ARCHIVE_SUPPORT_LINES = str(path)
    return path


NEAREST = {
    "a country": ("en-GB,en;q=0.5", ["The Listening Post", "A list of lines"]),
    "a country with a script": ("en-Latn-GB", ["The Listening Post", "A list of lines"]),
    "two languages of a country": (
        "fr-CA,fr;q=0.8",
        ["Ligne d’érable", "Maple Line", "A list of lines"],
    ),
    "two countries": (
        "en-GB;q=0.6,de-AT;q=0.9",
        ["Zuhören", "The Listening Post", "Emergency", "A list of lines"],
    ),
    "a member of the Union": ("fi-FI", ["Emergency", "A list of lines"]),
    "a country without lines": ("en-IN,en;q=0.9", ["A list of lines"]),
    "a language alone": ("de,en-US;q=0.7,en;q=0.3", ["Zuhören", "Emergency", "A list of lines"]),
    "a language, then its country": ("en,en-GB;q=0.9", ["The Listening Post", "A list of lines"]),
    "a country that is not wanted": ("en-GB,de-AT;q=0", ["The Listening Post", "A list of lines"]),
}


@pytest.mark.parametrize("header, names", NEAREST.values(), ids=NEAREST)
def test_the_nearest_lines_come_first(own_lines, header: str, names: list[str]) -> None:
    assert [line.name for line in support_for(header).near] == names


@pytest.mark.parametrize(
    "header", ["", "*", "nonsense;;q=2", ",,,", "\x00", "en-GB;q=x", "x" * 10**5]
)
def test_where_nothing_is_known_every_line_is_shown(own_lines, header: str) -> None:
    assert len(support_for(header).near) == 6
    assert support_for(header).elsewhere == ()


@pytest.mark.parametrize("header", [header for header, _ in NEAREST.values()])
def test_no_line_is_lost_by_the_order(own_lines, header: str) -> None:
    found = support_for(header)
    assert sorted(found.lines, key=lambda line: line.name) == sorted(
        read_support(own_lines).lines, key=lambda line: line.name
    )


def test_the_day_somebody_checked_is_told(own_lines) -> None:
    found = support_for("en-GB")
    assert (found.checked, found.is_default) == (date(2026, 5, 1), False)


def test_a_changed_file_is_read_again(own_lines: Path) -> None:
    assert support_for("").checked == date(2026, 5, 1)
    own_lines.write_text(LINES.replace("2026-05-01", "2026-06-30"), encoding="utf-8")
    import os

    os.utime(own_lines, ns=(1, 1))
    assert support_for("").checked == date(2026, 6, 30)


def test_a_relative_name_starts_at_the_archives_home(tmp_path: Path, settings) -> None:
    settings.ARCHIVE_HOME = written(tmp_path).parent
    settings.ARCHIVE_SUPPORT_LINES = "lines.toml"
    assert not support_for("").is_default


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_text("[")])
def test_a_file_spoiled_while_the_site_runs_does_not_break_a_page(own_lines, spoil) -> None:
    spoil(own_lines)
    assert support_for("en-GB").is_default
    assert support_for("en-GB").near[0].name == "Samaritans"


def test_the_shipped_lines_claim_no_date() -> None:
    shipped = read_support(SHIPPED)
    assert shipped.checked is None
    assert support_for("").is_default


@pytest.mark.parametrize("country", ["GB", "IE", "US", "CA", "AU", "NZ"])
def test_the_shipped_lines_know_some_countries(country: str) -> None:
    assert support_for(f"en-{country}").near[0].region == country


def test_numbers_become_addresses_a_telephone_understands() -> None:
    line = SupportLine("en-GB", "Somebody", "Anybody", "+44 (20) 123-4", "85 258")
    assert (line.call, line.message) == ("tel:+44201234", "sms:85258")
    assert SupportLine("en-GB", "Somebody", "Anybody").call == ""


WRONG = {
    "no date": (LINES.replace("checked = 2026-05-01", ""), "“checked” is missing"),
    "a time": (LINES.replace("05-01", "05-01T10:00:00"), "more than a date"),
    "a date in words": (LINES.replace("2026-05-01", '"in May"'), "“checked” is no date"),
    "no lines": ("checked = 2026-05-01", "no [[line]]"),
    "one table": ("checked = 2026-05-01\n[line]\nname = 'x'", "no [[line]]"),
    "no TOML": ("[[line", "not TOML"),
    "a stray key above": ("phone = 1\n" + LINES, "“phone”"),
    "a stray key": (LINES.replace("hours =", "open ="), "line 1: no key “open”"),
    "no name": (LINES.replace('name = "Maple Line"', ""), "line 2: “name” is missing"),
    "a number that is one": (LINES.replace('"142"', "142"), "line 4: “number” must be text"),
    "a blank": (LINES.replace('"Alle"', '" "'), "line 4: “for_whom”"),
    "a country that is none": (LINES.replace("en-GB", "en-UK"), "“en-UK” is no locale"),
    "a language alone": (LINES.replace("en-GB", "en"), "“en” is no locale"),
    "nothing to call": (LINES.replace('number = "142"', ""), "line 4: it has neither"),
    "no hours": (LINES.replace('hours = "evenings"', ""), "line 1: “hours” is missing"),
    "letters": (LINES.replace('"555"', '"HELP"'), "cannot be dialled"),
    "half an address": (LINES.replace("https://", ""), "no web address"),
    "a script": (LINES.replace("https://", "javascript://"), "no web address"),
}


@pytest.mark.parametrize("text, complaint", WRONG.values(), ids=WRONG)
def test_a_slip_in_the_file_is_refused_with_its_place(tmp_path, text: str, complaint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_support(written(tmp_path, text))
    assert refused.value.message.startswith("lines.toml")
    assert complaint in refused.value.message


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InvalidInput):
            read_support(path)


def test_a_list_is_old_after_180_days() -> None:
    checked = date(2026, 1, 1)
    assert not out_of_date(checked, checked + timedelta(days=180))
    assert out_of_date(checked, checked + timedelta(days=181))


def test_a_date_may_be_a_day_ahead_of_utc_and_no_more() -> None:
    today = date(2026, 1, 1)
    assert not in_future(today + timedelta(days=1), today)
    assert in_future(today + timedelta(days=2), today)


def test_every_region_has_a_name_and_members_are_regions() -> None:
    assert REGIONS.keys() > MEMBERS
    assert REGIONS["GB"] == "United Kingdom"
    assert all(REGIONS.values())


# --- the page ---------------------------------------------------------------------------------


def shown(header: str) -> str:
    page = render_to_string("archive/contributing/_support.html", {"support": support_for(header)})
    return " ".join(page.split())


def test_the_page_says_what_we_cannot_do(own_lines) -> None:
    page = shown("en-GB")
    assert "If it is too much right now" in page
    assert "Nobody watches this around the clock, and we cannot reach you." in page
    assert "checked these numbers on 1 May 2026" in page


def test_numbers_can_be_tapped_and_places_are_words(own_lines) -> None:
    page = shown("en-CA")
    assert '<a href="sms:555">555</a>' in page
    assert '<a href="tel:+1555010">+1 (555) 010</a>' in page
    assert "Canada" in page
    assert "en-CA" not in page


def test_other_places_are_folded_and_still_there(own_lines) -> None:
    near, _, folded = shown("en-GB").partition("<details>")
    assert "The Listening Post" in near
    assert "Maple Line" not in near
    assert "Maple Line" in folded


def test_nothing_is_folded_where_every_line_is_near(own_lines) -> None:
    assert "<details>" not in shown("")


def test_lines_nobody_checked_say_so() -> None:
    assert "have not checked these numbers themselves yet" in shown("en-GB")


def test_a_name_is_escaped(tmp_path: Path, settings) -> None:
    path = written(tmp_path, LINES.replace("Maple Line", "<b>Maple"))
    settings.ARCHIVE_SUPPORT_LINES = str(path)
    assert "&lt;b&gt;Maple" in shown("en-CA")
