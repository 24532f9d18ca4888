"""Joins what SQLite cut: a value that goes on in an overflow page, freed or not.

A long value fills its page, then the number of the next page follows, big-endian in four bytes,
and the value goes on behind the first four bytes of that page (SQLite file format, section 1.6).
So at every place where a page's number stands, what precedes it is joined with the beginning of
that page. Where a page holds nothing but a value, its own first four bytes are that number, and
the value's end is the page's end.

A freed page keeps its bytes, but for one: the first that is freed becomes the trunk of the list of
free pages (section 1.5), and its number is written over. The pages freed after it stand in its
list, so its end is joined with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"SQLite format 3\0"
REACH: Final = 48
"""Bytes joined from each side: longer spellings are found by their pieces."""
AT_ONCE: Final = 256  # pages

Bytes = NDArray[np.uint8]


def seams(path: Path) -> Iterator[bytes]:
    """Joined bytes of a SQLite file, many seams at a time; nothing of any other file."""
    with path.open("rb", buffering=0) as file:
        head = file.read(100)
        if not head.startswith(MAGIC):
            return
        size = int.from_bytes(head[16:18], "big")
        size = 65_536 if size == 1 else size
        if size < 512:
            return
        beginnings = np.concatenate([pages[:, 4 : 4 + REACH] for pages in _read(file, size)])
        tail = np.zeros(REACH, np.uint8)
        for pages in _read(file, size):
            yield from _seams_of(tail, pages, beginnings)
            tail = pages.reshape(-1)[-REACH:]
        trunk = int.from_bytes(head[32:36], "big")
        for _ in range(len(beginnings)):
            if not 2 <= trunk <= len(beginnings):
                break
            trunk, joined = _seams_of_trunk(file, trunk, size, beginnings)
            yield joined


def _read(file: IO[bytes], size: int) -> Iterator[Bytes]:
    """The whole pages of a file, some at a time: an array with a row for each."""
    file.seek(0)
    while data := file.read(size * AT_ONCE):
        whole = len(data) // size
        yield np.frombuffer(data, np.uint8, count=whole * size).reshape(whole, size)


def _seams_of(tail: Bytes, pages: Bytes, beginnings: Bytes) -> Iterator[bytes]:
    """Seams that begin in these pages; `tail` are the bytes before them."""
    numbers = _numbers(pages[:, 0], pages[:, 1], pages[:, 2], pages[:, 3])
    is_one = _are_pages(numbers, beginnings)
    yield _joined(pages[is_one, -REACH:], beginnings[numbers[is_one] - 1])

    part = np.concatenate([tail, pages.reshape(-1)])
    data = part[REACH:]
    numbers = _numbers(data[:-3], data[1:-2], data[2:-1], data[3:])
    at = np.flatnonzero(_are_pages(numbers, beginnings))
    before = np.lib.stride_tricks.sliding_window_view(part, REACH)[at]
    yield _joined(before, beginnings[numbers[at] - 1])


def _seams_of_trunk(file: IO[bytes], trunk: int, size: int, beginnings: Bytes) -> tuple[int, bytes]:
    """The number of the next trunk, and the end of this one joined with the pages in its list."""
    file.seek((trunk - 1) * size)
    page = np.frombuffer(file.read(size), np.uint8)
    words = _numbers(page[0::4], page[1::4], page[2::4], page[3::4])
    leaves = words[2 : 2 + min(int(words[1]), size // 4 - 2)]
    leaves = leaves[_are_pages(leaves, beginnings)]
    ends = np.tile(page[-REACH:], (len(leaves), 1))
    return int(words[0]), _joined(ends, beginnings[leaves - 1])


def _are_pages(numbers: NDArray[np.uint32], beginnings: Bytes) -> NDArray[np.bool_]:
    """Page 1 begins with the file's header: nothing goes on there."""
    return (numbers >= 2) & (numbers <= len(beginnings))


def _numbers(a: Bytes, b: Bytes, c: Bytes, d: Bytes) -> NDArray[np.uint32]:
    """Big-endian numbers from their four bytes."""
    number = a.astype(np.uint32)
    for byte in (b, c, d):
        number = number << np.uint32(8) | byte
    return number


def _joined(before: Bytes, after: Bytes) -> bytes:
    gap = np.zeros((len(before), 2), np.uint8)
    return np.concatenate([before, after, gap], axis=1).tobytes()
