"""Where a reviewer means: from words, sentence numbers or a selection to spans over the original.

Pure functions; offsets are code points over the text they are given, 0-based, end-exclusive. No
message here repeats the text: messages travel in sessions and are logged.
"""

from __future__ import annotations

import re
import unicodedata

from archive.domain.errors import InvalidInput
from archive.domain.text import Span, sentences

EVERY = "every"
_SPACE = r"\s+"
_ALIKE = (
    "'’‘ʼ",
    '"“”„',
    "-‐‑–—",
)  # keyboards write the first, printed pages the others


def find_words(text: str, words: str) -> tuple[Span, ...]:
    """Every place where `words` stand, in reading order, never overlapping.

    Case counts. Space, line breaks, quotation marks and dashes are forgiven, because what is typed
    seldom has the printed ones. Whole words are preferred: `43` is not found within `1943` unless
    it stands nowhere else.
    """
    pattern = _pattern(words)
    if not pattern:
        return ()
    whole = re.compile(_edge(words.strip()[0], before=True) + pattern + _edge(words.strip()[-1]))
    found = _spans(whole, text)
    return found or _spans(re.compile(pattern), text)


def choose(found: tuple[Span, ...], occurrence: str) -> tuple[Span, ...]:
    """The places meant: `occurrence` is "" (there is only one), a number from 1, or `every`.

    Raises InvalidInput when nothing was found, when several places were and none is named, and
    when there are fewer places than the number says.
    """
    if not found:
        raise InvalidInput(
            "These words do not stand in the text.",
            hint="Copy them from the original as it arrived; capitals count.",
        )
    if occurrence == EVERY:
        return found
    if not occurrence:
        if len(found) > 1:
            raise InvalidInput(
                f"These words stand in the text {len(found)} times.",
                hint="Say which of them you mean.",
            )
        return found
    number = int(occurrence)
    if not 1 <= number <= len(found):
        raise InvalidInput(
            f"These words stand in the text {_times(len(found))}, not {number} times.",
            hint="Choose a lower number.",
        )
    return (found[number - 1],)


def sentence_range(text: str, first: int, last: int) -> Span:
    """From the start of sentence `first` to the end of sentence `last`, both counted from 1.

    Raises InvalidInput when there is no such sentence or the last stands before the first.
    """
    all_sentences = sentences(text)
    if first > last:
        raise InvalidInput(
            "The last sentence stands before the first.", hint="Change one of the two."
        )
    if first < 1 or last > len(all_sentences):
        raise InvalidInput(
            f"The text has {len(all_sentences)} sentences.", hint="Choose among them."
        )
    return Span(all_sentences[first - 1].start, all_sentences[last - 1].end)


def selection(text: str, start: int | None, end: int | None) -> Span:
    """What was selected in the page, without blanks at its edges.

    Raises InvalidInput when nothing was selected, only blanks were, or it lies outside the text.
    """
    if start is None or end is None:
        raise InvalidInput(
            "Nothing is selected.",
            hint="Select words in the original, or type them instead.",
        )
    if not 0 <= start <= end <= len(text):
        raise InvalidInput(
            "The selection lies outside the text.",
            hint="Reload the page and select again.",
        )
    chosen = text[start:end]
    start += len(chosen) - len(chosen.lstrip())
    end -= len(chosen) - len(chosen.rstrip())
    if start >= end:
        raise InvalidInput("Only blanks are selected.", hint="Select the words themselves.")
    return Span(start, end)


def _pattern(words: str) -> str:
    """A regular expression for the words, forgiving how they were typed."""
    parts = unicodedata.normalize("NFC", words).split()
    return _SPACE.join("".join(_character(c) for c in part) for part in parts)


def _character(character: str) -> str:
    for alike in _ALIKE:
        if character in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(character)


def _edge(character: str, *, before: bool = False) -> str:
    """No word goes on beyond this edge, if a word stands at it."""
    if not re.match(r"\w", character):
        return ""
    return r"(?<!\w)" if before else r"(?!\w)"


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(Span(match.start(), match.end()) for match in pattern.finditer(text))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
