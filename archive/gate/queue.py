"""The queue: what waits for a person, a page at a time, and who has it. Needs a warrant.

First the lanes of distress, then age. A page is found by its place (lane, arrival, number), never
by counting pages, and counts stop at a bound, so that a hundred thousand texts cost what fifty do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from archive.domain import threads
from archive.domain.queue import PAGE, Asked, Lane, Source, Whose
from archive.domain.words import Kind, Role, Status, Voice
from archive.gate.caring import not_offered
from archive.gate.content_labels import before_of
from archive.gate.desks import consent_of, open_counts
from archive.gate.places import PROMPT, nodes_of
from archive.gate.reading import titles
from archive.gate.reviewing import reviewable_now
from archive.gate.staff_disclosed import QueueRow
from archive.gate.stepping_back import apart_from
from archive.gate.viewer import Viewer
from archive.models import Assignment, ContentLabel, Contribution, Discussion, Skip

COUNTED: Final = 1_000
"""A count of what waits goes no further."""

PLACED: Final = 1_500
"""So many texts of threads are looked at to number those of a page; the rest have no number."""

LEADING: Final = frozenset({Role.LEAD, Role.STEWARD})


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of what waits. `after` is the place of the next page, "" on the last.

    `total` counts all that was asked for, up to `COUNTED`; `for_lead` what was passed on three
    times, for leads and stewards, else 0.
    """

    rows: tuple[QueueRow, ...]
    after: str
    total: int
    for_lead: int

    @property
    def is_many(self) -> bool:
        """Whether there are more than were counted."""
        return self.total >= COUNTED


def queue_page(viewer: Viewer, asked: Asked, after: str = "") -> QueuePage:
    """What waits, without what the viewer stepped back from or passed on, unless asked for.

    `after` is the place that the page before gave; one that is not there any more begins anew.
    """
    now = timezone.now()
    waiting = _waiting(viewer, asked, now)
    lanes = _lanes(viewer, asked)
    begin = _place(after)
    rows: list[Contribution] = []
    for lane in lanes:  # one after another, so that the index gives them in order
        if begin is not None and lane < begin.lane:
            continue
        in_lane = waiting.filter(lane=lane.value)
        if begin is not None and lane == begin.lane:
            in_lane = in_lane.filter(begin.behind())
        in_lane = in_lane.select_related("discussion").order_by("arrived_at", "id")
        rows += in_lane[: PAGE + 1 - len(rows)]
        if len(rows) > PAGE:
            break
    shown, more = rows[:PAGE], len(rows) > PAGE
    return QueuePage(
        rows=_disclosed(viewer, shown, now),
        after=f"{shown[-1].lane}-{shown[-1].ref}" if more else "",
        total=_counted(waiting, lanes) if more or begin is not None else len(rows),
        for_lead=_for_lead(viewer),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended."""

    lane: Lane
    arrived: datetime
    pk: int

    def behind(self) -> Q:
        """Rows of the lane behind it."""
        return Q(arrived_at__gte=self.arrived) & (
            Q(arrived_at__gt=self.arrived) | Q(pk__gt=self.pk)
        )


def _place(after: str) -> _Place | None:
    """Of `lane-ref`. The row may have left the queue since: where it stood is known as long as it
    is there."""
    lane, _, ref = after.partition("-")
    if lane not in {str(each.value) for each in Lane}:
        return None
    found = Contribution.objects.filter(ref=ref).values_list("arrived_at", "pk").first()
    return _Place(Lane(int(lane)), *found) if found else None


def _waiting(viewer: Viewer, asked: Asked, now: datetime) -> QuerySet[Contribution]:
    rows = reviewable_now().exclude(apart_from(viewer.user_id))
    passed_on = Q(pk__in=Skip.objects.filter(account=viewer.user_id).values("contribution"))
    rows = rows.filter(passed_on if asked.skipped else ~passed_on)
    if asked.whose is not Whose.MINE and not asked.lead:
        rows = rows.exclude(not_offered(viewer))
    if asked.lead:
        rows = rows.filter(for_lead=True)
    if asked.state is not None:
        rows = rows.filter(status=asked.state.value)
    if asked.source is not None:
        rows = rows.filter(contributed=asked.source is Source.TOLD)
    if asked.voice is not None:
        rows = rows.filter(voice=asked.voice.value)
    if asked.language:
        rows = rows.filter(language=asked.language)
    if asked.discussion:
        of = Discussion.objects.filter(slug=asked.discussion).values_list("pk", flat=True).first()
        rows = rows.filter(discussion=of) if of is not None else rows.none()
    if asked.label:
        labelled = ContentLabel.objects.filter(label=asked.label)
        rows = rows.filter(pk__in=labelled.values("contribution"))
    held = Assignment.objects.filter(until__gt=now)
    if asked.whose is Whose.MINE:
        rows = rows.filter(pk__in=held.filter(account=viewer.user_id).values("contribution"))
    if asked.whose is Whose.FREE:
        rows = rows.exclude(pk__in=held.values("contribution"))
    return rows


def _lanes(viewer: Viewer, asked: Asked) -> tuple[Lane, ...]:
    """What three people passed on is a lead's; what goes first stays before everybody's eyes."""
    if asked.lead:
        return tuple(Lane) if viewer.role in LEADING else ()
    if asked.skipped or asked.whose is Whose.MINE:
        return tuple(Lane)
    return tuple(lane for lane in Lane if lane is not Lane.LEAD)


def _counted(waiting: QuerySet[Contribution], lanes: Iterable[Lane]) -> int:
    """How many wait in these lanes, up to `COUNTED`."""
    in_lanes = waiting.filter(lane__in=[lane.value for lane in lanes])
    return in_lanes.order_by()[:COUNTED].count()


def _for_lead(viewer: Viewer) -> int:
    if viewer.role not in LEADING:
        return 0
    rows = reviewable_now().filter(for_lead=True).exclude(apart_from(viewer.user_id))
    return _counted(rows, (Lane.URGENT, Lane.DISTRESS, Lane.LEAD))


def _disclosed(viewer: Viewer, rows: Sequence[Contribution], now: datetime) -> tuple[QueueRow, ...]:
    names = titles(viewer, {row.discussion.slug for row in rows})
    still_open = open_counts(rows)
    before = before_of(row.pk for row in rows)
    places = positions([row.discussion for row in rows])
    held = {
        one.contribution_id: one
        for one in Assignment.objects.filter(contribution__in=rows, until__gt=now).select_related(
            "account"
        )
    }
    return tuple(
        QueueRow(
            ref=row.ref,
            discussion=row.discussion.slug,
            discussion_title=names[row.discussion.slug],
            position=places.get(row.ref, ""),
            kind=Kind(row.kind),
            status=Status(row.status),
            consent=consent_of(row),
            characters=row.characters or 0,
            open_findings=still_open[row.pk],
            arrived=row.arrived_at,
            held=row.held,
            reread=row.reread,
            labels=before[row.pk],
            lane=Lane(row.lane),
            told=row.contributed,
            voice=Voice(row.voice),
            language=row.language,
            holder=held[row.pk].account.username if row.pk in held else "",
            holder_until=held[row.pk].until if row.pk in held else None,
        )
        for row in rows
    )


def positions(discussions: Iterable[Discussion]) -> dict[str, str]:
    """Where the texts of these threads stand, by ref: one query for how long they are, two for
    their texts. Threads beyond `PLACED` texts in all are left out, in the order given."""
    wanted = list(dict.fromkeys(each.pk for each in discussions))
    sizes = dict(
        Contribution.objects.filter(discussion__in=wanted)
        .order_by()
        .values_list("discussion_id")
        .annotate(texts=Count("id"))
    )
    looked, chosen = 0, []
    for pk in wanted:
        if looked + sizes.get(pk, 0) <= PLACED:
            looked += sizes.get(pk, 0)
            chosen.append(pk)
    return {
        place.ref: place.position
        for nodes in nodes_of(chosen).values()
        for place in threads.reading_order(nodes).placed
        if place.ref != PROMPT
    }
