"""What suggestions are learned from: coded passages of texts whose writers allow `machine` now.

Nothing is stored. A process remembers, of the texts that teach, digests of words that only it can
compare. A generation is asked for at every look, and changes when codings, passages, places,
themes or a permission do: what may not teach any more has no part in that very look, and is
forgotten with it. Second-hand passages, and what overlaps them, teach nothing. Needs a warrant.
"""

from __future__ import annotations

import os
import time
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from typing import Protocol

from django.db.models import Count, Max, Sum

from archive import vault
from archive.domain import visibility
from archive.domain.codebook import ThemeState
from archive.domain.suggesting import Coded, Examples, Word
from archive.domain.telling_words import SMALL
from archive.domain.text import Layer
from archive.domain.visibility import AllOf
from archive.domain.words import AnchorState, Voice
from archive.gate.bodies import RenditionBody
from archive.gate.facts import to_q
from archive.gate.opening import PLACE
from archive.gate.themes import Themes
from archive.models import Anchor, Codebook, Coding, Contribution, Passage, Rendition

TEACHES = AllOf((visibility.MACHINE, visibility.REVIEW))
"""Whose coded passages may be learned from: `machine`, and open to staff."""
SECONDS = 1.0
"""How long one look may read texts that were not read before. The rest is read by the next."""
NO_TEACHERS = frozenset({Voice.SECOND_HAND, Voice.UNCLEAR})
"""Voices of passages that never teach."""
_BATCH = 25
_AT_ONCE = 500


class Term(Protocol):
    """A word as the one analyser gives it."""

    @property
    def text(self) -> str:
        """Its stem."""

    @property
    def start(self) -> int:
        """In code points."""

    @property
    def end(self) -> int:
        """End-exclusive."""


Analyser = Callable[[str], Sequence[Term]]
"""The analyser of search: it lies in another room, so who asks for suggestions hands it in."""


Generation = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Coded passages, from so many texts (`learned`) of those that may teach (`teaching`)."""

    examples: Examples
    learned: int = 0
    teaching: int = 0
    generation: Generation | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a text that are not small: where each starts, and its digest."""

    starts: array[int]
    keys: array[int]

    def within(self, start: int, end: int) -> frozenset[int]:
        return frozenset(self.keys[bisect_left(self.starts, start) : bisect_left(self.starts, end)])


NO_LESSONS = Lessons(Examples(()))


@dataclass(slots=True)
class _Memory:
    """What this process remembers: texts by rendition, and what was made of them last."""

    read: dict[int, _Read] = field(default_factory=dict)
    lessons: Lessons = NO_LESSONS
    lock: Lock = field(default_factory=Lock)


_memory = _Memory()
_secret = os.urandom(32)


def forget() -> None:
    """Start anew, as a new process does."""
    with _memory.lock:
        _memory.read.clear()
        _memory.lessons = NO_LESSONS


def lessons_now(analyse: Analyser, themes: Themes, now: datetime) -> Lessons:
    """What may be learned from now. Asked for at every look; read anew where anything changed."""
    texts = _teaching(now)
    generation = _generation(texts)
    with _memory.lock:
        known = _memory.lessons
        for gone in _memory.read.keys() - {rendition for _, rendition in texts.values()}:
            del _memory.read[gone]
    if known.generation == generation:
        return known
    _learn(texts.values(), analyse)
    with _memory.lock:
        read = {pk: _memory.read[r] for pk, (_, r) in texts.items() if r in _memory.read}
    lessons = Lessons(_examples(texts, read, themes), len(read), len(texts))
    with _memory.lock:
        complete = len(read) == len(texts)
        _memory.lessons = replace(lessons, generation=generation) if complete else NO_LESSONS
    return lessons


def _teaching(now: datetime) -> dict[int, tuple[str, int]]:
    """Ref and rendition, by key, of each text with codings that may be learned from."""
    coded = Coding.objects.filter(tag__codebook__owner__isnull=True)
    rows = (
        Contribution.objects.filter(to_q(TEACHES, now), rendition__isnull=False)
        .filter(pk__in=coded.values("content_object__contribution"))
        .order_by("pk")
        .values_list("pk", "ref", "rendition_id")
    )
    return {pk: (ref, rendition or 0) for pk, ref, rendition in rows}


def _generation(texts: dict[int, tuple[str, int]]) -> Generation:
    """Differs from before when anything did that the examples are made from."""
    return (
        tuple((pk, rendition) for pk, (_, rendition) in texts.items()),
        tuple(Coding.objects.aggregate(Count("pk"), Max("pk")).values()),
        tuple(Passage.objects.aggregate(Count("pk"), Max("pk")).values()),
        tuple(Anchor.objects.aggregate(Count("pk"), Max("pk"), Sum("start"), Sum("end")).values()),
        tuple(
            Codebook.objects.filter(owner__isnull=True).order_by("pk").values_list("pk", "version")
        ),
    )


def _learn(texts: Iterable[tuple[str, int]], analyse: Analyser) -> None:
    """Read renditions that were not read yet, as far as there is time."""
    with _memory.lock:
        missing = [(ref, rendition) for ref, rendition in texts if rendition not in _memory.read]
    until = time.monotonic() + SECONDS
    for start in range(0, len(missing), _BATCH):
        if time.monotonic() > until:
            break
        refs = {rendition: ref for ref, rendition in missing[start : start + _BATCH]}
        ring = vault.ring(refs.values())
        for pk, sealed in Rendition.objects.filter(pk__in=refs).values_list("pk", "body"):
            unsealed = ring.unseal(refs[pk], PLACE, sealed)
            words = _telling(RenditionBody.loads(unsealed), analyse) if unsealed else []
            read = _Read(array("L", (w.start for w in words)), array("Q", (w.key for w in words)))
            with _memory.lock:
                _memory.read[pk] = read


def _telling(body: RenditionBody, analyse: Analyser) -> list[Word]:
    """The words of a text that are its writer's and not small."""
    masks = tuple(span for span in body.formatting if span.kind == "mask")
    return [word for word in words_of(body.text, masks, analyse) if not word.small]


def _examples(
    texts: dict[int, tuple[str, int]], read: dict[int, _Read], themes: Themes
) -> Examples:
    """The coded passages of the texts that were read, without what tells of another person."""
    passages: list[Coded] = []
    numbers = sorted(read)
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        places = _places({pk: texts[pk][1] for pk in some})
        of_passage = _themes_of(some, themes)
        apart: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for _, text, voice, start, end in places:
            if voice in NO_TEACHERS:
                apart[text].append((start, end))
        passages += [
            Coded(text, read[text].within(start, end), frozenset(of_passage[passage]))
            for passage, text, _, start, end in places
            if not any(start < last and first < end for first, last in apart[text])
        ]
    return Examples(passages)


def _places(renditions: dict[int, int]) -> list[tuple[int, int, str, int, int]]:
    """Passage, text, voice and offsets over the text that readers have, in order of the text."""
    anchors = Anchor.objects.filter(
        passage__contribution__in=renditions,
        rendition__in=renditions.values(),
        state=AnchorState.ANCHORED.value,
        start__isnull=False,
    ).order_by("passage__contribution_id", "start", "end", "passage_id")
    columns = ("passage_id", "passage__contribution_id", "passage__voice", "start", "end")
    return [
        (passage, text, voice, start or 0, end or 0)
        for passage, text, voice, start, end in anchors.values_list(*columns)
    ]


def _themes_of(texts: Sequence[int], themes: Themes) -> dict[int, set[int]]:
    """Themes in use, by passage, as they are read."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Coding.objects.filter(content_object__contribution__in=texts)
    for passage, tag in rows.values_list("content_object_id", "tag_id"):
        theme = themes.resolved(tag)
        if theme is not None and theme.state == ThemeState.ACTIVE:
            found[passage].add(theme.pk)
    return found


def words_of(text: str, masks: Layer, analyse: Analyser) -> list[Word]:
    """The words of a text. What the archive put in a mask's place is nobody's word."""
    masks = tuple(sorted(masks))
    starts = [mask.start for mask in masks]
    words = []
    for term in analyse(text):
        at = bisect_right(starts, term.start) - 1
        if at >= 0 and term.start < masks[at].end:
            words.append(Word(0, term.start, term.end, small=True))
        else:
            small = _is_small(text[term.start : term.end])
            words.append(Word(digest_of(term.text), term.start, term.end, small))
    return words


def _is_small(word: str) -> bool:
    return word.lower().replace("’", "'") in SMALL


def digest_of(stem: str) -> int:
    """A number that only this process can compare: memory holds nobody's words."""
    return int.from_bytes(blake2b(stem.encode(), key=_secret, digest_size=8).digest(), "big")
