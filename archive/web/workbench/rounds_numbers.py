"""The numbers of a closed round in words and figures, each with its unit and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.domain.agreement import (
    SAMPLES,
    SETTLED,
    Agreement,
    Estimate,
    Interval,
    NoInterval,
    NoValue,
    PairAgreement,
    PairCounts,
    ThemeAgreement,
    Unit,
    agreement,
    agreement_by_month,
)
from archive.gate.disclosed import DisclosedTheme
from archive.gate.rounds_compared import Compared

UNITS = {
    Unit.CONTRIBUTION: "whole texts",
    Unit.SENTENCE: "sentences",
    Unit.CHARACTER: "characters",
}
"""The units as pages call them."""

NO_VALUE = {
    NoValue.NO_SHARED_TEXT: "no text that they all finished",
    NoValue.NO_UNITS: "nothing to count in the texts",
    NoValue.NOT_USED: "nobody used it",
    NoValue.ALWAYS_USED: "found everywhere, by everybody",
}
NO_INTERVAL = {
    NoInterval.FEW_CONTRIBUTIONS: "no interval below 20 texts",
    NoInterval.TOO_RARE: "too rare for an interval",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is read; `exact` is all of it. Where there is none, `shown` is "" and `why`
    says why."""

    shown: str
    exact: str
    why: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A theme (None: all together) and how far all coders agree on it."""

    theme: DisclosedTheme | None
    counted: int
    prevalence: str
    percent: Figure
    fleiss: Figure
    alpha: Figure
    texts_all: int
    units_all: int
    texts_two: int
    units_two: int


@dataclass(frozen=True, slots=True)
class PairLine:
    """A theme (None: all together) and how far two coders agree on it."""

    theme: DisclosedTheme | None
    counts: PairCounts
    percent: Figure
    cohen: Figure

    @property
    def common(self) -> str:
        """How common the theme is with the one and with the other."""
        first, second = self.counts.prevalence_first, self.counts.prevalence_second
        return "–" if first is None else f"{share(first)} and {share(second)}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders, or one and what was settled, over the texts both finished."""

    first: str
    second: str
    texts: int
    lines: tuple[PairLine, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """What was finished in a month, over all themes."""

    month: date
    texts: int
    percent: Figure
    alpha: Figure


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything the page says in one unit. `left_out` texts fewer than two coders finished."""

    unit: Unit
    words: str
    left_out: int
    samples: int
    seed: int
    themes: int
    lines: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    settled: tuple[Pair, ...]
    months: tuple[Month, ...]


def numbers_of(
    found: Compared, themes: Sequence[DisclosedTheme], unit: Unit, *, intervals: bool
) -> Numbers:
    """Count what was found in `unit`; with intervals it takes some seconds for large rounds."""
    samples = SAMPLES if intervals else 0
    asked = [theme.slug for theme in themes]
    counted = agreement(
        found.texts, found.codings, coders=found.coders, themes=asked, unit=unit,
        samples=samples, seed=found.seed,
    )  # fmt: skip
    beside = agreement(
        found.settled.texts, found.codings + found.settled.codings,
        coders=(*found.coders, SETTLED), themes=asked, unit=unit, samples=samples, seed=found.seed,
    )  # fmt: skip
    over_time = agreement_by_month(
        found.texts, found.codings, coders=found.coders, themes=asked, unit=unit,
        samples=0, seed=found.seed,
    )  # fmt: skip
    by_slug = {theme.slug: theme for theme in themes}
    pairs = _pairs(counted, by_slug), _pairs(beside, by_slug)
    return Numbers(
        unit=unit,
        words=UNITS[unit],
        left_out=counted.left_out,
        samples=samples,
        seed=found.seed,
        themes=counted.overall.themes,
        lines=tuple(
            _line(each, by_slug.get(each.theme or ""))
            for each in (counted.overall, *counted.themes)
        ),
        pairs=pairs[0],
        settled=tuple(_facing(pair) for pair in pairs[1] if SETTLED in (pair.first, pair.second)),
        months=tuple(
            Month(
                one.month,
                one.agreement.overall.contributions_two,
                percent(one.agreement.overall.percent),
                figure(one.agreement.overall.alpha),
            )
            for one in over_time.months
        ),
    )


def figure(estimate: Estimate) -> Figure:
    """A coefficient to three places."""
    return _figure(estimate, lambda value: f"{value:.3f}".replace("-", "−"))


def percent(estimate: Estimate) -> Figure:
    """A share in per cent to one place; `exact` is the share."""
    return _figure(estimate, lambda value: f"{100 * value:.1f} %")


def share(value: float | None) -> str:
    """A prevalence in per cent, "–" where there is none."""
    return "–" if value is None else f"{100 * value:.1f} %"


def _figure(estimate: Estimate, written: Callable[[float], str]) -> Figure:
    if estimate.value is None:
        why = NO_VALUE[estimate.why_no_value] if estimate.why_no_value else ""
        return Figure("", "", why)
    interval = ""
    if isinstance(estimate.interval, Interval):
        interval = f"{written(estimate.interval.low)} to {written(estimate.interval.high)}"
    elif estimate.why_no_interval:
        interval = NO_INTERVAL.get(estimate.why_no_interval, "")
    return Figure(written(estimate.value), repr(estimate.value), "", interval)


def _line(each: ThemeAgreement, theme: DisclosedTheme | None) -> Line:
    return Line(
        theme=theme,
        counted=each.themes,
        prevalence=share(each.prevalence),
        percent=percent(each.percent),
        fleiss=figure(each.fleiss),
        alpha=figure(each.alpha),
        texts_all=each.contributions_all,
        units_all=each.units_all,
        texts_two=each.contributions_two,
        units_two=each.units_two,
    )


def _pairs(counted: Agreement, themes: dict[str, DisclosedTheme]) -> tuple[Pair, ...]:
    every = (counted.overall, *counted.themes)
    return tuple(
        Pair(
            pair.first,
            pair.second,
            pair.contributions,
            tuple(_pair_line(each.pairs[n], themes.get(each.theme or "")) for each in every),
        )
        for n, pair in enumerate(counted.overall.pairs)
    )


def _pair_line(pair: PairAgreement, theme: DisclosedTheme | None) -> PairLine:
    return PairLine(
        theme,
        pair.counts,
        percent(pair.percent),
        figure(pair.cohen),
    )


def _facing(pair: Pair) -> Pair:
    """The coder first and what was settled second, whatever the order of their names."""
    if pair.second == SETTLED:
        return pair
    return Pair(
        pair.second,
        pair.first,
        pair.texts,
        tuple(
            PairLine(
                line.theme,
                PairCounts(
                    line.counts.both,
                    line.counts.only_second,
                    line.counts.only_first,
                    line.counts.neither,
                ),
                line.percent,
                line.cohen,
            )
            for line in pair.lines
        ),
    )
