"""Bring a parsed file in: one transaction a discussion, and what is in already is skipped.

A contribution is known again by a keyed digest of its source's id, its wording by a keyed digest
of title and text: neither says anything to whoever holds the database without the site key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from archive import vault
from archive.actions import outbox
from archive.actions.import_report import ImportedDiscussion, ImportReport, Remark
from archive.actions.import_rows import Arrival, read_arrivals, store
from archive.actions.source_email import email_digest
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import ImportRefused
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.words import STAFF_ROLES, Kind, Role, Status
from archive.gate import audit
from archive.models import Contribution, Discussion, User
from archive.models.fields import new_ref, new_slug
from archive.vault import site_key


@dataclass(slots=True)
class _Tally:
    """What the import did so far. `refs` maps external ids to refs, for the report."""

    discussions: list[ImportedDiscussion] = field(default_factory=list)
    imported: int = 0
    unchanged: int = 0
    left_out: list[Remark] = field(default_factory=list)
    refs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """A row that stands in the archive for an external id."""

    pk: int
    ref: str
    text_digest: str
    erased: bool


def import_discussion(
    *,
    parsed: ParsedFile,
    by: User | None,
    dry_run: bool = False,
    claims_by_email: bool = False,
    progress: Callable[[int], object] | None = None,
) -> ImportReport:
    """Store what is new and report everything. Importing the same file again changes nothing.

    A contribution whose wording changed at its source is left as it is and listed, as is one that
    was erased here. `progress` is told how many contributions each discussion had. With
    `claims_by_email`, which is a steward's to allow, digests of the authors' e-mail addresses are
    kept with what is new, so that they can claim it. Raises `ImportRefused` before anything is
    written when a thread does not hold together, `NotAllowed`.
    """
    demand_role(by, STAFF_ROLES, "import")
    if claims_by_email:
        demand_role(by, {Role.STEWARD}, "allow claims by e-mail")
    for discussion in parsed.discussions:
        _demand_whole(discussion)
    tally = _Tally()
    with warrant.opened(audit.actor_name(by), "review"):
        for discussion in parsed.discussions:
            _import_one(discussion, parsed, by, dry_run, claims_by_email, tally)
            if progress is not None:
                progress(len(discussion.contributions))
    return ImportReport(
        discussions=tuple(tally.discussions),
        imported=tally.imported,
        unchanged=tally.unchanged,
        mended=tuple(
            Remark(tally.refs.get(m.external_id, m.external_id), m.kind, m.reason)
            for m in parsed.mended
        ),
        left_out=(
            *(Remark(item.external_id, item.kind, item.reason) for item in parsed.left_out),
            *tally.left_out,
        ),
        skipped_kinds=parsed.skipped_kinds,
    )


def _demand_whole(discussion: ParsedDiscussion) -> None:
    """The essay first and alone, every id once, every parent before its replies."""
    seen: set[str] = set()
    for number, item in enumerate(discussion.contributions):
        is_first = number == 0
        if item.external_id in seen:
            raise ImportRefused(
                f"The id {item.external_id} stands twice in one discussion.",
                hint="Export the discussion again; every contribution needs an id of its own.",
            )
        if is_first != (item.kind is Kind.ESSAY) or is_first != (item.parent is None):
            raise ImportRefused(
                f"The essay must stand first, and alone, before {item.external_id}."
            )
        if item.parent is not None and item.parent not in seen:
            raise ImportRefused(f"The comment {item.external_id} stands before what it answers.")
        seen.add(item.external_id)
    if not seen:
        raise ImportRefused("A discussion without an essay cannot be imported.")


def _import_one(
    discussion: ParsedDiscussion,
    parsed: ParsedFile,
    by: User | None,
    dry_run: bool,
    claims_by_email: bool,
    tally: _Tally,
) -> None:
    source = parsed.source or site_key.digest(
        "source", "text", discussion.title, discussion.contributions[0].text
    )
    digest = site_key.digest("source", source, discussion.external_id)
    row = Discussion.objects.filter(source_digest=digest).first()
    known = _known(row)
    arrivals = []
    for item in discussion.contributions:
        source_digest = site_key.digest("source", source, item.external_id)
        text_digest = site_key.digest("wording", item.title, item.text)
        stands = known.get(source_digest)
        if stands is None:
            email = email_digest(item.author_email) if claims_by_email else ""
            arrivals.append(Arrival(item, new_ref(), source_digest, text_digest, email))
        else:
            _recognise(item, stands, text_digest, tally)
    tally.imported += len(arrivals)
    slug = row.slug if row else new_slug()
    if not dry_run:
        tally.refs.update((arrival.item.external_id, arrival.ref) for arrival in arrivals)
    if arrivals and not dry_run:
        parents = {
            item.external_id: known[stored].pk
            for item in discussion.contributions
            if (stored := site_key.digest("source", source, item.external_id)) in known
        }
        read = read_arrivals(row, arrivals)
        ring = vault.create_keys([arrival.ref for arrival in arrivals])
        with transaction.atomic():
            row = row or Discussion.objects.create(
                slug=slug,
                source_digest=digest,
                source_url=_sealed_url(discussion, arrivals, ring),
                staff_only=discussion.staff_only,
                format=parsed.format,
                imported_by=by,
            )
            if claims_by_email and not row.claims_by_email:
                row.claims_by_email = True
                row.save(update_fields=["claims_by_email"])
            store(row, arrivals, parents, ring, read)
            outbox.note_changed([arrival.ref for arrival in arrivals])
            audit.record("import", by=by, discussion=slug, contributions=len(arrivals))
    tally.discussions.append(_described(discussion, slug if row else ""))


def _known(row: Discussion | None) -> dict[str, _Known]:
    """What stands in the discussion, by source digest."""
    if row is None:
        return {}
    rows = Contribution.objects.filter(discussion=row).values_list(
        "source_digest", "pk", "ref", "text_digest", "status"
    )
    return {
        source: _Known(pk, ref, text, status == Status.ERASED.value)
        for source, pk, ref, text, status in rows
    }


def _recognise(item: ParsedContribution, known: _Known, text_digest: str, tally: _Tally) -> None:
    tally.refs[item.external_id] = known.ref
    if known.erased:
        tally.left_out.append(Remark(known.ref, item.kind.value, "erased"))
    elif known.text_digest != text_digest:
        tally.left_out.append(Remark(known.ref, item.kind.value, "changed_at_source"))
    else:
        tally.unchanged += 1


def _sealed_url(
    discussion: ParsedDiscussion, arrivals: list[Arrival], ring: vault.KeyRing
) -> bytes | None:
    """The address is sealed under the essay's key: it goes when the essay goes."""
    if not discussion.source_url:
        return None
    return ring.seal(arrivals[0].ref, "discussion.source_url", discussion.source_url)


def _described(discussion: ParsedDiscussion, slug: str) -> ImportedDiscussion:
    depths: dict[str | None, int] = {None: -1}
    for item in discussion.contributions:
        depths[item.external_id] = depths[item.parent] + 1
    return ImportedDiscussion(
        slug=slug,
        title=discussion.title,
        contributions=len(discussion.contributions),
        comments=len(discussion.contributions) - 1,
        max_depth=max(depths.values()),
        likes=sum(item.likes for item in discussion.contributions),
    )
