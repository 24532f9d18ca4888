"""Scopes, their ends and what an author's agreement amounts to at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from archive.domain.words import Consent, Scope

DEFAULT_TERM = timedelta(days=5 * 365 + 1)
"""Five years: after that the author is asked anew (DESIGN 5)."""

BASIS_SCOPES = frozenset({Scope.READ, Scope.FIND, Scope.RESEARCH})
"""What a named basis may open without the author; never quotes, never machines."""

GIVING = frozenset({"given", "renewed", "basis"})
TAKING = frozenset({"refused", "withdrawn", "revoked", "expired"})


def column(scope: Scope) -> str:
    """The contribution's column that holds the scope's end."""
    return f"{scope.value}_until"


def ends_after(
    events: Iterable[tuple[Scope, str, datetime | None]],
) -> dict[Scope, datetime | None]:
    """The end of each scope after `(scope, action, until)` events in order; None is no."""
    ends: dict[Scope, datetime | None] = dict.fromkeys(Scope)
    for scope, action, until in events:
        ends[scope] = until if action in GIVING else None
    return ends


def state_at(stored: Consent, ends: Mapping[Scope, datetime | None], now: datetime) -> Consent:
    """The consent to show: a given one whose every end has passed is `EXPIRED`."""
    if stored not in (Consent.GIVEN, Consent.BASIS):
        return stored
    known = [end for end in ends.values() if end is not None]
    return stored if any(end > now for end in known) else Consent.EXPIRED
