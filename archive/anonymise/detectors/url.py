"""Web addresses: with a scheme, with `www.`, or bare ("example.org/about"), also with the dots
bracketed away. A link to one's own page names a person as surely as the name does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import AT, WORD
from archive.domain.words import Band

_REST = r"[^\s<>\"“”«»`^{}|\\]"
_WHOLE = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,15}}://|(?<![{WORD}])www\d?\.){_REST}++", re.IGNORECASE
)
_HOST = re.compile(
    rf"(?<![{WORD}{AT}.-])(?P<host>[{WORD}-]++(?:\.[{WORD}-]++)++)"
    rf"(?P<rest>(?::\d{{2,5}}+)?(?:[/?#]{_REST}*+)?)"
)
_BRACKETED = re.compile(
    rf"(?<![{WORD}{AT}.-])[{WORD}-]++(?:\s?[\[(]\s?(?:\.|dot)\s?[\])]\s?[{WORD}-]++)++"
    rf"(?:/{_REST}*+)?",
    re.IGNORECASE,
)

_ENDINGS = frozenset(
    "ac ai app art au biz blog br ca care cc ch club cn co com cz de design dev dk edu ee es eu "
    "fi fm foundation fr gg gov gr group hr hu ie il info io jp kr life live ltd lu lv me media "
    "mil mx name net news nhs nl nu nz one online onion org page ph pl press pro pub ro rocks rs "
    "ru se sg shop si site sk social space store studio support team tech tk today tr tv tw ua uk "
    "website wiki work world wtf xyz za zone".split()
)
_ALSO_WORDS = frozenset("art care fm life live me media name news one page press pro work".split())
"""Endings that a sentence without a space after its full stop could begin with ("tired.Life")."""

_NEVER_LAST = ".,;:!?'’*_~…"
_MAY_HOLD = re.compile(rf"://|[{WORD}]\.[{WORD}]|[\[(]\s?(?:\.|dot)\s?[\])]", re.IGNORECASE).search


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every web address in `text`, without the punctuation of the sentence it stands in."""
    if not _MAY_HOLD(text):
        return
    whole: list[tuple[int, int]] = []
    for match in _WHOLE.finditer(text):
        whole.append((match.start(), _end(match)))
        yield _finding(*whole[-1], "a web address")
    covered = _Covered(whole)
    for match in _HOST.finditer(text):
        if match.start() not in covered and _is_host(match["host"], match["rest"]):
            yield _finding(match.start(), _end(match), "the name of a website")
    for match in _BRACKETED.finditer(text):
        yield _finding(match.start(), match.end(), "a web address with its dots spelled out")


class _Covered:
    """Answers, for starts that only grow, whether they lie in one of some spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans, reverse=True)

    def __contains__(self, start: int) -> bool:
        while self._spans and self._spans[-1][1] <= start:
            self._spans.pop()
        return bool(self._spans) and self._spans[-1][0] <= start


def _finding(start: int, end: int, why: str) -> Finding:
    return Finding(start, end, "url", Band.CONFIDENT, "url", why, "[web address]")


def _is_host(host: str, rest: str) -> bool:
    """Whether dotted words are a website's name, and not abbreviations or a missing space."""
    labels = host.split(".")[1:]
    for label in labels:
        ending = label.lower()
        if rest.startswith("/") and len(rest) > 1 and len(label) == 2 and label.isalpha():
            return True  # bit.ly/3x, youtu.be/x: any country will do before a path
        if ending in _ENDINGS and label in {ending, ending.upper()}:
            return ending not in _ALSO_WORDS or len(labels) > 1 or rest != ""
    return False


def _end(match: re.Match[str]) -> int:
    """Where the address ends once closing punctuation is left to the sentence.

    A bracket stays when it was opened inside: "…/wiki/Naltrexone_(drug)".
    """
    address = match.group()
    unopened = {
        ")": address.count(")") - address.count("("),
        "]": address.count("]") - address.count("["),
    }
    end = len(address)
    while end > 1 and (address[end - 1] in _NEVER_LAST or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return match.start() + end
