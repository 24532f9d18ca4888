"""What is settled after a round: the agreed and the decided, and nothing that is still open."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.agreement import (
    SETTLED,
    CodedText,
    Coding,
    Decision,
    Unit,
    agreement,
    disagreements,
    settled,
)
from archive.domain.text import Span
from tests.unit.test_agreement_oracles import THEMES, Material, coded_texts

MAY, JUNE = date(2026, 5, 2), date(2026, 6, 3)
BOTH = {"Ada": MAY, "Ben": MAY}
TEXT = CodedText("a", 30, (Span(0, 10), Span(10, 20), Span(20, 30)), BOTH)
SHARED = [Coding("Ada", "kin", "a", 0, 4), Coding("Ben", "kin", "a", 5, 9)]
ALONE = Coding("Ada", "kin", "a", 21, 25)
WITH: dict[str, Any] = {"coders": ("Ada", "Ben"), "themes": ("kin",), "unit": Unit.SENTENCE}


def test_what_all_found_is_settled_in_whole_units() -> None:
    found = settled([TEXT], SHARED, (), **WITH)
    assert found.agreed == (Coding(SETTLED, "kin", "a", 0, 10),)
    assert not found.open
    assert found.texts[0].finished[SETTLED] == MAY


def test_a_text_is_not_settled_while_a_place_in_it_is_open() -> None:
    found = settled([TEXT], [*SHARED, ALONE], (), **WITH)
    assert [one.span.start for one in found.open] == [20]
    assert SETTLED not in found.texts[0].finished


def test_the_last_decision_that_covers_a_place_counts() -> None:
    yes = Decision("a", "kin", 20, 30, True, JUNE)
    no = Decision("a", "kin", 15, 30, False, JUNE)
    beside = Decision("a", "kin", 20, 29, True, JUNE)
    assert settled([TEXT], [ALONE], [yes], **WITH).decided == (Coding(SETTLED, "kin", "a", 20, 30),)
    after = settled([TEXT], [ALONE], [yes, no], **WITH)
    assert after.decided == ()
    assert after.texts[0].finished[SETTLED] == JUNE
    assert settled([TEXT], [ALONE], [beside], **WITH).open, "it does not cover the whole of it"
    other = yes._replace(theme="work")
    assert settled([TEXT], [ALONE], [other], **WITH).open, "it is about another theme"


def test_a_text_that_one_coder_finished_settles_nothing() -> None:
    text = CodedText("a", 30, TEXT.sentences, {"Ada": MAY})
    found = settled([text], [*SHARED, ALONE], (), **WITH)
    assert (found.codings, found.open, found.texts) == ((), (), (text,))


@given(material=coded_texts(), unit=st.sampled_from(Unit), data=st.data())
def test_once_all_is_decided_the_settled_layer_has_every_shared_text_and_only_that(
    material: Material, unit: Unit, data: st.DataObject
) -> None:
    coders, texts, codings = material
    of: dict[str, Any] = {"coders": coders, "themes": THEMES, "unit": unit}
    differing = disagreements(texts, codings, **of)
    decisions = [
        Decision(one.ref, one.theme, one.span.start, one.span.end, data.draw(st.booleans()), JUNE)
        for one in differing
    ]
    found = settled(texts, codings, decisions, **of)
    assert not found.open
    for before, after in zip(texts, found.texts, strict=True):
        assert (SETTLED in after.finished) == (len(before.finished) >= 2)
    said_yes = {d[:4] for d in decisions if d.present}
    assert {(c.ref, c.theme, c.start, c.end) for c in found.decided} == said_yes
    beside = agreement(
        found.texts, (*codings, *found.codings), coders=(*coders, SETTLED), themes=THEMES,
        unit=unit, samples=0,
    )  # fmt: skip
    alone = agreement(texts, codings, coders=coders, themes=THEMES, unit=unit, samples=0)
    assert alone.left_out == beside.left_out
