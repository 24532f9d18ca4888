"""Themes suggested for a text: from the codebook's cues, and from passages that were coded alike.

A text whose writer allows `machine` is compared with coded passages (`suggestions_learned` says
which); every other gets cues alone. Second-hand passages are not compared. A coder of an open round
gets nothing for its texts and nothing from them. Needs a warrant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from archive.domain import visibility
from archive.domain.codebook import ThemeState
from archive.domain.errors import InvalidInput
from archive.domain.offsets import OffsetMap
from archive.domain.suggesting import (
    LEAST,
    LEAST_CHOSEN,
    MOST_CHOSEN,
    MOST_HERE,
    Cues,
    Found,
    Source,
    Word,
    suggested,
)
from archive.domain.text import BLOCK_SEPARATOR, Span, sentences
from archive.domain.visibility import AllOf, Later
from archive.gate.blind import blindfold
from archive.gate.coding import coded_text
from archive.gate.coding_disclosed import CodedText
from archive.gate.disclosed import DisclosedTheme
from archive.gate.facts import facts_of
from archive.gate.stepping_back import apart_from
from archive.gate.suggestions_learned import (
    NO_LESSONS,
    NO_TEACHERS,
    Analyser,
    digest_of,
    lessons_now,
    words_of,
)
from archive.gate.themes import Themes, archive_themes
from archive.gate.viewer import Viewer
from archive.models import (
    Contribution,
    NoSuggestions,
    SuggestionTally,
)

COMPARED = AllOf((Later("machine_until"), visibility.OWN_EXPERIENCE, visibility.REVIEW))
"""Which text may be compared with them: its writer allows `machine`, approved or not."""
MOST_TOLD = 6
"""Words told with a suggestion."""
MOST = 12
"""Suggestions for a whole text: more would be a list to work off."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that might go on `[start, end)` of the original, in `words` as staff read them.

    `shown` is the same stretch on the text of the coding page. `because`: words of the stretch.
    """

    theme: DisclosedTheme
    start: int
    end: int
    because: tuple[str, ...]
    source: Source
    score: float
    words: str
    shown: Span


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for a text. `off`: by the viewer. `blind`: coded in an open round.

    `carried` leads from the original to the text of the coding page, over which `shown` lies.

    `compared` says whether the text may be held against coded passages; of those `learned` come
    from so many texts of `teaching` that have been read. `more` were left out of a long list.
    """

    ref: str
    carried: OffsetMap
    rows: tuple[Suggestion, ...] = ()
    off: bool = False
    blind: bool = False
    compared: bool = False
    passages: int = 0
    learned: int = 0
    teaching: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How suggestions of one theme for one reason fared in a month (its first day)."""

    theme: DisclosedTheme
    source: Source
    month: date
    shown: int
    taken: int
    dismissed: int


def suggestions(
    viewer: Viewer, ref: str, analyse: Analyser, start: int | None = None, end: int | None = None
) -> Suggestions:
    """Themes for each sentence of a text, or for `[start, end)` of its original alone.

    Raises `NotFound`, `Gone`, `NotAllowed` for who stepped back, `InvalidInput` for no stretch.
    """
    sheet = coded_text(viewer, ref)
    if not wants_suggestions(viewer):
        return Suggestions(ref, sheet.carried, off=True)
    if sheet.blind:
        return Suggestions(ref, sheet.carried, blind=True)
    row = Contribution.objects.select_related("discussion").get(ref=ref)
    now = timezone.now()
    themes = archive_themes()
    may_compare = visibility.holds(COMPARED, facts_of(row), now)
    lessons = lessons_now(analyse, themes, now) if may_compare else NO_LESSONS
    nearby = lessons.examples.apart_from(_not_from(viewer, row)) if may_compare else None
    chosen = start is not None
    found = suggested(
        _stretches(sheet, analyse, start, end),
        _cues_of(themes, analyse),
        nearby,
        least=LEAST_CHOSEN if chosen else LEAST,
        most=MOST_CHOSEN if chosen else MOST_HERE,
    )
    rows = [
        one
        for each in found
        if not _is_settled(each, themes.rows[each.theme].slug, sheet)
        and (one := _disclosed(each, themes, sheet, not chosen)) is not None
    ]
    best = sorted(sorted(rows, key=_worth)[:MOST], key=lambda one: (one.start, one.theme.slug))
    return Suggestions(
        ref,
        sheet.carried,
        tuple(best),
        compared=may_compare,
        passages=len(lessons.examples),
        learned=lessons.learned,
        teaching=lessons.teaching,
        more=len(rows) - len(best),
    )


def tallies(_viewer: Viewer) -> tuple[Tally, ...]:
    """Of every theme and reason, month by month, in codebook order; merged themes as one."""
    themes = archive_themes()
    counts: dict[tuple[int, str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in SuggestionTally.objects.all():
        theme = themes.resolved(row.theme_id)
        if theme is not None:
            count = counts[theme.pk, row.source, row.month]
            for at, number in enumerate((row.shown, row.taken, row.dismissed)):
                count[at] += number
    places = {pk: place for place, pk in enumerate(themes.rows)}
    return tuple(
        Tally(themes.disclosed(themes.rows[pk]), Source(source), month, *counts[pk, source, month])
        for pk, source, month in sorted(counts, key=lambda k: (places[k[0]], k[1], k[2]))
    )


def wants_suggestions(viewer: Viewer) -> bool:
    """Whether the account has not switched them off."""
    return not NoSuggestions.objects.filter(account=viewer.user_id).exists()


# --- the text that is looked at ---------------------------------------------------------------


def _not_from(viewer: Viewer, row: Contribution) -> set[int]:
    """Texts that teach this viewer nothing now: the text itself, what she codes blind, and what
    she stepped back from."""
    apart = Contribution.objects.filter(apart_from(viewer.user_id)).values_list("pk", flat=True)
    return {row.pk, *blindfold(viewer).texts, *apart}


def _stretches(
    sheet: CodedText, analyse: Analyser, start: int | None, end: int | None
) -> list[list[Word]]:
    """The words of each sentence, an empty one after each block; or of the chosen stretch."""
    words = words_of(sheet.text, sheet.masks, analyse)
    starts = [word.start for word in words]

    def within(first: int, last: int) -> list[Word]:
        return words[bisect_left(starts, first) : bisect_left(starts, last)]

    if start is not None and end is not None:
        place = sheet.carried.forward(Span(start, end)) if start < end else None
        if place is None or place.end > len(sheet.text):
            raise InvalidInput("The selection lies outside the text.", hint="Select again.")
        return [within(place.start, place.end)]
    found: list[list[Word]] = []
    for sentence in sentences(sheet.text):
        found.append(within(sentence.start, sentence.end))
        if sheet.text.startswith(BLOCK_SEPARATOR, sentence.end):
            found.append([])
    return found


def _is_settled(found: Found, slug: str, sheet: CodedText) -> bool:
    """Whether the theme lies there already, or likeness would speak of another person."""
    return any(
        slug in (theme.slug for theme in passage.themes)
        or (found.source is Source.SIMILAR and passage.voice in NO_TEACHERS)
        for passage in sheet.passages
        if _over(found, Span(passage.start, passage.end))
    )


def _over(found: Found, span: Span) -> bool:
    return found.start < span.end and span.start < found.end


def _disclosed(found: Found, themes: Themes, sheet: CodedText, whole: bool) -> Suggestion | None:
    """As pages show it, over `whole` sentences where nobody chose a stretch."""
    shown = Span(found.start, found.end)
    if whole:
        touched = [s for s in sentences(sheet.text) if s.start < found.end and found.start < s.end]
        shown = Span(touched[0].start, touched[-1].end)
    place = sheet.carried.back(shown)
    if place is None or place.start >= place.end:
        return None
    told: dict[str, str] = {}
    for start, end in found.because:
        told.setdefault(sheet.text[start:end].lower(), sheet.text[start:end])
    return Suggestion(
        themes.disclosed(themes.rows[found.theme]),
        place.start,
        place.end,
        tuple(told.values())[:MOST_TOLD],
        found.source,
        found.score,
        sheet.text[shown.start : shown.end],
        shown,
    )


def _worth(one: Suggestion) -> tuple[bool, float, int]:
    """What comes first where not all can be shown: cues, then likeness, then place."""
    return one.source is not Source.CUES, -one.score, one.start


def _cues_of(themes: Themes, analyse: Analyser) -> Cues:
    """The cues of themes that may be applied."""
    return Cues(
        {
            theme.pk: [[digest_of(term.text) for term in analyse(str(cue))] for cue in theme.cues]
            for theme in themes.standing()
            if theme.state == ThemeState.ACTIVE
        }
    )
