"""Tables in prose: a sentence says itself what is to be found, in «guillemets»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from archive.anonymise.finding import Context, Finding

Find = Callable[[str, Context], Iterable[Finding]]


def unmarked(sentence: str) -> str:
    """The sentence as somebody would have written it."""
    return re.sub("[«»]", "", sentence)


def marked(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding put between guillemets."""
    pieces, end = [], 0
    for finding in sorted(findings):
        pieces += [text[end : finding.start], "«", text[finding.start : finding.end], "»"]
        end = finding.end
    return "".join([*pieces, text[end:]])


def only(find: Find, text: str) -> Finding:
    """The one finding of a text that has exactly one."""
    findings = list(find(text, Context()))
    assert len(findings) == 1, f"expected one finding, not {findings}"
    return findings[0]
