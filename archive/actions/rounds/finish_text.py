"""A coder says that she has coded a text to its end, or that she has not after all."""

from __future__ import annotations

from django.db import transaction

from archive.actions.rounds.standing import place_of
from archive.domain import warrant
from archive.gate import audit
from archive.models import RoundFinished, User


def finish_text(*, round: int, ref: str, by: User) -> None:
    """Only this tells "read, and found nothing" from "not read". Twice does no harm.

    Raises `NotAllowed`, `NotFound`, `Conflict` (closed).
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        place = place_of(round, ref, by)
        if not place.finished:
            RoundFinished.objects.create(
                round=place.round, contribution=place.contribution, coder=by
            )
            audit.record("finish_text", ref=ref, by=by, round=round)


def reopen_text(*, round: int, ref: str, by: User) -> None:
    """Take it back, to code on. Raises as `finish_text`."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        place = place_of(round, ref, by)
        RoundFinished.objects.filter(
            round=place.round, contribution=place.contribution, coder=by
        ).delete()
        audit.record("reopen_text", ref=ref, by=by, round=round)
