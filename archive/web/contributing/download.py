"""Everything under a code, to take along: as data, and as a page that reads well anywhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.exchange.exporters import own_data
from archive.gate.own_page import my_page
from archive.web.contributing import words
from archive.web.contributing.enter import with_page
from archive.web.contributing.wording import compare


@require_safe
@with_page
def download_json(request: HttpRequest, contributor: int) -> HttpResponse:
    """All of it as JSON (docs/contributing.md names the fields)."""
    body = own_data.as_file(my_page(contributor), timezone.now())
    return _file(body, "application/json", "my-texts.json")


@require_safe
@with_page
def download_pages(request: HttpRequest, contributor: int) -> HttpResponse:
    """All of it as one page without scripts, pictures or anything to fetch."""
    now = timezone.now()
    page = my_page(contributor)
    context = {
        "made_at": now,
        "texts": [
            {
                "text": text,
                "state": words.state(text, now),
                "voice": words.VOICES[text.voice],
                "wording": words.wording(text),
                "compared": compare(text),
                "letters": [(line, words.letter(line)) for line in text.mailbox],
                "removals": [(each, words.removal(each, now)) for each in text.removals],
                "steps": [(step, own_data.ANSWERS[step.action]) for step in text.steps],
            }
            for text in page.texts
        ],
        "claims": [(claim, words.claim(claim)) for claim in page.claims],
    }
    html = render_to_string("archive/contributing/own_data.html", context)
    return _file(html.encode(), "text/html; charset=utf-8", "my-texts.html")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
