"""Reading: the list of discussions, a discussion, one contribution, themes, and what this is."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.gate import READER, read_as, telling
from archive.web.middleware import viewer_in
from archive.web.reading.answering import answerable
from archive.web.reading.unwanted import context as unwanted_context

ACCOUNTS_A_PAGE = 40


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What there is to read."""
    reader = read_as(viewer_in(request))
    discussions = reader.discussions()
    context = {
        "discussions": discussions,
        "prompts": [d for d in discussions if d.is_prompt and d.takes_texts],
        "themes": reader.themes(),
        "nav": "home",
        **unwanted_context(request),
    }
    return render(request, "archive/reading/home.html", context)


@require_safe
def discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """An essay with its thread."""
    disclosed = read_as(viewer_in(request)).discussion(slug)
    context = {"discussion": disclosed, **unwanted_context(request)}
    return render(request, "archive/reading/discussion.html", context)


@require_safe
def contribution(request: HttpRequest, ref: str) -> HttpResponse:
    """One text by itself, with the way back to where it stands."""
    reader = read_as(viewer_in(request))
    disclosed = reader.contribution(ref)
    titles = reader.titles((disclosed.discussion,))
    context = {
        "contribution": disclosed,
        "discussion_title": titles[disclosed.discussion],
        "answerable": disclosed.discussion in telling.takes_texts([disclosed.discussion]),
        **unwanted_context(request),
    }
    return render(request, "archive/reading/contribution.html", context)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """The codebook as readers see it."""
    context = {"themes": read_as(viewer_in(request)).themes(), "nav": "themes"}
    return render(request, "archive/reading/themes.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme: what it means, who tells of it, and apart from them what was seen from outside."""
    viewer = viewer_in(request)
    sent = request.GET.get("page", "")
    number = max(1, int(sent)) if sent.isascii() and sent.isdigit() and len(sent) < 7 else 1
    page = read_as(viewer).theme(slug, page=number, a_page=ACCOUNTS_A_PAGE)
    if page.theme.slug != slug:  # it was merged; 302, because a merge can be undone
        return redirect("theme", slug=page.theme.slug)
    accounts: Any = Paginator(range(page.total), ACCOUNTS_A_PAGE).get_page(number)
    accounts.object_list = page.accounts
    context = {
        "page": page,
        "accounts": accounts,
        "examples": [(a, a.text[a.passage.start : a.passage.end]) for a in page.examples],
        "answerable": answerable(viewer, {a.discussion for a in (*accounts, *page.second_hand)}),
        "prompts": telling.open_prompts(),
        "nav": "themes",
        **unwanted_context(request),
    }
    return render(request, "archive/reading/theme.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, what it does not promise, who answers for it."""
    context = {"nav": "about", "queue_age": read_as(READER).queue_age()}
    return render(request, "archive/reading/about.html", context)
