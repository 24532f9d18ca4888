"""Comments without any text: left out, unless somebody replied to them."""

from __future__ import annotations

from collections.abc import Sequence

from archive.exchange.importers.parsed import LeftOut, Mended, ParsedContribution


def without_empty(
    contributions: Sequence[ParsedContribution],
) -> tuple[tuple[ParsedContribution, ...], list[Mended], list[LeftOut]]:
    """The essay and all comments with text or with a kept reply, parents before their replies.

    An empty comment with replies stays, so that the thread keeps its shape, and is listed.
    """
    needed: set[str | None] = set()
    empty: set[str] = set()
    for one in reversed(contributions):
        if one.text or one.parent is None or one.external_id in needed:
            needed.add(one.parent)
        else:
            empty.add(one.external_id)
    kept = tuple(one for one in contributions if one.external_id not in empty)
    mended = [Mended(one.external_id, one.kind.value, "empty") for one in kept if not one.text]
    left_out = [
        LeftOut(one.external_id, one.kind.value, "empty")
        for one in contributions
        if one.external_id in empty
    ]
    return kept, mended, left_out
