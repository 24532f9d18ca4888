"""Receipts of invented people, for tests of what is written from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from archive.domain.receipts import ConsentStep, Controller, NoticeMark, Receipt, records_of
from archive.domain.words import Scope

SENT = datetime(2027, 3, 3, 9, 30, tzinfo=UTC)
MADE = datetime(2027, 3, 10, 18, 0, tzinfo=UTC)
FIVE_YEARS = timedelta(days=1826)
NOTICE = NoticeMark("en", 3, hashlib.sha256(b"The third wording").hexdigest())
REF = "7q3k9mz2w8p4hx7q"
CONTROLLER = Controller(
    name="Alice Example Trust",
    address="1 Example Road, Exampleton EX1 1EX",
    contact="steward@archive.example",
    website="https://archive.example/",
    jurisdiction="GB",
    storage_location="IE",
)


def steps(answers: Mapping[Scope, str] | None = None) -> list[ConsentStep]:
    """An answer to every scope, sent in with the text; `answers` names the actions, else refused.

    What takes back comes a day later and follows a yes, as in life.
    """
    answers = answers or {}
    numbers = count(1)
    taken: list[ConsentStep] = []
    for scope in Scope:
        action = answers.get(scope, "refused")
        if action in ("withdrawn", "revoked", "expired"):
            taken.append(
                ConsentStep(next(numbers), scope, "given", SENT, SENT + FIVE_YEARS, NOTICE)
            )
            by_subject = action == "withdrawn"
            later = SENT + timedelta(days=1)
            taken.append(ConsentStep(next(numbers), scope, action, later, by_subject=by_subject))
        else:
            until = SENT + FIVE_YEARS if action in ("given", "renewed", "basis") else None
            notice = None if action == "basis" else NOTICE
            taken.append(ConsentStep(next(numbers), scope, action, SENT, until, notice))
    return taken


PLAIN_YES = {Scope.HOLD: "given", Scope.READ: "given", Scope.FIND: "given"}
EVERY_STATE = {
    Scope.HOLD: "given",
    Scope.READ: "renewed",
    Scope.FIND: "withdrawn",
    Scope.RESEARCH: "revoked",
    Scope.QUOTE: "refused",
    Scope.MACHINE: "expired",
    Scope.MAILBOX: "basis",
    Scope.AFTER: "refused",
}


def a_receipt(
    answers: Mapping[Scope, str] | None = None,
    *,
    only: Scope | None = None,
    controller: Controller = CONTROLLER,
    now: datetime = MADE,
    replaces: str = "",
) -> Receipt:
    """A receipt for one text; `only` keeps the record of one scope."""
    records = records_of(REF, steps(PLAIN_YES if answers is None else answers), now, sent_at=SENT)
    return Receipt(
        id="receipt-0002",
        subject="subject-bx81",
        made_at=now,
        address="https://archive.example/return/",
        controller=controller,
        records=tuple(each for each in records if only in (None, each.scope)),
        replaces=replaces,
    )
