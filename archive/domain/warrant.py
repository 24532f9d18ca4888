"""The warrant: who reads for what, right now. Closed unless somebody opened one.

A ContextVar, so that every thread, task and request starts closed. Only the gate and actions may
open one (a lint rule says so elsewhere); the cursor guard and the vault demand it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from archive.domain.errors import ArchiveError


class NoWarrant(ArchiveError):
    """Sealed or gated data was asked for outside the gate: a defect in the calling code."""

    code = "no_warrant"
    http_status = 500


@dataclass(frozen=True, slots=True)
class Warrant:
    """Who (`viewer`, a role or an account's name) and what for (`purpose`)."""

    viewer: str
    purpose: str


_current: ContextVar[Warrant | None] = ContextVar("warrant", default=None)


def current() -> Warrant | None:
    """The open warrant, if any."""
    return _current.get()


def demand() -> Warrant:
    """The open warrant; raises `NoWarrant` when there is none."""
    warrant = _current.get()
    if warrant is None:
        raise NoWarrant(
            "Sealed text was asked for without a warrant.",
            hint="Read through archive.gate.read_as(viewer); write through archive.actions.",
        )
    return warrant


@contextmanager
def opened(viewer: str, purpose: str) -> Iterator[Warrant]:
    """Open a warrant for the body of a `with`. Never yield to a consumer inside it."""
    warrant = Warrant(viewer, purpose)
    token = _current.set(warrant)
    try:
        yield warrant
    finally:
        _current.reset(token)
