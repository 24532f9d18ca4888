"""Foreign HTML → plain text and a formatting layer; the one place that meets bleach.

Three steps, each safe without the next: script, style and comments go with what they hold (bleach
would drop the tags and keep the text); bleach keeps only known tags and link targets; a parser
turns what is left into blocks. The result is text, never markup: a `<` in it is a character that
somebody wrote, and `domain.markup` escapes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bleach.sanitizer import Cleaner

from archive.domain.errors import ImportRefused
from archive.domain.markup import join_blocks
from archive.domain.text import Layer
from archive.exchange.html_blocks import BREAKING, INLINE, VOID, BlockReader

HIDDEN = [
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "title",
    "textarea",
    "select",
    "noembed",
    "noframes",
    "xmp",
    "audio",
    "video",
    "canvas",
]
"""Elements whose content is not the author's prose, or is code."""

WORTH_LISTING = frozenset([*HIDDEN, "img", "embed", "form", "input", "picture"])
LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|--!>|\Z))|<\?.*?(?:>|\Z)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_SELF_CLOSED = re.compile(
    r"<(?:iframe|object|svg|math|audio|video|canvas)\b[^<>]*/>", re.IGNORECASE
)
_HIDDEN = re.compile(
    rf"<({'|'.join(HIDDEN)})\b[^>]*(?:>.*?(?:</\1\b[^>]*>|\Z)|\Z)", re.DOTALL | re.IGNORECASE
)
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_MANY_PASSES = 8
MAX_TAGS = 100_000
"""More tags than this in one text is not an essay: such a text is refused."""
_PIECE = 500
"""Tags cleaned at a time: html5lib's time grows with the square of their number."""
_GOOD_CUT = re.compile(r"</(?:p|li|div|h[1-6]|blockquote|tr|pre|ul|ol)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Canonical text, its formatting layer (code points, 0-based, end-exclusive), what went.

    `removed` counts elements that leave a gap a reader would notice, by tag, in order of tag.
    """

    text: str
    formatting: Layer
    removed: tuple[tuple[str, int], ...] = ()


def clean(html: str, *, newlines_break: bool = False) -> Cleaned:
    """The text of `html` with its formatting.

    A blank line always parts paragraphs. `newlines_break` says what a single line end is: a line
    break, as WordPress shows text that was typed (its wpautop), or a space, as HTML has it.
    """
    html = _CONTROLS.sub("", _LINE_ENDS.sub("\n", html))
    removed: Counter[str] = Counter()
    if "<" in html:
        removed.update(t for t in map(str.lower, _OPENING.findall(html)) if t in WORTH_LISTING)
        html = _bleached(_without_hidden(html))
    reader = BlockReader(newlines_break=newlines_break)
    reader.feed(html)
    reader.close()
    text, formatting = join_blocks(reader.finished())
    return Cleaned(text, formatting, tuple(sorted(removed.items())))


def clean_line(html: str) -> str:
    """The text of `html` on one line, without formatting: a title, a name."""
    return " ".join(clean(html).text.split())


def _without_hidden(html: str) -> str:
    """`html` without comments, processing instructions and hidden elements.

    Repeated, because taking one away can join the halves of another; a text that still has some
    after a few passes is meant to, and bleach takes its tags.
    """
    for _ in range(_MANY_PASSES):
        before = html
        html = _CDATA.sub(r"\1", _COMMENT.sub("", html))
        html = _HIDDEN.sub("", _SELF_CLOSED.sub("", html))
        if html == before:
            break
    return html


def _bleached(html: str) -> str:
    """`html` with known tags only, as bleach writes it: well-formed and escaped."""
    if html.count("<") > MAX_TAGS:
        raise ImportRefused(
            f"One text of the file holds more than {MAX_TAGS:,} tags.",
            hint="Look for a post that is generated markup, and leave it out of the export.",
        )
    cleaner = Cleaner(
        tags=BREAKING | INLINE.keys() | VOID,
        attributes={"a": ["href"]},
        protocols=LINK_SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return "".join(cleaner.clean(piece) for piece in _pieces(html))


def _pieces(html: str) -> Iterator[str]:
    """`html` in pieces of `_PIECE` tags, cut after a block where there is one."""
    start = 0
    for tag in islice(re.finditer("<", html), _PIECE, None, _PIECE):
        cuts = [match.end() for match in _GOOD_CUT.finditer(html, start, tag.start())]
        end = cuts[-1] if cuts else tag.start()
        yield html[start:end]
        start = end
    yield html[start:]
