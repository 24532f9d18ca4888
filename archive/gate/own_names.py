"""Names that a text gives as its writer's own, so that a pen-name is none of them. Pure.

Only what the text says outright: "my name is Una", "I’m Una", and a name that signs it.
"""

from __future__ import annotations

import re

from archive.anonymise.detectors import names_cued
from archive.anonymise.finding import Context
from archive.domain.surface import stands_in

_SAYS_SO = frozenset({"signs the text", "behind “I’m”"})
_MY_NAME = re.compile(r"\bmy\s+(?:\w+\s+)?name(?:\s+is|['’]s|:)\s*$", re.IGNORECASE)
_CALL_ME = re.compile(
    r"\b(?:call me|called me|known as|i am called)\s+([^\W\d_][\w'’-]+)", re.IGNORECASE
)


def own_names(text: str) -> tuple[str, ...]:
    """The names, as written, once each."""
    found = [
        text[f.start : f.end]
        for f in names_cued.find(text, Context())
        if f.why in _SAYS_SO or _MY_NAME.search(text[max(0, f.start - 40) : f.start])
    ]
    called = [match.group(1) for match in _CALL_ME.finditer(text) if match.group(1)[0].isupper()]
    return tuple(dict.fromkeys([*found, *called]))


def is_like(pen_name: str, name: str) -> bool:
    """Whether one of the two holds the other, as whole words in any case."""
    return bool(pen_name and name) and (stands_in(pen_name, name) or stands_in(name, pen_name))
