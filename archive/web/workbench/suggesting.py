"""Suggested themes: the panel beside a text to code, and the page that says how they fare.

A suggestion is applied by the coding page's own form, or not at all. What was waved away is
remembered in the session as digests, and what was shown already in this process alone.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.suggesting import Source
from archive.gate import read_as
from archive.gate.disclosed import DisclosedTheme
from archive.gate.suggesting import Suggestion, Suggestions, Tally
from archive.search.analyser import tokens
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform

PAGE = "archive/workbench/suggested.html"
PART = "archive/workbench/_suggestions.html"
NUMBERS = "archive/workbench/suggestions.html"
WAVED: Final = "waved"
"""The session's list of suggestions that were waved away."""
REMEMBERED: Final = 500
SEEN: Final = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """A suggestion in the panel; `mark` tells it from others and is a digest."""

    suggestion: Suggestion
    mark: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `map` is the wording it was made over, as the coding page sends it."""

    suggestions: Suggestions
    rows: tuple[Row, ...]
    map: str
    waved: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page's tables: counts, and of a hundred shown how many were taken."""

    shown: int
    taken: int
    dismissed: int
    source: Source
    theme: DisclosedTheme | None = None
    month: date | None = None

    @property
    def left(self) -> int:
        """Shown, and neither taken nor waved away. None can be below nothing."""
        return max(0, self.shown - self.taken - self.dismissed)

    @property
    def rate(self) -> int | None:
        """Of a hundred shown, how many were taken; None where none was shown."""
        return min(100, round(100 * self.taken / self.shown)) if self.shown else None


@require_http_methods(["GET", "HEAD", "POST"])
def suggested_themes(request: StaffRequest, ref: str) -> HttpResponse:
    """The suggestions for one text; `?part` is the panel alone. POST waves one away or switches
    them off or on."""
    part = "part" in request.GET
    if request.method == "POST":
        answer = perform(request, ACTS, ref, back=_back(request, ref))
        if not request.headers.get("HX-Request"):
            return answer
        part = True
    context = {"panel": panel(request, ref), "ref": ref, "part": part, "nav": "workbench"}
    return render(request, PART if part else PAGE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: StaffRequest) -> HttpResponse:
    """How often suggestions were taken. POST switches them off or on for the account."""
    if request.method == "POST":
        return perform(request, SWITCH, "", back=reverse("suggestions"))
    reader = read_as(request.viewer)
    rows = reader.suggestion_tallies()
    context = {
        "lines": by_theme(rows),
        "months": by_month(rows),
        "totals": by_source(rows),
        "wanted": reader.wants_suggestions(),
        "nav": "workbench",
    }
    return render(request, NUMBERS, context)


def panel(request: StaffRequest, ref: str) -> Panel:
    """The suggestions for a text as the panel shows them; counts those shown for the first time."""
    reader = read_as(request.viewer)
    found = reader.suggestions(ref, tokens)
    waved = set(request.session.get(WAVED, ()))
    rows = [Row(one, mark_of(ref, one.theme.slug, one.source, one.start)) for one in found.rows]
    shown = tuple(row for row in rows if row.mark not in waved)
    _count_shown(request, shown)
    carried = json.dumps(found.carried.to_json(), separators=(",", ":"))
    return Panel(found, shown, carried, len(rows) - len(shown))


def count_taken(request: StaffRequest, themes: Iterable[str]) -> None:
    """Count what a coder took from the panel: its form says so in `suggested`."""
    source = request.POST.get("suggested", "")
    if source in set(Source):
        taken = [(slug, Source(source)) for slug in themes]
        actions.count_suggestions(fate=actions.Fate.TAKEN, suggestions=taken, by=account(request))


def mark_of(ref: str, theme: str, source: str, start: int) -> str:
    """What a session remembers of a suggestion: no text and no address."""
    said = "\0".join((ref, theme, source, str(start)))
    return blake2b(said.encode(), digest_size=9).hexdigest()


# --- counting ---------------------------------------------------------------------------------

_seen: OrderedDict[bytes, None] = OrderedDict()
_secret = os.urandom(32)


def _count_shown(request: StaffRequest, rows: Iterable[Row]) -> None:
    """Once for an account and a suggestion, as far as this process remembers."""
    new = []
    for row in rows:
        said = f"{request.viewer.name}\0{row.mark}".encode()
        key = blake2b(said, key=_secret, digest_size=12).digest()
        if key not in _seen:
            _seen[key] = None
            new.append((row.suggestion.theme.slug, row.suggestion.source))
    while len(_seen) > SEEN:
        _seen.popitem(last=False)
    if new and request.method != "HEAD":
        actions.count_suggestions(fate=actions.Fate.SHOWN, suggestions=new, by=account(request))


def by_theme(rows: Iterable[Tally]) -> tuple[Line, ...]:
    """One line a theme and reason, in codebook order."""
    groups: dict[tuple[str, Source], list[Tally]] = defaultdict(list)
    for row in rows:
        groups[row.theme.slug, row.source].append(row)
    return tuple(_line(group, theme=group[0].theme) for group in groups.values())


def by_month(rows: Iterable[Tally]) -> tuple[Line, ...]:
    """One line a month and reason, the latest first."""
    groups: dict[tuple[date, Source], list[Tally]] = defaultdict(list)
    for row in rows:
        groups[row.month, row.source].append(row)
    ordered = sorted(groups, key=lambda key: (-key[0].toordinal(), key[1]))
    return tuple(_line(groups[key], month=key[0]) for key in ordered)


def by_source(rows: Iterable[Tally]) -> tuple[Line, ...]:
    """One line a reason."""
    groups: dict[Source, list[Tally]] = defaultdict(list)
    for row in rows:
        groups[row.source].append(row)
    return tuple(_line(groups[source]) for source in Source if source in groups)


def _line(
    rows: list[Tally], *, theme: DisclosedTheme | None = None, month: date | None = None
) -> Line:
    return Line(
        sum(row.shown for row in rows),
        sum(row.taken for row in rows),
        sum(row.dismissed for row in rows),
        rows[0].source,
        theme,
        month,
    )


# --- buttons ----------------------------------------------------------------------------------


def _back(request: StaffRequest, ref: str) -> str:
    """The page the button was pressed on."""
    name = "coding" if request.POST.get("on") == "coding" else "coding-suggestions"
    return reverse(name, args=[ref])


def _dismiss(request: StaffRequest, ref: str) -> Done:
    source, theme = request.POST.get("source", ""), request.POST.get("theme", "")
    start = request.POST.get("start", "")
    if source not in set(Source) or not theme or not start.isdecimal():
        raise InvalidInput("It is not said which suggestion.", hint="Reload the page.")
    mark = mark_of(ref, theme, source, int(start))
    waved = [*request.session.get(WAVED, ())]
    if mark not in waved:
        request.session[WAVED] = [*waved, mark][-REMEMBERED:]
        actions.count_suggestions(
            fate=actions.Fate.DISMISSED,
            suggestions=[(theme, Source(source))],
            by=account(request),
        )
    return "Not suggested again.", _back(request, ref)


def _off(request: StaffRequest, ref: str) -> Done:
    actions.switch_suggestions(on=False, by=account(request))
    return "No more suggestions for you.", _back(request, ref) if ref else reverse("suggestions")


def _on(request: StaffRequest, ref: str) -> Done:
    actions.switch_suggestions(on=True, by=account(request))
    return "You get suggestions again.", _back(request, ref) if ref else reverse("suggestions")


SWITCH: dict[str, Act] = {"off": _off, "on": _on}
ACTS: dict[str, Act] = {"dismiss": _dismiss, **SWITCH}
