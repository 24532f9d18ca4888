"""Requests to take something down. Hiding takes one person and one action; showing takes the rule.

Nobody needs an account or a proof. Of an import the text is hidden with the request; of a text
whose writer agreed, the request waits on the desk.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.erase import erase
from archive.actions.publication import note_publication
from archive.actions.standing import demand_role, standing_contribution
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.visibility import READ, holds
from archive.domain.words import STAFF_ROLES, Consent, Role
from archive.gate import audit
from archive.gate.facts import facts_of
from archive.models import Contribution, RemovalRequest, User

REASONS = ("about_me", "i_wrote_it", "other")
DECISIONS = ("erase", "keep_hidden", "show_again")
LONGEST_MESSAGE = 2_000
"""Code points of a message."""

AUTHOR_NOT_ASKED = (Consent.UNKNOWN.value, Consent.BASIS.value)


def request_removal(*, ref: str, reason: str, message: str = "") -> None:
    """Ask that a text readers can see be taken away; asking again is accepted quietly.

    A claim that was settled ("show again") does not hide the text again by itself. Raises
    `NotFound` for what no reader can see, `InvalidInput`.
    """
    if reason not in REASONS:
        raise InvalidInput(f"The reason must be one of {', '.join(REASONS)}.")
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInput(f"The message is longer than {LONGEST_MESSAGE} characters.")
    with warrant.opened("reader", "review"), transaction.atomic():
        row = standing_contribution(ref)
        asked = RemovalRequest.objects.filter(contribution=row)
        if asked.filter(decision="", hides=True).exists():
            return
        if not holds(READ, facts_of(row), timezone.now()):
            raise NotFound("There is no such contribution.")
        if asked.filter(decision="", reason=reason).exists():
            return
        settled = asked.filter(decision="show_again").exists()
        hides = row.consent in AUTHOR_NOT_ASKED and not settled
        RemovalRequest.objects.create(
            contribution=row,
            reason=reason,
            message=vault.ring([ref]).seal(ref, "removal.message", message) if message else None,
            hides=hides,
        )
        if hides:
            _hide(row)
        audit.record("request_removal", ref=ref, by="reader", reason=reason, hides=hides)


def decide_removal(*, request: int, decision: str, by: User) -> None:
    """Answer a request. A moderator may only keep the text hidden; lead and steward may do all.

    "Show again" lifts the hiding unless another open request hides it too; the rule still decides
    who sees it. Raises `NotAllowed`, `NotFound`, `Conflict` when answered already.
    """
    if decision not in DECISIONS:
        raise InvalidInput(f"The decision must be one of {', '.join(DECISIONS)}.")
    may = STAFF_ROLES if decision == "keep_hidden" else {Role.LEAD, Role.STEWARD}
    demand_role(by, may, "decide this")
    with warrant.opened(by.username, "review"):
        with transaction.atomic():
            asked = _open_request(request)
            row = standing_contribution(asked.contribution.ref)
            if decision != "erase":
                _settle(asked, row, decision, by)
        if decision == "erase":
            erase(ref=row.ref, by=by)


def _open_request(request: int) -> RemovalRequest:
    asked = (
        RemovalRequest.objects.select_for_update(of=("self",))
        .select_related("contribution")
        .filter(pk=request)
        .first()
    )
    if asked is None:
        raise NotFound("There is no such request.")
    if asked.decision:
        raise Conflict("This request has been answered already.")
    return asked


def _settle(asked: RemovalRequest, row: Contribution, decision: str, by: User) -> None:
    asked.decision, asked.decided_by, asked.decided_at = decision, by, timezone.now()
    asked.save(update_fields=["decision", "decided_by", "decided_at"])
    if decision == "keep_hidden":
        _hide(row)
    else:
        others = RemovalRequest.objects.filter(contribution=row).exclude(pk=asked.pk)
        row.hidden = others.filter(decision="", hides=True).exists()
        row.save(update_fields=["hidden"])
        note_publication(row)
        outbox.note_changed([row.ref])
    audit.record("decide_removal", ref=row.ref, by=by, request=asked.pk, decision=decision)


def _hide(row: Contribution) -> None:
    note_publication(row)
    row.hidden = True
    row.save(update_fields=["hidden"])
    outbox.note_changed([row.ref], purge=True)
