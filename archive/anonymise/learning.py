"""Learns what each truth about a word weighs (`surroundings`), from texts with names marked.

    python -m archive.anonymise.learning DATASET [DATASET …]            measures by two halves
    python -m archive.anonymise.learning DATASET [DATASET …] --write    learns from all, and writes

Logistic regression with a penalty on large weights; each text is learned from as it is and all in
lower case. Nothing of a text goes into the weights but how often a truth holds of a name. The
first DATASET is measured; of the others, `SAMPLE` texts each are only learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from archive.anonymise.detectors.names import found_by
from archive.anonymise.evaluation.annotated import Document, read_annotated
from archive.anonymise.evaluation.measure import measure
from archive.anonymise.finding import Finding
from archive.anonymise.surroundings import company, truths
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import WEIGHTS, Truths, Weights, first_look

PENALTY = 1.0
"""Of the squared weights, against the log likelihood of the texts."""
SAMPLE = 100
"""Texts taken from each further data set: made of templates, they soon teach their templates."""

_ROUNDS = 30
_FOLDS = 5
_SMALLEST = 0.05

Learned = tuple[Tokens, Truths, dict[int, bool]]
"""A text's words, what is true of them, and which are part of a name."""


def learn(documents: Iterable[Document]) -> Weights:
    """The weights of both looks."""
    texts = [_read(text) for one in documents for text in (one, one.lowered())]
    first = _regressed(_rows(texts))
    rows: list[tuple[list[str], bool]] = []
    for fold in range(_FOLDS):  # the second look must see odds that were not learned from its text
        others = _regressed(_rows([one for at, one in enumerate(texts) if at % _FOLDS != fold]))
        for words, said, is_name in texts[fold::_FOLDS]:
            around = company(words, first_look(said, others))
            rows += [(true + around[index], is_name[index]) for index, true in said.items()]
    return Weights(first, _regressed(rows))


def _read(document: Document) -> Learned:
    words = tokens(document.text)
    said = truths(words)
    persons = [one for one in document.mentions if "person" in one.kind]
    is_name = {
        index: any(one.start <= words.starts[index] < one.end for one in persons) for index in said
    }
    return words, said, is_name


def _rows(texts: Iterable[Learned]) -> list[tuple[list[str], bool]]:
    return [(true, is_name[index]) for _, said, is_name in texts for index, true in said.items()]


def _regressed(rows: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    """Newton's method (iteratively reweighted least squares)."""
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
        slope = table.T @ (likely - wanted) + PENALTY * weights
        bend = (table * (likely * (1 - likely))[:, None]).T @ table + PENALTY * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    return {
        name: round(float(weight), 2)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= _SMALLEST
    }


def _documents(path: Path) -> list[Document]:
    """All of a data set; IOB2 with its sentences once on a line and once on lines of their own."""
    in_line = read_annotated(path)
    in_lines = read_annotated(path, joined_by="\n")
    return [*in_line, *in_lines] if in_line != in_lines else list(in_line)


def _finder(weights: Weights) -> Callable[[str], tuple[Finding, ...]]:
    return lambda text: tuple(found_by(weights, text))


def main() -> None:
    """Print what each half of the first data set, learned from, finds in the other."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("datasets", nargs="+", type=Path, metavar="DATASET")
    parser.add_argument("--write", action="store_true", help="learn from all, and keep the weights")
    options = parser.parse_args()
    further = [
        document for path in options.datasets[1:] for document in _spread(_documents(path), SAMPLE)
    ]
    if options.write:
        learned = learn([*_documents(options.datasets[0]), *further])
        content = {"first": learned.first, "second": learned.second}
        WEIGHTS.write_text(json.dumps(content, indent=0) + "\n", "utf-8")
        sys.stdout.write(
            f"{len(learned.first)} and {len(learned.second)} weights written to {WEIGHTS}\n"
        )
        return
    for joined_by in (" ", "\n"):
        texts = read_annotated(options.datasets[0], joined_by=joined_by)
        for half in (0, 1):
            weights = learn([*_half(options.datasets[0], half), *further])
            for case, unseen in (
                ("as it is", list(texts)),
                ("small", [t.lowered() for t in texts]),
            ):
                measured = measure(unseen[1 - half :: 2], _finder(weights))
                sys.stdout.write(
                    f"{joined_by!r:5} half {2 - half} unseen, {case:9}"
                    f" covered {measured.covered('person'):.3f}"
                    f" documents leaking {measured.documents_leaking}"
                    f" false {measured.false_names_per_thousand_words:.1f} per 1,000 words\n"
                )


def _spread(documents: list[Document], number: int) -> list[Document]:
    """Some documents from all over a data set."""
    return documents[:: max(len(documents) // number, 1)][:number]


def _half(path: Path, half: int) -> list[Document]:
    in_line, in_lines = read_annotated(path), read_annotated(path, joined_by="\n")
    return [*in_line[half::2], *in_lines[half::2]]


if __name__ == "__main__":
    main()
