"""Which rule a viewer's page, search or index is under."""

from __future__ import annotations

from archive.domain import visibility
from archive.domain.visibility import AnyOf, Rule
from archive.domain.words import Audience, Purpose, Role
from archive.gate.viewer import Viewer


def page_rule(viewer: Viewer) -> Rule:
    """What may be opened: staff all that is not erased; researchers what they may read or study."""
    if viewer.is_staff:
        return visibility.rule_for(viewer.role, Purpose.REVIEW)
    if viewer.role is Role.RESEARCHER:
        return AnyOf((visibility.READ, visibility.RESEARCH))
    return visibility.rule_for(viewer.role, Purpose.READ)


def finding_rule(viewer: Viewer) -> Rule:
    """What search and theme pages may find for this viewer."""
    return audience_rule(audience_of(viewer))


def audience_of(viewer: Viewer) -> Audience:
    """Whose index answers this viewer."""
    if viewer.is_staff:
        return Audience.STAFF
    return Audience.RESEARCH if viewer.role is Role.RESEARCHER else Audience.PUBLIC


def audience_rule(audience: Audience) -> Rule:
    """What an index may hold."""
    rules: dict[Audience, Rule] = {
        Audience.PUBLIC: visibility.FIND,
        Audience.RESEARCH: visibility.RESEARCH,
        Audience.STAFF: visibility.REVIEW,
    }
    return rules[audience]


def purpose_rule(viewer: Viewer, purpose: Purpose) -> Rule:
    """The rule of a purpose for a viewer."""
    return visibility.rule_for(viewer.role, purpose)
