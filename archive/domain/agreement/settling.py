"""What is settled after a round: what all who finished a text found, and what a third decided.

The settled layer is a coder of its own. It has finished a text once nothing in it is open, and it
says yes in whole units, since coders agree or differ in units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from archive.domain.agreement.differing import Disagreement, disagreements
from archive.domain.agreement.units import (
    CodedText,
    Coding,
    Unit,
    in_characters,
    material,
    overlaid,
)

SETTLED = "what was settled"
"""The settled layer's name as a coder. No account can have it: it has spaces."""


class Reason(StrEnum):
    """Why a third person decided as she did."""

    FITS = "fits"
    EXCLUDED = "excluded"
    NOT_SAID = "not_said"
    OVERLOOKED = "overlooked"
    BORDERS = "borders"
    OTHER = "other"


class Decision(NamedTuple):
    """What was decided about `[start, end)` of contribution `ref`, in code points."""

    ref: str
    theme: str
    start: int
    end: int
    present: bool
    day: date


@dataclass(frozen=True, slots=True)
class Settled:
    """The settled layer, and what is not settled yet.

    `texts` are those given, with `SETTLED` among those who finished where nothing is open.
    `agreed` are stretches that all who finished the text found, `decided` those that a third
    person put there; both are codings by `SETTLED`.
    """

    texts: tuple[CodedText, ...]
    agreed: tuple[Coding, ...]
    decided: tuple[Coding, ...]
    open: tuple[Disagreement, ...]

    @property
    def codings(self) -> tuple[Coding, ...]:
        """Everything the settled layer says yes to."""
        return self.agreed + self.decided


def settled(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    decisions: Iterable[Decision],
    *,
    coders: Iterable[str],
    themes: Iterable[str],
    unit: Unit,
) -> Settled:
    """The settled layer of texts that two of `coders` have finished.

    A stretch in which they differ is decided by the last of `decisions` (in order of time) that
    covers the whole of it. Raises `ValueError` as `units.material` does.
    """
    given, found = tuple(texts), tuple(codings)
    names, asked = tuple(coders), tuple(themes)
    differing = disagreements(given, found, coders=names, themes=asked, unit=unit)
    last: dict[Disagreement, Decision] = {}
    by_place: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        by_place.setdefault((decision.ref, decision.theme), []).append(decision)
    for one in differing:
        for decision in by_place.get((one.ref, one.theme), ()):
            if decision.start <= one.span.start and one.span.end <= decision.end:
                last[one] = decision
    still_open = tuple(one for one in differing if one not in last)
    days: dict[str, date] = {}
    for one, decision in last.items():
        days[one.ref] = max(decision.day, days.get(one.ref, decision.day))
    waiting = {one.ref for one in still_open}
    return Settled(
        tuple(_finished(text, names, waiting, days.get(text.ref)) for text in given),
        tuple(_agreed(given, found, names, asked, unit)),
        tuple(
            Coding(SETTLED, one.theme, one.ref, one.span.start, one.span.end)
            for one, decision in last.items()
            if decision.present
        ),
        still_open,
    )


def _finished(
    text: CodedText, coders: tuple[str, ...], waiting: set[str], decided: date | None
) -> CodedText:
    """The text with `SETTLED` among those who finished it, if nothing in it is open."""
    days = [text.finished[coder] for coder in coders if coder in text.finished]
    if len(days) < 2 or text.ref in waiting:
        return text
    known = [day for day in days if day is not None]
    whole = max(known, default=None) if len(known) == len(days) else None
    return replace(text, finished={**text.finished, SETTLED: decided or whole})


def _agreed(
    texts: tuple[CodedText, ...],
    codings: tuple[Coding, ...],
    coders: tuple[str, ...],
    themes: tuple[str, ...],
    unit: Unit,
) -> Iterable[Coding]:
    compared = material(texts, codings, coders=coders, themes=themes)
    for text in texts:
        seen = compared.seen(text)
        if seen.bit_count() < 2:
            continue
        for theme in compared.themes:
            for start, end, who in overlaid(compared.by_coder(text, theme, unit)):
                if who == seen:
                    yield Coding(SETTLED, theme, text.ref, *in_characters(text, (start, end), unit))
