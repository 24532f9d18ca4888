"""`python -m tests.browser.screenshots`: photographs the demo for the documentation.

`read`, `tell` or `study` behind it photographs those pages alone.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.browser.served import ROOT, Archive, chromium
from tests.browser.telling import choose, come_back, write
from tests.browser.visitor import Visitor, visiting

PICTURES = ROOT / "docs" / "screenshots"
SIZES = {1280: 860, 390: 844}
"""Width and height of the window in CSS pixels."""
SCHEMES = ("light", "dark")
LARGEST = 250_000
"""Bytes of a picture: it is fetched with every clone."""
STEWARD, RESEARCHER = "stefan", "rafael"
WANTED = sys.argv[1] if len(sys.argv) > 1 else ""
QUESTION = 'sleep OR slept OR "lay awake" OR tablets'
KEPT = (
    ("Words for pain", "pain OR ache OR hurt*", "search"),
    ("Chapter three: nights", "night*", "set"),
    ("After the tablets", "theme:medication-exposure AND (tablets OR dose)", "set"),
)
"""Name, query, and what is kept, of the researcher's searches; a text of the last is erased."""
ANSWER = (
    "For me it was the winter after the move. I lay awake until four, and then I got up and "
    "baked, because bread has to be watched and I had to watch something.\n\n"
    "If you want the recipe: wren@hoopoe.example."
)


def main() -> None:
    """Load the demo into a folder that is thrown away, and photograph it."""
    with tempfile.TemporaryDirectory(prefix="firsthand-pictures-") as folder:
        archive = Archive(Path(folder) / "demo")
        said = archive.manage("demo", "--load-only")
        passwords = dict(re.findall(r"^ *(\w+) .*password (\S+)$", said, re.MULTILINE))
        code = re.search(r"with the code (\S+)", said)
        assert code, f"The demo did not say a return code: {said}"
        photograph(archive, passwords, code[1])


def photograph(archive: Archive, passwords: dict[str, str], code: str) -> None:
    """Every page in both sizes and schemes; passwords by account, and a contributor's code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    looks: dict[str, Callable[[Visitor, str], None]] = {
        "read": lambda visitor, end: take_public_and_staff(visitor, end, passwords[STEWARD]),
        "tell": lambda visitor, end: take_contributing(visitor, end, code),
        "study": lambda visitor, end: take_desk(visitor, end, passwords[RESEARCHER]),
    }
    with archive.served() as served, chromium() as browser:
        for name, look in looks.items():
            if WANTED not in ("", name):
                continue
            if name == "study":
                make_news(browser, served, passwords[RESEARCHER], code)
            for width in SIZES:
                for scheme in SCHEMES:
                    with looking(browser, served, width, scheme) as visitor:
                        look(visitor, f"{width}-{scheme}")


def looking(
    browser: Browser, archive: Archive, width: int, scheme: str
) -> AbstractContextManager[Visitor]:
    """Somebody with a window of that size and a system set to that scheme."""
    return visiting(
        browser,
        archive.address,
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=scheme,
        reduced_motion="reduce",
    )


def take_contributing(visitor: Visitor, end: str, code: str) -> None:
    """Giving a text up to its code, a contributor's page, and asking for removal."""
    page = visitor.page
    visitor.open("/")
    visitor.follow("main .tell-yours a[href^='/tell/']")
    page.fill("[name=text]", ANSWER)
    take(visitor, f"tell-{end}")
    write(visitor, ANSWER)
    page.evaluate("window.scrollTo(0, document.querySelector('.questions').offsetTop - 40)")
    take(visitor, f"choose-{end}")
    choose(visitor)
    take(visitor, f"code-{end}")
    come_back(visitor, code)
    take(visitor, f"return-{end}")
    visitor.follow("main .news a[href$='#wording']")
    page.evaluate("document.querySelector('#wording').scrollIntoView()")
    take(visitor, f"mine-{end}")
    visitor.open(urlsplit(page.url).path + "withdraw/")
    take(visitor, f"withdraw-{end}")
    visitor.open("/")
    visitor.follow("main .tell-yours a[href^='/d/']")
    visitor.follow(".act a[href^='/removal/']")
    take(visitor, f"removal-{end}")


def take_public_and_staff(visitor: Visitor, end: str, password: str) -> None:
    """What everybody reads, and the rooms of the steward."""
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
    take_themes(visitor, end)


def take_themes(visitor: Visitor, end: str) -> None:
    """The codebook, how far coders agree, and a text with what they put on it."""
    visitor.open("/workbench/codebook/")
    take(visitor, f"codebook-{end}")
    visitor.open("/workbench/agreement/")
    visitor.follow("section[aria-labelledby=closed] a")
    take(visitor, f"agreement-{end}")
    compared = visitor.page.locator("main a[href*='/text/']").nth(1).get_attribute("href") or ""
    ref = compared.rstrip("/").rsplit("/", 1)[1]
    visitor.open(f"/workbench/code/{ref}/")
    take(visitor, f"coding-{end}")


def make_news(browser: Browser, archive: Archive, password: str, code: str) -> None:
    """Save what the researcher keeps; then one text goes, and a writer says yes to hers."""
    with visiting(browser, archive.address) as visitor:
        visitor.sign_in(RESEARCHER, password)
        for name, query, kind in KEPT:
            ask(visitor, query)
            comment = visitor.page.locator("li:has-text('Comment') button[formaction*='/text/']")
            last = (comment.last.get_attribute("formaction") or "").split("/")[3]
            visitor.page.locator("details.saving summary").click()
            visitor.page.fill("#save-name", name)
            visitor.page.check(f"[name=keep][value={kind}]")
            visitor.send("button[formaction='/desk/save/']")
    archive.manage("erase_contribution", last, "--by", STEWARD)
    with visiting(browser, archive.address) as writer:
        come_back(writer, code)
        writer.follow("main .news a[href$='#wording']")
        writer.send("button[value=sign_off]")


def ask(visitor: Visitor, query: str) -> None:
    """Two steps: the desk and its box."""
    visitor.open("/desk/")
    visitor.page.fill("#q", query)
    visitor.follow("main form[role=search] .search-box button")


def take_desk(visitor: Visitor, end: str, password: str) -> None:
    """Results, lines in context, themes together, and what is new in what was saved."""
    page = visitor.page
    visitor.sign_in(RESEARCHER, password)
    take(visitor, f"news-{end}")
    ask(visitor, QUESTION)
    take(visitor, f"study-{end}")
    visitor.follow("button[formaction='/desk/kwic/']")
    page.select_option("#order", "right")
    visitor.follow("main .field.sort button")
    take(visitor, f"kwic-{end}")
    visitor.open("/desk/themes/")
    take(visitor, f"together-{end}")
    visitor.open("/desk/saved/")
    take(visitor, f"saved-{end}")


def open_reading(visitor: Visitor) -> str:
    """Open the first essay that readers have, a little way down; its slug."""
    visitor.open("/")
    visitor.follow("main .contents li:not(:has-text('A question to you')) h3 a")
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
