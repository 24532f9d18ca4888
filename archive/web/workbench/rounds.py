"""Blind rounds: the list, opening one, and one round: how far it is, then its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.agreement import Unit
from archive.domain.codebook import ThemeState
from archive.domain.errors import InvalidInput
from archive.domain.words import Role, Status
from archive.gate import read_as
from archive.gate.disclosed import OutlineRow
from archive.web.workbench.request import Act, Done, SeeOther, StaffRequest, account, perform
from archive.web.workbench.rounds_numbers import UNITS, numbers_of

LEADING = frozenset({Role.LEAD, Role.STEWARD})


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion to choose texts from."""

    slug: str
    title: str
    rows: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen on the form, to show it again."""

    name: str = ""
    unit: str = Unit.SENTENCE
    refs: frozenset[str] = frozenset()
    coders: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


@require_safe
def rounds(request: StaffRequest) -> HttpResponse:
    """Every round: those with something left for the viewer first."""
    rows = read_as(request.viewer).rounds()
    context = {
        "mine": [row for row in rows if row.closed_at is None and row.mine],
        "others": [row for row in rows if row.closed_at is None and not row.mine],
        "closed": [row for row in rows if row.closed_at is not None],
        "units": UNITS,
        "may_open": request.viewer.role in LEADING,
        "nav": "workbench",
    }
    return render(request, "archive/workbench/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: StaffRequest) -> HttpResponse:
    """Choose discussions (`d`, by GET), then texts, coders and themes; POST opens the round."""
    if request.method != "POST":
        return _new_page(request, request.GET.getlist("d"))
    sent = request.POST
    asked = Asked(
        sent.get("name", ""),
        sent.get("unit", ""),
        frozenset(sent.getlist("refs")),
        frozenset(sent.getlist("coders")),
        frozenset(sent.getlist("themes")),
    )
    try:
        number = actions.open_round(
            name=asked.name,
            refs=sent.getlist("refs"),
            coders=sent.getlist("coders"),
            themes=sent.getlist("themes"),
            unit=unit_of(asked.unit),
            by=account(request),
        )
    except InvalidInput as refusal:
        return _new_page(request, sent.getlist("d"), asked, refusal)
    return SeeOther(reverse("round", args=[number]))


@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: StaffRequest, round: int) -> HttpResponse:
    """While it is open, who has finished what; then the numbers. POST closes it."""
    if request.method == "POST":
        return perform(request, ACTS, str(round), back=reverse("round", args=[round]))
    reader = read_as(request.viewer)
    sheet = reader.round(round)
    unit = unit_of(request.GET.get("unit", sheet.unit.value))
    intervals = request.GET.get("intervals") == "1"
    context = {
        "sheet": sheet,
        "in_unit": UNITS[sheet.unit],
        "left": sum(text.finished_by_me is False for text in sheet.texts),
        "may_close": request.viewer.role in LEADING,
        "nav": "workbench",
    }
    if sheet.closed_at is not None:
        context |= {
            "numbers": numbers_of(reader.compared(round), sheet.themes, unit, intervals=intervals),
            "units": [(each.value, words) for each, words in UNITS.items()],
            "intervals": intervals,
        }
    return render(request, "archive/workbench/round.html", context)


def unit_of(value: str) -> Unit:
    """Raises `InvalidInput` for what is no unit."""
    try:
        return Unit(value)
    except ValueError:
        raise InvalidInput(
            "There is no such unit.", hint="It is contribution, sentence or character."
        ) from None


def _new_page(
    request: StaffRequest,
    slugs: list[str],
    asked: Asked | None = None,
    refusal: InvalidInput | None = None,
) -> HttpResponse:
    reader = read_as(request.viewer)
    known = reader.discussions()
    threads = tuple(
        Thread(one.slug, one.title, _codable(reader.outline(one.slug).contributions))
        for one in known
        if one.slug in slugs
    )
    if asked is None:
        asked = Asked(refs=frozenset(row.ref for thread in threads for row in thread.rows))
    context = {
        "discussions": known,
        "chosen": frozenset(slugs),
        "threads": threads,
        "staff": reader.staff_names(),
        "themes": [t for t in reader.codebook() if t.state is ThemeState.ACTIVE],
        "units": [(each.value, words) for each, words in UNITS.items()],
        "asked": asked,
        "refusal": refusal,
        "may_open": request.viewer.role in LEADING,
        "nav": "workbench",
    }
    return render(
        request, "archive/workbench/round_new.html", context, status=422 if refusal else 200
    )


def _codable(rows: tuple[OutlineRow, ...]) -> tuple[OutlineRow, ...]:
    return tuple(row for row in rows if row.status is not Status.ERASED and row.characters)


def _close(request: StaffRequest, number: str) -> Done:
    actions.close_round(round=int(number), by=account(request))
    said = "The round is closed. What all coders found is on the texts now."
    return said, reverse("round", args=[int(number)])


ACTS: dict[str, Act] = {"close": _close}
