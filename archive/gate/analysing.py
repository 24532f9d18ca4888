"""What may be counted over: coded texts as a viewer may find them today, for study.

Each function opens its own warrant for the purpose research and asks the rule of search, so that
a text that is taken back is in no count of the same request. Nothing is counted that this viewer
could not open, so no count tells of anything else; a number never has to be hidden for being
small. Only the archive's own codebook: what a private one says is on nobody else's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from random import SystemRandom

from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.words import Purpose, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.disclosed import DisclosedPassage, DisclosedTheme
from archive.gate.facts import facts_of, to_q
from archive.gate.opening import PLACE, passages_of
from archive.gate.reading import visible
from archive.gate.rules import finding_rule
from archive.gate.themes import archive_themes
from archive.gate.viewer import Viewer
from archive.models import Coding, Contribution

BATCH = 500
"""Texts that are read at once."""


@dataclass(frozen=True, slots=True)
class StudiedText:
    """A text that this viewer may study, with its passages. `text` is "" unless it was asked for.

    `may_quote`: its writer lets researchers quote it word for word; else it may be told in other
    words only.
    """

    ref: str
    discussion: str
    voice: Voice
    month: date | None
    passages: tuple[DisclosedPassage, ...]
    may_quote: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The archive's themes in codebook order; `upwards` has each slug with all it stands under."""

    themes: tuple[DisclosedTheme, ...]
    upwards: Mapping[str, frozenset[str]]

    def named(self, slug: str) -> DisclosedTheme | None:
        """The theme of that slug."""
        return next((theme for theme in self.themes if theme.slug == slug), None)

    def is_above(self, one: str, other: str) -> bool:
        """Whether one of two themes stands under the other, or is it."""
        return one in self.upwards.get(other, ()) or other in self.upwards.get(one, ())


def book(viewer: Viewer) -> Book:
    """The codebook by which is counted; a merged theme is the one it was merged into."""
    with _studying(viewer):
        rows = archive_themes()
        standing = rows.standing()
        return Book(
            tuple(rows.disclosed(theme) for theme in standing),
            {t.slug: frozenset(up.slug for up in rows.upwards(t.pk)) for t in standing},
        )


def coded_texts(viewer: Viewer, *, words: bool = False) -> tuple[StudiedText, ...]:
    """Texts with at least one passage, in thread order; with their words if those are needed."""
    return tuple(each for each in studied_texts(viewer, words=words) if each.passages)


def studied_texts(viewer: Viewer, *, words: bool = False) -> tuple[StudiedText, ...]:
    """Every text that this viewer may find for study, by discussion and order."""
    with _studying(viewer):
        blind = blindfold(viewer)
        ids = list(
            visible(finding_rule(viewer))
            .exclude(pk__in=blind.texts)
            .order_by("discussion__slug", "order", "pk")
            .values_list("pk", flat=True)
        )
        found: list[StudiedText] = []
        for start in range(0, len(ids), BATCH):
            found += _read(viewer, ids[start : start + BATCH], words=words)
        return tuple(found)


def quotable(viewer: Viewer, refs: Iterable[str]) -> frozenset[str]:
    """Those of the refs that this viewer may find and whose writer lets them be quoted."""
    with _studying(viewer):
        rows = visible(finding_rule(viewer)).filter(
            to_q(visibility.QUOTE, timezone.now()), ref__in=list(refs)
        )
        return frozenset(rows.values_list("ref", flat=True))


def coder_numbers(viewer: Viewer, codings: Iterable[int]) -> dict[int, int]:
    """A number for the coder of each of these codings (by id), drawn anew at every call.

    Whoever reads the numbers can tell coders apart in one file, and never who they are, nor that
    one in this file is one in another. What a blind round settled by itself has no coder.
    """
    with _studying(viewer):
        blind = blindfold(viewer).texts
        rows = dict(
            Coding.objects.filter(
                pk__in=list(codings),
                content_object__contribution__in=visible(finding_rule(viewer)).values("pk"),
            )
            .exclude(content_object__contribution__in=blind)
            .exclude(coder__isnull=True)
            .values_list("pk", "coder_id")
        )
    coders = sorted(set(rows.values()))
    SystemRandom().shuffle(coders)
    number = {coder: place for place, coder in enumerate(coders, start=1)}
    return {pk: number[coder] for pk, coder in rows.items()}


def _studying(viewer: Viewer) -> AbstractContextManager[object]:
    return warrant.opened(viewer.name or viewer.role.value, Purpose.RESEARCH.value)


def _read(viewer: Viewer, ids: list[int], *, words: bool) -> list[StudiedText]:
    staff = viewer.is_staff
    body = "latest" if staff else "rendition"
    order = {pk: place for place, pk in enumerate(ids)}
    rows = sorted(
        Contribution.objects.filter(pk__in=ids).select_related("discussion", body),
        key=lambda row: order[row.pk],
    )
    shown = {row.pk: row.latest if staff else row.rendition for row in rows}
    passages = passages_of(
        rows, {r.pk for r in shown.values() if r}, staff=staff, blind=blindfold(viewer)
    )
    ring = vault.ring(row.ref for row in rows)
    now = timezone.now()
    found = []
    for row in rows:
        rendition = shown[row.pk]
        if rendition is None or not ring.has(row.ref):  # a tombstone, never an error
            continue
        opened = ring.unseal(row.ref, PLACE, rendition.body) if words else None
        found.append(
            StudiedText(
                ref=row.ref,
                discussion=row.discussion.slug,
                voice=Voice(row.voice),
                month=row.written_at.date().replace(day=1) if row.written_at else None,
                passages=tuple(passages[row.pk]),
                may_quote=visibility.holds(visibility.QUOTE, facts_of(row), now),
                text=RenditionBody.loads(opened).text if opened is not None else "",
            )
        )
    return found
