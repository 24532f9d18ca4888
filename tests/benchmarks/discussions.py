"""Invented discussions about health, a hundred thousand texts or more, the same for the same seed.

The grammar is small. A sentence is a run of words drawn by rank (Zipf: the word of rank n comes n
times more seldom than the first), beginning with function words, then words of the surgery and the
kitchen table, then words of no language with English endings, so that stems and rare words occur as
they do in life. A contribution about a theme has that theme's sayings (two words that belong
together) put into some of its sentences. Nobody wrote any of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Final

import numpy as np

from archive.domain.content_labels import Label
from archive.domain.words import Kind, Voice
from archive.gate.disclosed import IndexDocument

NOW: Final = 1_000.0
"""Ask at this time: some contributions are embargoed until later, some have expired."""

SHORTEST: Final = 58
LONGEST: Final = 393
"""Words of a contribution: those of the real texts on which the engines were measured first."""

IN_A_DISCUSSION: Final = 250
VOCABULARY: Final = 40_000

THEMES: Final[dict[str, tuple[str, ...]]] = {
    "chronic-pain": ("chronic pain", "flare up", "pain clinic", "burning legs"),
    "sleep": ("could not sleep", "night sweats", "wide awake", "sleeping tablets"),
    "medication": ("side effects", "higher dose", "repeat prescription", "taking tablets"),
    "stopping": ("slow taper", "withdrawal symptoms", "cold turkey", "missed doses"),
    "doctors": ("my doctor", "second opinion", "waiting room", "kind nurse"),
    "diagnosis": ("blood test", "wrong diagnosis", "waiting list", "scan results"),
    "family": ("my sister", "my mother", "the children", "looking after"),
    "work": ("sick note", "night shifts", "lost my job", "part time"),
    "money": ("benefit claim", "paying rent", "bus fare", "food bank"),
    "loneliness": ("living alone", "nobody called", "empty house", "losing friends"),
    "hope": ("getting better", "good days", "small victories", "first walk"),
    "anger": ("not believed", "passed around", "formal complaint", "so angry"),
    "body": ("shaking hands", "swollen feet", "losing weight", "racing heart"),
    "mind": ("panic attack", "dark thoughts", "brain fog", "voices came"),
    "hospital": ("mental ward", "night nurse", "being discharged", "day unit"),
    "belief": ("my faith", "praying for", "old church", "letting go"),
    "food": ("no appetite", "cooking again", "hot soup", "eating alone"),
    "advice": ("try asking", "worked for me", "keep a diary", "be careful"),
}
"""Eighteen themes with four sayings each."""

_FUNCTION: Final = """
the and to i of a my it was that in for me is had with on but not have be as so at this they you
when we all she he from or up what there if can been were would about out do no just one her his
their more time which get them will an by are after got day even because now back how than some
could only then very still who go did never said other really like over into your much any
before first too know well two last again our where years off being every him am told also down
way think felt feel has took made having things through people going thing most own each same
always made something around went home why should us little long until another while those
""".split()
_LIFE: Final = """pain sleep night doctor week help month dose tablet morning hospital life bad
symptom better worse tired hand drug body effect head friend mother family work sister nurse week
anxiety afraid depression appointment taper withdrawal stop start reduce clinic test result blood
heart stomach leg back neck walk bed awake dream voice letter phone answer question house school
child daughter son husband wife father brother food eat drink water weight muscle nerve burning
numb dizzy nausea sweat shaking fever infection surgery scan cancer therapy therapist counsellor
group forum diary hope anger grief lonely alone quiet noise winter summer garden money job rent
benefit form boss shift holiday car bus train church prayer faith luck story listen talk believe
pharmacist prescription injection patch opioid naltrexone pregabalin sertraline lithium insulin
steroid caffeine alcohol cigarette diet exercise yoga breathing memory fog panic crying laughing
scar wound chair wheelchair ward bedside discharge relapse recovery ache cramp migraine seizure
rash itch cough asthma allergy diabetes thyroid epilepsy arthritis fibromyalgia insomnia psychosis
medicine medicated medical sleeping sleepless painful painless doctoring nursing woman women man
men colour flavour grandmother grandfather neighbour stranger kindness patience courage shame
guilt secret trust mistake apology complaint report record file receipt ticket queue bench
""".split()
_STARTS: Final = "b bl br c cl cr d dr f fl g gl gr h j k l m n p pl pr qu r s st str t tr v w z"
_MIDDLES: Final = "a e i o u ai ea ee oa ou"
_CLOSES: Final = "b ck d ff g l ll m mp n nd ng nt p r rd rk rn s ss st t th x"
_ENDINGS: Final = ("", "s", "ed", "ing", "er", "ly", "ness", "ation", "ful")


@cache
def vocabulary() -> tuple[str, ...]:
    """Words by rank, the most frequent first; no two alike."""
    starts, middles, closes = _STARTS.split(), _MIDDLES.split(), _CLOSES.split()
    made = dict.fromkeys([*_FUNCTION, *_LIFE])
    chance = np.random.default_rng(2)
    while len(made) < VOCABULARY:
        word = ""
        for _ in range(1 + (chance.random() < 0.3)):
            word += starts[chance.integers(len(starts))] + middles[chance.integers(len(middles))]
        word += closes[chance.integers(len(closes))] + _ENDINGS[chance.integers(len(_ENDINGS))]
        made[word] = None
    return tuple(made)


@cache
def _up_to() -> Any:
    """The chance of each rank and all before it."""
    chances = 1 / np.arange(1, VOCABULARY + 1) ** 1.02
    return np.cumsum(chances) / chances.sum()


@dataclass(frozen=True, slots=True)
class Discussions:
    """`size` contributions of the world `seed`; a larger world begins with the smaller one."""

    size: int
    seed: int = 1

    def __iter__(self) -> Iterator[IndexDocument]:
        for number in range(0, self.size, IN_A_DISCUSSION):
            yield from self._discussion(number // IN_A_DISCUSSION)

    def _discussion(self, number: int) -> Iterator[IndexDocument]:
        chance = np.random.default_rng([self.seed, number])
        slugs = list(THEMES)
        subjects = [slugs[at] for at in chance.choice(len(slugs), 3, replace=False)]
        began = 2008 * 12 + int(chance.integers(0, 16 * 12))
        places: list[str] = [""]
        for at in range(min(IN_A_DISCUSSION, self.size - number * IN_A_DISCUSSION)):
            if at:
                parent = places[int(chance.integers(max(0, len(places) - 12), len(places)))]
                places.append(f"{parent}.{at}" if parent.count(".") < 6 and parent else f"{at}")
            yield self._contribution(
                f"r{number}x{at}", f"d{number}", places[at], subjects, began, chance
            )

    def _contribution(
        self,
        ref: str,
        discussion: str,
        position: str,
        subjects: Sequence[str],
        began: int,
        chance: np.random.Generator,
    ) -> IndexDocument:
        themes = {subject for subject in subjects if chance.random() < 0.4}
        if chance.random() < 0.3:
            themes.add(list(THEMES)[int(chance.integers(len(THEMES)))])
        month = began + int(chance.exponential(6))
        window = chance.random()
        essay = not position
        return IndexDocument(
            ref=ref,
            discussion=discussion,
            kind=Kind.ESSAY if essay else Kind.COMMENT,
            voice=list(Voice)[int(chance.choice(len(Voice), p=_VOICES))],
            title=" ".join(_drawn(5, chance)).capitalize() if essay else "",
            text=text(int(chance.integers(SHORTEST, LONGEST + 1)), sorted(themes), chance),
            themes=tuple(sorted(themes)),
            year=month // 12,
            month=month,
            visible_from=NOW + 1 if window < 0.01 else 0.0,
            visible_until=NOW - 1 if window > 0.98 else math.inf,
            position=position,
            labels=tuple(label for label in Label if chance.random() < 0.04),
            language="en" if chance.random() < 0.97 else "de",
            near=tuple(
                f"{within}:{first}|{second}"
                for first, second in combinations(sorted(themes), 2)
                for within in ("passage", "sentence")
                if chance.random() < 0.5
            ),
        )


_VOICES: Final = tuple(share / 20 for share in (9, 3, 2, 4, 2, *([0] * (len(Voice) - 5))))


def text(words: int, themes: Sequence[str], chance: np.random.Generator) -> str:
    """About `words` words in sentences and paragraphs, with sayings of the themes."""
    drawn = _drawn(words, chance)
    sentences = []
    at = 0
    while at < len(drawn):
        length = int(chance.integers(5, 19))
        sentence = drawn[at : at + length]
        if themes and chance.random() < 0.35:
            sayings = THEMES[themes[int(chance.integers(len(themes)))]]
            sentence.insert(len(sentence) // 2, sayings[int(chance.integers(len(sayings)))])
        sentences.append(" ".join(sentence).capitalize() + ("?" if length == 5 else "."))
        at += length
    return "".join(
        sentence + ("\n\n" if n % 6 == 5 else " ") for n, sentence in enumerate(sentences)
    ).strip()


def _drawn(number: int, chance: np.random.Generator) -> list[str]:
    words = vocabulary()
    return [words[at] for at in np.searchsorted(_up_to(), chance.random(number)).tolist()]
