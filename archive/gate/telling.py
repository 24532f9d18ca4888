"""What somebody who tells is shown: what may be answered, the open prompts, and her own draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive import vault
from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.words import Kind
from archive.gate.bodies import DraftBody
from archive.gate.disclosed import DisclosedContribution
from archive.gate.hiding import OwnPreview, preview
from archive.gate.opening import stretch_of
from archive.gate.places import PROMPT_FORMAT
from archive.gate.reading import NOTHING, contribution, titles
from archive.gate.viewer import READER
from archive.models import (
    Contribution,
    Discussion,
    Draft,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a new text answers: a discussion or prompt, and there a text (None under a prompt)."""

    slug: str
    title: str
    prompt: str
    is_prompt: bool
    takes_texts: bool
    to: DisclosedContribution | None


@dataclass(frozen=True, slots=True)
class OpenPrompt:
    """A steward's question that takes texts."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class DisclosedDraft:
    """A text on its way, for its writer. `answers` is the sentence it is about, "" for none."""

    ref: str
    slug: str
    title: str
    to: str
    answers: str
    until: datetime
    body: DraftBody
    preview: OwnPreview


def target(slug: str, to: str = "") -> Target:
    """What somebody is about to answer, as readers see it. Raises `NotFound`, `Gone`."""
    with warrant.opened("contributor", "read"):
        found = Discussion.objects.filter(slug=slug, staff_only=False).first()
        if found is None:
            raise NotFound(NOTHING)
        is_prompt = found.format == PROMPT_FORMAT
        ref = to
        if not ref and not is_prompt:
            ref = (
                Contribution.objects.filter(discussion=found, kind=Kind.ESSAY.value)
                .values_list("ref", flat=True)
                .first()
                or ""
            )
        if not ref and not is_prompt:
            raise NotFound(NOTHING)
        answered = contribution(READER, ref) if ref else None
        if answered is not None and answered.discussion != slug:
            raise NotFound(NOTHING)
        return Target(
            slug=slug,
            title=found.prompt_title if is_prompt else titles(READER, [slug])[slug],
            prompt=found.prompt_text,
            is_prompt=is_prompt,
            takes_texts=found.takes_texts,
            to=answered,
        )


def takes_texts(slugs: Iterable[str]) -> frozenset[str]:
    """Those of these discussions to which readers may add a text now."""
    with warrant.opened("contributor", "read"):
        rows = Discussion.objects.filter(slug__in=set(slugs), staff_only=False, takes_texts=True)
        return frozenset(rows.values_list("slug", flat=True))


def open_prompts() -> tuple[OpenPrompt, ...]:
    """The prompts that wait for texts, the newest first."""
    with warrant.opened("contributor", "read"):
        rows = Discussion.objects.filter(format=PROMPT_FORMAT, staff_only=False, takes_texts=True)
        newest = rows.order_by("-imported_at", "-id").values_list("slug", "prompt_title")
        return tuple(OpenPrompt(slug, title) for slug, title in newest)


def draft_of(ref: str) -> DisclosedDraft:
    """A draft for its writer. Raises `NotFound` where it ran out."""
    with warrant.opened("contributor", "draft"):
        row = (
            Draft.objects.select_related("discussion", "parent__rendition")
            .filter(ref=ref, until__gt=timezone.now())
            .first()
        )
        refs = [ref, *([row.parent.ref] if row and row.parent else [])]
        ring = vault.ring(refs)
        sealed = ring.unseal(ref, "draft.body", row.body) if row is not None else None
        if row is None or sealed is None:
            raise NotFound("This text is no longer here.")
        body = DraftBody.loads(sealed)
        found = row.discussion
        is_prompt = found.format == PROMPT_FORMAT
        return DisclosedDraft(
            ref=ref,
            slug=found.slug,
            title=found.prompt_title if is_prompt else titles(READER, [found.slug])[found.slug],
            to=row.parent.ref if row.parent else "",
            answers=stretch_of(row.parent, row.on_start, row.on_end, ring) if row.parent else "",
            until=row.until,
            body=body,
            preview=preview(body.text, body.hides, pen_name=body.pen_name),
        )
