"""What a reviewer goes through before saying "I read it whole": HIPAA's eighteen, and ours.

The first group is the list of identifiers of HIPAA's Safe Harbor, 45 CFR 164.514(b)(2)(i)(A) to
(R). The second is what tells who somebody is in texts such as these. An engine fills it in; no line
of it says that something is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

Group = Literal["hipaa", "ours"]

AUTHOR: Final = "author"
"""The kind of a mark on the name of somebody who wrote in the thread."""

OTHER: Final = "other"
"""The kind of a mark that somebody made without saying what it is."""


class State(StrEnum):
    """How an item stands. `NONE` is that nobody marked any, never that there is none.

    `NOT_IN_TEXT` is what no words can hold: a fingerprint, a photograph.
    """

    NONE = "none"
    HIDDEN = "hidden"
    KEPT = "kept"
    OPEN = "open"
    NOT_IN_TEXT = "not_in_text"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list, and the kinds of marks it counts."""

    key: str
    label: str
    group: Group
    kinds: frozenset[str] = frozenset()
    in_text: bool = True

    def counts(self, mark: Mark) -> bool:
        """Whether this mark belongs here; a title's counts for the title, whatever it is."""
        if self.key == TITLE:
            return mark.in_title
        return mark.kind in self.kinds or (self.key == ANY_OTHER and mark.kind not in KNOWN)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something suspected or decided: its kind, and whether it is hidden, kept or open."""

    kind: str
    state: State
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """An item as it stands: `count` marks are in `state`, the weightiest of those there are."""

    key: str
    label: str
    group: Group
    state: State
    count: int


TITLE: Final = "title"
ANY_OTHER: Final = "any_other"
_PERSONS = ("person", "person_initials", "person_spelled")


def _hipaa(key: str, label: str, *kinds: str, in_text: bool = True) -> Item:
    return Item(key, label, "hipaa", frozenset(kinds), in_text)


def _ours(key: str, label: str, *kinds: str) -> Item:
    return Item(key, label, "ours", frozenset(kinds))


ITEMS: Final = (
    _hipaa("names", "Names", *_PERSONS, AUTHOR),
    _hipaa("places", "Places smaller than a state", "place", "postcode", "street_address"),
    _hipaa("dates", "Dates finer than a year, exact ages", "date", "age"),
    _hipaa("phones", "Telephone numbers", "phone"),
    _hipaa("faxes", "Fax numbers (found as telephone numbers)", "fax"),
    _hipaa("emails", "E-mail addresses", "email"),
    _hipaa("social_security", "Social security and national insurance numbers", "ssn", "nino"),
    _hipaa("medical_records", "Medical record numbers", "nhs_number", "medical_record"),
    _hipaa("health_plans", "Numbers of a health insurance", "health_plan"),
    _hipaa("accounts", "Account and card numbers", "iban", "card"),
    _hipaa("licences", "Numbers of certificates and licences", "licence"),
    _hipaa("vehicles", "Vehicles and number plates", "vehicle"),
    _hipaa("devices", "Numbers of devices", "device"),
    _hipaa("web_addresses", "Web addresses", "url"),
    _hipaa("ip_addresses", "IP addresses", "ip"),
    _hipaa("biometrics", "Fingerprints, voice prints", in_text=False),
    _hipaa("photographs", "Photographs of a face", in_text=False),
    _hipaa(ANY_OTHER, "Any other number or mark of one person", "id_number", "handle", OTHER),
    _ours("others", "Names of others", *_PERSONS),
    _ours("authors", "Names and pen-names of those who wrote in the thread", AUTHOR),
    _ours(
        "employers", "Employers, schools, clinics", "organisation", "institution", "school",
        "employer",
    ),
    _ours("relations", "Family relations that point to one person", "relation"),
    _ours("occupations", "Rare jobs", "occupation"),
    _ours("phrases", "Phrases by which the source is found", "coined"),
    _ours("methods", "Method and dose", "method"),
    _ours("links", "Links and handles", "url", "handle"),
    _ours(TITLE, "The title"),
)  # fmt: skip
"""Every line, in the order in which it is read."""

KNOWN: Final = frozenset(kind for item in ITEMS for kind in item.kinds)
"""Kinds that have a line; any other counts as a mark of one person."""

_WEIGHT: Final = (State.OPEN, State.KEPT, State.HIDDEN)


def filled_in(marks: Iterable[Mark]) -> tuple[ChecklistLine, ...]:
    """The list as these marks leave it: open before kept, kept before hidden."""
    given = tuple(marks)
    return tuple(_line(item, given) for item in ITEMS)


def snapshot(lines: Iterable[ChecklistLine]) -> dict[str, list[str | int]]:
    """`{key: [state, count]}`, to be kept with what was attested. Holds no word of a text."""
    return {line.key: [line.state.value, line.count] for line in lines}


def of_snapshot(kept: Mapping[str, list[str | int]]) -> tuple[ChecklistLine, ...]:
    """The lines of a snapshot, in today's order; items that it does not know are left out."""
    return tuple(
        ChecklistLine(
            item.key,
            item.label,
            item.group,
            State(str(kept[item.key][0])),
            int(kept[item.key][1]),
        )
        for item in ITEMS
        if item.key in kept
    )


def _line(item: Item, marks: tuple[Mark, ...]) -> ChecklistLine:
    if not item.in_text:
        return ChecklistLine(item.key, item.label, item.group, State.NOT_IN_TEXT, 0)
    found = Counter(mark.state for mark in marks if item.counts(mark))
    state = next((state for state in _WEIGHT if found[state]), State.NONE)
    return ChecklistLine(item.key, item.label, item.group, state, found[state])
