"""The archive's words as closed sets. The values are what is stored, printed and exported."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a contribution is within its discussion."""

    ESSAY = "essay"
    COMMENT = "comment"


class Voice(StrEnum):
    """Whose experience a contribution or passage tells."""

    FIRST_PERSON = "first_person"
    SECOND_HAND = "second_hand"
    MIXED = "mixed"
    COMMENTARY = "commentary"
    UNCLEAR = "unclear"


class Status(StrEnum):
    """Where a contribution stands in review."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"
    SECOND_PERSON = "second_person"
    APPROVED = "approved"
    REFUSED = "refused"
    UNREAD = "unread"
    ERASED = "erased"


class Consent(StrEnum):
    """What is recorded of an author's agreement; `EXPIRED` is judged when asked, never stored."""

    UNKNOWN = "unknown"
    BASIS = "basis"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Scope(StrEnum):
    """One thing a contributor may allow. Stored independently, each with its own end."""

    HOLD = "hold"
    READ = "read"
    FIND = "find"
    RESEARCH = "research"
    QUOTE = "quote"
    MACHINE = "machine"
    MAILBOX = "mailbox"
    AFTER = "after"


class SignOff(StrEnum):
    """What a contributor chose about wording: to be asked, or that hiding more needs no question.

    `HIDE_MORE` counts only for a wording that hides more than she saw when she sent the text.
    """

    ASK = "ask"
    HIDE_MORE = "hide_more"


class Grade(StrEnum):
    """How far a withdrawal goes; each takes what the ones before it take."""

    RESEARCH = "research"
    UNPUBLISH = "unpublish"
    ERASE = "erase"


class Letter(StrEnum):
    """What a message in a contributor's mailbox is. The first three hold words, the rest none."""

    QUESTION = "question"
    ANSWER = "answer"
    OBJECTION = "objection"
    DISPUTE_THEME = "dispute_theme"
    DISPUTE_VOICE = "dispute_voice"
    NEW_WORDING = "new_wording"
    HIDDEN_MORE = "hidden_more"
    REFUSED = "refused"
    REMOVAL_ASKED = "removal_asked"
    REMOVAL_ANSWERED = "removal_answered"
    HELD = "held"
    CLAIM_ANSWERED = "claim_answered"


class Role(StrEnum):
    """Who looks. A reader and a contributor have no account; the others are `User.role`."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    MODERATOR = "moderator"
    LEAD = "lead"
    RESEARCHER = "researcher"
    STEWARD = "steward"


STAFF_ROLES = frozenset({Role.MODERATOR, Role.LEAD, Role.STEWARD})


class Purpose(StrEnum):
    """What for. The scopes of the same name decide; `REVIEW` is staff's own branch."""

    READ = "read"
    FIND = "find"
    RESEARCH = "research"
    QUOTE = "quote"
    MACHINE = "machine"
    REVIEW = "review"


class Audience(StrEnum):
    """Whose search index: one each, so that no statistic of one leaks into another."""

    PUBLIC = "public"
    RESEARCH = "research"
    STAFF = "staff"


class Band(StrEnum):
    """How sure a detector is: `CONFIDENT` findings are masked in rendition 0."""

    CONFIDENT = "confident"
    CHECK = "check"


class Treatment(StrEnum):
    """What a redaction does with its span."""

    PSEUDONYM = "pseudonym"
    GENERALISE = "generalise"
    MASK = "mask"
    KEEP = "keep"


class Because(StrEnum):
    """Why words were let stand; the last two: who else than a reviewer hid them."""

    POINTS_TO_NOBODY = "points_to_nobody"
    PUBLIC_FIGURE = "public_figure"
    TOO_WIDE = "too_wide"
    NOT_WHAT_IT_SEEMS = "not_what_it_seems"
    WRITER = "writer"
    REMOVAL = "removal"


class AnchorState(StrEnum):
    """How sure the archive is of where a passage lies on a rendition."""

    ANCHORED = "anchored"
    NEEDS_REVIEW = "needs_review"
    ORPHANED = "orphaned"


class AnchorMethod(StrEnum):
    """How an anchor was found."""

    MADE = "made"
    MAP = "map"
    EXACT = "exact"
    FUZZY = "fuzzy"
    NONE = "none"
