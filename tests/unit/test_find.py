"""A search as a person makes it, with a gate that stands in for the real one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.domain.errors import InvalidInput, QueryError
from archive.domain.words import Audience, Purpose, Role
from archive.gate.disclosed import DisclosedContribution, DisclosedTheme, IndexDocument
from archive.search import find as module
from archive.search.backends.whoosh import WhooshBackend
from archive.search.find import FacetValue, find
from archive.search.port import Filters
from archive.search.synonyms import Meant
from tests.contract.search_backend import ALICE, BOB, CHARLIE, DORA, PEOPLE, document


@dataclass
class Viewer:
    role: Role


@dataclass
class Gate:
    """Discloses what it holds, and remembers what it was asked for."""

    shown: dict[str, IndexDocument]
    hidden: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    asked: list[tuple[Role, Purpose]] = field(default_factory=list)
    role: Role = Role.READER
    public: Any = None

    def hidden_refs(self) -> frozenset[str]:
        return self.hidden

    def blind_refs(self) -> frozenset[str]:
        return self.blind

    def read_as(self, viewer: Viewer) -> Gate:
        self.role = viewer.role
        return self

    def hydrate(self, refs: tuple[str, ...], purpose: Purpose, *, placed: bool) -> dict[str, Any]:
        self.asked.append((self.role, purpose))
        return {
            ref: DisclosedContribution(
                ref=doc.ref,
                discussion=doc.discussion,
                kind=doc.kind,
                position="1.1" if placed else "",
                depth=2,
                voice=doc.voice,
                text=doc.text,
                formatting=(),
            )
            for ref in refs
            if (doc := self.shown.get(ref))
        }

    def theme_list(self) -> tuple[DisclosedTheme, ...]:
        pain = DisclosedTheme("chronic-pain", "chronic pain", "Chronic pain", 1)
        medicine = DisclosedTheme("sleep", "Sleeping", "Sleep", 2, cues=("NTX", "Naltrexone", "at"))
        return (pain, medicine)

    def merged_themes(self) -> dict[str, str]:
        return {}

    def titles(self, slugs: set[str]) -> dict[str, str]:
        return {slug: f"Title of {slug}" for slug in slugs}


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Gate:
    gate = Gate({doc.ref: doc for doc in PEOPLE})
    indexes = {audience: WhooshBackend(tmp_path / audience) for audience in Audience}
    gate.public = indexes[Audience.PUBLIC]
    gate.public.rebuild([ALICE, BOB])
    indexes[Audience.RESEARCH].rebuild([ALICE, BOB, CHARLIE])
    indexes[Audience.STAFF].rebuild([ALICE, BOB, CHARLIE, DORA])
    monkeypatch.setattr(module, "gate", gate)
    monkeypatch.setattr(module, "index_of", indexes.__getitem__)
    return gate


def asked_as(role: Role, query: str = "NOT unheard", **options: Any) -> module.Results:
    viewer: Any = Viewer(role)
    return find(viewer, query, strict=True, **options)


@pytest.mark.parametrize(
    "role,total,purpose",
    [
        (Role.READER, 2, Purpose.FIND),
        (Role.CONTRIBUTOR, 2, Purpose.FIND),
        (Role.RESEARCHER, 3, Purpose.RESEARCH),
        (Role.MODERATOR, 4, Purpose.REVIEW),
        (Role.LEAD, 4, Purpose.REVIEW),
        (Role.STEWARD, 4, Purpose.REVIEW),
    ],
)
def test_each_role_searches_its_own_index_for_its_own_purpose(
    gate: Gate, role: Role, total: int, purpose: Purpose
) -> None:
    assert asked_as(role).total == total
    assert gate.asked == [(role, purpose)]


def test_a_hit_carries_what_a_page_shows(gate: Gate) -> None:
    (hit,) = asked_as(Role.READER, '"chronic pain"').hits
    assert (hit.ref, hit.discussion, hit.title) == ("alice", "d1", "Title of d1")
    assert hit.shown.text == gate.shown["alice"].text
    assert [s.text for s in hit.snippets] == ["Chronic pain at night."]
    (span,) = hit.snippets[0].spans
    assert hit.snippets[0].text[span.start : span.end] == "Chronic pain"


def test_only_who_studies_or_reviews_is_told_where_a_comment_stands(gate: Gate) -> None:
    essay, comment = sorted(asked_as(Role.READER, "chronic").hits, key=lambda hit: hit.ref)
    assert (essay.position, comment.position) == ("0", "")
    positions = {hit.position for hit in asked_as(Role.RESEARCHER, "chronic").hits}
    assert positions == {"1.1"}


def test_no_snippets_are_cut_where_none_are_shown(gate: Gate) -> None:
    found = asked_as(Role.RESEARCHER, "pain", cut=False)
    assert [hit.snippets for hit in found.hits] == [(), (), ()]


def test_fifty_discussions_are_offered_and_any_that_is_chosen(gate: Gate) -> None:
    many = [document(f"m{n}", "heron", discussion=f"x{n:02}") for n in range(60)]
    gate.shown |= {doc.ref: doc for doc in many}
    gate.public.add(many)
    found = asked_as(Role.READER, "heron")
    assert [value.value for value in found.facets["discussion"]] == [f"x{n:02}" for n in range(50)]
    assert found.more_discussions == 10
    found = asked_as(Role.READER, "heron", filters=Filters(discussion=("x57",)))
    assert [value.value for value in found.facets["discussion"]][50:] == ["x57"]
    assert (found.total, found.more_discussions) == (1, 9)


def test_facets_have_labels_and_know_what_is_chosen(gate: Gate) -> None:
    facets = asked_as(Role.RESEARCHER, "pain", filters=Filters(theme=("sleep", "gone"))).facets
    assert facets["theme"] == (
        FacetValue("chronic-pain", "Chronic pain", 2, selected=False),
        FacetValue("medication", "medication", 1, selected=False),
        FacetValue("sleep", "Sleep", 1, selected=True),
        FacetValue("gone", "gone", 0, selected=True),
    )
    assert facets["voice"] == (FacetValue("first_person", "Own experience", 1),)
    assert facets["discussion"] == (FacetValue("d1", "Title of d1", 1),)


def test_labels_and_languages_are_told_in_words(gate: Gate) -> None:
    facets = asked_as(Role.RESEARCHER, "pain").facets
    assert facets["label"] == (
        FacetValue("death", "death and bereavement", 1),
        FacetValue("risk", "drugs, alcohol and other risks", 1),
    )
    assert facets["language"] == (FacetValue("en", "English", 2), FacetValue("de", "German", 1))


def test_who_coded_is_told_to_staff_alone(gate: Gate) -> None:
    assert [hit.ref for hit in asked_as(Role.LEAD, "coder:carol").hits] == ["alice"]
    for role in (Role.RESEARCHER, Role.READER):
        with pytest.raises(QueryError, match="not a field"):
            asked_as(role, "coder:carol")


def test_other_names_of_a_word_are_looked_for_where_readers_ask(gate: Gate) -> None:
    found = asked_as(Role.READER, "NTX")
    assert {hit.ref for hit in found.hits} == {"alice", "bob"}
    assert found.meant == (Meant("NTX", ("Sleeping", "Naltrexone"), applied=True, more=2),)
    assert [s.text for hit in found.hits for s in hit.snippets if s.spans]
    assert asked_as(Role.READER, "NTX", synonyms=False).total == 0


def test_other_names_are_only_offered_with_counts_where_researchers_ask(gate: Gate) -> None:
    found = asked_as(Role.RESEARCHER, "naltrexone -night")
    assert [hit.ref for hit in found.hits] == ["charlie"]
    assert found.meant == (Meant("naltrexone", ("Sleeping", "NTX"), applied=False, more=1),)
    assert asked_as(Role.RESEARCHER, "naltrexone -night", synonyms=True).total == 2
    assert asked_as(Role.RESEARCHER, "pain").meant == ()


def test_counts_of_other_names_leave_out_what_is_hidden(gate: Gate) -> None:
    gate.hidden = frozenset({"alice"})
    (offered,) = asked_as(Role.RESEARCHER, "naltrexone").meant
    assert offered.more == 1


def test_years_come_newest_first(gate: Gate) -> None:
    years = asked_as(Role.STEWARD, "pain").facets["year"]
    assert [year.value for year in years] == ["2020", "2019"]


def test_what_waits_to_be_removed_is_not_found(gate: Gate) -> None:
    gate.hidden = frozenset({"alice"})
    results = asked_as(Role.READER, "pain")
    assert [hit.ref for hit in results.hits] == ["bob"]
    assert results.total == 1


def test_what_is_coded_blind_is_not_found_by_its_coder(gate: Gate) -> None:
    gate.blind = frozenset({"bob"})
    results = asked_as(Role.MODERATOR, "pain")
    assert "bob" not in [hit.ref for hit in results.hits]
    assert results.total == len(results.hits)


def test_a_hit_the_gate_refuses_is_dropped_and_logged_without_ref_or_query(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    del gate.shown["alice"]
    with caplog.at_level(logging.WARNING):
        results = asked_as(Role.READER, "chronic")
    assert [hit.ref for hit in results.hits] == ["bob"]
    assert results.total == 1
    assert "refused 1 hits of the public index" in caplog.text
    assert "alice" not in caplog.text
    assert "chronic" not in caplog.text


def test_a_query_is_never_logged(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    reader: Any = Viewer(Role.READER)
    with caplog.at_level(logging.DEBUG):
        find(reader, "unspeakable (words", strict=False)
        with pytest.raises(QueryError):
            asked_as(Role.READER, "unspeakable (words")
    assert caplog.text == ""


def test_pages_are_passed_on(gate: Gate) -> None:
    results = asked_as(Role.READER, "pain", offset=1, limit=1, sort="oldest")
    assert [hit.ref for hit in results.hits] == ["bob"]
    assert (results.total, results.offset, results.limit) == (2, 1, 1)


@pytest.mark.parametrize(
    "options", [{"offset": -1}, {"limit": 0}, {"limit": 101}, {"sort": "luckiest"}]
)
def test_a_page_that_cannot_be_is_refused(gate: Gate, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        asked_as(Role.READER, "pain", **options)
