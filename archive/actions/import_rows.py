"""The rows of an import: sealed original, findings and rendition 0 of every new contribution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from archive import vault
from archive.actions.label_content import suggestions
from archive.actions.pseudonyms import Labels
from archive.anonymise.finding import Finding as Found
from archive.domain import languages
from archive.domain.parsed import ParsedContribution
from archive.domain.surface import without_possessive
from archive.domain.words import Band, Kind
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Suspicion, draft
from archive.gate.looking import Knowledge, context_for, look
from archive.models import ContentLabel, Contribution, Discussion, Finding, Original, Rendition

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


@dataclass(frozen=True, slots=True)
class Suspected:
    """What the detectors suspect in each field of an arrival, and which engine looked."""

    found: Mapping[str, tuple[Found, ...]]
    engine: str


def read_arrivals(
    discussion: Discussion | None, arrivals: Sequence[Arrival]
) -> dict[str, Suspected]:
    """Read what arrives, by ref: before anything is written, since it may take long.

    `discussion` is None where it is not here yet. Needs a warrant.
    """
    authors = [arrival.item.author for arrival in arrivals if arrival.item.author]
    knowledge = context_for(discussion).with_names(authors)
    return {arrival.ref: suspected(_fields(arrival.item), knowledge) for arrival in arrivals}


def suspected(fields: Mapping[str, str], knowledge: Knowledge) -> Suspected:
    """What the detectors suspect in the fields of one contribution."""
    answers = {field: look(text, knowledge) for field, text in fields.items()}
    (engine,) = {version for _, version in answers.values()}
    return Suspected({field: found for field, (found, _) in answers.items()}, engine)


def store(
    discussion: Discussion,
    arrivals: Sequence[Arrival],
    parents: Mapping[str, int],
    ring: vault.KeyRing,
    read: Mapping[str, Suspected],
) -> None:
    """Write the rows of one discussion. `parents` maps external ids already stored to their keys.

    Order: after everything that stands, as the file is read. Needs a transaction, the keys, and
    what `read_arrivals` found.
    """
    discussion = Discussion.objects.select_for_update().get(pk=discussion.pk)
    authors = _author_numbers(discussion, arrivals)
    labels = Labels(discussion, authors)
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
                language=languages.guessed(arrival.item.text),
                decide_by=decide_by,
                email_digest=arrival.email_digest,
            )
            for arrival in level
        ]
        Contribution.objects.bulk_create(rows, batch_size=BATCH)
        for arrival, row in zip(level, rows, strict=True):
            stored[arrival.item.external_id] = row.pk
    for start in range(0, len(arrivals), BATCH):
        _store_texts(arrivals[start : start + BATCH], stored, ring, read, labels)
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
    read: Mapping[str, Suspected],
    labels: Labels,
) -> None:
    originals: list[Original] = []
    renditions: list[Rendition] = []
    findings: list[Finding] = []
    cued: list[ContentLabel] = []
    for arrival in arrivals:
        item, pk, ready = arrival.item, stored[arrival.item.external_id], read[arrival.ref]
        body = OriginalBody(item.text, item.title, item.formatting)
        found = findings_of(ready.found, _fields(item), pk, labels)
        rendition = draft(body, map(suspicion, found), ())
        originals.append(
            Original(contribution_id=pk, body=ring.seal(arrival.ref, "original.body", body.dumps()))
        )
        renditions.append(
            Rendition(
                contribution_id=pk,
                number=0,
                body=ring.seal(arrival.ref, "rendition.body", rendition.dumps()),
                engine=ready.engine,
            )
        )
        findings += found
        cued += suggestions(pk, _fields(item).values())
    Original.objects.bulk_create(originals, batch_size=BATCH)
    Rendition.objects.bulk_create(renditions, batch_size=BATCH)
    Finding.objects.bulk_create(findings, batch_size=BATCH)
    ContentLabel.objects.bulk_create(cued, batch_size=BATCH)


def _fields(item: ParsedContribution) -> dict[str, str]:
    """The text and, of an essay, its title."""
    has_title = item.kind is Kind.ESSAY and bool(item.title)
    return {"text": item.text} | ({"title": item.title} if has_title else {})


def findings_of(
    found: Mapping[str, Iterable[Found]], fields: Mapping[str, str], pk: int, labels: Labels | None
) -> list[Finding]:
    """Suspicions as rows that are not saved yet: whoever is surely named gets a label at once.

    A name is found without its possessive. Without `labels`, names stay "[name]".
    """
    return [
        _row(each, field, fields[field], pk, labels) for field in found for each in found[field]
    ]


def _row(found: Found, field: str, text: str, pk: int, labels: Labels | None) -> Finding:
    end, suggestion, person = found.end, found.suggestion, None
    if found.names_a_person:
        surface = without_possessive(text[found.start : found.end])
        end = found.start + len(surface)
        if labels is not None and found.band is Band.CONFIDENT:
            label = labels.of(surface)
            suggestion, person = label.words, label.person
    return Finding(
        contribution_id=pk,
        field=field,
        start=found.start,
        end=end,
        kind=found.kind,
        band=found.band.value,
        detector=found.detector[:80],
        why=found.why[:200],
        suggestion=suggestion[:80],
        person=person,
    )


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
