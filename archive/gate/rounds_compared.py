"""What was found in a blind round, gathered for counting. Needs a warrant.

No text is opened for it: a round keeps how long its texts are and where their sentences lie. Texts
that staff may not open any more are left out, and so are out of every number.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from archive.domain import visibility
from archive.domain.agreement import (
    CodedText,
    Coding,
    Decision,
    Disagreement,
    Settled,
    Unit,
    settled,
)
from archive.domain.errors import NotFound
from archive.domain.text import Span
from archive.gate.facts import to_q
from archive.gate.reading import NOTHING
from archive.gate.themes import Themes, themes_of
from archive.models import (
    Adjudication,
    Contribution,
    Recusal,
    Round,
    RoundCoding,
    RoundFinished,
    RoundText,
    Theme,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the numbers of a closed round are counted from: domain objects, themes as slugs."""

    unit: Unit
    seed: int
    coders: tuple[str, ...]
    themes: tuple[str, ...]
    texts: tuple[CodedText, ...]
    codings: tuple[Coding, ...]
    settled: Settled
    decisions: tuple[Decision, ...]


def round_of(number: int) -> Round:
    """The round of that number. Raises `NotFound`."""
    row = Round.objects.select_related("opened_by", "closed_by").filter(pk=number).first()
    if row is None:
        raise NotFound(NOTHING)
    return row


def book_of(row: Round) -> Themes:
    """All themes of the codebook that a round uses."""
    return themes_of(Theme.objects.filter(codebook=row.codebook_id))


def coded_by(row: Round, contribution: int, account: int) -> bool:
    """Whether an account coded or finished this text in the round, and so is no third person."""
    of_text = {"round": row, "contribution": contribution, "coder": account}
    return (
        RoundFinished.objects.filter(**of_text).exists()
        or RoundCoding.objects.filter(**of_text).exists()
    )


def stepped_back(contribution: int, account: int | None) -> bool:
    """Whether an account knows somebody in this text and does not work on it."""
    return Recusal.objects.filter(
        contribution=contribution, account=account, taken_back_at__isnull=True
    ).exists()


def compared(row: Round, refs: Collection[str] | None = None) -> Compared:
    """Everything that was found in a round, in all its texts or some, for counting.

    A merged theme is the one it was merged into.
    """
    book = book_of(row)
    texts = standing().filter(round=row)
    if refs is not None:
        texts = texts.filter(contribution__ref__in=refs)
    within = {"round": row, "contribution__in": texts.values("contribution")}
    days: dict[int, dict[str, date | None]] = {}
    for contribution, coder, at in RoundFinished.objects.filter(**within).values_list(
        "contribution_id", "coder__username", "at"
    ):
        days.setdefault(contribution, {})[coder] = at.date()
    slugs = {pk: theme.slug for pk in book.rows if (theme := book.resolved(pk)) is not None}
    coded = tuple(
        CodedText(
            text.contribution.ref,
            text.length,
            tuple(Span(start, end, "sentence") for start, end in text.sentences),
            days.get(text.contribution_id, {}),
        )
        for text in texts
    )
    codings = tuple(
        Coding(coder, slugs[theme], ref, start, end)
        for coder, theme, ref, start, end in RoundCoding.objects.filter(**within).values_list(
            "coder__username", "theme_id", "contribution__ref", "start", "end"
        )
    )
    decisions = tuple(
        Decision(ref, slugs[theme], start, end, present, at.date())
        for ref, theme, start, end, present, at in Adjudication.objects.filter(**within)
        .order_by("at", "id")
        .values_list("contribution__ref", "theme_id", "start", "end", "present", "at")
    )
    coders = tuple(row.coders.order_by("coder__username").values_list("coder__username", flat=True))
    themes = tuple(t.slug for t in themes_of_round(row, book))
    return Compared(
        Unit(row.unit),
        row.seed,
        coders,
        themes,
        coded,
        codings,
        settled(coded, codings, decisions, coders=coders, themes=themes, unit=Unit(row.unit)),
        decisions,
    )


def differences(found: Compared) -> tuple[Disagreement, ...]:
    """All stretches in which coders differ, decided or not, in the round's unit."""
    return settled(
        found.texts, found.codings, (), coders=found.coders, themes=found.themes, unit=found.unit
    ).open


def standing() -> QuerySet[RoundText]:
    """The texts of rounds that staff may still open."""
    return (
        RoundText.objects.filter(contribution__in=reviewable().values("pk"))
        .select_related("contribution__discussion", "contribution__latest")
        .order_by("contribution__discussion_id", "contribution__order")
    )


def themes_of_round(row: Round, book: Themes) -> tuple[Theme, ...]:
    """Those the round looks for, each as it is read now, in codebook order."""
    wanted = {
        theme.pk
        for pk in row.themes.values_list("theme_id", flat=True)
        if (theme := book.resolved(pk)) is not None
    }
    return tuple(theme for theme in book.standing() if theme.pk in wanted)


def reviewable() -> QuerySet[Contribution]:
    """What staff may open now."""
    return Contribution.objects.filter(to_q(visibility.REVIEW, timezone.now())).order_by()
