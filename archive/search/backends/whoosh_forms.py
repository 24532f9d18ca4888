"""Forms of a segment of Whoosh: a file of our own beside its files.

A prefix may stand for hundreds of forms, and looking each up in a term index takes longer than
counting. Forms lie sorted here, their documents one after the other, so that a prefix is one slice:

    forms, postings, bytes of the forms: u32 each; width of a document's number in bytes: u32
    the forms in UTF-8, sorted by code point, one a line
    where each form's postings begin: u32; documents; occurrences (255 stands for more, too): u8

No form holds a line break: it is letters, digits, apostrophes and marks.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np

from archive.search.backends.columns import Floats, Ints, Mask
from archive.search.forms import Shape, among, chosen_from

EXTENSION: Final = ".frm"

_HEAD: Final = struct.Struct("<4I")
_LAST: Final = chr(0x10FFFF)


class GatheredForms:
    """What a writer collects before it writes."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._forms, self._docs, self._times = array("I"), array("I"), array("I")

    def add(self, doc: int, forms: Iterable[str]) -> None:
        """The forms of one document."""
        number = self._number
        for form, times in Counter(forms).items():
            self._forms.append(number.setdefault(form, len(number)))
            self._docs.append(doc)
            self._times.append(times)

    def copy(self, forms: Forms, kept: Mask, number: Ints) -> None:
        """Those of another segment: `number` is what each of its documents is called now."""
        chosen = kept[forms.docs]
        codes = np.repeat(np.arange(len(forms.lexicon)), np.diff(forms.starts))[chosen]
        left = np.unique(codes)
        renamed = np.zeros(len(forms.lexicon), np.uint32)
        for code in left.tolist():
            renamed[code] = self._number.setdefault(forms.lexicon[code], len(self._number))
        self._forms.frombytes(renamed[codes].tobytes())
        self._docs.frombytes(number[forms.docs[chosen]].astype(np.uint32).tobytes())
        self._times.frombytes(forms.times[chosen].astype(np.uint32).tobytes())

    def record(self) -> bytes:
        """The file."""
        lexicon = sorted(self._number)
        rank = np.zeros(len(lexicon), np.uint32)
        rank[[self._number[form] for form in lexicon]] = np.arange(len(lexicon))
        forms = rank[np.frombuffer(self._forms, np.uint32)] if lexicon else rank
        docs = np.frombuffer(self._docs, np.uint32)
        order = np.lexsort((docs, forms))
        starts = np.searchsorted(forms[order], np.arange(len(lexicon) + 1)).astype("<u4")
        width = 2 if docs.max(initial=0) < 1 << 16 else 4
        words = "\n".join(lexicon).encode()
        times = np.minimum(np.frombuffer(self._times, np.uint32), 255)
        return b"".join(
            (
                _HEAD.pack(len(lexicon), len(docs), len(words), width),
                words,
                starts.tobytes(),
                docs[order].astype(f"<u{width}").tobytes(),
                times[order].astype("u1").tobytes(),
            )
        )


class Forms:
    """The file, read. Raises `ValueError` or `struct.error` if it is damaged."""

    def __init__(self, record: bytes) -> None:
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
    def _alphabet(self) -> frozenset[str]:
        return frozenset().union(*self.lexicon)

    def fitting(self, shape: Shape) -> Iterator[tuple[int, int]]:
        """The forms that fit, as stretches `[first, last)` of the lexicon."""
        if shape.is_prefix:
            first = bisect_left(self.lexicon, shape.start)
            yield first, bisect_left(self.lexicon, shape.start + _LAST, lo=first)
            return
        found = chosen_from(self._known, self._alphabet, shape)
        for form in among(self.lexicon, shape) if found is None else sorted(found):
            at = bisect_left(self.lexicon, form)
            yield at, at + 1

    def occurrences(self, shape: Shape, size: int) -> Floats:
        """How often forms that fit stand in each of `size` documents."""
        times: Floats = np.zeros(size)
        for first, last in self.fitting(shape):
            some = slice(self.starts[first], self.starts[last])
            times += np.bincount(self.docs[some], self.times[some], minlength=size)
        return times

    def frequencies(self, shape: Shape, among: Mask) -> Iterator[tuple[str, int]]:
        """In how many documents of `among` each form that fits stands."""
        for first, last in self.fitting(shape):
            for at in range(first, last):
                docs = self.docs[self.starts[at] : self.starts[at + 1]]
                yield self.lexicon[at], int(np.count_nonzero(among[docs]))


def read_forms(storage: Any, segment: Any) -> Forms:
    """The forms of a segment, from a storage that maps files."""
    name = segment.make_filename(EXTENSION)
    return Forms(storage.open_file(name).read())
