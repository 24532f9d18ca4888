"""What the review page shows of a sheet: two texts side by side, what is open, the way ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.anonymise.circumstances import ladder
from archive.domain.checklist import ChecklistLine, State
from archive.domain.markup import Rendered, paragraphs, render
from archive.domain.text import Layer, Span, sentences
from archive.domain.words import Band, Status, Voice
from archive.gate import Viewer
from archive.gate.disclosed import DisclosedPassage
from archive.gate.persons import DisclosedPerson
from archive.gate.staff_disclosed import (
    DisclosedFinding,
    DisclosedRedaction,
    DisclosedStep,
    ReviewSheet,
)
from archive.web.workbench.groups import Group, groups_of, with_persons

MARKED = frozenset({State.OPEN, State.HIDDEN, State.KEPT})
REVIEWED = frozenset({Status.APPROVED, Status.SECOND_PERSON})


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a review; `state` is done, now or todo; `part` is where the page does it."""

    label: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one key press decided in this text: `places` of it, taken back all at once."""

    batch: str
    at: datetime
    by: str
    what: str
    surfaces: tuple[str, ...]
    replacement: str
    places: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage with the words it covers in the original.

    `mine`: the viewer put a theme on it, or said whose experience it tells.
    """

    passage: DisclosedPassage
    words: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rendered sheet. The HTML in it was escaped by `domain.markup`."""

    original: tuple[Rendered, ...]
    rendition: tuple[Rendered, ...]
    original_title: str
    to_decide: tuple[Group, ...]
    hidden_already: tuple[Group, ...]
    persons: tuple[DisclosedPerson, ...]
    batches: tuple[Batch, ...]
    redactions: tuple[DisclosedRedaction, ...]
    passages: tuple[Marked, ...]
    whole_themes: frozenset[str]
    steps: tuple[Step, ...]
    aligned: bool
    checklist_marked: tuple[ChecklistLine, ...]
    checklist_rest: tuple[ChecklistLine, ...]
    not_in_text: tuple[ChecklistLine, ...]
    may_hide_at_once: bool


MOST_ROWS = 400  # as many as workbench.css has rows to set the two texts block by block


def page_of(
    sheet: ReviewSheet, persons: Sequence[DisclosedPerson] = (), *, viewer_name: str = ""
) -> Page:
    """Everything the template needs besides the sheet itself."""
    groups = with_persons(groups_of(sheet.findings, sheet.title_findings), persons)
    groups = tuple(replace(group, rungs=rungs_of(sheet, group)) for group in groups)
    to_decide = tuple(group for group in groups if group.band == Band.CHECK)
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
        hidden_already=tuple(group for group in groups if group.band == Band.CONFIDENT),
        persons=tuple(persons),
        batches=batches_of(sheet.history),
        redactions=(*sheet.title_redactions, *sheet.redactions),
        passages=tuple(_marked(sheet.original, passage, viewer_name) for passage in sheet.passages),
        whole_themes=whole_themes(sheet),
        steps=steps_of(sheet, len(to_decide)),
        aligned=len(original) == len(rendition) < MOST_ROWS,
        checklist_marked=tuple(line for line in sheet.checklist if line.state in MARKED),
        checklist_rest=tuple(line for line in sheet.checklist if line.state == State.NONE),
        not_in_text=tuple(line for line in sheet.checklist if line.state == State.NOT_IN_TEXT),
        may_hide_at_once=sheet.status == Status.APPROVED or sheet.reread,
    )


def rungs_of(sheet: ReviewSheet, group: Group) -> tuple[str, ...]:
    """Less exact wordings of a group's words that read well where they first stand."""
    in_title = any(finding.id == group.first for finding in sheet.title_findings)
    findings = sheet.title_findings if in_title else sheet.findings
    found = next(finding for finding in findings if finding.id == group.first)
    text = sheet.original_title if in_title else sheet.original
    rungs = ladder(group.kind, text, found.start, found.end, group.suggestion)
    return tuple(rung.words for rung in rungs if rung.words not in (found.surface, ""))


def batches_of(history: Sequence[DisclosedStep]) -> tuple[Batch, ...]:
    """The decisions of a history by the key press that made them, newest first.

    That one was taken back is said of itself, not as a line of its own.
    """
    gathered: dict[str, list[DisclosedStep]] = {}
    for index, step in enumerate(history):
        if step.what != "taken_back":
            gathered.setdefault(step.batch or f"alone {index}", []).append(step)
    return tuple(_batch(steps) for steps in gathered.values())


def _batch(steps: list[DisclosedStep]) -> Batch:
    first = steps[0]
    return Batch(
        batch=first.batch,
        at=first.at,
        by=first.by,
        what=first.what,
        surfaces=tuple(dict.fromkeys(step.surface for step in steps)),
        replacement=", ".join(dict.fromkeys(s.replacement for s in steps if s.replacement)),
        places=sum(step.places for step in steps),
        undone=all(step.undone for step in steps),
    )


def steps_of(sheet: ReviewSheet, to_decide: int) -> tuple[Step, ...]:
    """Suggestions → Voice → Themes → Read whole → Second person, the last where one is needed."""
    reviewed = sheet.status in REVIEWED
    needs_second = sheet.second_person_needed or sheet.voice == Voice.SECOND_HAND
    suggestions = f"Suggestions: {to_decide} to decide" if to_decide else "Suggestions"
    stages = [
        (suggestions, not to_decide, "decide"),
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
    """Why this account may not be the second person; empty when it may (DESIGN 5).

    Two people clear a text about someone else, also where one may confirm her own basis.
    """
    if sheet.approved_by == viewer.name:
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


def _marked(text: str, passage: DisclosedPassage, viewer_name: str, length: int = 90) -> Marked:
    words = " ".join(text[passage.start : passage.end].split())
    if len(words) > length:
        words = (
            f"{words[: length // 2].rsplit(' ', 1)[0]} … {words[-length // 3 :].split(' ', 1)[-1]}"
        )
    coders = {coding.coder for coding in passage.codings if not coding.settled}
    return Marked(passage, words, mine=viewer_name in {*coders, passage.said_by} - {""})
