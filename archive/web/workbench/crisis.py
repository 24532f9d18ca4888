"""What a moderator can and cannot do when somebody may be in danger; one key away everywhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.web.crisis_contacts import contacts_in_use
from archive.web.support import support_for
from archive.web.workbench.request import StaffRequest


@require_safe
def crisis(request: StaffRequest) -> HttpResponse:
    """The protocol, whom to call here, and the support lines that a letter can name."""
    context = {
        "contacts": contacts_in_use(),
        "support": support_for(request.headers.get("Accept-Language", "")),
        "nav": "workbench",
    }
    return render(request, "archive/workbench/crisis.html", context)
