"""Hand-made disclosed objects about invented people, and the pages rendered from them."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string

from archive.domain.markup import join_blocks
from archive.domain.text import Span
from archive.domain.words import Kind, Voice
from archive.gate.disclosed import (
    DisclosedCoding,
    DisclosedContribution,
    DisclosedDiscussion,
    DisclosedPassage,
    DisclosedTheme,
    Hole,
)

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

SITE = SimpleNamespace(
    name="Firsthand",
    not_advice="One person’s experience, not advice.",
    steward_contact="Write to Alice, the steward.",
    one_person=False,
    leave_url="https://elsewhere.example/",
    signed_in_as="",
    role="",
    staff=False,
)


def theme(slug: str, colour: int, **words: Any) -> DisclosedTheme:
    """A theme whose label is its slug with a capital."""
    return DisclosedTheme(slug, slug, slug.replace("-", " ").capitalize(), colour, **words)


def passage(
    number: int, text: str, words: str, *themes: DisclosedTheme, voice: Voice = Voice.FIRST_PERSON
) -> DisclosedPassage:
    """The stretch of `text` that reads `words`, with `themes` applied to it."""
    start = text.index(words)
    codings = tuple(DisclosedCoding(number * 100 + i, t) for i, t in enumerate(themes))
    is_account = voice is Voice.FIRST_PERSON
    end = start + len(words)
    return DisclosedPassage(number, start, end, voice, codings, is_account=is_account)


def contribution(ref: str, *blocks: str, depth: int = 1, **facts: Any) -> DisclosedContribution:
    """A text of paragraphs; an essay where `depth` is 0."""
    text, formatting = join_blocks([("paragraph", block, (), False) for block in blocks])
    facts.setdefault("formatting", formatting)
    facts.setdefault("voice", Voice.FIRST_PERSON)
    kind = Kind.COMMENT if depth else Kind.ESSAY
    return DisclosedContribution(
        ref, "slug1", kind, facts.pop("position", str(depth)), depth, text=text, **facts
    )


def discussion(
    *thread: DisclosedContribution | Hole, essay: DisclosedContribution | None = None, **facts: Any
) -> DisclosedDiscussion:
    """A discussion of `thread` under an essay."""
    return DisclosedDiscussion("slug1", "The cost of sleep", essay, thread, **facts)


def masked(text: str, words: str) -> Span:
    """The mask over `words` in `text`."""
    start = text.index(words)
    return Span(start, start + len(words), "mask")


def page(template: str, *, site: SimpleNamespace = SITE, **context: Any) -> str:
    """`template` of `templates/archive/reading/` as HTML, without a request."""
    return render_to_string(f"archive/reading/{template}.html", {"site": site, **context})


class Element:
    """A node of parsed HTML: its tag, attributes, children and words."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Element | str] = []

    @property
    def classes(self) -> set[str]:
        """The classes of the element."""
        return set((self.attributes.get("class") or "").split())

    @property
    def words(self) -> str:
        """All text within, with white space as single spaces."""
        parts = (c if isinstance(c, str) else c.words for c in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", css_class: str = "") -> list[Element]:
        """Elements within, in document order, of this tag and class."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag) and (not css_class or css_class in child.classes):
                    found.append(child)
                found += child.all(tag, css_class)
        return found

    def with_id(self, name: str) -> Element:
        """The one element with this id; fails where there is none or are two."""
        (found,) = (e for e in self.all() if e.attributes.get("id") == name)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.path[-1].children.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.path[-1].tag == tag, f"</{tag}> closes <{self.path[-1].tag}>"
            self.path.pop()

    def handle_data(self, data: str) -> None:
        self.path[-1].children.append(data)


def parsed(html: str) -> Element:
    """The document, having checked that every element is closed by its own tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.path) == 1, f"<{reader.path[-1].tag}> is never closed"
    return reader.path[0]
