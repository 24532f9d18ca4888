"""Why a viewer sees a contribution or not, in words, from the very rule that decides."""

from __future__ import annotations

from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.errors import NotFound
from archive.domain.words import Purpose
from archive.gate.disclosed import Explanation
from archive.gate.facts import facts_of
from archive.gate.viewer import Viewer
from archive.models import Contribution

PURPOSES = (Purpose.READ, Purpose.FIND, Purpose.RESEARCH, Purpose.QUOTE, Purpose.REVIEW)


def explain(viewer: Viewer, ref: str) -> tuple[Explanation, ...]:
    """One explanation a purpose that the viewer's role may ask for. `NotFound` for no such ref."""
    with warrant.opened(viewer.role.value, "explain"):
        row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
        if row is None:
            raise NotFound("There is no contribution with this ref.")
        key = vault.ring([ref]).has(ref)
    facts, now = facts_of(row), timezone.now()
    found = []
    for purpose in PURPOSES:
        rule = visibility.rule_for(viewer.role, purpose)
        if rule == visibility.NEVER:
            continue
        reasons = (*visibility.explain(rule, facts, now), (key, "its text has not been erased"))
        seen = key and visibility.holds(rule, facts, now)
        found.append(Explanation(ref, viewer.role, purpose.value, seen, reasons))
    return tuple(found)
