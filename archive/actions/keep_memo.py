"""Keep a memo that somebody is still typing, sealed, so that a reload does not lose it."""

from __future__ import annotations

from django.db import transaction

from archive.actions.reviewing import open_review
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.models import UnsentMemo, User

LONGEST_MEMO = 2_000
"""Code points."""


def keep_memo(*, ref: str, memo: str, by: User) -> None:
    """Keep what is typed now in place of what was kept before; an empty memo keeps nothing.

    Raises `InvalidInput` for one that is too long, `NotAllowed`, `NotFound`, `Gone`.
    """
    if len(memo) > LONGEST_MEMO:
        raise InvalidInput(f"A note has at most {LONGEST_MEMO} characters.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        kept = UnsentMemo.objects.filter(contribution=review.contribution, account=by)
        if not memo.strip():
            kept.delete()
            return
        sealed = review.ring.seal(ref, "unsent_memo.memo", memo)
        UnsentMemo.objects.update_or_create(
            contribution=review.contribution, account=by, defaults={"memo": sealed}
        )
