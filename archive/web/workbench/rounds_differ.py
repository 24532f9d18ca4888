"""What coders of a closed round differ in, in the text; a third person decides and says why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.agreement import Reason
from archive.domain.errors import InvalidInput
from archive.domain.markup import render as rendered
from archive.domain.text import Layer, Span
from archive.gate import read_as
from archive.gate.rounds_disclosed import DifferenceSheet
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform
from archive.web.workbench.rounds_numbers import UNITS

REASONS = {
    Reason.FITS: "The definition fits",
    Reason.EXCLUDED: "“Do not use it” applies",
    Reason.NOT_SAID: "The writer does not say so",
    Reason.OVERLOOKED: "It was overlooked",
    Reason.BORDERS: "It belongs to the passage beside it",
    Reason.OTHER: "Another reason, in the note",
}


@require_http_methods(["GET", "HEAD", "POST"])
def differing(request: StaffRequest, round: int, ref: str) -> HttpResponse:
    """Every stretch in which coders differ, marked in the text; POST decides one."""
    if request.method == "POST":
        back = reverse("round-text", args=[round, ref])
        return perform(request, _acts(round), ref, back=back)
    sheet = read_as(request.viewer).differences(round, ref)
    texts = [text.ref for text in sheet.round.texts if text.open and text.ref != ref]
    context = {
        "sheet": sheet,
        "unit": UNITS[sheet.round.unit],
        "blocks": rendered(sheet.text, sheet.formatting, _marks(sheet)),
        "reasons": [(reason.value, words) for reason, words in REASONS.items()],
        "words_of": {reason.value: words for reason, words in REASONS.items()},
        "open": sum(one.decided is None for one in sheet.differences),
        "next_ref": texts[0] if texts else "",
        "nav": "workbench",
    }
    return render(request, "archive/workbench/round_text.html", context)


def _marks(sheet: DifferenceSheet) -> Layer:
    return tuple(
        Span(one.place.start, one.place.end, "passage", f"{one.number} {one.theme.colour}")
        for one in sheet.differences
        if one.place is not None and one.place.start < one.place.end
    )


def _acts(round: int) -> dict[str, Act]:
    def decide(request: StaffRequest, ref: str) -> Done:
        sent = request.POST
        theme, start, end = (*sent.get("stretch", "").split(" "), "", "", "")[:3]
        if not (start.isdecimal() and end.isdecimal()) or sent.get("present") not in ("0", "1"):
            raise InvalidInput("Say whether the theme is there.", hint="Choose yes or no.")
        if sent.get("reason") not in set(Reason):
            raise InvalidInput("Choose a reason.", hint="A note is welcome too.")
        actions.adjudicate(
            round=round,
            ref=ref,
            theme=theme,
            start=int(start),
            end=int(end),
            present=sent["present"] == "1",
            reason=Reason(sent["reason"]),
            note=sent.get("note", ""),
            by=account(request),
        )
        return "Decided.", reverse("round-text", args=[round, ref]) + "#differences"

    return {"decide": decide}
