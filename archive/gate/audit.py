"""The audit chain: every decision leaves a link, written in the decision's own transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.models import AuditEvent, AuditHead, User

OPERATOR = "command line"
FIRST = "0" * 64


def actor_name(by: User | None) -> str:
    """The account's name, or the command line where nobody signed in."""
    return by.username if by is not None else OPERATOR


def record(verb: str, *, ref: str = "", by: User | str | None = None, **detail: Any) -> None:
    """Add a link. `detail` holds codes, counts and ids only, never words of a contribution."""
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(
            pk=1, defaults={"digest": FIRST}
        )
        event = AuditEvent(
            at=timezone.now(),
            actor=by if isinstance(by, str) else actor_name(by),
            verb=verb,
            ref=ref,
            detail=detail,
            previous=head.digest,
        )
        event.digest = digest_of(event)
        event.save()
        AuditHead.objects.filter(pk=1).update(digest=event.digest)


def digest_of(event: AuditEvent) -> str:
    """SHA-256 over the link's canonical JSON and the digest before it."""
    fields = [
        event.previous,
        event.at.isoformat(),
        event.actor,
        event.verb,
        event.ref,
        event.detail,
    ]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def verify_audit() -> int | None:
    """None where the chain is whole, else the id of the first link that does not fit."""
    previous = FIRST
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous != previous or event.digest != digest_of(event):
            return int(event.pk)
        previous = event.digest
    return None
