"""Wordings written anew when a request is asked or settled, from what stood and nothing else.

A mask comes over the public wording and over the one that waits for a yes; when it goes, exactly
the edits come back that stood below it. What a moderator has not approved yet is never used.
"""

from __future__ import annotations

from dataclasses import replace

from archive.actions.anchoring import rendition_body
from archive.actions.approve import show, write_rendition
from archive.actions.held_back import held_back
from archive.actions.reviewing import Review
from archive.domain.redaction import Edit, merge_overlapping
from archive.models import Rendition, User


def rewrite(
    review: Review,
    *,
    keep: Edit | None = None,
    keep_title: Edit | None = None,
    by: User | None = None,
) -> bool:
    """Write the wordings anew under today's open requests, with what is to `keep` hidden for good.

    Says whether readers see less than before, so that an index must purge. The caller saves.
    """
    row = review.contribution
    public, waiting, latest = row.rendition, row.pending, row.latest_id
    purge = False
    if (
        public is not None
        and (written := _written(review, public, keep, keep_title, by)) is not None
    ):
        purge = show(review, written)
        row.pending = waiting
        if latest == public.pk:
            row.latest = written
    if (
        waiting is not None
        and (written := _written(review, waiting, keep, keep_title, by)) is not None
    ):
        row.pending = written
        if latest == waiting.pk:
            row.latest = written
    return purge


def _written(
    review: Review,
    rendition: Rendition,
    keep: Edit | None,
    keep_title: Edit | None,
    by: User | None,
) -> Rendition | None:
    """The next rendition in the place of this one; None where nothing would differ."""
    old = rendition_body(review, rendition)
    if old is None:
        return None
    lasting = merge_overlapping([keep] if keep else (), old.lasting)
    title = merge_overlapping([keep_title] if keep_title else (), old.title_edits)
    body = held_back(review, replace(old, standing=lasting, title_edits=title))
    if (body.edits, body.lasting, body.title_edits) == (old.edits, old.lasting, old.title_edits):
        return None
    return write_rendition(review, body, by)
