"""A discussion in which everything a dossier tells has happened, to invented people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive import actions, gate
from archive.domain.words import Grade, Scope, SignOff, Treatment, Voice
from archive.gate.guard import ungated
from archive.models import Claim, Contribution, Contributor, Discussion
from tests import factories
from tests.told import publish, tell

WORDS = {
    "essay": "quetzalessay",
    "title": "Sleeping tapirs",
    "author": "Capybarason",
    "redacted": "Kinkajouna",
    "other name": "Olingolena",
    "comment": "armadillo",
    "given": "pacatold",
    "pen-name": "Coatipen",
    "memo": "jaguarundimemo",
    "removal message": "ocelotmessage",
    "letter": "margayletter",
    "erased": "tayraerased",
}
"""Somebody's words, each unique: none may stand in a dossier."""

GROUNDS = {
    "rights": "The owner of the page allowed it.",
    "privacy": "Public for years; names removed.",
    "reference": "Minute 12",
}


@dataclass(frozen=True)
class Story:
    """The discussion's slug, its staff, and what stands for its contributors."""

    slug: str
    staff: factories.People
    subjects: tuple[str, ...]


def story() -> Story:
    """An import of six with a basis and two texts that were given, one of which was erased."""
    staff = factories.people()
    factories.theme("sleep")
    made = factories.make_discussion(
        [
            factories.Written(
                f"On {WORDS['essay']}, by {WORDS['redacted']}. Write to a@example.org or b@x.org.",
                author=WORDS["author"],
                title=WORDS["title"],
            ),
            *(f"{WORDS['comment']} number {n}, quite different." for n in "abcde"),
        ]
    )
    essay, approved, second, refused, unknown, hidden = made.refs
    _import_reviewed(made.slug, staff, (essay, approved, second, refused, hidden))
    given = _given(made.slug, staff, essay)
    with ungated("a claim, and what an operator wrote down"):
        Discussion.objects.filter(slug=made.slug).update(
            licence="CC BY 4.0", extended_for="ethics_board"
        )
        claimant = Contributor.objects.create(locator="locator01", verifier="00")
        Claim.objects.create(
            contribution=Contribution.objects.get(ref=unknown), contributor=claimant, token="first"
        )
        subjects = tuple(Contributor.objects.values_list("subject", flat=True))
    assert given in subjects
    return Story(made.slug, staff, subjects)


def _import_reviewed(slug: str, staff: factories.People, refs: tuple[str, ...]) -> None:
    essay, approved, second, refused, hidden = refs
    actions.propose_basis(
        slug=slug,
        scopes=[Scope.READ, Scope.FIND],
        dated=date(2024, 3, 1),
        refs=[essay, approved, hidden],
        by=staff.dave,
        **GROUNDS,
    )
    actions.confirm_basis(slug=slug, by=staff.carol)
    sheet = gate.read_as(gate.viewer_of(staff.alice)).review(essay)
    start = sheet.original.index(WORDS["redacted"])
    actions.redact(
        ref=essay,
        start=start,
        end=start + len(WORDS["redacted"]),
        treatment=Treatment.PSEUDONYM,
        replacement=WORDS["other name"],
        by=staff.alice,
    )
    for ref in (essay, approved, hidden):
        actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=staff.alice)
        actions.approve(ref=ref, by=staff.alice)
    actions.tag_passage(
        ref=approved, start=0, end=5, themes=["sleep"], voice=None, memo=WORDS["memo"], by=staff.bob
    )
    actions.set_voice(ref=second, voice=Voice.SECOND_HAND, by=staff.bob)
    actions.approve(ref=second, by=staff.bob)
    actions.clear_second_person(ref=second, by=staff.carol)
    actions.refuse(ref=refused, reason="off_topic", by=staff.bob)
    actions.request_removal(ref=hidden, reason="about_me", message=WORDS["removal message"])
    (request,) = gate.read_as(gate.viewer_of(staff.carol)).removals()
    actions.decide_removal(request=request.id, decision="keep_hidden", by=staff.carol)
    actions.request_removal(ref=approved, reason="other", message=WORDS["removal message"])


def _given(slug: str, staff: factories.People, essay: str) -> str:
    told = tell(
        slug,
        f"My {WORDS['given']} has a long story.",
        to=essay,
        pen_name=WORDS["pen-name"],
        scopes=(Scope.HOLD, Scope.READ, Scope.FIND, Scope.RESEARCH),
        sign_off=SignOff.ASK,
    )
    publish(told, staff.alice)
    actions.answer_message(ref=told.ref, contributor=told.contributor, words=WORDS["letter"])
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.RESEARCH)
    gone = tell(slug, f"My {WORDS['erased']} goes again.", to=essay)
    actions.withdraw(ref=gone.ref, contributor=gone.contributor, grade=Grade.ERASE)
    with ungated("what stands for her on receipts"):
        return Contributor.objects.get(pk=told.contributor).subject
