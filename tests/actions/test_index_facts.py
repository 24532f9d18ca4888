"""What indexes are told of a contribution besides its words: each audience of the text it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive import actions, gate, vault
from archive.domain import warrant
from archive.domain.query import month_of
from archive.domain.words import AnchorMethod, Audience
from archive.gate.bodies import RenditionBody
from archive.gate.disclosed import IndexDocument
from archive.models import Anchor, Codebook, Contribution, Rendition, Theme
from tests.factories import People, Written, contribution, make_discussion, published, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = "The pain kept me awake. I slept in the day, at my desk."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def ref(people: People) -> str:
    """A public text with two themes that overlap, and a third in its other sentence."""
    made = make_discussion([Written(TEXT, written_at=datetime(2019, 3, 4, tzinfo=UTC))])
    wide = theme("pain")
    for slug in ("sleep", "work"):
        theme(slug)
    narrow = theme("nerve-pain")
    narrow.parent = wide
    with warrant.opened("tests", "codebook"):
        narrow.save()
        Contribution.objects.filter(ref=made.refs[0]).update(language="en")
    tag(made.refs[0], "pain kept me", "nerve-pain", people)
    tag(made.refs[0], "kept me awake", "sleep", people, by="bob")
    tag(made.refs[0], "at my desk", "work", people)
    published(made.refs[0])
    return made.refs[0]


def tag(ref: str, words: str, slug: str, people: People, *, by: str = "alice") -> None:
    start = TEXT.index(words)
    actions.tag_passage(
        ref=ref,
        start=start,
        end=start + len(words),
        themes=[slug],
        voice=None,
        by=getattr(people, by),
    )


def indexed(audience: Audience) -> IndexDocument:
    (doc,) = (doc for chunk in gate.documents_for(audience) for doc in chunk)
    return doc


@pytest.mark.parametrize("audience", Audience)
def test_themes_that_overlap_are_near_with_the_wider_ones(ref: str, audience: Audience) -> None:
    assert indexed(audience).near == (
        "passage:nerve-pain|sleep",
        "passage:pain|sleep",
        "sentence:nerve-pain|sleep",
        "sentence:pain|sleep",
    )


@pytest.mark.parametrize("audience", Audience)
def test_month_and_language_are_told(ref: str, audience: Audience) -> None:
    doc = indexed(audience)
    assert (doc.year, doc.month, doc.language) == (2019, month_of(2019, 3), "en")


def test_who_coded_is_told_to_the_staff_index_alone(ref: str) -> None:
    assert indexed(Audience.STAFF).coders == ("alice", "bob")
    assert indexed(Audience.RESEARCH).coders == ()
    assert indexed(Audience.PUBLIC).coders == ()


def test_nearness_is_what_it_is_on_the_text_that_an_audience_reads(ref: str) -> None:
    """A later draft masks the middle, and there the passages no longer touch."""
    with warrant.opened("tests", "draft"):
        row = contribution(ref)
        assert row.latest
        ring = vault.ring([ref])
        before = RenditionBody.loads(ring.unseal(ref, "rendition.body", row.latest.body) or "")
        body = replace(before, text="The pain. [Later] I slept.")
        row.latest = Rendition.objects.create(
            contribution=row, number=1, body=ring.seal(ref, "rendition.body", body.dumps())
        )
        row.save()
        places = {"nerve-pain": (4, 8), "sleep": (20, 25), "work": (18, 26)}
        for passage in row.passages.all():
            start, end = places[passage.themes.get().slug]
            Anchor.objects.create(
                passage=passage,
                rendition=row.latest,
                start=start,
                end=end,
                method=AnchorMethod.MAP.value,
            )
    assert "passage:pain|sleep" in indexed(Audience.PUBLIC).near
    assert indexed(Audience.STAFF).near == ("passage:sleep|work", "sentence:sleep|work")


def test_a_passage_whose_place_is_in_doubt_is_near_nothing(ref: str) -> None:
    with warrant.opened("tests", "doubt"):
        Anchor.objects.filter(passage__codings__tag__slug="sleep").update(state="needs_review")
    assert indexed(Audience.PUBLIC).near == ()


def test_a_researchers_own_themes_are_near_nothing(ref: str, people: People) -> None:
    with warrant.opened("tests", "codebook"):
        own = Codebook.objects.create(name="Mine", owner=people.dave)
        Theme.objects.filter(slug="sleep").update(codebook=own)
    doc = indexed(Audience.STAFF)
    assert doc.near == ()
    assert doc.themes == ("nerve-pain", "pain", "work")
