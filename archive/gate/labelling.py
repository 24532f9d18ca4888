"""What staff are told of content labels: suggestions too, and who applied what. Needs a warrant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.domain.content_labels import Label, known
from archive.domain.errors import NotFound
from archive.gate.content_labels import before_of
from archive.gate.reviewing import reviewable_now
from archive.gate.staff_disclosed import LabelsBefore
from archive.gate.viewer import Viewer
from archive.models import ContentLabel


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label of a text under review. `by` is "" where its writer chose it, or a cue suggests."""

    label: Label
    suggested: bool
    by: str = ""


def labels_before(_viewer: Viewer, refs: Iterable[str]) -> dict[str, LabelsBefore]:
    """Labels and suggestions by ref, of those of these texts that staff may open now."""
    wanted = reviewable_now().filter(ref__in=list(refs)).order_by().values_list("pk", "ref")
    found = before_of(pk for pk, _ in wanted)
    return {ref: found[pk] for pk, ref in wanted}


def labels(_viewer: Viewer, ref: str) -> tuple[LabelLine, ...]:
    """Labels and suggestions of one text, in NEON's order. `NotFound` for none staff may open."""
    row = reviewable_now().filter(ref=ref).first()
    if row is None:
        raise NotFound("There is no such text.")
    rows = {
        each.label: each
        for each in ContentLabel.objects.filter(contribution=row).select_related("by")
    }
    return tuple(
        LabelLine(label, rows[label].suggested, by.username if (by := rows[label].by) else "")
        for label in known(rows)
    )
