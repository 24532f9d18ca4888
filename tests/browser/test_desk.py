"""A question answered at the desk, from a slip in the query to a feed, with scripts and without.

What do people tell who took less of their tablets, and of the nights after?
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.served import Archive, Quick
from tests.browser.studied import FILL
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

SEARCH = "main form[role=search] .search-box button"
ATOM = "{http://www.w3.org/2005/Atom}"
SMALL, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Look = Callable[[str], None]


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, dict[str, str]]]:
    """Texts that may be studied, with the ref of each by its first words; Rosa and Ruth study."""
    prepared = Quick(tmp_path_factory.mktemp("studied"))
    prepared.manage("prepare")
    refs = json.loads(prepared.manage("shell", "-c", FILL).splitlines()[-1])
    with prepared.served() as served:
        yield Quick(served.home, served.address), refs


def test_a_question_is_answered_at_the_desk(
    studied: tuple[Archive, dict[str, str]], browser: Browser
) -> None:
    """With scripts; a telephone does not scroll sideways, axe finds nothing in light and dark."""
    archive, _ = studied
    wrong: list[str] = []
    with visiting(browser, archive.address, viewport=WIDE) as rosa:
        feed = answer(rosa, lambda where: wrong.extend(wrong_on(rosa, where)))
        assert titles(browser, archive, feed) == []
        assert not rosa.noticed
    assert not wrong, "\n".join(wrong)


def test_a_question_is_answered_without_scripts(
    studied: tuple[Archive, dict[str, str]], browser: Browser
) -> None:
    archive, _ = studied
    with visiting(browser, archive.address, java_script_enabled=False) as rosa:
        feed = answer(rosa, lambda where: None)
        assert titles(browser, archive, feed) == []


def test_a_withdrawal_is_news_on_the_desk_and_in_the_feed(
    studied: tuple[Archive, dict[str, str]], browser: Browser
) -> None:
    archive, refs = studied
    with visiting(browser, archive.address, viewport=WIDE) as ruth:
        ruth.sign_in("ruth")
        look_for(ruth, "ferry")
        save(ruth, "The ferry", "set")
        ruth.follow("main a[href$='/feed/']")
        ruth.send("button[value=on]")
        feed = ruth.page.locator("#address").input_value().removeprefix(ruth.address)
        assert titles(browser, archive, feed) == []
        archive.manage("erase_contribution", refs["The ferry took"], "--by", "stefan")
        ruth.open("/desk/")
        assert "1 of 2 taken back or closed to study" in ruth.text(".news")
        assert not (wrong := wrong_on(ruth, "news")), "\n".join(wrong)
        assert titles(browser, archive, feed) == [
            "1 contribution in a set of yours taken back or closed to study"
        ]
        ruth.send(".news button")
        assert not ruth.page.locator(".news").count()
        assert titles(browser, archive, feed) == []
        assert not ruth.noticed


def answer(rosa: Visitor, look: Look) -> str:
    """The way of the question; the address of the feed at its end."""
    page = rosa.page
    rosa.sign_in("rosa")
    assert page.url.endswith("/desk/")
    correct(rosa, look)
    narrow(rosa)
    read_in_context(rosa, look)
    read_a_hit(rosa, look)
    count_themes(rosa, look)
    look_for(rosa, "tablets AND (sleep OR slept OR awake)")
    cite(rosa, look)
    return keep(rosa, look)


def look_for(rosa: Visitor, query: str) -> None:
    """Two steps: the desk and its box."""
    rosa.open("/desk/")
    rosa.page.fill("#q", query)
    rosa.follow(SEARCH)


def correct(rosa: Visitor, look: Look) -> None:
    """A slip is shown at its place, and the corrected query finds; no address has either."""
    look_for(rosa, "tablets AND (sleep OR slept OR awake")
    assert "Nothing was searched." in rosa.text("#mistake")
    assert rosa.page.locator("#mistake mark").count() == 1
    assert "At character 13" in rosa.text("#mistake")
    look("a slip in a query")
    rosa.page.fill("#q", "tablets")
    rosa.follow(SEARCH)
    assert rosa.text("[role=status] strong") == "7"
    assert "tablets" not in rosa.page.url
    look("results")


def narrow(rosa: Visitor) -> None:
    """The facets count what they leave."""
    label = rosa.page.locator("label:has([name=voice][value=first_person])")
    assert label.locator(".count").inner_text() == "5"
    label.locator("input").check()
    rosa.follow("button:has-text('Show only these')")
    assert rosa.text("[role=status] strong") == "5"


def read_in_context(rosa: Visitor, look: Look) -> None:
    """Every hit on a line, sorted by what follows; the narrowing is kept."""
    rosa.follow("button:has-text('Every hit in context')")
    assert rosa.text("[role=status]").startswith("7 lines in 5 contributions")
    rosa.page.select_option("#order", "right")
    rosa.follow("button:has-text('Sort')")
    after = [cell.text_content() or "" for cell in rosa.page.locator(".kwic td.right").all()]
    words = [" ".join(each.split()).strip(" .,").casefold() for each in after]
    assert len(words) == 7
    assert words == sorted(words)
    look("keyword in context")


def read_a_hit(rosa: Visitor, look: Look) -> None:
    """A line opens its text at the hit, from where one goes to the next and back."""
    rosa.follow(".kwic tr:has-text('I stopped the') button[formaction$='#h1']")
    assert rosa.page.url.endswith("#h1")
    assert rosa.text(".hit-strip").startswith("3 hits")
    look("a text with its hits")
    for way, place in (("next", "#h2"), ("next", "#h3"), ("previous", "#h2")):
        here = rosa.page.url.rpartition("#")[2]
        rosa.page.locator(f"#{here} [data-way={way}]").click()
        assert rosa.page.url.endswith(place)
    assert rosa.page.locator("#h2 + mark").count() == 1
    rosa.follow("button:has-text('Back to the results')")
    assert rosa.text("[role=status] strong") == "5"


def count_themes(rosa: Visitor, look: Look) -> None:
    """The number of two themes leads to as many passages, and the table is a file."""
    page = rosa.page
    rosa.open("/desk/themes/")
    cell = page.locator(".heat a:has(text)").first
    number = (cell.locator("text").text_content() or "") if cell.count() else ""
    with page.expect_download() as sent:
        page.locator("caption a").click()
    lines = Path(sent.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("theme,other theme,together")
    assert lines[1].split(",")[2] == "3"
    assert number in ("", "3")
    rosa.follow(".figures-table td a")
    assert rosa.text("[role=status]").startswith("3 passages with both")
    assert page.locator("mark.passage-words").count() == 3
    look("the passages of two themes")


def cite(rosa: Visitor, look: Look) -> None:
    """The methods paragraph has the query, and a citation comes as a file."""
    page = rosa.page
    rosa.follow("button:has-text('Cite, and methods')")
    assert "tablets AND (sleep OR slept OR awake)" in page.locator("textarea").input_value()
    look("a search to cite")
    with page.expect_download() as sent:
        page.locator("button[value=bib]").click()
    assert Path(sent.value.path()).read_text(encoding="utf-8").startswith("@")
    look_for(rosa, "tablets AND (sleep OR slept OR awake)")


def keep(rosa: Visitor, look: Look) -> str:
    """Keep the search and what it finds as a set, and turn on a feed of both."""
    page = rosa.page
    save(rosa, "Less, and the nights", "search")
    look("a saved search")
    rosa.follow("button:has-text('Search again')")
    page.locator("details.saving summary").click()
    look("a search to save")
    page.locator("details.saving summary").click()
    save(rosa, "Those of today", "set")
    look("a saved set")
    rosa.open("/desk/saved/")
    look("what is saved")
    rosa.follow("main a[href='/desk/feed/']")
    rosa.send("button[value=on]")
    look("the address of a feed")
    return page.locator("#address").input_value().removeprefix(rosa.address)


def save(person: Visitor, name: str, kind: str) -> None:
    """One step, from results: keep them as a search or as a set."""
    page = person.page
    page.locator("details.saving summary").click()
    page.fill("#save-name", name)
    page.check(f"[name=keep][value={kind}]")
    person.send("button[formaction='/desk/save/']")
    assert person.text("h1") == name


def titles(browser: Browser, archive: Archive, feed: str) -> list[str]:
    """The entries of a feed as they are sent to somebody without a session."""
    with visiting(browser, archive.address) as stranger:
        sent = stranger.page.request.get(archive.address + feed)
        assert sent.status == 200
        root = ElementTree.fromstring(sent.text())
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


def wrong_on(rosa: Visitor, where: str) -> list[str]:
    """What axe finds in light and dark, and whether a telephone would scroll sideways."""
    page, found = rosa.page, []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{where}, {scheme}: {violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in Axe().run(page).response["violations"]
            for node in violation["nodes"]
        ]
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    width = page.evaluate("document.documentElement.scrollWidth")
    found += [f"{where}: {width} px"] if width > SMALL["width"] else []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found
