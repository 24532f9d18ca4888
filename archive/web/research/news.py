"""News of what somebody saved: a panel that says what is new, and "seen" by a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from archive.actions import saved_searches as actions
from archive.domain.errors import NotFound
from archive.gate import Viewer, saved
from archive.gate.saved import DisclosedSearch
from archive.search.matching import engine_of, matching
from archive.search.news import Counted, News, count, filters_of, news_of
from archive.web.workbench.request import SeeOther, StaffRequest, account

AT_ONCE = 0.5
"""Seconds that the desk's first page may spend on counting."""
SHOWN = 6
"""News on the desk's first page; the others stand on the page of saved searches."""
CHANGED = "More changed since that page was opened. Please look again; nothing was marked as seen."


@dataclass(frozen=True, slots=True)
class Told:
    """News of one search or set, and the moment they were noticed."""

    news: News
    at: datetime

    @property
    def search(self) -> DisclosedSearch:
        """What the news are of."""
        return self.news.search

    @property
    def number(self) -> int:
        """How many contributions came, or went."""
        return len(self.news.refs)


def told(viewer: Viewer, counted: Counted) -> tuple[Told, ...]:
    """What was counted, as news with their moments, newest first. Keeps when they were noticed."""
    found = {news.search.ref: len(news.refs) for _, news in counted.lines if news}
    since = actions.notice_news(found=found, owner=viewer.user_id) if found else {}
    now = timezone.now()
    every = (Told(news, since.get(news.search.ref, now)) for news in counted.news)
    return tuple(sorted(every, key=lambda each: each.at, reverse=True))


def panel(viewer: Viewer) -> dict[str, Any]:
    """The context of the panel on the desk's first page."""
    counted = count(viewer, within=AT_ONCE)
    every = told(viewer, counted)
    return {"told": every[:SHOWN], "more_news": len(every[SHOWN:]), "uncounted": counted.left}


@require_POST
def seen(request: StaffRequest) -> HttpResponse:
    """Mark as seen what stood on a page: `seen` is a ref and its mark, for each that was pressed.

    What changed since the page was made is not marked: nobody has seen it.
    """
    changed = False
    for pressed in request.POST.getlist("seen"):
        ref, _, mark = pressed.partition(":")
        changed |= not see(request, ref, mark)
    if changed:
        messages.warning(request, CHANGED)
    return SeeOther(reverse("research" if request.POST.get("on") == "desk" else "research-saved"))


def see(request: StaffRequest, ref: str, mark: str) -> bool:
    """Mark the news of one search or set as seen, if they are those of `mark`; says whether.

    One that was deleted meanwhile has none. Raises `QueryError`.
    """
    viewer = request.viewer
    try:
        search = saved.saved_one(viewer, ref)
    except NotFound:
        return True
    if news_of(viewer, search).mark != mark:
        return False
    if search.is_set:
        actions.see_set(ref=ref, by=account(request))
        return True
    found = matching(viewer, search.body.query, filters=filters_of(search.body))
    engine = engine_of(viewer)
    actions.see_search(
        ref=ref, refs=found.refs, engine=engine.engine, analyser=engine.analyser,
        by=account(request),
    )  # fmt: skip
    return True
