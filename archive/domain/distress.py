"""Words that say somebody may be in danger now: found by rules that a person can read, in English.

They decide one thing, in which order people read new texts. They are no judgement of anybody: the
writer is never told, readers never see it, and a moderator takes it back with one press. A text in
which nothing is found is not thereby safe.

What is told of the past does not count: most of what is told here is about worse days that are
over. Where a sentence speaks of then and of now, now counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from archive.domain.text import Span, sentences


class Distress(IntEnum):
    """How soon somebody should read it. `URGENT` speaks of doing it, or having done it, now."""

    NONE = 0
    PRESENT = 1
    URGENT = 2


class Sign(StrEnum):
    """What kind of words they are."""

    TAKEN = "taken"
    PLAN = "plan"
    GOODBYE = "goodbye"
    WISH = "wish"
    HARM = "harm"
    MEANS = "means"


IN_WORDS: Final = {
    Sign.TAKEN: "says something was taken or done just now",
    Sign.PLAN: "says it will be done, or when",
    Sign.GOODBYE: "takes leave",
    Sign.WISH: "wishes to die, now or a day or two ago",
    Sign.HARM: "hurts themselves, in the present tense",
    Sign.MEANS: "names a means of self-harm without saying that it is long ago",
}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One sign, by code points of the text (0-based, end-exclusive)."""

    start: int
    end: int
    sign: Sign

    @property
    def level(self) -> Distress:
        """How soon it asks to be read."""
        return Distress.URGENT if self.sign in _URGENT else Distress.PRESENT

    @property
    def why(self) -> str:
        """In words, for staff."""
        return IN_WORDS[self.sign]


_URGENT = frozenset({Sign.TAKEN, Sign.PLAN, Sign.GOODBYE})
_I_WILL = (
    r"\bi(?:'m| am|'ve| have)? ?(?:just |really |finally |definitely )?"
    r"(?:going to|gonna|about to|planning to|plan to|decided to|ready to|will|'ll) "
    r"(?:just |finally |probably )?"
)
_DO_IT = (
    r"(?:kill (?:myself|me)|end (?:it all|it|my life|things|everything)|take my (?:own )?life|"
    r"overdose|hang myself|shoot myself|jump (?:off|from|in front)|unalive myself|ctb|"
    r"(?:take|swallow) (?:them|it) all|take (?:all )?(?:my|the) (?:pills|tablets|meds))\b"
)
_NOT = r"(?<!n't )(?<!not )(?<!never )(?<!no longer )(?<!nt )"
_WHEN = (
    r"\b(?:tonight|this (?:evening|afternoon|weekend)|tomorrow|in an hour|in a few (?:hours|days)|"
    r"before (?:morning|the morning)|by (?:morning|tomorrow)|right now|as soon as)\b"
)
_ABOUT_DYING = (
    r"\b(?:suicid\w*|kill(?:ing)? myself|die|dying|dead|end(?:ing)? (?:it|my life)|overdos\w*|"
    r"unaliv\w*|self[- ]?harm\w*|hurt(?:ing)? myself|cut(?:ting)? myself)\b"
)
_RULES: tuple[tuple[Sign, re.Pattern[str]], ...] = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        (
            Sign.TAKEN,
            r"\bi(?:'ve| have)? just (?:now )?(?:took|taken|swallowed|downed|overdosed|"
            r"cut (?:myself|my)|slit)\b(?=[^.!?]*\b(?:pills?|tablets?|meds|medication|overdos\w*|"
            r"all of|everything|whole|packet|bottle|box|wrists?|arms?|myself|mgs?)\b)|"
            r"\bi(?:'ve| have) (?:already )?(?:taken|swallowed) (?:them all|all (?:of )?"
            r"(?:my|the|them)\b|an overdose|too many|the whole (?:packet|bottle|box))|"
            r"\bi(?:'m| am) (?:bleeding|overdosing)\b|"
            r"\bi (?:overdosed|took an overdose) (?:just now|an hour ago|tonight|today|"
            r"yesterday|last night|this (?:morning|evening))\b",
        ),
        (Sign.PLAN, _I_WILL + _DO_IT),
        (
            Sign.PLAN,
            rf"{_WHEN}[^.!?\n]*{_ABOUT_DYING}|{_ABOUT_DYING}[^.!?\n]*{_WHEN}|"
            r"\bi(?:'ve| have)(?: got| made)? (?:a plan (?:to (?:die|kill|end)|for (?:it|tonight))|"
            r"(?:a|the) (?:rope|noose) ready|set a date)\b|"
            r"\btonight(?:'s| is) the (?:night|last)\b",
        ),
        (
            Sign.GOODBYE,
            r"\b(?:good ?bye (?:everyone|everybody|all|world|to (?:you all|everyone))|"
            r"this is (?:my (?:goodbye|last (?:post|message|night|day|letter))|goodbye)|"
            r"(?:by the time|when) you (?:read|are reading|see) this,? i(?:'ll| will| am|'m)|"
            r"(?:tell|please tell) (?:my|them|her|him) [^.!?\n]{0,40}i(?:'m| am) sorry|"
            r"i(?:'ve| have) written (?:my |the |a (?:suicide|goodbye) )notes?\b|"
            r"i won'?t be (?:here|around) (?:tomorrow|much longer|any ?more|when))",
        ),
        (
            Sign.WISH,
            rf"\bi (?:just |really |still |only |do |so )*{_NOT}(?:want|wanna|need|long|wish) "
            r"(?:to )?(?:die|be dead|disappear for ever|kill myself|end (?:it all|it|my life)|"
            r"not (?:wake up|be here|exist)|never wake up)\b"
            r"(?! (?:laughing|of (?:embarrassment|shame|boredom|laughter)))|"
            r"\bi wish (?:i (?:was|were) (?:dead|never born|not alive)|i(?:'d| had) never been "
            r"born|it would (?:just )?end)|"
            r"\bi (?:just |really |simply )?(?:do not|don'?t) (?:want|wanna) (?:to )?"
            r"(?:be (?:here|alive)(?: any ?more)?|live(?: any ?more| like this)?|exist|wake up|"
            r"go on(?: living| any ?more| like this))\b|"
            r"\bi (?:can'?t|cannot) (?:go on|live like this|do this any ?more|take (?:it|this) "
            r"any ?more|keep (?:going|living))|"
            r"\b(?:there (?:is|'s)|i (?:have|see)) no (?:reason|point) (?:to (?:live|go on|carry "
            r"on)|in (?:living|going on|being alive))|"
            r"\bi(?:'m| am) (?:actively |passively |very |so |really |still )?(?:suicidal|"
            r"thinking (?:about|of) (?:suicide|ending (?:it|my life)|killing myself|dying)|"
            r"going to die by my own)|"
            r"\bi (?:keep|can'?t stop) thinking (?:about|of) (?:suicide|ending (?:it|my life)|"
            r"killing myself|dying|death)|"
            r"\bi (?:nearly|almost|thought (?:about|of)|tried to|wanted to) (?:suicide|die|"
            r"do it|end(?:ed|ing)? it|kill(?:ed|ing)? myself)\b[^.!?\n]*\b(?:today|yesterday|"
            r"last night|this (?:morning|week|evening))\b|"
            r"\b(?:everyone|everybody|they|my \w+)(?:'d| would) be better off without me\b",
        ),
        (
            Sign.HARM,
            r"\bi(?:'m| am|'ve been| have been) (?:still |again |now )?(?:cutting|burning|"
            r"hurting|starving|self[- ]?harming)(?: myself)?\b(?: again| right now)?|"
            r"\bi (?:still|keep|now|always) (?:cut(?:ting)?|burn(?:ing)?|hurt(?:ing)?|"
            r"harm(?:ing)?) (?:myself|my (?:arms?|legs?|wrists?|thighs?|skin))\b|"
            r"\bi (?:still|keep|now|always) self[- ]?harm(?:ing)?\b",
        ),
    )
)
_THEN = re.compile(
    r"\b(?:years? ago|months? ago|weeks? ago|back then|at the time|in those days|used to|"
    r"when i was|as a (?:child|kid|teen\w*|girl|boy|student)|last (?:year|summer|winter|spring|"
    r"autumn)|in (?:19|20)\d\d|once (?:said|wrote|told)|i (?:would|'d) (?:say|think|tell)|"
    r"i (?:said|thought|wrote|told|remember|felt)\b(?! (?:about|of) )|no longer|any ?more now)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|tonight|today|tomorrow|again|still|this (?:morning|evening|week|weekend)|"
    r"at the moment|currently|these days|lately|yesterday|last night)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(r"\b(?:no longer|not any ?more|never again|not now)\b", re.IGNORECASE)
_CURLY = str.maketrans("’ʼ", "''")


def signs(text: str, means: Iterable[Span] = ()) -> tuple[Found, ...]:
    """What was found, in reading order. `means` are where a detector found a means of self-harm."""
    found = [each for sentence in sentences(text) for each in _in_sentence(text, sentence)]
    found += [Found(each.start, each.end, Sign.MEANS) for each in means if not _is_over(text, each)]
    return tuple(sorted(set(found)))


def level_of(found: Iterable[Found]) -> Distress:
    """The most pressing of them; `NONE` where there is none."""
    return max((each.level for each in found), default=Distress.NONE)


def _in_sentence(text: str, sentence: Span) -> Iterator[Found]:
    words = text[sentence.start : sentence.end].translate(_CURLY)
    if _of_then(words):
        return
    taken: list[tuple[int, int]] = []
    for sign, rule in _RULES:
        for match in rule.finditer(words):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            yield Found(sentence.start + match.start(), sentence.start + match.end(), sign)


def _of_then(words: str) -> bool:
    """Whether a sentence speaks of the past only."""
    return bool(_THEN.search(words)) and not _NOW.search(_NOT_NOW.sub("", words))


def _is_over(text: str, place: Span) -> bool:
    """Whether the paragraph around a place says that it tells of the past, and nothing of now."""
    start = text.rfind("\n\n", 0, place.start) + 1
    end = text.find("\n\n", place.end)
    return _of_then(text[start : end if end >= 0 else len(text)])
