"""What was found of what people marked, and what was flagged without need.

- A mention is **covered** when every code point of it but white space lies under findings of its
  own sort: for a person, findings of any kind that contains `person`; for anything else, findings
  of any kind. **By any**: under findings of any kind at all. **Strict**: one finding has its very
  span, and is of its own sort.
- An **entity** is one surface, casefolded, of one kind in one document. It is covered when each of
  its mentions is: one leaked mention tells as much as all (Pilán et al. 2022, TAB).
- A finding is **right** when it meets a mention of its own sort; **false** is one that meets none.
  A name flag that meets a public figure counts as neither.
- A document **leaks** when a person's mention in it is not covered.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from archive.anonymise.evaluation.annotated import KEEP, PUBLIC, Document, Mention
from archive.anonymise.finding import Finding
from archive.domain.words import Band

Find = Callable[[str], Sequence[Finding]]

_LIKE_AN_AGENCY = frozenset({"organisation", "institution", "school", "employer"})
_WHERE = frozenset({"place", "street_address", "postcode"})
_NUMBERS = frozenset({"nhs_number", "nino", "ssn", "iban", "card", "id_number", "phone"})
_SORTS = (_LIKE_AN_AGENCY, _WHERE, _NUMBERS, frozenset({"email", "url", "handle"}))
"""Kinds that count for each other in precision: a moderator who sees one sees the other."""


@dataclass(slots=True)
class Recall:
    """Of the mentions of one kind, in numbers."""

    mentions: int = 0
    covered: int = 0
    by_any: int = 0
    strict: int = 0
    confident: int = 0
    """Covered by confident findings alone: what rendition 0 masks."""
    entities: int = 0
    entities_covered: int = 0


@dataclass(slots=True)
class Precision:
    """Of the findings of one kind and band, in numbers."""

    findings: int = 0
    right: int = 0


@dataclass(slots=True)
class Measured:
    """All that was counted over some documents."""

    documents: int = 0
    words: int = 0
    characters: int = 0
    seconds: float = 0.0
    """Of processor time, on all cores together."""
    recall: defaultdict[str, Recall] = field(default_factory=lambda: defaultdict(Recall))
    precision: defaultdict[tuple[str, Band], Precision] = field(
        default_factory=lambda: defaultdict(Precision)
    )
    documents_with_persons: int = 0
    documents_leaking: int = 0
    name_flags: int = 0
    false_name_flags: int = 0
    false_flags: int = 0
    kept: int = 0
    kept_flagged: int = 0
    """Mentions that must stay, and those of them that a name flag meets."""

    @property
    def characters_per_second(self) -> float:
        """On one core."""
        return self.characters / self.seconds if self.seconds else 0.0

    @property
    def false_names_per_thousand_words(self) -> float:
        """Name flags that meet no person, per 1,000 words."""
        return 1000 * self.false_name_flags / self.words if self.words else 0.0

    @property
    def false_per_thousand_words(self) -> float:
        """Flags of every kind that meet nothing of their sort, per 1,000 words."""
        return 1000 * self.false_flags / self.words if self.words else 0.0

    def covered(self, kind: str) -> float:
        """The share of a kind's mentions that is covered; 1 where there are none."""
        recall = self.recall.get(kind)
        return recall.covered / recall.mentions if recall and recall.mentions else 1.0

    def entities_covered(self, kind: str) -> float:
        """The share of a kind's entities that is covered; 1 where there are none."""
        recall = self.recall.get(kind)
        return recall.entities_covered / recall.entities if recall and recall.entities else 1.0


def measure(documents: Iterable[Document], find: Find) -> Measured:
    """Run `find` over each text and count."""
    measured = Measured()
    for document in documents:
        began = time.process_time()
        findings = find(document.text)
        measured.seconds += time.process_time() - began
        count(measured, document, findings)
    return measured


def count(measured: Measured, document: Document, findings: Sequence[Finding]) -> None:
    """Add one document and what was found in it."""
    measured.documents += 1
    measured.characters += len(document.text)
    measured.words += sum(any(map(str.isalnum, word)) for word in document.text.split())
    sought = [one for one in document.mentions if one.kind not in (KEEP, PUBLIC)]
    _count_recall(measured, document.text, sought, findings)
    _count_precision(measured, document.mentions, findings)
    names = _points(one for one in findings if one.names_a_person)
    for mention in document.mentions:
        if mention.kind == KEEP:
            measured.kept += 1
            measured.kept_flagged += not names.isdisjoint(range(mention.start, mention.end))


def missed(document: Document, findings: Sequence[Finding]) -> list[Mention]:
    """The mentions of a document that are not covered, for whoever tunes a detector."""
    return [
        one
        for one in document.mentions
        if one.kind not in (KEEP, PUBLIC) and not _covers(document.text, one, _own(one, findings))
    ]


def _count_recall(
    measured: Measured, text: str, sought: list[Mention], findings: Sequence[Finding]
) -> None:
    every = _points(findings)
    names = _points(one for one in findings if one.names_a_person)
    sure = [one for one in findings if one.band is Band.CONFIDENT]
    sure_every = _points(sure)
    sure_names = _points(one for one in sure if one.names_a_person)
    entities: dict[tuple[str, str], bool] = {}
    for mention in sought:
        recall = measured.recall[mention.kind]
        person = _is_person(mention.kind)
        covered = _covers(text, mention, names if person else every)
        recall.mentions += 1
        recall.covered += covered
        recall.by_any += _covers(text, mention, every)
        recall.confident += _covers(text, mention, sure_names if person else sure_every)
        recall.strict += any(
            (one.start, one.end) == (mention.start, mention.end) and _fits(one.kind, mention.kind)
            for one in findings
        )
        entity = mention.kind, text[mention.start : mention.end].casefold()
        entities[entity] = entities.get(entity, True) and covered
    for (kind, _), covered in entities.items():
        measured.recall[kind].entities += 1
        measured.recall[kind].entities_covered += covered
    persons = [covered for (kind, _), covered in entities.items() if _is_person(kind)]
    measured.documents_with_persons += bool(persons)
    measured.documents_leaking += not all(persons)


def _count_precision(
    measured: Measured, mentions: Sequence[Mention], findings: Sequence[Finding]
) -> None:
    for finding in findings:
        met = [one for one in mentions if one.start < finding.end and finding.start < one.end]
        if any(one.kind == PUBLIC for one in met):
            continue
        right = any(_fits(finding.kind, one.kind) for one in met)
        precision = measured.precision[finding.kind, finding.band]
        precision.findings += 1
        precision.right += right
        measured.false_flags += not right
        if finding.names_a_person:
            measured.name_flags += 1
            measured.false_name_flags += not right


def _is_person(kind: str) -> bool:
    return "person" in kind


def _fits(found: str, marked: str) -> bool:
    if _is_person(found) or _is_person(marked):
        return _is_person(found) and _is_person(marked)
    return found == marked or any(found in sort and marked in sort for sort in _SORTS)


def _own(mention: Mention, findings: Sequence[Finding]) -> set[int]:
    person = _is_person(mention.kind)
    return _points(one for one in findings if one.names_a_person or not person)


def _points(findings: Iterable[Finding]) -> set[int]:
    """Every code point that lies under some finding."""
    return set(chain.from_iterable(range(one.start, one.end) for one in findings))


def _covers(text: str, mention: Mention, points: set[int]) -> bool:
    return all(
        place in points or text[place].isspace() for place in range(mention.start, mention.end)
    )
