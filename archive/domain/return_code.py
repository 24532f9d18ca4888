"""The return code: how somebody without an account comes back to what she gave.

35 symbols of Crockford's base 32 (https://www.crockford.com/base32.html), 175 random bits: a
locator of 9 symbols (45 bits) that finds, a verifier of 26 (130 bits) that proves. It is shown as
7 groups of 6, the sixth symbol of a group being its check. This module reads and writes codes; it
keeps none, compares none with what is stored, and never repeats what somebody typed.

**The check.** Symbols are elements of GF(2^5), modulo x^5 + x^2 + 1, of which a = x is a primitive
element. The check of group g with symbols s1 … s5 is

    check = a^1·s1 + a^2·s2 + a^3·s3 + a^4·s4 + a^5·s5 + a^6·g

so that a whole group, its check weighed with a^0, adds up to a^6·g. The weights a^0 … a^5 are not
zero: one wrong symbol changes the sum. They differ from each other: so does any exchange of two
different symbols, neighbours or not, the check included. And a^6·g differs for each g: a right
group in another's place never fits there. Of other mistakes one in 32 stays unseen in its group.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from archive.domain.errors import InvalidInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O (they are read as 1, 1, 0) and no U."""
GROUPS: Final = 7
DATA: Final = 5
"""Symbols of a group that carry the code; the check follows them."""
SHOWN: Final = DATA + 1
LOCATOR: Final = 9
VERIFIER: Final = GROUPS * DATA - LOCATOR
ASKED_FROM: Final = range(3, GROUPS + 1)
"""Groups that may be asked back: none that holds a symbol of the locator."""

_ALIASES: Final = str.maketrans("ILO", "110")
_NOT_A_SYMBOL: Final = 255


def _powers() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 0b100000 else doubled)
    return tuple(powers)


_POWERS: Final = _powers()


def _times(power: int, value: int) -> int:
    """a^power · value, in GF(2^5)."""
    return _POWERS[(power + _POWERS.index(value)) % 31] if value else 0


_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_VALUE_OF_BYTE: Final = bytes(_VALUE.get(chr(byte), _NOT_A_SYMBOL) for byte in range(256))
_WEIGHED: Final = tuple(
    bytes(_times(power, value) for value in range(32)) + bytes(256 - 32)
    for power in (1, 2, 3, 4, 5, 0)
)
"""For each place of a group: value of a symbol → the same, weighed."""
_SUMS: Final = tuple(_times(6, number) for number in range(1, GROUPS + 1))
"""What group 1, 2, … adds up to."""


@dataclass(frozen=True)
class ReturnCode:
    """A code: 9 symbols that find, 26 that prove, upper-case. Its repr shows the first only.

    Raises `InvalidInput` for other lengths or symbols. Two codes are compared in the ordinary way:
    compare what somebody typed with what is stored by HMAC, in constant time.
    """

    locator: str
    verifier: str = field(repr=False)

    def __post_init__(self) -> None:
        lengths = (len(self.locator), len(self.verifier)) == (LOCATOR, VERIFIER)
        if not lengths or not set(self.locator + self.verifier) <= set(ALPHABET):
            raise InvalidInput(
                f"A return code has {LOCATOR} and {VERIFIER} symbols of Crockford's base 32."
            )

    @classmethod
    def new(cls) -> ReturnCode:
        """A code nobody has: 175 bits of the system's randomness."""
        symbols = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * DATA))
        return cls(symbols[:LOCATOR], symbols[LOCATOR:])

    @property
    def groups(self) -> tuple[str, ...]:
        """The seven groups as shown: five symbols and their check."""
        symbols = self.locator + self.verifier
        return tuple(
            _with_check(symbols[start : start + DATA], number)
            for number, start in enumerate(range(0, GROUPS * DATA, DATA), start=1)
        )

    @property
    def shown(self) -> str:
        """The whole code for eyes and paper, its groups joined by hyphens."""
        return "-".join(self.groups)


def read(text: str) -> ReturnCode:
    """The code that somebody typed or pasted.

    Forgives case, spaces, hyphens, dots and other punctuation, line breaks, O for 0, I and L for 1.
    Raises `InvalidInput` saying how many symbols are missing or too many, or which of the groups
    1 to 7 do not fit.
    """
    typed = _symbols(text)
    _refuse_length(typed)
    wrong = tuple(number for number in range(1, GROUPS + 1) if not _fits(typed, number))
    if wrong:
        raise InvalidInput(
            f"{_named(wrong)} of the return code {'does' if len(wrong) == 1 else 'do'} not fit.",
            hint="Compare with what you saved: a symbol is wrong there, or two changed places.",
        )
    data = "".join(typed[start : start + DATA] for start in range(0, GROUPS * SHOWN, SHOWN))
    return ReturnCode(data[:LOCATOR], data[LOCATOR:])


def groups_to_ask(code: ReturnCode) -> tuple[int, int]:
    """Two different group numbers from 3 to 7 to be typed back, the smaller first.

    They follow from the code alone, so that a reload asks for the same.
    """
    pairs = tuple(combinations(ASKED_FROM, 2))
    digest = hashlib.sha256(b"groups to ask:" + code.locator.encode()).digest()
    return pairs[int.from_bytes(digest[:8], "big") % len(pairs)]


def check_groups(code: ReturnCode, typed: Mapping[int, str]) -> None:
    """Make sure that groups typed back (number 1 to 7 → text) are those of `code`.

    Forgives what `read` forgives. Raises `InvalidInput` naming the groups that are not as shown, or
    when fewer than two groups of the code were typed at all: one alone is not enough to submit.
    """
    if len(typed) < 2 or not set(typed) <= set(range(1, GROUPS + 1)):
        raise InvalidInput("Two groups of your return code have to be typed back.")
    wrong = tuple(
        number
        for number, text in sorted(typed.items())
        if not hmac.compare_digest(_symbols(text).encode(), code.groups[number - 1].encode())
    )
    if wrong:
        raise InvalidInput(
            f"{_named(wrong)} {'is' if len(wrong) == 1 else 'are'} not as shown.",
            hint=f"Look at your copy of the code again: a group has {SHOWN} symbols.",
        )


# --- Codes inside other text --------------------------------------------------------------------

_NOTHING = re.compile(r"[\W_]+")
"""What may stand between symbols: white space, line breaks, punctuation, marks, emoji."""
_RUN = re.compile(rf"[0-9A-TV-Za-tv-z]{{{GROUPS * SHOWN},}}")
_LONE_NUMBER = re.compile(rf"(?<![^\W_])(?:group\W{{0,3}})?[1-{GROUPS}](?![^\W_])", re.IGNORECASE)
"""How people number the groups of a list."""
_ALL_FIT = re.compile(
    re.escape(bytes([_SUMS[0]]))
    + b"(?="
    + b"".join(rb".{%d}" % DATA + re.escape(bytes([total])) for total in _SUMS[1:])
    + b")",
    re.DOTALL,
)


def contains_code(text: str) -> bool:
    """Whether 42 symbols in a row, however parted, read as a return code.

    They may be spaced, hyphenated, quoted, spread over lines, or numbered group by group. Linear in
    the text. Words, too, are made of these symbols: in 60,000 characters of prose there are fewer
    than 60,000 places to begin, and each passes seven checks by chance once in 2^35, so one
    such text in more than half a million is taken for a code, and one of a page in ten million.
    """
    plain = unicodedata.normalize("NFKC", text)
    return _reads_somewhere(plain) or _reads_somewhere(_LONE_NUMBER.sub("", plain))


def _reads_somewhere(text: str) -> bool:
    runs = _RUN.findall(_NOTHING.sub("", text))
    return any(_ALL_FIT.search(_sums(run.upper().translate(_ALIASES))) for run in runs)


def _sums(symbols: str) -> bytes:
    """At each place, the weighed sum of the six symbols that begin there.

    Whole runs are added at once, as large numbers: GF(2^5) adds without carry.
    """
    values = symbols.encode("ascii").translate(_VALUE_OF_BYTE)
    places = len(values) - DATA
    total = 0
    for shift, weighed in enumerate(_WEIGHED):
        total ^= int.from_bytes(values[shift : shift + places].translate(weighed), "big")
    return total.to_bytes(places, "big")


# --- Parts --------------------------------------------------------------------------------------


def _symbols(text: str) -> str:
    """`text` upper-case, without what parts symbols; may hold characters that are none."""
    plain = _NOTHING.sub("", unicodedata.normalize("NFKC", text))
    return plain.upper().translate(_ALIASES)


def _with_check(data: str, number: int) -> str:
    """Five symbols and the check that makes them group `number`."""
    total = _SUMS[number - 1]
    for symbol, weighed in zip(data, _WEIGHED, strict=False):
        total ^= weighed[_VALUE[symbol]]
    return data + ALPHABET[total]


def _fits(symbols: str, number: int) -> bool:
    """Whether group `number` of `symbols` is whole and adds up."""
    group = symbols[(number - 1) * SHOWN : number * SHOWN]
    if len(group) < SHOWN or not set(group) <= set(ALPHABET):
        return False
    return _sums(group)[0] == _SUMS[number - 1]


def _refuse_length(symbols: str) -> None:
    """Raise `InvalidInput` unless there are 42; the hint says how far the code is right."""
    missing = GROUPS * SHOWN - len(symbols)
    if not missing:
        return
    count, verb = abs(missing), "is" if abs(missing) == 1 else "are"
    word = "symbol" if count == 1 else "symbols"
    extent = f"{count} {word} {verb} missing" if missing > 0 else f"{count} {word} {verb} too many"
    first = next((n for n in range(1, GROUPS + 1) if not _fits(symbols, n)), GROUPS + 1)
    raise InvalidInput(
        f"{extent}: a return code has {GROUPS} groups of {SHOWN}.",
        hint=f"Look from group {first} on; what stands before it fits."
        if 1 < first <= GROUPS
        else "",
    )


def _named(numbers: tuple[int, ...]) -> str:
    """ "Group 3", "Groups 3 and 5", "Groups 1, 3 and 5"."""
    if len(numbers) == 1:
        return f"Group {numbers[0]}"
    return f"Groups {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
