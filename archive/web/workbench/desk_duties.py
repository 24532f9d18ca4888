"""What a desk owes to writers: its deadline, invitations to authors, whether it takes texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil

from archive import actions
from archive.domain.words import Role
from archive.gate import read_as
from archive.gate.duties import Duties
from archive.web.workbench.prompts import take_texts
from archive.web.workbench.request import Act, Done, StaffRequest, account

EXTENSION_REASONS = (
    ("author_being_asked", "The author is being asked"),
    ("rights_being_cleared", "The rights are being cleared"),
    ("ethics_board", "An ethics board has to decide"),
    ("other", "Another reason"),
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invited author's text, the link to send, and how long it leads somewhere."""

    ref: str
    link: str
    until: datetime


def duties_of(request: StaffRequest, slug: str) -> dict[str, Any]:
    """What the desk's template shows of them."""
    duties = read_as(request.viewer).duties(slug)
    return {
        "duties": duties,
        "deadline": deadline_in_words(duties),
        "extended_because": dict(EXTENSION_REASONS).get(duties.extended_for, ""),
        "extension_reasons": EXTENSION_REASONS,
        "may_extend": request.viewer.role == Role.STEWARD
        and duties.undecided > 0
        and not duties.is_late
        and not duties.extended_for,
        "may_invite": request.viewer.role == Role.STEWARD,
        "may_close": request.viewer.role in {Role.LEAD, Role.STEWARD},
        "invitations": tuple(
            Invitation(
                ref, f"{settings.ARCHIVE_ADDRESS.rstrip('/')}{reverse('claim', args=[ref])}", until
            )
            for ref, until in duties.invitations
        ),
    }


def deadline_in_words(duties: Duties) -> str:
    """How long is left to settle what nobody was asked about; "" where nothing is open."""
    if duties.decide_by is None:
        return ""
    if duties.is_late:
        return f"passed {timesince(duties.decide_by, timezone.now(), depth=1)} ago"
    return f"in {timeuntil(duties.decide_by, timezone.now(), depth=1)}"


def _extend(request: StaffRequest, slug: str) -> Done:
    count = actions.extend_deadline(
        slug=slug, reason=request.POST.get("reason", ""), by=account(request)
    )
    texts = "One text has" if count == 1 else f"{count} texts have"
    return f"{texts} half a year more.", _address(slug, "deadline")


def _invite(request: StaffRequest, slug: str) -> Done:
    actions.invite_author(ref=request.POST.get("ref", ""), by=account(request))
    return "The invitation is open for 90 days. Send the link.", _address(slug, "authors")


def _take(request: StaffRequest, slug: str) -> Done:
    return take_texts(request, slug, onward=_address(slug, "open-or-closed"))


DUTY_ACTS: dict[str, Act] = {"extend": _extend, "invite": _invite, "take": _take}


def _address(slug: str, part: str) -> str:
    return reverse("desk", args=[slug]) + f"#{part}"
