"""Content labels: a few words that say what a text holds, before anybody reads it.

The domains are those of the NEON typology of content warnings (Charles and others, PLOS ONE 17(5),
2022), all fourteen. A label is a fact about a text and no verdict on it: short, the same for
everybody, and never a wall to click through. Warnings do not lower distress and raise
anticipation (Bridgland and others, 2023), so nothing here warns; a reader may choose labels that
she would rather not see.

A cue is a word that often stands where a label would. It suggests, and never applies by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Label(StrEnum):
    """The domains in the order in which NEON lists them; the value is a label's key."""

    VIOLENCE = "violence"
    SEX = "sex"
    STIGMA = "stigma"
    DISTURBING = "disturbing"
    LANGUAGE = "language"
    RISK = "risk"
    MENTAL_HEALTH = "mental-health"
    DEATH = "death"
    PARENTAL = "parental"
    CRIME = "crime"
    ABUSE = "abuse"
    POLITICS = "politics"
    FLASHING = "flashing"
    OBJECTS = "objects"


WORDS: Final[Mapping[Label, str]] = {
    Label.VIOLENCE: "violence",
    Label.SEX: "sex",
    Label.STIGMA: "stigma and discrimination",
    Label.DISTURBING: "injury and gore",
    Label.LANGUAGE: "strong language",
    Label.RISK: "drugs, alcohol and other risks",
    Label.MENTAL_HEALTH: "suicide, self-harm or mental crisis",
    Label.DEATH: "death and bereavement",
    Label.PARENTAL: "not for children",
    Label.CRIME: "crime",
    Label.ABUSE: "abuse",
    Label.POLITICS: "politics and war",
    Label.FLASHING: "flashing lights",
    Label.OBJECTS: "things many people fear",
}
"""What readers see, in the middle of a sentence."""

MEANINGS: Final[Mapping[Label, str]] = {
    Label.VIOLENCE: "Somebody is attacked or hurt on purpose, or is threatened with it.",
    Label.SEX: "Sex is told of in more than passing.",
    Label.STIGMA: "Contempt or unequal treatment for what somebody is: racism, sexism, contempt "
    "for the ill, for the poor, for how somebody looks or loves.",
    Label.DISTURBING: "Wounds, blood, operations or bodily detail that stays in the mind.",
    Label.LANGUAGE: "Swearing and slurs.",
    Label.RISK: "Drinking, drugs, gambling and other things that people come to harm by.",
    Label.MENTAL_HEALTH: "Thoughts of suicide, attempts, self-harm, eating disorders, a crisis of "
    "the mind. Not every text about feeling low.",
    Label.DEATH: "Somebody dies or has died, or is mourned; a pregnancy or an animal too.",
    Label.PARENTAL: "Better read by adults, for whatever reason.",
    Label.CRIME: "A crime is told of, its punishment, or prison.",
    Label.ABUSE: "Abuse or neglect of a child or an adult, sexual abuse and rape included.",
    Label.POLITICS: "War, flight, terror, or politics that divides.",
    Label.FLASHING: "A film or picture that flickers is told of or linked.",
    Label.OBJECTS: "Needles, spiders, snakes, heights, holes: what phobias are often about.",
}
"""One sentence for who chooses."""

BLURRED_AT_FIRST: Final = (Label.VIOLENCE, Label.DISTURBING, Label.MENTAL_HEALTH, Label.ABUSE)
"""What is blurred for a moderator until she chooses otherwise."""

PAUSE_TEXTS, PAUSE_MINUTES = 15, 60
"""After how many texts or minutes a note suggests a pause, until somebody chooses otherwise."""

_CUES: Final[Mapping[Label, str]] = {
    Label.VIOLENCE: "stabbed|strangled|choked me|beat me|beaten up|punched|gunshot|shot him|"
    "shot her|assaulted|attacked me",
    Label.SEX: "sexual|intercourse|orgasm|masturbat\\w+|porn\\w*",
    Label.STIGMA: "racis[mt]|sexis[mt]|homophobi[ac]|transphobi[ac]|stigma\\w*|slurs?",
    Label.DISTURBING: "blood everywhere|gore|mutilat\\w+|amputat\\w+|open wounds?|corpses?",
    Label.LANGUAGE: "fuck\\w*|shit\\w*|bastards?|cunts?",
    Label.RISK: "heroin|cocaine|overdos\\w+|binge drinking|drunk|gambl\\w+|alcoholic|relaps\\w+",
    Label.MENTAL_HEALTH: "suicid\\w+|kill(?:ed|ing)? (?:myself|himself|herself|themselves)|"
    "self[- ]harm\\w*|cut(?:ting)? myself|end(?:ed|ing)? my life|anorexi[ac]|bulimi[ac]|"
    "want(?:ed)? to die",
    Label.DEATH: "died|dies|funeral|buried|miscarr\\w+|stillb\\w+|bereave\\w+|passed away|grief|"
    "mourn\\w*|widow\\w*",
    Label.CRIME: "prison|jail|arrested|burglar\\w*|robbed|murder\\w*",
    Label.ABUSE: "rape[ds]?|raping|rapist|abus(?:ed|er|ive)|molest\\w+|incest|groom(?:ed|ing) me|"
    "domestic violence",
    Label.POLITICS: "refugees?|war zone|terroris[mt]|bombing|genocide|torture\\w*",
    Label.FLASHING: "strob(?:e|ing)|flashing lights",
    Label.OBJECTS: "needles?|syringes?|spiders?|snakes?",
}

MOST_CUES: Final = 3
"""Words shown as the reason of one suggestion."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label that words of a text suggest, and the first few of those words, each once."""

    label: Label
    because: tuple[str, ...]


def known(keys: Iterable[str]) -> tuple[Label, ...]:
    """The labels among these keys, each once, in NEON's order; what is no key is left out."""
    wanted = set(keys)
    return tuple(label for label in Label if label.value in wanted)


def suggested(text: str) -> tuple[Suggestion, ...]:
    """What the cues in a text suggest, in NEON's order."""
    found: dict[Label, dict[str, None]] = {}
    for hit in _cues().finditer(text):
        label = Label(str(hit.lastgroup).replace("_", "-"))
        found.setdefault(label, {})[" ".join(hit.group().lower().split())] = None
    return tuple(
        Suggestion(label, tuple(found[label])[:MOST_CUES]) for label in Label if label in found
    )


def in_words(labels: Iterable[Label]) -> str:
    """Labels named in a row: "violence; death and bereavement"."""
    return "; ".join(WORDS[label] for label in labels)


@lru_cache(maxsize=1)
def _cues() -> re.Pattern[str]:
    groups = (f"(?P<{label.value.replace('-', '_')}>{cues})" for label, cues in _CUES.items())
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
