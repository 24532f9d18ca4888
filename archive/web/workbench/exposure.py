"""How many texts somebody has opened at a stretch: counted in her own session, for her alone.

It stands in no table of ours and in no log, no page and no method of the gate gives it for another
account, and it is forgotten with the session: at sign-out, or after a working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from archive.gate.caring import Care

KEY: Final = "exposure"
REST: Final = 20 * 60
"""Seconds without opening a text after which the counting begins anew: that was a pause."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Texts opened since the last pause, and the minutes from the first of them to now."""

    texts: int = 0
    minutes: int = 0

    def suggests_pause(self, care: Care) -> bool:
        """Whether it is as much as she wanted to be told of."""
        by_texts = care.pause_texts is not None and self.texts >= care.pause_texts
        by_time = care.pause_minutes is not None and self.minutes >= care.pause_minutes
        return by_texts or by_time


def opened(request: HttpRequest, ref: str) -> Exposure:
    """Count a text that was opened; opening the same one again at once counts once."""
    now = timezone.now().timestamp()
    known = _standing(request, now)
    if known.get("last") != ref:
        known["texts"] = known.get("texts", 0) + 1
    known |= {"since": known.get("since", now), "latest": now, "last": ref}
    request.session[KEY] = known
    return _told(known, now)


def so_far(request: HttpRequest) -> Exposure:
    """What was counted, without counting."""
    now = timezone.now().timestamp()
    return _told(_standing(request, now), now)


def begin_again(request: HttpRequest) -> None:
    """Forget what was counted."""
    request.session.pop(KEY, None)


def _standing(request: HttpRequest, now: float) -> dict[str, Any]:
    known = request.session.get(KEY)
    if not isinstance(known, dict) or now - known["latest"] > REST:
        return {}
    return dict(known)


def _told(known: dict[str, Any], now: float) -> Exposure:
    if not known:
        return Exposure()
    return Exposure(known["texts"], int(now - known["since"]) // 60)
