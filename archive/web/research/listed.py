"""The passages that a number of the analysis counts, in their sentences; and all codings as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.domain.analysis import Counted, Unit
from archive.domain.downloads import Download
from archive.domain.errors import NotFound
from archive.domain.text import Span
from archive.exchange.exporters.csv_table import Cell
from archive.gate import Viewer, analysing, read_as
from archive.gate.disclosed import DisclosedContribution
from archive.search.find import VOICES
from archive.search.matching import purpose_of
from archive.web.paging import Pages
from archive.web.research.counting import Counting, Marked
from archive.web.research.files import csv_file, quotable_words
from archive.web.workbench.request import StaffRequest

A_PAGE = 50
AROUND = 200
"""Characters of context of a passage in a list and in a file."""
LONGEST = 1_200
"""Characters of a passage in a list; a longer one is read in its text."""

CODINGS = (
    "text", "discussion", "month", "voice", "first-person account", "theme", "theme label",
    "coder", "before", "passage", "after", "may be quoted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage with a little before and after, from what the gate disclosed."""

    shown: DisclosedContribution
    title: str
    before: str
    words: str
    after: str
    cut: bool


@require_safe
def passages(request: StaffRequest) -> HttpResponse:
    """Passages of a theme, of a voice, year or discussion; or units in which two themes meet."""
    asked = request.GET
    counting = Counting(request.viewer, accounts_only=asked.get("of") != "all")
    theme, other = counting.book.named(asked.get("theme", "")), None
    if asked.get("theme") and theme is None:
        raise NotFound("There is no such theme.")
    chosen: Sequence[Counted | Marked]
    if asked.get("with"):
        other = counting.book.named(asked["with"])
        unit = next((each for each in Unit if each.value == asked.get("unit")), Unit.PASSAGE)
        if theme is None or other is None:
            raise NotFound("There is no such theme.")
        chosen = [e for e in counting.units(unit) if {theme.slug, other.slug} <= e.themes]
    else:
        unit = None
        chosen = [e for e in counting.marked() if _wanted(e, request)]
    number = asked.get("page", "1")
    last = max(1, -(-len(chosen) // A_PAGE))
    pages = Pages(min(max(1, int(number)), last) if number.isdecimal() else 1, last)
    here = chosen[(pages.number - 1) * A_PAGE : pages.number * A_PAGE]
    context: dict[str, Any] = {
        "theme": theme,
        "other": other,
        "unit": unit,
        "total": len(chosen),
        "pages": pages,
        "kept": urlencode([(n, v) for n, v in asked.items() if n != "page"]),
        "voice": VOICES.get(asked["voice"]) if asked.get("voice") else "",  # type: ignore[call-overload]
        "year": asked.get("year", ""),
        "nav": "desk",
        "staff_view": request.viewer.is_staff,
        "page": "passages",
    }
    if unit is Unit.DISCUSSION:
        titles = read_as(request.viewer).titles(each.discussion for each in here)
        context["discussions"] = [(each.discussion, titles[each.discussion]) for each in here]
    else:
        context["listed"] = tuple(_listed(request.viewer, here))
    return render(request, "archive/research/passages.html", context)


@require_safe
def codings_csv(request: StaffRequest) -> HttpResponse:
    """Every coding with its passage and what stands around it; coders are numbers."""
    rows = _codings(request.viewer, everything=request.GET.get("of") == "all")
    return csv_file(request, Download.CODINGS, "codings", CODINGS, rows)


def _wanted(each: Marked, request: StaffRequest) -> bool:
    asked = request.GET
    year = "" if asked.get("year") == "-" else asked.get("year")
    return (
        asked.get("theme", "") in {"", *each.themes}
        and asked.get("voice", each.voice) == each.voice
        and (year is None or year == each.year)
        and asked.get("discussion", each.discussion) == each.discussion
    )


def _listed(viewer: Viewer, chosen: Sequence[Counted | Marked]) -> Iterator[Listed]:
    reader = read_as(viewer)
    opened = reader.hydrate({each.ref for each in chosen}, purpose_of(viewer))
    titles = reader.titles({shown.discussion for shown in opened.values()})
    for each in chosen:
        shown = opened.get(each.ref)
        if shown is None:
            continue
        place = Span(each.start, each.end or len(shown.text))
        before, words, after = around(shown.text, place)
        cut = len(words) > LONGEST
        said = words[:LONGEST].rsplit(" ", 1)[0] if cut else words
        yield Listed(shown, titles[shown.discussion], before, said, "" if cut else after, cut)


def around(text: str, place: Span) -> tuple[str, str, str]:
    """A stretch with what stands before and after it, cut between words."""
    first = max(0, place.start - AROUND)
    if first:
        first = text.find(" ", first, place.start) + 1 or place.start
    last = min(len(text), place.end + AROUND)
    if last < len(text):
        last = max(text.rfind(" ", place.end, last), place.end)
    return text[first : place.start], text[place.start : place.end], text[place.end : last]


def _codings(viewer: Viewer, *, everything: bool) -> Iterator[list[Cell]]:
    texts = [text for text in analysing.studied_texts(viewer) if text.passages]
    numbers = analysing.coder_numbers(
        viewer, (c.id for text in texts for p in text.passages for c in p.codings)
    )
    labels = {theme.slug: theme.label for theme in analysing.book(viewer).themes}
    for start in range(0, len(texts), analysing.BATCH):
        some = texts[start : start + analysing.BATCH]
        said = analysing.words_of(viewer, [text.ref for text in some])
        quotable = analysing.quotable(viewer, said)
        for text in some:
            for passage in text.passages if text.ref in said else ():
                if not (everything or passage.is_account):
                    continue
                place = Span(passage.start, passage.end)
                before, words, after = around(said[text.ref], place)
                for coding in passage.codings:
                    number = numbers.get(coding.id)
                    yield [
                        text.ref,
                        text.discussion,
                        _month(text.month),
                        VOICES[passage.voice],
                        "yes" if passage.is_account else "no",
                        coding.theme,
                        labels[coding.theme],
                        f"Coder {number}" if number else "all coders of a round",
                        before,
                        words,
                        after,
                        quotable_words(text.ref in quotable),
                    ]


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""
