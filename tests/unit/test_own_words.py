"""What a contributor is told of her text, state by state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.domain.words import Consent, Kind, Letter, Scope, SignOff, Status, Voice
from archive.gate.own_disclosed import AllowedScope, MailboxLine, MyClaim, MyRemoval, MyText
from archive.web.contributing import words

NOW = datetime(2025, 5, 12, 9, tzinfo=UTC)
LATER, PAST = NOW + timedelta(days=1000), NOW - timedelta(days=3)


def allowed(scope: Scope, until: datetime | None = LATER) -> AllowedScope:
    return AllowedScope(
        scope=scope,
        action="given" if until else "refused",
        at=PAST,
        until=until,
        allowed=until is not None and until > NOW,
        notice_language="en",
        notice_version=1,
        notice_sha256="0" * 64,
        number=1,
    )


TEXT = MyText(
    ref="r1",
    discussion="d1",
    title="Coming off",
    kind=Kind.COMMENT,
    status=Status.WAITING,
    consent=Consent.GIVEN,
    voice=Voice.FIRST_PERSON,
    public=False,
    was_public=False,
    sent_on=date(2025, 5, 1),
    review_from=None,
    review_until=NOW + timedelta(days=60),
    last_read_at=None,
    reviewed_at=None,
    refused_for="",
    signed_off=False,
    sign_off=SignOff.ASK,
    hidden=False,
    held=False,
    pen_name="",
    original="Odile drove.",
    formatting=(),
    shown="[name] drove.",
    shown_formatting=(),
    wording="draft",
    number=0,
    edits=((0, 5, "[name]"),),
    scopes=(allowed(Scope.HOLD), allowed(Scope.READ), allowed(Scope.FIND)),
    passages=(),
    mailbox=(),
    removals=(),
    imported=False,
)
READ = replace(TEXT, last_read_at=NOW - timedelta(days=2), review_until=None)
APPROVED = replace(READ, status=Status.APPROVED, wording="public")
PUBLISHED = replace(APPROVED, public=True, was_public=True, signed_off=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT, "Nobody has read it yet. It waits for a person, until 11 July 2025 at most."),
        (
            replace(TEXT, review_from=NOW + timedelta(days=2)),
            "Nobody reads it before 14 May 2025, as you wished. Readers do not see it.",
        ),
        (
            replace(TEXT, review_until=PAST),
            "Nobody has read it yet. It should have been read by now. "
            "You can send it again, or erase it.",
        ),
        (
            replace(TEXT, status=Status.UNREAD),
            "Nobody has read it yet. It was not read in time, so nobody here can read it any "
            "more. You can send it again, or erase it.",
        ),
        (
            replace(READ, status=Status.IN_REVIEW),
            "A person read it two days ago. A person is preparing it. Readers do not see it.",
        ),
        (
            replace(PUBLISHED, status=Status.IN_REVIEW),
            "A person read it two days ago. It is published, and somebody is looking at it "
            "again. One thing is hidden.",
        ),
        (
            replace(APPROVED, status=Status.SECOND_PERSON),
            "A person read it two days ago. One person has prepared it. A second one has to "
            "agree, because it tells of somebody else. Readers do not see it. "
            "One thing is hidden.",
        ),
        (
            APPROVED,
            "A person read it two days ago. It is ready, and waits for your yes. Readers do not "
            "see it before. One thing is hidden.",
        ),
        (PUBLISHED, "A person read it two days ago. It is published. One thing is hidden."),
        (
            replace(PUBLISHED, edits=()),
            "A person read it two days ago. It is published. Nothing in it was changed.",
        ),
        (
            replace(PUBLISHED, edits=((0, 1, "a"), (2, 3, "b"))),
            "A person read it two days ago. It is published. Two things are hidden.",
        ),
        (
            replace(PUBLISHED, wording="waiting"),
            "A person read it two days ago. It is published in the wording you know. A new "
            "wording waits for your yes. One thing is hidden.",
        ),
        (
            replace(READ, status=Status.REFUSED, refused_for="off_topic"),
            "A person read it two days ago. It was not taken in: it is not about what is "
            "discussed there, or it advertises. Readers do not see it.",
        ),
        (
            replace(READ, status=Status.REFUSED, refused_for="other"),
            "A person read it two days ago. It was not taken in: a person decided that it does "
            "not fit here. Readers do not see it.",
        ),
        (
            replace(PUBLISHED, public=False, hidden=True),
            "A person read it two days ago. It is hidden, because somebody asked for its "
            "removal. One thing is hidden.",
        ),
        (
            replace(PUBLISHED, public=False, consent=Consent.WITHDRAWN),
            "A person read it two days ago. You took back what you allowed. Readers do not see "
            "it. One thing is hidden.",
        ),
        (
            replace(PUBLISHED, public=False, consent=Consent.EXPIRED),
            "A person read it two days ago. What you allowed has ended. Readers no longer see "
            "it. One thing is hidden.",
        ),
        (
            replace(PUBLISHED, public=False, scopes=(allowed(Scope.HOLD),)),
            "A person read it two days ago. It is kept privately: you do not allow readers to "
            "see it. One thing is hidden.",
        ),
        (
            replace(TEXT, consent=Consent.WITHDRAWN),
            "Nobody has read it yet. You took back what you allowed. Readers do not see it.",
        ),
    ],
)
def test_each_state_is_said_in_plain_words(text: MyText, said: str) -> None:
    assert " ".join(words.state(text, NOW)) == said


def test_every_status_and_consent_has_its_words() -> None:
    for status in set(Status) - {Status.ERASED}:
        for consent in Consent:
            for public in (False, True):
                text = replace(PUBLISHED, status=status, consent=consent, public=public)
                assert all(words.state(text, NOW))


def test_no_sentence_uses_the_words_of_the_workshop() -> None:
    for status in set(Status) - {Status.ERASED}:
        for consent in Consent:
            said = " ".join(words.state(replace(PUBLISHED, status=status, consent=consent), NOW))
            for term in ("rendition", "redact", "tombstone", "scope", "pending", "consent"):
                assert term not in said.lower()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (TEXT, []),
        (APPROVED, ["wording"]),
        (PUBLISHED, []),
        (replace(PUBLISHED, wording="waiting"), ["wording"]),
        (replace(APPROVED, consent=Consent.WITHDRAWN), []),
        (replace(TEXT, status=Status.UNREAD), ["again"]),
        (replace(TEXT, review_until=PAST), ["again"]),
        (replace(PUBLISHED, scopes=(allowed(Scope.READ, PAST),)), ["allowed"]),
        (replace(PUBLISHED, scopes=(allowed(Scope.READ, None),)), []),
    ],
)
def test_what_waits_for_her_leads_to_its_place(text: MyText, parts: list[str]) -> None:
    assert [each.part for each in words.waiting(text, NOW)] == parts


def test_new_letters_wait_for_her_and_read_ones_do_not() -> None:
    line = MailboxLine(1, Letter.QUESTION, "When was it?", True, NOW, is_new=True)
    text = replace(PUBLISHED, mailbox=(line, replace(line, id=2), replace(line, is_new=False)))
    (found,) = words.waiting(text, NOW)
    assert found.words == "Two new letters are here for you."


def test_only_an_open_claim_that_somebody_else_wrote_it_can_be_contested() -> None:
    asked = MyRemoval(1, "i_wrote_it", "", NOW, True, "")
    settled = replace(asked, id=2, open=False, decision="show_again")
    about = replace(asked, id=3, reason="about_me")
    text = replace(PUBLISHED, removals=(asked, settled, about))
    assert words.contestable(text) == (asked,)
    assert words.waiting(text, NOW)[0].part == "asked"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            MyRemoval(1, "about_me", "Odile", NOW - timedelta(days=1), True, ""),
            "Somebody says that it is about them, yesterday. The words they pointed at are "
            "hidden until two people have decided.",
        ),
        (
            MyRemoval(1, "other", "", NOW, True, ""),
            "Somebody asked to have it removed, today. People of the archive have not decided yet.",
        ),
        (
            MyRemoval(1, "other", "", NOW, False, "keep_hidden"),
            "Somebody asked to have it removed, today. It was decided to keep it hidden.",
        ),
    ],
)
def test_a_request_of_somebody_else_is_told_without_who(asked: MyRemoval, said: str) -> None:
    assert " ".join(words.removal(asked, NOW)) == said


def test_every_kind_of_letter_has_its_words() -> None:
    for kind in Letter:
        for from_staff in (False, True):
            assert words.letter(MailboxLine(1, kind, "", from_staff, NOW, False))


def test_a_claim_says_what_happens_next() -> None:
    open_claim = MyClaim("r", "Coming off", "fh-1", NOW, "")
    said = {words.claim(replace(open_claim, decision=d)) for d in ("", "confirmed", "declined")}
    assert len(said) == 3


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ((allowed(Scope.READ, None),), "You allow nothing for this text."),
        (
            (allowed(Scope.READ, PAST),),
            "What you allowed ended on 9 May 2025. Readers no longer see the text.",
        ),
        ((allowed(Scope.READ),), "What you allow ends on 6 February 2028, by itself."),
        (
            (allowed(Scope.READ), allowed(Scope.FIND, LATER + timedelta(days=9))),
            "The first of what you allow ends on 6 February 2028, by itself.",
        ),
    ],
)
def test_the_end_of_what_she_allows_is_a_day(scopes: tuple[AllowedScope, ...], said: str) -> None:
    assert words.expiry(replace(TEXT, scopes=scopes), NOW) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "two days ago"),
        (13, "13 days ago"),
        (14, "two weeks ago"),
        (62, "eight weeks ago"),
        (63, "on 10 March 2025"),
        (-1, "today"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(days: int, said: str) -> None:
    assert words.ago(NOW - timedelta(days=days), NOW) == said
