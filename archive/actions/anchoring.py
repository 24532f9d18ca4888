"""Where the passages of a text lie on a rendition: by its map, else by search, else nowhere.

A passage is a stretch of the original, and a rendition is made from the original: as long as that
is the one the passage was placed on, the rendition's map answers. Where the original is another one
by now, the passage is looked for with the words it had where it last lay for certain, on that
rendition, which never changes. What is not certain waits for a person, and what a person said is
gone stays gone. Only texts of the same contribution are ever compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.actions.reviewing import Review
from archive.domain import redaction
from archive.domain.anchors import Placement, reanchor
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState
from archive.gate.bodies import RenditionBody
from archive.models import Anchor, Passage, Rendition

_LOST = Placement(None, AnchorMethod.NONE, AnchorState.ORPHANED, 0.0)
_GONE = Placement(None, AnchorMethod.MADE, AnchorState.ORPHANED, 0.0)


def rendition_body(review: Review, rendition: Rendition) -> RenditionBody | None:
    """A rendition's sealed body, opened; None where it is gone."""
    sealed = review.ring.unseal(review.ref, "rendition.body", rendition.body)
    return RenditionBody.loads(sealed) if sealed is not None else None


def anchor_to_texts(review: Review, passage: Passage) -> None:
    """Anchor a passage that was just made on the original: on the latest rendition, the public one
    and the one that waits for its writer. One that was made of another original is left out.
    """
    c = review.contribution
    for rendition in {r for r in (c.latest, c.rendition, c.pending) if r is not None}:
        body = rendition_body(review, rendition)
        if body is not None and _is_made_of(review.original.text, body):
            found = body.map.forward(Span(passage.start, passage.end))
            state = AnchorState.ANCHORED if found else AnchorState.ORPHANED
            placement = Placement(found, AnchorMethod.MADE, state, 1.0 if found else 0.0)
            _row(passage, rendition, placement).save()


def place_all(review: Review, rendition: Rendition, body: RenditionBody) -> None:
    """Anchor every passage of the contribution on a rendition that was just made of its original.

    A passage that a search has found for certain is carried to its new place on the original too.
    """
    passages = list(review.contribution.passages.all())
    pasts = _pasts(passages)
    texts = _Texts(review)
    rows, carried = [], []
    for passage in passages:
        placement, is_carried = _placed(passage, pasts[passage.pk], texts, body)
        rows.append(_row(passage, rendition, placement))
        if is_carried and placement.span and (was := body.map.back(placement.span)):
            passage.start, passage.end = was.start, was.end
            carried.append(passage)
    Anchor.objects.bulk_create(rows)
    Passage.objects.bulk_update(carried, ["start", "end"])


@dataclass(frozen=True, slots=True)
class _Past:
    """Anchors of one passage: the newest, and the newest that was certain."""

    newest: Anchor | None = None
    certain: Anchor | None = None

    @property
    def is_gone(self) -> bool:
        """Whether a person said so."""
        last = self.newest
        return last is not None and (last.state, last.method) == (_GONE.state, _GONE.method)


@dataclass(slots=True)
class _Texts:
    """Earlier renditions, each opened once: its text, and whether it is of today's original."""

    review: Review
    opened: dict[int, tuple[str, bool] | None] = field(default_factory=dict)

    def of(self, rendition: int) -> tuple[str, bool] | None:
        if rendition not in self.opened:
            body = rendition_body(self.review, Rendition.objects.get(pk=rendition))
            known = body and (body.text, _is_made_of(self.review.original.text, body))
            self.opened[rendition] = known or None
        return self.opened[rendition]


def _pasts(passages: Iterable[Passage]) -> dict[int, _Past]:
    found: dict[int, _Past] = defaultdict(_Past)
    for row in Anchor.objects.filter(passage__in=passages).order_by("rendition__number"):
        is_certain = row.state == AnchorState.ANCHORED
        found[row.passage_id] = _Past(row, row if is_certain else found[row.passage_id].certain)
    return found


def _placed(
    passage: Passage, past: _Past, texts: _Texts, body: RenditionBody
) -> tuple[Placement, bool]:
    """Where the passage lies on the new text, and whether its place was found by search."""
    if past.is_gone:
        return _GONE, False
    last = past.certain or past.newest
    known = texts.of(last.rendition_id) if last is not None else None
    if last is None or (known is not None and known[1]):
        span = Span(passage.start, passage.end)
        return reanchor(span, texts.review.original.text, body.text, body.map), False
    if known is None or last.start is None or last.end is None:
        return _LOST, False
    found = reanchor(Span(last.start, last.end), known[0], body.text, None)
    if found.span is not None and found.span.start == found.span.end:
        return _LOST, False
    return found, found.state is AnchorState.ANCHORED


def _is_made_of(original: str, body: RenditionBody) -> bool:
    """Whether a rendition is what its edits make of this text: else it is of an earlier one."""
    if max((edit.end for edit in body.edits), default=0) > len(original):
        return False
    return redaction.apply(original, body.edits).text == body.text


def _row(passage: Passage, rendition: Rendition, placement: Placement) -> Anchor:
    span = placement.span
    return Anchor(
        passage=passage,
        rendition=rendition,
        start=span.start if span else None,
        end=span.end if span else None,
        method=placement.method.value,
        state=placement.state.value,
        score=placement.score,
    )
