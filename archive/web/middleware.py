"""Who looks, what refusals look like, and the headers every answer carries."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import cast

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from archive.domain.errors import ArchiveError
from archive.gate import Viewer, viewer_of
from archive.web import errors

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("archive.web")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
    ),
}


def viewer_in(request: HttpRequest) -> Viewer:
    """The viewer that `ViewerMiddleware` found for `request`."""
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


class SecurityHeadersMiddleware:
    """Headers beside the content security policy, which `csp` sets.

    No address of a page goes to another site. A page with a form says `same-origin` instead of
    `no-referrer`: under `no-referrer` a browser sends `Origin: null` with a POST (Fetch standard,
    "append a request `Origin` header") and Django rightly refuses that as forged.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        has_form = "CSRF_COOKIE_NEEDS_UPDATE" in request.META  # set where a token was asked for
        response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
        return response


class ViewerMiddleware:
    """Sets `request.viewer` from the signed-in account; stands after Django's authentication."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = viewer_of(request.user)  # type: ignore[attr-defined]
        return self.get_response(request)


class ErrorMiddleware:
    """Turns every exception of a view into a page in plain words; stands next to the views."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """The page for `exception`; what nobody foresaw is logged by type and place only."""
        match exception:
            case ArchiveError():
                return errors.error_response(request, errors.told(exception), exception.http_status)
            case Http404():
                return errors.page_not_found(request)
            case PermissionDenied():
                return errors.permission_denied(request)
            case BadRequest() | SuspiciousOperation():
                return errors.bad_request(request)
        got_request_exception.send(sender=type(self), request=request)
        logger.error("%s\n%s", type(exception).__name__, _place(exception))
        return errors.server_error(request)


def _place(exception: Exception) -> str:
    """The way through the code, without the exception's message: it could repeat a text."""
    return "".join(traceback.format_tb(exception.__traceback__))
