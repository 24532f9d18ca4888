"""What a round settled becomes a coding like any other, on a passage like any other."""

from __future__ import annotations

from collections.abc import Iterable

from archive.actions import outbox
from archive.actions.anchoring import anchor_to_texts
from archive.actions.reviewing import Review, open_locked
from archive.domain.agreement import Coding as Found
from archive.gate.rounds_compared import book_of
from archive.models import Coding, Passage, Round, Theme, User


def settle(row: Round, found: Iterable[Found], *, by: User | None) -> None:
    """Write what the settled layer says yes to. `by` is the third person; None: all agreed.

    Inside a transaction and a warrant. Search learns of it.
    """
    themes = {theme.slug: theme for theme in book_of(row).rows.values()}
    reviews: dict[str, Review] = {}
    for one in found:
        review = reviews.setdefault(one.ref, reviews.get(one.ref) or open_locked(one.ref))
        _settle(row, review, themes[one.theme], one.start, one.end, by)
    outbox.note_changed(list(reviews))


def unsettle(row: Round, review: Review, theme: Theme, start: int, end: int) -> None:
    """Take a settled coding away again, and its passage if nothing else stands on it."""
    passages = review.contribution.passages.filter(start=start, end=end, voice="")
    Coding.objects.filter(round=row, tag=theme, content_object__in=passages).delete()
    passages.filter(codings__isnull=True).delete()
    outbox.note_changed([review.ref])


def _settle(
    row: Round, review: Review, theme: Theme, start: int, end: int, by: User | None
) -> None:
    place = {"contribution": review.contribution, "start": start, "end": end, "voice": ""}
    passage = Passage.objects.filter(**place).order_by("pk").first()
    if passage is None:
        passage = Passage.objects.create(**place, made_by=by)
        anchor_to_texts(review, passage)
    Coding.objects.update_or_create(
        content_object=passage,
        tag=theme,
        round=row,
        defaults={"coder": by},
        create_defaults={"coder": by, "version": theme.codebook.version},
    )
