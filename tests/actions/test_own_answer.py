"""An author's own answer takes the place of the basis that stood for her: nothing of it is left."""

from __future__ import annotations

import pytest

from archive import gate
from archive.actions.approve import approve, sign_off
from archive.actions.basis import confirm_basis, propose_basis
from archive.actions.consent import give_consent, verify_consent
from archive.actions.set_voice import set_voice
from archive.actions.tag_passage import tag_passage
from archive.domain.errors import NotFound
from archive.domain.words import Scope, Voice
from archive.gate.guard import ungated
from archive.models import Codebook, Theme
from tests.actions.imported import GROUNDS
from tests.factories import Made, People, contribution, make_discussion, published, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

READER = gate.read_as(gate.READER)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def made(people: People) -> Made:
    made = make_discussion(["My back hurt all that winter.", "Mine too, since the spring."])
    propose_basis(slug=made.slug, scopes=["read", "find", "research"], by=people.dave, **GROUNDS)
    confirm_basis(slug=made.slug, by=people.carol)
    return made


def _row(ref: str):
    with ungated("test"):
        return contribution(ref)


def _approve(ref: str, people: People) -> None:
    set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    approve(ref=ref, by=people.alice)


def test_scopes_that_only_the_basis_opened_end_when_the_author_answers(made: Made) -> None:
    give_consent(ref=made.refs[1], scopes=[Scope.READ])
    row = _row(made.refs[1])
    assert row.consent == "given"
    assert row.read_until is not None
    assert row.find_until is None
    assert row.research_until is None
    assert verify_consent() == ()


def test_a_basis_does_not_sign_off_for_an_author_who_answered(made: Made, people: People) -> None:
    give_consent(ref=made.refs[1], scopes=[Scope.READ])
    _approve(made.refs[1], people)
    with pytest.raises(NotFound):
        READER.contribution(made.refs[1])
    sign_off(ref=made.refs[1])
    assert "since the spring" in READER.contribution(made.refs[1]).text


def test_a_text_shown_by_a_basis_waits_for_its_author_once_she_answers(
    made: Made, people: People
) -> None:
    _approve(made.refs[1], people)
    assert READER.contribution(made.refs[1]).imported_without_asking
    give_consent(ref=made.refs[1], scopes=[Scope.READ])
    assert not _row(made.refs[1]).signed_off
    sign_off(ref=made.refs[1])
    assert not READER.contribution(made.refs[1]).imported_without_asking


def test_a_private_codebook_is_on_nobody_elses_page(people: People) -> None:
    made = make_discussion(["My back hurt all that winter."])
    published(made.refs[0])
    theme("chronic-pain")
    own = Codebook.objects.create(name="Dave's project", owner=people.dave)
    Theme.objects.create(slug="secret-hunch", name="hunch", label="hunch", codebook=own)
    for slug in ("chronic-pain", "secret-hunch"):
        tag_passage(
            ref=made.refs[0], start=0, end=7, themes=[slug], voice=None, by=people.dave
        )  # fmt: skip
    page = READER.discussion(made.slug)
    assert [t.slug for t, _ in page.themes] == ["chronic-pain"]
    assert [t.slug for c in page.contributions for p in c.passages for t in p.themes] == [
        "chronic-pain"
    ]


def test_the_list_counts_accounts_as_the_page_does(people: People) -> None:
    made = make_discussion(["My back hurt all that winter.", "They say so. I never knew."])
    published(made.refs[0])
    published(made.refs[1], Voice.MIXED)
    theme("chronic-pain")
    for ref, start, end, slugs, voice in (
        (made.refs[0], 0, 7, ["chronic-pain"], None),
        (made.refs[0], 8, 12, [], Voice.FIRST_PERSON),
        (made.refs[1], 13, 26, ["chronic-pain"], Voice.FIRST_PERSON),
        (made.refs[1], 0, 12, ["chronic-pain"], Voice.COMMENTARY),
    ):
        tag_passage(ref=ref, start=start, end=end, themes=slugs, voice=voice, by=people.alice)
    (summary,) = READER.discussions()
    assert summary.accounts == READER.discussion(made.slug).accounts == 3
    assert [n for t, n in READER.themes() if t.slug == "chronic-pain"] == [2]
    assert len(READER.theme("chronic-pain").accounts) == 2
