"""Consent notices as they were published. Open to everybody: no warrant is needed to read one.

Who consented under which is not open: `consents` opens a warrant, for staff only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.notice import Ask, language_tag, parse
from archive.domain.words import Scope
from archive.gate.viewer import Viewer
from archive.models import ConsentEvent, Notice

FALLBACK: Final = "en"
"""The language an archive is prepared with: what is asked where no translation is published."""

NO_NOTICE: Final = "There is no such consent notice."


@dataclass(frozen=True, slots=True)
class DisclosedNotice:
    """One version of a notice. `sha256` is the hash of `text`; `asks` has every scope in order."""

    id: int
    language: str
    version: int
    title: str
    introduction: tuple[str, ...]
    asks: Mapping[Scope, Ask]
    sha256: str
    made_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was answered under one version: how many texts, and how many answers about them."""

    texts: int = 0
    answers: int = 0


def current(language: str = FALLBACK) -> DisclosedNotice:
    """What is asked in this language now: its newest version, else its base language's, else
    English's. Anything may be asked for; `NotFound` only where no notice was ever published."""
    for tag in _from_own_to_base(language):
        if row := Notice.objects.filter(language=tag).order_by("-version").first():
            return _disclosed(row)
    raise NotFound(NO_NOTICE, hint="`manage.py prepare` writes the first one.")


def one(language: str, version: int) -> DisclosedNotice:
    """Exactly this version, whatever came after it. `NotFound` when there is none."""
    row = Notice.objects.filter(language=language, version=version).first()
    if row is None:
        raise NotFound(NO_NOTICE)
    return _disclosed(row)


def versions(language: str) -> tuple[DisclosedNotice, ...]:
    """Every version in this very language, the newest first."""
    rows = Notice.objects.filter(language=language).order_by("-version")
    return tuple(_disclosed(row) for row in rows)


def languages() -> tuple[str, ...]:
    """The tags of the languages a notice was published in, in alphabetical order."""
    return tuple(Notice.objects.order_by("language").values_list("language", flat=True).distinct())


def consents(viewer: Viewer) -> dict[int, Recorded]:
    """What was answered under each notice, by its id; those without an answer are missing.

    Counts over all contributions, so for staff only: `NotFound` for others.
    """
    if not viewer.is_staff:
        raise NotFound("There is nothing at this address.")
    with warrant.opened(viewer.name or viewer.role.value, "review"):
        rows = (
            ConsentEvent.objects.filter(notice__isnull=False)
            .order_by()
            .values_list("notice_id")
            .annotate(Count("contribution", distinct=True), Count("id"))
        )
        return {notice: Recorded(texts, answers) for notice, texts, answers in rows}


def _from_own_to_base(language: str) -> list[str]:
    """`zh-Hant-TW`, `zh-Hant`, `zh`, `en`. Just `en` for what is no language tag."""
    first, hyphen, rest = language.partition("-")
    try:
        parts = language_tag(first.lower() + hyphen + rest).split("-")
    except InvalidInput:
        return [FALLBACK]
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)] + [FALLBACK]


def _disclosed(row: Notice) -> DisclosedNotice:
    read = parse(row.text)
    return DisclosedNotice(
        id=row.pk,
        language=row.language,
        version=row.version,
        title=read.title,
        introduction=read.introduction,
        asks=read.asks,
        sha256=row.sha256,
        made_at=row.made_at,
        text=row.text,
    )
