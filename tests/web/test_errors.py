"""Refusals as readers and programs meet them, and the headers every answer carries."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory

from archive.domain.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from archive.web import errors
from archive.web.middleware import ErrorMiddleware, SecurityHeadersMiddleware

SECRET = "what Alice wrote"


def answer(exception: Exception, accept: str = "text/html") -> HttpResponse:
    request = RequestFactory().get("/d/slug1/", headers={"accept": accept})
    middleware = ErrorMiddleware(lambda _: HttpResponse())
    return middleware.process_exception(request, exception)


@pytest.mark.parametrize(
    "exception, status",
    [
        (NotFound("No such text."), 404),
        (Gone("Erased."), 410),
        (NotAllowed("Ask another."), 403),
        (Conflict("It changed."), 409),
        (InvalidInput("Not a date."), 400),
        (Http404(), 404),
        (PermissionDenied(), 403),
    ],
)
def test_every_refusal_is_a_page_with_its_own_status(exception, status):
    response = answer(exception)
    assert response.status_code == status
    assert "text/html" in response["Content-Type"]
    assert "no-store" in response["Cache-Control"]


def test_absent_and_forbidden_texts_read_the_same_to_the_byte():
    absent, forbidden = NotFound("No such ref.", hint="x"), NotFound("Consent withdrawn.")
    assert answer(absent).content == answer(forbidden).content == answer(Http404()).content


def test_what_is_gone_is_said_in_careful_words():
    words = answer(Gone("Tombstone.")).content.decode()
    assert "It was taken back by the person who wrote it, or removed." in words
    assert "What it said is gone from this archive." in words
    assert "ombstone" not in words


def test_a_refusal_is_json_where_the_request_asks_for_it():
    response = answer(Conflict("It changed.", hint="Load again."), accept="application/json")
    assert json.loads(response.content) == {
        "error": {"code": "conflict", "message": "It changed.", "hint": "Load again."}
    }


@pytest.mark.parametrize("accept", ["*/*", "", "text/html,application/json;q=0.9"])
def test_a_browser_and_a_bare_client_get_a_page(accept):
    assert "text/html" in answer(Conflict("It changed."), accept)["Content-Type"]


def test_what_nobody_foresaw_shows_and_logs_no_text(caplog):
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            response = answer(error)
    assert response.status_code == 500
    assert SECRET not in response.content.decode()
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_a_message_is_escaped():
    assert b"<b>" not in answer(InvalidInput("<b>bold</b>")).content


def test_a_form_kept_open_too_long_says_what_to_do():
    response = errors.csrf_failure(RequestFactory().post("/search/"), reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert b"load the page again" in response.content


def headers_of(view) -> HttpResponseBase:
    return SecurityHeadersMiddleware(view)(RequestFactory().get("/"))


def test_no_answer_tells_another_site_where_the_reader_came_from():
    response = headers_of(lambda _: HttpResponse())
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_page_with_a_form_lets_the_browser_name_its_own_origin():
    """Under `no-referrer` the form would be posted with `Origin: null` and refused as forged."""

    def page_with_form(request):
        get_token(request)
        return HttpResponse()

    assert headers_of(page_with_form)["Referrer-Policy"] == "same-origin"
    behind_csrf = CsrfViewMiddleware(page_with_form)
    assert headers_of(behind_csrf)["Referrer-Policy"] == "same-origin"
