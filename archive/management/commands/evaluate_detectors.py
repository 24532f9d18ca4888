"""`evaluate_detectors`: how much of what people marked is found, and at what price."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from archive.anonymise.engine import VERSION, find_identifiers
from archive.anonymise.evaluation.annotated import Document, read_annotated
from archive.anonymise.evaluation.measure import Measured, measure
from archive.anonymise.evaluation.report import as_data, as_lines
from archive.management.base import ArchiveCommand, Progress, add_json
from archive.management.strength import add_engine, strength


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
        result = {"engine": engine, "version": VERSION, **as_data(measured)}
        heading = f"Engine: {engine} ({VERSION})", ""
        self.answer(result, as_json=options["json"], lines=_after(heading, measured))


def _counted(documents: tuple[Document, ...], progress: Progress) -> Iterator[Document]:
    for done, document in enumerate(documents):
        progress(done)
        yield document


def _after(heading: tuple[str, ...], measured: Measured) -> Iterator[str]:
    yield from heading
    yield from as_lines(measured)
