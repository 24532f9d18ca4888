"""Every refusal the archive makes on purpose: what happened, what it means, what to do.

One middleware turns these into pages, one command base class into a line on stderr and exit
code 2. A message never repeats text of a contribution: errors are logged.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """A refusal with a stable `code`, a `message` for people, a `hint` and an HTTP status."""

    code = "archive_error"
    http_status = 400

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotFound(ArchiveError):
    """Absent, or not for this viewer: the two look the same on purpose."""

    code = "not_found"
    http_status = 404


class Gone(ArchiveError):
    """Once public, not any more."""

    code = "gone"
    http_status = 410


class NotAllowed(ArchiveError):
    """The account may not do this (wrong role, or the second person must be another one)."""

    code = "not_allowed"
    http_status = 403


class Conflict(ArchiveError):
    """The state changed meanwhile, or the step is out of order."""

    code = "conflict"
    http_status = 409


class Overtaken(Conflict):
    """Somebody else decided on the same text since the form was opened. Nothing was written."""

    code = "overtaken"


class InvalidInput(ArchiveError):
    """A value that cannot be taken; the message says which and why."""

    code = "invalid_input"
    http_status = 400


class ImportRefused(ArchiveError):
    """A file that cannot be imported whole, so nothing of it was."""

    code = "import_refused"
    http_status = 400


class QueryError(ArchiveError):
    """A query the language does not accept; `position` is a 0-based code-point offset."""

    code = "query_error"
    http_status = 400

    def __init__(self, message: str, *, position: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.position = position
