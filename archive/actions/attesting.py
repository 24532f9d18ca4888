"""That somebody read a wording whole: the checklist as it stood, the engine, and a sealed note.

Written with a person's approval or clearance and nowhere else; a wording that hides more because
somebody asked for it was read by nobody, and has none.
"""

from __future__ import annotations

from archive.actions.reviewing import Review
from archive.domain import checklist
from archive.domain.errors import InvalidInput
from archive.gate.reviewed import checklist_of
from archive.models import Attestation, Rendition, User

LONGEST_NOTE = 2000
"""Code points of what is noted about who could recognise this."""


def attest(review: Review, rendition: Rendition, *, by: User, note: str = "") -> None:
    """`by` read this rendition whole. `note` says who could recognise this, "" for nothing.

    Needs a warrant and a transaction. Raises `InvalidInput` for a note that is too long.
    """
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE} characters.")
    lines = checklist_of(
        review.contribution, review.ring, review.original, review.findings, review.decisions
    )
    sealed = review.ring.seal(review.ref, "attestation.note", words) if words else None
    Attestation.objects.create(
        rendition=rendition,
        account=by,
        engine=rendition.engine,
        checklist=checklist.snapshot(lines),
        note=sealed,
    )
