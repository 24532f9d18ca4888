"""Which replies lean on a text that is about to be hidden, and which merely speak of the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.domain.shingles import Hidden, Lean, LeanKind, lean
from archive.domain.telling_words import EVERYDAY, SMALL

ESSAY = """\
We moved when I was nine. The yellow house on Marlow Lane had a cellar that flooded every spring, \
and my sister Julia kept her ferrets there in rabbit hutches. For the first time in my life I had \
a room of my own. At the end of the day nobody asked what I wanted.

When I was sixteen I stopped eating. The lighthouse keeper's widow, Mrs Okafor, taught me to knit \
fishing nets and never once mentioned food. I owe her more than I owe the hospital. I took the \
number 427 bus home, and the driver, who knew, always waited until I had sat down."""

HIDDEN = Hidden(ESSAY)


def repeated(reply: str, found: Lean) -> list[str]:
    return [reply[span.start : span.end] for span in found.spans]


QUOTED = {
    "word for word": (
        "I loved “The lighthouse keeper’s widow, Mrs Okafor, taught me to knit” so much.",
        ["The lighthouse keeper’s widow, Mrs Okafor, taught me to knit"],
    ),
    "in capitals": (
        "HAD A CELLAR THAT FLOODED EVERY SPRING?! Ours too.",
        ["HAD A CELLAR THAT FLOODED EVERY SPRING"],
    ),
    "as a block quote": (
        "> kept her ferrets there\n> in rabbit hutches\n\nHow many?",
        ["kept her ferrets there\n> in rabbit hutches"],
    ),
    "with other punctuation": (
        "knit fishing nets – and never, once, mentioned: food",
        ["knit fishing nets – and never, once, mentioned: food"],
    ),
    "with ellipses": (
        "You had a cellar that [...] kept her ferrets there […] never once mentioned food.",
        ["had a cellar that [...] kept her ferrets there […] never once mentioned food"],
    ),
    "with a word dropped": (
        "and the driver, who knew, waited until I had sat down, bless him",
        ["and the driver, who knew, waited until I had sat down"],
    ),
    "with a word added": (
        "she kept her three ferrets there in her rabbit hutches",
        ["kept her", "ferrets there in", "rabbit hutches"],
    ),
    "with slips of the pen": (
        "Mrs Okafor, tought me to knit fisching nets and never once mentoined food",
        ["Mrs Okafor", "me to knit", "nets and never once"],
    ),
    "a short one with a name": (
        "Is the yellow house on Marlow Lane still there?",
        ["the yellow house on Marlow Lane"],
    ),
    "a name in small letters": ("that house on marlow, i know it", ["house on marlow"]),
    "a number": ("Funny, the number 427 bus was mine.", ["the number 427 bus"]),
    "everyday words, many of them": (
        "At the end of the day nobody asked what I wanted, you say.",
        ["At the end of the day nobody asked what I wanted"],
    ),
}


@pytest.mark.parametrize("reply, words", QUOTED.values(), ids=QUOTED)
def test_a_quotation_is_found_however_it_is_written(reply: str, words: list[str]) -> None:
    found = HIDDEN.lean(reply)
    assert found.kind is LeanKind.QUOTES
    assert repeated(reply, found) == words


ECHOED = {
    "told again in other order": "Your sister kept ferrets in the cellar, in hutches meant for "
    "rabbits, and the keeper taught you to knit nets, she never mentioned food.",
    "two names and nothing else": "Marlow, and Julia?",
    "a name with what goes with it": "Julia must have smelt of ferrets, rabbit hutches and cellar.",
}


@pytest.mark.parametrize("reply", ECHOED.values(), ids=ECHOED)
def test_a_retelling_is_an_echo(reply: str) -> None:
    found = HIDDEN.lean(reply)
    assert found.kind is LeanKind.ECHOES
    assert found.spans


OWN_WORDS = {
    "the same subject": "I stopped eating as well, at seventeen. Nobody at school noticed and my "
    "mother called it a phase. Knitting helped me too, oddly enough.",
    "thanks": "Thank you for writing this. I read it twice and I don't know what to say.",
    "turns of phrase": "For the first time in my life I was not afraid. At the end of the day "
    "that is what counts.",
    "small words alone": "and I was in the, and I had a, and then I was there",
    "one name": "Say hello to Julia.",
    "a rare word here and there": "We had ferrets. There was a widow next door once. My uncle "
    "drove a bus, and in spring it flooded. I knit. Rabbit stew was on Sundays.",
    "nothing": "",
    "signs only": "… !!! >>> ???",
}


@pytest.mark.parametrize("reply", OWN_WORDS.values(), ids=OWN_WORDS)
def test_own_words_do_not_lean(reply: str) -> None:
    found = HIDDEN.lean(reply)
    assert found.kind is LeanKind.NONE
    assert found.spans == ()


def test_a_whole_copy_is_one_span_with_a_full_share() -> None:
    assert HIDDEN.lean(ESSAY) == Lean(
        LeanKind.QUOTES,
        longest=len(ESSAY.split()),
        share=1.0,
        spans=HIDDEN.lean(ESSAY).spans,
    )
    assert repeated(ESSAY, HIDDEN.lean(ESSAY)) == [ESSAY.rstrip(".")]


def test_the_longest_run_and_the_share_are_counted_in_words() -> None:
    found = HIDDEN.lean("green cellar that flooded every spring green")
    assert found.longest == 5
    assert found.share == pytest.approx(2 / 4)


def test_a_run_of_small_words_has_no_length() -> None:
    assert HIDDEN.lean("and I was in the").longest == 0


def test_a_word_said_over_and_over_is_no_quotation() -> None:
    assert lean("ha " * 30, "ha " * 12).kind is LeanKind.NONE


def test_a_letter_may_be_written_in_one_piece_or_in_two() -> None:
    hidden = "My aunt Zoë ran the café by the weir for nineteen summers."
    apart = unicodedata.normalize("NFD", "Zoë ran the café by the weir")
    found = lean(hidden, f"So {apart}.")
    assert found.kind is LeanKind.QUOTES
    assert repeated(f"So {apart}.", found) == [apart]


def test_invisible_characters_do_not_hide_a_quotation() -> None:
    reply = "the yel\u00adlow hou\u200bse on Mar\u200dlow Lane"
    assert HIDDEN.lean(reply).kind is LeanKind.QUOTES


def test_spans_count_code_points_of_the_reply_as_it_was_given() -> None:
    reply = "🧶🧶 “knit fishing nets and never once mentioned food” 🧶"
    assert repeated(reply, HIDDEN.lean(reply)) == [
        "knit fishing nets and never once mentioned food"
    ]


def test_writing_without_spaces_is_compared_by_character() -> None:
    hidden = "私の妹は地下室でフェレットを飼っていた。"
    assert lean(hidden, "妹は地下室でフェレットを、か。").kind is LeanKind.QUOTES
    assert lean(hidden, "私は山が好きです。").kind is LeanKind.NONE


def test_a_heading_in_capitals_makes_no_names() -> None:
    hidden = Hidden("THE PORRIDGE YEARS\n\nIt began with porridge and ended there.")
    assert hidden.lean("I miss the porridge").kind is LeanKind.NONE


def test_years_ages_and_round_numbers_are_no_numbers_that_tell() -> None:
    hidden = Hidden("In 1998 she took 150 of them, at 16, and in 2004 she wrote down all 200.")
    for reply in ("In 1998 I was born.", "took 150 of mine", "well, at 16 and", "all 200 came"):
        assert hidden.lean(reply).kind is LeanKind.NONE


# --- for any text -----------------------------------------------------------------------------

LETTERS = st.text("abcdefghijklmnopqrstuvwxyzäéßøλж", min_size=3, max_size=9)
OWN = LETTERS.filter(lambda word: word not in SMALL | EVERYDAY and len(word.casefold()) < 10)
PROSE = st.lists(st.sampled_from(sorted(SMALL | EVERYDAY)) | OWN, max_size=40)


@given(
    before=PROSE,
    run=st.lists(OWN | st.sampled_from(sorted(EVERYDAY)), min_size=8, max_size=12, unique=True),
    after=PROSE,
    around=st.tuples(PROSE, PROSE),
)
@example(before=[], run=[f"oak{n}x" for n in range(8)], after=[], around=([], []))
def test_any_run_of_eight_words_that_are_not_small_is_found(
    before: list[str], run: list[str], after: list[str], around: tuple[list[str], list[str]]
) -> None:
    copied = ", ".join(run).upper().lower()
    hidden = " ".join([*before, *run, *after]).upper().lower()
    start = " ".join([*around[0], ""])
    reply = start + copied + "".join(f" {word}" for word in around[1])
    found = lean(hidden, reply)
    assert found.kind is LeanKind.QUOTES
    assert found.longest >= 8
    assert any(s.start <= len(start) and s.end >= len(start) + len(copied) for s in found.spans)


@given(st.lists(LETTERS, max_size=60), st.lists(LETTERS, max_size=60))
def test_texts_without_a_word_in_common_do_not_lean(one: list[str], two: list[str]) -> None:
    hidden = " ".join(f"b{word}" for word in one)
    reply = " ".join(f"z{word}" for word in two)
    assert lean(hidden, reply) == Lean(LeanKind.NONE, 0, 0.0, ())


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_written_spans_stand_in_order_on_the_reply(hidden: str, reply: str) -> None:
    found = lean(hidden + reply, reply)
    places = [place for span in found.spans for place in (span.start, span.end)]
    assert places == sorted(set(places))
    assert all(0 <= place <= len(reply) for place in places)
    assert bool(found.spans) == (found.kind is not LeanKind.NONE)
    assert 0 <= found.share <= 1


class Counted(str):
    """A word that counts how often it is looked up."""

    __slots__ = ()
    looked_up = 0

    def __hash__(self) -> int:
        Counted.looked_up += 1
        return super().__hash__()


@pytest.mark.parametrize("pattern", ["one two", "one one two", "one two three one three"])
def test_twice_the_words_cost_twice_the_look_ups(pattern: str) -> None:
    from archive.domain.shared_runs import KnownRuns

    def cost(times: int) -> int:
        words = [Counted(word) for word in pattern.split() * times]
        Counted.looked_up = 0
        known = KnownRuns(words)
        list(known.runs(known.matches(words[1:] + words)))
        return Counted.looked_up

    assert cost(400) <= 2.2 * cost(200)
