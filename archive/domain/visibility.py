"""THE rule: who may see a contribution for what, written once, as data.

A tree of positive conditions over facts of one contribution. `holds` evaluates it here, the gate
compiles the same tree to one `Q` for lists and single reads, and the search mask takes its times
from it. There is no general NOT (in SQL, NOT over NULL is a leak); an unknown fact is a no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from archive.domain.words import STAFF_ROLES, Purpose, Role, Status, Voice


@dataclass(frozen=True, slots=True)
class Later:
    """The moment stored in `fact` lies after now; NULL is a no."""

    fact: str


@dataclass(frozen=True, slots=True)
class NotLater:
    """The moment stored in `fact` is now or past; NULL is a no."""

    fact: str


@dataclass(frozen=True, slots=True)
class Is:
    """`fact` equals `value`; `None` asks for NULL."""

    fact: str
    value: str | bool | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds. No parts: yes."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds. No parts: no."""

    parts: tuple[Rule, ...]


Rule = Later | NotLater | Is | AllOf | AnyOf
Facts = Mapping[str, Any]

FACTS = (
    "status",
    "voice",
    "signed_off",
    "voice_cleared",
    "hidden",
    "staff_only",
    "embargo_until",
    "read_until",
    "find_until",
    "research_until",
    "quote_until",
    "machine_until",
    "held",
    "reread",
    "was_public",
    "contributed",
    "hold_until",
    "review_from",
    "review_until",
)
"""Every fact the rule may ask for. The gate maps each to a column; a test says all are mapped."""

NEVER = AnyOf(())
OPENED = AllOf(
    (
        Is("status", Status.APPROVED.value),
        Is("signed_off", True),
        Is("voice_cleared", True),
        Is("hidden", False),
        Is("held", False),
        Is("staff_only", False),
        AnyOf((Is("embargo_until", None), NotLater("embargo_until"))),
        AnyOf((Is("reread", False), Is("was_public", True))),
    )
)
OWN_EXPERIENCE = AnyOf(
    tuple(Is("voice", v.value) for v in (Voice.FIRST_PERSON, Voice.MIXED, Voice.COMMENTARY))
)
READ = AllOf((OPENED, Later("read_until")))
FIND = AllOf((READ, Later("find_until")))
RESEARCH = AllOf((OPENED, Later("research_until")))
QUOTE = AllOf((RESEARCH, Later("quote_until"), OWN_EXPERIENCE))
MACHINE = AllOf((OPENED, Later("machine_until"), OWN_EXPERIENCE))
REVIEWABLE = AnyOf(
    tuple(Is("status", s.value) for s in Status if s not in (Status.ERASED, Status.UNREAD))
)
REVIEW = AllOf(
    (
        REVIEWABLE,
        AnyOf((Is("contributed", False), Later("hold_until"))),
        AnyOf((Is("review_from", None), NotLater("review_from"))),
        AnyOf((Is("review_until", None), Later("review_until"))),
    )
)
"""Staff's own branch: what its writer lets a person prepare, from when she slept on it until the
day by which somebody should have read it. Imports have none of these ends."""

_RULES: dict[Purpose, Rule] = {
    Purpose.READ: READ,
    Purpose.FIND: FIND,
    Purpose.RESEARCH: RESEARCH,
    Purpose.QUOTE: QUOTE,
    Purpose.MACHINE: MACHINE,
    Purpose.REVIEW: REVIEW,
}
_MAY_ASK = {
    Role.READER: {Purpose.READ, Purpose.FIND},
    Role.CONTRIBUTOR: {Purpose.READ, Purpose.FIND},
    Role.RESEARCHER: {Purpose.READ, Purpose.FIND, Purpose.RESEARCH, Purpose.QUOTE},
} | {role: {Purpose.READ, Purpose.FIND, Purpose.REVIEW} for role in STAFF_ROLES}


def rule_for(role: Role, purpose: Purpose) -> Rule:
    """The rule for a role and a purpose; a purpose the role has no part in is `NEVER`."""
    return _RULES[purpose] if purpose in _MAY_ASK.get(role, ()) else NEVER


def holds(rule: Rule, facts: Facts, now: datetime) -> bool:
    """Whether `facts` satisfy `rule` at `now` (aware). A missing or NULL fact is a no."""
    match rule:
        case Later(fact):
            moment = facts.get(fact)
            return moment is not None and moment > now
        case NotLater(fact):
            moment = facts.get(fact)
            return moment is not None and moment <= now
        case Is(fact, value):
            return fact in facts and facts[fact] == value
        case AllOf(parts):
            return all(holds(part, facts, now) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts, now) for part in parts)
        case _:
            assert_never(rule)


def explain(rule: Rule, facts: Facts, now: datetime) -> tuple[tuple[bool, str], ...]:
    """Each condition of the rule with its answer, in words."""
    return tuple((holds(part, facts, now), _in_words(part)) for part in _conditions(rule))


def times(rule: Rule, facts: Facts) -> tuple[datetime | None, datetime | None]:
    """`(from, until)` between which the time conditions of the rule hold; None is unbounded.

    Only meaningful where every other condition holds: the index keeps both, so that a query sees
    expiry and embargo at once.
    """
    match rule:
        case Later(fact):
            return None, facts.get(fact)
        case NotLater(fact):
            return facts.get(fact), None
        case AllOf(parts):
            starts, ends = zip(*(times(part, facts) for part in parts), strict=True)
            since = max((start for start in starts if start is not None), default=None)
            return since, min((end for end in ends if end is not None), default=None)
        case AnyOf(parts):
            settled = any(isinstance(p, Is) and facts.get(p.fact) == p.value for p in parts)
            timed = [part for part in parts if isinstance(part, Later | NotLater)]
            return (None, None) if settled or not timed else times(timed[0], facts)
        case _:
            return None, None


def ignoring_time(rule: Rule) -> Rule:
    """The rule without its embargoes: what may wait in an index for its day."""
    match rule:
        case AllOf(parts):
            return AllOf(tuple(ignoring_time(part) for part in parts if not _is_embargo(part)))
        case _:
            return rule


def _is_embargo(rule: Rule) -> bool:
    return isinstance(rule, AnyOf) and any(isinstance(part, NotLater) for part in rule.parts)


def _conditions(rule: Rule) -> Iterator[Rule]:
    match rule:
        case AllOf(parts):
            for part in parts:
                yield from _conditions(part)
        case _:
            yield rule


_WORDS = {
    Is("status", "approved"): "a person has reviewed and approved it",
    Is("signed_off", True): "its writer said yes to this wording, or that was waived",
    Is("voice_cleared", True): "it is clear whose experience it tells, cleared by two if another's",
    Is("hidden", False): "nobody has asked to hide it",
    Is("held", False): "it does not repeat a text that was taken away",
    Is("staff_only", False): "its discussion is not kept to staff",
    OPENED.parts[6]: "no embargo stands",
    OPENED.parts[7]: "nobody has to read it again before readers see it for the first time",
    OWN_EXPERIENCE: "it does not tell another person's experience",
    REVIEWABLE: "it has not been erased, nor left unread for too long",
    REVIEW.parts[1]: "it was imported, or its writer lets a person prepare it",
    REVIEW.parts[2]: "its writer is not sleeping on it",
    REVIEW.parts[3]: "the time in which it had to be read has not run out",
    NEVER: "this role has no part in this purpose",
}


def _in_words(rule: Rule) -> str:
    if isinstance(rule, Later):
        return f"permission to {rule.fact.removesuffix('_until')} is given and has not expired"
    return _WORDS.get(rule, repr(rule))
