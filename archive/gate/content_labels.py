"""Which labels texts carry. Needs a warrant.

Readers are told of labels that somebody applied, and only with a text that they may read anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.domain.content_labels import Label, known
from archive.models import ContentLabel


def labels_of(contributions: Iterable[int]) -> dict[int, tuple[Label, ...]]:
    """The labels that stand, by contribution id; one query for any number of texts."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ContentLabel.objects.filter(contribution__in=list(contributions), suggested=False)
    for of, label in rows.values_list("contribution_id", "label"):
        found[of].append(label)
    return defaultdict(tuple, {of: known(labels) for of, labels in found.items()})
