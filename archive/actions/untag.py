"""Take one's own codings away, one of them or all of one's last press, and put them back.

Nobody takes away what somebody else applied. What was taken away is kept for a day, sealed as it
was, for its coder alone; a new coding of hers on the text ends that.
"""

from __future__ import annotations

from django.db import transaction

from archive.actions import outbox
from archive.actions.editions import another_edition
from archive.actions.reviewing import Review, open_review
from archive.actions.tag_passage import passage_at
from archive.domain import warrant
from archive.domain.codebook import ThemeState
from archive.domain.errors import Conflict, NotFound
from archive.domain.text import Span
from archive.domain.words import Voice
from archive.gate import audit
from archive.gate.coding_state import own_codings, undone_of
from archive.models import Coding, Passage, ThemeExample, UndoneCoding, User
from archive.models.fields import new_ref


def untag(*, ref: str, coding: int, by: User) -> None:
    """Take away one coding of `by`; its passage goes when nothing is left on it.

    Raises `NotFound` where it is not there or not of `by`; `NotAllowed`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        rows = list(own_codings(review.contribution.pk, by.pk).filter(pk=coding))
        if not rows:
            raise NotFound("You have no such coding here.", hint="Reload the page.")
        _take_away(review, rows, by)


def take_back_passage(*, ref: str, passage: int, by: User) -> None:
    """Take away all that `by` said of a passage, themes and voice; it goes when nothing is left.

    Whose experience it tells stays where somebody else's theme hangs on it. Raises `NotFound`,
    `Conflict` where there is nothing of `by` to take; `NotAllowed`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        row = review.contribution.passages.filter(pk=passage).first()
        if row is None:
            raise NotFound("There is no such passage.", hint="Reload the page.")
        own = list(own_codings(review.contribution.pk, by.pk).filter(content_object=row))
        others = row.codings.exclude(pk__in=[coding.pk for coding in own])
        unsaid = bool(row.voice) and row.made_by_id == by.pk and not others.exists()
        if not own and not unsaid:
            raise Conflict(
                "You marked nothing here that is yours alone.",
                hint="What somebody else marked is theirs to take back. Talk to each other.",
            )
        _take_away(review, own, by)
        if unsaid:
            row.voice = ""
            row.save(update_fields=["voice"])
            if is_bare(row):
                row.delete()
            another_edition([ref])
        review.begin()


def undo_coding(*, ref: str, by: User) -> int:
    """Take away what the last press of `by` on this text applied; how many themes that was.

    Raises `Conflict` where there is nothing to undo; `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        own = own_codings(review.contribution.pk, by.pk)
        last = own.order_by("-coded_at", "-pk").first()
        if last is None:
            raise Conflict("You have coded nothing here that could be undone.")
        rows = list(own.filter(batch=last.batch)) if last.batch else [last]
        _take_away(review, rows, by)
        return len(rows)


def redo_coding(*, ref: str, by: User) -> int:
    """Put back what `by` took away last, with its memo; how many themes that was.

    Raises `Conflict` where there is nothing to redo, or where a theme is not in use any more;
    `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        undone = undone_of(review.contribution.pk, by.pk)
        last = undone.last()
        if last is None:
            raise Conflict("There is nothing to put back.")
        rows = list(undone.filter(undone=last.undone))
        for row in rows:
            _put_back(review, row, by)
        UndoneCoding.objects.filter(pk__in=[row.pk for row in rows]).delete()
        audit.record("redo_coding", ref=ref, by=by, themes=[row.theme_id for row in rows])
        outbox.note_changed([ref])
        return len(rows)


def _take_away(review: Review, rows: list[Coding], by: User) -> None:
    undone = new_ref()
    for row in rows:
        passage = row.content_object
        UndoneCoding.objects.create(
            contribution=review.contribution,
            coder=by,
            theme_id=row.tag_id,
            start=passage.start,
            end=passage.end,
            voice=passage.voice,
            memo=row.memo,
            version=row.version,
            batch=row.batch,
            undone=undone,
        )
        row.delete()
    for passage in {row.content_object_id: row.content_object for row in rows}.values():
        if is_bare(passage):
            passage.delete()
    audit.record("untag", ref=review.ref, by=by, themes=[row.tag_id for row in rows])
    outbox.note_changed([review.ref])


def is_bare(passage: Passage) -> bool:
    """Whether nobody says anything of the passage: no theme, no voice, no example."""
    examples = ThemeExample.objects.filter(passage=passage)
    return not (passage.voice or passage.codings.exists() or examples.exists())


def _put_back(review: Review, row: UndoneCoding, by: User) -> None:
    if row.theme.state != ThemeState.ACTIVE:
        raise Conflict(
            f"“{row.theme.name}” is not in use any more, so it is not put back.",
            hint="Choose another theme.",
        )
    voice = Voice(row.voice) if row.voice else None
    passage, _ = passage_at(review, Span(row.start, row.end), voice, by)
    Coding.objects.get_or_create(
        content_object=passage,
        tag=row.theme,
        coder=by,
        round=None,
        defaults={"memo": row.memo, "version": row.version, "batch": row.batch},
    )
