"""What agreement counts, what it leaves out, and when it says nothing at all."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date

import pytest

from archive.domain.agreement import (
    FEWEST_CONTRIBUTIONS,
    Agreement,
    CodedText,
    Coding,
    NoInterval,
    NoValue,
    PairCounts,
    ThemeAgreement,
    Unit,
    agreement,
    agreement_by_month,
    disagreements,
)
from archive.domain.text import Span, sentences

WORDS = "We moved when I was nine. The cellar flooded every spring. I loved it."
ADA, BEN, CLEO = "Ada", "Ben", "Cleo"


def text(ref: str = "c1", *coders: str, on: date | None = None) -> CodedText:
    return CodedText(ref, len(WORDS), sentences(WORDS), dict.fromkeys(coders or (ADA, BEN), on))


def coding(coder: str, quote: str, *, ref: str = "c1", theme: str = "home") -> Coding:
    start = WORDS.index(quote)
    return Coding(coder, theme, ref, start, start + len(quote))


def measured(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    *,
    coders: Iterable[str] = (ADA, BEN),
    themes: Iterable[str] = ("home",),
    unit: Unit = Unit.SENTENCE,
    samples: int = 0,
) -> Agreement:
    return agreement(texts, codings, coders=coders, themes=themes, unit=unit, samples=samples)


def counts(
    texts: Iterable[CodedText], codings: Iterable[Coding], *, unit: Unit = Unit.SENTENCE
) -> PairCounts:
    return measured(texts, codings, unit=unit).themes[0].pairs[0].counts


# --- units ------------------------------------------------------------------------------------


def test_a_sentence_is_coded_where_a_span_covers_any_of_it() -> None:
    codings = [coding(ADA, "nine. The"), coding(BEN, "The cellar")]
    assert counts([text()], codings) == PairCounts(1, 1, 0, 1)


def test_a_span_over_the_space_between_sentences_codes_neither() -> None:
    after_nine = WORDS.index("nine.") + len("nine.")
    assert counts([text()], [Coding(ADA, "home", "c1", after_nine, after_nine + 1)]).only_first == 0


def test_characters_count_each_code_point_of_the_text() -> None:
    codings = [coding(ADA, "The cellar flooded"), coding(BEN, "cellar flooded every")]
    table = counts([text()], codings, unit=Unit.CHARACTER)
    assert table == PairCounts(14, 4, 6, len(WORDS) - 24)


def test_a_contribution_is_coded_where_any_of_it_is() -> None:
    codings = [coding(ADA, "nine"), coding(BEN, "loved"), coding(BEN, "spring", ref="c2")]
    texts = [text("c1"), text("c2"), text("c3")]
    assert counts(texts, codings, unit=Unit.CONTRIBUTION) == PairCounts(1, 0, 1, 1)


def test_the_unit_stands_with_the_numbers() -> None:
    assert measured([text()], [], unit=Unit.CHARACTER).unit == "character"


# --- the traps of other tools -----------------------------------------------------------------


@pytest.mark.parametrize("unit", Unit)
def test_overlapping_spans_of_one_coder_count_once(unit: Unit) -> None:
    once = [coding(ADA, "The cellar flooded every"), coding(BEN, "spring")]
    twice = [coding(ADA, "The cellar flooded"), coding(ADA, "cellar flooded every"), *once]
    assert measured([text()], twice, unit=unit) == measured([text()], once, unit=unit)


@pytest.mark.parametrize("unit", Unit)
def test_a_theme_nobody_used_has_no_agreement_rather_than_a_perfect_one(unit: Unit) -> None:
    found = measured([text()], [], unit=unit)
    for of in (found.themes[0], found.overall):
        for estimate in (of.percent, of.fleiss, of.alpha, of.pairs[0].percent, of.pairs[0].cohen):
            assert estimate.value is None
            assert estimate.why_no_value is NoValue.NOT_USED
            assert estimate.why_no_interval is NoInterval.NO_VALUE
        assert of.prevalence == 0


def test_a_theme_found_everywhere_by_all_has_no_agreement_either() -> None:
    everywhere = [coding(ADA, WORDS), coding(BEN, WORDS)]
    theme = measured([text()], everywhere).themes[0]
    assert theme.alpha.value is theme.percent.value is None
    assert theme.alpha.why_no_value is NoValue.ALWAYS_USED
    assert theme.pairs[0].counts == PairCounts(both=3)


def test_one_shared_text_is_enough_for_numbers_but_not_for_an_interval() -> None:
    codings = [coding(ADA, "The cellar"), coding(BEN, "The cellar"), coding(BEN, "loved")]
    theme = measured([text(), text("c2", ADA)], codings, samples=100).themes[0]
    assert theme.contributions_two == 1
    assert theme.pairs[0].cohen.value == pytest.approx(0.4)
    assert theme.pairs[0].cohen.why_no_interval is NoInterval.FEW_CONTRIBUTIONS


def test_coders_who_share_no_text_have_no_agreement() -> None:
    found = measured([text("c1", ADA), text("c2", BEN)], [coding(ADA, "nine")])
    assert found.left_out == 2
    assert found.themes[0].alpha.why_no_value is NoValue.NO_SHARED_TEXT
    assert found.themes[0].prevalence is None


def test_a_shared_text_without_sentences_gives_no_number() -> None:
    empty = CodedText("c1", 0, (), {ADA: None, BEN: None})
    assert measured([empty], []).themes[0].alpha.why_no_value is NoValue.NO_UNITS


def test_a_text_only_one_coder_finished_is_left_out_with_its_codings() -> None:
    codings = [coding(ADA, "nine"), coding(ADA, "nine", ref="c2"), coding(BEN, "loved", ref="c2")]
    found = measured([text(), text("c2", ADA)], codings)
    assert found.left_out == 1
    assert found.themes[0].pairs[0].counts == PairCounts(0, 1, 0, 2)


def test_texts_without_codings_count_as_agreement_about_absence() -> None:
    codings = [coding(ADA, "nine"), coding(BEN, "nine"), coding(BEN, "loved")]
    alone = measured([text()], codings).themes[0].pairs[0]
    among = measured([text(), text("c2"), text("c3")], codings).themes[0].pairs[0]
    assert among.counts.neither == alone.counts.neither + 6
    assert among.cohen.value
    assert alone.cohen.value
    assert among.cohen.value > alone.cohen.value


def by_chance(shares: dict[str, float], texts: int = 4_000) -> tuple[list[CodedText], list[Coding]]:
    """Two coders who throw dice, each theme with its own."""
    rng = random.Random(3)
    given = [CodedText(f"c{n}", 10, (), {ADA: None, BEN: None}) for n in range(texts)]
    codings = [
        Coding(coder, theme, one.ref, 0, 10)
        for one in given
        for theme, share in shares.items()
        for coder in (ADA, BEN)
        if rng.random() < share
    ]
    return given, codings


@pytest.mark.parametrize("unit", [Unit.CONTRIBUTION, Unit.CHARACTER])
def test_coders_who_guess_agree_by_chance_only(unit: Unit) -> None:
    shares = {"common": 0.5, "rare": 0.05, "rarer": 0.02}
    given, codings = by_chance(shares)
    found = measured(given, codings, themes=shares, unit=unit)
    for theme in found.themes:
        assert chance_only(theme), theme.theme


def test_coders_who_guess_agree_by_chance_only_over_all_themes_too() -> None:
    """One big table of all decisions would show 0.27 here: some themes are just more common."""
    shares = {"common": 0.5, "rare": 0.05, "rarer": 0.02}
    given, codings = by_chance(shares)
    overall = measured(given, codings, themes=shares, unit=Unit.CONTRIBUTION).overall
    assert chance_only(overall)
    assert overall.themes == 3
    table = overall.pairs[0].counts
    first, second = table.prevalence_first, table.prevalence_second
    assert first
    assert second
    chance = first * second + (1 - first) * (1 - second)
    assert ((table.both + table.neither) / table.units - chance) / (1 - chance) > 0.25


def chance_only(of: ThemeAgreement) -> bool:
    values = of.alpha.value, of.fleiss.value, of.pairs[0].cohen.value
    return all(value is not None and abs(value) < 0.05 for value in values)


# --- what is counted --------------------------------------------------------------------------


def test_other_coders_and_other_themes_are_passed_over() -> None:
    codings = [coding(ADA, "nine"), coding(BEN, "nine")]
    more = [*codings, coding(CLEO, "loved"), coding(ADA, "loved", theme="joy")]
    texts = [text("c1", ADA, BEN, CLEO), text("c2", ADA, BEN)]
    assert measured(texts, more) == measured(texts, codings)


def test_alpha_uses_what_two_of_three_saw_and_fleiss_only_what_all_saw() -> None:
    texts = [text("c1", ADA, BEN, CLEO), text("c2", ADA, CLEO), text("c3", BEN)]
    codings = [coding(ADA, "nine"), coding(BEN, "nine"), coding(CLEO, "loved", ref="c2")]
    theme = measured(texts, codings, coders=(CLEO, ADA, BEN)).themes[0]
    assert (theme.contributions_all, theme.contributions_two) == (1, 2)
    assert (theme.units_all, theme.units_two) == (3, 6)
    pairs = {(pair.first, pair.second): pair for pair in theme.pairs}
    assert pairs[ADA, CLEO].contributions == 2
    assert pairs[ADA, CLEO].counts == PairCounts(0, 1, 1, 4)
    assert pairs[ADA, BEN].counts == PairCounts(1, 0, 0, 2)
    assert theme.prevalence == 3 / 15


def test_percent_agreement_of_three_is_the_mean_of_their_pairs() -> None:
    codings = [coding(ADA, "nine"), coding(BEN, "nine"), coding(CLEO, "loved")]
    theme = measured(
        [text("c1", ADA, BEN, CLEO)], codings, coders=(ADA, BEN, CLEO), unit=Unit.CHARACTER
    ).themes[0]
    each = [pair.percent.value for pair in theme.pairs if pair.percent.value is not None]
    assert each == pytest.approx([1, 1 - 9 / len(WORDS), 1 - 9 / len(WORDS)])
    assert theme.percent.value == pytest.approx(sum(each) / 3)


def test_prevalence_is_given_for_each_coder_and_both() -> None:
    table = PairCounts(both=2, only_first=2, only_second=0, neither=4)
    assert (table.prevalence_first, table.prevalence_second, table.prevalence) == (0.5, 0.25, 0.375)
    assert PairCounts().prevalence is None


def test_perfect_agreement_is_one() -> None:
    theme = measured([text()], [coding(ADA, "nine"), coding(BEN, "moved")]).themes[0]
    assert theme.percent.value == theme.fleiss.value == theme.alpha.value == 1


def test_a_theme_that_does_not_count_leaves_all_themes_as_they_are() -> None:
    codings = [coding(ADA, "nine"), coding(BEN, "nine"), coding(BEN, "loved")]
    with_unused = measured([text()], codings, themes=["home", "joy"]).overall
    assert with_unused.themes == 1
    alone = measured([text()], codings).overall
    assert with_unused.alpha == alone.alpha
    assert with_unused.percent == alone.percent
    assert with_unused.pairs == alone.pairs


@pytest.mark.parametrize(
    "codings, message",
    [
        ([Coding(ADA, "home", "c9", 0, 1)], "c9, which is not among the texts"),
        ([Coding(ADA, "home", "c1", 5, 5)], r"\[5, 5\) is not on c1"),
        ([Coding(ADA, "home", "c1", 5, 500)], r"\[5, 500\) is not on c1"),
    ],
)
def test_a_coding_that_lies_nowhere_is_refused(codings: list[Coding], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measured([text()], codings)


def test_one_coder_or_one_text_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two coders"):
        measured([text()], [], coders=[ADA, ADA])
    with pytest.raises(ValueError, match="given twice"):
        measured([text(), text()], [])
    with pytest.raises(ValueError, match="not in order"):
        CodedText("c1", 10, (Span(4, 8), Span(0, 2)), {})


# --- intervals --------------------------------------------------------------------------------


def some_agreement(texts: int) -> tuple[list[CodedText], list[Coding]]:
    rng = random.Random(5)
    given = [text(f"c{n:02}") for n in range(texts)]
    quotes = [
        (one.ref, rng.choice(["nine", "spring", "loved"])) for one in given if rng.random() < 0.8
    ]
    return given, [
        coding(coder, quote, ref=ref)
        for ref, quote in quotes
        for coder in (ADA, BEN)
        if rng.random() < 0.8
    ]


def test_an_interval_holds_the_number_and_comes_out_the_same_again() -> None:
    material = some_agreement(FEWEST_CONTRIBUTIONS)
    alpha = measured(*material, samples=200).overall.alpha
    assert alpha.value
    assert alpha.interval
    assert alpha.interval.low < alpha.value < alpha.interval.high
    assert alpha.interval.samples == 200
    assert measured(*material, samples=200).overall.alpha == alpha


def test_no_interval_is_given_over_too_few_contributions() -> None:
    found = measured(*some_agreement(FEWEST_CONTRIBUTIONS - 1), samples=50)
    assert found.overall.alpha.value is not None
    assert found.overall.alpha.interval is None
    assert found.overall.alpha.why_no_interval is NoInterval.FEW_CONTRIBUTIONS


def test_no_interval_is_given_for_a_theme_that_many_samples_miss() -> None:
    texts = [text(f"c{n}") for n in range(40)]
    alpha = measured(texts, [coding(ADA, "nine"), coding(BEN, "nine")], samples=100).overall.alpha
    assert alpha.value == 1
    assert alpha.why_no_interval is NoInterval.TOO_RARE


def test_no_samples_give_no_interval() -> None:
    found = measured(*some_agreement(30)).overall.alpha
    assert found.why_no_interval is NoInterval.NOT_DRAWN


# --- over time --------------------------------------------------------------------------------


def test_a_text_belongs_to_the_month_in_which_its_last_coder_finished() -> None:
    late = CodedText(
        "c2",
        len(WORDS),
        sentences(WORDS),
        {ADA: date(2026, 1, 31), BEN: date(2026, 2, 1), CLEO: date(2026, 7, 1)},
    )
    texts = [
        late,
        text("c1", on=date(2026, 1, 5)),
        text("c3", on=date(2026, 2, 9)),
        text("c4"),
        text("c5", ADA),
    ]
    codings = [coding(ADA, "nine"), coding(BEN, "nine"), coding(ADA, "loved", ref="c3")]
    over_time = agreement_by_month(
        texts, codings, coders=[ADA, BEN], themes=["home"], unit=Unit.SENTENCE
    )
    assert over_time.undated == 1
    months = [(one.month, one.agreement.overall) for one in over_time.months]
    assert [month for month, _ in months] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert [overall.contributions_two for _, overall in months] == [1, 2]
    assert [overall.alpha.value for _, overall in months] == [1, 0]


# --- disagreements ----------------------------------------------------------------------------


def listed(*codings: Coding, texts: Iterable[CodedText], unit: Unit = Unit.CHARACTER):
    return [
        (one.ref, WORDS[one.span.start : one.span.end], one.theme, one.found, one.not_found)
        for one in disagreements(
            texts, codings, coders=(CLEO, BEN, ADA), themes=["home", "joy"], unit=unit
        )
    ]


def test_disagreements_are_stretches_of_the_text_with_who_stands_where() -> None:
    found = listed(
        coding(ADA, "The cellar flooded"),
        coding(BEN, "cellar flooded every"),
        coding(BEN, "moved", theme="joy"),
        texts=[text("c1", ADA, BEN)],
    )
    assert found == [
        ("c1", "moved", "joy", (BEN,), (ADA,)),
        ("c1", "The ", "home", (ADA,), (BEN,)),
        ("c1", " every", "home", (BEN,), (ADA,)),
    ]


def test_whoever_has_not_finished_a_text_stands_on_no_side() -> None:
    codings = [coding(ADA, "nine", ref=ref) for ref in ("c3", "c2", "c1")]
    texts = [text("c3", ADA, BEN, CLEO), text("c2", CLEO, ADA), text("c1", ADA)]
    assert listed(*codings, texts=texts) == [
        ("c3", "nine", "home", (ADA,), (BEN, CLEO)),
        ("c2", "nine", "home", (ADA,), (CLEO,)),
    ]


def test_disagreements_of_sentences_are_whole_sentences() -> None:
    found = listed(
        coding(ADA, "nine. The"),
        coding(BEN, "The cellar"),
        coding(BEN, "loved"),
        texts=[text()],
        unit=Unit.SENTENCE,
    )
    assert found == [
        ("c1", "We moved when I was nine.", "home", (ADA,), (BEN,)),
        ("c1", "I loved it.", "home", (BEN,), (ADA,)),
    ]
    whole = listed(coding(ADA, "nine"), texts=[text()], unit=Unit.CONTRIBUTION)
    assert whole == [("c1", WORDS, "home", (ADA,), (BEN,))]
