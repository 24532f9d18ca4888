"""Who looks. A reader has no account; a contributor is known by a ref; others by their account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.domain.words import STAFF_ROLES, Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """A role, and the account behind it where there is one.

    `reads_replacements` is a permission of its own: to read who stands behind the labels.
    """

    role: Role
    user_id: int | None = None
    name: str = ""
    contributor: str = ""
    reads_replacements: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the purpose `review` is open to this viewer."""
        return self.role in STAFF_ROLES


READER = Viewer(Role.READER)


def viewer_of(user: Any) -> Viewer:
    """The viewer behind `request.user`; nobody, or a disabled account, is a reader."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return READER
    return Viewer(
        Role(user.role),
        user_id=user.pk,
        name=user.username,
        reads_replacements=user.reads_replacements,
    )
