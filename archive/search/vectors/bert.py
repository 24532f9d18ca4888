"""BERT's encoder in NumPy, enough to run a small sentence model without any framework.

Reads weights in the safetensors format (a JSON header of names, shapes and offsets, then raw
little-endian numbers; nothing in it can run), maps them into memory and never changes them. A row's
answer depends neither on the rows beside it nor on how far it was filled up.

After Devlin and others (2019), section 3, with the parameter names of the published weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = Sequence[int]

_LONGEST_HEADER: Final = 1 << 20
_UNSEEN: Final = np.float32(-1e9)
"""Added to the weight of what only fills a row up: nothing attends to it."""


_ERFC: Final = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
"""Factors of Abramowitz and Stegun 7.1.26, of the highest power first."""


class Unreadable(ValueError):
    """The file of weights is not what it should be."""


def read_safetensors(path: Path) -> dict[str, Floats]:
    """Every float32 tensor of the file by name, as read-only views into it. Raises `Unreadable`."""
    raw = np.memmap(path, np.uint8, "r")
    size = int.from_bytes(raw[:8].tobytes(), "little")
    if not 0 < size <= min(_LONGEST_HEADER, len(raw) - 8):
        raise Unreadable(f"{path.name} has no header.")
    header: dict[str, dict[str, Any]] = json.loads(raw[8 : 8 + size].tobytes())
    numbers = raw[8 + size :]
    found = {}
    for name, about in header.items():
        if name == "__metadata__" or about["dtype"] != "F32":
            continue
        start, end = about["data_offsets"]
        shape = tuple(about["shape"])
        if not 0 <= start <= end <= len(numbers) or end - start != 4 * int(np.prod(shape)):
            raise Unreadable(f"{path.name} is cut short at {name}.")
        found[name] = numbers[start:end].view("<f4").reshape(shape)
    return found


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of the network."""

    layers: int
    heads: int
    epsilon: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Shape:
        """Raises `Unreadable` for a network of another kind."""
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
            raise Unreadable("These weights are of another kind of network.")
        return cls(
            config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"]
        )


class Encoder:
    """The network. May be used by several threads at once."""

    def __init__(self, weights: Mapping[str, Floats], shape: Shape) -> None:
        self._weights = weights
        self._shape = shape

    def states(self, rows: Sequence[Ids], filler: int = 0) -> tuple[Floats, Floats]:
        """The last layer's states [row, place, dimension], and 1 where a row has a piece, 0 where
        it was filled up [row, place]. Rows are of word-piece ids, marks of begin and end included.
        """
        width = max(map(len, rows))
        ids = np.full((len(rows), width), filler, np.int64)
        there = np.zeros((len(rows), width), np.float32)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            there[at, : len(row)] = 1.0
        hidden = self._embedded(ids)
        unseen = (1.0 - there)[:, None, None, :] * _UNSEEN
        for layer in range(self._shape.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, unseen)
        return hidden, there

    def _embedded(self, ids: NDArray[np.int64]) -> Floats:
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        return self._normed("embeddings.LayerNorm", words + places + kind)

    def _layer(self, name: str, hidden: Floats, unseen: Floats) -> Floats:
        attended = self._dense(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention", hidden, unseen)
        )
        hidden = self._normed(f"{name}.attention.output.LayerNorm", attended + hidden)
        widened = gelu(self._dense(f"{name}.intermediate.dense", hidden))
        return self._normed(
            f"{name}.output.LayerNorm", self._dense(f"{name}.output.dense", widened) + hidden
        )

    def _attention(self, name: str, hidden: Floats, unseen: Floats) -> Floats:
        rows, width, size = hidden.shape
        heads = self._shape.heads
        parts = (rows, width, heads, size // heads)
        query, key, value = (
            self._dense(f"{name}.self.{part}", hidden).reshape(parts).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) * np.float32((size // heads) ** -0.5) + unseen
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = (scores @ value).transpose(0, 2, 1, 3).reshape(rows, width, size)
        return mixed

    def _dense(self, name: str, hidden: Floats) -> Floats:
        flat = hidden.reshape(-1, hidden.shape[-1]) @ self._weights[f"{name}.weight"].T
        flat += self._weights[f"{name}.bias"]
        return flat.reshape(*hidden.shape[:-1], -1)

    def _normed(self, name: str, hidden: Floats) -> Floats:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt(
            np.square(centred).mean(axis=-1, keepdims=True) + np.float32(self._shape.epsilon)
        )
        normed: Floats = centred / spread
        normed *= self._weights[f"{name}.weight"]
        normed += self._weights[f"{name}.bias"]
        return normed


def gelu(x: Floats) -> Floats:
    """x · Φ(x), Φ from Abramowitz and Stegun 7.1.26 (off by at most 1.5e-7); NumPy has no erf."""
    z = np.abs(x) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = np.zeros_like(t)
    for factor in _ERFC:
        poly = (poly + np.float32(factor)) * t
    tail = poly * np.exp(-z * z)  # erfc of |x| / √2
    answer: Floats = x * np.where(x < 0, tail, 2 - tail) * np.float32(0.5)
    return answer
