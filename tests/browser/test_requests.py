"""Removal and claim in a real browser: by keyboard, without JavaScript, on a small screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser import workbench
from tests.browser.served import Archive
from tests.browser.telling import PHONE, type_back
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

THOUGHTS = (
    "My neighbour rang at night. She had lost her keys again. I let her in.",
    "We drank tea until the light came, and the kettle sang twice.",
    "It was the winter of the long frost, and nobody on our stairs slept well.",
    "Somebody ought to write all of this down one day.",
    "Our landlord changed the locks in March and told no one.",
)
AGREE = """
from archive import actions
from archive.domain.words import Scope
actions.give_consent(ref={ref!r}, scopes=[Scope.HOLD, Scope.READ, Scope.FIND])
actions.sign_off(ref={ref!r})
"""


@dataclass(frozen=True)
class Open:
    """A discussion that readers see under a basis; two of its commenters agreed themselves."""

    archive: Archive
    slug: str
    refs: tuple[str, ...]


@pytest.fixture(scope="module")
def world(archive: Archive, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Open:
    file = tmp_path_factory.mktemp("files") / "page.txt"
    comments = "\n\n\n".join(f"  {n}. {text}" for n, text in enumerate(THOUGHTS, start=1))
    head = f"An essay about keys.\n\n\n{len(THOUGHTS)} thoughts on “The keys”\n\n"
    file.write_text(head + comments + "\n", encoding="utf-8")
    slug, refs = workbench.publish_import(archive, browser, file, "The keys", "first_person")
    archive.add_user("mona", "moderator")
    for ref in (refs[1], refs[5]):
        archive.manage("shell", "-c", AGREE.format(ref=ref))
    return Open(archive, slug, tuple(refs))


def _no_violations(visitor: Visitor) -> None:
    results = Axe().run(visitor.page)
    assert not [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    wide, window = visitor.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window


KEYS = "She had lost her keys again."


def _ask_about(world: Open, browser: Browser, *, scripts: bool) -> tuple[str, str]:
    """Point at the sentence, on a phone; what the archive said, and what is shown then."""
    ref = world.refs[1]
    options = {"viewport": PHONE, "java_script_enabled": scripts}
    with visiting(browser, world.archive.address, **options) as reader:
        reader.open(f"/removal/{ref}/")
        reader.page.check("[name=reason][value=about_me]")
        reader.page.locator(".sentence", has_text=KEYS).locator("input").check()
        if scripts:
            _no_violations(reader)
        reader.send(".asking .buttons .btn")
        said = reader.text("#main")
        reader.open(f"/c/{ref}/")
        return said, reader.text("#main")


def _show_again(world: Open, browser: Browser, who: str) -> None:
    workbench.answer_removal(browser, world.archive, who, "Show it again", about=world.refs[1])


def test_a_sentence_is_hidden_at_once_two_people_bring_it_back_and_then_it_waits(
    world: Open, browser: Browser
) -> None:
    """With scripts the first time, without them the second."""
    said, shown = _ask_about(world, browser, scripts=True)
    assert "The sentences you chose are hidden now." in said
    assert KEYS not in shown
    assert "hidden while somebody’s request is looked at" in shown
    _show_again(world, browser, "mona")
    _show_again(world, browser, "lena")

    said, shown = _ask_about(world, browser, scripts=False)
    assert "A person will look at it." in said
    assert KEYS in shown
    _show_again(world, browser, "lena")
    _show_again(world, browser, "stefan")


def test_everything_is_done_by_keyboard(world: Open, browser: Browser) -> None:
    ref = world.refs[5]
    with visiting(browser, world.archive.address) as reader:
        reader.open(f"/removal/{ref}/")
        page = reader.page
        page.locator("[name=reason]").first.focus()
        page.keyboard.press("Space")
        while page.evaluate("document.activeElement.name") != "sentence":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.locator("[name=message]").focus()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        assert "We have your request" in reader.text("h1")


def test_an_import_is_hidden_at_once(world: Open, browser: Browser) -> None:
    ref = world.refs[4]
    with visiting(browser, world.archive.address) as reader:
        reader.open(f"/removal/{ref}/")
        _no_violations(reader)
        reader.page.check("[name=reason][value=other]")
        reader.send(".asking .buttons .btn")
        assert "The text is hidden now." in reader.text("#main")
        response = reader.page.request.get(f"{world.archive.address}/c/{ref}/")
        assert response.status == 410
        assert not reader.noticed


@pytest.mark.parametrize(
    ("which", "scripts"), [(2, True), (3, False)], ids=["scripts", "no scripts"]
)
def test_an_author_claims_a_comment_and_finds_it_on_a_page_of_her_own(
    world: Open, browser: Browser, which: int, scripts: bool
) -> None:
    ref = world.refs[which]
    options = {"viewport": PHONE, "java_script_enabled": scripts}
    with visiting(browser, world.archive.address, **options) as author:
        author.open(f"/removal/{ref}/")
        author.follow(f'a[href="/claim/{ref}/"]')
        if scripts:
            _no_violations(author)
        author.send(".claiming .btn:not(.quiet)")
        page = author.page
        type_back(page)
        if scripts:
            _no_violations(author)
            page.wait_for_function(
                "document.querySelector('[data-effort-solution]').value !== ''", timeout=60_000
            )
        else:
            page.wait_for_timeout(41_000)  # what people without JavaScript wait
        author.send(".typing .buttons .btn")
        token = author.text(".token")
        assert re.fullmatch(r"firsthand-[0-9A-Z]{10}", token)
        with visiting(browser, world.archive.address) as stefan:
            stefan.sign_in("stefan")
            stefan.open("/workbench/claims/")
            _no_violations(stefan)
            assert token in stefan.text("#main")
            stefan.send("button[value=confirm]")
        author.open("/mine/")
        assert page.locator(f'a[href^="/mine/{ref}"]').count()
        assert not author.noticed


def test_the_staffs_rooms_are_usable_by_everybody(world: Open, browser: Browser) -> None:
    for scheme in ("light", "dark"):
        with visiting(
            browser,
            world.archive.address,
            color_scheme=scheme,
            viewport={"width": 320, "height": 640},
        ) as stefan:
            stefan.sign_in("stefan")
            for path in (
                "/workbench/removals/",
                "/workbench/claims/",
                "/workbench/prompts/",
                f"/workbench/desk/{world.slug}/",
                f"/workbench/review/{world.refs[2]}/",
            ):
                stefan.open(path)
                _no_violations(stefan)
