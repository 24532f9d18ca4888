"""Findings gathered by the words they lie over, so that a reviewer decides once for each.

Pure functions over what the gate disclosed. A group's decision goes for the whole thread unless
the reviewer says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.domain.labels import UNNAMED
from archive.domain.surface import form_of
from archive.domain.words import Band
from archive.gate.occurrences import AROUND, Occurrence
from archive.gate.persons import DisclosedPerson
from archive.gate.staff_disclosed import DisclosedFinding

KIND_WORDS = {
    "person": "name",
    "person_or_other": "perhaps a name",
    "person_initials": "initials",
    "person_spelled": "spelled-out name",
    "known_person": "hidden elsewhere",
    "street_address": "street address",
    "id_number": "number of a document",
    "nhs_number": "NHS number",
    "nino": "National Insurance number",
    "ssn": "social security number",
    "iban": "bank account",
    "card": "bank card",
    "ip": "internet address",
    "url": "web address",
    "email": "e-mail address",
    "phone": "telephone number",
    "handle": "user name",
    "organisation": "organisation or employer",
    "occupation": "job",
    "relation": "relation",
    "coined": "words that find the source",
    "method": "method or dose",
    "date": "date",
    "age": "age",
}
"""What a kind is called on the page; others are said as they are."""

_BETWEEN_REASONS = re.compile("[;,] ")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one surface form, decided together.

    `form` is what they have in common, `surface` how the first of them is written; kind and
    suggestion are the surest one's. `elsewhere` counts places in the thread's other texts, None
    where nobody counted. `in_title` counts those in the title. `person` is the row of the label
    that readers see, 0 where there is none yet. `rungs` are less exact wordings, the least loss
    first.
    """

    form: str
    surface: str
    kind: str
    band: Band
    reasons: tuple[str, ...]
    suggestion: str
    ids: tuple[int, ...]
    in_title: int
    elsewhere: int | None = None
    person: int = 0
    rungs: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """The finding that the list links to."""
        return self.ids[0]

    @property
    def kind_words(self) -> str:
        """The kind in the words of the page."""
        return KIND_WORDS.get(self.kind, self.kind.replace("_", " "))

    @property
    def first_reasons(self) -> tuple[str, ...]:
        """As many as are read at a glance."""
        return self.reasons[:2]

    @property
    def more_reasons(self) -> tuple[str, ...]:
        """The others, for who looks closer."""
        return self.reasons[2:]

    @property
    def offered(self) -> str:
        """What accepting puts there; which letter a new person gets is not known before."""
        if self.is_person and self.suggestion in UNNAMED:
            return "[Person …]"
        return self.suggestion or "masked"

    @property
    def is_person(self) -> bool:
        """Whether the words are somebody's name, and so get a label of the discussion."""
        return "person" in self.kind

    @property
    def everywhere(self) -> int | None:
        """Places in the whole thread, where they were counted."""
        return None if self.elsewhere is None else len(self.ids) + self.elsewhere


def groups_of(
    findings: Sequence[DisclosedFinding], in_title: Sequence[DisclosedFinding] = ()
) -> tuple[Group, ...]:
    """Findings by surface form, in order of first appearance, the title's first.

    A group with anything left to check waits for a person, however sure the rest of it is.
    """
    gathered: dict[str, list[DisclosedFinding]] = {}
    for finding in (*in_title, *findings):
        gathered.setdefault(form_of(finding.surface), []).append(finding)
    titled = {finding.id for finding in in_title}
    return tuple(_group(form, group, titled) for form, group in gathered.items())


def with_persons(groups: Iterable[Group], persons: Iterable[DisclosedPerson]) -> tuple[Group, ...]:
    """The groups that already have a label in the discussion, with it and how often it stands."""
    labelled = {form_of(s): person for person in persons for s in person.surfaces}
    return tuple(
        _labelled(group, labelled[group.form]) if group.form in labelled else group
        for group in groups
    )


def at_whole_words(place: Occurrence) -> Occurrence:
    """The place with what stands around it cut between words, and an ellipsis where it was cut."""
    before, after = place.before, place.after
    if len(before) == AROUND:
        before = "…\N{NO-BREAK SPACE}" + before.partition(" ")[2]
    if len(after) == AROUND:
        after = after.rpartition(" ")[0] + "\N{NO-BREAK SPACE}…"
    return replace(place, before=before, after=after)


def _labelled(group: Group, person: DisclosedPerson) -> Group:
    suggestion = person.label if group.is_person else group.suggestion
    return replace(group, person=person.id, suggestion=suggestion, elsewhere=person.elsewhere)


def _group(form: str, findings: list[DisclosedFinding], titled: set[int]) -> Group:
    surest = min(findings, key=lambda finding: finding.band != Band.CONFIDENT)  # the first of them
    return Group(
        form=form,
        surface=findings[0].surface,
        kind=surest.kind,
        band=Band.CHECK if any(f.band == Band.CHECK for f in findings) else Band.CONFIDENT,
        reasons=tuple(dict.fromkeys(r for r in _BETWEEN_REASONS.split(surest.why) if r)),
        suggestion=surest.suggestion,
        ids=tuple(finding.id for finding in findings),
        in_title=sum(finding.id in titled for finding in findings),
    )
