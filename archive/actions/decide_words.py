"""A reviewer's answer to the words that detectors suspect: hide them, or let them stand.

Asked for one text, it goes for the whole thread unless said otherwise: whatever is hidden here is
hidden wherever the same words stand, found or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.deciding import Place, Ruling, decide_places, places_in, send_back
from archive.actions.editions import another_edition
from archive.actions.pseudonyms import Labels
from archive.actions.reviewing import Review, open_review, opened
from archive.domain import visibility, warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.surface import form_of, stands_in, without_possessive
from archive.domain.words import Band, Status, Treatment
from archive.gate import audit, stepping_back
from archive.gate.drafting import Suspicion, undecided
from archive.gate.facts import facts_of
from archive.gate.thread_texts import texts_of
from archive.models import Contribution, User
from archive.models.fields import new_ref

GENERALISED_KINDS = frozenset({"age", "date"})
"""Kinds whose suggestion says the same less exactly; other suggestions only mask."""

Decision = Literal["accept", "edit", "keep"]
NOT_APPROVED = (Status.WAITING, Status.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Decided:
    """What one key did: places decided in this text and in others, in how many texts in all.

    `reread` counts the approved ones that a person has to read again. `batch` takes it all back.
    `asked` says that what is hidden stands in the discussion's question too, which is not.
    """

    batch: str
    here: int
    elsewhere: int
    texts: int
    reread: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one surface form in one text, and what was decided about them."""

    surface: str
    findings: tuple[Suspicion, ...]
    ruling: Ruling


def decide_words(
    *,
    ref: str,
    findings: Sequence[int],
    decision: Decision,
    replacement: str = "",
    reason: str = "",
    whole_thread: bool = True,
    edition: int | None = None,
    by: User,
) -> Decided:
    """Decide findings of a text by their surface forms, in the whole thread unless said otherwise.

    A name that is accepted becomes the label of its person. Keeping lets stand what was found in
    texts that nobody approved yet; hiding reaches approved ones too, and opens their review.
    `edition` is the one it was decided in. Raises `NotAllowed`, `NotFound`, `Gone`, `Overtaken`,
    and `InvalidInput` for an unknown decision or reason, and words that cannot stand in a text or
    repeat what is hidden.
    """
    if decision not in ("accept", "keep", "edit"):
        raise InvalidInput("Words are accepted, kept or edited.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by, edition)
        labels = Labels(review.contribution.discussion)
        groups = [
            _decided(review, same, labels, decision, replacement.strip(), reason)
            for same in _asked(review, findings).values()
        ]
        batch = new_ref()
        places: dict[str, int] = {ref: 0}
        reviews = [review]
        for group in groups:
            asked = [Place(f.field, f.start, f.end) for f in group.findings]
            rest = places_in(review, group.surface) if _spreads(group, whole_thread) else ()
            all_here = dict.fromkeys([*asked, *rest])
            places[ref] += decide_places(review, all_here, group.ruling, batch=batch, by=by)
        if whole_thread:
            for other, wanted in _elsewhere(review, groups, by):
                reviews.append(other)
                places[other.ref] = sum(
                    decide_places(other, spans, ruling, batch=batch, by=by)
                    for spans, ruling in wanted
                )
        reread = sum(send_back(each, batch) for each in reviews)
        for each, count in places.items():
            audit.record(
                "decide_words", ref=each, by=by, decision=decision, places=count, batch=batch
            )
        another_edition(places)
        outbox.note_changed(sorted(places))
        elsewhere = sum(places.values()) - places[ref]
        asked_itself = any(_stands_in_question(review, group) for group in groups)
        return Decided(batch, places[ref], elsewhere, len(places), reread, asked_itself)


def hide_in_thread(
    review: Review, surface: str, ruling: Ruling, *, batch: str, by: User
) -> dict[str, int]:
    """Hide the words in every other text of the thread; how many places that was, by ref."""
    places: dict[str, int] = {}
    for other, wanted in _elsewhere(review, [Group(surface, (), ruling)], by):
        for spans, each in wanted:
            places[other.ref] = decide_places(other, spans, each, batch=batch, by=by)
        send_back(other, batch)
    return places


def _asked(review: Review, findings: Sequence[int]) -> Mapping[str, list[Suspicion]]:
    """The findings by surface form. Raises `NotFound` where one is not this text's."""
    known = {found.id: found for found in review.findings}
    if not findings or not set(findings) <= known.keys():
        raise NotFound("There is no such finding.", hint="Reload the page.")
    groups: dict[str, list[Suspicion]] = {}
    for number in dict.fromkeys(findings):
        found = known[number]
        groups.setdefault(form_of(_surface(review, found)), []).append(found)
    return groups


def _decided(
    review: Review,
    same: list[Suspicion],
    labels: Labels,
    decision: Decision,
    replacement: str,
    reason: str,
) -> Group:
    surest = max(same, key=lambda f: (f.band is Band.CONFIDENT, "person" in f.kind))
    surface = _surface(review, surest)
    if decision == "keep":
        ruling = Ruling(Treatment.KEEP, kind=surest.kind, reason=reason)
    elif decision == "accept" and "person" in surest.kind:
        label = labels.of(surface)
        ruling = Ruling(Treatment.PSEUDONYM, label.words, surest.kind, reason, label.person)
    elif decision == "edit" and (typed := labels.typed(replacement)):
        ruling = Ruling(Treatment.PSEUDONYM, typed.words, surest.kind, reason, typed.person)
    else:
        if decision == "edit":
            labels.demand_unrepeated(replacement, surface)
        milder = surest.kind in GENERALISED_KINDS
        words = replacement if decision == "edit" else surest.suggestion or f"[{surest.kind}]"
        treatment = Treatment.GENERALISE if milder else Treatment.MASK
        ruling = Ruling(treatment, words, surest.kind, reason)
    return Group(surface, tuple(same), ruling)


def _spreads(group: Group, whole_thread: bool) -> bool:
    return whole_thread and group.ruling.treatment is not Treatment.KEEP


def _stands_in_question(review: Review, group: Group) -> bool:
    prompt = review.contribution.discussion
    question = f"{prompt.prompt_title}\n\n{prompt.prompt_text}"
    hides = group.ruling.treatment is not Treatment.KEEP
    return hides and stands_in(question, without_possessive(group.surface))


def _elsewhere(
    review: Review, groups: Sequence[Group], by: User
) -> Iterator[tuple[Review, list[tuple[list[Place], Ruling]]]]:
    """The other texts in which the words stand, locked, with what is to be decided in each."""
    discussion = review.contribution.discussion_id
    surfaces = [group.surface for group in groups]
    for text in texts_of(discussion):
        if text.row.pk == review.contribution.pk or not text.holds(surfaces):
            continue
        locked = Contribution.objects.select_for_update().get(pk=text.row.pk)
        locked.discussion = review.contribution.discussion
        other = opened(locked, text.ring)
        if other is None:
            continue
        wanted = [(list(_places(other, group, by)), group.ruling) for group in groups]
        if any(spans for spans, _ in wanted):
            yield other, wanted


def _places(other: Review, group: Group, by: User) -> Iterator[Place]:
    if group.ruling.treatment is not Treatment.KEEP:
        yield from (
            place
            for place in places_in(other, group.surface)
            if not _is_masked_alike(other, place, group.ruling)
        )
    elif _may_keep(other, by):
        form = form_of(group.surface)
        for found in undecided(other.findings, other.decisions):
            if form_of(_surface(other, found)) == form:
                yield Place(found.field, found.start, found.end)


def _is_masked_alike(review: Review, place: Place, ruling: Ruling) -> bool:
    """Whether a confident finding says just that there already: nothing would change."""
    return any(
        (f.field, f.start, f.end, f.suggestion)
        == (place.field, place.start, place.end, ruling.replacement)
        for f in undecided(review.findings, review.decisions)
        if f.band is Band.CONFIDENT
    )


def _may_keep(other: Review, by: User) -> bool:
    """What shows more goes only for what this account may open and nobody has approved."""
    row = other.contribution
    return (
        row.status in NOT_APPROVED
        and visibility.holds(visibility.REVIEW, facts_of(row), timezone.now())
        and not stepping_back.is_apart(by.pk, row)
    )


def _surface(review: Review, found: Suspicion) -> str:
    return review.field(found.field)[found.start : found.end]
