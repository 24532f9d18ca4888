"""All detectors over one text: what they suspect, once each, with every reason.

This module knows which detectors there are; the detectors know nothing of each other. `VERSION` is
kept with each rendition, and changes whenever the same text could give other findings;
`version_of` has it for each strength.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from archive.anonymise.detectors import (
    age,
    card,
    coined,
    date,
    email,
    handle,
    iban,
    id_number,
    ip,
    known,
    method,
    names,
    names_cued,
    nhs_number,
    nino,
    occupation,
    organisation,
    phone,
    place,
    postcode,
    propagation,
    relation,
    spelled_out,
    ssn,
    street_address,
    url,
)
from archive.anonymise.finding import Context, Finding
from archive.domain.words import Band

Detector = Callable[[str, Context], Iterable[Finding]]
Strength = Literal["rules", "full"]

_EDITION = 3
VERSION = f"rules {_EDITION}"
"""Of rules alone."""

DETECTORS: tuple[Detector, ...] = (
    email.find,
    url.find,
    phone.find,
    handle.find,
    age.find,
    date.find,
    nhs_number.find,
    nino.find,
    ssn.find,
    iban.find,
    card.find,
    ip.find,
    id_number.find,
    postcode.find,
    street_address.find,
    place.find,
    organisation.find,
    relation.find,
    occupation.find,
    coined.find,
    spelled_out.find,
    method.find,
)
"""Those that need see no more than one block."""

DOCUMENT_DETECTORS: tuple[Detector, ...] = (names.find, names_cued.find, known.find)
"""Those that learn from the whole text: what recurs, where it opens and how it is signed."""

LAST_DETECTORS: tuple[Detector, ...] = (propagation.find,)
"""Those that look again, with the names that all others found in `context.names`."""

_LIKELY_A_PERSON = 0.05
"""The score from which a name outweighs whatever else a detector sees there."""

_PERSONS = frozenset({"person", "person_initials", "person_spelled"})
"""Kinds that are somebody's name before they are anything else."""

STRONG = ("archive.anonymise.names_read", "archive.anonymise.detectors.ner_spacy")
"""Detectors of the `[ner]` extra: modules with `find` and `is_available() -> bool`. The first takes
the place of `names`."""

_SURE_ENOUGH = 0.5
"""The score from which a name is looked for in the rest of the text."""


def find_identifiers(
    text: str, context: Context | None = None, *, engine: Strength = "rules"
) -> tuple[Finding, ...]:
    """What could tell who somebody is, in reading order, none overlapping another.

    `text` is canonical; offsets are its code points. No finding crosses the blank line between two
    blocks. Where detectors overlap there is one finding over all they cover: confident if one of
    them was, of the kind (and with the suggestion) of the surest and then longest, with the
    reasons of all. What moderators decided to keep (`context.known`) is not found again.

    `"full"` adds the statistical engines; without the `[ner]` extra it raises `RuntimeError`.
    """
    context = context or Context()
    document = _document_detectors(engine)
    found = [
        *_in_blocks(text, context),
        *(part for find in document for whole in find(text, context) for part in _cut(text, whole)),
    ]
    found += list(_again(text, found, context))
    merged = map(_merged, _overlapping(sorted(found)))
    return tuple(finding for finding in merged if not _is_kept(text, finding, context))


def _again(text: str, found: list[Finding], context: Context) -> Iterator[Finding]:
    """What a second look finds that the first had not, knowing the names that it found."""
    informed = replace(context, names=(*context.names, *_names(text, found)))
    covered = bytearray(len(text))
    for finding in found:
        if finding.names_a_person:
            covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    for find in LAST_DETECTORS:
        for whole in find(text, informed):
            for part in _cut(text, whole):
                if not all(covered[part.start : part.end]):
                    yield part


def version_of(strength: Strength) -> str:
    """What is kept with a rendition whose text was read so ("full 3"; see `is_rules_alone`)."""
    return f"{strength} {_EDITION}"


def is_rules_alone(version: str) -> bool:
    """Whether findings recorded under this version were made without the statistical engines.

    Asked of the record, not of what is installed: an archive may have the `[ner]` extra and its
    texts may still have been read by rules alone. What is not known counts as rules alone.
    """
    return not version.startswith("full")


def full_is_available() -> bool:
    """Whether every engine of the `[ner]` extra can be used here."""
    return len(_strong_detectors_here()) == len(STRONG)


def _document_detectors(engine: Strength) -> tuple[Detector, ...]:
    if engine == "rules":
        return DOCUMENT_DETECTORS
    others = (find for find in DOCUMENT_DETECTORS if find is not names.find)
    return (*_strong_detectors(), *others)


def _strong_detectors() -> tuple[Detector, ...]:
    if not full_is_available():
        raise RuntimeError("The strong engine is off: install the [ner] extra.")
    return _strong_detectors_here()


def _strong_detectors_here() -> tuple[Detector, ...]:
    """Those whose module and libraries are installed; imported only here, since they are heavy."""
    modules = [import_module(name) for name in STRONG if find_spec(name)]
    return tuple(module.find for module in modules if module.is_available())


def _in_blocks(text: str, context: Context) -> Iterator[Finding]:
    for start, block in _blocks(text):
        for find in DETECTORS:
            for finding in find(block, context):
                yield replace(finding, start=start + finding.start, end=start + finding.end)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for block in text.split("\n\n"):
        yield start, block
        start += len(block) + 2


def _cut(text: str, finding: Finding) -> Iterator[Finding]:
    """A finding over the whole text in parts that each lie in one block."""
    surface = text[finding.start : finding.end]
    if "\n\n" not in surface:
        yield finding
        return
    for start, part in _blocks(surface):
        if part.strip():
            begin = finding.start + start + len(part) - len(part.lstrip())
            yield replace(finding, start=begin, end=begin + len(part.strip()))


def _names(text: str, found: Iterable[Finding]) -> tuple[str, ...]:
    """The surfaces of persons' names, of which a detector is sure enough, once each."""
    return tuple(
        dict.fromkeys(
            text[finding.start : finding.end]
            for finding in found
            if finding.names_a_person and finding.score >= _SURE_ENOUGH
        )
    )


def _is_kept(text: str, finding: Finding, context: Context) -> bool:
    """Whether a moderator decided before to keep this surface."""
    if not context.known:
        return False
    decision = context.known.get(text[finding.start : finding.end].casefold())
    return decision is not None and decision.keep


def _overlapping(found: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Sorted findings in groups, each a chain of overlaps."""
    group: list[Finding] = []
    reach = 0
    for finding in found:
        if group and finding.start >= reach:
            yield group
            group = []
        group.append(finding)
        reach = max(reach, finding.end)
    if group:
        yield group


def _merged(group: list[Finding]) -> Finding:
    """One finding for a chain of overlapping ones."""
    if len(group) == 1:
        return group[0]
    surest = max(group, key=_certainty)
    if surest.band is Band.CHECK and surest.kind not in _PERSONS:
        # a place that may as well be a person is a person
        names = [one for one in group if one.kind in _PERSONS and one.score >= _LIKELY_A_PERSON]
        surest = max(names or group, key=_certainty)
    return replace(
        surest,
        start=group[0].start,
        end=max(finding.end for finding in group),
        detector=" + ".join(dict.fromkeys(finding.detector for finding in group)),
        why="; ".join(dict.fromkeys(finding.why for finding in group)),
    )


def _certainty(finding: Finding) -> tuple[bool, float, int]:
    return finding.band is Band.CONFIDENT, finding.score, finding.end - finding.start
