"""Requests to take something down. Hiding takes one person and one action; showing takes the rule.

Nobody needs an account or a proof, and nothing of the sender is kept. Of an import the text is
hidden with the request. Of a text whose writer agreed, the stretch pointed at is masked, or the
whole hidden where somebody says that she wrote it and lost her code; she is told, and may contest.

Against misuse: what was settled does not hide again by itself, and above a daily budget requests
wait on the desk without hiding anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.actions import outbox
from archive.actions.anchoring import rendition_body
from archive.actions.leaning import hold_leaning
from archive.actions.letters import send
from archive.actions.publication import note_publication, opening
from archive.actions.removal_masks import rewrite
from archive.actions.reviewing import Review, open_locked
from archive.actions.standing import own_contribution
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.text import Span, sentences
from archive.domain.visibility import READ, holds
from archive.domain.words import Consent, Letter
from archive.gate import audit
from archive.gate.facts import facts_of
from archive.gate.requests import hides_today
from archive.models import Contribution, RemovalRequest

ABOUT_ME, WROTE_IT, OTHER = REASONS = ("about_me", "i_wrote_it", "other")
LONGEST_MESSAGE = 2_000
"""Code points of a message."""

WITHIN = timedelta(hours=72)
"""By when two people answer a request about a text whose writer agreed (DESIGN 5)."""

MOST_STRETCHES = 40
"""Runs of sentences that one request may point at: two people answer for each of them."""

AUTHOR_NOT_ASKED = (Consent.UNKNOWN.value, Consent.BASIS.value)


class Outcome(StrEnum):
    """What a request did at once: hid the text, masked sentences, or waits for a person."""

    HIDDEN = "hidden"
    MASKED = "masked"
    WAITING = "waiting"


def request_removal(
    *,
    ref: str,
    reason: str,
    message: str = "",
    sentences: Iterable[int] = (),
    rendition: int | None = None,
    may_hide: bool = True,
) -> Outcome:
    """Ask that a text readers can see be taken away; asking again is accepted quietly.

    `sentences` are numbers from 0 of the public text's sentences, as `domain.text.sentences` cuts
    them, and `rendition` the number of that text: needed where its writer agreed and the reason is
    "about_me". `may_hide` is no where the sender's budget is used up. Raises `NotFound` for what
    no reader can see, `Conflict` where the text changed meanwhile, `InvalidInput`.
    """
    if reason not in REASONS:
        raise InvalidInput(f"The reason must be one of {', '.join(REASONS)}.")
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInput(f"The message is longer than {LONGEST_MESSAGE} characters.")
    with warrant.opened("reader", "review"), transaction.atomic():
        review = open_locked(ref)
        row = review.contribution
        asked = RemovalRequest.objects.filter(contribution=row)
        if asked.filter(decision="", hides=True, start__isnull=True).exists():
            return Outcome.HIDDEN
        if not holds(READ, facts_of(row), timezone.now()):
            raise NotFound("There is no such contribution.")
        places: tuple[Span | None, ...] = (None,)
        if reason == ABOUT_ME and row.consent not in AUTHOR_NOT_ASKED:
            places = _places(review, sentences, rendition)
        return _ask(review, reason, message, places, may_hide and _room_today())


def contest_removal(*, ref: str, contributor: int, request: int) -> None:
    """Whoever has the code did not lose it: a claim that she wrote it and did is settled.

    The text is shown again at once, where nothing else hides it. Raises `NotFound` for what is
    not hers or not open, `Conflict` for another reason than "i_wrote_it".
    """
    with warrant.opened("contributor", "own"), transaction.atomic():
        row = own_contribution(ref, contributor)
        asked = RemovalRequest.objects.filter(contribution=row, pk=request, decision="").first()
        if asked is None:
            raise NotFound("There is no such request.", hint="It may have been answered.")
        if asked.reason != WROTE_IT:
            raise Conflict(
                "Two people of the archive answer this request.",
                hint="Write to them if they should know something.",
            )
        asked.decision, asked.decided_at = "show_again", timezone.now()
        asked.save(update_fields=["decision", "decided_at"])
        unhide(row)
        audit.record("contest_removal", ref=ref, by="contributor", request=asked.pk)


def hide(row: Contribution) -> None:
    """Hide the whole text, and first what repeats it. Needs a transaction and a warrant."""
    if row.hidden:
        return
    note_publication(row)
    hold_leaning(row)
    row.hidden = True
    row.save(update_fields=["hidden"])
    outbox.note_changed([row.ref], purge=True)


def unhide(row: Contribution) -> None:
    """Show the whole text again unless another request hides it, or one kept it hidden.

    One that is to be read again by now is approved first.
    """
    whole = RemovalRequest.objects.filter(contribution=row, start__isnull=True)
    hiding = Q(decision="", hides=True) | Q(decision="keep_hidden")
    with opening([row]):
        row.hidden = whole.filter(hiding).exists()
        row.save(update_fields=["hidden"])
    outbox.note_changed([row.ref])


def mask(review: Review, places: Iterable[RemovalRequest]) -> None:
    """Mask the stretches of open requests, and hold what repeats them."""
    note_publication(review.contribution)
    stretches = [review.original.text[asked.start : asked.end] for asked in places]
    hold_leaning(review.contribution, words="\n\n".join(stretches))
    purge = rewrite(review)
    review.save()
    outbox.note_changed([review.ref], purge=purge)


def _room_today() -> bool:
    return hides_today() < settings.ARCHIVE_REMOVALS_A_DAY


def _ask(
    review: Review, reason: str, message: str, places: tuple[Span | None, ...], room: bool
) -> Outcome:
    """One row for each place that was not asked about already, and what they hide."""
    row = review.contribution
    imported = row.consent in AUTHOR_NOT_ASKED
    hiding = room and (imported or reason != OTHER)
    made = [
        RemovalRequest.objects.create(
            contribution=row,
            reason=reason,
            message=review.ring.seal(row.ref, "removal.message", message) if message else None,
            hides=hiding and not _was_settled(row, reason, place),
            start=place.start if place else None,
            end=place.end if place else None,
            due_at=None if imported else timezone.now() + WITHIN,
        )
        for place in places
        if not _is_open(row, reason, place)
    ]
    hidden = [asked for asked in made if asked.hides]
    if any(asked.start is None for asked in hidden):
        hide(row)
    elif hidden:
        mask(review, hidden)
    if hidden or (made and reason != OTHER):
        send(review, Letter.REMOVAL_ASKED)
    for asked in made:
        audit.record("request_removal", ref=row.ref, by="reader", reason=reason, hides=asked.hides)
    return _outcome(row, reason, places)


def _outcome(row: Contribution, reason: str, places: tuple[Span | None, ...]) -> Outcome:
    """What holds now for what was asked about, whether by this request or an earlier one."""
    if row.hidden:
        return Outcome.HIDDEN
    masked = RemovalRequest.objects.filter(contribution=row, decision="", hides=True)
    if all(place and _at(masked.filter(reason=reason), place).exists() for place in places):
        return Outcome.MASKED
    return Outcome.WAITING


def _is_open(row: Contribution, reason: str, place: Span | None) -> bool:
    """Whether an open request for this reason covers the place already."""
    asked = RemovalRequest.objects.filter(contribution=row, decision="", reason=reason)
    if place is None:
        return asked.filter(start__isnull=True).exists()
    return asked.filter(start__lte=place.start, end__gte=place.end).exists()


def _was_settled(row: Contribution, reason: str, place: Span | None) -> bool:
    """Whether somebody decided to go on showing it, for this reason and a stretch that overlaps."""
    settled = RemovalRequest.objects.filter(contribution=row, decision="show_again", reason=reason)
    return (settled if place is None else _at(settled, place)).exists()


def _at(asked: QuerySet[RemovalRequest], place: Span) -> QuerySet[RemovalRequest]:
    """Those whose stretch shares text with the place; the whole text does."""
    return asked.filter(Q(start__isnull=True) | Q(start__lt=place.end, end__gt=place.start))


def _places(review: Review, chosen: Iterable[int], number: int | None) -> tuple[Span, ...]:
    """The stretches of the original behind the sentences chosen in the public text."""
    shown = review.contribution.rendition
    body = rendition_body(review, shown) if shown is not None else None
    if shown is None or body is None:
        raise NotFound("There is no such contribution.")
    wanted = sorted(set(chosen))
    if not wanted:
        raise InvalidInput("Choose the sentences that are about you.", code="no_sentences")
    cut = sentences(body.text)
    if number != shown.number or not 0 <= wanted[0] <= wanted[-1] < len(cut):
        raise Conflict(
            "The text has changed since you opened this page.",
            hint="Choose the sentences again.",
            code="text_changed",
        )
    runs = [Span(cut[first].start, cut[last].end) for first, last in _runs(wanted)]
    if len(runs) > MOST_STRETCHES:
        raise InvalidInput(
            f"You have chosen {len(runs)} places that lie apart; {MOST_STRETCHES} is the most "
            "that people can decide on at once.",
            hint="Tick whole paragraphs, or ask twice.",
            code="no_sentences",
        )
    places = tuple(place for run in runs if (place := body.map.back(run)) is not None)
    if not places:
        raise InvalidInput("Nothing of these sentences is left to hide.", code="no_sentences")
    return places


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours, of numbers in order."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
