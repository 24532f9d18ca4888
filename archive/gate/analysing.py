"""What may be counted over: coded texts as a viewer may find them today, for study.

Each function opens its own warrant for the purpose research and asks the rule of search, so that
a text that is taken back is in no count of the same request. Nothing is counted that this viewer
could not open, so no count tells of anything else; a number never has to be hidden for being
small. Only the archive's own codebook: what a private one says is on nobody else's page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from random import SystemRandom
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.words import AnchorState, Purpose, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import text_in
from archive.gate.disclosed import DisclosedTheme
from archive.gate.facts import to_q
from archive.gate.opening import PLACE, is_account
from archive.gate.reading import visible
from archive.gate.rules import finding_rule
from archive.gate.themes import archive_themes
from archive.gate.viewer import Viewer
from archive.models import Anchor, Coding, Contribution

BATCH = 500
"""Texts that are opened at once."""


class StudiedCoding(NamedTuple):
    """A theme (slug) that somebody applied; `id` tells codings apart and nobody who."""

    id: int
    theme: str


class StudiedPassage(NamedTuple):
    """`[start, end)` of the text that this viewer reads, with its codings in codebook order."""

    start: int
    end: int
    voice: Voice
    is_account: bool
    codings: tuple[StudiedCoding, ...]


@dataclass(frozen=True, slots=True)
class StudiedText:
    """A text that this viewer may study, with its passages and without its words."""

    ref: str
    discussion: str
    voice: Voice
    month: date | None
    passages: tuple[StudiedPassage, ...]


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


def studied_texts(viewer: Viewer) -> tuple[StudiedText, ...]:
    """Every text that this viewer may find for study, by discussion and order.

    Three queries however many texts there are, and nothing is unsealed: counts need no words.
    """
    with _studying(viewer):
        texts = _texts(viewer)
        passages = _passages({row.pk: row for row in texts}, staff=viewer.is_staff)
        return tuple(
            StudiedText(
                row.ref,
                row.discussion,
                Voice(row.voice),
                row.written_at.date().replace(day=1) if row.written_at else None,
                tuple(passages[row.pk]),
            )
            for row in texts
        )


def words_of(viewer: Viewer, refs: Iterable[str]) -> dict[str, str]:
    """The texts of those refs that this viewer may study, by ref: at most `BATCH` at once, so that
    whoever counts words never holds more. Raises `ValueError` for more."""
    wanted = list(refs)
    if len(wanted) > BATCH:
        raise ValueError(f"at most {BATCH} texts at once")
    with _studying(viewer):
        body = "latest__body" if viewer.is_staff else "rendition__body"
        rows = dict(_studied(viewer).filter(ref__in=wanted).values_list("ref", body))
        ring = vault.ring(rows)
        opened = ((ref, ring.unseal(ref, PLACE, sealed)) for ref, sealed in rows.items())
        return {ref: text_in(found) for ref, found in opened if found is not None}


def quotable(viewer: Viewer, refs: Iterable[str]) -> frozenset[str]:
    """Those of the refs that this viewer may find and whose writer lets them be quoted."""
    wanted = list(refs)
    found: set[str] = set()
    with _studying(viewer):
        may = visible(finding_rule(viewer)).filter(to_q(visibility.QUOTE, timezone.now()))
        for start in range(0, len(wanted), BATCH):
            rows = may.filter(ref__in=wanted[start : start + BATCH])
            found.update(rows.values_list("ref", flat=True))
    return frozenset(found)


def coder_numbers(viewer: Viewer, codings: Iterable[int]) -> dict[int, int]:
    """A number for the coder of each of these codings (by id), drawn anew at every call.

    Whoever reads the numbers can tell coders apart in one file, and never who they are, nor that
    one in this file is one in another. What a blind round settled by itself has no coder.
    """
    wanted = frozenset(codings)
    with _studying(viewer):
        texts = frozenset(_studied(viewer).values_list("pk", flat=True))
        columns = ("pk", "coder_id", "content_object__contribution_id")
        every = Coding.objects.exclude(coder__isnull=True).order_by().values_list(*columns)
        rows = {pk: coder for pk, coder, text in every if pk in wanted and text in texts}
    coders = sorted(set(rows.values()))
    SystemRandom().shuffle(coders)
    number = {coder: place for place, coder in enumerate(coders, start=1)}
    return {pk: number[coder] for pk, coder in rows.items()}


def _studying(viewer: Viewer) -> AbstractContextManager[object]:
    return warrant.opened(viewer.name or viewer.role.value, Purpose.RESEARCH.value)


def _studied(viewer: Viewer) -> QuerySet[Contribution]:
    """What this viewer may find now, without what she codes blind."""
    rows = visible(finding_rule(viewer)).order_by("discussion__slug", "order", "pk")
    blind = blindfold(viewer).texts
    return rows.exclude(pk__in=blind) if blind else rows


class _Text(NamedTuple):
    pk: int
    ref: str
    discussion: str
    voice: str
    written_at: datetime | None


def _texts(viewer: Viewer) -> list[_Text]:
    shown = "latest" if viewer.is_staff else "rendition"
    rows = _studied(viewer).exclude(**{shown: None})
    with_keys = vault.refs_with_keys()  # one without is a tombstone, never an error
    read = rows.values_list("pk", "ref", "discussion__slug", "voice", "written_at")
    return [text for text in map(_Text._make, read) if text.ref in with_keys]


def _passages(texts: Mapping[int, _Text], *, staff: bool) -> dict[int, list[StudiedPassage]]:
    """Passages that lie for certain on the wording that is shown, by text, in its order."""
    codings = _codings()
    voices = {voice.value: voice for voice in Voice}
    shown = "passage__contribution__latest" if staff else "passage__contribution__rendition"
    rows = Anchor.objects.filter(
        rendition=F(shown), state=AnchorState.ANCHORED.value, start__isnull=False
    ).order_by("start", "end", "id")
    found: dict[int, list[StudiedPassage]] = defaultdict(list)
    columns = ("passage_id", "passage__contribution_id", "passage__voice", "start", "end")
    for passage, pk, said, start, end in rows.values_list(*columns):
        if pk in texts:
            whole = voices[texts[pk].voice]
            voice = voices[said] if said else whole
            is_told = is_account(whole, said)
            laid = StudiedPassage(start, end, voice, is_told, tuple(codings.get(passage, ())))
            found[pk].append(laid)
    return found


def _codings() -> dict[int, list[StudiedCoding]]:
    """Themes of the archive's codebook by passage, in codebook order; a merged theme is the one it
    was merged into, and counts once where one coder gave both."""
    book = archive_themes()
    places = {pk: place for place, pk in enumerate(book.rows)}
    read_as = {pk: end for pk in book.rows if (end := book.resolved(pk))}
    found: dict[int, list[tuple[int, StudiedCoding]]] = defaultdict(list)
    counted: set[tuple[int, int, int | None]] = set()
    rows = Coding.objects.order_by("pk").values_list(
        "pk", "tag_id", "content_object_id", "coder_id"
    )
    for pk, tag, passage, coder in rows:
        theme = read_as.get(tag)
        if theme is None or (key := (passage, theme.pk, coder)) in counted:
            continue
        counted.add(key)
        found[passage].append((places[theme.pk], StudiedCoding(pk, theme.slug)))
    return {
        passage: [each for _, each in sorted(some)] if len(some) > 1 else [some[0][1]]
        for passage, some in found.items()
    }
