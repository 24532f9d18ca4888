"""The numbers of one comparison, theme by theme and over all themes, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from archive.domain.agreement.coefficients import PairCounts, Split, pooled
from archive.domain.agreement.resampling import (
    SAMPLES,
    Draws,
    Interval,
    NoInterval,
    draws,
    interval,
)
from archive.domain.agreement.tallies import Counts, NoValue, Tallies
from archive.domain.agreement.units import CodedText, Coding, Material, Unit, material


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, or why there is none; its interval, or why there is none."""

    value: float | None
    why_no_value: NoValue | None
    interval: Interval | None
    why_no_interval: NoInterval | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two coders over the `contributions` both finished.

    Over all themes `counts` adds up the tables of the themes that count; `cohen` is not computed
    from that sum but pools what was observed and expected within each theme.
    """

    first: str
    second: str
    contributions: int
    counts: PairCounts
    percent: Estimate
    cohen: Estimate


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """One theme, or all themes together (`theme` is None).

    `percent` (mean over pairs of coders) and `fleiss` rest on the `contributions_all` that all
    coders finished; `alpha` on the `contributions_two` that two or more finished, and
    `prevalence` on the decisions in those: the share of yes. `themes` is how many themes count
    towards alpha: those in which not all decisions are the same.
    """

    theme: str | None
    themes: int
    contributions_all: int
    contributions_two: int
    units_all: int
    units_two: int
    prevalence: float | None
    percent: Estimate
    fleiss: Estimate
    alpha: Estimate
    pairs: tuple[PairAgreement, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far `coders` (sorted) agree, counted in `unit`.

    `left_out`: contributions given that fewer than two of them have finished. `samples` and
    `seed` are those of the intervals.
    """

    unit: Unit
    coders: tuple[str, ...]
    left_out: int
    samples: int
    seed: int
    themes: tuple[ThemeAgreement, ...]
    overall: ThemeAgreement


def agreement(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    *,
    coders: Iterable[str],
    themes: Iterable[str],
    unit: Unit,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Agreement:
    """How far `coders` agree on each of `themes`; 0 `samples` gives no intervals.

    Codings by others, of other themes and on texts that their coder has not finished are passed
    over. The order of texts, codings and coders changes nothing. A theme and the themes under it
    are different themes here. Raises `ValueError` as `units.material` does.
    """
    return agreement_of(
        material(texts, codings, coders=coders, themes=themes), unit, samples=samples, seed=seed
    )


def agreement_of(compared: Material, unit: Unit, *, samples: int, seed: int) -> Agreement:
    """`agreement` of what is sorted out already."""
    tallies = Tallies(compared, unit)
    lanes = tallies.added(tallies.rows)
    by_theme = tallies.counts(lanes)
    scribe = _Scribe(compared, tallies, lanes, samples, draws(tallies, samples, seed))
    return Agreement(
        unit,
        compared.coders,
        len(compared.texts) - len(tallies.rows),
        samples,
        seed,
        tuple(
            scribe.theme(number, theme, counts)
            for number, (theme, counts) in enumerate(zip(compared.themes, by_theme, strict=True))
        ),
        scribe.overall(by_theme),
    )


class _Scribe:
    """Writes counts and draws out as estimates."""

    def __init__(
        self,
        compared: Material,
        tallies: Tallies,
        lanes: Sequence[int],
        samples: int,
        drawn: Draws,
    ) -> None:
        self.samples, self.drawn = samples, drawn
        everybody = range(len(compared.coders))
        self.names = tuple(combinations(compared.coders, 2))
        self.contributions = (
            *(tallies.texts(*pair) for pair in tallies.pairs),
            tallies.texts(*everybody),
            len(tallies.rows),
        )
        seen_by = lanes[len(tallies.pairs) : tallies.base]
        self.units_all, self.units_two = seen_by[-1], sum(seen_by[2:])

    def theme(self, number: int, theme: str, counts: Counts) -> ThemeAgreement:
        yes, decisions = counts.yes_and_decisions(2)
        reasons = counts.reasons()
        return self._written(
            theme,
            number,
            splits=counts.splits(),
            reasons=reasons,
            tables=counts.pairs,
            themes=int(reasons[-1] is None),
            prevalence=yes / decisions if decisions else None,
        )

    def overall(self, by_theme: Sequence[Counts]) -> ThemeAgreement:
        splits = [counts.splits() for counts in by_theme]
        reasons = [counts.reasons() for counts in by_theme]
        columns = range(len(self.contributions))
        totals = [counts.yes_and_decisions(2) for counts in by_theme]
        decisions = sum(total for _, total in totals)
        return self._written(
            None,
            None,
            splits=[pooled(row[n] for row in splits) for n in columns],
            reasons=[_shared_reason([row[n] for row in reasons]) for n in columns],
            tables=[
                _sum(
                    counts.pairs[n]
                    for counts, why in zip(by_theme, reasons, strict=True)
                    if why[n] is None
                )
                for n in range(len(self.names))
            ],
            themes=sum(row[-1] is None for row in reasons),
            prevalence=sum(yes for yes, _ in totals) / decisions if decisions else None,
        )

    def _written(
        self,
        theme: str | None,
        number: int | None,
        *,
        splits: Sequence[Split | None],
        reasons: Sequence[NoValue | None],
        tables: Sequence[PairCounts],
        themes: int,
        prevalence: float | None,
    ) -> ThemeAgreement:
        estimates = [
            self._estimates((number, n), split, reason)
            for n, (split, reason) in enumerate(zip(splits, reasons, strict=True))
        ]
        *of_pairs, (percent, kappa), (_, alpha) = estimates
        pairs = (
            PairAgreement(*names, contributions, table, *estimate)
            for names, contributions, table, estimate in zip(
                self.names, self.contributions[:-2], tables, of_pairs, strict=True
            )
        )
        return ThemeAgreement(
            theme=theme,
            themes=themes,
            contributions_all=self.contributions[-2],
            contributions_two=self.contributions[-1],
            units_all=self.units_all,
            units_two=self.units_two,
            prevalence=prevalence,
            percent=percent,
            fleiss=kappa,
            alpha=alpha,
            pairs=tuple(pairs),
        )

    def _estimates(
        self, key: tuple[int | None, int], split: Split | None, reason: NoValue | None
    ) -> tuple[Estimate, Estimate]:
        """Percent agreement and the coefficient."""
        contributions = self.contributions[key[1]]
        if not split or reason:
            why = reason if contributions else NoValue.NO_SHARED_TEXT
            none = Estimate(None, why, None, NoInterval.NO_VALUE)
            return none, none
        percents, coefficients = self.drawn.get(key, ([], []))
        return (
            _estimate(split.percent, interval(percents, self.samples, contributions)),
            _estimate(split.coefficient, interval(coefficients, self.samples, contributions)),
        )


def _estimate(value: float | None, found: Interval | NoInterval) -> Estimate:
    if isinstance(found, Interval):
        return Estimate(value, None, found, None)
    return Estimate(value, None, None, found)


def _shared_reason(reasons: Sequence[NoValue | None]) -> NoValue | None:
    """Why nothing can be said over all themes; None as soon as one theme says something."""
    if None in reasons:
        return None
    for reason in (NoValue.NO_UNITS, NoValue.ALWAYS_USED):
        if reason in reasons:
            return reason
    return NoValue.NOT_USED


def _sum(tables: Iterable[PairCounts]) -> PairCounts:
    """The tables added cell by cell."""
    return PairCounts(*(sum(cells) for cells in zip(PairCounts(), *tables, strict=True)))
