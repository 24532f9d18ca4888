"""The inline tags around one segment of text, outermost first, for the spans that cover it.

Every attribute is built from filtered tokens or escaped; a span of unknown kind gives no tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from operator import itemgetter
from typing import NamedTuple

from archive.domain.text import Layer

_SAFE_TARGET = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class Wrapper(NamedTuple):
    """One element: its opening tag, the same without `id` for further pieces, its closing."""

    opening: str
    reopening: str
    closing: str
    id: str = ""


def _plain(tag: str, css_class: str = "") -> Wrapper:
    opening = f'<{tag} class="{css_class}">' if css_class else f"<{tag}>"
    return Wrapper(opening, opening, f"</{tag}>")


def _named(css_class: str, name: str, number: str, title: str = "") -> Wrapper:
    """A span with an id, if it has a number, on its first piece."""
    start = f'<span class="{css_class}"'
    rest = f' title="{escape(title)}">' if title else ">"
    name = name + number if number else ""
    opening = f'{start} id="{name}"{rest}' if name else start + rest
    return Wrapper(opening, start + rest, "</span>", name)


def _sentence(value: str) -> Wrapper:
    return _named("s", "s", _tokens(value, 1)[0])


def _redaction(value: str) -> Wrapper:
    treatment, number = _tokens(value, 2)[:2]
    return _named(f"r {treatment}", "r", number)


def _finding(value: str) -> Wrapper:
    band, number, title = (*value.split(" ", 2), "", "", "")[:3]
    return _named(f"f {_tokens(band, 1)[0]}", "f", _tokens(number, 1)[0], title)


def _found(value: str) -> Wrapper:
    """A hit with a place to go to, and the ways to the one before and the one after; its third word
    says how it looks, and without one it is a "hit"."""
    tokens = _tokens(value, 3)
    number, last = (int(token) if token.isdigit() else 0 for token in tokens[:2])
    mark = f'<mark class="{tokens[2] or "hit"}">'
    ways = "".join(
        f'<a href="#h{to}" aria-label="{words} hit" data-way="{words.lower()}"></a>'
        for to, words in ((number - 1, "Previous"), (number + 1, "Next"))
        if 1 <= to <= last
    )
    name = f"h{number}"
    opening = f'<span class="ways" id="{name}">{ways}</span>{mark}'
    return Wrapper(opening, mark, "</mark>", name)


def _tokens(value: str, count: int) -> list[str]:
    """The words of `value` fit for a class or an id, with empty ones up to `count`."""
    found = _TOKEN.findall(value)
    return found + [""] * (count - len(found))


_BY_VALUE: dict[str, Callable[[str], Wrapper]] = {
    "sentence": _sentence,
    "redaction": _redaction,
    "finding": _finding,
    "found": _found,
}
_PLAIN = {
    "mask": _plain("span", "mask"),
    "emphasis": _plain("em"),
    "strong": _plain("strong"),
    "code": _plain("code"),
    "met": _plain("mark", "met"),
    "hit": _plain("mark", "hit"),
}
_OUTER = ("sentence", "link", "redaction", "finding", "passage")
_RANK = {kind: rank for rank, kind in enumerate((*_OUTER, *_PLAIN, "found"))}


class _Passage(NamedTuple):
    """A passage read from its value: its id, the classes of its colours, its mark alone."""

    number: str
    colours: frozenset[str]
    mark: Wrapper


class Wrappings:
    """Finds the wrappers of segments, each value of a span read once."""

    def __init__(self, *, keep_links: bool) -> None:
        self._keep_links = keep_links
        self._made: dict[tuple[str, str], tuple[int, Wrapper] | None] = {}
        self._passages: dict[str, _Passage] = {}

    def around(self, spans: Layer) -> tuple[Wrapper, ...]:
        """The wrappers of a segment that `spans` cover, outermost first."""
        ranked: list[tuple[int, Wrapper]] = []
        passages: list[_Passage] = []
        for span in spans:
            key = span.kind, span.value
            if span.kind == "passage":
                passages.append(self._passages.get(span.value) or self._read_passage(span.value))
                continue
            if key not in self._made:
                self._made[key] = self._make(span.kind, span.value)
            made = self._made[key]
            if made:
                ranked.append(made)
        if passages:
            ranked.append((_RANK["passage"], _one_mark(passages)))
        if len(ranked) > 1:
            return _in_order(ranked)
        return tuple(wrapper for _, wrapper in ranked)

    def _make(self, kind: str, value: str) -> tuple[int, Wrapper] | None:
        if kind == "link":
            return _link(value) if self._keep_links else None
        if kind in _PLAIN:
            return _RANK[kind], _PLAIN[kind]
        return (_RANK[kind], _BY_VALUE[kind](value)) if kind in _BY_VALUE else None

    def _read_passage(self, value: str) -> _Passage:
        number, *themes = _tokens(value, 1)
        colours = frozenset(f"t{theme}" for theme in themes)
        passage = _Passage(number, colours, _mark(number, ["p", *sorted(colours)]))
        self._passages[value] = passage
        return passage


def _in_order(ranked: list[tuple[int, Wrapper]]) -> tuple[Wrapper, ...]:
    """Outermost first, none twice; a link may not hold another, so only the first one stays."""
    ranked.sort(key=itemgetter(0))
    inner_links = [wrapper for rank, wrapper in ranked if rank == _RANK["link"]][1:]
    return tuple(dict.fromkeys([w for _, w in ranked if w not in inner_links]))


def _one_mark(passages: list[_Passage]) -> Wrapper:
    """One mark for all passages that overlap here: their ids, the union of their colours."""
    if len(passages) == 1:
        return passages[0].mark
    colours = sorted(frozenset[str]().union(*[passage.colours for passage in passages]))
    ids = " ".join([passage.number for passage in passages])
    return _mark(ids, ["p", *colours, f"n{len(passages)}"])


def _mark(ids: str, classes: list[str]) -> Wrapper:
    opening = f'<mark class="{" ".join(classes)}" data-passage="{ids}">'
    return Wrapper(opening, opening, "</mark>")


def _link(target: str) -> tuple[int, Wrapper] | None:
    if not _SAFE_TARGET.fullmatch(target):
        return None
    opening = f'<a href="{escape(target)}" rel="nofollow ugc noreferrer">'
    return _RANK["link"], Wrapper(opening, opening, "</a>")
