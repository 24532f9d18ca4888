"""What is asked of the queue, read from an address and written into one. Closed words only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from archive.domain import languages
from archive.domain.content_labels import WORDS, Label
from archive.domain.errors import InvalidInput
from archive.domain.queue import Asked, Source, Whose
from archive.domain.words import Status, Voice

_SLUG = re.compile(r"[0-9a-z]{1,16}")
_E = TypeVar("_E", bound=StrEnum)

CHOICES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "whose": (("", "Anybody’s"), (Whose.FREE, "Nobody’s yet"), (Whose.MINE, "Mine")),
    "state": (
        ("", "Any"),
        (Status.WAITING, "Waits for review"),
        (Status.IN_REVIEW, "In review"),
        (Status.SECOND_PERSON, "Needs a second person"),
        (Status.APPROVED, "To be read again"),
    ),
    "source": (("", "Any"), (Source.TOLD, "Told here"), (Source.IMPORTED, "Imported")),
    "voice": (
        ("", "Any"),
        (Voice.FIRST_PERSON, "About me"),
        (Voice.SECOND_HAND, "About someone else"),
        (Voice.MIXED, "Both"),
        (Voice.COMMENTARY, "Commentary"),
        (Voice.UNCLEAR, "Not clear yet"),
    ),
    "language": (("", "Any"), *sorted(languages.NAMES.items(), key=lambda pair: pair[1])),
    "label": (("", "Any"), *((label.value, WORDS[label].capitalize()) for label in Label)),
}
LEGENDS: Final = {
    "whose": "Who has it",
    "state": "Stands",
    "source": "Came",
    "voice": "Voice",
    "language": "Language",
    "label": "Holds",
}


def asked_of(given: Mapping[str, str]) -> Asked:
    """Raises `InvalidInput` for a word that is none of the choices."""
    lane = given.get("lane", "")
    if lane not in ("", "lead", "skipped"):
        raise _none_such("lane")
    for name in ("language", "label"):
        if given.get(name, "") not in {value for value, _ in CHOICES[name]}:
            raise _none_such(name)
    slug = given.get("in", "")
    if slug and not _SLUG.fullmatch(slug):
        raise _none_such("in")
    return Asked(
        state=_one_of(Status, given, "state"),
        source=_one_of(Source, given, "source"),
        whose=_one_of(Whose, given, "whose"),
        voice=_one_of(Voice, given, "voice"),
        language=given.get("language", ""),
        label=given.get("label", ""),
        discussion=slug,
        lead=lane == "lead",
        skipped=lane == "skipped",
    )


def fields_of(asked: Asked) -> dict[str, str]:
    """The same as parts of an address, without what is not asked for."""
    fields = {
        "whose": asked.whose or "",
        "state": asked.state or "",
        "source": asked.source or "",
        "voice": asked.voice or "",
        "language": asked.language,
        "label": asked.label,
        "in": asked.discussion,
        "lane": "lead" if asked.lead else "skipped" if asked.skipped else "",
    }
    return {name: str(value) for name, value in fields.items() if value}


def address_of(asked: Asked, *, after: str = "") -> str:
    """Where a page of what is asked for stands."""
    parts = fields_of(asked) | ({"after": after} if after else {})
    return reverse("workbench") + (f"?{urlencode(parts)}" if parts else "")


def choices() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Name, legend and choices of each field of the form."""
    return tuple((name, LEGENDS[name], CHOICES[name]) for name in LEGENDS)


def _one_of(words: type[_E], given: Mapping[str, str], name: str) -> _E | None:
    value = given.get(name, "")
    if not value:
        return None
    if value not in {choice for choice, _ in CHOICES[name]}:
        raise _none_such(name)
    return words(value)


def _none_such(name: str) -> InvalidInput:
    return InvalidInput(
        f"The queue has no such choice for “{name}”.", hint="Open the queue and choose again."
    )
