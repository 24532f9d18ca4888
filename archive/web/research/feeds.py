"""Feeds of what is new in saved searches: the feed itself, and where it is turned on and off.

A feed is opened by its address alone; docs/decisions/0008-feed-addresses.md says why that is right
for it and not for return codes. It says numbers and days, computed for its owner as she may look at
this moment, and never a word of a text or of a query. What there is not looks as it does anywhere.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from archive.actions import feeds as actions
from archive.domain.errors import InvalidInput, NotFound
from archive.exchange.exporters.atom import CONTENT_TYPE, Entry, atom
from archive.gate import feeds, saved
from archive.gate.feeds import DisclosedFeed
from archive.search.news import count
from archive.web.contributing import budgets
from archive.web.research.news import Told, told
from archive.web.workbench.request import SeeOther, StaffRequest, account

HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
TURN: Final = timedelta(hours=1)
"""Where there is no time to count all, each of these begins with another search."""


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed at an address, as Atom. No session is looked at."""
    who = budgets.sender(request)
    if wait := budgets.feed_waits(who=who):
        return _later(wait)
    try:
        viewer, opened = feeds.feed_at(token)
    except NotFound:
        budgets.count_wrong_feed(who=who)
        raise
    if wait := budgets.read_feed(opened.ref):
        return _later(wait)
    turn = int(timezone.now().timestamp() // TURN.total_seconds())
    news = told(viewer, count(viewer, only=opened.search, first=turn))
    page = reverse("research-saved-one", args=[opened.search]) if opened.search else None
    said = atom(
        of=opened.ref,
        title=f"{settings.ARCHIVE_NAME}: news of {'a search' if page else 'searches'} of yours",
        link=request.build_absolute_uri(page or reverse("research-saved")),
        author=settings.ARCHIVE_NAME,
        made_at=opened.made_at,
        entries=[_entry(request, each, named=opened.named) for each in news],
    )
    return HttpResponse(said, content_type=CONTENT_TYPE, headers=HEADERS)


def _entry(request: HttpRequest, each: Told, *, named: bool) -> Entry:
    search, texts = each.search, f"contribution{pluralize(each.number)}"
    kind = "set" if search.is_set else "search"
    of = f"“{search.body.name}”" if named else f"a {kind} of yours"
    if search.is_set:
        title = f"{each.number} {texts} in {of} taken back or closed to study"
        summary = "Please leave what is gone out of your work. Sign in to see which."
    else:
        title = f"{each.number} new {texts} in {of}"
        summary = "Sign in to read."
    page = reverse("research-saved-one", args=[search.ref])
    return Entry(search.ref, title, summary, request.build_absolute_uri(page), each.at)


def _later(wait: timedelta) -> HttpResponse:
    seconds = max(1, math.ceil(wait.total_seconds()))
    return HttpResponse(
        "This was asked too often. Ask again later.\n",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers=HEADERS | {"Retry-After": str(seconds)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def feed_of_all(request: StaffRequest) -> HttpResponse:
    """The feed about everything an account saved: whether it is on, and the buttons."""
    return _settings(request, "")


@require_http_methods(["GET", "HEAD", "POST"])
def feed_of_one(request: StaffRequest, saved_ref: str) -> HttpResponse:
    """The same about one search or set."""
    return _settings(request, saved_ref)


def _settings(request: StaffRequest, ref: str) -> HttpResponse:
    """The page; POST makes a new address, which this one answer shows, or turns the feed off."""
    search = saved.saved_one(request.viewer, ref) if ref else None
    address = ""
    if request.method == "POST":
        match request.POST.get("do"):
            case "on":
                named = request.POST.get("named") == "on"
                token = actions.turn_feed_on(search=ref, named=named, by=account(request))
                address = request.build_absolute_uri(reverse("feed", args=[token]))
            case "off":
                actions.turn_feed_off(search=ref, by=account(request))
                messages.success(request, "The feed is off. Its address opens nothing any more.")
                return SeeOther(request.path)
            case _:
                raise InvalidInput("The page has no such button.", hint="Reload the page.")
    opened: DisclosedFeed | None = feeds.feed_of(request.viewer, ref)
    context = {"search": search, "feed": opened, "address": address, "nav": "desk"}
    return render(request, "archive/research/feed.html", context)
