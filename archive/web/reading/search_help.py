"""What the search box understands, each line with an example that runs when it is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive import gate
from archive.domain.query import MAX_APART, MAX_DEPTH, MAX_LENGTH, MAX_TERMS
from archive.domain.words import Role
from archive.web.middleware import viewer_in


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it finds."""

    query: str
    finds: str


@dataclass(frozen=True, slots=True)
class Section:
    """Examples of one kind."""

    heading: str
    examples: tuple[Example, ...]


WORDS = (
    Example("pain", "texts with pain, pains or painful: endings do not matter"),
    Example('"chronic pain"', "these words side by side, in this order"),
    Example('"pain night"~5', "both words, in any order, with at most five others among them"),
    Example('"[Person A] said"', "brackets inside quotation marks are text, as pages show them"),
    Example("sleep*", "words that begin so, as they are written: sleep, sleepless, sleeping"),
    Example("wom?n", "? is any one letter: woman and women; * is any number of letters"),
    Example("fibre~1", "words that are one letter off: fibre and fibres; not fiber, which is two"),
)
JOINED = (
    Example("pain OR ache", "either word"),
    Example("pain AND sleep", "both words"),
    Example("pain NOT alcohol", "pain, without the texts that have alcohol; also pain -alcohol"),
    Example("(pain OR ache) AND sleep", "brackets say what belongs together"),
)
FACTS = (
    Example("voice:first_person", "what somebody tells of her own life"),
    Example("kind:essay", "essays; kind:comment for comments"),
    Example("date:2019", "written in that year; date:2019-03 for one month"),
    Example("date:[2019 TO 2021-06]", "written between; * leaves an end open: date:[2019 TO *]"),
    Example("-label:death", "without the content label; the labels are told on their own page"),
    Example("language:en", "written in English, as far as the archive can tell"),
)


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """The page; whoever studies here runs the examples at the desk, which reads strictly."""
    viewer = viewer_in(request)
    studies = viewer.is_staff or viewer.role is Role.RESEARCHER
    sections = [
        Section("Words", WORDS),
        Section("Words together", JOINED),
        Section("What is known of a text", FACTS),
    ]
    if themes := tuple(_of_themes(viewer)):
        sections.append(Section("Themes", themes))
    if viewer.is_staff:
        by = Example(f"coder:{request.user.get_username()}", "texts that this account has coded")
        sections.append(Section("For staff", (by,)))
    context = {
        "sections": sections,
        "studies": studies,
        "nav": "search",
        "limits": {
            "characters": f"{MAX_LENGTH:,}",
            "words": MAX_TERMS,
            "depth": MAX_DEPTH,
            "apart": MAX_APART,
        },
    }
    return render(request, "archive/reading/search_help.html", context)


def _of_themes(viewer: gate.Viewer) -> Iterator[Example]:
    """With themes that this archive has, the commonest first."""
    themes = sorted(gate.read_as(viewer).themes(), key=lambda each: (-each[1], each[0].slug))
    if not themes:
        return
    one = themes[0][0]
    yield Example(f"theme:{one.slug}", f"texts with the theme “{one.label}” or one below it")
    if len(themes) < 2:
        return
    other = themes[1][0]
    both = f"“{one.label}” and “{other.label}”"
    yield Example(f"theme:{one.slug} NEAR theme:{other.slug}", f"{both} on passages that overlap")
    yield Example(
        f"theme:{one.slug} NEAR/sentence theme:{other.slug}",
        f"{both} in one sentence, or overlapping",
    )
    yield Example(
        f"theme:{one.slug} NEAR/contribution theme:{other.slug}", f"{both} anywhere in one text"
    )
