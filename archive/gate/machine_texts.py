"""What a learned model may be fed: accounts whose writers allow `machine` now, and nothing else.

An account is the whole of a first-person text, or the stretches of a mixed one that a person marked
as first-person; what such a stretch tells of somebody else is cut out. Of the wording that readers
have, never of a draft. Second-hand texts and imports on a basis are never for machines; the rule
says so (`visibility.MACHINE`), and the database too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.text import Span
from archive.domain.visibility import AllOf, AnyOf
from archive.domain.words import AnchorState, Audience, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.facts import facts_of, to_q
from archive.gate.opening import GONE, PLACE
from archive.gate.rules import audience_rule, finding_rule
from archive.gate.viewer import Viewer
from archive.models import Anchor, Contribution

COMPARING: Final = (Audience.RESEARCH, Audience.STAFF)
"""Who is shown what a model makes of accounts. Readers are not."""
OTHERS: Final = frozenset({Voice.SECOND_HAND, Voice.UNCLEAR})
"""Voices of stretches that no model reads."""
BATCH: Final = 64
"""Texts that are read at once."""

Window = tuple[float, float]
"""From when until when, in POSIX seconds; the end is not in it. `NEVER` holds no moment."""
NEVER: Final[Window] = (math.inf, -math.inf)


@dataclass(frozen=True, slots=True)
class MachineText:
    """The accounts of one contribution, and when each audience may be shown what a model makes of
    them."""

    ref: str
    text: str
    seen: Mapping[Audience, Window]


def machine_texts(refs: frozenset[str] | None = None) -> Iterator[tuple[MachineText, ...]]:
    """All that a model may be fed now, or after an embargo, some at a time; or those of `refs`."""
    rules = {one: AllOf((visibility.MACHINE, audience_rule(one))) for one in COMPARING}
    open_to_some = AnyOf(tuple(visibility.ignoring_time(rule) for rule in rules.values()))
    with warrant.opened("index", "machine"):
        rows = Contribution.objects.filter(
            to_q(open_to_some, timezone.now()), rendition__isnull=False
        )
        if refs is not None:
            rows = rows.filter(ref__in=refs)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with warrant.opened("index", "machine"):
            chunk = _texts(ids[start : start + BATCH], rules)
        yield chunk


def comparable_now(viewer: Viewer, refs: Iterable[str]) -> frozenset[str]:
    """Those of the refs that this viewer may find, and a model may be fed with, at this moment."""
    rule = AllOf((visibility.MACHINE, finding_rule(viewer)))
    with warrant.opened(viewer.name or viewer.role.value, "machine"):
        rows = Contribution.objects.filter(to_q(rule, timezone.now()), ref__in=list(refs))
        rows = rows.exclude(pk__in=blindfold(viewer).texts)
        return frozenset(rows.values_list("ref", flat=True))


def _texts(ids: list[int], rules: Mapping[Audience, visibility.Rule]) -> tuple[MachineText, ...]:
    rows = list(
        Contribution.objects.filter(pk__in=ids)
        .select_related("discussion", "rendition")
        .order_by("pk")
    )
    marked, doubtful = _marked(rows), _doubtful(rows)
    ring = vault.ring(row.ref for row in rows)
    found = []
    for row in rows:
        sealed = ring.unseal(row.ref, PLACE, row.rendition.body) if row.rendition else None
        if sealed is None:
            continue
        words = RenditionBody.loads(sealed).text
        told = [] if row.pk in doubtful else _accounts(row.voice, len(words), marked[row.pk])
        text = "\n\n".join(words[span.start : span.end].strip() for span in told)
        if text:
            seen = {audience: _window(rule, row) for audience, rule in rules.items()}
            found.append(MachineText(row.ref, text, seen))
    return tuple(found)


def _window(rule: visibility.Rule, row: Contribution) -> Window:
    facts: dict[str, Any] = facts_of(row)
    if not visibility.holds(visibility.ignoring_time(rule), facts, timezone.now()):
        return NEVER
    since, until = visibility.times(rule, facts)
    return since.timestamp() if since else 0.0, until.timestamp() if until else math.inf


def _marked(rows: list[Contribution]) -> dict[int, list[tuple[Voice, Span]]]:
    """The marked stretches that lie for certain on the wording readers have, by contribution."""
    anchors = Anchor.objects.filter(
        rendition__in=[row.rendition_id for row in rows],
        state=AnchorState.ANCHORED.value,
        start__isnull=False,
    ).exclude(passage__voice="")
    columns = ("passage__contribution_id", "passage__voice", "start", "end")
    found: dict[int, list[tuple[Voice, Span]]] = defaultdict(list)
    for pk, voice, start, end in anchors.order_by("start", "end").values_list(*columns):
        found[pk].append((Voice(voice), Span(start or 0, end or 0)))
    return found


def _doubtful(rows: list[Contribution]) -> frozenset[int]:
    """Texts of which it is not known for certain where they tell of somebody else."""
    unsure = (
        Anchor.objects.filter(
            rendition__in=[row.rendition_id for row in rows], passage__voice__in=OTHERS
        )
        .exclude(state=AnchorState.ANCHORED.value)
        .exclude(GONE)
    )
    return frozenset(unsure.values_list("passage__contribution_id", flat=True))


def _accounts(voice: str, length: int, marked: list[tuple[Voice, Span]]) -> list[Span]:
    """What of a text its writer tells of herself, in order; stretches do not overlap."""
    own = [span for told, span in marked if told is Voice.FIRST_PERSON]
    others = [span for told, span in marked if told in OTHERS]
    match Voice(voice):
        case Voice.FIRST_PERSON:
            kept = [Span(0, length)]
        case Voice.MIXED:
            kept = own
        case _:
            kept = []
    bounds = sorted({0, length, *(at for s in (*own, *others) for at in (s.start, s.end))})
    pieces = (Span(first, last) for first, last in pairwise(bounds))
    joined: list[Span] = []
    for piece in pieces:
        if not _within(piece, kept) or _within(piece, others):
            continue
        if joined and joined[-1].end == piece.start:
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined


def _within(piece: Span, spans: list[Span]) -> bool:
    return any(span.start <= piece.start and piece.end <= span.end for span in spans)
