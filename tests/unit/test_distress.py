"""Which words put a new text first. Invented sentences; none is anybody's."""

from __future__ import annotations

import pytest

from archive.domain import distress, languages
from archive.domain.distress import Distress, Sign
from archive.domain.text import Span

URGENT = (
    "Tonight I will kill myself.",
    "I’ve just taken all my tablets.",
    "I took an overdose last night.",
    "Goodbye everyone, this is my last post.",
    "By the time you read this I will be gone.",
    "I'm about to end it all",
    "I have a plan to die.",
)
PRESENT = (
    "I want to die.",
    "I do not want to be here anymore.",
    "I wish I was dead",
    "I can't go on like this",
    "I keep thinking about ending it.",
    "I'm still cutting myself.",
    "I overdosed years ago and now I wish I was dead.",
    "I nearly killed myself yesterday.",
    "My mum would be better off without me",
)
NEITHER = (
    "I don't want to die.",
    "I no longer want to die.",
    "I am not suicidal any more.",
    "I wanted to die when I was fifteen.",
    "I used to say I want to die.",
    "I took thirty tablets in 2012 and woke up in hospital.",
    "I tried to kill myself last year.",
    "I just want to die laughing.",
    "I don't want to go on holiday.",
    "I have a plan for the garden.",
    "I still burn the toast.",
    "The dog died tonight.",
    "I took it for a year and slept badly. Then I stopped, slowly, and slept again.",
)


@pytest.mark.parametrize("text", URGENT)
def test_what_is_done_or_will_be_done_now_is_urgent(text: str) -> None:
    assert distress.level_of(distress.signs(text)) is Distress.URGENT


@pytest.mark.parametrize("text", PRESENT)
def test_a_wish_of_the_present_goes_first(text: str) -> None:
    assert distress.level_of(distress.signs(text)) is Distress.PRESENT


@pytest.mark.parametrize("text", NEITHER)
def test_the_past_and_turns_of_phrase_do_not_count(text: str) -> None:
    assert distress.signs(text) == ()


def test_a_sign_says_where_it_stands_and_why() -> None:
    text = "It rained. I want to die. It rained again."
    (found,) = distress.signs(text)
    assert text[found.start : found.end] == "I want to die"
    assert found.why == "wishes to die, now or a day or two ago"


def test_means_count_unless_their_paragraph_says_that_it_is_over() -> None:
    now, then = "The rope is in the hall.", "When I was ten there was a rope in the hall."
    text = f"{now}\n\n{then}"
    places = [Span(at, at + 4) for at in (text.index("rope"), text.rindex("rope"))]
    assert [(f.start, f.sign) for f in distress.signs(text, places)] == [
        (places[0].start, Sign.MEANS)
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I was at the clinic and they had not called my mother, but that was fine.", "en"),
        ("Ich war auch mit meiner Mutter dort und das ist nicht von mir.", "de"),
        ("Je ne suis pas dans le bus avec ma mère, mais elle est sur le quai.", "fr"),
        ("Naltrexone", ""),
        ("", ""),
    ],
)
def test_a_language_is_guessed_from_little_words(text: str, code: str) -> None:
    assert languages.guessed(text) == code
