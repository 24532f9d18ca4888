"""Read texts again, with the names that are known by now and the engine of today.

A name learned later opens the review of every text in which it stands. Originals are unsealed in
memory, one after another; what stays is spans. Running it again finds only what is new since, so
one that was interrupted is simply run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from archive.actions import outbox
from archive.actions.import_rows import findings_of, suspected
from archive.actions.pseudonyms import Labels
from archive.actions.publication import read_again
from archive.actions.reviewing import Review, opened
from archive.actions.standing import demand_role, standing_discussion
from archive.anonymise.finding import Finding as Found
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.surface import places_of
from archive.domain.text import canonical
from archive.domain.words import STAFF_ROLES, Band, Status
from archive.gate import audit
from archive.gate.looking import Knowledge, context_for
from archive.gate.thread_texts import ThreadText, texts_of
from archive.models import Contribution, Discussion, Finding, Rendition, User

LATER = "a name that was learned later"
SHORTEST_NAME, LONGEST_NAME, MOST_NAMES = 2, 200, 5_000
"""Code points of a name, and how many of them one run takes."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How many texts were read, how many new suspicions they hold, how many reviews that opened."""

    texts: int
    found: int
    reopened: int


def look_again(
    *,
    names: Sequence[str] = (),
    slug: str = "",
    by: User | None,
    dry_run: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Looked:
    """Read the texts of a discussion again, or of the whole archive, and keep what is new.

    `names` are looked for wherever they stand, in any case. Nothing that is hidden, kept or
    suspected already is found again. Approved texts are to be read again; readers see the old
    wording until then. Raises `NotAllowed`, `NotFound`, `InvalidInput` for what can be no name.
    """
    demand_role(by, STAFF_ROLES, "look at texts again")
    wanted = _names(names)
    total = Looked(0, 0, 0)
    with warrant.opened(audit.actor_name(by), "review"):
        discussions = [standing_discussion(slug)] if slug else list(Discussion.objects.all())
        for discussion in discussions:
            knowledge = context_for(discussion).with_names(wanted)
            for text in texts_of(discussion.pk):
                found, reopened = _look_at(text, knowledge, wanted, by, dry_run)
                total = Looked(total.texts + 1, total.found + found, total.reopened + reopened)
                if progress is not None:
                    progress(total.texts)
        if not dry_run:
            audit.record("look_again", by=by, discussion=slug, texts=total.texts, found=total.found)
    return total


def _names(names: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(" ".join(canonical(name).split()) for name in names))
    wanted = tuple(name for name in wanted if name)
    if any(not SHORTEST_NAME <= len(name) <= LONGEST_NAME for name in wanted):
        raise InvalidInput(f"A name has {SHORTEST_NAME} to {LONGEST_NAME} characters.")
    if len(wanted) > MOST_NAMES:
        raise InvalidInput(f"At most {MOST_NAMES:,} names can be looked for at once.")
    return wanted


def _look_at(
    text: ThreadText, knowledge: Knowledge, names: Sequence[str], by: User | None, dry_run: bool
) -> tuple[int, bool]:
    """How much is new in one text, and whether that opens its review; written unless `dry_run`."""
    fields = {"text": text.body.text} | ({"title": text.body.title} if text.body.title else {})
    read = suspected(fields, knowledge)
    found = {
        field: (*read.found[field], *_named(field_text, names, read.found[field]))
        for field, field_text in fields.items()
    }
    with transaction.atomic():
        discussion = Discussion.objects.select_for_update().get(pk=text.row.discussion_id)
        row = Contribution.objects.select_for_update().filter(pk=text.row.pk).first()
        review = opened(row, text.ring) if row is not None else None
        if row is None or review is None:
            return 0, False
        fresh = {field: tuple(_new(review, field, found[field])) for field in found}
        count = sum(map(len, fresh.values()))
        reopens = bool(count) and (
            row.status == Status.SECOND_PERSON or (row.status == Status.APPROVED and not row.reread)
        )
        if not dry_run:
            Rendition.objects.filter(contribution=row, number=0).update(engine=read.engine)
        if count and not dry_run:
            rows = findings_of(fresh, fields, row.pk, Labels(discussion))
            Finding.objects.bulk_create(rows)
            _open(row, reopens)
            audit.record("look_again", ref=row.ref, by=by, found=count)
            outbox.note_changed([row.ref])
        return count, reopens


def _named(text: str, names: Sequence[str], found: Iterable[Found]) -> Iterator[Found]:
    """Every place of these names that no other finding holds."""
    taken = [(f.start, f.end) for f in found]
    for start, end in sorted({place for name in names for place in places_of(text, name)}):
        if not any(first <= start and end <= last for first, last in taken):
            taken.append((start, end))
            yield Found(start, end, "person", Band.CHECK, "look_again", LATER, "[name]")


def _new(review: Review, field: str, found: Iterable[Found]) -> Iterator[Found]:
    """Those that neither an earlier finding nor a decision holds already."""
    known = [(f.start, f.end) for f in review.findings if f.field == field]
    known += [(d.start, d.end) for d in review.decisions if d.field == field]
    for each in found:
        end = each.end
        if each.names_a_person and review.field(field)[each.start : end][-2:] in ("'s", "’s"):
            end -= 2  # as it would be kept
        if not any(start <= each.start and end <= last for start, last in known):
            yield replace(each, end=end)


def _open(row: Contribution, reopens: bool) -> None:
    """A person has to read it again; one that waits for a second person, be approved anew."""
    if not reopens:
        return
    if row.status == Status.SECOND_PERSON:
        row.status = Status.IN_REVIEW.value
        row.save(update_fields=["status"])
    else:
        read_again(row)
