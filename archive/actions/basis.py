"""A named basis for imports whose authors were not asked: one proposes, another confirms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.publication import note_publication, opening
from archive.actions.standing import demand_role, standing_discussion
from archive.domain import warrant
from archive.domain.consent import BASIS_SCOPES, DEFAULT_TERM, column
from archive.domain.errors import Conflict, InvalidInput, NotAllowed
from archive.domain.words import Consent, Role, Scope, Status
from archive.gate import audit
from archive.models import Basis, ConsentEvent, Contribution, Discussion, User
from archive.models.fields import new_ref

BATCH = 500
OPEN_TO_BASIS = (Consent.UNKNOWN.value, Consent.BASIS.value)
"""An author's own answer is never overruled by a basis."""


def propose_basis(
    *,
    slug: str,
    scopes: Iterable[Scope | str],
    rights: str,
    privacy: str,
    reference: str,
    dated: date,
    by: User,
    refs: Sequence[str] | None = None,
) -> str:
    """A steward says why these may be shown; nothing opens yet. Returns the batch.

    Without `refs`: every contribution whose author was not asked. A proposal that still waits for
    the same contributions is replaced. Raises `NotAllowed`, `InvalidInput`, `Conflict`.
    """
    demand_role(by, {Role.STEWARD}, "propose a basis")
    wanted = _basis_scopes(scopes)
    grounds = {"rights": rights.strip(), "privacy": privacy.strip(), "reference": reference.strip()}
    if missing := [name for name, words in grounds.items() if not words]:
        raise InvalidInput(f"A basis needs its {', '.join(missing)}.")
    if dated > timezone.localdate():
        raise InvalidInput("A basis cannot be dated in the future.")
    batch = new_ref()
    with warrant.opened(by.username, "review"), transaction.atomic():
        discussion = standing_discussion(slug)
        rows = _chosen(discussion, refs)
        ring = vault.ring(row.ref for row in rows)
        _forget_waiting(discussion, {row.pk for row in rows})
        sealed = json.dumps(grounds, ensure_ascii=False)
        Basis.objects.bulk_create(
            [
                Basis(
                    contribution=row,
                    batch=batch,
                    scopes=sorted(wanted),
                    grounds=ring.seal(row.ref, "basis.grounds", sealed),
                    dated=dated,
                    proposed_by=by,
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        audit.record(
            "propose_basis", by=by, discussion=slug, batch=batch, scopes=sorted(wanted), n=len(rows)
        )
    return batch


def confirm_basis(*, slug: str, by: User) -> int:
    """Another account agrees: the scopes open for five years and sign-off counts as waived.

    A lead or another steward than the proposer; the same steward only where the archive is run by
    one person, and then the row says so. Returns how many contributions it covers. Raises
    `NotAllowed`, `Conflict` when nothing waits.
    """
    demand_role(by, {Role.LEAD, Role.STEWARD}, "confirm a basis")
    with warrant.opened(by.username, "review"), transaction.atomic():
        discussion = standing_discussion(slug)
        waiting = list(
            Basis.objects.select_related("contribution").filter(
                contribution__discussion=discussion, confirmed_at__isnull=True
            )
        )
        rows = _confirmable(waiting, by)
        _open(rows, by)
        audit.record(
            "confirm_basis",
            by=by,
            discussion=slug,
            batches=sorted({row.batch for row in rows}),
            n=len(rows),
            alone=any(row.alone for row in rows),
        )
        return len(rows)


def _basis_scopes(scopes: Iterable[Scope | str]) -> frozenset[Scope]:
    known = {scope.value for scope in BASIS_SCOPES}
    given = {str(scope) for scope in scopes}
    if not given or not given <= known:
        raise InvalidInput(
            "A basis may open read, find and research only.",
            hint="Quotes and machines need the author's own yes.",
        )
    if Scope.FIND in given and Scope.READ not in given:
        raise InvalidInput("What readers may find they must be able to read.")
    return frozenset(Scope(scope) for scope in given)


def _chosen(discussion: Discussion, refs: Sequence[str] | None) -> list[Contribution]:
    rows = Contribution.objects.filter(discussion=discussion).exclude(status=Status.ERASED.value)
    if refs is None:
        chosen = list(rows.filter(consent=Consent.UNKNOWN.value))
        if not chosen:
            raise Conflict("No contribution of this discussion waits for a basis.")
        return chosen
    by_ref = {row.ref: row for row in rows.filter(consent__in=OPEN_TO_BASIS)}
    if not refs or any(ref not in by_ref for ref in refs):
        raise Conflict(
            "A chosen contribution is not of this discussion, or its author has answered already."
        )
    return [by_ref[ref] for ref in dict.fromkeys(refs)]


def _forget_waiting(discussion: Discussion, contributions: set[int]) -> None:
    """Proposals nobody confirmed yet, for these contributions."""
    waiting = Basis.objects.filter(
        contribution__discussion=discussion, confirmed_at__isnull=True
    ).values_list("pk", "contribution_id")
    replaced = [pk for pk, contribution in waiting if contribution in contributions]
    for start in range(0, len(replaced), BATCH):
        Basis.objects.filter(pk__in=replaced[start : start + BATCH]).delete()


def _confirmable(waiting: list[Basis], by: User) -> list[Basis]:
    """Those of another proposer, or, where one person runs the archive, one's own as well."""
    standing = [
        row
        for row in waiting
        if row.contribution.status != Status.ERASED.value
        and row.contribution.consent in OPEN_TO_BASIS
    ]
    if not standing:
        raise Conflict("No basis waits for confirmation here.")
    rows = [row for row in standing if row.proposed_by_id != by.pk or settings.ARCHIVE_ONE_PERSON]
    if not rows:
        raise NotAllowed(
            "You proposed this basis, so somebody else confirms it.",
            hint="Ask a lead or another steward.",
        )
    return rows


def _open(rows: list[Basis], by: User) -> None:
    """Rows, events and columns of what was confirmed, in statements of many at once."""
    again = _to_be_read_again(rows)
    with opening(again):
        _write(rows, by)
        for row in again:
            row.refresh_from_db()
    _note_publications(rows)
    outbox.note_changed([row.contribution.ref for row in rows])


def _write(rows: list[Basis], by: User) -> None:
    now = timezone.now()
    until = now + DEFAULT_TERM
    for row in rows:
        row.alone = row.proposed_by_id == by.pk
    together: dict[tuple[bool, tuple[str, ...]], list[Basis]] = {}
    for row in rows:
        together.setdefault((row.alone, tuple(row.scopes)), []).append(row)
    for (alone, scopes), alike in together.items():
        ends = {column(Scope(name)): until for name in scopes}
        for start in range(0, len(alike), BATCH):
            some = alike[start : start + BATCH]
            Basis.objects.filter(pk__in=[row.pk for row in some]).update(
                confirmed_by=by, confirmed_at=now, alone=alone
            )
            Contribution.objects.filter(pk__in=[row.contribution_id for row in some]).update(
                consent=Consent.BASIS.value, signed_off=True, **ends
            )
    ConsentEvent.objects.bulk_create(
        [
            ConsentEvent(
                contribution=row.contribution, scope=name, action="basis", until=until, by=by
            )
            for row in rows
            for name in row.scopes
        ],
        batch_size=BATCH,
    )


def _to_be_read_again(rows: list[Basis]) -> list[Contribution]:
    keys = [row.contribution_id for row in rows if row.contribution.reread]
    found: list[Contribution] = []
    for start in range(0, len(keys), BATCH):
        some = Contribution.objects.filter(pk__in=keys[start : start + BATCH])
        found += some.select_related("discussion")
    return found


def _note_publications(rows: list[Basis]) -> None:
    """What was approved before its basis stood is public from now on."""
    keys = [row.contribution_id for row in rows if row.contribution.status == Status.APPROVED.value]
    for start in range(0, len(keys), BATCH):
        for contribution in Contribution.objects.select_related("discussion").filter(
            pk__in=keys[start : start + BATCH]
        ):
            note_publication(contribution)
