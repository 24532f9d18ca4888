"""The numbers of the desk, against values worked out by hand and against SciPy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import power_divergence

from archive.domain.analysis import (
    CodedStretch,
    CodedText,
    Unit,
    counted,
    crosstab,
    deviation_of_proportions,
    jaccard,
    juillands_d,
    keywords,
    log_likelihood,
    log_ratio,
    pairs,
    pmi,
    spread,
    words_in_and_out,
)
from archive.domain.text import Span

SOME = frozenset


def text(ref: str, *stretches: tuple[int, int, str], discussion: str = "d1") -> CodedText:
    """Three sentences of ten characters, and stretches with themes in one string."""
    bounds = tuple(Span(at, at + 9, "sentence") for at in (0, 10, 20))
    coded = tuple(CodedStretch(a, b, SOME(themes.split())) for a, b, themes in stretches)
    return CodedText(ref, discussion, coded, bounds)


NIGHT = text("night", (0, 9, "pain"), (5, 15, "sleep"), (20, 29, "work"))
DAY = text("day", (0, 9, "pain sleep"), (0, 9, "kin"), discussion="d2")
UNREAD = text("unread")


def themes_of(unit: Unit) -> list[set[str]]:
    return [set(each.themes) for each in counted([NIGHT, DAY, UNREAD], unit)]


def test_a_passage_has_the_themes_of_all_that_overlap_it() -> None:
    assert themes_of(Unit.PASSAGE) == [
        {"pain", "sleep"}, {"pain", "sleep"}, {"work"}, {"pain", "sleep", "kin"},
    ]  # fmt: skip


def test_a_sentence_has_the_themes_that_touch_it_and_counts_without_one() -> None:
    assert themes_of(Unit.SENTENCE) == [
        {"pain", "sleep"}, {"sleep"}, {"work"}, {"pain", "sleep", "kin"}, set(), set(),
    ]  # fmt: skip


def test_a_text_that_nobody_coded_is_no_unit() -> None:
    assert themes_of(Unit.CONTRIBUTION) == [{"pain", "sleep", "work"}, {"pain", "sleep", "kin"}]
    assert len(themes_of(Unit.DISCUSSION)) == 2


def test_pairs_count_units_not_codings() -> None:
    found = {(p.first, p.second): p for p in pairs(themes_of(Unit.SENTENCE))}
    both = found["pain", "sleep"]
    assert (both.together, both.with_first, both.with_second, both.units) == (2, 2, 3, 6)
    assert both.jaccard == pytest.approx(2 / 3)
    assert both.pmi == pytest.approx(1.0)  # log2(2·6 / (2·3))
    assert ("pain", "work") not in found


def test_jaccard_and_pmi_say_none_where_there_is_nothing_to_say() -> None:
    assert jaccard(0, 0, 0) is None
    assert jaccard(4, 4, 4) == 1.0
    assert pmi(3, 3, 0, 10) is None
    assert pmi(5, 4, 2, 10) == 0.0


def test_a_crosstab_counts_a_thing_in_each_of_its_rows_once() -> None:
    table = crosstab([(["pain", "pain", "sleep"], "2024"), (["pain"], "2025"), ([], "2025")])
    assert table.columns == ("2024", "2025")
    assert table.cells == {("pain", "2024"): 1, ("sleep", "2024"): 1, ("pain", "2025"): 1}
    assert table.totals == {"2024": 1, "2025": 1}
    assert table.rows == {"pain": 2, "sleep": 1}


def test_log_likelihood_is_what_a_pencil_gives() -> None:
    # a=10 of 1,000, b=5 of 4,000: E1 = 1000·15/5000 = 3, E2 = 12
    by_hand = 2 * (10 * math.log(10 / 3) + 5 * math.log(5 / 12))
    assert log_likelihood(10, 5, 1_000, 4_000) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(15.3247, abs=1e-4)
    assert log_likelihood(0, 0, 10, 10) == 0.0
    with pytest.raises(ValueError, match="both sides"):
        log_likelihood(1, 1, 0, 10)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 9_000), st.integers(1, 9_000))
def test_log_likelihood_is_scipys(a: int, b: int, c: int, d: int) -> None:
    if not a + b:
        return
    expected = [c * (a + b) / (c + d), d * (a + b) / (c + d)]
    oracle = power_divergence([a, b], expected, lambda_="log-likelihood").statistic
    assert log_likelihood(a, b, c, d) == pytest.approx(float(oracle), abs=1e-7)


def test_log_ratio_is_one_for_twice_as_often() -> None:
    assert log_ratio(4, 2, 100, 100) == pytest.approx(1.0)
    assert log_ratio(4, 0, 100, 100) == pytest.approx(3.0)  # 0 counts as a half


def test_words_that_set_apart_are_more_than_one_writers() -> None:
    target = {"tablet": 6, "the": 40, "zaps": 5, "once": 2}
    reference = {"tablet": 1, "the": 400, "once": 1, "garden": 52}
    in_texts = {"tablet": 3, "the": 9, "zaps": 1, "once": 2}
    found = keywords(target, reference, in_texts)
    assert [each.word for each in found] == ["tablet"]
    assert found[0].g2 == pytest.approx(log_likelihood(6, 1, 53, 454))
    assert keywords(target, {}, in_texts) == ()


def test_dispersion_is_that_of_griess_own_example() -> None:
    """Gries (2008), the word "a" in five parts: DP 0.18, D 0.785."""
    sizes, counts = [9, 10, 10, 10, 11], [1, 2, 3, 4, 5]
    assert deviation_of_proportions(sizes, counts) == pytest.approx(0.18)
    assert juillands_d(sizes, counts) == pytest.approx(0.785, abs=5e-4)


def test_dispersion_at_its_ends() -> None:
    assert deviation_of_proportions([10, 10], [3, 3]) == 0.0
    assert juillands_d([10, 10], [3, 3]) == 1.0
    assert deviation_of_proportions([10, 10, 10, 10], [4, 0, 0, 0]) == pytest.approx(0.75)
    assert juillands_d([10, 10, 10, 10], [4, 0, 0, 0]) == pytest.approx(0.0)
    for nothing in (([10], [1]), ([10, 10], [0, 0])):
        assert deviation_of_proportions(*nothing) is None
        assert juillands_d(*nothing) is None
    assert spread([10, 0, 10], [1, 0, 1]).parts == 2


@given(st.lists(st.tuples(st.integers(1, 1_000), st.integers(0, 50)), min_size=2, max_size=8))
def test_dispersion_stays_in_its_bounds(parts: list[tuple[int, int]]) -> None:
    found = spread([size for size, _ in parts], [count for _, count in parts])
    if found.dp is not None and found.d is not None:
        assert -1e-9 <= found.dp <= 1
        assert -1e-9 <= found.d <= 1 + 1e-9


def test_words_stand_inside_or_outside_and_masks_are_nobodys() -> None:
    written = "I don’t sleep in [a small town]. I don't dream, don't ask."
    inside, outside = words_in_and_out(written, [Span(0, 33)])
    assert inside == {"i": 1, "don't": 1, "sleep": 1, "in": 1}
    assert outside == {"i": 1, "don't": 2, "dream": 1, "ask": 1}
