"""Consent notices, to read: every version ever asked, its hash, and what changed in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from archive.domain.errors import NotFound
from archive.domain.notice import FIRST_ASKED, Ask, NoticeText
from archive.domain.notice_changes import Row, RowKind, compare
from archive.gate import notices
from archive.gate.notices import DisclosedNotice


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked: the first plainly, the others folded and off until somebody opens them."""

    plain: tuple[Ask, ...]
    folded: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Two wordings side by side, and in a sentence how much changed."""

    rows: tuple[Row, ...]
    summary: str


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What is asked now, in English."""
    return _page(request, notices.current())


@require_safe
def notice_version(request: HttpRequest, language: str, version: int) -> HttpResponse:
    """Any version, whatever came after it: old consent keeps its wording."""
    return _page(request, notices.one(language, version))


@require_safe
def notice_text(request: HttpRequest, language: str, version: int) -> HttpResponse:
    """The very words the hash is made of, so that anybody can make it again."""
    text = notices.one(language, version).text
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def notice_changes(request: HttpRequest, language: str, version: int) -> HttpResponse:
    """This version beside the one before it. A first version has none: `NotFound`."""
    if version < 2:
        raise NotFound("There is no version before the first.")
    old, new = notices.one(language, version - 1), notices.one(language, version)
    context = {
        "old": old,
        "new": new,
        "before": f"Version {old.version}",
        "after": f"Version {new.version}",
        "name": language_name(language),
        "changes": changes_between(old.text, new.text),
    }
    return render(request, "archive/reading/notice_changes.html", context)


def _page(request: HttpRequest, shown: DisclosedNotice) -> HttpResponse:
    versions = notices.versions(shown.language)
    context = {
        "notice": shown,
        "questions": questions_of(shown),
        "name": language_name(shown.language),
        "versions": versions,
        "newest": versions[0],
        "others": [
            (language_name(tag), notices.current(tag))
            for tag in notices.languages()
            if tag != shown.language
        ],
    }
    return render(request, "archive/reading/notice.html", context)


def questions_of(asked: DisclosedNotice | NoticeText) -> Questions:
    """Its questions, in two groups as a contributor meets them."""
    asks = asked.asks
    return Questions(
        plain=tuple(ask for scope, ask in asks.items() if scope in FIRST_ASKED),
        folded=tuple(ask for scope, ask in asks.items() if scope not in FIRST_ASKED),
    )


def changes_between(old: str, new: str) -> Changes:
    """The wordings compared."""
    rows = compare(old, new)
    counts = Counter(row.kind for row in rows)
    kinds = (RowKind.CHANGED, RowKind.ADDED, RowKind.REMOVED)
    told = [f"{counts[kind]} {kind}" for kind in kinds if counts[kind]]
    if not told:
        return Changes(rows, "No words changed.")
    return Changes(rows, f"Paragraphs: {', '.join(told)}, {counts[RowKind.SAME]} the same.")


def language_name(tag: str) -> str:
    """The language in English words, `Portuguese (pt-PT)`; just the tag where it has no name."""
    for known in (tag.lower(), tag.partition("-")[0]):
        try:
            return f"{get_language_info(known)['name']} ({tag})"
        except KeyError:
            continue
    return tag
