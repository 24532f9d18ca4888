"""Note that somebody took a file along: the archive cannot call it back when a writer does."""

from __future__ import annotations

from archive.domain import warrant
from archive.domain.downloads import Download
from archive.domain.errors import NotAllowed
from archive.domain.words import STAFF_ROLES, Purpose, Role
from archive.gate import audit
from archive.models import User


def note_download(*, what: Download, rows: int, by: User) -> None:
    """One link of the audit chain: who, what kind, how many rows, for which purpose.

    Never what was asked for, nor of which texts the file is: a query may name people. Raises
    `NotAllowed` for an account that may not study.
    """
    if not by.is_active or by.role not in STAFF_ROLES | {Role.RESEARCHER}:
        raise NotAllowed("This account may not study texts.", hint="Sign in as a researcher.")
    purpose = Purpose.REVIEW if by.role in STAFF_ROLES else Purpose.RESEARCH
    with warrant.opened(by.username, purpose.value):
        audit.record("download", by=by, kind=what.value, rows=rows, purpose=purpose.value)
