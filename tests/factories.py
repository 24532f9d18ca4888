"""Rows for tests of actions, gate, search and pages: staff, and invented discussions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from archive import vault
from archive.anonymise import engine
from archive.anonymise.finding import Context
from archive.domain import markup, warrant
from archive.domain.words import Band, Consent, Kind, Role, Scope, Status, Voice
from archive.gate import drafting
from archive.gate.bodies import OriginalBody
from archive.models import (
    Codebook,
    Coding,
    Contribution,
    Discussion,
    Finding,
    Original,
    Rendition,
    Theme,
    User,
)
from archive.models.fields import new_ref

STAFF = {
    "alice": Role.MODERATOR,
    "bob": Role.MODERATOR,
    "carol": Role.LEAD,
    "dave": Role.STEWARD,
    "erin": Role.STEWARD,
}
ALL_SCOPES = (Scope.READ, Scope.FIND, Scope.RESEARCH, Scope.QUOTE, Scope.MACHINE)


@dataclass(frozen=True)
class People:
    """Five accounts of staff, each of a different mind."""

    alice: User
    bob: User
    carol: User
    dave: User
    erin: User


@dataclass(frozen=True)
class Written:
    """A text to make a contribution of. `parent` is an index into the texts, 0 the essay."""

    text: str
    parent: int = 0
    title: str = ""
    author: str = ""
    likes: int = 0
    written_at: datetime | None = None


@dataclass(frozen=True)
class Made:
    """A discussion that was made: its slug, and refs in the order of the texts."""

    slug: str
    refs: tuple[str, ...]


def people() -> People:
    """The five accounts, without usable passwords."""
    return People(**{name: account(name, role) for name, role in STAFF.items()})


def account(name: str, role: Role, password: str | None = None) -> User:
    """An account with a role; the existing one of that name, if any."""
    return User.objects.filter(username=name).first() or User.objects.create_user(
        name, password, role=role.value
    )


def theme(slug: str, label: str = "") -> Theme:
    """A theme of the archive's own codebook."""
    codebook, _ = Codebook.objects.get_or_create(name="Archive", owner=None)
    row: Theme = Theme.objects.create(
        slug=slug,
        name=label or slug,
        label=label or slug,
        codebook=codebook,
        definition="What it is.",
        when_to_use="When it is told.",
        when_not="When it is not.",
        example="An example.",
    )
    return row


def make_discussion(
    texts: Sequence[str | Written], *, title: str = "An invented essay", staff_only: bool = False
) -> Made:
    """A discussion as an import leaves it: keys, sealed originals, findings, rendition 0.

    The first text is the essay (and has `title` unless its own is given), the others comments.
    """
    written = [text if isinstance(text, Written) else Written(text) for text in texts]
    refs = [new_ref() for _ in written]
    authors = tuple(dict.fromkeys(each.author for each in written if each.author))
    rows: list[Contribution] = []
    with warrant.opened("tests", "import"):
        ring = vault.create_keys(refs)
        discussion = Discussion.objects.create(
            source_digest=f"digest of {refs[0]}",
            source_url=ring.seal(refs[0], "discussion.source_url", "https://blog.example/essay"),
            format="page-text",
            staff_only=staff_only,
        )
        for order, (ref, each) in enumerate(zip(refs, written, strict=True)):
            rows.append(
                _contribution(
                    ring,
                    ref,
                    each,
                    discussion=discussion,
                    parent=rows[each.parent] if order else None,
                    title=each.title or (title if order == 0 else ""),
                    order=order,
                    context=Context(names=authors),
                )
            )
    return Made(discussion.slug, tuple(refs))


def comment_on(slug: str, written: Written) -> str:
    """One more comment at the end of a discussion, as an import would leave it; its ref."""
    ref = new_ref()
    with warrant.opened("tests", "import"):
        discussion = Discussion.objects.get(slug=slug)
        rows = Contribution.objects.filter(discussion=discussion)
        _contribution(
            vault.create_keys([ref]),
            ref,
            written,
            discussion=discussion,
            parent=rows.get(parent=None),
            title=written.title,
            order=rows.count(),
            context=Context(names=()),
        )
    return ref


def consented(
    ref: str,
    consent: Consent = Consent.BASIS,
    scopes: Sequence[Scope] = ALL_SCOPES,
    *,
    days: int = 365,
) -> None:
    """Record consent straight in the columns, for `days` from now."""
    until = timezone.now() + timedelta(days=days)
    columns = {f"{scope.value}_until": until for scope in scopes}
    with warrant.opened("tests", "consent"):
        Contribution.objects.filter(ref=ref).update(consent=consent.value, **columns)


def published(ref: str, voice: Voice = Voice.FIRST_PERSON) -> None:
    """Make the latest rendition public straight in the columns, with a basis for every scope."""
    consented(ref)
    with warrant.opened("tests", "publish"):
        row = Contribution.objects.get(ref=ref)
        row.rendition = row.latest
        row.status = Status.APPROVED.value
        row.voice = voice.value
        row.voice_cleared = row.signed_off = row.was_public = True
        row.save()


def contribution(ref: str) -> Contribution:
    """The row as it stands now."""
    with warrant.opened("tests", "look"):
        return Contribution.objects.select_related("rendition", "latest", "pending").get(ref=ref)


def _contribution(
    ring: vault.KeyRing,
    ref: str,
    written: Written,
    *,
    discussion: Discussion,
    parent: Contribution | None,
    title: str,
    order: int,
    context: Context,
) -> Contribution:
    body = OriginalBody(written.text, title, markup.paragraphs(written.text))
    row = Contribution.objects.create(
        ref=ref,
        discussion=discussion,
        parent=parent,
        kind=(Kind.COMMENT if parent else Kind.ESSAY).value,
        order=order,
        source_digest=f"digest {order}",
        author=ring.seal(ref, "contribution.author", written.author) if written.author else None,
        written_at=written.written_at,
        likes=written.likes,
        characters=len(written.text),
    )
    Original.objects.create(contribution=row, body=ring.seal(ref, "original.body", body.dumps()))
    for field, text in (("text", body.text), ("title", body.title)):
        for found in engine.find_identifiers(text, context):
            Finding.objects.create(
                contribution=row,
                field=field,
                start=found.start,
                end=found.end,
                kind=found.kind,
                band=found.band.value,
                detector=found.detector,
                why=found.why[:200],
                suggestion=found.suggestion,
            )
    suspicions = [
        drafting.Suspicion(f.pk, f.field, f.start, f.end, f.kind, Band(f.band), f.why, f.suggestion)
        for f in row.findings.all()
    ]
    draft = drafting.draft(body, suspicions, ())
    row.latest = Rendition.objects.create(
        contribution=row,
        number=0,
        body=ring.seal(ref, "rendition.body", draft.dumps()),
        engine=engine.VERSION,
    )
    row.save()
    return row


def memo_of(ref: str) -> str:
    """The memos on a contribution's passages, opened."""
    with warrant.opened("tests", "look"):
        ring = vault.ring([ref])
        rows = Coding.objects.filter(content_object__contribution__ref=ref)
        return " ".join(ring.unseal(ref, "coding.memo", row.memo) or "" for row in rows)
