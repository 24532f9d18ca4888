"""Keep how an account wants to be spared. The one verb that leaves no link in the audit chain.

The chain is read by others, and what somebody cannot bear to read is nobody else's business; nor
does any text change by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from archive.actions.reviewing import demand_staff
from archive.domain import content_labels, warrant
from archive.domain.errors import InvalidInput
from archive.gate.themes import archive_themes
from archive.models import CareSettings, User

MOST = 1_000
"""Texts or minutes before a pause is suggested, at most."""


def set_care(
    *,
    by: User,
    blur: bool,
    blurred: Sequence[str],
    pause_texts: int | None,
    pause_minutes: int | None,
    apart_labels: Sequence[str],
    apart_themes: Sequence[str],
) -> None:
    """Keep the settings of the account `by`; labels are keys, themes slugs, a pause None never.

    Raises `NotAllowed` (no staff), `InvalidInput` for what there is not.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        book = archive_themes()
        for keys in (blurred, apart_labels):
            if len(content_labels.known(keys)) != len(set(keys)):
                raise InvalidInput("There is no such label.", hint="Reload the page.")
        if any(book.of_slug(slug) is None for slug in apart_themes):
            raise InvalidInput("There is no such theme.", hint="Reload the page.")
        pauses = (pause for pause in (pause_texts, pause_minutes) if pause is not None)
        if not all(1 <= pause <= MOST for pause in pauses):
            raise InvalidInput(f"A pause is suggested after 1 to {MOST:,}, or never.")
        CareSettings.objects.update_or_create(
            account=by,
            defaults={
                "blur": blur,
                "blurred": list(content_labels.known(blurred)),
                "pause_texts": pause_texts,
                "pause_minutes": pause_minutes,
                "apart_labels": list(content_labels.known(apart_labels)),
                "apart_themes": list(dict.fromkeys(apart_themes)),
            },
        )
