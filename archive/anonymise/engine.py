"""All detectors over one text: what they suspect, once each, with every reason.

This module knows which detectors there are; the detectors know nothing of each other. `VERSION` is
kept with each rendition, and changes whenever the same text could give other findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from archive.anonymise.detectors import age, date, email, handle, phone, url
from archive.anonymise.finding import Finding
from archive.domain.words import Band

VERSION = "rules 1"

DETECTORS: tuple[Callable[..., Iterable[Finding]], ...] = (
    email.find,
    url.find,
    phone.find,
    handle.find,
    age.find,
    date.find,
)


def find_identifiers(text: str, locale: str = "en-GB") -> tuple[Finding, ...]:
    """What could tell who somebody is, in reading order, none overlapping another.

    `text` is canonical; offsets are its code points. No finding crosses the blank line between two
    blocks. Where detectors overlap there is one finding over all they cover: confident if one of
    them was, of the kind (and with the suggestion) of the surest and then longest, with the
    reasons of all.
    """
    found = sorted(
        replace(finding, start=start + finding.start, end=start + finding.end)
        for start, block in _blocks(text)
        for find in DETECTORS
        for finding in find(block, locale=locale)
    )
    return tuple(map(_merged, _overlapping(found)))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for block in text.split("\n\n"):
        yield start, block
        start += len(block) + 2


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
    surest = max(group, key=lambda finding: (finding.band is Band.CONFIDENT, _length(finding)))
    return replace(
        surest,
        start=group[0].start,
        end=max(finding.end for finding in group),
        detector=" + ".join(dict.fromkeys(finding.detector for finding in group)),
        why="; ".join(dict.fromkeys(finding.why for finding in group)),
    )


def _length(finding: Finding) -> int:
    return finding.end - finding.start
