"""Every page of the workbench without a mouse: each control has a name and is reached by Tab, `?`
says which keys there are, keys do nothing in fields, and one switch turns them off everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Archive, Quick
from tests.browser.telling import press_enter, tab_to
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

ROOMS = (
    "/workbench/",
    "/workbench/?whose=free",
    "/workbench/crisis/",
    "/workbench/care/",
    "/workbench/care/debrief/",
    "/workbench/codebook/",
    "/workbench/codebook/add/",
    "/workbench/codebook/history/",
    "/workbench/codebook/proposals/",
    "/workbench/agreement/",
    "/workbench/anchors/",
    "/workbench/suggestions/",
    "/workbench/duplicates/",
)
UNREACHED = """() => {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(each => each.checkVisibility() && !each.disabled && each.type !== 'hidden')
    .filter(each => !each.closest('[inert]') && !each.matches('[data-was-reached]'))
    .filter(each => {  // of radio buttons of one name, one is reached, and the arrows do the rest
      if (each.type !== 'radio') return true;
      const radios = [...document.querySelectorAll('input[type=radio]')].filter(other =>
        other.name === each.name && other.form === each.form);
      return !radios.some(other => other.matches('[data-was-reached]'));
    })
    .map(each => each.outerHTML.slice(0, 120));
}"""
NOTE = """() => {
  const here = document.activeElement;
  const known = here.matches('[data-was-reached]');
  here.dataset.wasReached = '';
  return here === document.body ? 'around' : known ? 'known' : 'new';
}"""
MOST_TABS = 400
THREAD = """The nights after the move were long, and I baked until four.


2 thoughts on “Nights”

  1. I could have written this word for word, and on some nights in the winter I nearly did.


  2. I could have written this word for word, and on some nights in the winter I nearly did.
"""


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with a steward, who walks through it, and a moderator, who passes a text on."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    prepared.add_user("mira", "moderator")
    with prepared.served() as served:
        yield Quick(served.home, served.address)


@pytest.fixture(scope="module")
def refs(quick: Archive, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    file: Path = tmp_path_factory.mktemp("files") / "nights.txt"
    file.write_text(THREAD, encoding="utf-8")
    slug = quick.bring_in(file, "--title", "Nights", "--by", "stefan")["slug"]
    told = json.loads(quick.manage("outline", slug, "--json"))
    return [row["ref"] for row in told["contributions"]]


@pytest.fixture
def stefan(quick: Archive, refs: list[str], browser: Browser) -> Iterator[Visitor]:
    with visiting(browser, quick.address) as person:
        person.sign_in("stefan")
        yield person
        assert not person.noticed


def tab_around(page: Page) -> None:
    """Tab until the focus comes to the end of the page."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(NOTE) != "new":
            return
    raise AssertionError("Tab goes on and on")


def test_tab_leads_to_everything_that_can_be_pressed(stefan: Visitor, refs: list[str]) -> None:
    missed = []
    for path in (*ROOMS, f"/workbench/review/{refs[0]}/", f"/workbench/code/{refs[0]}/"):
        assert stefan.open(path).status == 200, path
        stefan.page.evaluate(
            "() => { for (const each of document.querySelectorAll('details')) "
            "{ each.removeAttribute('name'); each.open = true; } }"
        )
        tab_around(stefan.page)
        missed += [f"{path}: {each}" for each in stefan.page.evaluate(UNREACHED)]
    assert not missed, "\n".join(missed)


def test_every_page_says_which_keys_it_has(stefan: Visitor, refs: list[str]) -> None:
    page = stefan.page
    for path in (*ROOMS, f"/workbench/review/{refs[0]}/", f"/workbench/code/{refs[0]}/"):
        stefan.open(path)
        page.keyboard.press("?")
        sheet = page.locator("dialog[open]")
        expect(sheet.locator("h2")).to_have_text("Keys")
        expect(sheet).to_contain_text("in danger")
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        with page.expect_navigation(url="**/workbench/crisis/"):
            page.keyboard.press("!")


def test_the_queue_is_walked_by_keys_and_a_text_opened(stefan: Visitor, refs: list[str]) -> None:
    page = stefan.page
    stefan.open("/workbench/")
    texts = page.locator("[data-step]")
    expect(texts).to_have_count(len(refs))
    page.keyboard.press("j")
    expect(texts.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")  # the last stays
    expect(texts.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(texts.nth(1)).to_be_focused()
    with page.expect_navigation(url="**/workbench/review/*/"):
        page.keyboard.press("Enter")


def test_a_text_is_taken_let_go_and_passed_on_by_keys(
    quick: Archive, browser: Browser, refs: list[str]
) -> None:
    with visiting(browser, quick.address) as mira:
        mira.sign_in("mira")
        pass_on(mira, f"/workbench/review/{refs[2]}/")
        assert not mira.noticed


def pass_on(mira: Visitor, path: str) -> None:
    page = mira.page
    mira.open(path)
    for said in ("You have this text", "Nobody has this text"):
        with page.expect_navigation():
            page.keyboard.press("c")
        expect(page.locator("#work")).to_contain_text(said)
    page.keyboard.press("w")
    expect(page.locator("#skip")).to_have_attribute("open", "")
    expect(page.locator("#skip [name=reason]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#skip [name=reason]").nth(1)).to_be_checked()
    tab_to(page, "#skip_note")
    page.keyboard.type("w! c? jk")  # words, not keys
    expect(page.locator("#skip_note")).to_have_value("w! c? jk")
    press_enter(page, "#skip button")
    expect(page.locator("#main")).to_contain_text("Passed on")
    assert page.locator(f"a[href='{path}']").count() == 0


def test_one_switch_turns_the_keys_of_all_pages_off(stefan: Visitor, refs: list[str]) -> None:
    page = stefan.page
    stefan.open("/workbench/care/")
    page.keyboard.press("?")
    tab_to(page, "[data-room-keys-on]")
    page.keyboard.press("Space")
    expect(page.locator("[data-room-keys-on]")).not_to_be_checked()
    page.keyboard.press("Escape")
    for path in ("/workbench/", f"/workbench/review/{refs[0]}/", f"/workbench/code/{refs[0]}/"):
        stefan.open(path)
        address = page.url
        for key in ("j", "c", "w", "v", "1", "!"):
            page.keyboard.press(key)
        assert page.url == address
        assert page.evaluate("document.activeElement === document.body")
        assert page.locator("[data-mark], #skip[open]").count() == 0
        page.keyboard.press("?")  # the switch itself is still there
        expect(page.locator("dialog[open] input[type=checkbox]")).not_to_be_checked()
    tab_to(page, "[data-keys-on]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    stefan.open("/workbench/")
    page.keyboard.press("j")
    expect(page.locator("[data-step]").first).to_be_focused()
