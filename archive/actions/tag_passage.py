"""Mark a stretch of a text: its themes, whose experience it tells, where it lies on each text."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from archive.actions import outbox
from archive.actions.anchoring import anchor_to_texts
from archive.actions.editions import another_edition
from archive.actions.reviewing import Review, open_review
from archive.actions.set_voice import hide_until_cleared
from archive.domain import warrant
from archive.domain.codebook import ThemeState, resolved
from archive.domain.errors import InvalidInput
from archive.domain.text import Span
from archive.domain.words import AnchorState, Voice
from archive.gate import audit
from archive.models import Anchor, Coding, Passage, Theme, UndoneCoding, UnsentMemo, User
from archive.models.fields import new_ref


def tag_passage(
    *,
    ref: str,
    start: int,
    end: int,
    themes: Sequence[str],
    voice: Voice | None,
    memo: str = "",
    by: User,
) -> int:
    """Mark `[start, end)` of the original with themes (slugs) or a voice; the passage's id.

    A passage of the same span and voice is used again. A second-hand passage in an approved text
    hides it until another account clears it. All of it is one batch, undone together; after it
    there is nothing to redo, and the unsent memo is sent. Raises `NotAllowed`, `NotFound`, `Gone`
    and `InvalidInput` (span, unknown theme, nothing to say).
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        if not 0 <= start < end <= len(review.original.text):
            raise InvalidInput(
                "The selection lies outside the text.", hint="Reload the page and select again."
            )
        if not themes and voice is None:
            raise InvalidInput("Choose a theme, or say whose experience this is.")
        chosen = _themes(themes, by)
        passage, is_new = passage_at(review, Span(start, end), voice, by)
        _code(review, passage, chosen, memo, by)
        for left in (UnsentMemo.objects.filter(account=by), UndoneCoding.objects.filter(coder=by)):
            left.filter(contribution=review.contribution).delete()
        review.begin()
        if is_new and voice is Voice.SECOND_HAND:
            hide_until_cleared(review)
        review.save()
        ids = [theme.pk for theme in chosen]
        audit.record("tag_passage", ref=ref, by=by, passage=passage.pk, themes=ids)
        if is_new and voice is Voice.SECOND_HAND:
            another_edition([ref])
        outbox.note_changed([ref])
        return int(passage.pk)


def passage_at(review: Review, span: Span, voice: Voice | None, by: User) -> tuple[Passage, bool]:
    """The passage over this stretch of the original, and whether it was made just now."""
    known = _standing(review, span.start, span.end, voice)
    if known is not None:
        return known, False
    passage = Passage.objects.create(
        contribution=review.contribution,
        start=span.start,
        end=span.end,
        voice=voice.value if voice else "",
        made_by=by,
    )
    anchor_to_texts(review, passage)
    return passage, True


def _standing(review: Review, start: int, end: int, voice: Voice | None) -> Passage | None:
    """The passage that has this place and voice already; never one whose place is in doubt."""
    doubtful = Anchor.objects.filter(rendition=review.contribution.latest_id).exclude(
        state=AnchorState.ANCHORED.value
    )
    return (
        review.contribution.passages.filter(
            start=start, end=end, voice=voice.value if voice else ""
        )
        .exclude(pk__in=doubtful.values("passage"))
        .order_by("pk")
        .first()
    )


def _themes(slugs: Sequence[str], by: User) -> list[Theme]:
    """Those in use; one that was merged is read as what it was merged into."""
    own = Q(codebook__owner__isnull=True) | Q(codebook__owner=by)
    rows = {t.pk: t for t in Theme.objects.filter(own).select_related("codebook")}
    merged = {pk: theme.merged_into_id for pk, theme in rows.items()}
    found = {theme.slug: rows[resolved(merged, pk)] for pk, theme in rows.items()}
    if missing := [slug for slug in slugs if slug not in found]:
        raise InvalidInput(
            f"The codebook has no theme {', '.join(missing)}.", hint="Reload the page."
        )
    chosen = {found[slug].pk: found[slug] for slug in slugs}
    for theme in chosen.values():
        if theme.state != ThemeState.ACTIVE:
            raise InvalidInput(
                f"“{theme.name}” is not in use, so it cannot be put on a passage.",
                hint="Reload the page and choose another theme.",
            )
    return list(chosen.values())


def _code(review: Review, passage: Passage, themes: list[Theme], memo: str, by: User) -> None:
    batch = new_ref()
    for theme in themes:
        coding, _ = Coding.objects.get_or_create(
            content_object=passage,
            tag=theme,
            coder=by,
            round=None,
            defaults={"version": theme.codebook.version, "batch": batch},
        )
        if memo.strip():
            coding.memo = review.ring.seal(review.ref, "coding.memo", memo)
            coding.save(update_fields=["memo"])
