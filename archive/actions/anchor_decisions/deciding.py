"""What the three decisions share: the anchor locked and open, and its new place written."""

from __future__ import annotations

from dataclasses import dataclass

from archive.actions import outbox
from archive.actions.anchoring import rendition_body
from archive.actions.reviewing import Review, open_review
from archive.domain.errors import Conflict, Gone, InvalidInput, NotFound
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState
from archive.gate import audit
from archive.gate.bodies import RenditionBody
from archive.models import Anchor, User


@dataclass(frozen=True, slots=True)
class Doubt:
    """An anchor on the latest rendition, with the text it lies on."""

    review: Review
    anchor: Anchor
    body: RenditionBody

    def place(self, start: int, end: int) -> None:
        """Set the anchor, and the passage on the original, to `[start, end)` of the rendition.

        A mask that is touched is taken whole, as everywhere. Raises `InvalidInput` where nothing
        of the original stands there.
        """
        if not 0 <= start < end <= len(self.body.text):
            raise InvalidInput(
                "The passage lies outside the text.", hint="Reload the page and choose again."
            )
        was = self.body.map.back(Span(start, end))
        now = self.body.map.forward(was) if was is not None else None
        if was is None or now is None or was.start == was.end:
            raise InvalidInput(
                "Nothing of what was written stands there.", hint="Choose other sentences."
            )
        passage = self.anchor.passage
        passage.start, passage.end = was.start, was.end
        passage.save(update_fields=["start", "end"])
        self.anchor.start, self.anchor.end = now.start, now.end
        self.anchor.state = AnchorState.ANCHORED.value

    def save(self, verb: str, by: User) -> None:
        """Write the anchor with its audit link, and tell the indexes."""
        self.anchor.save(update_fields=["start", "end", "state", "method"])
        number, passage = self.anchor.rendition.number, self.anchor.passage_id
        audit.record(verb, ref=self.review.ref, by=by, passage=passage, number=number)
        outbox.note_changed([self.review.ref])


def open_doubt(anchor: int, by: User, *, gone: bool = False) -> Doubt:
    """Lock and open an anchor that waits for a person; with `gone`, one that was said to be gone.

    Inside a transaction and a warrant. Raises `NotFound`, `NotAllowed`, `Gone`, and `Conflict`
    where somebody has decided it or a newer wording stands by now.
    """
    ref = (
        Anchor.objects.filter(pk=anchor)
        .values_list("passage__contribution__ref", flat=True)
        .first()
    )
    review = open_review(ref or "", by)
    row = Anchor.objects.select_related("passage", "rendition").filter(pk=anchor).first()
    if row is None:
        raise NotFound("There is no such passage.", hint="Reload the page.")
    if row.rendition_id != review.contribution.latest_id:
        raise Conflict(
            "The wording has changed since this page was opened.",
            hint="Nothing was decided. The passage is on the list again if it still waits.",
        )
    was_gone = row.state == AnchorState.ORPHANED and row.method == AnchorMethod.MADE
    if row.state == AnchorState.ANCHORED or was_gone is not gone:
        raise Conflict("Somebody has decided this passage meanwhile.", hint="Nothing was changed.")
    body = rendition_body(review, row.rendition)
    if body is None:
        raise Gone("This text has been erased.", hint="Nothing of it can be decided any more.")
    return Doubt(review, row, body)
