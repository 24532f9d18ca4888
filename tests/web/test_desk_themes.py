"""Analysis in place: what is counted, for whom, where each number leads, and its files."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import actions, vault
from archive.domain import warrant
from archive.domain.words import Role, Voice
from archive.gate import analysing, viewer_of
from archive.models import Theme
from archive.search import indexer
from archive.web.research import counting
from archive.web.research.counting import Counting
from tests import factories
from tests.factories import Made, People, Written

pytestmark = pytest.mark.django_db

FIRST = "=My knees hurt at night. I lie awake till four. At work I smile."
SECOND = "The pain woke me. My knees hurt at night."
OTHER = "His knees hurt at night too."
PAGES = (
    "",
    "by/?over=voice",
    "by/?over=year",
    "by/?over=discussion",
    "words/?theme=pain",
    "spread/",
)
LINKED = (
    "", "?unit=sentence", "?unit=contribution", "by/?over=voice&of=all", "by/?over=year",
    "by/?over=discussion", "spread/?over=contribution",
)  # fmt: skip


@pytest.fixture
def people() -> People:
    return factories.people()


@pytest.fixture
def made(people: People) -> Made:
    """Two accounts and one of somebody else, coded by two people with three themes."""
    themes = {slug: factories.theme(slug, slug.capitalize()) for slug in ("pain", "sleep", "knees")}
    themes["knees"].parent = themes["pain"]
    themes["knees"].save()
    when = datetime(2024, 3, 7, tzinfo=UTC)
    made = factories.make_discussion(
        ["An essay.", Written(FIRST, written_at=when), SECOND, OTHER], title="Knees"
    )
    voices = (Voice.COMMENTARY, Voice.FIRST_PERSON, Voice.FIRST_PERSON, Voice.SECOND_HAND)
    for ref, voice in zip(made.refs, voices, strict=True):
        factories.published(ref, voice)
    for ref, start, end, slugs, by in (
        (made.refs[1], 0, 23, ["knees"], people.alice),
        (made.refs[1], 0, 23, ["knees"], people.bob),
        (made.refs[1], 10, 46, ["sleep"], people.bob),
        (made.refs[2], 0, len(SECOND), ["pain"], people.alice),
        (made.refs[3], 0, len(OTHER), ["pain"], people.alice),
    ):
        actions.tag_passage(ref=ref, start=start, end=end, themes=slugs, voice=None, by=by)
    indexer.reindex()
    return made


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(factories.account(f"a {role}".replace(" ", "_"), role))
    return client


@pytest.fixture
def researcher(people: People) -> Client:
    return client_of(Role.RESEARCHER)


def page(client: Client, address: str) -> str:
    answer = client.get(f"/desk/themes/{address}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def table(client: Client, address: str) -> list[list[str]]:
    answer = client.get(f"/desk/themes/{address}")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(StringIO(answer.content.decode().removeprefix("\ufeff"), newline="")))


def test_themes_come_together_where_their_passages_overlap(made: Made, researcher: Client) -> None:
    rows = table(researcher, "?csv=1")
    assert rows[1:] == [
        ["Knees", "Sleep", "2", "2", "2", "3", "passage", "1.0", "0.5849625007211562"],
        ["Pain", "Sleep", "2", "3", "2", "3", "passage", "0.6666666666666666", "0.0"],
    ]


@pytest.mark.parametrize(
    ("unit", "together", "units"),
    [("sentence", "1", "5"), ("contribution", "1", "2"), ("discussion", "1", "1")],
)
def test_units_are_told_apart(
    made: Made, researcher: Client, unit: str, together: str, units: str
) -> None:
    rows = table(researcher, f"?unit={unit}&csv=1")
    knees = next(row for row in rows if row[:2] == ["Knees", "Sleep"])
    assert (knees[2], knees[5]) == (together, units)


def test_a_theme_and_one_under_it_are_no_pair(made: Made, researcher: Client) -> None:
    assert not [row for row in table(researcher, "?csv=1") if set(row[:2]) == {"Pain", "Knees"}]


def test_every_number_leads_to_as_many_passages(made: Made, researcher: Client) -> None:
    led = 0
    for address in LINKED:
        body = page(researcher, address)
        links = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', body)
        for href, number in links:
            listed = researcher.get(unescape(href)).content.decode()
            assert f"<strong>{number}</strong>" in listed, (address, href)
            assert listed.count('class="snippet around"') == int(number)
            led += 1
    assert led > 15


def test_only_first_person_accounts_count_unless_all_are_asked_for(
    made: Made, researcher: Client
) -> None:
    accounts = {row[0]: row[1:] for row in table(researcher, "by/?over=voice&csv=1")}
    everything = {row[0]: row[1:] for row in table(researcher, "by/?over=voice&of=all&csv=1")}
    assert accounts["theme"] == ["Own experience", "all"]
    assert accounts["Pain"] == ["2", "2"]
    assert everything["theme"] == ["Own experience", "About somebody else", "all"]
    assert everything["Pain"] == ["2", "1", "3"]


def test_words_that_set_a_theme_apart_show_their_formula(made: Made, researcher: Client) -> None:
    body = page(researcher, "words/?theme=sleep")
    assert "G² = 2" in body
    assert researcher.get("/desk/themes/words/?theme=nothing").status_code == 404


def test_a_withdrawal_is_in_no_number_of_the_same_request(made: Made, researcher: Client) -> None:
    assert table(researcher, "?csv=1")[1:]
    actions.withdraw_consent(ref=made.refs[1])
    assert table(researcher, "?csv=1")[1:] == []
    assert table(researcher, "spread/?csv=1")[1][:2] == ["Pain", "1"]
    assert FIRST not in page(researcher, "passages/?theme=pain")


def test_no_number_tells_of_a_text_that_may_not_be_studied(
    made: Made, researcher: Client, people: People
) -> None:
    def everything() -> list[str]:
        return [page(researcher, address) for address in PAGES] + [
            str(table(researcher, f"{address}{'&' if '?' in address else '?'}csv=1"))
            for address in PAGES
        ]

    def plain(pages: list[str]) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", "".join(pages))

    before = plain(everything())
    hidden = factories.make_discussion(["A hidden essay.", FIRST, SECOND]).refs
    for ref in hidden[1:]:
        actions.tag_passage(
            ref=ref, start=0, end=20, themes=["pain", "sleep"], voice=None, by=people.alice
        )
    assert plain(everything()) == before
    assert table(client_of(Role.MODERATOR), "by/?of=all&csv=1") != []


def test_coders_are_numbers_of_one_file_and_formulas_are_text(
    made: Made, researcher: Client, people: People
) -> None:
    rows = table(researcher, "codings.csv")
    header, codings = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert header[:2] == ["text", "discussion"]
    assert len(codings) == 4
    assert {row["coder"] for row in codings} == {"Coder 1", "Coder 2"}
    both = [row["coder"] for row in codings if row["theme"] == "knees"]
    assert len(set(both)) == 2
    assert codings[0]["passage"] == f"'{FIRST[:23]}"
    assert codings[0]["may be quoted"] == "yes"
    assert {row["voice"] for row in codings} == {"Own experience"}
    body = researcher.get("/desk/themes/codings.csv?of=all").content.decode()
    assert "alice" not in body
    assert "bob" not in body


def test_no_page_names_a_coder(made: Made, researcher: Client) -> None:
    for address in (*PAGES, "passages/?theme=pain", "codings.csv"):
        body = researcher.get(f"/desk/themes/{address}").content.decode()
        assert "alice" not in body
        assert "bob" not in body


def test_figures_carry_no_style_and_no_script(made: Made, researcher: Client) -> None:
    for address in PAGES:
        body = page(researcher, address)
        assert "style=" not in body
        assert body.count("<script") == 1  # the way out
    assert '<svg class="heat"' in page(researcher, "")


def test_a_private_codebook_is_counted_for_nobody(made: Made, people: People) -> None:
    rosa = factories.account("rosa", Role.RESEARCHER)
    from archive.actions import codebook

    own = codebook.make_codebook(name="Of a project", by=rosa)
    codebook.add_theme(name="secret", definition="x", draft=False, codebook=own, by=rosa)
    slugs = {theme.slug for theme in Counting(viewer_of(people.dave)).book.themes}
    assert slugs == {"pain", "sleep", "knees"}


def test_of_many_other_texts_some_are_compared_and_the_page_says_how_many(
    made: Made, researcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "other texts, drawn evenly" not in page(researcher, "words/?theme=sleep")
    monkeypatch.setattr(counting, "MOST_COMPARED", 1)
    assert "1 of 3 other texts, drawn evenly" in page(researcher, "words/?theme=sleep")


def test_counting_takes_as_many_queries_and_keys_for_more_texts(
    made: Made, researcher: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            page(researcher, "by/?over=voice")
            page(researcher, "?unit=contribution")
        return len(taken)

    expected = queries()
    for ref in factories.make_discussion([SECOND] * 5).refs:
        factories.published(ref)
        actions.tag_passage(ref=ref, start=0, end=9, themes=["sleep"], voice=None, by=people.alice)
    assert queries() == expected
    monkeypatch.setattr(vault.KeyRing, "unseal", None)  # whoever only counts, opens nothing
    assert queries() == expected


def test_both_themes_of_a_merge_from_one_coder_are_one_line(
    made: Made, researcher: Client, people: People
) -> None:
    rows = len(table(researcher, "codings.csv"))
    actions.tag_passage(
        ref=made.refs[2], start=0, end=len(SECOND), themes=["sleep"], voice=None, by=people.alice
    )
    assert len(table(researcher, "codings.csv")) == rows + 1
    with warrant.opened("tests", "codebook"):
        pain = Theme.objects.get(slug="pain")
        Theme.objects.filter(slug="sleep").update(merged_into=pain)
    assert len(table(researcher, "codings.csv")) == rows


def test_words_are_opened_a_few_texts_at_a_time(made: Made, people: People) -> None:
    viewer = viewer_of(people.dave)
    with pytest.raises(ValueError, match="at once"):
        analysing.words_of(viewer, [f"ref{n}" for n in range(analysing.BATCH + 1)])
    assert analysing.words_of(viewer, made.refs)[made.refs[1]] == FIRST
