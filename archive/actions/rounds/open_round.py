"""A lead asks several people to code the same texts apart from each other."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from archive import vault
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.agreement import Unit
from archive.domain.codebook import ThemeState
from archive.domain.errors import InvalidInput
from archive.domain.text import canonical, sentences
from archive.domain.words import STAFF_ROLES, Role
from archive.gate import audit
from archive.gate.reviewing import original_of
from archive.gate.rounds_compared import reviewable
from archive.models import (
    Contribution,
    Round,
    RoundCoder,
    RoundText,
    RoundTheme,
    Theme,
    User,
)

LONGEST_NAME = 120
"""Code points."""

MOST_TEXTS = 2_000
"""Texts in one round: each is opened once to find its sentences."""


def open_round(
    *,
    name: str,
    refs: Sequence[str],
    coders: Sequence[str],
    themes: Sequence[str],
    unit: Unit,
    by: User,
    seed: int | None = None,
) -> int:
    """Open a round over texts (refs) for coders (user names) and themes (slugs); its number.

    `unit` is what coders agree or differ in when the round is settled; numbers can be had in each.
    `seed` is that of the bootstrap, drawn if None. Raises `NotAllowed` (leads and stewards only)
    and `InvalidInput` (no name, fewer than two coders, an account without a staff role, no theme,
    themes of two codebooks, no text, a text that may not be opened).
    """
    demand_role(by, {Role.LEAD, Role.STEWARD}, "open a round of coding")
    name = " ".join(canonical(name).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(f"A round needs a name of at most {LONGEST_NAME} characters.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        accounts, chosen, texts = _accounts(coders), _themes(themes, by), _texts(refs)
        row = Round.objects.create(
            name=name,
            codebook=chosen[0].codebook,
            unit=Unit(unit).value,
            seed=secrets.randbelow(2**31) if seed is None else seed,
            opened_by=by,
        )
        RoundCoder.objects.bulk_create(RoundCoder(round=row, coder=one) for one in accounts)
        RoundTheme.objects.bulk_create(RoundTheme(round=row, theme=one) for one in chosen)
        RoundText.objects.bulk_create(_measured(row, texts))
        audit.record(
            "open_round", by=by, round=row.pk, texts=len(texts), coders=[one.pk for one in accounts]
        )
        return int(row.pk)


def _accounts(names: Sequence[str]) -> list[User]:
    wanted = dict.fromkeys(names)
    found = list(
        User.objects.filter(
            username__in=wanted, is_active=True, role__in=[role.value for role in STAFF_ROLES]
        ).order_by("username")
    )
    if len(found) < len(wanted):
        raise InvalidInput(
            "One of the coders has no account that may review.", hint="Choose among the staff."
        )
    if len(found) < 2:
        raise InvalidInput("Agreement needs two coders or more.", hint="Choose another one.")
    return found


def _themes(slugs: Sequence[str], by: User) -> list[Theme]:
    own = Q(codebook__owner__isnull=True) | Q(codebook__owner=by)
    found = list(
        Theme.objects.filter(
            own, slug__in=slugs, state=ThemeState.ACTIVE.value, merged_into__isnull=True
        ).select_related("codebook")
    )
    if not found or len(found) < len(set(slugs)):
        raise InvalidInput("Choose themes that are in use.", hint="Reload the page.")
    if len({theme.codebook_id for theme in found}) > 1:
        raise InvalidInput("The themes of a round are those of one codebook.")
    return found


def _texts(refs: Sequence[str]) -> list[Contribution]:
    wanted = set(refs)
    found = list(reviewable().filter(ref__in=wanted).order_by("discussion_id", "order"))
    if not found or len(found) < len(wanted):
        raise InvalidInput("Choose texts that are there.", hint="Reload the page.")
    if len(found) > MOST_TEXTS:
        raise InvalidInput(f"A round has at most {MOST_TEXTS:,} texts.", hint="Make two of it.")
    return found


def _measured(row: Round, texts: list[Contribution]) -> list[RoundText]:
    ring = vault.ring([text.ref for text in texts])
    measured = []
    for text in texts:
        original = original_of(text, ring).text
        places = [[one.start, one.end] for one in sentences(original)]
        measured.append(
            RoundText(round=row, contribution=text, length=len(original), sentences=places)
        )
    return measured
