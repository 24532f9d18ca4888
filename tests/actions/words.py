"""What tests of decisions ask again and again: findings, drafts, wordings."""

from __future__ import annotations

from archive import actions, vault
from archive.domain import warrant
from archive.domain.words import Treatment, Voice
from archive.gate import drafting
from archive.gate.bodies import RenditionBody
from archive.gate.reviewing import decisions_of, original_of, suspicions_of
from archive.models import Finding, Rendition, User
from tests.factories import contribution


def finding(ref: str, surface: str) -> int:
    """The first finding over these words; made by hand where no detector found them."""
    with warrant.opened("tests", "look"):
        row = contribution(ref)
        text = original_of(row, vault.ring([ref])).text
        for found in Finding.objects.filter(contribution=row, field="text"):
            if text[found.start : found.end] == surface:
                return int(found.pk)
        start = text.index(surface)
        made = Finding.objects.create(
            contribution=row,
            start=start,
            end=start + len(surface),
            kind="person",
            band="check",
            detector="test",
            why="named by a test",
            suggestion="[name]",
        )
        return int(made.pk)


def drafted(ref: str) -> str:
    """What approval would publish now."""
    with warrant.opened("tests", "look"):
        row = contribution(ref)
        ring = vault.ring([ref])
        original = original_of(row, ring)
        return drafting.draft(original, suspicions_of(row), decisions_of(row, ring)).text


def shown(rendition: Rendition | None) -> RenditionBody:
    """A rendition, opened."""
    assert rendition is not None
    with warrant.opened("tests", "look"):
        ref = rendition.contribution.ref
        sealed = vault.ring([ref]).unseal(ref, "rendition.body", rendition.body)
    assert sealed is not None
    return RenditionBody.loads(sealed)


def hide(ref: str, word: str, by: User, **options: object) -> int:
    """Redact the first place of a word, as a pseudonym unless `options` differ."""
    with warrant.opened("tests", "look"):
        text = original_of(contribution(ref), vault.ring([ref])).text
    start = text.index(word)
    chosen = {"treatment": Treatment.PSEUDONYM} | options
    return actions.redact(ref=ref, start=start, end=start + len(word), by=by, **chosen)  # type: ignore[arg-type]


def approve(ref: str, by: User) -> None:
    """Somebody's own experience, approved as drafted."""
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=by)
    actions.approve(ref=ref, by=by)
