"""The judged set as data: texts, what was asked of them, and how well each text answers.

Knows of no engine. README.md tells how the grades came about.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from archive.domain.words import Kind, Treatment, Voice
from archive.gate.disclosed import DisclosedTheme, IndexDocument
from archive.management.codebook import read_codebook
from archive.management.demo.discussion import DemoContribution
from archive.management.demo.read import FOLDER as DEMO
from archive.management.demo.read import load, load_themes
from tests.benchmarks.discussions import Discussions

FOLDER: Final = Path(__file__).parent
FULL: Final = 2
PART: Final = 1
SEEDS: Final = range(16)
OF_EACH: Final = 25
"""Texts of a seed: all of one invented discussion, which keeps to three subjects in the main."""

STRICT: Final = "strict"


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, its kind (see queries.toml), and the grade of each text that answers, by ref."""

    ask: str
    kind: str
    grades: Mapping[str, int]

    @property
    def is_strict(self) -> bool:
        """Whether a researcher asks; otherwise it is typed into the readers' box."""
        return self.kind == STRICT


@cache
def written_texts() -> tuple[IndexDocument, ...]:
    """The demo's texts that readers may find, as readers see them, and those of texts.toml."""
    return (*_demo(), *_told(), *_short())


@cache
def generated_texts() -> tuple[IndexDocument, ...]:
    """Texts of the benchmarks' grammar that may be seen at time 0."""
    return tuple(
        replace(text, ref=f"{seed}/{text.ref}", discussion=f"{seed}", visible_from=0.0)
        for seed in SEEDS
        for text in Discussions(OF_EACH, seed)
    )


@cache
def written_queries() -> tuple[Judged, ...]:
    """Fifty, judged by reading."""
    return tuple(
        Judged(
            row["ask"],
            row["kind"],
            dict.fromkeys(row["part"], PART) | dict.fromkeys(row["full"], FULL),
        )
        for row in _table("queries")["queries"]
    )


@cache
def generated_queries() -> tuple[Judged, ...]:
    """Ten, judged by construction: a text is about the themes it was made from, and more so where
    it was made from no other."""
    return tuple(
        Judged(
            row["ask"],
            "generated",
            {
                text.ref: FULL if len(text.themes) == 1 else PART
                for text in generated_texts()
                if row["about"] in text.themes
            },
        )
        for row in _table("queries")["generated"]
    )


@cache
def themes() -> tuple[DisclosedTheme, ...]:
    """Medicines as themes whose cues are their other names."""
    names: Mapping[str, list[str]] = _table("queries")["names"]
    return tuple(
        DisclosedTheme(name.lower(), name, name, 1, cues=tuple(also))
        for name, also in names.items()
    )


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _demo() -> Iterator[IndexDocument]:
    above = {theme.slug: theme.parent for theme in (*read_codebook(), *load_themes())}
    for discussion in load():
        for text in (discussion.essay, *discussion.comments):
            if text.is_findable:
                slugs = {slug for passage in text.passages for slug in passage.themes}
                slugs |= {above[slug] for slug in slugs if above[slug]}
                yield _document(
                    f"{discussion.name}/{text.key}",
                    _as_read(text),
                    title=text.title,
                    discussion=discussion.name,
                    voice=text.voice,
                    kind=text.kind,
                    themes=tuple(sorted(slugs)),
                )


def _as_read(text: DemoContribution) -> str:
    """With its redactions, so with the words that an index has."""
    whole = text.text
    for redaction in sorted(text.redactions, key=lambda each: -each.start):
        if redaction.treatment is not Treatment.KEEP:
            instead = redaction.replacement or "[removed]"
            whole = whole[: redaction.start] + instead + whole[redaction.end :]
    return whole


def _told() -> Iterator[IndexDocument]:
    for text in tomllib.loads((DEMO / "told.toml").read_text(encoding="utf-8"))["told"]:
        if text["state"] == "published":
            yield _document(
                f"told/{text['by']}",
                text["text"].strip(),
                discussion="told",
                voice=Voice(text["voice"]),
                themes=tuple(text.get("themes", ())),
            )


def _short() -> Iterator[IndexDocument]:
    for ref, text in _table("texts").items():
        voice = Voice(text.get("voice", "first_person"))
        yield _document(ref, " ".join(text["text"].split()), discussion="short", voice=voice)


def _document(
    ref: str,
    text: str,
    *,
    discussion: str,
    voice: Voice,
    title: str = "",
    kind: Kind = Kind.COMMENT,
    themes: tuple[str, ...] = (),
) -> IndexDocument:
    return IndexDocument(
        ref=ref,
        discussion=discussion,
        kind=kind,
        voice=voice,
        title=title,
        text=text,
        themes=themes,
        year=None,
        visible_from=0.0,
        visible_until=math.inf,
        language="en",
    )
