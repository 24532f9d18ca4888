"""An author says that an import is hers, proves it at the source, and gets a page of her own.

A claim alone hides nothing (a removal request does) and gives no rights: a steward or lead looks
for the posted token, or at whether the e-mail address was the one at the source. Once confirmed,
the texts stand on her page, and what a basis had opened stays so until she answers herself.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from archive.actions.letters import send_to
from archive.actions.source_email import email_digest
from archive.actions.standing import demand_role, standing_contribution
from archive.actions.submit import verifier_of
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.return_code import ALPHABET, ReturnCode, check_groups, groups_to_ask
from archive.domain.words import Letter, Role, SignOff, Status
from archive.gate import audit
from archive.gate.claims import claimable, of_same_author
from archive.models import Claim, Contribution, Contributor, User

TOKEN_SYMBOLS = 10
"""Fifty bits after "firsthand-": nobody posts it by chance."""

INVITED_FOR = timedelta(days=90)
LONGEST_EMAIL = 254
"""Characters of an address (RFC 3696, erratum 1690)."""

DECISIONS = ("confirmed", "declined")


def claim(
    *,
    ref: str,
    code: ReturnCode | None = None,
    typed: Mapping[int, str] | None = None,
    contributor: int | None = None,
    email: str = "",
) -> int:
    """Claim an import, with a new `code` of which two groups were typed back, or on one's page.

    Says whose page it is on. Whether `email` is the one at the source is kept for staff and told
    to nobody; the address is not kept. Claiming again changes nothing. Raises `NotFound` for what
    cannot be claimed, `InvalidInput` for groups that do not fit.
    """
    with warrant.opened("contributor", "claim"), transaction.atomic():
        row = standing_contribution(ref)
        if not claimable(row):
            raise NotFound("There is nothing at this address.")
        owner = _owner(code, typed, contributor)
        Claim.objects.get_or_create(
            contribution=row,
            contributor=owner,
            defaults={"token": _token(), "email_matches": _matches(row, email)},
        )
        audit.record("claim", ref=ref, by="contributor")
        return int(owner.pk)


def decide_claim(*, claim: int, decision: str, refs: Iterable[str] = (), by: User) -> None:
    """Confirm or decline a claim; with `refs`, of other texts by the same author there as well.

    Raises `NotAllowed`, `NotFound`, `InvalidInput` for texts that are not the same author's,
    `Conflict` where it was answered, or a text is somebody's already.
    """
    demand_role(by, {Role.LEAD, Role.STEWARD}, "answer a claim")
    if decision not in DECISIONS:
        raise InvalidInput(f"The answer must be one of {', '.join(DECISIONS)}.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        asked = _open_claim(claim)
        row = standing_contribution(asked.contribution.ref)
        asked.decision, asked.decided_by, asked.decided_at = decision, by, timezone.now()
        asked.save(update_fields=["decision", "decided_by", "decided_at"])
        rows = _claimed(row, refs) if decision == "confirmed" else []
        for each in rows:
            each.contributor = asked.contributor
            each.sign_off = SignOff.ASK.value
            each.claim_until = None
            each.save(update_fields=["contributor", "sign_off", "claim_until"])
            send_to(each, Letter.CLAIM_ANSWERED, by=by)
        audit.record("decide_claim", ref=row.ref, by=by, decision=decision, texts=len(rows))


def invite_author(*, ref: str, by: User) -> None:
    """For 90 days whoever has the link may claim it, whether or not readers see the text.

    Raises `NotAllowed`, `NotFound`, `Conflict` for a text that is somebody's already.
    """
    demand_role(by, {Role.STEWARD}, "invite an author")
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = standing_contribution(ref)
        if row.contributed or row.contributor_id is not None:
            raise Conflict("Its writer has a page here already.")
        row.claim_until = timezone.now() + INVITED_FOR
        row.save(update_fields=["claim_until"])
        audit.record("invite_author", ref=ref, by=by)


def _token() -> str:
    return "firsthand-" + "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_SYMBOLS))


def _owner(
    code: ReturnCode | None, typed: Mapping[int, str] | None, contributor: int | None
) -> Contributor:
    if contributor is not None:
        owner = Contributor.objects.filter(pk=contributor).first()
        if owner is None:
            raise NotFound("Your page is not there any more.", hint="Enter your code again.")
        return owner
    if code is None or typed is None or set(typed) != set(groups_to_ask(code)):
        raise InvalidInput("Type both groups of the code.", code="groups_missing")
    check_groups(code, typed)
    verifier = verifier_of(code)
    found, _ = Contributor.objects.get_or_create(
        locator=code.locator, defaults={"verifier": verifier}
    )
    if not hmac.compare_digest(found.verifier, verifier):
        raise InvalidInput("This code cannot be used.", hint="Open the page again for another.")
    return found  # there already where the button was pressed twice


def _matches(row: Contribution, email: str) -> bool | None:
    """Whether the address is the source's; None where none was typed, or none may be compared."""
    if len(email) > LONGEST_EMAIL:
        raise InvalidInput("That is too long for an e-mail address.")
    typed = email_digest(email)
    if not typed or not row.email_digest or not row.discussion.claims_by_email:
        return None
    return hmac.compare_digest(typed, row.email_digest)


def _open_claim(claim: int) -> Claim:
    asked = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("contribution", "contributor")
        .filter(pk=claim)
        .first()
    )
    if asked is None:
        raise NotFound("There is no such claim.")
    if asked.decision:
        raise Conflict("This claim has been answered already.")
    return asked


def _claimed(row: Contribution, refs: Iterable[str]) -> list[Contribution]:
    """The claimed text and the chosen others, locked."""
    wanted = {row.ref, *refs}
    same = of_same_author(row).filter(ref__in=wanted)
    rows = list(same.select_for_update(of=("self",)).order_by("pk"))
    if missing := wanted - {each.ref for each in rows}:
        if row.ref in missing:
            raise Conflict("This text has been given to somebody’s page already.")
        raise InvalidInput("One of the chosen texts is not by the same author.")
    if any(each.status == Status.ERASED.value for each in rows):
        raise InvalidInput("One of the chosen texts has been erased.")
    return rows
