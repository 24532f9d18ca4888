"""Say what a text holds, or take that back. Cues suggest when a text arrives; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from archive.actions import outbox
from archive.actions.reviewing import demand_reviewable, demand_staff, lock
from archive.domain import content_labels, warrant
from archive.domain.content_labels import Label
from archive.domain.errors import InvalidInput
from archive.gate import audit
from archive.gate.stepping_back import demand_no_step_back
from archive.models import ContentLabel, Contribution, User


def label_content(*, ref: str, labels: Sequence[str], by: User) -> None:
    """Apply labels (keys); those that stand already stay as they are.

    Raises `NotAllowed` (no staff, or stepped back), `NotFound`, `Gone`, `InvalidInput` for a key
    that is none.
    """
    wanted = _demand_known(labels)
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = _locked(ref, by)
        standing = ContentLabel.objects.filter(contribution=row, suggested=False)
        new = [label for label in wanted if label not in standing.values_list("label", flat=True)]
        if not new:
            return
        ContentLabel.objects.filter(contribution=row, label__in=new).delete()
        ContentLabel.objects.bulk_create(
            ContentLabel(contribution=row, label=label.value, by=by) for label in new
        )
        _note("label_content", row, new, by)


def unlabel(*, ref: str, labels: Sequence[str], by: User) -> None:
    """Take labels away, and say of suggested ones that they do not hold. Raises as above."""
    wanted = _demand_known(labels)
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = _locked(ref, by)
        going = ContentLabel.objects.filter(contribution=row, label__in=wanted)
        gone = content_labels.known(going.values_list("label", flat=True))
        if not gone:
            return
        going.delete()
        _note("unlabel", row, gone, by)


def suggestions(contribution: int, texts: Iterable[str]) -> list[ContentLabel]:
    """What cues suggest of a text that arrives, as rows that are not saved yet."""
    found = content_labels.suggested("\n".join(texts))
    return [
        ContentLabel(contribution_id=contribution, label=one.label.value, suggested=True)
        for one in found
    ]


def own_labels(contribution: int, labels: Iterable[str]) -> list[ContentLabel]:
    """What a writer says of her own text, as rows that are not saved yet."""
    return [
        ContentLabel(contribution_id=contribution, label=label.value)
        for label in content_labels.known(labels)
    ]


def _demand_known(labels: Sequence[str]) -> tuple[Label, ...]:
    found = content_labels.known(labels)
    if len(found) != len(set(labels)):
        raise InvalidInput("There is no such label.", hint="Reload the page and try again.")
    return found


def _locked(ref: str, by: User) -> Contribution:
    demand_staff(by)
    row = lock(ref)
    demand_reviewable(row)
    demand_no_step_back(by.pk, row)
    return row


def _note(verb: str, row: Contribution, labels: Sequence[Label], by: User) -> None:
    audit.record(verb, ref=row.ref, by=by, labels=[label.value for label in labels])
    outbox.note_changed([row.ref])
