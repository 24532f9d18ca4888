"""Illnesses and diagnoses by name, the abbreviation and the word counted as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive.anonymise import lexicon
from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.triggers import words_of

_SAME = {
    "autism": "asd asc autistic asperger asperger's aspergers aspie aspies|asperger's syndrome"
    "|asperger syndrome|asperger's disorder",
    "borderline personality disorder": "bpd eupd",
    "bipolar disorder": "bipolar bp1 bp2|bipolar i|bipolar ii|bipolar 1|bipolar 2|manic depression",
    "post-traumatic stress disorder": "ptsd cptsd c-ptsd",
    "depression": "mdd|major depression",
    "anorexia": "anorexia nervosa|anorexic", "bulimia": "bulimia nervosa|bulimic",
    "tourette's": "tourette tourettes|tourette's syndrome", "fibromyalgia": "fibro",
    "coeliac": "celiac", "migraine": "migraines", "lyme": "lyme disease",
    "multiple sclerosis": "ms", "motor neurone disease": "mnd als", "endometriosis": "endo",
    "schizophrenia": "schizophrenic", "epilepsy": "epileptic", "diabetes": "t1d t2d dm1 diabetic",
    "ehlers-danlos": "eds heds|ehlers danlos", "parkinson's": "parkinson parkinsons",
    "alzheimer's": "alzheimer alzheimers", "crohn's": "crohns", "chronic fatigue": "cfs me/cfs",
    "derealisation": "derealization", "depersonalisation": "depersonalization",
    "obsessive-compulsive disorder": "ocd", "down's syndrome": "downs|down syndrome",
}  # fmt: skip
_MORE = (
    "asthma;cancer;breast cancer;leukaemia;leukemia;lymphoma;stroke;dementia;arthritis;"
    "rheumatoid arthritis;psoriasis;eczema;chronic pain;sciatica;scoliosis;spina bifida;"
    "sickle cell;multiple sclerosis;diabetes;heart attack;heart failure;kidney failure;hepatitis;"
    "cirrhosis;cerebral palsy;muscular dystrophy;haemophilia;panic attacks;social anxiety;"
    "hearing voices;"
    "borderline personality disorder;postnatal depression;self-harm;insomnia;sleep apnoea"
)
_TOO_WIDE = frozenset("ed bed me pe td si sh ah vh uc dress rem nrem paranoid rett".split())
"""Also words, or not a condition."""


def read(text: str) -> Iterator[Circumstance]:
    """Every condition named in a block, whoever has it."""
    if _heads().isdisjoint(words_of(text)):
        return
    for match in _pattern().finditer(text):
        surface = match.group()
        name = surface.casefold().replace("’", "'")
        if len(name) <= 4 and name in _abbreviations() and not surface.isupper():
            continue  # "sad" and "did" are words
        yield Circumstance(About.CONDITION, *match.span(), (_meant().get(name, name),))


@cache
def _names() -> frozenset[str]:
    file = Path(lexicon.__file__).parent / "keep_diagnoses.txt"
    listed = (line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
    return frozenset((*listed, *_MORE.split(";"), *_meant())) - _TOO_WIDE


@cache
def _heads() -> frozenset[str]:
    """The first word of every name: without one of them the pattern need not run."""
    return frozenset(re.split(r"\W", name)[0] for name in _names())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(name for name in _names() if len(name) <= 4) - {"lyme", "pica"}


@cache
def _meant() -> dict[str, str]:
    """The one word for each of several."""
    found: dict[str, str] = {}
    for name, others in _SAME.items():
        single, *phrases = others.split("|")
        found |= dict.fromkeys((*single.split(), *phrases), name)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    either = "|".join(re.escape(name).replace("'", "['’]") for name in names)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)
