"""Reads sessions as their store does: signed, in base 64, and mostly compressed."""

from __future__ import annotations

import json
import zlib
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.signing import b64_decode

from archive.gate import everything
from archive.management.proving.looking import Strings
from archive.management.proving.report import Find, How, Report, Watch
from archive.management.proving.tables import decoded

STORE: Final = "sessions"
TABLE: Final = "django_session"
COLUMN: Final = "session_data"
LARGEST: Final = 64 * 1024 * 1024  # bytes a session is inflated to, at most


def session_store() -> Any:
    """The store of sessions in use, as Django finds it."""
    return import_module(settings.SESSION_ENGINE).SessionStore()


def read_sessions(strings: Strings, report: Report, watch: Watch) -> None:
    """Every row of the table of sessions, those that have run out too."""
    report.count(STORE, sessions=0)
    if TABLE not in everything.tables("default"):
        report.limits.append("sessions are not kept in the database and were not read")
        return
    for chunk in everything.rows("default", TABLE):
        at = chunk.columns.index(COLUMN)
        texts = [text for row in chunk.rows for text in inflated(str(row[at]))]
        for _, number in strings.in_texts(texts):
            report.found.add(Find(number, STORE, f"{TABLE}.{COLUMN}", How.PLAIN))
        report.count(STORE, sessions=len(chunk.rows))
        watch(STORE, report.read[STORE]["sessions"], None)


def inflated(data: str) -> list[str]:
    """The texts of a session, with its store's own way, and without asking for its signature:
    one signed with an earlier key can be read all the same."""
    texts = []
    known = session_store().decode(data)
    if known:
        texts += list(decoded(json.dumps(known, default=str)))
    body = data.partition(":")[0]
    try:
        plain = b64_decode(body.removeprefix(".").encode())
        if body.startswith("."):
            plain = zlib.decompressobj().decompress(plain, LARGEST)
    except (ValueError, zlib.error):
        return texts
    return [*texts, *decoded(plain.decode("utf-8", "replace"))]
