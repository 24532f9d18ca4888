"""A person at a browser, whose opened pages and submits are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Response

from tests.browser.served import LONGEST, PASSWORD


@dataclass
class Visitor:
    """`steps` counts pages opened and forms sent; a submit and its redirect are one step."""

    page: Page
    address: str
    steps: int = 0
    noticed: list[str] = field(default_factory=list)
    """Dialogs, page errors, console errors and requests to others, as they happened."""

    def open(self, path: str) -> Response:
        """Go to an address of the archive."""
        self.steps += 1
        response = self.page.goto(self.address + path)
        assert response is not None
        return response

    def follow(self, selector: str) -> None:
        """Click a link to another page."""
        self._leave_by(selector)

    def send(self, selector: str) -> None:
        """Press a form's button, and fail where the form was not taken."""
        self._leave_by(selector)
        assert not self.page.locator(".message.error").count(), self.text("#main")

    def text(self, selector: str = "body") -> str:
        """What is to be read there."""
        return self.page.locator(selector).first.inner_text()

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Two steps: the page and its form."""
        self.open("/sign-in/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", password)
        self.send("main form button")

    def search_for(self, words: str) -> None:
        """Two steps: the page and its form."""
        self.open("/search/")
        self.page.fill("[name=q]", words)
        self.send("main .search-box button")

    def _leave_by(self, selector: str) -> None:
        self.steps += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()


@contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Visitor]:
    """A fresh browser profile; `options` go to Playwright's `new_context`."""
    context = browser.new_context(**options)
    context.set_default_timeout(LONGEST)
    visitor = Visitor(context.new_page(), address)
    _listen(visitor)
    try:
        yield visitor
    finally:
        context.close()


def _listen(visitor: Visitor) -> None:
    page, noticed = visitor.page, visitor.noticed

    def dialog(shown: Any) -> None:
        noticed.append(f"dialog: {shown.message}")
        shown.dismiss()

    def request(asked: Any) -> None:
        if not asked.url.startswith((visitor.address, "data:")):
            noticed.append(f"request: {asked.url}")

    def console(message: Any) -> None:
        # A 404 page we asked for is an "error" of the console too, and is none.
        if message.type == "error" and "Failed to load resource" not in message.text:
            noticed.append(f"console: {message.text}")

    page.on("dialog", dialog)
    page.on("request", request)
    page.on("console", console)
    page.on("pageerror", lambda error: noticed.append(f"script: {error}"))
