"""Two names, one person: "Sarah" and "Sare" get the label that one of them has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from archive.actions import outbox
from archive.actions.deciding import Place, Ruling, decide_places, send_back
from archive.actions.editions import another_edition
from archive.actions.pseudonyms import Labels
from archive.actions.reviewing import Review, open_review, opened
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.labels import person_label
from archive.domain.words import Treatment
from archive.gate import audit
from archive.gate.persons import Mention, mentions_of
from archive.gate.thread_texts import texts_of
from archive.models import Contribution, User
from archive.models.fields import new_ref


def merge_persons(*, ref: str, person: int, into: int, by: User) -> int:
    """Let `person` be `into`, both of the discussion of `ref`; how many places were relabelled.

    All of it is one batch, and taking that back makes them two again. The label that went is never
    given again; approved texts that show it must be read again. Raises `InvalidInput` for persons
    who are not both there, or are one already; `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        labels = Labels(review.contribution.discussion)
        gone, kept = labels.root(person), labels.root(into)
        if gone == kept:
            raise InvalidInput("These are one person already.", hint="Choose another one.")
        batch = new_ref()
        mentions = mentions_of(review.contribution.discussion_id).get(gone, [])
        gone.merged_into, gone.merge = kept, batch
        gone.save(update_fields=["merged_into", "merge"])
        ruling = Ruling(Treatment.PSEUDONYM, person_label(kept.number), "person", "", kept)
        places = _relabel(review, mentions, ruling, batch, by)
        for each, count in places.items():
            audit.record("merge_persons", ref=each, by=by, places=count, batch=batch)
        if ref not in places:
            audit.record("merge_persons", ref=ref, by=by, places=0, batch=batch)
        another_edition(places)
        outbox.note_changed(sorted(places))
        return sum(places.values())


def _relabel(
    review: Review, mentions: Iterable[Mention], ruling: Ruling, batch: str, by: User
) -> dict[str, int]:
    """Write the ruling over all mentions, in every text of the thread; places by ref."""
    by_text: dict[int, list[Place]] = defaultdict(list)
    for mention in mentions:
        by_text[mention.contribution].append(Place(mention.field, mention.start, mention.end))
    relabelled: dict[str, int] = {}
    for text in texts_of(review.contribution.discussion_id, by_text):
        row = Contribution.objects.select_for_update().get(pk=text.row.pk)
        row.discussion = review.contribution.discussion
        other = opened(row, text.ring)
        if other is not None:
            places = by_text[row.pk]
            relabelled[other.ref] = decide_places(other, places, ruling, batch=batch, by=by)
            send_back(other, batch)
    return relabelled
