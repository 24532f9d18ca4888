"""What is masked only while somebody's request is looked at. Nothing here decides that it is.

Every wording that is written meanwhile has these masks too, whoever approves it.
"""

from __future__ import annotations

from dataclasses import replace

from archive.actions.reviewing import Review
from archive.domain.redaction import Edit, merge_overlapping
from archive.gate.bodies import RenditionBody
from archive.gate.drafting import worded
from archive.models import Contribution, RemovalRequest

MEANWHILE = "[hidden while somebody’s request is looked at]"


def open_masks(row: Contribution) -> tuple[Edit, ...]:
    """The stretches of the original that open requests mask."""
    asked = RemovalRequest.objects.filter(
        contribution=row, decision="", hides=True, start__isnull=False
    )
    return merge_overlapping(Edit(each.start or 0, each.end or 0, MEANWHILE) for each in asked)


def held_back(review: Review, body: RenditionBody) -> RenditionBody:
    """`body` with the masks of today's open requests, and no others; its own edits stand below."""
    masks = open_masks(review.contribution)
    lasting = body.lasting
    made = worded(review.original, merge_overlapping(masks, lasting), body.title_edits)
    return replace(made, pen_name=body.pen_name, standing=lasting if masks else None)
