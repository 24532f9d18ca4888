"""The memory that a text was once public: its address then answers 410, not 404."""

from __future__ import annotations

from django.utils import timezone

from archive.domain import visibility
from archive.gate.facts import facts_of
from archive.models import Contribution


def note_publication(contribution: Contribution) -> None:
    """Remember that a text is public where readers may see it now; never forgets."""
    if contribution.was_public:
        return
    if visibility.holds(visibility.READ, facts_of(contribution), timezone.now()):
        contribution.was_public = True
        contribution.save(update_fields=["was_public"])
