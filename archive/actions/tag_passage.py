"""Mark a stretch of a text: its themes, whose experience it tells, where it lies on each text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from archive.actions import outbox
from archive.actions.reviewing import Review, open_review
from archive.actions.set_voice import hide_until_cleared
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.offsets import OffsetMap
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState, Voice
from archive.gate import audit
from archive.gate.bodies import RenditionBody
from archive.models import Anchor, Coding, Passage, Rendition, Theme, User


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
    hides it until another account clears it. Raises `NotAllowed`, `NotFound`, `Gone` and
    `InvalidInput` (span, unknown theme, nothing to say).
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
        passage, is_new = Passage.objects.get_or_create(
            contribution=review.contribution,
            start=start,
            end=end,
            voice=voice.value if voice else "",
            defaults={"made_by": by},
        )
        if is_new:
            _anchor_to_texts(review, passage)
        _code(review, passage, chosen, memo, by)
        review.begin()
        if is_new and voice is Voice.SECOND_HAND:
            hide_until_cleared(review)
        review.save()
        ids = [theme.pk for theme in chosen]
        audit.record("tag_passage", ref=ref, by=by, passage=passage.pk, themes=ids)
        outbox.note_changed([ref])
        return int(passage.pk)


def remove_passage(*, ref: str, passage: int, by: User) -> None:
    """Take a passage away with its anchors and codings. Raises `NotFound`."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        row = review.contribution.passages.filter(pk=passage).first()
        if row is None:
            raise NotFound("There is no such passage.", hint="Reload the page.")
        row.delete()
        review.begin()
        audit.record("remove_passage", ref=ref, by=by, passage=passage)
        outbox.note_changed([ref])


def anchor(
    passages: Iterable[Passage], rendition: Rendition, offsets: OffsetMap, method: AnchorMethod
) -> None:
    """Write where passages of the original lie on a rendition; orphaned if nothing is left."""
    rows = []
    for passage in passages:
        place = offsets.forward(Span(passage.start, passage.end))
        rows.append(
            Anchor(
                passage=passage,
                rendition=rendition,
                start=place.start if place else None,
                end=place.end if place else None,
                method=method.value,
                state=(AnchorState.ANCHORED if place else AnchorState.ORPHANED).value,
            )
        )
    Anchor.objects.bulk_create(rows)


def rendition_body(review: Review, rendition: Rendition) -> RenditionBody | None:
    """A rendition's sealed body, opened; None where it is gone."""
    sealed = review.ring.unseal(review.ref, "rendition.body", rendition.body)
    return RenditionBody.loads(sealed) if sealed is not None else None


def _anchor_to_texts(review: Review, passage: Passage) -> None:
    """On the latest rendition, the public one and the one that waits for its writer."""
    c = review.contribution
    for rendition in {r for r in (c.latest, c.rendition, c.pending) if r is not None}:
        if (body := rendition_body(review, rendition)) is not None:
            anchor([passage], rendition, body.map, AnchorMethod.MADE)


def _themes(slugs: Sequence[str], by: User) -> list[Theme]:
    own = Q(codebook__owner__isnull=True) | Q(codebook__owner=by)
    found = {theme.slug: theme for theme in Theme.objects.filter(own, slug__in=slugs)}
    if missing := [slug for slug in slugs if slug not in found]:
        raise InvalidInput(
            f"The codebook has no theme {', '.join(missing)}.", hint="Reload the page."
        )
    return list(found.values())


def _code(review: Review, passage: Passage, themes: list[Theme], memo: str, by: User) -> None:
    for theme in themes:
        coding, _ = Coding.objects.get_or_create(content_object=passage, tag=theme, coder=by)
        if memo.strip():
            coding.memo = review.ring.seal(review.ref, "coding.memo", memo)
            coding.save(update_fields=["memo"])
