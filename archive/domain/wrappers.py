"""The inline tags around one segment of text, outermost first, for the spans that cover it.

Every attribute is built from filtered tokens or escaped; a span of unknown kind gives no tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple

from archive.domain.text import Layer

_SAFE_TARGET = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class Wrapper(NamedTuple):
    """One element: its opening tag, the same without its `id` for further pieces, its closing."""

    opening: str
    reopening: str
    closing: str


def _plain(tag: str, css_class: str = "") -> Wrapper:
    opening = f'<{tag} class="{css_class}">' if css_class else f"<{tag}>"
    return Wrapper(opening, opening, f"</{tag}>")


def _sentence(value: str) -> Wrapper:
    number = _tokens(value, 1)[0]
    return Wrapper(f'<span class="s" id="s{number}">', '<span class="s">', "</span>")


def _redaction(value: str) -> Wrapper:
    treatment, number = _tokens(value, 2)[:2]
    opening = f'<span class="r {treatment}"'
    return Wrapper(f'{opening} id="r{number}">', f"{opening}>", "</span>")


def _finding(value: str) -> Wrapper:
    band, number, *kind = value.split(" ", 2) if value.count(" ") > 1 else _tokens(value, 2)
    band, number = _tokens(f"{band} {number}", 2)[:2]
    title = f' title="{escape(kind[0])}"' if kind else ""
    opening = f'<span class="f {band}"'
    return Wrapper(f'{opening} id="f{number}"{title}>', f"{opening}{title}>", "</span>")


def _tokens(value: str, count: int) -> list[str]:
    """The words of `value` fit for a class or an id, with empty ones up to `count`."""
    found = _TOKEN.findall(value)
    return found + [""] * (count - len(found))


_BY_VALUE: dict[str, Callable[[str], Wrapper]] = {
    "sentence": _sentence,
    "redaction": _redaction,
    "finding": _finding,
}
_PLAIN = {
    "mask": _plain("span", "mask"),
    "emphasis": _plain("em"),
    "strong": _plain("strong"),
    "code": _plain("code"),
    "hit": _plain("mark", "hit"),
}
_OUTER = ("sentence", "link", "redaction", "finding", "passage")
_ORDER = {kind: rank for rank, kind in enumerate((*_OUTER, *_PLAIN))}


class Wrappings:
    """Finds the wrappers of segments, each value of a span read once."""

    def __init__(self, *, keep_links: bool) -> None:
        self._keep_links = keep_links
        self._made: dict[tuple[str, str], Wrapper] = {}
        self._passages: dict[str, tuple[str, frozenset[str]]] = {}

    def around(self, spans: Layer) -> tuple[Wrapper, ...]:
        """The wrappers of a segment that `spans` cover, outermost first."""
        if not spans:
            return ()
        values: dict[str, list[str]] = {}
        for span in spans:
            if span.kind in _ORDER:
                values.setdefault(span.kind, []).append(span.value)
        return tuple(self._wrappers(values))

    def _wrappers(self, values: dict[str, list[str]]) -> Iterator[Wrapper]:
        for kind in sorted(values, key=_ORDER.__getitem__):
            if kind in _PLAIN:
                yield _PLAIN[kind]
            elif kind == "passage":
                yield self._passage(values[kind])
            elif kind == "link":
                yield from self._link(values[kind])
            else:
                for value in values[kind]:
                    yield self._of_value(kind, value)

    def _of_value(self, kind: str, value: str) -> Wrapper:
        if (kind, value) not in self._made:
            self._made[kind, value] = _BY_VALUE[kind](value)
        return self._made[kind, value]

    def _passage(self, values: list[str]) -> Wrapper:
        """One mark for all passages that overlap here: their ids, the union of their colours."""
        read = [self._passages.get(value) or self._read_passage(value) for value in values]
        ids = " ".join([number for number, _ in read])
        colours = sorted(frozenset().union(*[colours for _, colours in read]))
        classes = ["p", *colours, *([f"n{len(read)}"] if len(read) > 1 else [])]
        opening = f'<mark class="{" ".join(classes)}" data-passage="{ids}">'
        return Wrapper(opening, opening, "</mark>")

    def _read_passage(self, value: str) -> tuple[str, frozenset[str]]:
        number, *colours = _tokens(value, 1)
        self._passages[value] = number, frozenset(f"t{colour}" for colour in colours)
        return self._passages[value]

    def _link(self, targets: list[str]) -> Iterator[Wrapper]:
        """A link may not hold another, so the first safe target is taken."""
        if not self._keep_links:
            return
        for target in targets:
            if _SAFE_TARGET.fullmatch(target):
                opening = f'<a href="{escape(target)}" rel="nofollow ugc noreferrer">'
                yield Wrapper(opening, opening, "</a>")
                return
