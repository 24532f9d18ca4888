"""A little work instead of a captcha: no third party, no tracking, nothing stored about anybody.

The browser finds a number `n` for which SHA-256 of "salt.n" begins with `difficulty` zero bits,
while the person writes (static/archive/js/effort.js). Without JavaScript, time does it: the page is
accepted once it is WAIT seconds old. A challenge holds for one purpose and one subject, signed, so
that work done for one draft is worth nothing for another; the server keeps no list of them.

This makes floods dear, not impossible: docs/abuse.md says what it stops and what it does not.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from archive.web.contributing.budgets import Budget

DIFFICULTY: Final = 17
"""Zero bits: 2^17 hashes on average, some 0.3 to 1 second on a phone, in the background."""
HARD_DIFFICULTY: Final = 20
"""While a budget for everybody is used up: eight times the work."""
WAIT: Final = timedelta(seconds=40)
"""How old a page must be without a solution. Most people write for longer."""
HARD_WAIT: Final = timedelta(minutes=3)
LIFETIME: Final = timedelta(days=1)
TOO_FAST: Final = timedelta(seconds=3)
"""No person fills in a form in less; password managers do, so codes are not judged by it."""

CHALLENGE_FIELD: Final = "effort_challenge"
SOLUTION_FIELD: Final = "effort_solution"
TRAP_FIELD: Final = "website"

_SIGNER_SALT: Final = "archive.contributing.effort"
_LONGEST_SOLUTION: Final = 16  # digits: what a browser counts to exactly

_SPENT = Budget("spent challenges", 1, LIFETIME, most_keys=50_000)
"""A challenge that may be used once is taken from here; in memory, by its salt."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a page hands to the browser; `expires` in whole seconds since 1970."""

    salt: str
    difficulty: int
    expires: int
    signature: str

    @property
    def token(self) -> str:
        """The hidden field: all four, parted by dots."""
        return f"{self.salt}.{self.difficulty}.{self.expires}.{self.signature}"

    @property
    def wait(self) -> timedelta:
        """How old it must be to be accepted without a solution."""
        return HARD_WAIT if self.difficulty >= HARD_DIFFICULTY else WAIT

    def age(self, now: datetime) -> timedelta:
        """Time since it was made; zero when the clock went back."""
        made = self.expires - LIFETIME.total_seconds()
        return timedelta(seconds=max(now.timestamp() - made, 0))

    def is_solved_by(self, solution: str) -> bool:
        """Whether `solution`, decimal digits, has the zero bits asked for."""
        plain = solution.isascii() and solution.isdigit() and len(solution) <= _LONGEST_SOLUTION
        if not plain:
            return False
        digest = hashlib.sha256(f"{self.salt}.{solution}".encode()).digest()
        return int.from_bytes(digest, "big") >> (256 - self.difficulty) == 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The work was done, or the time has passed."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: show the page again with `challenge` and everything typed, and say how long.

    `seconds` (whole, 1 or more) is what somebody without JavaScript waits before she presses again.
    The challenge is the one she came with, so that its time goes on; a fresh one where that was
    missing, forged, expired, made for something else or used already.
    """

    seconds: int
    challenge: Challenge


def challenge(
    purpose: str, subject: str, *, hard: bool = False, now: datetime | None = None
) -> Challenge:
    """A new challenge for `purpose` ("submit", "code" …) and `subject` (a draft's ref, or "").

    `hard` asks for more work and a longer wait; choose it while a budget for everybody is empty.
    """
    made = now or timezone.now()
    salt = secrets.token_hex(16)
    difficulty = HARD_DIFFICULTY if hard else DIFFICULTY
    expires = int((made + LIFETIME).timestamp())
    signature = _signature(purpose, subject, salt, difficulty, expires)
    return Challenge(salt, difficulty, expires, signature)


def accept(
    form_data: Mapping[str, Any],
    purpose: str,
    subject: str,
    now: datetime | None = None,
    *,
    once: bool = False,
    hard: bool = False,
) -> Accepted | Wait:
    """Whether what was sent carries its work, or has waited long enough instead.

    `once` accepts a challenge a single time: for a subject that does not itself end with it, such
    as looking up codes (subject ""). `hard` is how a fresh challenge is made, if one is needed.
    """
    moment = now or timezone.now()
    sent = challenge_in(form_data, purpose, subject, moment)
    if sent is None:
        fresh = challenge(purpose, subject, hard=hard, now=moment)
        return Wait(_seconds(fresh.wait), fresh)
    left = sent.wait - sent.age(moment)
    solved = sent.is_solved_by(str(form_data.get(SOLUTION_FIELD, "")))
    if not solved and left > timedelta(0):
        return Wait(_seconds(left), sent)
    if once and not _SPENT.take(sent.salt):
        fresh = challenge(purpose, subject, hard=hard, now=moment)
        return Wait(_seconds(fresh.wait), fresh)
    return Accepted()


def challenge_in(
    form_data: Mapping[str, Any], purpose: str, subject: str, now: datetime | None = None
) -> Challenge | None:
    """The challenge that came with a form, if it is ours, for this, and not expired.

    Hand it to the page again when something else in the form was wrong, so that nobody waits twice.
    """
    parts = str(form_data.get(CHALLENGE_FIELD, "")).split(".")
    if len(parts) != 4 or not all(_is_number(part) for part in parts[1:3]):
        return None
    sent = Challenge(parts[0], int(parts[1]), int(parts[2]), parts[3])
    ours = _signature(purpose, subject, sent.salt, sent.difficulty, sent.expires)
    if not constant_time_compare(sent.signature, ours):
        return None
    return sent if (now or timezone.now()).timestamp() < sent.expires else None


def too_fast(
    form_data: Mapping[str, Any], purpose: str, subject: str, now: datetime | None = None
) -> bool:
    """Whether a form came back sooner than a person can fill it in.

    Its start is the signed time of its challenge. Without a valid one it is not too fast but
    unaccepted: `accept` deals with that.
    """
    moment = now or timezone.now()
    sent = challenge_in(form_data, purpose, subject, moment)
    return sent is not None and sent.age(moment) < TOO_FAST


def is_trap_filled(form_data: Mapping[str, Any]) -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(str(form_data.get(TRAP_FIELD, "")).strip())


def _signature(purpose: str, subject: str, salt: str, difficulty: int, expires: int) -> str:
    signed = json.dumps([purpose, subject, salt, difficulty, expires])
    return signing.Signer(salt=_SIGNER_SALT).signature(signed)


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 12


def _seconds(left: timedelta) -> int:
    """Whole seconds, rounded up, so that waiting them is enough."""
    return max(-(-left // timedelta(seconds=1)), 1)
