"""Which labels texts carry. Needs a warrant.

Readers are told of labels that somebody applied, and only with a text that they may read anyway;
staff also of what cues suggest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.domain.content_labels import Label, known
from archive.gate.staff_disclosed import LabelsBefore
from archive.models import ContentLabel


def labels_of(contributions: Iterable[int]) -> dict[int, tuple[Label, ...]]:
    """The labels that stand, by contribution id; one query for any number of texts."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ContentLabel.objects.filter(contribution__in=list(contributions), suggested=False)
    for of, label in rows.values_list("contribution_id", "label"):
        found[of].append(label)
    return defaultdict(tuple, {of: known(labels) for of, labels in found.items()})


def before_of(contributions: Iterable[int]) -> dict[int, LabelsBefore]:
    """Labels and suggestions by contribution id, for staff; one query for any number of texts."""
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    rows = ContentLabel.objects.filter(contribution__in=list(contributions))
    for of, label, suggested in rows.values_list("contribution_id", "label", "suggested"):
        found[of][suggested].append(label)
    before = {of: LabelsBefore(known(one), known(two)) for of, (one, two) in found.items()}
    return defaultdict(LabelsBefore, before)
