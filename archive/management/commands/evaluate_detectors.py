"""`evaluate_detectors`: how much of what people marked is found, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from archive.anonymise.engine import Strength, find_identifiers, full_is_available, version_of
from archive.anonymise.evaluation.annotated import Document, read_annotated
from archive.anonymise.evaluation.measure import Measured, measure
from archive.anonymise.evaluation.report import (
    as_data,
    as_lines,
    target_as_data,
    targets_as_lines,
)
from archive.anonymise.evaluation.targets import Target, datasets, targets
from archive.anonymise.weighing import Weights
from archive.management.base import ArchiveCommand, Progress, add_json
from archive.management.strength import add_engine, strength

_OWN = Path(__file__).parents[3] / "tests" / "data" / "annotated"


class Command(ArchiveCommand):
    """Recall, precision, needless flags and speed; no words of any text."""

    help = (
        "Measure the detectors on annotated texts: IOB2, presidio-research JSON, or our own marks "
        "([[person:Ada]] in .txt files)."
    )
    makes_ready = False

    def add_arguments(self, parser: CommandParser) -> None:
        """What to measure on."""
        parser.add_argument("dataset", metavar="DATASET", help="a file, or a folder of .txt files")
        parser.add_argument(
            "--targets",
            action="store_true",
            help=(
                "DATASET is a folder with an .iob2 file and .json files: print every target with "
                "what is measured, names by weights learned from the other half of the texts"
            ),
        )
        parser.add_argument(
            "--own",
            metavar="FOLDER",
            help="marked texts for --targets (default: those of the tests)",
        )
        add_engine(parser)
        parser.add_argument(
            "--lower", action="store_true", help="put all texts in lower case first"
        )
        parser.add_argument(
            "--half",
            choices=["1", "2"],
            help="only the first, third, fifth … document, or the second, fourth, sixth …",
        )
        parser.add_argument(
            "--line-breaks",
            action="store_true",
            help="join the sentences of IOB2 by line breaks, not by spaces",
        )
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, measure, report."""
        if options["targets"]:
            self._targets(options)
            return
        engine = strength(options["engine"], self.tell)
        joined_by = "\n" if options["line_breaks"] else " "
        documents = read_annotated(Path(options["dataset"]), joined_by=joined_by)
        if options["half"]:
            documents = documents[int(options["half"]) - 1 :: 2]
        if options["lower"]:
            documents = tuple(document.lowered() for document in documents)
        find_identifiers("Somebody wakes the engines up.", engine=engine)
        progress = Progress("documents", len(documents))
        measured = measure(_counted(documents, progress), partial(find_identifiers, engine=engine))
        progress.finish()
        result = {"engine": engine, "version": version_of(engine), **as_data(measured)}
        heading = f"Engine: {engine} ({version_of(engine)})", ""
        self.answer(result, as_json=options["json"], lines=_after(heading, measured))

    def _targets(self, options: dict[str, Any]) -> None:
        """Every target, of both engines where the strong one is installed."""
        own = Path(options["own"]) if options["own"] else _OWN
        sets = datasets(Path(options["dataset"]), own if own.is_dir() else None)
        engines: tuple[Strength, ...] = ("rules", "full") if full_is_available() else ("rules",)
        if options["engine"]:
            engines = (strength(options["engine"], self.tell),)
        every: list[Target] = list(targets(sets, engines, _learned, self.tell))
        result = {
            "versions": [version_of(engine) for engine in engines],
            "targets": [target_as_data(one) for one in every],
        }
        self.answer(result, as_json=options["json"], lines=targets_as_lines(every))


def _learned(web: Path, half: int, further: Sequence[Path], with_models: bool) -> Weights:
    from archive.anonymise import learning  # brings numpy, which only the [ner] extra has

    texts = [*learning.half(web, half), *learning.further(further)]
    return learning.learn(texts, with_models=with_models)


def _counted(documents: tuple[Document, ...], progress: Progress) -> Iterator[Document]:
    for done, document in enumerate(documents):
        progress(done)
        yield document


def _after(heading: tuple[str, ...], measured: Measured) -> Iterator[str]:
    yield from heading
    yield from as_lines(measured)
