"""How often one network, or everybody, may do a thing, without noting who anybody is.

Counters live in this process's memory and nowhere else. A sender is an HMAC of the network the
address lies in (IPv4 /24, IPv6 /48) under a key that is made in memory and thrown away daily; with
the key go the counters. Nothing of this is logged, stored or shown. Several processes count each
for itself, so that a limit is a limit a process.

What happens when a budget is used up (docs/abuse.md has the reasons):

- **A code is never refused because others guessed.** Whoever exhausts a budget of codes makes the
  page ask for a proof of work first (see `proof_of_work`); a right code with it opens as ever.
- **Texts of one network** wait until the budget fills again; the words stay in the page.
- **Texts of everybody** above the budget cost a harder proof of work, and are never refused.
- **Removal requests and claims of one network** wait; other ways to ask are named on the page.
- **Feeds** wait: of one network after many addresses that are none, of one address read too often.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest

Clock = Callable[[], float]
"""Seconds that only go forward; the wall clock's jumps must neither open nor lock anything."""

SENDER_UNKNOWN: Final = ""
"""The address is our own proxy's or this machine's, so that it tells nobody from anybody."""
EVERYBODY: Final = "everybody"
"""The key of a budget for all senders together."""
DAY: Final = timedelta(days=1)
MOST_KEYS: Final = 20_000
"""Counters a budget keeps: a few megabytes. Whoever pushes out older ones by inventing keys still
draws on the budget for everybody."""


class Budget:
    """At most `limit` at once for one key, filling up again evenly, whole after `per`.

    So in no stretch of `per` are there more than twice `limit`, and who has used all up gets one
    back after `per / limit`. Each take occupies that much of the time ahead, and a key is one
    number: until when its time is occupied (the generic cell rate algorithm). Safe in threads.
    """

    def __init__(
        self,
        name: str,
        limit: int,
        per: timedelta,
        *,
        clock: Clock = time.monotonic,
        most_keys: int = MOST_KEYS,
    ) -> None:
        self.name, self.limit, self.per = name, limit, per
        self._clock, self._most_keys = clock, most_keys
        self._share = int(per.total_seconds() * 1e9) // limit  # whole nanoseconds: no rounding
        self._occupied_until: OrderedDict[str, int] = OrderedDict()  # least lately taken first
        self._lock = threading.Lock()

    def take(self, key: str) -> bool:
        """Use one up. False, and nothing used, when none is left. Unknown senders always may."""
        if key == SENDER_UNKNOWN:
            return True
        with self._lock:
            now = self._now()
            self._forget_what_is_over(now)
            occupied = max(self._occupied_until.get(key, now), now)
            if occupied + self._share - now > self._share * self.limit:
                return False
            self._occupied_until[key] = occupied + self._share
            self._occupied_until.move_to_end(key)
            if len(self._occupied_until) > self._most_keys:
                self._occupied_until.popitem(last=False)
            return True

    def left(self, key: str) -> int:
        """How many `key` may take right now."""
        if key == SENDER_UNKNOWN:
            return self.limit
        return self.limit - -(-self._occupied(key) // self._share)

    def wait(self, key: str) -> timedelta:
        """How long until `take(key)` is granted; zero when it would be now."""
        over = self._occupied(key) + self._share - self._share * self.limit
        return timedelta(microseconds=-(-max(over, 0) // 1000))

    def forget(self) -> None:
        """Drop every counter."""
        with self._lock:
            self._occupied_until.clear()

    def __len__(self) -> int:
        return len(self._occupied_until)

    def __repr__(self) -> str:
        return f"Budget({self.name!r}, {self.limit}, {self.per!r})"  # never its keys

    def _now(self) -> int:
        return int(self._clock() * 1e9)

    def _occupied(self, key: str) -> int:
        """Nanoseconds from now that are taken."""
        with self._lock:
            now = self._now()
            return max(self._occupied_until.get(key, now) - now, 0)

    def _forget_what_is_over(self, now: int) -> None:
        """Drop counters whose time has run out, from the oldest on: a step or two a call."""
        while self._occupied_until:
            oldest = next(iter(self._occupied_until))
            if self._occupied_until[oldest] > now:
                return
            del self._occupied_until[oldest]


# --- The budgets --------------------------------------------------------------------------------
# A /24 can be a university, a clinic or a mobile network behind one address: a class that writes
# together must get through, and the moderators' day must not be filled by one machine.

_HOUR = timedelta(hours=1)

SUBMISSIONS_PER_SENDER = Budget("submissions per sender", 60, _HOUR)
SUBMISSIONS_IN_ALL = Budget("submissions in all", 300, _HOUR)
"""Take with `EVERYBODY`. None left: ask for a harder proof of work, and let the text in."""
CODES_PER_SENDER = Budget("wrong codes per sender", 30, _HOUR)
CODES_PER_LOCATOR = Budget("wrong codes per locator", 10, _HOUR)
CODES_IN_ALL = Budget("wrong codes in all", 1000, _HOUR)
"""Only well-formed wrong codes count (check symbols catch a slip before), so an honest hour has a
handful of them: of people whose code was changed or whose text was erased."""
DRAFTS_PER_SENDER = Budget("drafts per sender", 120, _HOUR)
"""Texts begun: each is kept sealed for a day, sent or not."""
REMOVALS_PER_SENDER = Budget("removal requests per sender", 20, DAY)
CLAIMS_PER_SENDER = Budget("claims per sender", 20, DAY)
FEEDS_PER_SENDER = Budget("wrong feed addresses per sender", 30, _HOUR)
FEEDS_READ = Budget("readings of one feed", 20, _HOUR)
"""A feed reader asks every half hour or hour, and somebody has two or three of them."""

BUDGETS: Final = (
    SUBMISSIONS_PER_SENDER,
    SUBMISSIONS_IN_ALL,
    DRAFTS_PER_SENDER,
    CODES_PER_SENDER,
    CODES_PER_LOCATOR,
    CODES_IN_ALL,
    REMOVALS_PER_SENDER,
    CLAIMS_PER_SENDER,
    FEEDS_PER_SENDER,
    FEEDS_READ,
)


def forget_all() -> None:
    """Throw away the key and every counter, as each day does."""
    _KEY.forget()


# --- Who, without saying who --------------------------------------------------------------------


class DailyKey:
    """A key that never leaves memory; after a day the next use makes another.

    `on_change` is called then: what was counted under the old key is to be forgotten with it.
    """

    def __init__(
        self, *, clock: Clock = time.monotonic, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._clock, self._on_change = clock, on_change
        self._lock = threading.Lock()
        self._renew()

    def digest(self, label: str, value: str) -> str:
        """HMAC-SHA-256 of `value` under today's key, in hexadecimal; each label is a world."""
        with self._lock:
            if self._clock() - self._made >= DAY.total_seconds():
                self._renew()
                self._on_change()
            key = self._key
        return hmac.new(key, f"{label}\0{value}".encode(), hashlib.sha256).hexdigest()

    def forget(self) -> None:
        """Throw the key away now."""
        with self._lock:
            self._renew()
            self._on_change()

    def _renew(self) -> None:
        self._key, self._made = secrets.token_bytes(32), self._clock()


def _forget_counters() -> None:
    for budget in BUDGETS:
        budget.forget()


_KEY = DailyKey(on_change=_forget_counters)


def sender(request: HttpRequest, *, key: DailyKey = _KEY) -> str:
    """A name for the network `request` came from, good for a day; what it names cannot be found.

    `SENDER_UNKNOWN` when the address says nothing: this machine (an onion service, a proxy that
    passes no address on), `ARCHIVE_TRUSTED_PROXY`, a socket. Such senders have no counter of their
    own, for it would lock all of them out together; the budgets for everybody hold for them too.
    """
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    return key.digest("sender", network) if network else SENDER_UNKNOWN


def network_of(address: str) -> str:
    """The network that stands for `address`: IPv4 /24, IPv6 /48; "" where it tells nothing."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback or found.is_unspecified or str(found) == settings.ARCHIVE_TRUSTED_PROXY:
        return ""
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, length), strict=False))


# --- Codes: slow the guessing, never the guessed ------------------------------------------------


def codes_need_effort(*, who: str, locator: str) -> bool:
    """Whether a proof of work must come with this code before it is looked up.

    So when wrong codes have used up the budget of this sender (`who`, from `sender`), of this
    locator, or of everybody. It says nothing about whether the locator exists.
    """
    return not (
        CODES_PER_SENDER.left(who)
        and CODES_PER_LOCATOR.left(_KEY.digest("locator", locator))
        and CODES_IN_ALL.left(EVERYBODY)
    )


def count_wrong_code(*, who: str, locator: str) -> None:
    """Note that a well-formed code opened nothing. Right codes and slips are not counted."""
    CODES_PER_SENDER.take(who)
    CODES_PER_LOCATOR.take(_KEY.digest("locator", locator))
    CODES_IN_ALL.take(EVERYBODY)


# --- Feeds: a program asks, and cannot work or explain ------------------------------------------


def feed_waits(*, who: str) -> timedelta:
    """How long a sender who tried many addresses that are none waits; zero for everybody else."""
    return FEEDS_PER_SENDER.wait(who)


def count_wrong_feed(*, who: str) -> None:
    """Note that there was no feed at an address that looked like one."""
    FEEDS_PER_SENDER.take(who)


def read_feed(ref: str) -> timedelta:
    """Take one reading of a feed. Zero where it is granted, else how long it waits."""
    key = _KEY.digest("feed", ref)
    return timedelta(0) if FEEDS_READ.take(key) else FEEDS_READ.wait(key)
