"""How a moderator wants to be spared: her own settings, for her alone. All need a warrant.

There is no function that takes another account: nobody's settings can be asked for by anybody else,
whatever the role. How much she has read is not here at all; it is counted in her own session.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from archive.domain.content_labels import (
    BLURRED_AT_FIRST,
    PAUSE_MINUTES,
    PAUSE_TEXTS,
    Label,
    known,
)
from archive.domain.errors import NotFound
from archive.gate.themes import archive_themes
from archive.gate.viewer import Viewer
from archive.models import CareSettings, Coding, ContentLabel

NOTHING = "There is nothing at this address."


@dataclass(frozen=True, slots=True)
class Care:
    """An account's own settings. `apart_themes` are slugs; a pause of None is never suggested."""

    blur: bool = True
    blurred: tuple[Label, ...] = BLURRED_AT_FIRST
    pause_texts: int | None = PAUSE_TEXTS
    pause_minutes: int | None = PAUSE_MINUTES
    apart_labels: tuple[Label, ...] = ()
    apart_themes: tuple[str, ...] = ()


def care(viewer: Viewer) -> Care:
    """The viewer's own settings, or the first ones. `NotFound` without an account."""
    if viewer.user_id is None:
        raise NotFound(NOTHING)
    row = CareSettings.objects.filter(account=viewer.user_id).first()
    if row is None:
        return Care()
    return Care(
        blur=row.blur,
        blurred=known(row.blurred),
        pause_texts=row.pause_texts,
        pause_minutes=row.pause_minutes,
        apart_labels=known(row.apart_labels),
        apart_themes=tuple(row.apart_themes),
    )


def not_offered(viewer: Viewer) -> Q:
    """Contributions that are not offered to this account, by its own choice.

    They carry a label it keeps away from, applied or only suggested, or a theme. Nothing of this
    forbids: who follows a link to such a text opens it.
    """
    nothing = Q(pk__in=())
    if viewer.user_id is None:
        return nothing
    chosen = care(viewer)
    found = nothing
    if chosen.apart_labels:
        rows = ContentLabel.objects.filter(label__in=[each.value for each in chosen.apart_labels])
        found |= Q(pk__in=rows.values("contribution"))
    if chosen.apart_themes:
        book = archive_themes()
        named = (book.of_slug(slug) for slug in chosen.apart_themes)
        tags = book.read_as(end.pk for row in named if row and (end := book.resolved(row.pk)))
        codings = Coding.objects.filter(tag__in=tags)
        found |= Q(pk__in=codings.values("content_object__contribution"))
    return found
