"""How alone a text stands in the archive: a page, and a part of one for the review page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.gate import read_as
from archive.gate.likeness import ENOUGH, SAFE
from archive.web.workbench.request import StaffRequest

WHOLE = "archive/workbench/likeness.html"
PART = "archive/workbench/_likeness.html"


@require_safe
def likeness(request: StaffRequest, ref: str) -> HttpResponse:
    """What the text tells of a person and how many texts share it; recorded like a review.

    `?part` answers with the panel alone, for a page that fetches it.
    """
    found = read_as(request.viewer).likeness(ref)
    context = {
        "likeness": found,
        "sheet": found.sheet,
        "enough_from": ENOUGH,
        "safe_from": SAFE,
        "nav": "workbench",
    }
    return render(request, PART if "part" in request.GET else WHOLE, context)
