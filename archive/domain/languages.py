"""In which language a text is written, guessed from its commonest little words. Pure.

For handing texts to people who read the language, and for nothing else: "" is as good an answer as
any, and is given where the words do not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

NAMES: Final = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "pl": "Polish",
}
"""ISO 639-1 codes that can be guessed, with their names."""

_COMMON: Final = {
    "en": "the and to of that was my it for with not but you have this they is at what had were",
    "de": "und der die das ich nicht ist ein eine mit auch war auf mir mich sich wie aber von zu",
    "fr": "et le la les je ne pas que est un une des mais dans pour avec sur mon elle nous était",
    "es": "y el la los que no en un una por con para mi pero como más me se era muy está",
    "it": "e il che non di un una per con mi ma sono come era più della anche questo mio gli",
    "nl": "en de het een ik niet dat van met mijn maar was ook voor zijn naar om aan wat hij",
    "pt": "e o que não de um uma para com mas meu minha eu como mais foi era muito isso da",
    "pl": "i nie się że na to jest z do jak ale mnie tak był była po co mi już tylko",
}
_WORDS: Final = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT: Final = 400
_LEAST: Final = 3


def guessed(text: str) -> str:
    """The code of a language, "" where too little speaks for one more than for any other."""
    words = [match[0].lower() for match in _WORD.finditer(text[: _LOOKED_AT * 12])][:_LOOKED_AT]
    counted = Counter(words)
    scores = sorted(
        ((sum(counted[word] for word in common), code) for code, common in _WORDS.items()),
        reverse=True,
    )
    (best, code), (second, _) = scores[0], scores[1]
    return code if best >= _LEAST and best > second * 1.25 else ""
