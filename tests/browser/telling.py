"""What people without accounts do, step by step: give a text, wait, come back with the code."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.visitor import Visitor

PHONE = {"width": 390, "height": 844}
TOO_FAST = 3_200
"""Milliseconds after which a page with a form may be sent by a person."""
LONGEST_WAIT = 45_000
"""Milliseconds after which a page is taken without work."""


def write(visitor: Visitor, words: str) -> None:
    """Step 1, from a page of writing to the questions."""
    visitor.page.fill("[name=text]", words)
    visitor.page.check("[name=voice][value=first_person]")
    visitor.send("form.writing button")
    assert "[e-mail]" in visitor.text(".sheet")
    visitor.send("button[value=go]")


def choose(visitor: Visitor, sign_off: str = "ask") -> None:
    """Step 2: keep, read and find."""
    page = visitor.page
    for scope in ("hold", "read", "find"):
        page.check(f"#scope-{scope}")
    page.check(f"[name=sign_off][value={sign_off}]")
    page.check("[name=adult]")
    visitor.send("form.choosing button")


def type_back(page: Page) -> None:
    """The two groups that are asked for, in small letters."""
    groups = page.locator(".code .symbols").all_inner_texts()
    for box in page.locator("input.group").all():
        number = int((box.get_attribute("name") or "").removeprefix("group_"))
        box.fill(groups[number - 1].lower())


def wait_for_work(page: Page) -> None:
    """Until the browser has done its little work, and a person could have typed."""
    page.wait_for_selector('[name=effort_solution]:not([value=""])', state="attached")
    page.wait_for_timeout(TOO_FAST)


def come_back(visitor: Visitor, code: str) -> None:
    """Enter the code, and stand on the page of one's own."""
    visitor.open("/return/")
    visitor.page.fill("[name=code]", code)
    visitor.send("main form .buttons .btn")
    assert visitor.page.url.endswith("/mine/")


def tab_to(page: Page, selector: str) -> None:
    """By Tab alone, until the focus is there. Raises AssertionError where no Tab leads to it."""
    for _ in range(80):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def press_enter(page: Page, selector: str) -> None:
    """Go there by Tab, press Enter, and stand on the next page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fits(page: Page) -> bool:
    """Whether the page does not scroll sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return wide <= page.viewport_size["width"]  # type: ignore[index]
