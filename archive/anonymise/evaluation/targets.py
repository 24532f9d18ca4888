"""What the detectors shall reach, and whether they do: one line a target.

Names in web texts are measured in halves: weights are learned from one half (and some templates)
and measured on the other, both ways, so that nothing is measured on what it was learned from. What
else was decided by looking (word lists, thresholds) may have been shaped by either half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.anonymise.engine import Strength, find_identifiers
from archive.anonymise.evaluation.annotated import Document, read_annotated
from archive.anonymise.evaluation.measure import Measured, measure
from archive.anonymise.weighing import Weights, weighing_by
from archive.domain.errors import InvalidInput

Learn = Callable[[Path, int, Sequence[Path], bool], Weights]
"""Weights learned from one half (0 or 1) of the first data set, and from some of the others; with
what models say of them, or by rules alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """One line: what was measured against what is wanted."""

    name: str
    engine: Strength
    wanted: float
    measured: float
    of: str
    """In which texts, and of how many."""
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the measure is on the right side."""
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


@dataclass(frozen=True, slots=True)
class Datasets:
    """Where the annotated texts lie."""

    web: Path
    templates: tuple[Path, ...]
    """The largest first: some of it is learned from."""
    own: Path | None


_COVERED: dict[Strength, float] = {"rules": 0.85, "full": 0.98}
_SPEED: dict[Strength, float] = {"rules": 250_000, "full": 20_000}
_LOWER = 0.90
_MOST_NEEDLESS = 20.0
_KINDS = (
    ("e-mails", "email", 0.995),
    ("handles", "handle", 0.995),
    ("phones", "phone", 0.98),
    ("street addresses", "street_address", 0.90),
)


def datasets(folder: Path, own: Path | None) -> Datasets:
    """The data sets in a folder: the first IOB2 file, and all JSON files. `own` are marked texts.

    Raises `InvalidInput` where there is no IOB2 file.
    """
    web = sorted(folder.rglob("*.iob2"))
    if not web:
        raise InvalidInput("There is no .iob2 file in this folder.")
    by_size = sorted(folder.rglob("*.json"), key=lambda path: path.stat().st_size, reverse=True)
    return Datasets(web[0], tuple(by_size), own)


def targets(
    sets: Datasets, engines: Iterable[Strength], learn: Learn, tell: Callable[[str], object]
) -> Iterator[Target]:
    """Every target of some engines. `tell` is told what is being done; it takes minutes."""
    chosen = tuple(engines)
    halves: list[Weights] = []
    for half in (0, 1):
        tell(f"Learning from half {half + 1} of the web texts …")
        halves.append(learn(sets.web, half, sets.templates[:1], "full" in chosen))
    for engine in chosen:
        find_identifiers("Somebody wakes the engines up.", engine=engine)
        tell(f"Measuring {engine} …")
        yield from _names(sets, engine, halves)
        yield from _others(sets, engine)


def _names(sets: Datasets, engine: Strength, halves: Sequence[Weights]) -> Iterator[Target]:
    web = read_annotated(sets.web)
    small = tuple(one.lowered() for one in web)
    as_it_is, lowered = _unseen(web, engine, halves), _unseen(small, engine, halves)
    for number, measured in enumerate(as_it_is):
        where = f"web texts, half {2 - number} unseen, {_number(measured, 'person')}"
        yield Target("persons", engine, _COVERED[engine], measured.covered("person"), where)
        yield _needless("needless names", engine, measured, where)
    for number, measured in enumerate(lowered):
        where = f"the same in lower case, half {2 - number}, {_number(measured, 'person')}"
        if engine == "full":
            yield Target("persons", engine, _LOWER, measured.covered("person"), where)
        yield _needless("needless names", engine, measured, where)
    speed = sum(one.characters for one in as_it_is) / sum(one.seconds for one in as_it_is)
    yield Target("characters a second", engine, _SPEED[engine], round(speed), "web texts, a core")


def _unseen(
    documents: Sequence[Document], engine: Strength, halves: Sequence[Weights]
) -> list[Measured]:
    """Each half as read by weights learned from the other."""
    measured = []
    for half, weights in enumerate(halves):
        with weighing_by(weights):
            measured.append(
                measure(documents[1 - half :: 2], partial(find_identifiers, engine=engine))
            )
    return measured


def _others(sets: Datasets, engine: Strength) -> Iterator[Target]:
    """Direct identifiers in templates and in our own texts; and names there, by shipped weights."""
    find = partial(find_identifiers, engine=engine)
    templates = [one for path in sets.templates for one in read_annotated(path)[1::2]]
    places = [("templates, every other", templates)]
    if sets.own:
        places.append(("our own texts", list(read_annotated(sets.own))))
    for where, documents in places:
        measured = measure(documents, find)
        for name, kind, wanted in _KINDS:
            if measured.recall[kind].mentions:
                of = f"{where}, {_number(measured, kind)}"
                yield Target(name, engine, wanted, measured.covered(kind), of)
        of = f"{where}, {_number(measured, 'person')}"
        yield Target("persons", engine, _COVERED[engine], measured.covered("person"), of)
        yield _needless("needless names", engine, measured, of)


def _needless(name: str, engine: Strength, measured: Measured, of: str) -> Target:
    value = measured.false_names_per_thousand_words
    return Target(name, engine, _MOST_NEEDLESS, value, of, at_most=True)


def _number(measured: Measured, kind: str) -> str:
    return f"{measured.recall[kind].mentions} mentions"
