"""The coefficients, each as one minus observed over expected disagreement, for yes and no.

Cohen, Educational and Psychological Measurement 20 (1960): each coder's own share of yes gives
the chance of disagreeing. Fleiss, Psychological Bulletin 76 (1971): the share of all together.
Krippendorff, Content Analysis (2004), 11.3: all together, corrected for the size of the sample,
and with units that only some coders saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class PairCounts(NamedTuple):
    """The raw 2×2 table of two coders, in units."""

    both: int = 0
    only_first: int = 0
    only_second: int = 0
    neither: int = 0

    @property
    def units(self) -> int:
        """All units that both saw."""
        return sum(self)

    @property
    def prevalence(self) -> float | None:
        """The share of yes among the decisions of both; None without units."""
        yes = 2 * self.both + self.only_first + self.only_second
        return yes / (2 * self.units) if self.units else None

    @property
    def prevalence_first(self) -> float | None:
        """The share of units in which the first found the theme; None without units."""
        return (self.both + self.only_first) / self.units if self.units else None

    @property
    def prevalence_second(self) -> float | None:
        """The share of units in which the second found the theme; None without units."""
        return (self.both + self.only_second) / self.units if self.units else None


class Split(NamedTuple):
    """Observed and expected disagreement: shares of pairs of decisions.

    `expected` is 0 exactly where all decisions are the same. Then no coefficient has a meaning.
    """

    observed: float
    expected: float

    @property
    def percent(self) -> float | None:
        """Agreement without regard to chance, 0 to 1; None where all decisions are the same."""
        return 1 - self.observed if self.expected else None

    @property
    def coefficient(self) -> float | None:
        """1 for perfect agreement, 0 for that of chance; None where all decisions are the same."""
        return 1 - self.observed / self.expected if self.expected else None


def pooled(splits: Iterable[Split | None]) -> Split | None:
    """One split for several themes: mean observed and mean expected disagreement.

    de Vries et al., Field Methods 20 (2008): chance is judged within each theme. One big table of
    all decisions would find agreement between coders who guess, since both guess more often
    where a theme is common. Themes in which all decisions are the same do not count.
    """
    counted = [split for split in splits if split and split.expected]
    if not counted:
        return None
    return Split(
        sum(split.observed for split in counted) / len(counted),
        sum(split.expected for split in counted) / len(counted),
    )


def cohen(counts: PairCounts) -> Split | None:
    """Two coders; None without units."""
    if not (units := counts.units):
        return None
    apart = counts.only_first + counts.only_second
    first, second = counts.both + counts.only_first, counts.both + counts.only_second
    chance = first * (units - second) + second * (units - first)
    return Split(apart / units, chance / units**2)


def fleiss(units: int, found_by: Sequence[int], coders: int) -> Split | None:
    """`found_by[j]`: of all `units`, in how many j of the `coders` found the theme, j from 1.

    Every coder saw every unit. `found_by[0]` is not looked at. None without units.
    """
    if not units:
        return None
    yes = apart = 0
    for j in range(1, coders + 1):
        yes += j * found_by[j]
        apart += j * (coders - j) * found_by[j]
    decisions = coders * units
    return Split(2 * apart / (decisions * (coders - 1)), 2 * yes * (decisions - yes) / decisions**2)


def krippendorff(seen_by: Sequence[int], found_by: Sequence[Sequence[int]]) -> Split | None:
    """`seen_by[m]`: how many units m coders saw; `found_by[m][j]`: in how many of those j found it.

    Units that fewer than two coders saw tell nothing and are not looked at. None without others.
    """
    decisions, yes, apart = 0, 0, 0.0
    for m in range(2, len(seen_by)):
        decisions += m * seen_by[m]
        of_m = found_by[m]
        for j in range(1, m + 1):
            yes += j * of_m[j]
            apart += 2 * j * (m - j) * of_m[j] / (m - 1)
    if not decisions:
        return None
    return Split(apart / decisions, 2 * yes * (decisions - yes) / (decisions * (decisions - 1)))
