"""Which states of a demo contribution go together. The archive's own rules decide in the end; these
catch a slip of the pen before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from archive.domain.words import Consent, Scope, Status, Treatment, Voice
from archive.management.demo.discussion import DemoContribution
from archive.management.strict_toml import Table


def refuse_impossible_states(table: Table, contribution: DemoContribution) -> None:
    """Raise `InvalidInput`, with the table's place, for the first thing that cannot be."""
    for complaint in (*_of_review(contribution), *_of_consent(contribution)):
        table.refuse(complaint)


def _of_review(one: DemoContribution) -> Iterable[str]:
    about_others = one.voice in {Voice.SECOND_HAND, Voice.MIXED}
    decided = one.status in {Status.APPROVED, Status.ERASED}
    if one.status is Status.WAITING:
        if one.reviewer or one.redactions or one.passages or one.voice is not Voice.UNCLEAR:
            yield "while it waits nothing is decided: no reviewer, no voice, no layers."
    elif not one.reviewer:
        yield "somebody reviewed it: “reviewer” is missing."
    if decided and one.voice is Voice.UNCLEAR:
        yield "it cannot be approved while its voice is unclear."
    if one.status is Status.SECOND_PERSON and not about_others:
        yield "only what tells of somebody else waits for a second person."
    if one.second_reviewer and not (decided and about_others):
        yield "a second person clears only what tells of somebody else, and last."
    if one.second_reviewer and one.second_reviewer == one.reviewer:
        yield "the second person must be another account."
    if decided and one.voice is Voice.SECOND_HAND and not one.second_reviewer:
        yield "a second-hand account is approved by two: “second_reviewer” is missing."
    if (one.status is Status.REFUSED) != bool(one.reason):
        yield "a refusal has a reason, and nothing else has."
    if (one.status is Status.ERASED) != bool(one.erased_by):
        yield "erased texts say who erased them (“erased_by”), and no others do."


def _of_consent(one: DemoContribution) -> Iterable[str]:
    answered = one.consent in {Consent.GIVEN, Consent.WITHDRAWN, Consent.EXPIRED}
    if answered and Scope.HOLD not in one.scopes:
        yield "consent begins with the scope hold."
    if one.consent in {Consent.UNKNOWN, Consent.REFUSED} and one.scopes:
        yield "without consent there are no scopes."
    if one.voice is Voice.SECOND_HAND and {Scope.QUOTE, Scope.MACHINE} & set(one.scopes):
        yield "a second-hand account is never for quote or machine."
    if (one.consent is Consent.EXPIRED) != (one.consented_until is not None):
        yield "expired consent says when it ended (“consented_until”), and no other does."
    if one.consented_until and (
        one.consented_at is None or one.consented_until <= one.consented_at
    ):
        yield "consent must begin (“consented_at”) before it ends."


def refuse_wandering_pseudonyms(table: Table, contributions: Iterable[DemoContribution]) -> None:
    """Refuse one name under two pseudonyms in the same discussion.

    Two names may share one: aliases are merged.
    """
    pseudonyms: dict[str, str] = {}
    for one in contributions:
        for redaction in one.redactions:
            if redaction.treatment is not Treatment.PSEUDONYM:
                continue
            known = pseudonyms.setdefault(redaction.words, redaction.replacement)
            if known != redaction.replacement:
                table.refuse(
                    f"“{redaction.words}” is {known} and, in “{one.key}”, {redaction.replacement}."
                )
