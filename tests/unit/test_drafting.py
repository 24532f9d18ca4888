"""What readers would see of a text: decisions first, confident findings unless kept whole."""

from __future__ import annotations

from archive.domain.words import Band, Treatment
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Decision, Suspicion, draft

TEXT = "Write to ann@example.org or not."
FOUND = Suspicion(1, "text", 9, 24, "email", Band.CONFIDENT, "", "[e-mail]")


def _drafted(*decisions: Decision) -> str:
    return draft(OriginalBody(TEXT, "", ()), [FOUND], decisions).text


def _decision(start: int, end: int, treatment: Treatment, words: str = "") -> Decision:
    return Decision(1, "text", start, end, treatment, "", words, "", "alice")


def test_a_confident_finding_is_masked_without_a_decision() -> None:
    assert _drafted() == "Write to [e-mail] or not."


def test_a_finding_kept_whole_is_shown() -> None:
    assert _drafted(_decision(9, 24, Treatment.KEEP)) == TEXT


def test_keeping_a_part_of_a_finding_shows_none_of_it() -> None:
    assert _drafted(_decision(13, 24, Treatment.KEEP)) == "Write to [e-mail] or not."


def test_hiding_a_part_of_a_finding_hides_all_of_it() -> None:
    drafted = _drafted(_decision(9, 12, Treatment.PSEUDONYM, "[Person A]"))
    assert "ann" not in drafted
    assert "example" not in drafted


def test_a_decision_over_the_whole_finding_has_the_word() -> None:
    drafted = _drafted(_decision(9, 24, Treatment.GENERALISE, "[my sister]"))
    assert drafted == "Write to [my sister] or not."
