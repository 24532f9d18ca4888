"""Passages whose place is in doubt, with their words as they were and as they may be now.

Words come from renditions, which hide what readers may not see; no original is opened.
Needs a warrant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from archive import vault
from archive.domain.errors import Conflict
from archive.domain.words import AnchorState, Kind, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.disclosed import DisclosedTheme
from archive.gate.opening import GONE, PLACE, codings_of
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.reviewing import reviewable_now
from archive.gate.viewer import Viewer
from archive.models import Anchor, Contribution, Rendition
from archive.vault import KeyRing

AROUND = 160
"""Characters of context on either side: enough to recognise a place by."""

AT_ONCE = 10
"""Passages of one page. Once they are decided the next ones come."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage's words on one rendition, and what stands around them there."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class DoubtfulPassage:
    """A passage that waits for a person. `new` is None where no place was found.

    `text` is the latest rendition's; `start` and `end` lie over it, or are None. `score` is how
    like the old place the new one is with its context, from 0 to 1.
    """

    anchor: int
    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    state: AnchorState
    score: float
    voice: Voice
    themes: tuple[DisclosedTheme, ...]
    old: Stretch | None
    new: Stretch | None
    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class DoubtfulPassages:
    """Some of what was asked for, and how many of both there are."""

    passages: tuple[DoubtfulPassage, ...]
    waiting: int
    gone: int


def doubts(viewer: Viewer, *, gone: bool) -> DoubtfulPassages:
    """The first passages whose place a person must say, or those that were said to be gone."""
    every = _on_latest(viewer)
    waiting, said = every.exclude(GONE), every.filter(GONE)
    text = "passage__contribution"
    chosen = (said if gone else waiting).order_by(f"{text}__discussion", f"{text}__order", "id")
    rows = list(chosen[:AT_ONCE])
    return DoubtfulPassages(_disclosed(viewer, rows), waiting.count(), said.count())


def doubt(viewer: Viewer, anchor: int) -> DoubtfulPassage:
    """One of them. Raises `Conflict` where it is decided or its wording is not the latest."""
    found = _disclosed(viewer, list(_on_latest(viewer).filter(pk=anchor)))
    if not found:
        raise Conflict(
            "This passage does not wait any more: it was decided, or the wording has changed.",
            hint="Nothing was changed. If it still waits, it is on the list again.",
        )
    return found[0]


def _on_latest(viewer: Viewer) -> QuerySet[Anchor]:
    """Anchors that are not certain, on the latest rendition of what staff may open.

    Without texts that the viewer codes blind: others' passages would tell what they found.
    """
    return (
        Anchor.objects.filter(
            passage__contribution__in=reviewable_now().order_by().values("pk"),
            rendition=F("passage__contribution__latest"),
        )
        .exclude(state=AnchorState.ANCHORED.value)
        .exclude(passage__contribution__in=blindfold(viewer).texts)
        .select_related("passage", "rendition", "passage__contribution__discussion")
    )


def _disclosed(viewer: Viewer, rows: Sequence[Anchor]) -> tuple[DoubtfulPassage, ...]:
    texts: dict[int, Contribution] = {
        row.passage.contribution_id: row.passage.contribution for row in rows
    }
    ring = vault.ring(text.ref for text in texts.values())
    discussions = {text.discussion_id: text.discussion.slug for text in texts.values()}
    names = titles(viewer, discussions.values())
    positions = {place.ref: place.position for pk in discussions for place in placed(pk)}
    codings = codings_of((row.passage_id for row in rows), staff=True)
    found = []
    for row in rows:
        text = texts[row.passage.contribution_id]
        body = _text(row.rendition, text.ref, ring)
        if body is None:
            continue
        found.append(
            DoubtfulPassage(
                anchor=row.pk,
                ref=text.ref,
                discussion=text.discussion.slug,
                discussion_title=names[text.discussion.slug],
                position=positions.get(text.ref, ""),
                kind=Kind(text.kind),
                state=AnchorState(row.state),
                score=row.score,
                voice=Voice(row.passage.voice or text.voice),
                themes=tuple({c.theme.slug: c.theme for c in codings[row.passage_id]}.values()),
                old=_before(row, text.ref, ring),
                new=_stretch(body, row),
                text=body,
                start=row.start,
                end=row.end,
            )
        )
    return tuple(found)


def _before(row: Anchor, ref: str, ring: KeyRing) -> Stretch | None:
    """The passage where it last lay for certain."""
    last = (
        Anchor.objects.filter(passage=row.passage_id, state=AnchorState.ANCHORED.value)
        .select_related("rendition")
        .order_by("-rendition__number")
        .first()
    )
    text = _text(last.rendition, ref, ring) if last is not None else None
    return _stretch(text, last) if text is not None and last is not None else None


def _text(rendition: Rendition, ref: str, ring: KeyRing) -> str | None:
    sealed = ring.unseal(ref, PLACE, rendition.body)
    return RenditionBody.loads(sealed).text if sealed is not None else None


def _stretch(text: str, anchor: Anchor) -> Stretch | None:
    start, end = anchor.start, anchor.end
    if start is None or end is None:
        return None
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Stretch(
        _from_a_word(before) if start > AROUND else before,
        text[start:end],
        _to_a_word(after) if end + AROUND < len(text) else after,
    )


def _from_a_word(words: str) -> str:
    _, space, rest = words.partition(" ")
    return f"… {rest}" if space else words


def _to_a_word(words: str) -> str:
    rest, space, _ = words.rpartition(" ")
    return f"{rest} …" if space else words
