"""A discussion by invented people, imported; and the accounts that work on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F

from archive.actions.basis import confirm_basis, propose_basis
from archive.actions.import_discussion import import_discussion
from archive.actions.import_report import ImportReport
from archive.domain.markup import paragraphs
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.words import Kind, Role
from archive.gate.guard import ungated
from archive.models import Contribution, User

GROUNDS: dict[str, Any] = {
    "rights": "The owner of the page allowed it.",
    "privacy": "Public for years; names removed.",
    "reference": "Letter 12",
    "dated": date(2024, 3, 1),
}


def account(name: str, role: Role) -> User:
    """An account, made once."""
    known = User.objects.filter(username=name).first()
    return known or User.objects.create_user(name, role=role.value)


def comment(number: str, parent: str, text: str, author: str = "Robin") -> ParsedContribution:
    """A comment with one like."""
    return ParsedContribution(
        number,
        parent,
        Kind.COMMENT,
        text,
        paragraphs(text),
        author=author,
        written_at=datetime(2021, 5, 17, 9, 30, tzinfo=UTC),
        likes=1,
    )


ESSAY_TEXT = "The lamp stayed on all night.\n\nWrite to me at lena@example.org if you know it."
ESSAY = ParsedContribution(
    "0",
    None,
    Kind.ESSAY,
    ESSAY_TEXT,
    paragraphs(ESSAY_TEXT),
    title="Sleepless, by lena@example.org",
    author="Lena",
    written_at=datetime(2021, 5, 16, 8, 0, tzinfo=UTC),
)
COMMENTS = (
    comment("1", "0", "I had the same winter."),
    comment("1.1", "1", "Call me: +44 20 7946 0958.", author="Lena"),
    comment("2", "0", "My sister stopped sleeping too."),
)


def file(*comments: ParsedContribution, essay: ParsedContribution = ESSAY) -> ParsedFile:
    """The discussion with these comments, from a source that names itself."""
    thread = ParsedDiscussion(
        "0", "Sleepless", (essay, *(comments or COMMENTS)), source_url="https://example.org/lena"
    )
    return ParsedFile("page-text", "example.org", (thread,))


def changed(item: ParsedContribution, text: str) -> ParsedContribution:
    """The same contribution in other words."""
    return replace(item, text=text, formatting=paragraphs(text))


def bring_in(parsed: ParsedFile | None = None) -> ImportReport:
    """Import as a steward would."""
    return import_discussion(parsed=parsed or file(), by=account("stella", Role.STEWARD))


def rows(slug: str) -> list[Contribution]:
    """The rows in reading order."""
    with ungated("a test looks behind the gate"):
        return list(
            Contribution.objects.select_related("discussion", "parent")
            .filter(discussion__slug=slug)
            .order_by("order")
        )


def with_basis(slug: str, scopes: Iterable[str] = ("read", "find")) -> None:
    """Stella proposes, Leo confirms."""
    propose_basis(slug=slug, scopes=scopes, by=account("stella", Role.STEWARD), **GROUNDS)
    confirm_basis(slug=slug, by=account("leo", Role.LEAD))


def opened(slug: str) -> None:
    """As if reviewed and approved: what readers can see once a basis stands."""
    with ungated("a test skips the review"):
        Contribution.objects.filter(discussion__slug=slug).update(
            status="approved", voice="first_person", voice_cleared=True, rendition=F("latest")
        )
