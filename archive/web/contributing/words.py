"""How things stand with a text, said to its writer in plain sentences. Pure functions.

They say what happened and what she can do, and never more than the gate told her.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from archive.domain.words import Consent, Letter, Scope, SignOff, Status, Voice
from archive.gate.own_disclosed import MailboxLine, MyClaim, MyRemoval, MyText

NUMBERS: Final = "no one two three four five six seven eight nine ten eleven twelve".split()
MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()

ENDS_SOON: Final = timedelta(days=90)
"""How long before its end a yes is shown as something to renew."""

VOICES: Final[Mapping[Voice, str]] = {
    Voice.FIRST_PERSON: "about yourself",
    Voice.SECOND_HAND: "about somebody else",
    Voice.MIXED: "about yourself and about somebody else",
    Voice.COMMENTARY: "not about anybody’s own experience",
    Voice.UNCLEAR: "not decided yet",
}
REFUSED_FOR: Final[Mapping[str, str]] = {
    "off_topic": "it is not about what is discussed there, or it advertises.",
    "harmful": "it could harm who reads it.",
    "not_theirs_to_tell": "it tells of somebody who has not been asked.",
    "cannot_be_anonymised": "somebody would be recognised in it, whatever is hidden.",
}
"""By the codes of `actions.refuse`."""

LETTERS: Final[Mapping[Letter, str]] = {
    Letter.QUESTION: "The archive asks:",
    Letter.OBJECTION: "You objected to the wording:",
    Letter.DISPUTE_THEME: "You said that a theme is wrong:",
    Letter.DISPUTE_VOICE: "You said that it is wrong whose experience this is:",
    Letter.NEW_WORDING: "There is a wording that needs your yes.",
    Letter.HIDDEN_MORE: "More of your text was hidden. You can object to it on this page.",
    Letter.REFUSED: "Your text was not taken in.",
    Letter.REMOVAL_ASKED: "Somebody asked to have this text, or a part of it, removed.",
    Letter.REMOVAL_ANSWERED: "A request to remove this text, or a part of it, was decided.",
    Letter.HELD: "Your text repeats words of one that was taken back; a person looks at it.",
    Letter.CLAIM_ANSWERED: "Your claim was decided.",
}
"""Answers can be from either side: see `letter`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something only she can do: what, and the part of the text's page where it is done."""

    words: str
    part: str


# --- How a text stands ----------------------------------------------------------------------------


def state(text: MyText, now: datetime) -> tuple[str, ...]:
    """Who has read it, where it stands, and how much of it is hidden; one sentence each."""
    return (read_by(text, now), *standing(text, now), *hidden_things(text))


def read_by(text: MyText, now: datetime) -> str:
    """Whether a person has read it, and when last."""
    if text.last_read_at is not None:
        return f"A person read it {ago(text.last_read_at, now)}."
    if text.review_from is not None and text.review_from > now:
        return f"Nobody reads it before {day(text.review_from)}, as you wished."
    return "Nobody has read it yet."


def standing(text: MyText, now: datetime) -> tuple[str, ...]:
    """What that means for who sees it now."""
    match text.status:
        case Status.UNREAD:
            return (
                "It was not read in time, so nobody here can read it any more.",
                "You can send it again, or erase it.",
            )
        case Status.WAITING if not _may_be_kept(text):
            return (_private(text),)
        case Status.WAITING:
            return _waits_for_a_person(text, now)
        case Status.REFUSED:
            return (f"It was not taken in: {refused(text)} Readers do not see it.",)
        case Status.IN_REVIEW | Status.SECOND_PERSON if text.public:
            return ("It is published, and somebody is looking at it again.",)
        case Status.IN_REVIEW:
            return ("A person is preparing it. Readers do not see it.",)
        case Status.SECOND_PERSON:
            return (
                "One person has prepared it. A second one has to agree, because it tells of "
                "somebody else. Readers do not see it.",
            )
    if text.public:
        return _published(text)
    return (_private(text),)


def hidden_things(text: MyText) -> tuple[str, ...]:
    """How much of it others do not see; nothing while no person has prepared it."""
    if text.wording == "draft":
        return ()
    count = len(text.edits)
    if count == 0:
        return ("Nothing in it was changed.",)
    return (f"{number(count).capitalize()} {'thing is' if count == 1 else 'things are'} hidden.",)


def waiting(text: MyText, now: datetime) -> tuple[Waiting, ...]:
    """What waits for her, the most pressing first."""
    found = []
    if can_be_sent_again(text, now):
        found.append(Waiting("Nobody read it in time: send it again, or erase it.", "again"))
    if text.waits_for_yes and text.consent is Consent.GIVEN:
        found.append(Waiting("Your yes to the wording is needed.", "wording"))
    if contestable(text):
        found.append(Waiting("Somebody says that this text is theirs.", "asked"))
    new = sum(line.is_new for line in text.mailbox)
    if new:
        letters = "letter is" if new == 1 else "letters are"
        found.append(Waiting(f"{number(new).capitalize()} new {letters} here for you.", "letters"))
    if ends_soon(text, now):
        found.append(Waiting("What you allow ends soon, or has ended.", "allowed"))
    return tuple(found)


def can_be_sent_again(text: MyText, now: datetime) -> bool:
    """Whether nobody read it within the time there was for it."""
    late = (
        text.status in (Status.WAITING, Status.IN_REVIEW)
        and text.review_until is not None
        and text.review_until <= now
    )
    return text.status is Status.UNREAD or late


def contestable(text: MyText) -> tuple[MyRemoval, ...]:
    """Open requests of somebody who says she wrote it and lost the code."""
    return tuple(r for r in text.removals if r.open and r.reason == "i_wrote_it")


def ends_soon(text: MyText, now: datetime) -> bool:
    """Whether something she allowed ends within `ENDS_SOON`, or has ended by itself."""
    return text.until is not None and text.until <= now + ENDS_SOON


def expiry(text: MyText, now: datetime) -> str:
    """When what she allows ends."""
    if text.until is None:
        return "You allow nothing for this text."
    if text.until <= now:
        return f"What you allowed ended on {day(text.until)}. Readers no longer see the text."
    ends = {allowed.until for allowed in text.scopes if allowed.allowed and allowed.until}
    if len({end.date() for end in ends}) > 1:
        return f"The first of what you allow ends on {day(text.until)}, by itself."
    return f"What you allow ends on {day(text.until)}, by itself."


def refused(text: MyText) -> str:
    """Why it was not taken in."""
    return REFUSED_FOR.get(text.refused_for, "a person decided that it does not fit here.")


def wording(text: MyText) -> str:
    """Whose wording stands beside hers on the page."""
    match text.wording:
        case "waiting":
            return "What others would see, once you say yes"
        case "public" if text.public:
            return "What others see"
        case "public":
            return "What others would see"
        case _:
            return "What is hidden without anybody having looked"


def agreed(text: MyText) -> str:
    """What she chose about being asked, when she sent it."""
    if text.sign_off is SignOff.HIDE_MORE:
        return (
            "You chose: publish after review, if you only hide more than I saw. "
            "Any other change waits for your yes."
        )
    return "You chose: wait for my yes."


def studied(text: MyText) -> str:
    """Which research it has reached."""
    allowed = {scope.scope for scope in text.scopes if scope.allowed}
    if Scope.RESEARCH in allowed:
        return (
            "Approved researchers can study it here while you allow it. "
            "No file with it has been given out."
        )
    return "Researchers may not study it. No file with it has been given out."


def _published(text: MyText) -> tuple[str, ...]:
    if text.wording == "waiting":
        return ("It is published in the wording you know. A new wording waits for your yes.",)
    return ("It is published.",)


def _waits_for_a_person(text: MyText, now: datetime) -> tuple[str, ...]:
    sleeps = text.review_from is not None and text.review_from > now
    if text.review_until is None or sleeps:
        return ("Readers do not see it.",)
    if text.review_until <= now:
        return ("It should have been read by now.", "You can send it again, or erase it.")
    return (f"It waits for a person, until {day(text.review_until)} at most.",)


def _private(text: MyText) -> str:
    """Why readers do not see a text, the strongest reason first."""
    if text.hidden:
        return "It is hidden, because somebody asked for its removal."
    if text.held:
        return (
            "It is hidden for now: it repeats words of another text that was taken back, "
            "and a person has to look."
        )
    match text.consent:
        case Consent.WITHDRAWN:
            return "You took back what you allowed. Readers do not see it."
        case Consent.EXPIRED:
            return "What you allowed has ended. Readers no longer see it."
        case Consent.UNKNOWN:
            return "It was imported, and you have not allowed anything yet. Readers do not see it."
        case Consent.REFUSED:
            return "You allowed nothing. Readers do not see it."
    if not any(allowed.scope is Scope.READ and allowed.allowed for allowed in text.scopes):
        return "It is kept privately: you do not allow readers to see it."
    if text.reread:
        return "A person is reading it again. Readers do not see it before."
    if text.waits_for_yes:
        return "It is ready, and waits for your yes. Readers do not see it before."
    return "Readers do not see it now."


def _may_be_kept(text: MyText) -> bool:
    return text.consent not in (Consent.WITHDRAWN, Consent.EXPIRED, Consent.REFUSED)


# --- Letters, requests, claims --------------------------------------------------------------------


def letter(line: MailboxLine) -> str:
    """Who wrote, or what happened."""
    if line.kind is Letter.ANSWER:
        return "The archive answers:" if line.from_staff else "You wrote:"
    return LETTERS[line.kind]


def removal(asked: MyRemoval, now: datetime) -> tuple[str, ...]:
    """What somebody asked for, and how it was decided."""
    said = {
        "about_me": "Somebody says that it is about them",
        "i_wrote_it": "Somebody says that they wrote this and lost their code",
    }.get(asked.reason, "Somebody asked to have it removed")
    first = f"{said}, {ago(asked.asked_at, now)}."
    if asked.open and asked.words:
        return (first, "The words they pointed at are hidden until two people have decided.")
    if asked.open:
        return (first, "People of the archive have not decided yet.")
    return (first, _DECIDED.get(asked.decision, "It was decided."))


_DECIDED: Final[Mapping[str, str]] = {
    "erase": "It was decided to erase it.",
    "keep_hidden": "It was decided to keep it hidden.",
    "show_again": "It was decided to show it again.",
}


def claim(mine: MyClaim) -> str:
    """How a claim stands."""
    match mine.decision:
        case "confirmed":
            return "It is yours: it stands among your texts."
        case "declined":
            return "A person looked at the source and did not find the mark there."
        case _:
            return "A person looks for the mark at the source. You find the answer here."


# --- Days and numbers -----------------------------------------------------------------------------


def number(count: int) -> str:
    """In words up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def day(moment: date | datetime) -> str:
    """“5 May 2025”."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def month(moment: date | datetime) -> str:
    """“May 2025”."""
    return f"{MONTHS[moment.month - 1]} {moment.year}"


def ago(moment: datetime, now: datetime) -> str:
    """How long since, as one says it: by calendar days at first, then by weeks, then the day."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{number(days)} days ago"
    if days < 63:
        return f"{number(days // 7)} weeks ago"
    return f"on {day(moment)}"
