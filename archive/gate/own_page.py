"""All that stands under a return code, for its holder. Nobody else's.

Her own originals are opened here for herself; that is her right and no staff's reading, so it is
not in the audit chain. Everything is asked by the key of her row, which her code alone leads to.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from archive import vault
from archive.domain import consent as consent_rules
from archive.domain import visibility, warrant
from archive.domain.errors import NotFound
from archive.domain.receipts import ConsentStep, NoticeMark
from archive.domain.return_code import ReturnCode
from archive.domain.words import AnchorState, Consent, Kind, Letter, Scope, SignOff, Status, Voice
from archive.gate.bodies import OriginalBody, RenditionBody
from archive.gate.disclosed import DisclosedPassage
from archive.gate.facts import facts_of
from archive.gate.opening import codings_of, is_account
from archive.gate.own_disclosed import AllowedScope, MailboxLine, MyClaim, MyPage, MyRemoval, MyText
from archive.gate.reading import NOTHING, titles
from archive.gate.viewer import READER
from archive.models import (
    Anchor,
    AuditEvent,
    Claim,
    ConsentEvent,
    Contribution,
    Contributor,
    Message,
    RemovalRequest,
    Rendition,
)
from archive.vault import KeyRing, site_key


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
