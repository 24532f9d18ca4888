"""Refusals as pages, or as JSON for those who ask for it; never a debug page, never a text.

One shape for all: a `Told` with what happened and what to do. Django's own error handlers point
here too (`handler400` … `handler500`, `CSRF_FAILURE_VIEW`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from archive.domain.errors import ArchiveError, Gone, NotFound


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says: a stable code for programs, a message and a hint for people."""

    code: str
    message: str
    hint: str = ""


NOT_FOUND = Told(
    "not_found",
    "There is nothing at this address",
    "It may have been mistyped, or what stood here is not open to readers.",
)
GONE = Told(
    "gone",
    "This text is no longer here",
    "It was taken back by the person who wrote it, or removed. "
    "What it said is gone from this archive.",
)
NOT_ALLOWED = Told(
    "not_allowed",
    "This is not yours to do",
    "Your account may not take this step, or another person has to take it.",
)
FORM_TOO_OLD = Told(
    "form_too_old",
    "This page had been open for too long",
    "Nothing was changed. Go back, load the page again and send it once more; "
    "cookies must be allowed for this site.",
)
BAD_REQUEST = Told(
    "bad_request",
    "That could not be understood",
    "Nothing was changed. Go back and try again.",
)
BROKEN = Told(
    "server_error",
    "Something went wrong here",
    "It was not your doing. Nothing you sent was kept in part. Please try again in a while.",
)
UNAVAILABLE = Told(
    "unavailable",
    "This does not work just now",
    "Nothing was changed. Please try again in a while.",
)


def told(error: ArchiveError) -> Told:
    """What may be said of `error`. Absent and forbidden, and every way of going, read the same."""
    match error:
        case Gone():
            return GONE
        case NotFound():
            return NOT_FOUND
        case ArchiveError(http_status=status) if status >= 500:
            return Told(error.code, UNAVAILABLE.message, UNAVAILABLE.hint)
        case _:
            return Told(error.code, error.message, error.hint)


def error_response(request: HttpRequest, said: Told, status: int) -> HttpResponse:
    """`said` as a page, or as JSON where the request prefers it; no cache keeps either."""
    response: HttpResponse
    if prefers_json(request):
        body = {"error": {"code": said.code, "message": said.message, "hint": said.hint}}
        response = JsonResponse(body, status=status)
    else:
        response = render(
            request, "archive/error.html", {"error": said, "status": status}, status=status
        )
    add_never_cache_headers(response)
    return response


def prefers_json(request: HttpRequest) -> bool:
    """Whether `Accept` asks for JSON before HTML; a browser or a bare client gets a page."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`."""
    return error_response(request, BAD_REQUEST, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler403`."""
    return error_response(request, NOT_ALLOWED, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler404`."""
    return error_response(request, NOT_FOUND, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`."""
    return error_response(request, BROKEN, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`."""
    return error_response(request, FORM_TOO_OLD, 403)
