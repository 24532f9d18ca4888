"""Our numbers are those of `krippendorff` and `statsmodels`, and n/a where theirs are not numbers.

The matrices the oracles get are filled character by character, so they also hold our intervals
against a count that nobody could get wrong.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from archive.domain.agreement import CodedText, Coding, Estimate, NoInterval, Unit, agreement
from archive.domain.text import Span

THEMES = ("grief", "kin", "work")
Material = tuple[tuple[str, ...], list[CodedText], list[Coding]]


@st.composite
def coded_texts(draw: st.DrawFn) -> Material:
    """Up to four coders on a few short texts, not all of which all finished."""
    coders = ("Ada", "Ben", "Cleo", "Dev")[: draw(st.integers(2, 4))]
    texts, codings = [], []
    for number in range(draw(st.integers(0, 5))):
        length = draw(st.integers(0, 14))
        edges = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
        sentences = tuple(map(Span, edges[::2], edges[1::2]))
        finished = draw(st.sets(st.sampled_from(coders)) | st.just(set(coders)))
        texts.append(CodedText(f"c{number}", length, sentences, dict.fromkeys(finished)))
        for _ in range(draw(st.integers(0, 8)) if length else 0):
            start = draw(st.integers(0, length - 1))
            end = draw(st.integers(start + 1, length))
            coder, theme = draw(st.sampled_from(coders)), draw(st.sampled_from(THEMES))
            codings.append(Coding(coder, theme, f"c{number}", start, end))
    return coders, texts, codings


def rows_of(
    text: CodedText, codings: list[Coding], coder: str, theme: str, unit: Unit
) -> list[float]:
    """0 or 1 for each unit of `text`, nan where the coder has not finished it."""
    covered = {
        at
        for coding in codings
        if (coding.coder, coding.theme, coding.ref) == (coder, theme, text.ref)
        for at in range(coding.start, coding.end)
    }
    places = {
        Unit.CONTRIBUTION: [range(text.length)],
        Unit.SENTENCE: [range(one.start, one.end) for one in text.sentences],
        Unit.CHARACTER: [range(at, at + 1) for at in range(text.length)],
    }[unit]
    if coder not in text.finished:
        return [math.nan] * len(places)
    return [float(not covered.isdisjoint(place)) for place in places]


def matrix(material: Material, theme: str, unit: Unit) -> np.ndarray:
    """A row a coder, a column a unit."""
    coders, texts, codings = material
    return np.array(
        [
            [value for text in texts for value in rows_of(text, codings, coder, theme, unit)]
            for coder in coders
        ]
    )


def alpha_of(data: np.ndarray) -> float:
    if not (np.count_nonzero(~np.isnan(data), axis=0) > 1).any():
        return math.nan
    with np.errstate(all="ignore"):
        return float(krippendorff.alpha(data, value_domain=[0, 1], level_of_measurement="nominal"))


def fleiss_of(data: np.ndarray) -> float:
    whole = data[:, ~np.isnan(data).any(axis=0)]
    if not whole.size:
        return math.nan
    with np.errstate(all="ignore"):
        return float(fleiss_kappa(np.array([(whole == 0).sum(0), (whole == 1).sum(0)]).T))


def table_of(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.array(
        [[np.sum((first == one) & (second == other)) for other in (1, 0)] for one in (1, 0)]
    )


def cohen_of(table: np.ndarray) -> float:
    if not table.sum():
        return math.nan
    with np.errstate(all="ignore"):
        return float(cohens_kappa(table, return_results=False))


def assert_equal(ours: Estimate, oracle: float) -> None:
    if math.isnan(oracle):
        assert ours.value is None
        assert ours.why_no_value
    else:
        assert ours.value == pytest.approx(oracle, abs=1e-9)
        assert ours.why_no_value is None


@pytest.mark.parametrize("unit", Unit)
@given(material=coded_texts())
def test_every_number_of_a_theme_is_the_oracles(unit: Unit, material: Material) -> None:
    coders, texts, codings = material
    ours = agreement(texts, codings, coders=coders, themes=THEMES, unit=unit, samples=0)
    for theme in ours.themes:
        assert theme.theme
        data = matrix(material, theme.theme, unit)
        assert_equal(theme.alpha, alpha_of(data))
        assert_equal(theme.fleiss, fleiss_of(data))
        for pair, (first, second) in zip(theme.pairs, combinations(data, 2), strict=True):
            table = table_of(first, second)
            assert [*pair.counts] == [table[0, 0], table[0, 1], table[1, 0], table[1, 1]]
            assert_equal(pair.cohen, cohen_of(table))
            mixed = 0 < 2 * table[0, 0] + table[0, 1] + table[1, 0] < 2 * table.sum()
            percent = np.trace(table) / table.sum() if mixed else math.nan
            assert_equal(pair.percent, float(percent))


@pytest.mark.parametrize("unit", Unit)
@given(material=coded_texts())
def test_all_themes_pool_what_the_oracles_find_observed_and_expected(
    unit: Unit, material: Material
) -> None:
    coders, texts, codings = material
    ours = agreement(texts, codings, coders=coders, themes=THEMES, unit=unit, samples=0).overall
    tables: list[list[np.ndarray]] = [[] for _ in ours.pairs]
    alphas: list[np.ndarray] = []
    for theme in THEMES:
        data = matrix(material, theme, unit)
        if not math.isnan(alpha_of(data)):
            alphas.append(data[:, np.count_nonzero(~np.isnan(data), axis=0) > 1])
        for column, (first, second) in zip(tables, combinations(data, 2), strict=True):
            if not math.isnan(cohen_of(table := table_of(first, second))):
                column.append(table)
    for pair, column in zip(ours.pairs, tables, strict=True):
        assert_equal(pair.cohen, pooled_kappa(column))
    assert ours.themes == len(alphas)
    assert_equal(ours.alpha, pooled_alpha(alphas))


def pooled_kappa(tables: list[np.ndarray]) -> float:
    """de Vries et al., in their own terms: mean agreement, and mean agreement by chance."""
    if not tables:
        return math.nan
    shares = [table / table.sum() for table in tables]
    observed = np.mean([np.trace(share) for share in shares])
    chance = np.mean([share.sum(0) @ share.sum(1) for share in shares])
    return float((observed - chance) / (1 - chance))


def pooled_alpha(themes: Sequence[np.ndarray]) -> float:
    """The same, expected disagreement counted pair of decisions by pair of decisions."""
    if not themes:
        return math.nan
    expected = []
    for data in themes:
        values = data[~np.isnan(data)]
        n, yes = len(values), int(values.sum())
        expected.append(2 * yes * (n - yes) / (n * (n - 1)))
    observed = [(1 - alpha_of(data)) * e for data, e in zip(themes, expected, strict=True)]
    return float(1 - sum(observed) / sum(expected))


@given(material=coded_texts(), order=st.randoms(use_true_random=False))
def test_the_order_of_texts_codings_and_coders_changes_nothing(
    material: Material, order: random.Random
) -> None:
    coders, texts, codings = material
    before = agreement(texts, codings, coders=coders, themes=THEMES, unit=Unit.CHARACTER, samples=3)
    coders = tuple(order.sample(coders, len(coders)))
    order.shuffle(texts)
    order.shuffle(codings)
    after = agreement(texts, codings, coders=coders, themes=THEMES, unit=Unit.CHARACTER, samples=3)
    assert after == before


def test_an_interval_is_that_of_a_plain_bootstrap_over_contributions() -> None:
    rng = random.Random(7)
    coders = ("Ada", "Ben", "Cleo")
    texts, codings = [], []
    for number in range(30):
        ref = f"c{number:02}"
        sentences = tuple(Span(at, at + 9) for at in range(0, 10 * rng.randint(1, 6), 10))
        length = sentences[-1].end
        texts.append(
            CodedText(ref, length, sentences, {one: None for one in coders if rng.random() < 0.9})
        )
        for coder in coders:
            start = rng.randrange(length)
            if rng.random() < 0.7:
                end = min(length, start + rng.randint(1, 20))
                codings.append(Coding(coder, "grief", ref, start, end))
    unit = Unit.SENTENCE
    ours = agreement(
        texts, codings, coders=coders, themes=["grief"], unit=unit, samples=60, seed=11
    )
    columns = [
        np.array([rows_of(text, codings, coder, "grief", unit) for coder in coders])
        for text in texts
        if len(text.finished) > 1
    ]
    chance = random.Random(11)
    alphas, fleisses, cohens = [], [], []
    for _ in range(60):
        data = np.hstack(chance.choices(columns, k=len(columns)))
        alphas.append(alpha_of(data))
        fleisses.append(fleiss_of(data))
        cohens.append(cohen_of(table_of(data[0], data[1])))
    theme = ours.themes[0]
    for estimate, values in (
        (theme.alpha, alphas),
        (theme.fleiss, fleisses),
        (theme.pairs[0].cohen, cohens),
    ):
        assert estimate.interval
        bounds = estimate.interval.low, estimate.interval.high
        assert bounds == pytest.approx(np.percentile(values, [2.5, 97.5]), abs=1e-9)
        assert estimate.interval.samples == 60
    assert ours.overall.alpha == theme.alpha, "one theme is all themes"
    assert NoInterval.NO_VALUE not in {theme.alpha.why_no_interval, theme.fleiss.why_no_interval}
