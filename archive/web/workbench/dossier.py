"""A discussion's dossier on the workbench: the page an ethics board is given."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.gate.dossier import dossier as dossier_of
from archive.web.workbench.request import StaffRequest


@require_safe
def dossier(request: StaffRequest, slug: str) -> HttpResponse:
    """Counts and records of one discussion as they stand now, without anybody's words."""
    context = {"dossier": dossier_of(request.viewer, slug), "nav": "workbench"}
    return render(request, "archive/workbench/dossier.html", context)
