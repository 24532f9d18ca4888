"""Postal addresses: streets with a house number, flats, boxes, and addresses of other countries.

British and American addresses are known by the kind of street at the end of its name. Elsewhere the
number comes behind the name, and the kind stands in front ("Rue …") or is part of the word
("…straße"). What follows on the same line or the next (flat, town, country) is taken along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon.keep import is_kept, kept_phrases
from archive.anonymise.lexicon.listed import english_words
from archive.anonymise.lexicon.places import folded, may_be_town
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_CAP = r"(?-i:[^\W\d_a-zà-öø-ÿα-ωά-ώ][^\W\d_]*+(?:[.’'-]{1,2}[^\W\d_]++)*+\.?)"
_SMALL = (
    r"(?:d[aeiou]s?|del|della|dei|des|du|la|le|les|el|al|der|van|von|den|of|the|y|e|i|z|nad|na|v|u|"
    r"do|dos|ter|zum|zur|am|im|in|sur|en|aux?|rue|fejedelem|terrasse|à)"
)
_NAME = rf"{_CAP}(?:[ ](?:{_SMALL}[ ]){{0,2}}{_CAP}){{0,4}}"
_ANY_NAME = r"[^\W\d_]++[.’'-]?(?:[ ][^\W\d_]++[.’'-]?){0,4}?"
_TYPE = (
    r"(?:street|str?|road|rd|avenue|ave?|lane|ln|drive|dr|close|cl|crescent|cres|court|ct|place|pl|"
    r"square|sq|terrace|terr?|gardens?|gdns|grove|hill|rise|walk|way|wy|mews|row|parade|green|"
    r"boulevard|blvd|highway|hwy|parkway|pkwy|circle|cir|trail|trl|turnpike|loop|plaza|pass|path|"
    r"pike|alley|wynd|vale|view|mount|bank|park|quay|wharf|side|end|fields?|villas|cottages|"
    r"buildings|mansions|estate|house|heights|crossing|crossroads?|cove|creek|point|ridge|run|bend|"
    r"meadows?|manor|landing|ferry|forge|freeway|expressway|bypass|route|gate)"
)
_PLAIN_TYPE = (
    r"(?:street|road|rd|avenue|lane|crescent|terrace|gardens|grove|boulevard|blvd|mews|drive|close|"
    r"court|square|st|ave)"
)
_NUMBER = r"(?<![\w.,/£$€#-])\d{1,5}[a-zA-Z]?(?:\s?[-–/]\s?\d{1,4}[a-zA-Z]?)?"
_UNIT = (
    r"(?:\b(?:flat|apt|apartment|suite|ste|unit|room|rm|floor|block|villa|bedsit|maisonette|"
    r"lot)\b\.?"
    r"[ ]?#?(?:no\.?[ ])?(?:\d{1,5}[a-z]?|[a-z]\d{0,3})\b|#[ ]?\d{1,5}\b)"
)
_QUARTER = r"(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)"
_BEHIND = r"[ ]\d{1,5}(?-i:[a-zA-Z])?\b(?![.,:/]\d|[ ]?%)\.?"

_STREET = re.compile(
    rf"(?:(?i:{_UNIT})[, ]{{1,2}})?{_NUMBER},?[ ](?:\d{{1,5}}[ ])?(?:(?i:the|"
    rf"{_QUARTER})\.?[ ]){{0,2}}"
    rf"(?:{_CAP}[ ]){{0,4}}?{_CAP}[ ](?i:{_TYPE})\b\.?(?:[ ]{_QUARTER}\b)?"
)
_ORDINAL = re.compile(
    rf"{_NUMBER}[ ](?:\d{{1,5}}[ ])?(?:{_QUARTER}\.?[ ])?\d{{1,3}}(?:st|nd|rd|th)[ ]{_TYPE}\b\.?",
    re.IGNORECASE,
)
_SMALL_STREET = re.compile(
    rf"(?:{_UNIT}[, ]{{1,2}})?{_NUMBER}[ ](?:\d{{1,5}}[ ])?(?P<name>[^\W\d_]{{3,}}(?:['’]s)?"
    rf"(?:[ ][^\W\d_]{{2,}}){{0,2}}?)[ ]{_PLAIN_TYPE}\b(?![ -]?(?:to|by|from|up)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<=[ ])(?:on|in|at|to|from|near|off|down|along|of|called)[ ](?P<street>(?:{_CAP}[ ]){{1,3}}"
    r"(?:[Ss]treet|St\.|Road|Avenue|Lane|Crescent|Terrace|Boulevard|Close|Drive)(?!\w))"
)
_UNITS = re.compile(
    r"(?<![\w-])(?:flat|apt|apartment|suite)\b\.?[ ]?#?\d{1,5}[a-z]?\b", re.IGNORECASE
)
_BOX = re.compile(
    rf"(?:{_NUMBER}[ ])?(?<![\w-])(?:p\.?[ ]?o\.?[ ]?box[ ]?#?\d{{1,6}}|"
    rf"post(?:al)?[ ]?box[ ]\d{{1,6}}"
    rf"|(?:psc|cmr|unit)[ ]\d{{1,5}},?[ ]box[ ]\d{{1,6}})(?:[ ]+{_NAME})?",
    re.IGNORECASE,
)
_FORCES = re.compile(
    r"(?:(?<!\w)us(?:ns|s|nv|cgc)[ ][^\W\d_]+\s{1,2})?(?<!\w)[afd]po[ ,]{1,2}a[aep]"
    r"(?:[ ]\d{5}(?:-\d{4})?)?(?!\w)",
    re.IGNORECASE,
)
_FRONT = (
    r"(?:rue|avenue|av\.?|boulevard|bd|chemin|all[ée]e|place|quai|via|viale|piazza|corso|"
    r"vicolo|strada|"
    r"largo|calle|c/|c\.|avenida|avda\.?|carrera|paseo|plaza|camino|r[uú]a|r\.?|travessa|estrada|"
    r"pra[çc]a|ul\.?|ulica|aleja|al\.|impasse|passage|λεωφ[οό]ρος|οδ[οό]ς)"
)
_PREFIXED = re.compile(
    rf"(?:{_NUMBER},?[ ]){{0,2}}(?<!\w)(?:{_FRONT})[ ](?:{_SMALL}[ ]|d['’]){{0,2}}{_NAME}"
    rf"(?:,?{_BEHIND})?",
    re.IGNORECASE,
)
_THEN_NUMBER = re.compile(r"(?<=[^\W\d_.])\.?[ ]\d{1,5}(?!\d|[.,:/]\d|[ ]?%)[a-z]?\b\.?")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_ENDINGS = (
    *"straße strasse str str. gasse weg platz allee damm ufer straat laan plein kade gracht "
    "dijk".split(),
    *"singel vej vejen gade gaden stræde gate gata gatan vei veien veg vegen vägen väg".split(),
    *"gränd torg tie katu kuja polku braut stræti straeti vegur utca tér út útja körút".split(),
    *"rkp. u. terrasse bakken parken vænget steig brücke kapu krt. sv.".split(),
)
_NUMBERED_TWICE = re.compile(
    rf"{_NUMBER}[ ](?:\d{{1,5}}[ ])?{_NAME}(?:[ ][^\W\d_]{{1,6}}\.?)?{_BEHIND}"
)
_LINE = re.compile(
    rf"^[>? \t]*(?:{_UNIT}[ ]+)?(?P<address>(?:\d{{1,5}}[ ])?{_NAME}"
    rf"(?:[ ][^\W\d_]{{1,6}}\.?)?{_BEHIND}|\d{{2,5}}[ ]\d{{1,4}}[ ]{_NAME})(?=[ ]*$|,)",
    re.MULTILINE | re.IGNORECASE,
)
_CUE = (
    r"\b(?:(?:home|postal|mailing|billing|new|my|his|her|our|"
    r"their)\saddress(?:es)?(?:\s(?:is|was|to))?:?|"
    r"address:|address\sis|liv(?:es?|ed|ing)\s(?:at|on|in)|stay(?:s|ed|ing)\sat|located\s(?:at|on)|"
    r"moved\sto|meet(?:ing)?\s(?:(?:me|you|us|him|her|them)\s)?at|deliver(?:ed)?\sto|"
    r"sen[dt]\s(?:it\s)?to|"
    r"return(?:ed)?\sto|(?:is|was|arrived|stop|off)\sat|taxi\sto|(?:corner|side)\sof|"
    r"enter\son|is\son|"
    r"they\sare:|it(?:['’]s|\sis)(?:\sin)?)\s{1,6}"
)
_PLACED = rf"(?:(?:\d{{1,5}}[ ]){{0,2}}{_NAME}(?:[ ][^\W\d_]{{1,6}}\.)?(?:{_BEHIND})?)"
_CUED = re.compile(
    rf"{_CUE}(?P<address>{_PLACED}(?:[ ]and[ ]{_PLACED})?|"
    rf"(?:\d{{1,5}}[ ]){{1,2}}{_ANY_NAME}{_BEHIND}"
    rf"|\d{{3,5}}[ ]\d{{1,5}}[ ]{_ANY_NAME}(?=$|[,.\n]))",
    re.IGNORECASE,
)
_CORNER = re.compile(
    rf"\b(?:(?:the\s)?corner\sof\s{_PLACED}[ ]and[ ]{_PLACED}|"
    rf"{_CAP}[ ]and[ ]{_NAME}(?:[ ]\w{{1,3}}\.)?{_BEHIND})",
    re.IGNORECASE,
)
_CUES = frozenset(
    "address addresses live lives lived living stay stays stayed staying located moved meet "
    "meeting "
    "deliver delivered send sent return returned arrived stop off taxi corner side enter is "
    "was it are".split()
)
_NO_STREET = frozenset(
    "minute minutes hour hours day days week weeks month months year years mile miles "
    "metres meters "
    "yards km second seconds times people of the a an and or to in on at more other different busy "
    "long short pills mg percent per cent quid pounds dollars houses out sides was from for "
    "phone tel "
    "page chapter section day step level grade stage week phase version volume no nr number about "
    "only just over under around card account "
    "i am are were he she we they you my your his her their our have has had been be do did took "
    "take taking get got felt feel since until till by at after before when then than between "
    "every all some any least up down like turned age aged with without as but if so not into per "
    "top another last next first past".split()
)
_TYPE_WORDS = frozenset(
    "street st str road rd avenue av ave lane ln drive dr close cl crescent cres court ct place pl "
    "square sq terrace ter terr garden gardens gdns grove hill rise walk way wy mews row "
    "parade green "
    "boulevard blvd highway hwy parkway pkwy circle cir trail trl turnpike loop plaza pass "
    "path pike "
    "alley wynd vale view mount bank park quay wharf side end field fields villas cottages "
    "buildings "
    "mansions estate house heights crossing crossroad crossroads cove creek point ridge run bend "
    "meadow meadows manor landing ferry forge freeway expressway bypass route gate".split()
)
_FRONT_WORDS = frozenset(
    "rue avenue av boulevard bd chemin allée allee place quai via viale piazza corso vicolo strada "
    "largo calle c carrera paseo plaza camino rua rúa r travessa estrada praça praca ul "
    "ulica aleja "
    "al impasse passage avenida avda λεωφόρος λεωφορος λεωφόροσ οδός οδόσ οδοσ".split()
)
_FULL_STOP = re.compile(r"[^\W\d_]{5,}\.\Z")
"""The end of a sentence, where the last word is too long to be abbreviated."""
_PARTICLES = frozenset("des del der den dos das van von san los las".split())
_TAIL_UNIT = re.compile(rf"(?:[ ]*,?\s{{0,2}}[>? \t]*{_UNIT},?){{1,3}}", re.IGNORECASE)
_TAIL_MORE = re.compile(rf"(?:[ ]{_CAP}){{1,2}}(?=[ ]*\n[>? \t]*{_UNIT})", re.IGNORECASE)
"""A second name of a street, in addresses of two parts, before a line with a flat."""
_TAIL_TOWN = re.compile(
    rf"(?P<gap>[ ]*,?[ ]*\n[>? \t]*,?[ ]?|[ ]*,[ ]?|"
    rf"[ ])(?P<town>{_NAME}(?:[ ][^\W\d_]{{1,2}}[ ]{_CAP}){{0,2}}(?:[ ]\([^)\n]{{2,20}}\))?)"
    r"(?P<state>[ ]*\n?[>? \t]*,[ ](?:[A-Za-z]{2,3}|\d\d)\b(?=[ ]*\n|[ ]\d)|"
    r"[ ](?-i:[A-Z]{2,3})\b(?=[ ]\d))?"
    rf"(?P<zip>\s{{1,2}}\d{{4,6}}(?:-\d{{2,4}})?\b)?(?P<country>,[ ]{_CAP}(?:[ ]{_CAP})?)?"
    r"(?P<ends>(?=[ ]*(?:$|\n)))?"
)
_TAIL_SMALL = re.compile(r"[ ,]{1,2}(?P<town>[^\W\d_]{3,}(?:[ ][^\W\d_]{3,})?)")
_TAIL_ZIP = re.compile(r"[ ]*,?\s?[>? \t]*\d{4,6}(?:-\d{4})?\b(?=\s*(?:$|[\n.,;?!]))")


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every postal address, and every part of one that stands alone. Only full ones are sure."""
    for match in _NAMED.finditer(text):
        if not is_kept(match["street"]):
            why = "a kind of street behind a name"
            yield _finding(text, *match.span("street"), why)
    if not has_digit(text):
        return
    yield from _streets(text)
    yield from _boxes(text)
    yield from _abroad(text)
    if not _CUES.isdisjoint(words_of(text)):
        for match in _CUED.finditer(text):
            address = match["address"]
            if has_digit(address) and _is_name(address):
                why = "an address behind words such as “lives at”"
                yield _finding(text, *match.span("address"), why)
        for match in _CORNER.finditer(text):
            yield _finding(text, *match.span(), "two streets that meet")


def _streets(text: str) -> Iterator[Finding]:
    if _TYPE_WORDS.isdisjoint(words_of(text)):
        return
    for pattern in (_STREET, _ORDINAL):
        for match in pattern.finditer(text):
            yield _finding(text, *match.span(), "a house number and a street", sure=True)
    for match in _SMALL_STREET.finditer(text):
        if _NO_STREET.isdisjoint(match["name"].lower().split()):
            yield _finding(text, *match.span(), "a number and a kind of street")


def _boxes(text: str) -> Iterator[Finding]:
    words = words_of(text)
    if not {"flat", "apt", "apartment", "suite"}.isdisjoint(words):
        for match in _UNITS.finditer(text):
            yield _finding(text, *match.span(), "a flat's number")
    if not {"box", "pobox", "apo", "fpo", "dpo"}.isdisjoint(words):
        for pattern in (_BOX, _FORCES):
            for match in pattern.finditer(text):
                yield _finding(text, *match.span(), "a box for post", sure=True)


def _abroad(text: str) -> Iterator[Finding]:
    candidates = False
    for match in _THEN_NUMBER.finditer(text):
        word = _LAST_WORD.search(text, max(match.start() - 40, 0), match.start())
        if not word or not _is_name(word[0]):
            continue
        candidates = True
        last = (word[0] + ("." if match[0][0] == "." else "")).lower()
        if last.endswith(_ENDINGS) and last not in english_words():
            start = _start_of_name(text, word.start())
            yield _finding(text, start, match.end(), "a street and a number")
    if not _FRONT_WORDS.isdisjoint(words_of(text)):
        for match in _PREFIXED.finditer(text):
            if has_digit(match[0]) and _is_name(match[0]):
                yield _finding(text, *match.span(), "a street and a number")
    if candidates:
        for match in _LINE.finditer(text):
            if _is_name(match["address"]):
                yield _finding(text, *match.span("address"), "a line such as addresses have")
        for match in _NUMBERED_TWICE.finditer(text):
            if _is_name(match[0]):
                yield _finding(text, *match.span(), "a name between two numbers, as in addresses")


def _start_of_name(text: str, start: int) -> int:
    """Where the words with capitals and the number before a street's last word begin."""
    before = re.search(
        rf"(?:{_NUMBER}[ ])?(?:{_CAP}[ ]){{0,3}}[^\W\d_]*\Z", text[max(0, start - 60) : start]
    )
    return start - len(before[0]) if before else start


def _is_name(address: str) -> bool:
    """Whether there are words in it, none a month, a medicine, a measure or a verb."""
    words = re.findall(r"[^\W\d_]+", address.lower())
    return bool(words) and not any(
        word in _NO_STREET or (word in kept_phrases() and len(word) > 2 and word not in _PARTICLES)
        for word in words
    )


def _finding(text: str, start: int, end: int, why: str, *, sure: bool = False) -> Finding:
    band = Band.CONFIDENT if sure else Band.CHECK
    end = _with_tail(text, end)
    if _FULL_STOP.search(text, start, end):
        end -= 1
    return Finding(start, end, "street_address", band, "street_address", why, "[street address]")


def _with_tail(text: str, end: int) -> int:
    """The end of an address with the flat, town, state, code and country that follow it."""
    if more := _TAIL_MORE.match(text, end):
        end = more.end()
    unit = _TAIL_UNIT.match(text, end)
    if unit:
        end = unit.start() + len(unit[0].rstrip(" ,\n"))
    for _ in range(4):
        town = _TAIL_TOWN.match(text, end)
        if not town or not _goes_on(town, behind_unit=unit is not None):
            break
        end = town.end()
    small = _TAIL_SMALL.match(text, end)
    while small and _is_place(small["town"]):
        end = small.end()
        small = _TAIL_SMALL.match(text, end)
    if code := _TAIL_ZIP.match(text, end):
        end = code.end()
    return end


def _goes_on(town: re.Match[str], *, behind_unit: bool) -> bool:
    """Whether what follows an address is a place, and not the next sentence."""
    if town["zip"] or town["state"]:
        return True
    if _is_place((town["country"] or "").strip(", ")) or _is_place(town["town"]):
        return True
    on_its_own_line = "\n" in town["gap"] and town["ends"] is not None
    first, last = town["town"].split(" ")[0], town["town"].rpartition(" ")[2]
    return behind_unit and (
        on_its_own_line
        or "," in town["gap"]
        or _is_place(last)
        or (len(first) > 2 and first.lower() not in english_words())
    )


def _is_place(name: str) -> bool:
    """Whether a town, a country or a state is called so."""
    plain = folded(name.rstrip("."))
    return len(plain) > 3 and (may_be_town(plain) or plain in kept_phrases())
