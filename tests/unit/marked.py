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


def outlined(text: str, findings: Iterable[Finding]) -> str:
    """The text with everything that lies under some finding between guillemets, overlaps joined."""
    spans: list[list[int]] = []
    for finding in sorted(findings):
        if spans and finding.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], finding.end)
        else:
            spans.append([finding.start, finding.end])
    for start, end in reversed(spans):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text


def only(find: Find, text: str) -> Finding:
    """The one finding of a text that has exactly one."""
    findings = list(find(text, Context()))
    assert len(findings) == 1, f"expected one finding, not {findings}"
    return findings[0]
