"""The proof of work as a browser does it, under the content security policy the archive sends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from archive.web.contributing.proof_of_work import (
    CHALLENGE_FIELD,
    SOLUTION_FIELD,
    Accepted,
    Challenge,
    accept,
    challenge,
)
from tests.browser.served import LONGEST, ROOT

pytestmark = pytest.mark.browser

SCRIPT = (ROOT / "static/archive/js/effort.js").read_bytes()
POLICY = "; ".join(
    f"{name} {' '.join(sources)}"
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
PAGE = """<!doctype html><html lang="en"><title>Tell yours</title>
<script type="module" src="/effort.1a2b3c.js"></script>
<form><textarea></textarea>{}</form></html>"""


class Pages(BaseHTTPRequestHandler):
    """One page with the partial, and the script under a hashed name, as in a deployed archive."""

    made: Challenge

    def do_GET(self) -> None:
        if urlsplit(self.path).path.endswith(".js"):
            kind, body = "text/javascript", SCRIPT
        else:
            partial = render_to_string(
                "archive/contributing/_effort.html", {"effort": type(self).made}
            )
            kind, body = "text/html; charset=utf-8", PAGE.format(partial).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests need no access log either."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def answer(page: Page, address: str) -> Accepted | object:
    """What the server says to the solution that `page` finds."""
    Pages.made = challenge("submit", "draft-1")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    solved = f'[name={SOLUTION_FIELD}]:not([value=""])'  # the policy forbids wait_for_function
    page.wait_for_selector(solved, state="attached", timeout=LONGEST)
    form = {name: page.input_value(f"[name={name}]") for name in (CHALLENGE_FIELD, SOLUTION_FIELD)}
    assert [line for line in complaints if "favicon" not in line] == []
    return accept(form, "submit", "draft-1")


def test_a_worker_of_our_own_does_the_work(browser: Browser, address: str) -> None:
    page = browser.new_page()
    started: list[str] = []
    page.on("worker", lambda worker: started.append(worker.url))
    assert answer(page, address) == Accepted()
    assert started == [f"{address}effort.1a2b3c.js"]
    page.close()


def test_a_browser_without_workers_does_the_work_in_slices(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script("delete globalThis.Worker")
    assert answer(page, address) == Accepted()
    page.close()


def test_a_worker_that_cannot_start_is_replaced_by_slices(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        "globalThis.Worker = class extends EventTarget { postMessage() "
        "{ this.dispatchEvent(new Event('error')); } terminate() {} }"
    )
    assert answer(page, address) == Accepted()
    page.close()
