"""Texts that are in the archive twice, or nearly: of one text, and the list of all pairs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.gate import read_as
from archive.web.workbench.request import StaffRequest

WHOLE = "archive/workbench/text_duplicates.html"
PART = "archive/workbench/_duplicates.html"
ALL = "archive/workbench/duplicates.html"


@require_safe
def text_duplicates(request: StaffRequest, ref: str) -> HttpResponse:
    """What one text is like; `?part` answers with the lines alone."""
    context = {
        "found": read_as(request.viewer).duplicates(ref),
        "page": "review-duplicates",
        "nav": "workbench",
    }
    return render(request, PART if "part" in request.GET else WHOLE, context)


@require_safe
def duplicates(request: StaffRequest) -> HttpResponse:
    """Every pair, the most alike first."""
    context = {"found": read_as(request.viewer).all_duplicates(), "nav": "workbench"}
    return render(request, ALL, context)
