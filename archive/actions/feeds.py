"""Turn a feed of what is new on and off. No other account is told, in the audit chain neither.

The address holds 130 random bits and is known to nobody but whom it is given to here: kept is an
HMAC-SHA-256 of it under the site key. A new address ends the one before.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from archive.actions.saved_searches import demand_researcher, own_search
from archive.domain import warrant
from archive.gate.feeds import verifier_of
from archive.models import Feed, User
from archive.models.fields import ALPHABET

SYMBOLS: Final = 26
"""Of an address, five bits each."""


def turn_feed_on(*, search: str = "", named: bool = False, by: User) -> str:
    """A feed about one search or set (`search`, a ref) or about all; returns its new address.

    `named` lets it call searches by their names. Raises `NotFound`, `NotAllowed`.
    """
    demand_researcher(by)
    token = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    with warrant.opened(by.username, "research"), transaction.atomic():
        Feed.objects.update_or_create(
            owner=by,
            search=own_search(search, by) if search else None,
            defaults={
                "verifier": verifier_of(token),
                "named": named,
                "made_at": timezone.now(),
            },
        )
    return token


def turn_feed_off(*, search: str = "", by: User) -> None:
    """End the feed about one search or set, or about all. Raises `NotFound`, `NotAllowed`."""
    demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        about = own_search(search, by) if search else None
        Feed.objects.filter(owner=by, search=about).delete()
