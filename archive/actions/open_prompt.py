"""A steward asks a question that people may answer with texts of their own."""

from __future__ import annotations

from django.db import transaction

from archive.actions.standing import demand_role, standing_discussion
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.text import canonical
from archive.domain.words import Role
from archive.gate import audit
from archive.gate.places import PROMPT_FORMAT
from archive.models import Discussion, User
from archive.models.fields import new_slug

LONGEST_TITLE, LONGEST_PROMPT = 200, 4_000
"""Code points."""


def open_prompt(*, title: str, text: str, by: User | None) -> str:
    """Open a discussion with a question; its slug. Raises `NotAllowed`, `InvalidInput`.

    Title and text are the archive's own words: they stand in the open and must name nobody.
    """
    demand_role(by, {Role.STEWARD}, "open a prompt")
    title, text = " ".join(canonical(title).split()), canonical(text)
    if not title or not text.strip():
        raise InvalidInput("A prompt needs a title and a few sentences.")
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_PROMPT:
        raise InvalidInput(
            f"A title has at most {LONGEST_TITLE} characters, a prompt {LONGEST_PROMPT:,}."
        )
    slug = new_slug()
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        Discussion.objects.create(
            slug=slug,
            source_digest=f"prompt {slug}",
            format=PROMPT_FORMAT,
            prompt_title=title,
            prompt_text=text,
            imported_by=by,
        )
        audit.record("open_prompt", by=by, discussion=slug)
    return slug


def take_texts(*, slug: str, open: bool, by: User | None) -> None:
    """Whether readers may add texts to a discussion. Raises `NotAllowed`, `NotFound`."""
    demand_role(by, {Role.LEAD, Role.STEWARD}, "open or close a discussion")
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        row = standing_discussion(slug)
        row.takes_texts = open
        row.save(update_fields=["takes_texts"])
        audit.record("take_texts", by=by, discussion=slug, open=open)
