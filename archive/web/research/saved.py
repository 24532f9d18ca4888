"""Saved searches and sets: the list with what is new, one of them, and saving and deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.actions import saved_searches as actions
from archive.domain.errors import Conflict, InvalidInput, QueryError
from archive.domain.saved import SearchBody
from archive.gate import read_as, saved
from archive.search.matching import engine_of, matching, purpose_of
from archive.search.news import count, filters_of, news_of
from archive.search.port import SORTS
from archive.web.paging import Pages
from archive.web.research.asked import Asked, asked_of
from archive.web.research.news import CHANGED, see
from archive.web.workbench.request import Act, SeeOther, StaffRequest, account, perform

A_PAGE = 50


@require_safe
def saved_list(request: StaffRequest) -> HttpResponse:
    """Everything that this account has saved, what has news first.

    Where there is no time to count all, `from` says with which number to begin.
    """
    start = request.GET.get("from", "")
    counted = count(request.viewer, first=int(start) if start.isdecimal() and len(start) < 5 else 0)
    uncounted = (number for number, (_, news) in enumerate(counted.lines) if news is None)
    context = {
        "lines": sorted(counted.lines, key=lambda line: not (line[1] and line[1].refs)),
        "nothing_new": not counted.news and not counted.left,
        "uncounted": counted.left,
        "go_on_from": next(uncounted, 0),
        "nav": "desk",
    }
    return render(request, "archive/research/saved.html", context)


@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Keep a search, or what it finds as a set."""
    asked = asked_of(request.POST)
    try:
        found = matching(request.viewer, asked.query, filters=asked.filters)
        engine = engine_of(request.viewer)
        ref = actions.save_search(
            body=SearchBody(
                name=request.POST.get("name", "").strip(),
                query=asked.query,
                note=request.POST.get("note", "").strip(),
                filters=asked.filters.chosen(),
                sort=asked.sort,
            ),
            refs=found.refs,
            is_set=request.POST.get("keep") == "set",
            engine=engine.engine,
            analyser=engine.analyser,
            by=account(request),
        )
    except (InvalidInput, QueryError) as refusal:
        context = {
            "asked": asked,
            "refusal": refusal,
            "name": request.POST.get("name", ""),
            "note": request.POST.get("note", ""),
            "keep": request.POST.get("keep", ""),
            "nav": "desk",
        }
        return render(request, "archive/research/save.html", context, status=422)
    messages.success(request, "Saved.")
    return SeeOther(reverse("research-saved-one", args=[ref]))


@require_http_methods(["GET", "HEAD", "POST"])
def saved_one(request: StaffRequest, saved_ref: str) -> HttpResponse:
    """One search or set; POST changes its note, notes that it was looked at, or deletes it."""
    if request.method == "POST":
        back = reverse("research-saved-one", args=[saved_ref])
        return perform(request, ACTS, saved_ref, back=back)
    search = saved.saved_one(request.viewer, saved_ref)
    news = news_of(request.viewer, search)
    asked = asked_again(search.body)
    number = request.GET.get("page", "1")
    context: dict[str, Any] = {"search": search, "news": news, "asked": asked, "nav": "desk"}
    listed = news.refs
    if search.is_set:
        standing = saved.standing(request.viewer, search.refs)
        context["standing"] = standing
        listed = standing.open
    last = max(1, -(-len(listed) // A_PAGE))
    pages = Pages(min(max(1, int(number)), last) if number.isdecimal() else 1, last)
    here = listed[(pages.number - 1) * A_PAGE : pages.number * A_PAGE]
    context |= {"pages": pages, "texts": _texts(request, here)}
    return render(request, "archive/research/saved_one.html", context)


def asked_again(body: SearchBody) -> Asked:
    """The search as it was asked; facets that are no more are left out."""
    sort = next((each for each in SORTS if each == body.sort), SORTS[0])
    return Asked(query=body.query, filters=filters_of(body), sort=sort)


def _texts(request: StaffRequest, refs: tuple[str, ...]) -> list[Any]:
    reader = read_as(request.viewer)
    opened = reader.hydrate(refs, purpose_of(request.viewer))
    titles = reader.titles({shown.discussion for shown in opened.values()})
    return [(opened[ref], titles[opened[ref].discussion]) for ref in refs if ref in opened]


def _annotate(request: StaffRequest, ref: str) -> tuple[str, str]:
    name, note = request.POST.get("name", ""), request.POST.get("note", "")
    actions.annotate_search(ref=ref, name=name, note=note, by=account(request))
    return "Your note is kept.", reverse("research-saved-one", args=[ref])


def _see(request: StaffRequest, ref: str) -> tuple[str, str]:
    saved.saved_one(request.viewer, ref)
    if not see(request, ref, request.POST.get("mark", "")):
        raise Conflict(CHANGED)
    return "What comes from now on is new.", reverse("research-saved-one", args=[ref])


def _forget(request: StaffRequest, ref: str) -> tuple[str, str]:
    actions.forget_search(ref=ref, by=account(request))
    return "Deleted. Nothing of it is kept.", reverse("research-saved")


ACTS: dict[str, Act] = {"annotate": _annotate, "see": _see, "forget": _forget}
