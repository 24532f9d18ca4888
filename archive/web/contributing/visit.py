"""The visit: which draft is being written, and whose page is open. Ids only, never the code.

Kept in the session, which dies with the browser's window, after half an hour without a step, or
when she leaves. The code itself is in no cookie, session, address or log.
"""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse

from archive.gate import own_page

IDLE = 30 * 60
"""Seconds after which an open page closes by itself."""

DRAFT, CONTRIBUTOR, SEEN = "draft", "contributor", "contributor_seen"
MARK = "contributor_mark"
"""Changes with the code: whoever came in by an older one is out."""


def draft_in(request: HttpRequest) -> str:
    """The ref of the draft of this visit, "" for none."""
    return str(request.session.get(DRAFT, ""))


def keep_draft(request: HttpRequest, ref: str) -> None:
    """This visit writes on that draft. With a new one the session gets a new id.

    Whoever knew the old one (somebody at this browser before) cannot follow her to her code.
    """
    if draft_in(request) != ref:
        request.session.cycle_key()
    request.session[DRAFT] = ref
    request.session.set_expiry(0)


def drop_draft(request: HttpRequest) -> None:
    """The draft was sent or given up."""
    request.session.pop(DRAFT, None)


def contributor_in(request: HttpRequest) -> int | None:
    """Whose page is open in this visit; None for nobody's, after too long a pause or a new code."""
    known: Any = request.session.get(CONTRIBUTOR)
    if known is None:
        return None
    now = int(time.time())
    paused = now - int(request.session.get(SEEN, 0)) > IDLE
    if paused or request.session.get(MARK) != own_page.mark_of(int(known)):
        close_page(request)
        return None
    request.session[SEEN] = now
    return int(known)


def open_page(request: HttpRequest, contributor: int) -> None:
    """She has shown her code, or just got it; the session gets a new id, and the old one ends."""
    request.session.cycle_key()
    request.session[CONTRIBUTOR] = contributor
    request.session[MARK] = own_page.mark_of(contributor)
    request.session[SEEN] = int(time.time())
    request.session.set_expiry(0)


def close_page(request: HttpRequest) -> None:
    """Leave: this visit knows nobody any more."""
    for name in (CONTRIBUTOR, MARK, SEEN, DRAFT):
        request.session.pop(name, None)


def forgotten_by_browser(response: HttpResponse) -> HttpResponse:
    """Asks the browser to drop what it keeps of these pages (Clear-Site-Data)."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
