"""What a contributor is shown: her draft, and all that stands under her code. Nobody else's.

Her own originals are opened here for herself; that is her right and no staff's reading, so it is
not in the audit chain. Everything is asked by the key of her row, which her code alone leads to.
"""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from archive import vault
from archive.domain import consent as consent_rules
from archive.domain import visibility, warrant
from archive.domain.errors import NotFound
from archive.domain.receipts import ConsentStep, NoticeMark
from archive.domain.return_code import ReturnCode
from archive.domain.text import Layer
from archive.domain.words import AnchorState, Consent, Kind, Letter, Scope, SignOff, Status, Voice
from archive.gate.bodies import DraftBody, OriginalBody, RenditionBody
from archive.gate.disclosed import DisclosedContribution, DisclosedPassage
from archive.gate.facts import facts_of
from archive.gate.hiding import OwnPreview, preview
from archive.gate.opening import codings_of, is_account, stretch_of
from archive.gate.places import PROMPT_FORMAT
from archive.gate.reading import NOTHING, contribution, titles
from archive.gate.viewer import READER
from archive.models import (
    Anchor,
    AuditEvent,
    Claim,
    ConsentEvent,
    Contribution,
    Contributor,
    Discussion,
    Draft,
    Message,
    RemovalRequest,
    Rendition,
)
from archive.vault import KeyRing, site_key


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


@dataclass(frozen=True, slots=True)
class AllowedScope:
    """One thing she was asked: `until` is None where the answer is no, or was taken back.

    The notice is the one under which it was last asked; what takes back carries none of its own.
    """

    scope: Scope
    action: str
    at: datetime
    until: datetime | None
    allowed: bool
    notice_language: str
    notice_version: int
    notice_sha256: str
    number: int


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """A letter. `words` is "" for those the archive writes itself."""

    id: int
    kind: Letter
    words: str
    from_staff: bool
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class MyRemoval:
    """Somebody asked to remove it, or a part: `words` are hers that were pointed at."""

    id: int
    reason: str
    words: str
    asked_at: datetime
    open: bool
    decision: str


@dataclass(frozen=True, slots=True)
class MyText:
    """One of her texts. `shown` is what others see or would see, `edits` lie over `original`.

    `wording` says which of her texts' wordings `shown` is: "public", "waiting" (for her yes) or
    "draft" (nobody has approved it); `number` is that of its rendition. `edits` are (start, end,
    what stands there instead). `steps` are all consent events in order, `scopes` what they amount
    to.
    """

    ref: str
    discussion: str
    title: str
    kind: Kind
    status: Status
    consent: Consent
    voice: Voice
    public: bool
    was_public: bool
    sent_on: date
    review_from: datetime | None
    review_until: datetime | None
    last_read_at: datetime | None
    reviewed_at: datetime | None
    refused_for: str
    signed_off: bool
    sign_off: SignOff | None
    hidden: bool
    held: bool
    pen_name: str
    original: str
    formatting: Layer
    shown: str
    shown_formatting: Layer
    wording: str
    number: int
    edits: tuple[tuple[int, int, str], ...]
    scopes: tuple[AllowedScope, ...]
    passages: tuple[DisclosedPassage, ...]
    mailbox: tuple[MailboxLine, ...]
    removals: tuple[MyRemoval, ...]
    imported: bool
    steps: tuple[ConsentStep, ...] = ()
    reread: bool = False

    @property
    def waits_for_yes(self) -> bool:
        """Whether a wording stands that needs her answer before anybody sees it.

        One that a person is to read again needs none: another comes.
        """
        if self.reread:
            return False
        if self.wording == "waiting":
            return True
        approved = self.status is Status.APPROVED
        return approved and not self.signed_off and self.consent is Consent.GIVEN

    @property
    def until(self) -> datetime | None:
        """The earliest end of what she allows, None where nothing is."""
        return min((s.until for s in self.scopes if s.until is not None), default=None)


@dataclass(frozen=True, slots=True)
class MyClaim:
    """An import she says is hers."""

    ref: str
    discussion_title: str
    token: str
    asked_at: datetime
    decision: str


@dataclass(frozen=True, slots=True)
class MyPage:
    """All that stands under one code."""

    subject: str
    texts: tuple[MyText, ...]
    claims: tuple[MyClaim, ...]

    @property
    def news(self) -> int:
        """Letters not read yet."""
        return sum(line.is_new for text in self.texts for line in text.mailbox)


def recognise(code: ReturnCode) -> int | None:
    """Whose code it is, as the key of her row; None for nobody's.

    One HMAC and one comparison in constant time, whether or not the locator is known.
    """
    with warrant.opened("contributor", "return"):
        row = Contributor.objects.filter(locator=code.locator).first()
        typed = site_key.digest("return code", code.locator, code.verifier)
    known = row.verifier if row is not None else "0" * 64
    fits = hmac.compare_digest(typed, known)
    return int(row.pk) if row is not None and fits else None


def mark_of(contributor: int) -> str:
    """What an open page is known by, so that it closes when the code is changed; "" for nobody."""
    with warrant.opened("contributor", "return"):
        row = Contributor.objects.filter(pk=contributor).first()
    return site_key.digest("open page", row.subject, row.verifier) if row is not None else ""


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


def my_page(contributor: int) -> MyPage:
    """Everything under a code. Raises `NotFound` where nothing is left under it."""
    with warrant.opened("contributor", "own"):
        owner = Contributor.objects.filter(pk=contributor).first()
        if owner is None:
            raise NotFound("There is nothing under this code any more.")
        rows = list(
            Contribution.objects.filter(contributor=owner)
            .exclude(status=Status.ERASED.value)
            .select_related("discussion", "rendition", "pending", "latest")
            .order_by("-pk")
        )
        return MyPage(owner.subject, _texts(rows), _claims(owner))


def my_text(contributor: int, ref: str) -> MyText:
    """One of her texts. Raises `NotFound`, for anybody else's too."""
    for text in my_page(contributor).texts:
        if text.ref == ref:
            return text
    raise NotFound(NOTHING)


def _texts(rows: list[Contribution]) -> tuple[MyText, ...]:
    ring = vault.ring(row.ref for row in rows)
    names = titles(READER, {row.discussion.slug for row in rows})
    read_at = dict(
        AuditEvent.objects.filter(verb="open_original", ref__in=[row.ref for row in rows])
        .values_list("ref")
        .annotate(last=Max("at"))
    )
    steps, mail, removals = _steps(rows), _mail(rows, ring), _removals(rows)
    opened = []
    for row in rows:
        sealed = ring.unseal(row.ref, "original.body", row.original.body)
        if sealed is None:
            continue
        original = OriginalBody.loads(sealed)
        rendition, wording = _wording(row)
        shown = _rendition_body(row, rendition, ring)
        opened.append(
            MyText(
                ref=row.ref,
                discussion=row.discussion.slug,
                title=row.discussion.prompt_title or original.title or names[row.discussion.slug],
                kind=Kind(row.kind),
                status=Status(row.status),
                consent=_consent_of(row),
                voice=Voice(row.voice),
                public=visibility.holds(visibility.READ, facts_of(row), timezone.now()),
                was_public=row.was_public,
                sent_on=row.arrived_at.date(),
                review_from=row.review_from,
                review_until=row.review_until,
                last_read_at=read_at.get(row.ref),
                reviewed_at=row.reviewed_at,
                refused_for=row.refused_for,
                signed_off=row.signed_off,
                sign_off=SignOff(row.sign_off) if row.sign_off else None,
                hidden=row.hidden,
                held=row.held,
                pen_name=ring.unseal(row.ref, "contribution.pen_name", row.pen_name) or "",
                original=original.text,
                formatting=original.formatting,
                shown=shown.text if shown else "",
                shown_formatting=shown.formatting if shown else (),
                wording=wording,
                number=rendition.number if rendition else 0,
                edits=tuple((e.start, e.end, e.replacement) for e in shown.edits) if shown else (),
                scopes=_scopes(row, steps[row.pk]),
                passages=_passages(row, rendition),
                mailbox=tuple(mail[row.pk]),
                removals=tuple(
                    MyRemoval(
                        r.pk,
                        r.reason,
                        original.text[r.start : r.end] if r.start is not None else "",
                        r.asked_at,
                        not r.decision,
                        r.decision,
                    )
                    for r in removals[row.pk]
                ),
                imported=not row.contributed,
                steps=tuple(steps[row.pk]),
                reread=row.reread,
            )
        )
    return tuple(opened)


def _wording(row: Contribution) -> tuple[Rendition | None, str]:
    if row.pending is not None:
        return row.pending, "waiting"
    if row.rendition is not None:
        return row.rendition, "public"
    return row.latest, "draft"


def _rendition_body(
    row: Contribution, rendition: Rendition | None, ring: KeyRing
) -> RenditionBody | None:
    sealed = ring.unseal(row.ref, "rendition.body", rendition.body) if rendition else None
    return RenditionBody.loads(sealed) if sealed is not None else None


def _consent_of(row: Contribution) -> Consent:
    ends = {scope: getattr(row, consent_rules.column(scope)) for scope in Scope}
    return consent_rules.state_at(Consent(row.consent), ends, timezone.now())


def _steps(rows: list[Contribution]) -> dict[int, list[ConsentStep]]:
    """Every consent event of each text, in order."""
    found: dict[int, list[ConsentStep]] = defaultdict(list)
    for event in (
        ConsentEvent.objects.filter(contribution__in=rows).select_related("notice").order_by("id")
    ):
        notice = event.notice
        found[event.contribution_id].append(
            ConsentStep(
                number=event.pk,
                scope=Scope(event.scope),
                action=event.action,
                at=event.at,
                until=event.until,
                notice=NoticeMark(notice.language, notice.version, notice.sha256)
                if notice
                else None,
                by_subject=event.by_id is None,
            )
        )
    return found


def _scopes(row: Contribution, steps: list[ConsentStep]) -> tuple[AllowedScope, ...]:
    """The last event of each scope, in the order of `Scope`."""
    last = {step.scope: step for step in steps}
    asked = {step.scope: step.notice for step in steps if step.notice is not None}
    now = timezone.now()
    return tuple(
        _asked(row, last[scope], asked.get(scope), now) for scope in Scope if scope in last
    )


def _asked(
    row: Contribution, step: ConsentStep, notice: NoticeMark | None, now: datetime
) -> AllowedScope:
    until = getattr(row, consent_rules.column(step.scope))
    return AllowedScope(
        scope=step.scope,
        action=step.action,
        at=step.at,
        until=until,
        allowed=until is not None and until > now,
        notice_language=notice.language if notice else "",
        notice_version=notice.version if notice else 0,
        notice_sha256=notice.sha256 if notice else "",
        number=step.number,
    )


def _mail(rows: list[Contribution], ring: KeyRing) -> dict[int, list[MailboxLine]]:
    refs = {row.pk: row.ref for row in rows}
    found: dict[int, list[MailboxLine]] = defaultdict(list)
    for m in Message.objects.filter(contribution__in=rows).order_by("id"):
        words = ring.unseal(refs[m.contribution_id], "message.body", m.body) or ""
        found[m.contribution_id].append(
            MailboxLine(
                m.pk,
                Letter(m.kind),
                words,
                m.from_staff,
                m.sent_at,
                m.from_staff and m.read_at is None,
            )
        )
    return found


def _removals(rows: list[Contribution]) -> dict[int, list[RemovalRequest]]:
    found: dict[int, list[RemovalRequest]] = defaultdict(list)
    for request in RemovalRequest.objects.filter(contribution__in=rows).order_by("asked_at"):
        found[request.contribution_id].append(request)
    return found


def _passages(row: Contribution, rendition: Rendition | None) -> tuple[DisclosedPassage, ...]:
    """The themes marked on the wording that is shown to her."""
    if rendition is None:
        return ()
    anchors = list(
        Anchor.objects.filter(rendition=rendition, state=AnchorState.ANCHORED.value)
        .select_related("passage")
        .order_by("start", "end")
    )
    codings = codings_of((a.passage_id for a in anchors), staff=False)
    whole = Voice(row.voice)
    return tuple(
        DisclosedPassage(
            id=a.passage_id,
            start=a.start or 0,
            end=a.end or 0,
            voice=Voice(a.passage.voice) if a.passage.voice else whole,
            codings=tuple(codings[a.passage_id]),
            is_account=is_account(whole, a.passage.voice),
        )
        for a in anchors
    )


def _claims(owner: Contributor) -> tuple[MyClaim, ...]:
    rows = list(
        Claim.objects.filter(contributor=owner)
        .select_related("contribution__discussion")
        .order_by("id")
    )
    names = titles(READER, {row.contribution.discussion.slug for row in rows})
    return tuple(
        MyClaim(
            ref=row.contribution.ref,
            discussion_title=names[row.contribution.discussion.slug],
            token=row.token,
            asked_at=row.asked_at,
            decision=row.decision,
        )
        for row in rows
    )


def letters_waiting() -> Counter[str]:
    """How many letters of each kind wait for staff, by the text's ref."""
    with warrant.opened("staff", "review"):
        return Counter(
            Message.objects.filter(from_staff=False, read_at__isnull=True).values_list(
                "contribution__ref", flat=True
            )
        )
