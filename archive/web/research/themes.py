"""Analysis in place: themes together, by voice, year or discussion, their words, their spread.

Each page counts anew what its viewer may study now, shows a figure and a table, gives the table
as CSV (`csv=1`), and leads from each number to the passages that it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.domain.analysis import Pair, Unit, crosstab
from archive.domain.analysis.keyness import CRITICAL
from archive.domain.downloads import Download
from archive.domain.errors import NotFound
from archive.domain.words import Voice
from archive.gate import read_as
from archive.search.find import VOICES
from archive.web.research.counting import Counting, Marked
from archive.web.research.figures import Value, bars, heat
from archive.web.research.files import csv_file
from archive.web.workbench.request import StaffRequest

MOST_IN_FIGURE = 24
"""Themes or columns of a figure; the table has all."""
BARS = 30

UNIT_WORDS = {
    Unit.PASSAGE: "passage",
    Unit.SENTENCE: "sentence",
    Unit.CONTRIBUTION: "contribution",
    Unit.DISCUSSION: "discussion",
}
MEASURES = {"together": "How often", "jaccard": "Jaccard", "pmi": "PMI"}
COLUMNS = {"voice": "voice", "year": "year", "discussion": "discussion"}
SPREAD_OVER = {"discussion": "discussions", "contribution": "contributions"}


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as a row of the table."""

    pair: Pair
    first: str
    second: str
    href: str


@dataclass(frozen=True, slots=True)
class CrossCell:
    """A number of a crosstab and where its passages are."""

    count: int
    href: str


@require_safe
def together(request: StaffRequest) -> HttpResponse:
    """Themes that come together, in a unit that is chosen."""
    asked = _Asked(request)
    unit = asked.one_of("unit", list(UNIT_WORDS), Unit.PASSAGE)
    measure = asked.one_of("measure", list(MEASURES), "together")
    counting = asked.counting()
    label = {theme.slug: theme.label for theme in counting.book.themes}
    found = counting.pairs(unit)
    if measure != "together":
        found = tuple(sorted(found, key=lambda pair: -(_measured(pair, measure) or 0)))
    lines = [
        PairLine(
            pair,
            label.get(pair.first, pair.first),
            label.get(pair.second, pair.second),
            asked.passages(theme=pair.first, **{"with": pair.second}, unit=unit.value),
        )
        for pair in found
    ]
    if asked.csv:
        header = ["theme", "other theme", "together", "with theme", "with other theme", "units",
                  "unit", "jaccard", "pmi"]  # fmt: skip
        rows = (
            [
                each.first, each.second, each.pair.together, each.pair.with_first,
                each.pair.with_second, each.pair.units, unit.value, each.pair.jaccard,
                each.pair.pmi,
            ]
            for each in lines
        )  # fmt: skip
        return csv_file(request, Download.TOGETHER, "themes-together", header, rows)
    context = asked.context("together") | {
        "unit": unit,
        "units": [(each.value, words) for each, words in UNIT_WORDS.items()],
        "measure": measure,
        "measures": MEASURES.items(),
        "lines": lines,
        "counted": found[0].units if found else 0,
        "figure": _pairs_figure(lines, label, measure),
    }
    return render(request, "archive/research/together.html", context)


@require_safe
def by(request: StaffRequest) -> HttpResponse:
    """How often each theme is told in each voice, year or discussion."""
    asked = _Asked(request)
    over = asked.one_of("over", list(COLUMNS), "voice")
    counting = asked.counting()
    marked = counting.marked()
    table = crosstab((each.themes, _column(each, over)) for each in marked)
    columns = [(key, _column_words(request, key, over)) for key in table.columns]
    if over == "discussion":
        titles = read_as(request.viewer).titles(table.columns)
        columns = [(slug, titles[slug]) for slug in table.columns]
    rows = [(t.slug, t.label) for t in counting.book.themes if t.slug in table.rows]

    def cell(slug: str, column: str) -> CrossCell:
        return CrossCell(
            table.cells.get((slug, column), 0),
            asked.passages(theme=slug, **{over: column or "-"}),
        )

    if asked.csv:
        header = ["theme", *(words for _, words in columns), "all"]
        return csv_file(
            request,
            Download.BY,
            f"themes-by-{over}",
            header,
            (
                [words, *(cell(slug, c).count for c, _ in columns), table.rows[slug]]
                for slug, words in rows
            ),
        )
    most = max(table.cells.values(), default=1)
    labels = dict(columns) | dict(rows)

    def value(slug: str, column: str) -> Value | None:
        found = cell(slug, column)
        if not found.count:
            return None
        name = f"{labels[slug]}, {labels[column]}: {found.count}"
        return Value(found.count / most, str(found.count), found.href, name)

    context = asked.context("by") | {
        "over": over,
        "overs": COLUMNS.items(),
        "columns": columns,
        "rows": [
            (words, slug, [cell(slug, c) for c, _ in columns], table.rows[slug])
            for slug, words in rows
        ],
        "totals": [table.totals[c] for c, _ in columns],
        "figure": heat(rows[:MOST_IN_FIGURE], columns[:MOST_IN_FIGURE], value),
    }
    return render(request, "archive/research/by.html", context)


@require_safe
def words(request: StaffRequest) -> HttpResponse:
    """Words that the passages under a theme use more than all else."""
    asked = _Asked(request)
    counting = asked.counting()
    slug = request.GET.get("theme", "")
    theme = counting.book.named(slug)
    if slug and theme is None:
        raise NotFound("There is no such theme.")
    context = asked.context("words") | {
        "themes": counting.book.themes,
        "theme": theme,
        "critical": CRITICAL,
    }
    if theme is not None:
        found = counting.words_apart(theme.slug)
        if asked.csv:
            return csv_file(
                request,
                Download.WORDS,
                f"words-{theme.slug}",
                ["word", "in the theme", "elsewhere", "texts", "g2", "log ratio"],
                ([w.word, w.target, w.reference, w.texts, w.g2, w.ratio] for w in found.words),
            )
        top = found.words[:BARS]
        context |= {
            "found": found,
            "figure": bars(
                [(w.word, w.g2, f"{w.g2:.1f}", "") for w in top], top[0].g2 if top else 1.0
            ),
        }
    return render(request, "archive/research/words.html", context)


@require_safe
def spread(request: StaffRequest) -> HttpResponse:
    """How evenly each theme is spread."""
    asked = _Asked(request)
    over = asked.one_of("over", list(SPREAD_OVER), "discussion")
    lines = asked.counting().spread(over)
    if asked.csv:
        return csv_file(
            request,
            Download.SPREAD,
            f"themes-spread-over-{over}s",
            ["theme", "passages", "parts with it", "parts", "DP (Gries)", "D (Juilland)"],
            (
                [e.label, e.spread.count, e.spread.inside, e.spread.parts, e.spread.dp, e.spread.d]
                for e in lines
            ),
        )
    context = asked.context("spread") | {
        "over": over,
        "overs": SPREAD_OVER.items(),
        "lines": [(each, asked.passages(theme=each.slug)) for each in lines],
        "figure": bars(
            [
                (e.label, e.spread.dp, f"{e.spread.dp:.2f}", asked.passages(theme=e.slug))
                for e in lines
                if e.spread.dp is not None
            ],
            1.0,
        ),
    }
    return render(request, "archive/research/spread.html", context)


class _Asked:
    """What the address says: which passages count, and whether a file is wanted."""

    def __init__(self, request: StaffRequest) -> None:
        self.request = request
        self.everything = request.GET.get("of") == "all"
        self.csv = request.GET.get("csv") == "1"

    def counting(self) -> Counting:
        return Counting(self.request.viewer, accounts_only=not self.everything)

    def one_of(self, name: str, allowed: Sequence[Any], default: Any) -> Any:
        return next((each for each in allowed if each == self.request.GET.get(name)), default)

    def passages(self, **chosen: str) -> str:
        """The address of the passages that a number counts."""
        if self.everything:
            chosen["of"] = "all"
        return f"{reverse('research-passages')}?{urlencode(chosen)}"

    def context(self, page: str) -> dict[str, Any]:
        kept = [(name, value) for name, value in self.request.GET.items() if name != "csv"]
        return {
            "page": page,
            "everything": self.everything,
            "staff_view": self.request.viewer.is_staff,
            "csv_address": f"?{urlencode([*kept, ('csv', '1')])}",
            "nav": "desk",
        }


def _measured(pair: Pair, measure: str) -> float | None:
    return {"together": float(pair.together), "jaccard": pair.jaccard, "pmi": pair.pmi}[measure]


def _pairs_figure(lines: list[PairLine], label: dict[str, str], measure: str) -> Any:
    """The lower triangle, of the themes that come together with others most often."""
    by_pair = {(line.pair.first, line.pair.second): line for line in lines}
    weight: dict[str, int] = {}
    for (first, second), line in by_pair.items():
        for slug in (first, second):
            weight[slug] = weight.get(slug, 0) + line.pair.together
    chosen = sorted(weight, key=lambda slug: -weight[slug])[:MOST_IN_FIGURE]
    ordered = [slug for slug in label if slug in chosen]
    place = {slug: n for n, slug in enumerate(ordered)}
    most = max((_measured(line.pair, measure) or 0 for line in lines), default=1) or 1

    def value(row: str, column: str) -> Value | None:
        if place[row] <= place[column]:
            return None
        line = by_pair.get((min(row, column), max(row, column)))
        number = _measured(line.pair, measure) if line else None
        if line is None or number is None:
            return None
        shown = str(line.pair.together) if measure == "together" else f"{number:.2f}"
        return Value(number / most, shown, line.href, f"{line.first} and {line.second}: {shown}")

    named = [(slug, label[slug]) for slug in ordered]
    return heat(named[1:], named[:-1], value)


def _column(each: Marked, over: str) -> str:
    return {"voice": each.voice.value, "year": each.year, "discussion": each.discussion}[over]


def _column_words(request: StaffRequest, key: str, over: str) -> str:
    if over == "voice":
        return VOICES[Voice(key)]
    return key or "no date"
