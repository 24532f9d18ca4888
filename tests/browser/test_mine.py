"""Her own pages in a real browser: with scripts and without, on a desk and on a phone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.served import ROOT, Archive
from tests.browser.telling import come_back, press_enter, tab_to
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}
GIVEN = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()
from archive import actions
from archive.domain.words import Scope, SignOff, Voice
from tests.told import approve, open_question, tell_to_be_asked
from tests.factories import people, theme
staff = people()
slug = open_question(by=staff.dave)
theme("pain", "Pain")
told = []
for life in (
    "My sister Odile drove home from the ward.\\n\\nI slept for two whole days.",
    "Every Tuesday Odile brought soup.\\n\\nI slept badly until the clocks changed.",
    "Nobody but Odile knew about the tablets.\\n\\nI slept in the bath, for the quiet.",
    "When Odile moved out I kept her chair.\\n\\nI slept beside it like a dog.",
):  # no two alike: what repeats a text that one of them takes back would be held
    mine = tell_to_be_asked(slug, life, hides=["Odile"], scopes=tuple(Scope), pen_name="Heron")
    start = life.index("I slept")
    actions.tag_passage(ref=mine.ref, start=start, end=start + 10, themes=["pain"],
        voice=Voice.FIRST_PERSON, by=staff.alice)
    approve(mine.ref, staff.alice)
    told.append({"ref": mine.ref, "code": mine.code.shown})
again = tell_to_be_asked(slug, "One more life, told in short.", sign_off=SignOff.HIDE_MORE)
approve(again.ref, staff.alice)
actions.request_removal(ref=again.ref, reason="i_wrote_it")
told.append({"ref": again.ref, "code": again.code.shown})
by_keys = tell_to_be_asked(slug, "Odile had a heron on her roof, all winter.", hides=["Odile"])
approve(by_keys.ref, staff.alice)
told.append({"ref": by_keys.ref, "code": by_keys.code.shown})
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Given:
    """A text under a code, in the archive that is served."""

    ref: str
    code: str


@pytest.fixture(scope="module")
def given(archive: Archive) -> tuple[Given, ...]:
    """Four that wait for a yes, each under its own code; one another says is hers; one more."""
    done = subprocess.run(
        [sys.executable, "-c", GIVEN],
        cwd=ROOT,
        env=archive.environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tuple(Given(**each) for each in json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, archive: Archive
) -> Iterator[Visitor]:
    with visiting(
        browser, archive.address, java_script_enabled=request.param, viewport=PHONE
    ) as visitor:
        yield visitor


def each_page(visitor: Visitor, given: Given) -> Iterator[str]:
    visitor.open("/return/")
    yield "return"
    come_back(visitor, given.code)
    yield "mine"
    for path in (f"/mine/{given.ref}/", f"/mine/{given.ref}/withdraw/"):
        visitor.open(path)
        visitor.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        yield path
    for path in ("/mine/receipt/", "/mine/code/"):
        visitor.open(path)
        yield path


def test_she_comes_back_reads_both_wordings_and_says_yes(
    visitor: Visitor, given: tuple[Given, ...], request: pytest.FixtureRequest
) -> None:
    mine = given[0] if "with scripts" in request.node.name else given[1]
    come_back(visitor, mine.code)
    visitor.follow("main .news a")
    assert "Odile" in visitor.text("#own-words ~ .prose")
    assert "Odile" not in visitor.text("#their-words ~ .prose")
    visitor.send('button[value="sign_off"]')
    assert "You said yes to this wording." in visitor.text("#main")
    assert "It is published." in visitor.text("#state")
    public = visitor.open(f"/c/{mine.ref}/")
    assert public.status == 200


def test_she_takes_it_back_and_the_page_is_gone_in_the_same_step(
    visitor: Visitor, given: tuple[Given, ...], request: pytest.FixtureRequest
) -> None:
    mine = given[2] if "with scripts" in request.node.name else given[3]
    come_back(visitor, mine.code)
    visitor.open(f"/mine/{mine.ref}/withdraw/")
    visitor.send('button[value="unpublish"]')
    assert "Readers and researchers do not see this text any more." in visitor.text("#main")
    assert "It replaces receipt" in visitor.text(".receipt")
    visitor.open(f"/mine/{mine.ref}/withdraw/")
    visitor.send('button[value="erase"]')
    assert "Nothing is left under your code" in visitor.text("#main")
    visitor.open("/return/")
    visitor.page.fill("[name=code]", mine.code)
    visitor.page.click("main form .buttons .btn")
    assert "This code does not open anything here." in visitor.text("#main")


def test_leaving_closes_the_page(visitor: Visitor, given: tuple[Given, ...]) -> None:
    come_back(visitor, given[0].code)
    visitor.send(".own button")
    visitor.open("/mine/")
    assert visitor.page.url.endswith("/return/")


def test_her_pages_are_used_by_keyboard_alone(
    browser: Browser, archive: Archive, given: tuple[Given, ...]
) -> None:
    mine = given[5]
    with visiting(browser, archive.address) as visitor:
        page = visitor.page
        visitor.open("/return/")
        tab_to(page, "#code")
        page.keyboard.type(mine.code.lower())
        press_enter(page, "main form .buttons .btn")
        press_enter(page, "main .own-texts h3 a")
        press_enter(page, "button[value=sign_off]")
        assert "It is published." in visitor.text("#state")
        tab_to(page, "#wording .decide summary")
        page.keyboard.press("Enter")
        tab_to(page, "#object-note")
        page.keyboard.type("I said heron, not hare.")
        press_enter(page, "button[value=object]")
        assert "It is published." not in visitor.text("#state")
        press_enter(page, f'#state a[href="/mine/{mine.ref}/withdraw/"]')
        press_enter(page, "button[value=erase]")
        assert "Done. The text is erased." in visitor.text("#main")
        assert not visitor.noticed


def test_the_code_is_hidden_while_it_is_typed_and_can_be_shown(
    browser: Browser, archive: Archive, given: tuple[Given, ...]
) -> None:
    with visiting(browser, archive.address) as visitor:
        visitor.open("/return/")
        field = visitor.page.locator("[name=code]")
        assert field.get_attribute("type") == "password"
        assert field.get_attribute("autocomplete") == "current-password"
        visitor.page.click("[data-show]")
        assert field.get_attribute("type") == "text"
        field.fill(given[0].code[:-3] + "000")
        visitor.page.click("main form .buttons .btn")
        assert visitor.page.locator("[name=code]").get_attribute("type") == "text"
        assert "Group 7" in visitor.text(".message.error")
    with visiting(browser, archive.address, java_script_enabled=False) as visitor:
        visitor.open("/return/")
        assert visitor.page.locator("[name=code]").get_attribute("type") == "text"


def test_both_wordings_stand_beside_each_other_on_a_desk_and_below_on_a_phone(
    browser: Browser, archive: Archive, given: tuple[Given, ...]
) -> None:
    places = {}
    for width in (1280, 390):
        with visiting(browser, archive.address, viewport={"width": width, "height": 800}) as v:
            come_back(v, given[0].code)
            v.open(f"/mine/{given[0].ref}/")
            own, shown = (v.page.locator(".compare > .side").nth(n).bounding_box() for n in (0, 1))
            assert own
            assert shown
            places[width] = (own, shown)
    own, shown = places[1280]
    assert own["y"] == shown["y"]
    assert own["x"] + own["width"] <= shown["x"]
    own, shown = places[390]
    assert own["y"] + own["height"] <= shown["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_her_pages(
    browser: Browser, archive: Archive, given: tuple[Given, ...], scheme: str
) -> None:
    axe, found = Axe(), []
    with visiting(browser, archive.address, color_scheme=scheme) as visitor:
        for mine in (given[0], given[4]):
            for path in each_page(visitor, mine):
                results = axe.run(visitor.page)
                found += [
                    f"{path}: {violation['id']}: {node['target']} {node['failureSummary']}"
                    for violation in results.response["violations"]
                    for node in violation["nodes"]
                ]
            visitor.send(".own button")
        assert not visitor.noticed
    assert not found, "\n".join(found)


def test_no_page_of_hers_scrolls_sideways_at_320_pixels(
    browser: Browser, archive: Archive, given: tuple[Given, ...]
) -> None:
    with visiting(browser, archive.address, viewport=PHONE) as visitor:
        for path in each_page(visitor, given[0]):
            width = visitor.page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], path
