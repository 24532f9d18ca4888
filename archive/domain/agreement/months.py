"""Agreement over time, to see whether coders grow together or drift apart.

A contribution belongs to the month in which the last of the coders compared finished it, since
nothing could be compared before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from archive.domain.agreement.report import Agreement, agreement_of
from archive.domain.agreement.resampling import SAMPLES
from archive.domain.agreement.units import CodedText, Coding, Material, Unit, material


@dataclass(frozen=True, slots=True)
class MonthOfCoding:
    """The agreement on what was finished in one month, named by its first day."""

    month: date
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class OverTime:
    """Months in order, only those with a shared contribution.

    `undated`: shared contributions that are in no month, since a day was not given.
    """

    months: tuple[MonthOfCoding, ...]
    undated: int


def agreement_by_month(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    *,
    coders: Iterable[str],
    themes: Iterable[str],
    unit: Unit,
    samples: int = SAMPLES,
    seed: int = 0,
) -> OverTime:
    """`report.agreement`, month by month; texts fewer than two coders finished are passed over."""
    compared = material(texts, codings, coders=coders, themes=themes)
    by_month: dict[date | None, list[CodedText]] = {}
    for text in compared.texts:
        if compared.seen(text).bit_count() > 1:
            by_month.setdefault(_month(text, compared), []).append(text)
    undated = len(by_month.pop(None, ()))
    months = (
        MonthOfCoding(
            month,
            agreement_of(
                replace(compared, texts=tuple(by_month[month])), unit, samples=samples, seed=seed
            ),
        )
        for month in sorted(month for month in by_month if month)
    )
    return OverTime(tuple(months), undated)


def _month(text: CodedText, compared: Material) -> date | None:
    last: date | None = None
    for coder in compared.coders:
        if coder in text.finished:
            day = text.finished[coder]
            if day is None:
                return None
            last = day if last is None else max(last, day)
    return last and date(last.year, last.month, 1)
