"""Learns what each truth about a word weighs (`surroundings`, `opinions`), from texts with names
marked, and writes it beside the word lists.

    python -m archive.anonymise.learning DATASET [DATASET …]

Logistic regression with a penalty on large weights; each text is learned from as it is and all in
lower case. Nothing of a text goes into the weights but how often a truth holds of a name. All of
the first DATASET is learned from; of the others, `SAMPLE` texts each.
`manage.py evaluate_detectors --targets` says what weights find in texts they were not learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from archive.anonymise import names_read
from archive.anonymise.detectors import ner_rampart, ner_spacy
from archive.anonymise.evaluation.annotated import Document, read_annotated
from archive.anonymise.opinions import Labels, fourth_truths, labels, third_truths
from archive.anonymise.spans import Odds
from archive.anonymise.surroundings import Truths, company, truths
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import WEIGHTS, Weights, log_odds

PENALTY = 1.0
"""Of the squared weights, against the log likelihood of the texts."""
JOINT_PENALTY = 3.0
"""The same for what rules and models say together."""
SAMPLE = 100
"""Texts taken from each further data set: made of templates, they soon teach their templates."""

_ROUNDS = 30
_FOLDS = 4
_SMALLEST = 0.05


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to learn from, and which of its words are part of a name."""

    name: str
    words: Tokens
    said: Truths
    is_name: list[bool]


Rows = list[tuple[list[str], bool]]
"""What is true of a word, and whether it is a name's."""


def learn(documents: Iterable[Document], *, with_models: bool | None = None) -> Weights:
    """The weights of all looks; without models (by default: if they are missing) of the first two.

    A later look must see the odds that an earlier one gives to a text it was not learned from: they
    are taken from what was learned of other documents.
    """
    texts = [_read(text) for one in documents for text in (one, one.lowered())]
    rules = _rules(texts)
    if not (names_read.is_available() if with_models is None else with_models):
        return rules
    third: Rows = []
    fourth: list[_Opinion] = []
    for others, held_out in _folds(texts):
        learned = _rules(others)
        fourth += [_opinion(text, learned) for text in held_out]
    third = [(true, one.text.is_name[at]) for one in fourth for at, true in one.third.items()]
    weights = replace(rules, third=_regressed(third, JOINT_PENALTY))
    return replace(weights, fourth=_regressed(_fourth(fourth, weights), JOINT_PENALTY))


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What rules and spaCy say of a text that the rules have not learned from."""

    text: _Text
    odds: Odds
    labels: Labels
    third: Truths


def _opinion(text: _Text, rules: Weights) -> _Opinion:
    around = company(text.words, log_odds(text.said, rules.first))
    together = {at: true + around[at] for at, true in text.said.items()}
    read = labels(text.words, ner_spacy.read(text.words.text))
    odds = log_odds(together, rules.second)
    return _Opinion(text, odds, read, third_truths(text.words, odds, read))


def _fourth(opinions: Iterable[_Opinion], weights: Weights) -> Rows:
    """Of the words that the third look leaves open, and of those beside them."""
    rows: Rows = []
    for one in opinions:
        words, third = one.text.words, log_odds(one.third, weights.third)
        pieces = ner_rampart.read(words.text, words, names_read.open_words(third))
        said = fourth_truths(
            words, one.odds, one.labels, one.third, ner_rampart.chances(words, pieces)
        )
        rows += [(true, one.text.is_name[at]) for at, true in said.items()]
    return rows


def _rules(texts: Sequence[_Text]) -> Weights:
    """The weights of the first two looks."""
    first = _regressed(_rows(texts), PENALTY)
    rows: Rows = []
    for others, held_out in _folds(texts):
        learned = _regressed(_rows(others), PENALTY)
        for text in held_out:
            around = company(text.words, log_odds(text.said, learned))
            rows += [(true + around[at], text.is_name[at]) for at, true in text.said.items()]
    return Weights(first, _regressed(rows, PENALTY))


def _folds(texts: Sequence[_Text]) -> Iterator[tuple[list[_Text], list[_Text]]]:
    """All texts but some, and those: a document in all its forms is on one side."""
    numbers = {name: at for at, name in enumerate(dict.fromkeys(one.name for one in texts))}
    for fold in range(_FOLDS):
        held_out = [one for one in texts if numbers[one.name] % _FOLDS == fold]
        yield [one for one in texts if numbers[one.name] % _FOLDS != fold], held_out


def _read(document: Document) -> _Text:
    words = tokens(document.text)
    persons = [one for one in document.mentions if "person" in one.kind]
    is_name = [any(one.start <= start < one.end for one in persons) for start in words.starts]
    return _Text(document.name, words, truths(words), is_name)


def _rows(texts: Iterable[_Text]) -> Rows:
    return [(true, one.is_name[at]) for one in texts for at, true in one.said.items()]


def _regressed(rows: Rows, penalty: float) -> dict[str, float]:
    """Newton's method (iteratively reweighted least squares)."""
    if not rows:
        return {}
    counted = Counter(one for true, _ in rows for one in set(true))
    names = sorted(one for one, number in counted.items() if number > 1)
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for at, (true, _) in enumerate(rows):
        table[at, [column[one] for one in true if one in column]] = 1
    wanted = np.array([is_name for _, is_name in rows], dtype=float)
    weights = np.zeros(len(names))
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (likely - wanted) + penalty * weights
        bend = (table * (likely * (1 - likely))[:, None]).T @ table + penalty * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-3:
            break
    return {
        name: round(float(weight), 2)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= _SMALLEST
    }


def half(path: Path, number: int) -> list[Document]:
    """Every other document of a data set, from the first (0) or the second (1) on; IOB2 with its
    sentences once on one line and once on lines of their own.
    """
    return _forms(path, slice(number, None, 2))


def further(paths: Iterable[Path]) -> list[Document]:
    """Some documents from all over each of some data sets."""
    documents: list[Document] = []
    for path in paths:
        every = read_annotated(path)
        documents += every[:: max(len(every) // SAMPLE, 1)][:SAMPLE]
    return documents


def _forms(path: Path, part: slice) -> list[Document]:
    in_line, in_lines = read_annotated(path), read_annotated(path, joined_by="\n")
    return [*in_line[part], *(in_lines[part] if in_line != in_lines else ())]


def main() -> None:
    """Learn from all documents of the first data set and some of the others."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("datasets", nargs="+", type=Path, metavar="DATASET")
    paths = parser.parse_args().datasets
    learned = learn([*_forms(paths[0], slice(None)), *further(paths[1:])])
    WEIGHTS.write_text(json.dumps(asdict(learned), indent=0) + "\n", "utf-8")
    sizes = ", ".join(f"{len(look)} {name}" for name, look in asdict(learned).items())
    sys.stdout.write(f"{WEIGHTS}: {sizes}\n")


if __name__ == "__main__":
    main()
