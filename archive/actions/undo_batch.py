"""Take back all that one key decided, wherever it lies, and let stand again what it replaced."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.deciding import is_as_approved
from archive.actions.editions import another_edition
from archive.actions.publication import note_publication, read_again
from archive.actions.reviewing import Review, open_review, opened
from archive.domain import warrant
from archive.domain.errors import NotAllowed, NotFound
from archive.domain.words import Status
from archive.gate import audit, stepping_back
from archive.models import Contribution, Person, Redaction, User


def undo_batch(*, ref: str, batch: str, by: User) -> int:
    """Take a batch back in every text of the discussion of `ref`; how many redactions those were.

    Labels that it gave are not given to anybody else, and persons that it merged are two again.
    An approved text that it sent back to review is left alone again. Raises `NotFound`, and
    `NotAllowed` where a part of it lies in a text that this account stepped back from.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        discussion = review.contribution.discussion_id
        rows = Redaction.objects.filter(contribution__discussion=discussion)
        standing = list(rows.filter(batch=batch, retracted_at__isnull=True))
        if not batch or not standing:
            raise NotFound("There is nothing to take back.", hint="Reload the page.")
        touched = Contribution.objects.filter(pk__in={row.contribution_id for row in standing})
        if touched.filter(stepping_back.apart_from(by.pk)).exists():
            raise NotAllowed(
                "A part of this decision lies in a text that you stepped back from.",
                hint="Ask a colleague to take it back.",
            )
        _take_back(standing, batch)
        Person.objects.filter(discussion=discussion, merge=batch).update(merged_into=None, merge="")
        opened_by_it = {row.contribution_id for row in standing if row.opened}
        refs = _settle({row.contribution_id for row in standing}, opened_by_it)
        for each in refs:
            audit.record("undo_batch", ref=each, by=by, batch=batch)
        another_edition(refs)
        outbox.note_changed(refs)
        return len(standing)


def _take_back(standing: list[Redaction], batch: str) -> None:
    """Retract these; of what the batch had ended, let stand again what nobody decided since."""
    now = timezone.now()
    last = {_span(row) for row in standing}
    Redaction.objects.filter(pk__in=[row.pk for row in standing]).update(
        retracted_at=now, ended_by=""
    )
    later = {_span(row): row for row in Redaction.objects.filter(batch=batch).exclude(ended_by="")}
    for row in Redaction.objects.filter(ended_by=batch):
        if _span(row) in last:
            row.retracted_at, row.ended_by = None, ""
        else:  # a later batch took the place of this one: undoing that one brings this back
            since = later.get(_span(row))
            row.ended_by = since.ended_by if since else ""
        row.save(update_fields=["retracted_at", "ended_by"])
    Redaction.objects.filter(pk__in=[row.pk for row in later.values()]).update(ended_by="")


def _span(row: Redaction) -> tuple[int, str, int, int]:
    return row.contribution_id, row.field, row.start, row.end


def _settle(pks: Iterable[int], opened_by_it: set[int]) -> list[str]:
    """Whether approved texts still have to be read again; the refs of all."""
    rows = list(Contribution.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk"))
    ring = vault.ring(row.ref for row in rows)
    for row in rows:
        review = opened(row, ring) if row.status == Status.APPROVED else None
        if review is not None:
            _settle_approved(review, row.pk in opened_by_it)
    return [row.ref for row in rows]


def _settle_approved(review: Review, is_opened: bool) -> None:
    row = review.contribution
    if not is_as_approved(review):
        reread = True
    elif is_opened and not row.held:
        reread = False
    else:
        return
    if reread and not row.reread:
        read_again(row)
    elif row.reread and not reread:
        row.reread = False
        row.save(update_fields=["reread"])
        note_publication(row)
