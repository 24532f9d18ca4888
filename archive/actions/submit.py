"""Send a draft: from here on a moderator may read it, or in 48 hours where she sleeps on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.arriving import quotations
from archive.actions.distress import distress_of
from archive.actions.drafts import standing_draft
from archive.actions.import_rows import findings_of, suspected, suspicion
from archive.actions.label_content import own_labels, suggestions
from archive.actions.pen_names import demand_not_at_source
from archive.actions.pseudonyms import Labels
from archive.domain import languages, warrant
from archive.domain.consent import DEFAULT_TERM, column
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.markup import paragraphs
from archive.domain.retention import READ_WITHIN
from archive.domain.return_code import ReturnCode, check_groups, groups_to_ask
from archive.domain.words import Because, Consent, Kind, Scope, Treatment
from archive.gate import audit, hiding
from archive.gate.bodies import DraftBody, OriginalBody
from archive.gate.drafting import Decision, draft
from archive.gate.looking import context_for, own_context
from archive.models import (
    ConsentEvent,
    ContentLabel,
    Contribution,
    Contributor,
    Discussion,
    Draft,
    Finding,
    Notice,
    Original,
    Redaction,
    Rendition,
)
from archive.vault import site_key

SLEEP = timedelta(hours=48)
"""How long nobody reads what she sleeps on."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Under which ref the text stands, and whose page shows it."""

    ref: str
    contributor: int


def submit(
    *, draft: str, typed: Mapping[int, str] | None = None, contributor: int | None = None
) -> Sent:
    """Make a contribution of a draft, under its own code or one's page (`contributor`).

    `typed` are the two groups of the code typed back, by number. Raises `InvalidInput` where they
    do not fit, `Conflict` where nothing was chosen yet or the same text was sent already.
    """
    with warrant.opened("contributor", "submit"), transaction.atomic():
        waiting, ring, body = standing_draft(draft)
        if body.scopes is None or body.notice is None:
            raise Conflict("Nothing was chosen for this text yet.", hint="Answer the questions.")
        discussion = Discussion.objects.select_for_update().get(pk=waiting.discussion_id)
        if not discussion.takes_texts:
            raise Conflict("This discussion takes no more texts.")
        owner = _owner(body, typed, contributor)
        demand_not_at_source(body.pen_name, owner.pk)
        row = _write(waiting, discussion, owner, ring, body)
        _write_text(row, ring, body)
        _write_consent(row, body)
        row.save()
        waiting.delete()
        outbox.note_changed([row.ref])
        audit.record("submit", ref=row.ref, by="contributor", scopes=sorted(body.scopes))
        return Sent(row.ref, owner.pk)


def _owner(
    body: DraftBody, typed: Mapping[int, str] | None, contributor: int | None
) -> Contributor:
    if contributor is not None:
        owner = Contributor.objects.filter(pk=contributor).first()
        if owner is None:
            raise NotFound("Your page is not there any more.", hint="Enter your code again.")
        return owner
    if not body.code:
        raise Conflict("There is no return code yet.")
    code = ReturnCode(body.code[:9], body.code[9:])
    if typed is None or set(typed) != set(groups_to_ask(code)):
        raise InvalidInput("Type both groups of the code.", code="groups_missing")
    check_groups(code, typed)
    return Contributor.objects.create(locator=code.locator, verifier=verifier_of(code))


def verifier_of(code: ReturnCode) -> str:
    """What is kept of a code: an HMAC under the site key; 130 bits need no slow hash."""
    return site_key.digest("return code", code.locator, code.verifier)


def _write(
    waiting: Draft,
    discussion: Discussion,
    owner: Contributor,
    ring: vault.KeyRing,
    body: DraftBody,
) -> Contribution:
    now = timezone.now()
    wording = site_key.digest("wording", "", body.text)
    rows = Contribution.objects.filter(discussion=discussion)
    if rows.filter(text_digest=wording, contributed=True).exists():
        raise Conflict("The same text has been sent already.", hint="Nothing was sent twice.")
    review_from = now + SLEEP if body.sleeps else None
    return Contribution.objects.create(
        ref=waiting.ref,
        discussion=discussion,
        parent_id=waiting.parent_id,
        kind=Kind.COMMENT.value,
        order=(rows.aggregate(last=Max("order"))["last"] or 0) + 1,
        source_digest=f"told {waiting.ref}",
        text_digest=wording,
        voice=body.voice.value,
        consent=Consent.GIVEN.value,
        contributed=True,
        contributor=owner,
        pen_name=ring.seal(waiting.ref, "contribution.pen_name", body.pen_name)
        if body.pen_name
        else None,
        author_number=_number(rows.filter(contributor=owner).first(), rows),
        sign_off=body.sign_off.value if body.sign_off else "",
        review_from=review_from,
        review_until=(review_from or now) + READ_WITHIN,
        on_start=waiting.on_start,
        on_end=waiting.on_end,
        written_at=now.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
        characters=len(body.text),
        language=languages.guessed(body.text),
    )


def _number(same: Contribution | None, rows: object) -> int:
    """One number for one writer in a discussion, so that she can be followed without a name."""
    if same is not None and same.author_number:
        return same.author_number
    highest: int | None = rows.aggregate(highest=Max("author_number"))["highest"]  # type: ignore[attr-defined]
    return (highest or 0) + 1


def _write_text(row: Contribution, ring: vault.KeyRing, body: DraftBody) -> None:
    """The original, what the detectors suspect, what she hides herself, and what she saw of it.

    What she saw knows of nobody else in the thread, or her page would tell her who is named there;
    what a moderator works with does.
    """
    original = OriginalBody(body.text, "", paragraphs(body.text))
    Original.objects.create(
        contribution=row, body=ring.seal(row.ref, "original.body", original.dumps())
    )
    fields = {"text": body.text}
    alone = suspected(fields, own_context(body.pen_name))
    in_thread = suspected(fields, context_for(row.discussion))
    findings = findings_of(in_thread.found, fields, row.pk, Labels(row.discussion))
    _write_labels(row, body)
    own = hiding.hidden_by_writer(body.text, body.hides)
    findings += quotations(row, body.text, findings)
    Finding.objects.bulk_create(findings)
    row.distress = distress_of(body.text, findings).value
    words = json.dumps({"replacement": hiding.OWN_MASK, "note": ""}, ensure_ascii=False)
    Redaction.objects.bulk_create(
        Redaction(
            contribution=row,
            start=edit.start,
            end=edit.end,
            treatment=Treatment.MASK.value,
            kind="writer",
            words=ring.seal(row.ref, "redaction.words", words),
            reason=Because.WRITER.value,
        )
        for edit in own
    )
    decisions = [
        Decision(0, "text", e.start, e.end, Treatment.MASK, "writer", e.replacement, "", "")
        for e in own
    ]
    masked = findings_of(alone.found, fields, row.pk, None)
    seen = draft(original, map(suspicion, masked), decisions)
    row.latest = Rendition.objects.create(
        contribution=row,
        number=0,
        body=ring.seal(row.ref, "rendition.body", seen.dumps()),
        engine=in_thread.engine,
    )


def _write_labels(row: Contribution, body: DraftBody) -> None:
    """What she says that it holds stands; what cues suggest besides waits for a person."""
    own = own_labels(row.pk, body.labels)
    chosen = {one.label for one in own}
    cued = [one for one in suggestions(row.pk, [body.text]) if one.label not in chosen]
    ContentLabel.objects.bulk_create([*own, *cued])


def _write_consent(row: Contribution, body: DraftBody) -> None:
    """One event a scope, the refused ones included, under the notice she read."""
    until = timezone.now() + DEFAULT_TERM
    assert body.notice is not None
    notice = Notice.objects.get(pk=body.notice)
    for scope in Scope:
        given = scope in (body.scopes or ())
        ConsentEvent.objects.create(
            contribution=row,
            scope=scope.value,
            action="given" if given else "refused",
            until=until if given else None,
            notice=notice,
        )
        setattr(row, column(scope), until if given else None)
