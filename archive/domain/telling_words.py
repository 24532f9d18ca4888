"""The words of a text as they are compared, and which of them could be anybody's.

For telling a quotation from a turn of phrase. English lists; in another language more words count
as telling. It says nothing of what may be shown, and remembers no text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from archive.domain.text import sentences

SMALL: Final = frozenset(
    """
    a about above after again against all almost alone along already also although always am an and
    any anybody anymore anyone anything anyway are aren't around as at away back be became because
    become been before being below between both but by can can't cannot come comes could couldn't
    did didn't do does doesn't doing don't done down during each either else enough even ever every
    everybody everyone everything few for from further get gets getting go goes going gone got had
    hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his
    how however i i'd i'll i'm i've if im in instead into is isn't it it'd it'll it's its itself
    ive just less let let's like made make many may maybe me might mine more most much must my
    myself neither never no nobody none nor not nothing now of off often on once one only onto or
    other others our ours ourselves out over own perhaps put quite rather really said same say says
    she she'd she'll she's should shouldn't since so some somebody somehow someone something
    sometimes still such than that that's the their theirs them themselves then there there's these
    they they'd they'll they're they've this those though through to together too under until up
    upon us very was wasn't we we'd we'll we're we've well went were weren't what what's whatever
    when where whether which while who who's whom whose why will with within without won't would
    wouldn't yes yet you you'd you'll you're you've your yours yourself
    dr mr mrs ms dont didnt cant wont isnt wasnt couldnt wouldnt thats theres youre
    """.split()
)
"""Words that hold a sentence together. A run of these alone is nobody's."""

EVERYDAY: Final = frozenset(
    """
    able afraid age ago agree alive angry answer anger area ask asked asking asleep awake bad bed
    began begin believe believed best better big bit body boy break bring brother brought brothers
    call called came care cared change changed child childhood children class close clothes coffee
    cold completely control cope couple course cried cry cup dad dark daughter day days dead deal
    death decide decided deep describe died different difficult dinner door drink drinking drive
    early easier easy eat end ended entire especially essay evening eventually everyday exactly
    experience experienced explain eye eyes face fact family father fear feel feeling feelings feels
    fell felt fight figure finally find fine finish first five floor follow food forget forgot form
    forward found four friend friends full fun gave girl girls give given glad god good great ground
    group grew grow guess guy guys hand hands happen happened happens happy hard hate head hear
    heard heart held hell help helped helping helps high hold home honest honestly hope hospital
    hour hours house huge human hurt husband idea important issue issues job keep keeping kept kid
    kids kind knew know knowing known knows large last late later learn learned leave left letter
    life lines listen little live lived lives living long longer look looked looking looks lose
    lost lot lots love loved low lucky man matter mean means meant men mental middle mind minute
    minutes moment moments money month months morning mother mouth move moved mum mom name near need
    needed needs new next nice night nights normal number okay old open opened pain parent parents
    part pass past people person phone piece place places plan play please point possible power
    present pretty probably problem problems question quickly quiet ran reach read reading real
    reality realise realised realize realized reason remember rest right road room run sad safe sat
    save saw scared school second see seeing seem seemed seems seen self send sense sent set several
    share shared sharing short show shown sick side sign simple simply single sister sit sitting
    situation six sleep slept slowly small social sorry sort sound speak special spend spent stand
    start started starting state stay stayed step stood stop stopped story strange street strong
    struggle stuff suddenly support suppose sure table take taken takes taking talk talked talking
    teacher tell telling ten thank thanks thing things think thinking thought thoughts three time
    times tired today told tomorrow tonight took top totally touch town tried true trust truth try
    trying turn turned twice two type understand understood use used using usual usually voice wait
    waited waiting wake walk walked walking wall want wanted wants watch watched water way ways week
    weekend weeks whole wife wish woke woman women word words work worked working world worry worse
    worst worth write writing written wrong wrote year years yesterday young
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december christmas easter birthday english british american
    addiction alcohol anxiety anxious appointment attack attacks clinic condition counselling
    counsellor crisis depressed depression diagnosed diagnosis disease doctor doctors dose drug
    drugs emotional grief gp health illness meds medical medication medications medicine migraine
    migraines nhs nurse nurses panic patient patients pill pills psychiatric psychiatrist
    psychologist psychosis ptsd recover recovered recovery relationship sober stress stressed
    suicidal suicide surgery symptom symptoms tablets therapist therapists therapy trauma treated
    treatment ward
    """.split()
)
"""Words that two people who never met both use when they tell of the same kind of thing."""


class Word(NamedTuple):
    """A word as compared, and where it stands: `[start, end)` in code points."""

    key: str
    start: int
    end: int


_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: each character is compared as a word."""
_UNSEEN = "\u00ad\u200b-\u200d"
_MARKS = "".join(
    c for c in map(chr, range(0x300, 0xFE00)) if unicodedata.category(c) in ("Mn", "Mc")
)
_LETTERS = rf"[^\W_{_UNSPACED}]+(?:[{_MARKS}{_UNSEEN}]+[^\W_{_UNSPACED}]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:['’‘ʼ`]{_LETTERS})*|[{_UNSPACED}]")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")


def words_of(text: str) -> tuple[Word, ...]:
    """Its words in order, without what stands between them."""
    return tuple(Word(_key(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))


def _key(word: str) -> str:
    """As compared: composed, casefolded, one apostrophe, no soft hyphen, no possessive "s"."""
    if word.isascii():
        return word.lower().replace("`", "'").removesuffix("'s")
    word = _NOT_SEEN.sub("", unicodedata.normalize("NFC", word)).translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", word.casefold()).removesuffix("'s")


_COMMON = SMALL | EVERYDAY


def is_uncommon(key: str) -> bool:
    """Neither small nor everyday, nor a number that says little."""
    if len(key) < 3 or (key.isdecimal() and not _telling_number(key)):
        return False
    return key not in _COMMON and key.removesuffix("s") not in _COMMON


def _telling_number(key: str) -> bool:
    """A house, a bus or a case; not a year, an age, a dose or a round number."""
    year = len(key) == 4 and "1900" <= key <= "2100"
    return key.isdecimal() and len(key) >= 3 and not year and not key.endswith(("00", "50"))


_AFTER_A_STOP = re.compile('[.:!?…"“”\n]')


def names_in(text: str, words: Sequence[Word]) -> frozenset[str]:
    """Words written with a capital where nothing asks for one and never without, and numbers.

    A sentence with more capitals than small letters (a heading, shouting) shows nothing.
    """
    number = sentence_numbers(text, words)
    small = {word.key for word in words if text[word.start].islower()}
    lower, upper = (Counter[int](), Counter[int]())
    for word, sentence in zip(words, number, strict=True):
        (lower if text[word.start].islower() else upper)[sentence] += 1
    found = {word.key for word in words if _telling_number(word.key)}
    for at in range(1, len(words)):
        written = text[words[at].start : words[at].end]
        if number[at] != number[at - 1] or lower[number[at]] < upper[number[at]]:
            continue
        after_a_stop = _AFTER_A_STOP.search(text, words[at - 1].end, words[at].start)
        if written[0].isupper() and not written.isupper() and not after_a_stop:
            found.add(words[at].key)
    return frozenset(key for key in found - small if len(key) > 1 and key not in _COMMON)


def sentence_numbers(text: str, words: Sequence[Word]) -> list[int]:
    """For each word the number of its sentence, from 0."""
    ends = [span.end for span in sentences(text)]
    numbers: list[int] = []
    at = 0
    for word in words:
        while at < len(ends) - 1 and word.start >= ends[at]:
            at += 1
        numbers.append(at)
    return numbers
