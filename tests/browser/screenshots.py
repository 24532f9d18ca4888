"""`python -m tests.browser.screenshots`: photographs the demo for the documentation."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.served import ROOT, Archive, chromium
from tests.browser.visitor import Visitor, visiting

PICTURES = ROOT / "docs" / "screenshots"
SIZES = {1280: 860, 390: 844}
"""Width and height of the window in CSS pixels."""
SCHEMES = ("light", "dark")
LARGEST = 250_000
"""Bytes of a picture: it is fetched with every clone."""
STEWARD = "stefan"


def main() -> None:
    """Load the demo into a folder that is thrown away, and photograph it."""
    with tempfile.TemporaryDirectory(prefix="firsthand-pictures-") as folder:
        archive = Archive(Path(folder))
        said = archive.manage("demo", "--load-only")
        given = re.search(rf"{STEWARD} .*password (\S+)$", said, re.MULTILINE)
        assert given, f"The demo did not say how to sign in as {STEWARD}: {said}"
        photograph(archive, given[1])


def photograph(archive: Archive, password: str) -> None:
    """Every page in both sizes and both schemes; the password is the steward's."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with archive.served() as served, chromium() as browser:
        for width in SIZES:
            for scheme in SCHEMES:
                take_all(browser, served, width, scheme, password)


def take_all(browser: Browser, archive: Archive, width: int, scheme: str, password: str) -> None:
    """All pictures of one size and scheme, signed out first."""
    window = {"width": width, "height": SIZES[width]}
    end = f"{width}-{scheme}"
    with visiting(
        browser, archive.address, viewport=window, color_scheme=scheme, reduced_motion="reduce"
    ) as visitor:
        essay = open_reading(visitor)
        take(visitor, f"reading-{end}")
        visitor.open("/themes/medication-exposure/")
        take(visitor, f"theme-{end}")
        visitor.search_for("tablets")
        take(visitor, f"search-{end}")
        visitor.open("/there-is-no-such-page/")
        take(visitor, f"error-{end}")
        visitor.open("/sign-in/")
        take(visitor, f"sign-in-{end}")
        visitor.sign_in(STEWARD, password)
        visitor.open("/workbench/")
        take(visitor, f"queue-{end}")
        review = text_to_decide(visitor)
        visitor.open(f"/workbench/desk/{essay}/")
        take(visitor, f"desk-{end}")
        visitor.open(review)
        take(visitor, f"review-{end}")


def open_reading(visitor: Visitor) -> str:
    """Open the first discussion that readers have, a little way down; its slug."""
    visitor.open("/")
    visitor.follow('main a[href^="/d/"]')
    slug = visitor.page.url.rstrip("/").rsplit("/", 1)[1]
    marked = visitor.page.locator("mark.p").first
    if marked.count():
        marked.evaluate("mark => window.scrollTo(0, mark.getBoundingClientRect().top - 260)")
    return slug


def text_to_decide(visitor: Visitor) -> str:
    """From the queue, the text with most to decide: where it is reviewed."""
    rows = visitor.page.locator("table.rows tbody tr")
    asked = [int(row.locator('[data-label="To decide"]').inner_text()) for row in rows.all()]
    row = rows.nth(asked.index(max(asked)))
    return row.locator('a[href^="/workbench/review/"]').get_attribute("href") or ""


def take(visitor: Visitor, name: str) -> None:
    """A picture of the window. Raises AssertionError where it is too large to keep."""
    path = PICTURES / f"{name}.png"
    visitor.page.evaluate("document.fonts.ready.then(() => true)")
    visitor.page.screenshot(path=path, animations="disabled")
    size = path.stat().st_size
    assert size <= LARGEST, f"{path} has {size} bytes, more than {LARGEST}"
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")


if __name__ == "__main__":
    main()
