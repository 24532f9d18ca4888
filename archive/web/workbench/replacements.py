"""The replacement log's page: who stands behind the labels of a discussion."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.gate import read_as
from archive.web.workbench.request import StaffRequest


@require_safe
def replacements(request: StaffRequest, slug: str) -> HttpResponse:
    """The log, for accounts with the permission; each look at it is recorded."""
    context = {"log": read_as(request.viewer).replacements(slug), "nav": "workbench"}
    return render(request, "archive/workbench/replacements.html", context)
