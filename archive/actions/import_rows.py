"""The rows of an import: sealed original, findings and rendition 0 of every new contribution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from archive import vault
from archive.anonymise.engine import VERSION, find_identifiers
from archive.anonymise.finding import Context
from archive.domain.parsed import ParsedContribution
from archive.domain.words import Band, Kind
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Suspicion, draft
from archive.models import Contribution, Discussion, Finding, Original, Rendition

BATCH = 500
DECIDE_WITHIN = timedelta(days=365)
"""How long an import may stand whose author nobody has asked: then it is erased (DESIGN 5)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A contribution that is not in the archive yet, with the ref it will have."""

    item: ParsedContribution
    ref: str
    source_digest: str
    text_digest: str
    email_digest: str = ""


def store(
    discussion: Discussion,
    arrivals: Sequence[Arrival],
    parents: Mapping[str, int],
    ring: vault.KeyRing,
) -> None:
    """Write the rows of one discussion. `parents` maps external ids already stored to their keys.

    Order: after everything that stands, as the file is read. Needs a transaction and the keys.
    """
    authors = _author_numbers(discussion, arrivals)
    context = Context(names=tuple(authors))
    last = Contribution.objects.filter(discussion=discussion).aggregate(last=Max("order"))["last"]
    first = 0 if last is None else last + 1
    stored = dict(parents)
    decide_by = timezone.now() + DECIDE_WITHIN
    order = {arrival.ref: first + index for index, arrival in enumerate(arrivals)}
    for level in _levels(arrivals, stored):
        rows = [
            Contribution(
                ref=arrival.ref,
                discussion=discussion,
                parent_id=stored[arrival.item.parent] if arrival.item.parent is not None else None,
                kind=arrival.item.kind.value,
                order=order[arrival.ref],
                source_digest=arrival.source_digest,
                text_digest=arrival.text_digest,
                author=_sealed_author(arrival, ring),
                author_number=authors.get(arrival.item.author),
                written_at=arrival.item.written_at,
                likes=arrival.item.likes,
                characters=len(arrival.item.text),
                decide_by=decide_by,
                email_digest=arrival.email_digest,
            )
            for arrival in level
        ]
        Contribution.objects.bulk_create(rows, batch_size=BATCH)
        for arrival, row in zip(level, rows, strict=True):
            stored[arrival.item.external_id] = row.pk
    for start in range(0, len(arrivals), BATCH):
        _store_texts(arrivals[start : start + BATCH], stored, ring, context)
    _point_at_drafts(discussion)


def _levels(arrivals: Sequence[Arrival], stored: Mapping[str, int]) -> Iterator[list[Arrival]]:
    """Parents before replies, as many at once as can be: a row needs its parent's key."""
    depth: dict[str, int] = {}
    levels: list[list[Arrival]] = []
    for arrival in arrivals:
        parent = arrival.item.parent
        here = 0 if parent is None or parent in stored else depth[parent] + 1
        depth[arrival.item.external_id] = here
        if here == len(levels):
            levels.append([])
        levels[here].append(arrival)
    return iter(levels)


def _sealed_author(arrival: Arrival, ring: vault.KeyRing) -> bytes | None:
    author = arrival.item.author
    return ring.seal(arrival.ref, "contribution.author", author) if author else None


def _author_numbers(discussion: Discussion, arrivals: Iterable[Arrival]) -> dict[str, int]:
    """A number for each name in the discussion, so that one writer can be followed without it."""
    known = list(
        Contribution.objects.filter(discussion=discussion, author_number__isnull=False)
        .order_by("order")
        .values_list("ref", "author_number", "author")
    )
    keys = vault.ring(ref for ref, _, _ in known)
    numbers: dict[str, int] = {}
    for ref, number, sealed in known:
        name = keys.unseal(ref, "contribution.author", sealed)
        if name and number is not None:
            numbers[name] = number
    following = max((number or 0 for _, number, _ in known), default=0) + 1
    for arrival in arrivals:
        if arrival.item.author and arrival.item.author not in numbers:
            numbers[arrival.item.author] = following
            following += 1
    return numbers


def _store_texts(
    arrivals: Sequence[Arrival],
    stored: Mapping[str, int],
    ring: vault.KeyRing,
    context: Context,
) -> None:
    originals: list[Original] = []
    renditions: list[Rendition] = []
    findings: list[Finding] = []
    for arrival in arrivals:
        item, pk = arrival.item, stored[arrival.item.external_id]
        body = OriginalBody(item.text, item.title, item.formatting)
        found = _findings(item, pk, context)
        rendition = draft(body, map(suspicion, found), ())
        originals.append(
            Original(contribution_id=pk, body=ring.seal(arrival.ref, "original.body", body.dumps()))
        )
        renditions.append(
            Rendition(
                contribution_id=pk,
                number=0,
                body=ring.seal(arrival.ref, "rendition.body", rendition.dumps()),
                engine=VERSION,
            )
        )
        findings += found
    Original.objects.bulk_create(originals, batch_size=BATCH)
    Rendition.objects.bulk_create(renditions, batch_size=BATCH)
    Finding.objects.bulk_create(findings, batch_size=BATCH)


def _findings(item: ParsedContribution, pk: int, context: Context) -> list[Finding]:
    """What the detectors suspect in the text and, of an essay, in its title. Not saved."""
    fields = {"text": item.text}
    if item.kind is Kind.ESSAY and item.title:
        fields["title"] = item.title
    return detected(fields, pk, context)


def detected(fields: Mapping[str, str], pk: int, context: Context) -> list[Finding]:
    """The detectors' findings in the fields of a contribution, as rows that are not saved yet.

    `context` names whoever writes in the thread: they are called by name in its texts.
    """
    return [
        Finding(
            contribution_id=pk,
            field=field,
            start=found.start,
            end=found.end,
            kind=found.kind,
            band=found.band.value,
            detector=found.detector[:80],
            why=found.why[:200],
            suggestion=found.suggestion[:80],
        )
        for field, text in fields.items()
        for found in find_identifiers(text, context)
    ]


def suspicion(finding: Finding) -> Suspicion:
    """A finding as drafting needs it."""
    return Suspicion(
        id=0,
        field=finding.field,
        start=finding.start,
        end=finding.end,
        kind=finding.kind,
        band=Band(finding.band),
        why=finding.why,
        suggestion=finding.suggestion,
    )


def _point_at_drafts(discussion: Discussion) -> None:
    """`latest` of what just came is its rendition 0, in one statement."""
    drafts = Rendition.objects.filter(contribution=OuterRef("pk"), number=0).values("pk")[:1]
    Contribution.objects.filter(
        discussion=discussion, latest__isnull=True, erased_at__isnull=True
    ).update(latest=Subquery(drafts))
