"""What every page knows: the archive's name, who answers, its plain warning, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from archive.domain.words import STAFF_ROLES, Role

LEAVE_URL = "https://www.wikipedia.org/"
"""Where "Leave quickly" goes when the deployer names no other place."""


@dataclass(frozen=True, slots=True)
class Site:
    """The deployer's words and the signed-in account; nothing about a reader."""

    name: str
    not_advice: str
    steward_contact: str
    one_person: bool
    leave_url: str
    signed_in_as: str = ""
    role: str = ""
    staff: bool = False


def site(request: HttpRequest) -> dict[str, Site]:
    """Context processor: `site`. Works on error pages too, before anybody was recognised."""
    viewer = getattr(request, "viewer", None)
    known = viewer is not None and viewer.role not in (Role.READER, Role.CONTRIBUTOR)
    return {
        "site": Site(
            name=settings.ARCHIVE_NAME,
            not_advice=settings.ARCHIVE_NOT_ADVICE,
            steward_contact=settings.ARCHIVE_STEWARD_CONTACT,
            one_person=settings.ARCHIVE_ONE_PERSON,
            leave_url=getattr(settings, "ARCHIVE_LEAVE_URL", LEAVE_URL),
            signed_in_as=viewer.name if viewer and known else "",
            role=str(viewer.role) if viewer and known else "",
            staff=bool(viewer and viewer.role in STAFF_ROLES),
        )
    }
