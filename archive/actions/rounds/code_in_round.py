"""A coder puts themes on a stretch, blind, or takes one away again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from archive.actions.rounds.standing import Place, place_of
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.gate import audit
from archive.gate.rounds_compared import book_of, themes_of_round
from archive.models import RoundCoding, Theme, User


def code_in_round(
    *, round: int, ref: str, spans: Sequence[tuple[int, int]], themes: Sequence[str], by: User
) -> int:
    """Find themes (slugs) in stretches `[start, end)` of the original; how many codings are new.

    Raises `NotAllowed`, `NotFound`, `Conflict` (closed, or this coder has finished the text) and
    `InvalidInput` (nothing chosen, a stretch off the text, a theme the round does not look for).
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        place = _unfinished(place_of(round, ref, by))
        if not spans or any(not 0 <= start < end <= place.length for start, end in spans):
            raise InvalidInput("Choose one sentence or more.", hint="Or the whole text.")
        made = 0
        for theme in _themes(place, themes):
            for start, end in spans:
                _, is_new = RoundCoding.objects.get_or_create(
                    round=place.round,
                    contribution=place.contribution,
                    coder=by,
                    theme=theme,
                    start=start,
                    end=end,
                    defaults={"version": theme.codebook.version},
                )
                made += is_new
        audit.record("code_in_round", ref=ref, by=by, round=round, codings=made)
        return made


def take_back_code(*, round: int, ref: str, coding: int, by: User) -> None:
    """Take one's own coding away. Raises as `code_in_round`."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        place = _unfinished(place_of(round, ref, by))
        gone, _ = RoundCoding.objects.filter(
            pk=coding, round=place.round, contribution=place.contribution, coder=by
        ).delete()
        if not gone:
            raise NotFound("There is no such coding of yours.", hint="Reload the page.")
        audit.record("take_back_code", ref=ref, by=by, round=round)


def _unfinished(place: Place) -> Place:
    if place.finished:
        raise Conflict("You have said that you have coded this text.", hint="Take that back first.")
    return place


def _themes(place: Place, slugs: Sequence[str]) -> list[Theme]:
    book = book_of(place.round)
    by_slug = {theme.slug: theme for theme in themes_of_round(place.round, book)}
    if not slugs or any(slug not in by_slug for slug in slugs):
        raise InvalidInput("Choose one of the round's themes or more.")
    return [by_slug[slug] for slug in dict.fromkeys(slugs)]
