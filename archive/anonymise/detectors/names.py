"""Persons' names, by the weight of all that speaks for and against each word: is it a given name or
a surname, how usual is it as a word, does it open a sentence, what stands beside it, and is it
spelled small elsewhere. Finds names with capitals, without, and words with a capital that no list
knows.

Weights are learned, the threshold is set for recall: a needless flag costs a moderator a key, a
missed name costs somebody their privacy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp

from archive.anonymise.finding import Context, Finding
from archive.anonymise.spans import Bars, Odds, spans
from archive.anonymise.surroundings import Truths
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import weighed, weights_in_use
from archive.domain.words import Band

BARS = Bars(capital=-2.8, small=-2.4, small_among_capitals=-1.6, joins=-3.5, joins_opening=-1.0)
_SURE = 2.5
"""Log odds from which a name with a cue or a full name is confident."""

_CUES = {
    "titled": "behind a title or a profession",
    "my-related": "behind a relation such as “my sister”",
    "related": "behind a relation such as “friend”",
    "named": "behind “name is” or “called”",
    "greeted": "behind a greeting",
    "signs": "a signature",
    "i-am": "behind “I’m”",
    "speaks": "somebody who says or does something",
}
_MAILBOX = re.compile(r" [^\W\d_][\w'’-]*+@[^\W\d_][\w-]*+(?!\.?\w)")
"""The rest of a name as the addresses of old mails have it: "Ada Lovelace@ENGINE"."""

_STRONG_CUES = frozenset({"titled", "my-related", "named", "greeted", "signs"})


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every name in `text`, in reading order; `text` is a whole document."""
    words = tokens(text)
    said, odds = weighed(words, weights_in_use())
    for first, last in spans(words, odds, BARS):
        yield described(words, first, last, said, odds)


def described(words: Tokens, first: int, last: int, said: Truths, odds: Odds) -> Finding:
    """The finding over some words, with what the rules have to say of them."""
    inside = [index for index in range(first, last + 1) if index in odds and index in said]
    if not inside:
        inside, said = [first], {first: []}
    best = max(odds.get(index, 0.0) for index in inside)
    facts = {one.partition(":")[2] for index in inside for one in said[index]}
    listed = [index for index in inside if "given" in {o.partition(":")[2] for o in said[index]}]
    reasons = []
    if listed:
        reasons.append("a given name" if first == last else "a full name with a given name")
    elif "surname" in facts:
        reasons.append("a surname")
    else:
        reasons.append(
            "a word that no list knows" if "word" not in facts else "a word used as a name"
        )
    reasons += [why for cue, why in _CUES.items() if cue in facts]
    if words.words[inside[0]][0].islower():
        reasons.append("without a capital")
    sure = best >= _SURE and bool(listed) and (bool(_STRONG_CUES & facts) or first < last)
    start, end = words.starts[first], words.end(last)
    if words.words[last][-2:] in {"'s", "’s"}:
        end -= 2
    known = listed or "surname" in facts or _CUES.keys() & facts
    mailbox = _MAILBOX.match(words.text, end)
    if mailbox:
        reasons.append("before a mailbox")
        return Finding(
            start, mailbox.end(), "person", Band.CONFIDENT, "names", ", ".join(reasons), "[name]"
        )
    return Finding(
        start,
        end,
        "person" if known else "person_or_other",
        Band.CONFIDENT if sure else Band.CHECK,
        "names",
        ", ".join(reasons),
        "[name]",
        round(1 / (1 + exp(-best)), 3),
    )
