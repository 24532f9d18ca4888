"""Everything that stands under a return code, as JSON for its owner (GDPR, articles 15 and 20).

Her originals, what others see of them, every consent event with the notice it was given under, her
letters, requests about her texts, and claims. Never the return code, and nothing of anybody else:
who prepared or decided something is not named. The form is described in docs/contributing.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from archive.domain.receipts import ConsentStep
from archive.gate.own_disclosed import MailboxLine, MyClaim, MyPage, MyRemoval, MyText

FORMAT: Final = "firsthand-own-data"
VERSION: Final = 1
"""Counts up when a field changes its meaning or goes; new fields do not change it."""

ANSWERS: Final[Mapping[str, str]] = {
    "given": "you said yes",
    "renewed": "you renewed your yes",
    "refused": "you said no",
    "withdrawn": "you took it back",
    "revoked": "the archive ended it",
    "expired": "it ended by itself",
    "basis": "the archive opened it without asking you",
}
"""A consent event's action in words, for her."""


def as_file(page: MyPage, made_at: datetime) -> bytes:
    """UTF-8 JSON, indented; the same page and time give the same bytes."""
    return (json.dumps(own_data(page, made_at), ensure_ascii=False, indent=2) + "\n").encode()


def own_data(page: MyPage, made_at: datetime) -> dict[str, Any]:
    """All of it as plain data. Times are ISO 8601 in UTC, offsets code points from 0."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _time(made_at),
        "subject": page.subject,
        "texts": [_text(text) for text in page.texts],
        "claims": [_claim(claim) for claim in page.claims],
    }


def _text(text: MyText) -> dict[str, Any]:
    return {
        "ref": text.ref,
        "discussion": {"slug": text.discussion, "title": text.title},
        "kind": text.kind.value,
        "imported": text.imported,
        "sent_on": text.sent_on.isoformat(),
        "status": text.status.value,
        "refused_for": text.refused_for,
        "consent": text.consent.value,
        "public_now": text.public,
        "was_public": text.was_public,
        "voice": text.voice.value,
        "pen_name": text.pen_name,
        "last_read_at": _time(text.last_read_at),
        "reviewed_at": _time(text.reviewed_at),
        "sign_off": {
            "chosen": text.sign_off.value if text.sign_off else "",
            "given": text.signed_off,
        },
        "original": {
            "text": text.original,
            "formatting": [[s.start, s.end, s.kind, s.value] for s in text.formatting],
        },
        "wording": {
            "which": text.wording,
            "text": text.shown,
            "changes": [
                {
                    "start": start,
                    "end": end,
                    "was": text.original[start:end],
                    "now": replacement,
                }
                for start, end, replacement in text.edits
            ],
        },
        "passages": [
            {
                "start": passage.start,
                "end": passage.end,
                "words": text.shown[passage.start : passage.end],
                "voice": passage.voice.value,
                "themes": [theme.label for theme in passage.themes],
            }
            for passage in text.passages
        ],
        "allowed_until": {
            scope.scope.value: _time(scope.until) if scope.allowed else None
            for scope in text.scopes
        },
        "consent_events": [_step(step) for step in text.steps],
        "letters": [_letter(line) for line in text.mailbox],
        "removal_requests": [_removal(asked) for asked in text.removals],
    }


def _step(step: ConsentStep) -> dict[str, Any]:
    notice = step.notice
    return {
        "number": step.number,
        "scope": step.scope.value,
        "action": step.action,
        "at": _time(step.at),
        "until": _time(step.until),
        "notice": {
            "language": notice.language,
            "version": notice.version,
            "sha256": notice.sha256,
        }
        if notice
        else None,
    }


def _letter(line: MailboxLine) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "from_archive": line.from_staff,
        "sent_at": _time(line.sent_at),
        "words": line.words,
    }


def _removal(asked: MyRemoval) -> dict[str, Any]:
    return {
        "reason": asked.reason,
        "words": asked.words,
        "asked_at": _time(asked.asked_at),
        "decision": asked.decision,
    }


def _claim(claim: MyClaim) -> dict[str, Any]:
    return {
        "ref": claim.ref,
        "discussion_title": claim.discussion_title,
        "token": claim.token,
        "asked_at": _time(claim.asked_at),
        "decision": claim.decision,
    }


def _time(moment: datetime | date | None) -> str | None:
    if not isinstance(moment, datetime):
        return moment.isoformat() if moment else None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
