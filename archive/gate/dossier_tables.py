"""The tables of a dossier: counts and records of one discussion, without anybody's words.

Every function needs a warrant. A count of texts leaves out those that were erased unless it says
otherwise: of them only their place is left, and what the audit chain says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from archive.domain.consent import column
from archive.domain.words import Band, Scope, Treatment
from archive.gate.drafting import Decision, Suspicion, undecided
from archive.models import (
    AuditEvent,
    ConsentEvent,
    Contribution,
    Discussion,
    Finding,
    Notice,
    Redaction,
    RemovalRequest,
    Rendition,
)

HOUR = timedelta(hours=1)

AUTOMATIC = "automatic"
"""The treatment of what a detector was sure of and nobody decided on: it is masked."""

CONTRIBUTOR, SWEEP = "contributor", "sweep"
"""Names in the audit chain that are no accounts."""

STAFF_VERBS = {
    "open_original": "opened",
    "approve": "approved",
    "clear_second_person": "cleared",
    "refuse": "refused",
}


@dataclass(frozen=True, slots=True)
class ScopeCounts:
    """One scope: how many texts stand where. Each text is in exactly one count.

    `own` and `basis` are open now, by the writer's yes or by a basis; `run_out` once was. `ended`
    was taken back by staff, for instance when a basis was left.
    """

    scope: Scope
    own: int = 0
    basis: int = 0
    run_out: int = 0
    refused: int = 0
    withdrawn: int = 0
    ended: int = 0
    not_asked: int = 0


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A notice under which consent was given, and for how many texts, erased ones included."""

    language: str
    version: int
    sha256: str
    published_at: datetime
    texts: int


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """What one account did with the texts, erased ones included, as the audit chain has it."""

    name: str
    opened: int = 0
    approved: int = 0
    cleared: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class RedactionCount:
    """Decisions in force on one kind of words; "" is a kind nobody named."""

    kind: str
    treatment: str
    n: int


@dataclass(frozen=True, slots=True)
class EngineRecord:
    """Texts whose last rendition was made with one version of the detectors.

    `decided` are redactions a person decided on (kept words included), `automatic` words that were
    masked without a decision.
    """

    engine: str
    texts: int
    decided: int
    automatic: int


@dataclass(frozen=True, slots=True)
class RemovalRecord:
    """A request to remove a text or a part, and its answer; `decision` is "" while it is open.

    `meanwhile` is "hidden" (the text), "part" (the stretch pointed at) or "shown". `hours` are the
    whole ones from the request to its answer.
    """

    reason: str
    asked_at: datetime
    meanwhile: str
    decision: str
    first_by: str
    decided_by: str
    decided_at: datetime | None
    due_at: datetime | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """What was taken back in a month (UTC). `withdrawn` texts were not erased in that month."""

    month: date
    withdrawn: int
    erased_by_writer: int
    erased_by_staff: int
    erased_when_due: int


def scope_counts(rows: Sequence[Contribution], now: datetime) -> tuple[ScopeCounts, ...]:
    """Where each scope of these texts stands."""
    last: dict[tuple[int, str], str] = {}
    for pk, scope, action in (
        ConsentEvent.objects.filter(contribution__in=[row.pk for row in rows])
        .order_by("id")
        .values_list("contribution_id", "scope", "action")
    ):
        last[pk, scope] = action
    return tuple(
        ScopeCounts(
            scope,
            **Counter(
                _standing(last.get((row.pk, scope.value)), getattr(row, column(scope)), now)
                for row in rows
            ),
        )
        for scope in Scope
    )


def _standing(action: str | None, until: datetime | None, now: datetime) -> str:
    if until is not None:
        return "run_out" if until <= now else "basis" if action == "basis" else "own"
    no = {None: "not_asked", "refused": "refused", "withdrawn": "withdrawn", "expired": "run_out"}
    return no.get(action, "ended")


def notices(found: Discussion) -> tuple[NoticeRecord, ...]:
    """The notices under which somebody said yes to something, in order of language and version."""
    texts = dict(
        ConsentEvent.objects.filter(
            contribution__discussion=found, notice__isnull=False, action__in=["given", "renewed"]
        )
        .order_by()
        .values_list("notice_id")
        .annotate(Count("contribution", distinct=True))
    )
    return tuple(
        NoticeRecord(n.language, n.version, n.sha256, n.made_at, texts[n.pk])
        for n in Notice.objects.filter(pk__in=texts).order_by("language", "version")
    )


def staff(found: Discussion) -> tuple[StaffRecord, ...]:
    """Who opened, approved, cleared and refused how often, by name."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for actor, verb, n in (
        _audited(found)
        .filter(verb__in=STAFF_VERBS)
        .order_by()
        .values_list("actor", "verb")
        .annotate(Count("id"))
    ):
        counted[actor][STAFF_VERBS[verb]] += n
    return tuple(StaffRecord(name, **counted[name]) for name in sorted(counted))


def redactions(
    rows: Sequence[Contribution],
) -> tuple[tuple[RedactionCount, ...], tuple[EngineRecord, ...]]:
    """Decisions by kind and treatment, and both decided and automatic ones by engine version."""
    pks = [row.pk for row in rows]
    decided: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in Redaction.objects.filter(
        contribution__in=pks, retracted_at__isnull=True
    ).defer("words"):
        decided[redaction.contribution_id].append(redaction)
    suspected: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(contribution__in=pks, band=Band.CONFIDENT.value):
        suspected[finding.contribution_id].append(finding)
    automatic = {pk: _automatic(suspected[pk], decided[pk]) for pk in pks}
    kinds = Counter((r.kind, r.treatment) for found in decided.values() for r in found)
    kinds.update((f.kind, AUTOMATIC) for found in automatic.values() for f in found)
    engines: dict[str, list[int]] = defaultdict(list)
    names = dict(Rendition.objects.filter(pk__in=_lasts(rows)).values_list("pk", "engine"))
    for row in rows:
        engines[names.get(row.latest_id or 0, "")].append(row.pk)
    return (
        tuple(RedactionCount(*which, n) for which, n in sorted(kinds.items())),
        tuple(
            EngineRecord(
                engine,
                len(texts),
                sum(len(decided[pk]) for pk in texts),
                sum(len(automatic[pk]) for pk in texts),
            )
            for engine, texts in sorted(engines.items())
        ),
    )


def _lasts(rows: Iterable[Contribution]) -> list[int]:
    return [row.latest_id for row in rows if row.latest_id is not None]


def _automatic(found: list[Finding], decided: list[Redaction]) -> tuple[Suspicion, ...]:
    """The sure ones that no decision touches: drafting masks them by itself."""
    return undecided(
        [Suspicion(f.pk, f.field, f.start, f.end, f.kind, Band.CONFIDENT, "", "") for f in found],
        [
            Decision(r.pk, r.field, r.start, r.end, Treatment(r.treatment), r.kind, "", "", "")
            for r in decided
        ],
    )


def removals(found: Discussion) -> tuple[RemovalRecord, ...]:
    """Every request, answered or not, the oldest first; erased texts included."""
    rows = RemovalRequest.objects.filter(contribution__discussion=found).select_related(
        "first_by", "decided_by"
    )
    return tuple(
        RemovalRecord(
            reason=row.reason,
            asked_at=row.asked_at,
            meanwhile="shown" if not row.hides else "hidden" if row.start is None else "part",
            decision=row.decision,
            first_by=row.first_by.username if row.first_by else "",
            decided_by=row.decided_by.username if row.decided_by else "",
            decided_at=row.decided_at,
            due_at=row.due_at,
            hours=int((row.decided_at - row.asked_at) / HOUR) if row.decided_at else None,
        )
        for row in rows.defer("message").order_by("asked_at", "pk")
    )


def months(found: Discussion) -> tuple[MonthRecord, ...]:
    """Each month in which something was taken back or erased, in order."""
    erased: dict[date, dict[str, str]] = defaultdict(dict)
    for at, ref, actor in (
        _audited(found).filter(verb="erase").order_by("id").values_list("at", "ref", "actor")
    ):
        erased[_month(at)][ref] = actor
    taken: dict[date, set[str]] = defaultdict(set)
    for at, ref in ConsentEvent.objects.filter(
        contribution__discussion=found, action="withdrawn"
    ).values_list("at", "contribution__ref"):
        taken[_month(at)].add(ref)
    return tuple(
        _month_record(month, taken[month] - erased[month].keys(), erased[month])
        for month in sorted(erased.keys() | taken.keys())
    )


def _month_record(month: date, withdrawn: set[str], erased: dict[str, str]) -> MonthRecord:
    by = Counter(erased.values())
    return MonthRecord(
        month=month,
        withdrawn=len(withdrawn),
        erased_by_writer=by[CONTRIBUTOR],
        erased_by_staff=by.total() - by[CONTRIBUTOR] - by[SWEEP],
        erased_when_due=by[SWEEP],
    )


def _month(moment: datetime) -> date:
    return moment.date().replace(day=1)


def _audited(found: Discussion) -> QuerySet[AuditEvent]:
    refs = Contribution.objects.filter(discussion=found).order_by().values("ref")
    return AuditEvent.objects.filter(ref__in=refs)
