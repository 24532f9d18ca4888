"""What a writer sees of her own text before she sends it: suspicions, and what she hides herself.

Pure over the text; the same steps that submitting takes, so that what she saw is what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.domain.markup import paragraphs
from archive.domain.redaction import Edit, merge_overlapping
from archive.domain.words import Band, Treatment
from archive.gate.bodies import OriginalBody, RenditionBody
from archive.gate.drafting import Decision, Suspicion, draft
from archive.gate.looking import look, own_context

OWN_MASK = "[hidden]"


@dataclass(frozen=True, slots=True)
class Noticed:
    """Words the detectors suspect, once for all places; `masked` is hidden without asking."""

    surface: str
    kind: str
    why: str
    masked: bool
    times: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class OwnPreview:
    """The text as others would see it if nobody hid more, and what was noticed in it."""

    body: RenditionBody
    noticed: tuple[Noticed, ...]


def hidden_by_writer(text: str, words: Iterable[str]) -> tuple[Edit, ...]:
    """An edit for each place where one of the words stands as a word, whatever its case."""
    edits = [
        Edit(found.start(), found.end(), OWN_MASK)
        for each in words
        if each.strip()
        for found in re.finditer(_as_words(each), text, re.IGNORECASE)
    ]
    return merge_overlapping(edits)


def preview(text: str, hides: Iterable[str], *, pen_name: str = "") -> OwnPreview:
    """The preview of a canonical text with the words hidden that its writer wants hidden.

    It is read as if the archive knew nobody else: whoever types a name here must not learn from
    the answer that it is one of the thread's.
    """
    own = hidden_by_writer(text, hides)
    found, _ = look(text, own_context(pen_name))
    suspicions = [
        Suspicion(number, "text", f.start, f.end, f.kind, f.band, f.why, f.suggestion)
        for number, f in enumerate(found, start=1)
    ]
    decisions = [
        Decision(0, "text", e.start, e.end, Treatment.MASK, "writer", e.replacement, "", "")
        for e in own
    ]
    body = draft(OriginalBody(text, "", paragraphs(text)), suspicions, decisions)
    groups: dict[str, list[Suspicion]] = {}
    for suspicion in suspicions:
        surface = text[suspicion.start : suspicion.end]
        groups.setdefault(" ".join(surface.casefold().split()), []).append(suspicion)
    noticed = tuple(
        Noticed(
            surface=text[same[0].start : same[0].end],
            kind=same[0].kind,
            why=same[0].why,
            masked=all(s.band is Band.CONFIDENT for s in same),
            times=len(same),
            hidden=all(any(e.start < s.end and s.start < e.end for e in own) for s in same),
        )
        for same in groups.values()
    )
    return OwnPreview(body, noticed)


def _as_words(words: str) -> str:
    inner = r"\s+".join(map(re.escape, words.split()))
    return rf"(?<!\w){inner}(?!\w)"
