"""Forms of a segment of Whoosh: a file of our own beside its files.

A prefix may stand for hundreds of forms, and looking each up in a term index takes longer than
counting. Forms lie sorted here, their documents one after the other, so that a prefix is one slice:

    forms, postings, bytes of the forms: u32 each; width of a document's number in bytes: u32
    the forms in UTF-8, sorted by code point, one a line
    where each form's postings begin: u32; documents; occurrences (255 stands for more, too): u8

No form holds a line break: it is letters, digits, apostrophes and marks.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np

from archive.search.backends.contents import Contents, numbered, occurrences, standing
from archive.search.backends.facts import Floats, Mask
from archive.search.forms import Shape, among, neighbours

_HEAD: Final = struct.Struct("<4I")
_LAST: Final = chr(0x10FFFF)


def packed_forms(contents: Contents) -> bytes:
    """The file."""
    docs, _, places = standing(contents)
    lexicon, rank = numbered(contents.forms)
    found = occurrences(rank[contents.order], docs, places, len(lexicon))
    starts = np.searchsorted(found.things, np.arange(len(lexicon) + 1)).astype("<u4")
    width = 2 if contents.size <= 1 << 16 else 4
    words = "\n".join(lexicon).encode()
    return b"".join(
        (
            _HEAD.pack(len(lexicon), len(found.docs), len(words), width),
            words,
            starts.tobytes(),
            found.docs.astype(f"<u{width}").tobytes(),
            np.minimum(found.times, 255).astype("u1").tobytes(),
        )
    )


class Forms:
    """The file, read. Raises `ValueError` or `struct.error` if it is damaged."""

    def __init__(self, record: bytes | mmap.mmap) -> None:
        size, postings, letters, width = _HEAD.unpack_from(record)
        at = _HEAD.size + letters
        if width not in (2, 4) or len(record) != at + 4 * (size + 1) + (width + 1) * postings:
            raise ValueError("the forms are damaged")
        words = record[_HEAD.size : at].decode()
        self.lexicon: list[str] = words.split("\n") if words else []
        self.starts = np.frombuffer(record, "<u4", size + 1, at).astype(np.int64)
        at += 4 * (size + 1)
        self.docs = np.frombuffer(record, f"<u{width}", postings, at)
        self.times = np.frombuffer(record, "u1", postings, at + width * postings)
        if len(self.lexicon) != size or self.starts[-1] != postings:
            raise ValueError("the forms are damaged")

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.lexicon)

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """Every letter that stands in a form."""
        return frozenset("".join(self.lexicon))

    def fitting(self, shape: Shape, alphabet: frozenset[str]) -> Iterator[tuple[int, int]]:
        """The forms that fit, as stretches `[first, last)` of the lexicon; `alphabet` is every
        letter of the whole index."""
        if shape.is_prefix:
            first = bisect_left(self.lexicon, shape.start)
            yield first, bisect_left(self.lexicon, shape.start + _LAST, lo=first)
            return
        near = neighbours(shape, alphabet)
        found = among(self.lexicon, shape) if near is None else sorted(near & self._known)
        for form in found:
            at = bisect_left(self.lexicon, form)
            yield at, at + 1

    def occurrences(self, shape: Shape, size: int, alphabet: frozenset[str]) -> Floats:
        """How often forms that fit stand in each of `size` documents."""
        times: Floats = np.zeros(size)
        for first, last in self.fitting(shape, alphabet):
            some = slice(self.starts[first], self.starts[last])
            times += np.bincount(self.docs[some], self.times[some], minlength=size)
        return times

    def frequencies(
        self, shape: Shape, among: Mask, alphabet: frozenset[str]
    ) -> Iterator[tuple[str, int]]:
        """In how many documents of `among` each form that fits stands."""
        for first, last in self.fitting(shape, alphabet):
            for at in range(first, last):
                docs = self.docs[self.starts[at] : self.starts[at + 1]]
                yield self.lexicon[at], int(np.count_nonzero(among[docs]))
