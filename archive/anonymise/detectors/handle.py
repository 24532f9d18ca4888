"""Handles: `@name` as people address each other in a thread, fediverse addresses, `u/name`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import AT, WORD
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.lexicon.listed import english_words
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_NAME = rf"[{WORD}]++(?:[.-][{WORD}]++)*+"
_HANDLE = re.compile(rf"(?<![\w{AT}/+.])[{AT}](?P<name>{_NAME})(?:[{AT}]{_NAME})?")
_ADDRESSED = re.compile(r"(?P<more>(?:[ ][A-Z][^\W\d_]++){1,2})(?=\s?[:,—–-]|\n|$)")
"""The rest of a full name in an opening such as "@Ada Example: I agree"."""
_REDDIT = re.compile(r"(?<![\w/])/?(?:u|user)/[A-Za-z0-9_-]{3,30}+", re.IGNORECASE)
_TAGGED = re.compile(rf"(?<![{WORD}])[{WORD}]{{2,32}}+#\d{{4}}(?!\d)")
_QUANTITY = re.compile(
    r"\d+(?:[.,]\d+)?(?:mg|mcg|µg|ug|g|kg|ml|mm|cm|am|pm|x|h|hrs?|min|k|p)?", re.IGNORECASE
)
"""What may stand behind an at sign without being anybody: "@50mg", "@5pm"."""
_SITE = (
    r"(?:insta(?:gram)?|ig|twitter|tik ?tok|snap(?:chat)?|discord|reddit|telegram|kik|steam|"
    r"xbox|psn|"
    r"skype|tumblr|youtube|twitch|github|facebook|fb|bluesky|mastodon|pinterest|deviantart|"
    r"ao3|wattpad|"
    r"user ?name|handle|screen ?name|gamer ?tag|nick(?:name)?|login|alias|pen ?name|forum name)"
)
_CUED = re.compile(
    rf"(?<!\w)(?P<site>{_SITE})(?:['’]?s)?(?:\s(?:name|handle|user ?name|account|id|tag|"
    rf"user|there|was|is|as|under|at|on)){{0,3}}"
    r"(?P<by>\s?[:=]\s?|['’]s\s|\s)[“\"‘'@]?(?P<name>[A-Za-z0-9](?:[\w.-]{1,29})(?<![.-]))",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\b(?:post(?:ed|ing|s)?|known|go(?:es)?|writ(?:e|es|ing)|comment(?:ed|ing)?|"
    r"sign(?:ed)? up|registered|blog(?:ged|ging)?) "
    r"(?:\w+ ){0,3}?(?:as|by|under) [“\"‘']?(?P<name>[A-Za-z0-9][\w.-]{2,29}(?<![.-]))",
    re.IGNORECASE,
)
_UNDERSCORED = re.compile(
    r"(?<![\w@/#.:-])[A-Za-z][A-Za-z0-9.]*+_[A-Za-z0-9_.]*[A-Za-z0-9](?![\w/@#]|\.\w)"
)
_NUMBERED = re.compile(r"(?<![\w@/#.:'’-])(?P<word>[A-Za-z]{5,20})\d{2,5}(?![\w%/@-]|[.,:]\d)")
_LIKE_A_HANDLE = re.compile(r"\d|_|[a-z][A-Z]|\w\.\w")
_OWN_NAME = re.compile(r"name|handle|tag|nick|login|alias", re.IGNORECASE)
_CUES = frozenset(
    "insta instagram ig twitter tiktok tik snap snapchat discord reddit telegram kik steam "
    "xbox psn skype tumblr "
    "youtube twitch github facebook fb bluesky mastodon pinterest deviantart ao3 wattpad "
    "username user handle "
    "screenname screen gamertag gamer nick nickname login alias penname forum".split()
)
_AS_CUES = frozenset("as by under".split())


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every handle in `text`, with the at sign."""
    yield from _addressed(text)
    words = words_of(text)
    if not _CUES.isdisjoint(words):
        for match in _CUED.finditer(text):
            said = text[match.start() : match.start("name")]
            own = ":" in said or _OWN_NAME.search(said) is not None
            if _is_made_up(match["name"], own=own):
                why = "behind a word such as “username” or a site's name"
                yield _finding(*match.span("name"), why, Band.CHECK)
    if not _AS_CUES.isdisjoint(words):
        for match in _AS.finditer(text):
            if _is_made_up(match["name"], own=False):
                why = "a name that somebody uses online"
                yield _finding(*match.span("name"), why, Band.CHECK)
    if "_" in text:
        for match in _UNDERSCORED.finditer(text):
            yield _finding(*match.span(), "words joined as in user names", Band.CHECK)
    if has_digit(text):
        for match in _NUMBERED.finditer(text):
            word = match["word"].lower()
            if word not in english_words() and not is_kept(word):
                yield _finding(*match.span(), "a word and a number, as in user names", Band.CHECK)


def _is_made_up(name: str, *, own: bool) -> bool:
    """Whether a word is no dictionary's; behind "my username is" any such word is a handle."""
    if _QUANTITY.fullmatch(name) or is_kept(name) or name.isdecimal():
        return False
    if _LIKE_A_HANDLE.search(name):
        return True
    return own and name.lower() not in english_words()


def _addressed(text: str) -> Iterator[Finding]:
    if "@" not in text and "＠" not in text and "/" not in text and "#" not in text:
        return
    for match in _HANDLE.finditer(text):
        if _QUANTITY.fullmatch(match["name"]) or not any(map(str.isalnum, match["name"])):
            continue
        full = _ADDRESSED.match(text, match.end()) if match["name"][0].isupper() else None
        end = full.end("more") if full else match.end()
        yield _finding(match.start(), end, "a name addressed with @")
    for match in _REDDIT.finditer(text):
        yield _finding(match.start(), match.end(), "a user name of a forum")
    for match in _TAGGED.finditer(text):
        if not match.group().partition("#")[0].isdecimal():
            why = "written like a user name with its number"
            yield _finding(match.start(), match.end(), why, Band.CHECK)


def _finding(start: int, end: int, why: str, band: Band = Band.CONFIDENT) -> Finding:
    return Finding(start, end, "handle", band, "handle", why, "[handle]")
