"""A text that comes in after another was hidden: where it repeats that one, so a person sees it.

Hiding looks at what is there (`leaning`); what was being written meanwhile is looked at here, in
memory. Erased texts cannot be compared any more: their keys are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils import timezone

from archive import vault
from archive.domain.shingles import Hidden, LeanKind
from archive.domain.visibility import READ, holds
from archive.domain.words import Band, Status
from archive.gate.bodies import OriginalBody
from archive.gate.facts import facts_of
from archive.models import Contribution, Finding, Original, RemovalRequest

KIND, WHY = "quotation", "repeats a text of this discussion that readers do not see now"


def quotations(row: Contribution, text: str, found: Iterable[Finding]) -> list[Finding]:
    """Findings, not saved, where `text` of `row` repeats what was public there and is hidden now.

    They leave out what is `found` already: keeping a quotation must decide on nothing within it.
    Needs a warrant. Her own other texts do not count.
    """
    spans = {span for hidden in _hidden_from_readers(row) for span in _repeated(hidden, text)}
    free = _without(sorted(spans), sorted((f.start, f.end) for f in found))
    return [
        Finding(
            contribution_id=row.pk,
            start=start,
            end=end,
            kind=KIND,
            band=Band.CHECK.value,
            detector="leaning",
            why=WHY,
        )
        for start, end in free
        if re.search(r"\w", text[start:end])
    ]


def _hidden_from_readers(row: Contribution) -> Iterator[str]:
    """The texts of the discussion, and the stretches of them, that were public and are not now."""
    others = (
        Contribution.objects.filter(discussion=row.discussion_id, was_public=True)
        .exclude(pk=row.pk)
        .exclude(status=Status.ERASED.value)
        .exclude(contributor=row.contributor_id)
        .select_related("discussion")
    )
    now = timezone.now()
    masked: dict[int, list[tuple[int, int]]] = {}
    for pk, start, end in RemovalRequest.objects.filter(
        contribution__in=others, decision="", hides=True, start__isnull=False, end__isnull=False
    ).values_list("contribution_id", "start", "end"):
        masked.setdefault(pk, []).append((start or 0, end or 0))
    wanted = [o for o in others if o.pk in masked or not holds(READ, facts_of(o), now)]
    ring = vault.ring(other.ref for other in wanted)
    bodies = dict(
        Original.objects.filter(contribution__in=wanted).values_list("contribution_id", "body")
    )
    for other in wanted:
        sealed = ring.unseal(other.ref, "original.body", bodies.get(other.pk))
        if sealed is None:
            continue
        own = OriginalBody.loads(sealed)
        if not holds(READ, facts_of(other), now):
            yield f"{own.title}\n\n{own.text}".strip()
        else:
            yield from (own.text[start:end] for start, end in masked[other.pk])


def _repeated(hidden: str, text: str) -> Iterator[tuple[int, int]]:
    leans = Hidden(hidden).lean(text)
    if leans.kind is not LeanKind.NONE:
        yield from ((span.start, span.end) for span in leans.spans)


def _without(
    spans: Iterable[tuple[int, int]], taken: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """What of the spans, in order, lies neither in what is taken nor in one before."""
    done = 0
    for start, end in spans:
        at = max(start, done)
        for first, last in taken:
            if first < end and at < last:
                if at < first:
                    yield at, first
                at = max(at, last)
        if at < end:
            yield at, end
        done = max(done, end)
