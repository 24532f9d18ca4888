"""What the review page shows of a sheet: two texts side by side, what is open, the way ahead."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from archive.domain.markup import Rendered, paragraphs, render
from archive.domain.text import Layer, Span, sentences
from archive.domain.words import Band, Status, Voice
from archive.gate import Viewer
from archive.gate.disclosed import (
    DisclosedFinding,
    DisclosedPassage,
    DisclosedRedaction,
    ReviewSheet,
)

REVIEWED = frozenset({Status.APPROVED, Status.SECOND_PERSON})


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a review; `state` is done, now or todo; `part` is where the page does it."""

    label: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Word:
    """Findings of one surface form, decided together. `in_title` counts those in the title."""

    surface: str
    kind: str
    band: Band
    why: str
    suggestion: str
    ids: tuple[int, ...]
    in_title: int

    @property
    def first(self) -> int:
        """The finding that the list links to."""
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage with the words it covers in the original."""

    passage: DisclosedPassage
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """The rendered sheet. The HTML in it was escaped by `domain.markup`."""

    original: tuple[Rendered, ...]
    rendition: tuple[Rendered, ...]
    original_title: str
    to_decide: tuple[Word, ...]
    hidden_already: tuple[Word, ...]
    redactions: tuple[DisclosedRedaction, ...]
    passages: tuple[Marked, ...]
    whole_themes: frozenset[str]
    steps: tuple[Step, ...]
    aligned: bool


MOST_ROWS = 400  # as many as workbench.css has rows to set the two texts block by block


def page_of(sheet: ReviewSheet) -> Page:
    """Everything the template needs besides the sheet itself."""
    words = words_of(sheet.findings, sheet.title_findings)
    to_decide = tuple(word for word in words if word.band == Band.CHECK)
    original = render(
        sheet.original,
        sheet.original_formatting,
        _numbered(sheet.original),
        _passages(sheet.passages),
        _findings(sheet.findings),
        _redactions(sheet.redactions),
    )
    rendition = render(
        sheet.preview,
        sheet.preview_formatting,
        _passages(sheet.preview_passages),
        sheet.preview_masks,
    )
    return Page(
        original=original,
        rendition=rendition,
        original_title=_title(sheet),
        to_decide=to_decide,
        hidden_already=tuple(word for word in words if word.band == Band.CONFIDENT),
        redactions=(*sheet.title_redactions, *sheet.redactions),
        passages=tuple(_marked(sheet.original, passage) for passage in sheet.passages),
        whole_themes=whole_themes(sheet),
        steps=steps_of(sheet, len(to_decide)),
        aligned=len(original) == len(rendition) < MOST_ROWS,
    )


def words_of(
    findings: tuple[DisclosedFinding, ...], in_title: tuple[DisclosedFinding, ...] = ()
) -> tuple[Word, ...]:
    """Findings by surface form and kind, in order of first appearance, the title's first."""
    groups: dict[tuple[str, str, Band], list[DisclosedFinding]] = {}
    for finding in (*in_title, *findings):
        groups.setdefault((finding.surface, finding.kind, finding.band), []).append(finding)
    return tuple(
        Word(
            surface=first.surface,
            kind=first.kind,
            band=first.band,
            why=first.why,
            suggestion=first.suggestion,
            ids=tuple(finding.id for finding in group),
            in_title=sum(finding in in_title for finding in group),
        )
        for group in groups.values()
        for first in group[:1]
    )


def steps_of(sheet: ReviewSheet, to_decide: int) -> tuple[Step, ...]:
    """Identifiers → Voice → Themes → Read whole → Second person, the last where one is needed."""
    reviewed = sheet.status in REVIEWED
    needs_second = sheet.second_person_needed or sheet.voice == Voice.SECOND_HAND
    identifiers = f"Identifiers: {to_decide} to decide" if to_decide else "Identifiers"
    stages = [
        (identifiers, not to_decide, "decide"),
        ("Voice", sheet.voice != Voice.UNCLEAR, "finish"),
        ("Themes", bool(sheet.passages) or reviewed, "passages"),
        ("Read whole", reviewed, "finish"),
    ]
    if needs_second:
        stages.append(("Second person", sheet.status == Status.APPROVED, "finish"))
    now = next((index for index, stage in enumerate(stages) if not stage[1]), -1)
    return tuple(
        Step(label, "done" if is_done else "now" if index == now else "todo", part)
        for index, (label, is_done, part) in enumerate(stages)
    )


def whole_themes(sheet: ReviewSheet) -> frozenset[str]:
    """Slugs of the themes that already mark the text from its first to its last word."""
    whole = (len(sheet.original) - len(sheet.original.lstrip()), len(sheet.original.rstrip()))
    return frozenset(
        theme.slug
        for passage in sheet.passages
        for theme in passage.themes
        if passage.start <= whole[0] and passage.end >= whole[1]
    )


def why_not_clear(sheet: ReviewSheet, viewer: Viewer) -> str:
    """Why this account may not be the second person; empty when it may (DESIGN 5)."""
    if sheet.approved_by == viewer.name and not settings.ARCHIVE_ONE_PERSON:
        return "You approved it, so somebody else clears it."
    return ""


def _title(sheet: ReviewSheet) -> str:
    """The title as it arrived, with its findings and redactions, as one line of HTML."""
    layers = _findings(sheet.title_findings), _redactions(sheet.title_redactions)
    blocks = render(sheet.original_title, paragraphs(sheet.original_title), *layers)
    return " ".join(block.html for block in blocks)


def _numbered(text: str) -> Layer:
    return tuple(
        Span(s.start, s.end, "sentence", str(n)) for n, s in enumerate(sentences(text), start=1)
    )


def _passages(passages: tuple[DisclosedPassage, ...]) -> Layer:
    return tuple(
        Span(p.start, p.end, "passage", " ".join(map(str, (p.id, *(t.colour for t in p.themes)))))
        for p in passages
    )


def _findings(findings: tuple[DisclosedFinding, ...]) -> Layer:
    return tuple(Span(f.start, f.end, "finding", f"{f.band} {f.id} {f.kind}") for f in findings)


def _redactions(redactions: tuple[DisclosedRedaction, ...]) -> Layer:
    return tuple(Span(r.start, r.end, "redaction", f"{r.treatment} {r.id}") for r in redactions)


def _marked(text: str, passage: DisclosedPassage, length: int = 90) -> Marked:
    words = " ".join(text[passage.start : passage.end].split())
    if len(words) > length:
        words = (
            f"{words[: length // 2].rsplit(' ', 1)[0]} … {words[-length // 3 :].split(' ', 1)[-1]}"
        )
    return Marked(passage, words)
