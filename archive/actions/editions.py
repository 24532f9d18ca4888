"""The optimistic lock of a review: a decision says from which edition of the text it was made.

Codings never need it: what two people put on one passage stands side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from archive.domain.errors import Overtaken
from archive.models import AuditEvent, Contribution

SAID = {
    "set_voice": "said whose experience it tells",
    "decide_words": "decided what to hide",
    "redact": "hid words",
    "hide_now": "hid words at once",
    "retract_redaction": "took back what was hidden",
    "undo_batch": "took back what was hidden",
    "merge_persons": "made one person of two",
    "approve": "approved it",
    "clear_second_person": "cleared it",
    "refuse": "refused it",
    "tag_passage": "marked a passage as about someone else",
}
"""Verbs of the audit chain that make another edition, in words."""


def another_edition(refs: Iterable[str]) -> None:
    """Note that these texts were decided on: forms made before are refused from now on."""
    Contribution.objects.filter(ref__in=list(refs)).update(edition=F("edition") + 1)


def demand_edition(row: Contribution, edition: int | None) -> None:
    """Raises `Overtaken`, saying who did what, where the locked row is another edition by now."""
    if edition is None or edition == row.edition:
        return
    last = AuditEvent.objects.filter(ref=row.ref, verb__in=SAID).order_by("-id").first()
    what = "This text was decided on"
    if last is not None:
        at = f"{timezone.localtime(last.at):%H:%M}"
        what = f"At {at} {last.actor} {SAID[last.verb]}, after you had opened this page"
    raise Overtaken(
        f"{what}, so nothing of yours was stored yet.",
        hint="What you typed is still here: look at the text as it is now, then send it again.",
    )
