"""Propose a change of the archive's codebook; stewards decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.actions.codebook.add_theme import add_theme
from archive.actions.codebook.changing import locked
from archive.actions.codebook.edit_theme import edit_theme
from archive.actions.codebook.merge_themes import merge_themes
from archive.actions.codebook.move_theme import move_theme
from archive.actions.codebook.rename_theme import rename_theme
from archive.actions.codebook.retire_theme import retire_theme, revive_theme
from archive.actions.codebook.wording import name_of
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.codebook import PROPOSABLE, ChangeVerb
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.words import STAFF_ROLES, Role
from archive.gate import audit
from archive.models import Theme, ThemeProposal, User

LONGEST_NOTE = 1_000
"""Code points."""

VERBS: dict[ChangeVerb, Callable[..., object]] = {
    ChangeVerb.ADD: add_theme,
    ChangeVerb.EDIT: edit_theme,
    ChangeVerb.RENAME: rename_theme,
    ChangeVerb.MOVE: move_theme,
    ChangeVerb.MERGE: merge_themes,
    ChangeVerb.RETIRE: retire_theme,
    ChangeVerb.REVIVE: revive_theme,
}

ASKS: dict[ChangeVerb, frozenset[str]] = {
    ChangeVerb.ADD: frozenset(
        "name label definition when_to_use when_not example cues colour parent draft".split()
    ),
    ChangeVerb.EDIT: frozenset("label definition when_to_use when_not example cues colour".split()),
    ChangeVerb.RENAME: frozenset({"name", "label"}),
    ChangeVerb.MOVE: frozenset({"parent"}),
    ChangeVerb.MERGE: frozenset({"into"}),
    ChangeVerb.RETIRE: frozenset(),
    ChangeVerb.REVIVE: frozenset(),
}
"""What each verb may be given beside the theme it is about."""


def propose_change(
    *, verb: ChangeVerb, slug: str = "", change: Mapping[str, Any], note: str = "", by: User
) -> int:
    """Ask for a change of the archive's codebook; the proposal's number.

    `change` is what the verb would be given. `note` says why and quotes nobody. Raises
    `NotAllowed`, `NotFound` and `InvalidInput`.
    """
    demand_role(by, STAFF_ROLES, "propose a change")
    verb = ChangeVerb(verb)
    if verb not in PROPOSABLE or not set(change) <= ASKS[verb]:
        raise InvalidInput("That cannot be proposed.")
    if "name" in change:
        name_of(change["name"])
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE:,} characters.")
    with warrant.opened(by.username, "codebook"), transaction.atomic():
        book = locked(slug="" if verb is ChangeVerb.ADD else slug, by=by)
        theme = Theme.objects.filter(codebook=book, slug=slug).first()
        if book.owner_id is not None or (theme is None) is not (verb is ChangeVerb.ADD):
            raise NotFound("There is no such codebook or theme.", hint="Reload the page.")
        row = ThemeProposal.objects.create(
            codebook=book, verb=verb.value, theme=theme, payload=dict(change), note=note, by=by
        )
        audit.record("propose_change", by=by, proposal=row.pk, change=verb.value)
        return int(row.pk)


def decide_proposal(*, proposal: int, accept: bool, by: User | None) -> None:
    """Make the change, or turn it down. What it cannot be any more leaves the proposal undecided.

    Raises `NotAllowed`, `NotFound`, `Conflict` (decided already) and what its verb raises.
    """
    demand_role(by, {Role.STEWARD}, "decide on a proposal")
    with warrant.opened(audit.actor_name(by), "codebook"), transaction.atomic():
        row = ThemeProposal.objects.select_for_update(of=("self",)).filter(pk=proposal).first()
        if row is None:
            raise NotFound("There is no such proposal.", hint="Reload the page.")
        if row.accepted is not None:
            raise Conflict("Somebody has decided on it already.", hint="Reload the page.")
        verb = ChangeVerb(row.verb)
        if accept and verb is not ChangeVerb.ADD and row.theme is None:
            raise Conflict("The theme it speaks of is not there any more.", hint="Turn it down.")
        if accept:
            about = {} if row.theme is None else {"slug": row.theme.slug}
            VERBS[verb](**about, **row.payload, proposal=row.pk, by=by)
        row.accepted, row.decided_by, row.decided_at = accept, by, timezone.now()
        row.save(update_fields=["accepted", "decided_by", "decided_at"])
        audit.record("decide_proposal", by=by, proposal=row.pk, accepted=accept)
