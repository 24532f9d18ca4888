"""Who else has a text open at this moment. Needs a warrant."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from archive.gate.viewer import Viewer
from archive.models import Presence

PRESENT = timedelta(seconds=60)
"""How long somebody counts as there after the page was last heard of."""


def others_present(viewer: Viewer, ref: str) -> tuple[str, ...]:
    """Names of the other accounts that have the text open."""
    rows = Presence.objects.filter(contribution__ref=ref, at__gte=timezone.now() - PRESENT)
    others = rows.exclude(account=viewer.user_id).order_by("account__username")
    return tuple(others.values_list("account__username", flat=True))
