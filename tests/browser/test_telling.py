"""Giving a text as people do: with and without scripts, on a telephone, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import workbench
from tests.browser.served import Archive
from tests.browser.telling import (
    LONGEST_WAIT,
    PHONE,
    choose,
    fits,
    press_enter,
    tab_to,
    type_back,
    wait_for_work,
    write,
)
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

WORDS = "I lay awake for a year. Write to wren@hoopoe.example if you know why."


@dataclass(frozen=True)
class Open:
    """A discussion that readers see, with an essay of two paragraphs and a comment."""

    archive: Archive
    slug: str

    @property
    def path(self) -> str:
        """Its page."""
        return f"/d/{self.slug}/"


@pytest.fixture(scope="module")
def discussion(
    archive: Archive, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Open:
    """Imported, with a basis, and approved."""
    file = tmp_path_factory.mktemp("files") / "nights.txt"
    file.write_text(
        "It began at night. Nobody in the house slept.\n\nThen came the spring. I stopped.\n\n\n"
        "1 thoughts on “Nights”\n\n  1. I know these nights. They ended.\n",
        encoding="utf-8",
    )
    slug, _ = workbench.publish_import(archive, browser, file, "Nights", "commentary")
    return Open(archive, slug)


@pytest.fixture
def visitor(
    discussion: Open, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody at the discussion's page; options by indirect parameters."""
    options: dict[str, Any] = getattr(request, "param", {})
    with visiting(browser, discussion.archive.address, **options) as somebody:
        somebody.open(discussion.path)
        yield somebody
        assert not somebody.noticed


def page_to_write(page: Page) -> str:
    """The page to write on, of the discussion that is open."""
    return "/tell/" + page.url.split("/d/")[1]


@pytest.mark.parametrize("visitor", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_a_text_is_given_on_a_telephone_and_taken_back_in_the_same_visit(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.follow(".contribution:not(.essay) .act a:has-text('Answer')")
    assert fits(page)
    write(visitor, f"{WORDS} Given on a telephone.")
    assert fits(page)
    page.keyboard.press("End")
    way_out = page.locator("[data-quit]").bounding_box()
    assert way_out
    assert 0 < way_out["y"] < PHONE["height"] - 44
    assert way_out["height"] >= 44
    choose(visitor)
    assert fits(page)
    type_back(page)
    wait_for_work(page)
    visitor.send("button[value=send]")
    assert visitor.text("h1") == "Thank you. Your text is here"
    assert fits(page)
    visitor.send(".undo button")
    visitor.open("/mine/")
    assert "Given on a telephone" not in visitor.text()


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_a_sentence_is_answered_without_scripts(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#p2 a.answer").focus()
    visitor.follow("#p2 a.answer")
    page.locator("label.choice", has_text="I stopped.").locator("input").check()
    write(visitor, f"{WORDS} Without scripts.")
    choose(visitor)
    visitor.follow("a:has-text('Back to the questions')")
    visitor.follow("a:has-text('Back to your text')")
    assert visitor.text(".about-words") == "On: I stopped."
    visitor.send("button[value=go]")
    visitor.send("form.choosing button")
    type_back(page)
    page.click("button[value=send]")
    assert re.search(r"please wait \d+ seconds", visitor.text(".message.error"))
    page.wait_for_timeout(LONGEST_WAIT - 4_000)
    visitor.send("button[value=send]")
    assert visitor.text("h1") == "Thank you. Your text is here"


def test_a_text_is_given_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page

    def go_to(selector: str) -> None:
        tab_to(page, selector)

    def press(selector: str) -> None:
        press_enter(page, selector)

    press("#p1 a.answer")
    go_to("[name=on]")
    page.keyboard.press("ArrowDown")
    assert "It began at night." in page.locator("label:has(:checked)").inner_text()
    go_to("[name=text]")
    page.keyboard.type("By keyboard: I lay awake.")
    go_to("[name=voice]")
    page.keyboard.press("Space")
    press("form.writing .buttons button")
    assert visitor.text(".about-words") == "On: It began at night."
    press("button[value=go]")
    for scope in ("hold", "read"):
        go_to(f"#scope-{scope}")
        page.keyboard.press("Space")
    go_to("[name=sign_off]")
    page.keyboard.press("Space")
    go_to("[name=adult]")
    page.keyboard.press("Space")
    press("form.choosing .buttons button")
    groups = page.locator(".code .symbols").all_inner_texts()
    for box in page.locator("input.group").all():
        name = box.get_attribute("name") or ""
        go_to(f"[name={name}]")
        page.keyboard.type(groups[int(name.removeprefix("group_")) - 1])
    wait_for_work(page)
    press("button[value=send]")
    assert visitor.text("h1") == "Thank you. Your text is here"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_step(discussion: Open, browser: Browser, scheme: str) -> None:
    axe, found = Axe(), list[str]()

    def look(name: str) -> None:
        for violation in axe.run(page).response["violations"]:
            found.extend(
                f"{name}: {violation['id']}: {node['target']} {node['failureSummary']}"
                for node in violation["nodes"]
            )

    with visiting(browser, discussion.archive.address, color_scheme=scheme) as visitor:
        page = visitor.page
        visitor.open(discussion.path)
        look("reading")
        visitor.follow("#p1 a.answer")
        page.click("form.writing .buttons button")
        look("write, refused")
        page.locator(".support-folded > summary").click()
        look("support")
        page.fill("[name=text]", f"{WORDS} I was 43 then. {scheme}")
        page.check("[name=voice][value=mixed]")
        visitor.send("form.writing button")
        look("look")
        visitor.send("button[value=go]")
        page.click("form.choosing .buttons button")
        page.locator("details.more summary").click()
        look("choose, refused")
        choose(visitor)
        page.locator(".ways summary").click()
        page.click("button[value=send]")
        look("code, refused")
        type_back(page)
        wait_for_work(page)
        visitor.send("button[value=send]")
        look("sent")
        visitor.open("/telling/stop/")
        look("stop")
    assert not found, "\n".join(found)


def test_every_step_fits_320_pixels(discussion: Open, browser: Browser) -> None:
    small = {"width": 320, "height": 640}
    with visiting(browser, discussion.archive.address, viewport=small) as visitor:
        page = visitor.page
        visitor.open(discussion.path)
        visitor.follow("#p1 a.answer")
        page.click("form.writing .buttons button")
        assert fits(page)
        write(visitor, f"{WORDS} {'Rhabarberbarbara' * 8}")
        page.click("form.choosing .buttons button")
        assert fits(page)
        choose(visitor)
        page.locator(".ways summary").click()
        assert fits(page)


def test_leaving_with_unsent_words_is_asked_about_but_never_leaving_quickly(
    discussion: Open, browser: Browser
) -> None:
    with visiting(browser, discussion.archive.address) as visitor:
        page = visitor.page
        page.context.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="away"))
        visitor.open(f"/tell/{discussion.slug}/")
        page.locator("[name=text]").press_sequentially("Words")
        page.locator(".top .name").click(no_wait_after=True)
        page.wait_for_timeout(300)
        assert visitor.noticed == ["dialog: "]
        assert page.input_value("[name=text]") == "Words"
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("https://www.wikipedia.org/**")
        assert [line for line in visitor.noticed if line.startswith("dialog")] == ["dialog: "]


def test_selected_words_are_listed_to_hide(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(page_to_write(page))
    page.fill("[name=text]", "The hoopoe sang all night.")
    page.check("[name=voice][value=first_person]")
    visitor.send("form.writing button")
    page.locator("[data-preview] p", has_text="hoopoe").evaluate(
        "p => getSelection().setBaseAndExtent(p.firstChild, 4, p.firstChild, 10)"
    )
    page.click("[data-select] button")
    assert page.input_value("[name=other]") == "hoopoe"
    visitor.send("button[value=show]")
    assert "The [hidden] sang all night." in visitor.text(".sheet")


def test_the_print_has_the_code_and_nothing_else(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(page_to_write(page))
    write(visitor, f"{WORDS} To be printed.")
    choose(visitor)
    page.emulate_media(media="print")
    shown = page.locator(".code .symbols").all_inner_texts()
    seen = [word for word in visitor.text("body").split() if word not in shown]
    assert [w for w in seen if re.fullmatch(r"[A-Za-z]{3,}", w)] == ["Note"]
    assert not page.locator("header.top").is_visible()
    assert not page.locator("footer.foot").is_visible()
    assert not page.locator("h1").is_visible()
    assert page.locator(".note-title").is_visible()
    assert page.locator(".code .symbols").first.is_visible()
    assert page.title() == "Note"


def test_the_file_is_called_note_and_says_nothing(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(page_to_write(page))
    write(visitor, f"{WORDS} To be downloaded.")
    choose(visitor)
    with page.expect_download() as started:
        page.click("button[value=file]")
    assert started.value.suggested_filename == "note.txt"
    groups = page.locator(".code .symbols").all_inner_texts()
    kept = started.value.path().read_text().split("\n")
    assert kept[0] == "-".join(groups)
    assert len(kept) == 3
    assert kept[1].endswith("/return/")
