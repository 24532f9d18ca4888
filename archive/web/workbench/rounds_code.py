"""Coding a text blind: sentences to choose, themes to put on them, and only one's own work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.text import Span
from archive.gate import read_as
from archive.gate.disclosed import DisclosedTheme
from archive.gate.rounds_disclosed import CodingSheet, Target
from archive.web.workbench.places import find_words
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is shown, with the themes the coder has found in it; "" words are hidden."""

    number: int
    words: str
    themes: tuple[DisclosedTheme, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def code_text(request: StaffRequest, round: int, ref: str) -> HttpResponse:
    """The text with the coder's own codings; POST adds, takes back, finishes or goes on."""
    here = reverse("round-code", args=[round, ref])
    if request.method == "POST":
        return perform(request, _acts(round), ref, back=here)
    sheet = read_as(request.viewer).to_code(round, ref)
    context = {"sheet": sheet, "paragraphs": paragraphs_of(sheet), "nav": "workbench"}
    return render(request, "archive/workbench/round_code.html", context)


def paragraphs_of(sheet: CodingSheet) -> tuple[tuple[Sentence, ...], ...]:
    """Sentences by paragraph."""
    return tuple(
        tuple(_sentence(sheet, target) for target in targets)
        for _, targets in groupby(sheet.targets, key=lambda target: target.block)
    )


def spans_of(sheet: CodingSheet, numbers: Iterable[int], words: str = "") -> list[tuple[int, int]]:
    """Stretches of the original: a run of sentences is one, or only some `words` within them.

    Raises `InvalidInput` for a sentence that is not there and words that do not stand in them.
    """
    chosen = sorted(set(numbers))
    if chosen and not 1 <= chosen[0] <= chosen[-1] <= len(sheet.targets):
        raise InvalidInput(
            f"The text has {len(sheet.targets)} sentences.", hint="Choose among them."
        )
    runs: list[list[Target]] = []
    for number in chosen:
        if runs and runs[-1][-1].number == number - 1:
            runs[-1].append(sheet.targets[number - 1])
        else:
            runs.append([sheet.targets[number - 1]])
    if not words.strip():
        return [(run[0].start, run[-1].end) for run in runs]
    found = [span for run in runs for span in _within(sheet, run, words)]
    if not found:
        raise InvalidInput(
            "These words do not stand in the sentences you chose.",
            hint="Copy them from the text; capitals count.",
        )
    return found


def _within(sheet: CodingSheet, run: list[Target], words: str) -> list[tuple[int, int]]:
    places = [target.place for target in run if target.place is not None]
    if not places:
        return []
    start, end = places[0].start, places[-1].end
    spans = (
        sheet.carried.back(Span(start + one.start, start + one.end))
        for one in find_words(sheet.text[start:end], words)
    )
    return [(span.start, span.end) for span in spans if span is not None]


def _sentence(sheet: CodingSheet, target: Target) -> Sentence:
    place = target.place
    return Sentence(
        target.number,
        sheet.text[place.start : place.end] if place else "",
        tuple(
            {
                coding.theme.slug: coding.theme
                for coding in sheet.codings
                if coding.start < target.end and target.start < coding.end
            }.values()
        ),
    )


def _acts(round: int) -> dict[str, Act]:
    """What the buttons of a text in this round do."""

    def code(request: StaffRequest, ref: str) -> Done:
        sheet = read_as(request.viewer).to_code(round, ref)
        sent = request.POST
        if sent.get("whole") == "1":
            spans = [(0, sheet.length)]
        else:
            spans = spans_of(sheet, _numbers(request), sent.get("words", ""))
        made = actions.code_in_round(
            round=round, ref=ref, spans=spans, themes=sent.getlist("themes"), by=account(request)
        )
        said = "Kept." if made else "You had found that already."
        return said, reverse("round-code", args=[round, ref]) + "#text"

    def take_back(request: StaffRequest, ref: str) -> Done:
        number = _number(request.POST.get("coding", ""))
        actions.take_back_code(round=round, ref=ref, coding=number, by=account(request))
        return "Taken back.", reverse("round-code", args=[round, ref]) + "#found"

    def finish(request: StaffRequest, ref: str) -> Done:
        following = read_as(request.viewer).to_code(round, ref).next_ref
        actions.finish_text(round=round, ref=ref, by=account(request))
        if following:
            return "That text is coded. Here is the next.", reverse(
                "round-code", args=[round, following]
            )
        return "That was your last text of this round.", reverse("round", args=[round])

    def reopen(request: StaffRequest, ref: str) -> Done:
        actions.reopen_text(round=round, ref=ref, by=account(request))
        return "You can code on.", reverse("round-code", args=[round, ref])

    return {"code": code, "take_back": take_back, "finish": finish, "reopen": reopen}


def _numbers(request: StaffRequest) -> set[int]:
    """The ticked sentences and those from `first` to `last`, which may stand alone."""
    sent = request.POST
    chosen = {_number(one) for one in sent.getlist("s")}
    ends = [_number(one) for one in (sent.get("first", ""), sent.get("last", "")) if one.strip()]
    if ends:
        if max(ends) - min(ends) > 10_000:
            raise InvalidInput("The text has not that many sentences.", hint="Choose among them.")
        chosen |= set(range(min(ends), max(ends) + 1))
    return chosen


def _number(typed: str) -> int:
    if not typed.strip().isdecimal():
        raise InvalidInput("That is no number.", hint="Sentences are numbered from 1.")
    return int(typed)
