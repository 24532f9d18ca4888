"""Looks for the strings in texts and in bytes, whole and in pieces.

A text is compared folded and exactly. Bytes are compared with every spelling of a string, whole
and in pieces: a database page that ends in the middle of a string, or a freed page that was partly
used again, leaves pieces of it alone.

A spelling of 48 bytes and more is cut into pieces of 24, one of which is found; of 24 to 47 bytes
into pieces half as long as itself, two of which are found. However such a string is cut in two,
the longer part holds as many. A shorter one is looked for whole; `pages` joins what SQLite cut.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from archive.management.proving.scanner import Scanner
from archive.management.proving.strings import Sought, folded, raw_forms, text_forms

PIECE: Final = 24
"""Bytes. So much of a string is no coincidence."""

STRIDE: Final = 8
"""Bytes between the beginnings of two pieces, at most."""

WHOLE: Final = "whole"


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling of one string, and how many of its pieces amount to finding it."""

    number: int
    spelling: bytes
    pieces: int
    enough: int


class Strings:
    """All strings that are looked for, ready to be looked for."""

    def __init__(self, sought: Iterable[Sought]) -> None:
        self.sought = tuple(sought)
        self._texts: dict[bytes, set[int]] = defaultdict(set)
        self._whole: dict[bytes, set[int]] = defaultdict(set)
        self._pieces: dict[bytes, list[_Form]] = defaultdict(list)
        for one in self.sought:
            for spelling in text_forms(one.text):
                self._texts[spelling].add(one.number)
            for spelling in raw_forms(one.text):
                self._add_raw(one.number, spelling)
        self._text_scanner = Scanner(self._texts)
        self._raw_scanner = Scanner(self._whole.keys() | self._pieces.keys())

    def _add_raw(self, number: int, spelling: bytes) -> None:
        self._whole[spelling].add(number)
        pieces = pieces_of(spelling)
        form = _Form(number, spelling, len(pieces), enough(spelling))
        for piece in pieces:
            self._pieces[piece].append(form)

    @property
    def reach(self) -> int:
        """Bytes of the longest pattern: so much must be read again where data was cut."""
        return self._raw_scanner.longest

    def in_texts(self, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(index of the text, number of a string in it), each pair once."""
        values: list[bytes] = []
        of: list[int] = []
        for index, text in enumerate(texts):
            for form in {folded(text), text}:
                values.append(form.encode("utf-8", "surrogatepass"))
                of.append(index)
        seen = set()
        for at, pattern in self._hits(self._text_scanner, values):
            for number in self._texts[pattern]:
                if (of[at], number) not in seen:
                    seen.add((of[at], number))
                    yield of[at], number

    def in_values(self, values: Sequence[bytes]) -> Iterator[tuple[int, int, str]]:
        """(index of the value, number of a string in it, how much of it) of raw values."""
        found: dict[int, set[bytes]] = defaultdict(set)
        for at, pattern in self._hits(self._raw_scanner, [value.lower() for value in values]):
            found[at].add(pattern)
        for at, patterns in found.items():
            for number, how in self.evidence(patterns).items():
                yield at, number, how

    def raw(self) -> RawSearch:
        """A search through one file or stream."""
        return RawSearch(self, self._raw_scanner)

    def evidence(self, patterns: Iterable[bytes]) -> dict[int, str]:
        """By string, how much of it these patterns show: `WHOLE` or pieces; left out if little."""
        counts: dict[_Form, int] = defaultdict(int)
        found: dict[int, str] = {}
        for pattern in patterns:
            for form in self._pieces.get(pattern, ()):
                counts[form] += 1
            found.update(dict.fromkeys(self._whole.get(pattern, ()), WHOLE))
        for form, count in counts.items():
            if count >= form.enough:
                found.setdefault(form.number, f"{count} of {form.pieces} pieces")
        return found

    def _hits(self, scanner: Scanner, values: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """(index of the value, pattern); values are joined, as a search costs more than a byte."""
        gap = b"\0" * 2
        starts = list(accumulate((len(value) + len(gap) for value in values), initial=0))
        for position, pattern in scanner.hits(gap.join(values)):
            at = bisect_right(starts, position) - 1
            if position + len(pattern) <= starts[at] + len(values[at]):
                yield at, pattern


class RawSearch:
    """One file or stream, fed in order in parts of any size."""

    def __init__(self, strings: Strings, scanner: Scanner) -> None:
        self._strings, self._scanner = strings, scanner
        self._tail = b""
        self._found: set[bytes] = set()

    def feed(self, data: bytes) -> None:
        """The next bytes; what crosses the border to the ones before is seen."""
        joined = self._tail + data.lower()
        self._found |= self._scanner.occurring(joined)
        self._tail = joined[-(self._scanner.longest - 1) :]

    def feed_apart(self, data: bytes) -> None:
        """Bytes that do not follow those before."""
        self._found |= self._scanner.occurring(data.lower())

    def found(self) -> dict[int, str]:
        """By string, how much of it was seen."""
        return self._strings.evidence(self._found)


def pieces_of(spelling: bytes) -> tuple[bytes, ...]:
    """The pieces that are looked for besides the whole; none of a spelling below 24 bytes."""
    size = len(spelling)
    if size < PIECE:
        return ()
    length = min(size // 2, PIECE)
    stride = max(1, min(STRIDE, (size + 1) // 2 - length + 1)) if length == PIECE else 1
    starts = [*range(0, size - length + 1, stride), size - length]
    return tuple(dict.fromkeys(spelling[start : start + length] for start in starts))


def enough(spelling: bytes) -> int:
    """How many different pieces amount to finding the spelling."""
    return 1 if len(spelling) >= 2 * PIECE else 2
