"""What becomes true with publication: an address that once answered, decisions that are forgotten.

The address of a text that was once public answers 410, not 404. What a reviewer decided and took
back is kept until readers see the text, and no longer: it says what was nearly hidden or shown.
"""

from __future__ import annotations

from django.utils import timezone

from archive.domain import visibility
from archive.gate.facts import facts_of
from archive.models import Contribution, Redaction


def note_publication(contribution: Contribution) -> None:
    """Remember that a text is public where readers may see it now; never forgets."""
    if contribution.was_public:
        return
    if visibility.holds(visibility.READ, facts_of(contribution), timezone.now()):
        contribution.was_public = True
        contribution.save(update_fields=["was_public"])
        forget_taken_back(contribution)


def forget_taken_back(contribution: Contribution) -> None:
    """Delete the decisions taken back of a text that readers see in the wording that stands."""
    if visibility.holds(visibility.READ, facts_of(contribution), timezone.now()):
        undone = Redaction.objects.filter(contribution=contribution, retracted_at__isnull=False)
        undone.delete()
