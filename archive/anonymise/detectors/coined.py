"""Phrases that find their source in a search engine: hashtags, titles of what somebody made, and
words somebody coined. One such phrase undoes all other masks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import WORD
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_HASHTAG = re.compile(rf"(?<![\w&/#])#(?=\d*[^\W\d_])[{WORD}]{{3,}}+")
_OPEN, _CLOSE = "\"“‘'«*_", "\"”’'»*_"
_QUOTED = rf"[{_OPEN}](?P<quoted>[^{_OPEN}{_CLOSE}\n][^\"“”«»\n]{{1,80}}?)[{_CLOSE}](?!\w)"
_MADE = (
    r"(?:blog|vlog|podcast|channel|youtube|book|e-?book|memoir|autobiography|novel|website|"
    r"site|web ?page|page|facebook group|group|"
    r"newsletter|substack|column|zine|album|song|single|ep|band|film|documentary|short film|"
    r"play|thesis|dissertation|paper|article|essay|"
    r"poem|poetry collection|exhibition|show|campaign|charity|foundation|petition|subreddit|"
    r"forum|server|tiktok|instagram|account|app|"
    r"shop|etsy|business|company|startup|cafe|café|screen ?name|pen ?name|user ?name|"
    r"nickname|stage name|handle)"
)
_OWN = re.compile(
    rf"\b(?:my|our|his|her|their|I (?:wrote|made|released|published|run|ran|started|founded|"
    rf"host|write|set up)(?: an?| the)?)"
    rf"(?: \w+){{0,2}}? {_MADE}s?\b,?(?: (?:is|was|are))?(?: (?:called|titled|entitled|"
    rf"named|on|about|under|as))?,?:? ?"
    rf"(?:{_QUOTED}|(?-i:(?P<title>[A-Z0-9][\w’'-]*(?: (?:[A-Z0-9][\w’'-]*|of|the|and|in|to|"
    rf"a|my|for|with|on|is|&))*[ ][A-Z0-9][\w’'-]*|[A-Z][\w’'-]*(?=[.,;!?)]|$))))",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"\b(?:(?:I|we) (?:(?:always|jokingly|privately|used to|would|like to|"
    rf"still) )*(?:call(?:ed)?|named?|nicknamed?|dub(?:bed)?|coined|christened)(?: (?:it|"
    rf"this|them|that|him|her|these|my \w+|the \w+))?(?: (?:my|the|a|an))?"
    rf"|(?:known|knew|referred to)(?: (?:it|me|him|her))?(?: \w+)? as|nick-?named|"
    rf"coined the (?:term|phrase|word)|(?:search|google) (?:for )?|went viral (?:as|with)|"
    rf"tattoo (?:that )?(?:says|saying|of)|headline(?: was| read)?) ?{_QUOTED}",
    re.IGNORECASE,
)
_TRIGGERS = frozenset(
    "blog vlog podcast channel youtube book ebook memoir autobiography novel website site "
    "webpage page group newsletter substack column zine "
    "album song single ep band film documentary play thesis dissertation paper article "
    "essay poem collection exhibition show campaign charity "
    "foundation petition subreddit forum server tiktok instagram account app shop etsy "
    "business company startup cafe café name screenname penname "
    "username nickname handle".split()
)
_CALLS = frozenset(
    "call called name named nickname nicknamed dub dubbed coined christened known knew "
    "referred search google viral tattoo headline".split()
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every such phrase, to be checked, without its quotation marks."""
    if "#" in text:
        for match in _HASHTAG.finditer(text):
            yield _finding(*match.span(), "a hashtag leads to whoever used it")
    words = words_of(text)
    if not _TRIGGERS.isdisjoint(words):
        for match in _OWN.finditer(text):
            group = "quoted" if match["quoted"] else "title"
            yield _finding(*match.span(group), "the name of something somebody made")
    if not _CALLS.isdisjoint(words):
        for match in _CALLED.finditer(text):
            yield _finding(*match.span("quoted"), "a phrase of somebody's own")


def _finding(start: int, end: int, why: str) -> Finding:
    return Finding(start, end, "coined", Band.CHECK, "coined", why, "[phrase removed]", 0.5)
