"""What reviewers do at the workbench, click by click."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

REVIEW = "/workbench/review/"


def publish_import(
    archive: Archive, browser: Browser, file: Path, title: str, voice: str
) -> tuple[str, list[str]]:
    """Bring a file in, with a basis by Stefan and Lena, and approve all of it; slug and refs."""
    slug = archive.bring_in(file, "--title", title, "--by", "stefan")["slug"]
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        go_to_desk(stefan, slug)
        propose_basis(stefan)
        archive.manage("confirm_basis", slug, "--by", "lena")
        stefan.open(f"/workbench/desk/{slug}/")
        picks = stefan.page.locator("[name=refs]")
        refs = [pick.get_attribute("value") or "" for pick in picks.all()]
        approve_together(stefan, refs, voice)
    return slug, refs


def go_to_desk(person: Visitor, slug: str) -> None:
    """Two steps: the list of desks, then this one."""
    person.follow('nav.rooms a[href="/workbench/desks/"]')
    person.follow(f'main a[href^="/workbench/desk/{slug}/"]')


def propose_basis(person: Visitor) -> None:
    """One step, from the desk."""
    page = person.page
    page.fill("[name=rights]", "The blog's owner permitted a copy.")
    page.fill("[name=privacy]", "Published under pen-names; names are removed here.")
    page.fill("[name=reference]", "Letter 4 in the folder of permissions")
    page.fill("[name=dated]", "2026-01-15")
    for scope in ("read", "find"):
        page.check(f"[name=scopes][value={scope}]")
    person.send("button[value=propose]")


def review(
    person: Visitor, voice: str, *, themes: tuple[str, ...] = (), onward: bool = False
) -> None:
    """One step: hide what is left as suggested, set the voice, approve. Ends at the desk, at the
    next text of the thread that waits, or after the last one where it says that all is done."""
    page = person.page
    if page.locator("#rest").count():
        page.locator("#rest summary").click()
    if themes and page.locator("#themes:not([open])").count():
        page.locator("#themes summary").click()
    page.check(f"#finish [name=voice][value={voice}]")
    for theme in themes:
        page.check(f"#finish [name=themes][value={theme}]")
    page.check("#finish [name=read_whole]")
    button = "#finish button[value^=approve]"
    if onward:
        here = page.url.split("#")[0]
        person.steps += 1
        page.locator(button).click()
        page.wait_for_url(lambda url: url.split("#")[0] != here)
        page.locator("#main:not([aria-busy])").wait_for()
        assert not page.locator(".message.error").count(), person.text("#main")
        return
    if page.locator("#finish [name=go_on]").count():
        page.uncheck("#finish [name=go_on]")
    person.send(button)


def decide(person: Visitor, selector: str) -> None:
    """One step: press a button of the review page, which with JavaScript stays where it is."""
    page = person.page
    person.steps += 1
    with page.expect_response(lambda got: got.request.method == "GET" and REVIEW in got.url):
        page.locator(selector).first.click()
    page.wait_for_load_state()
    page.locator("#main:not([aria-busy])").wait_for()
    assert not page.locator(".message.error").count(), person.text("#main")


def tag_words(person: Visitor, words: str, theme: str) -> None:
    """One step: tag the first sentence that has `words`."""
    page = person.page
    tool = page.locator("#tag")
    if tool.get_attribute("open") is None:
        tool.locator("summary").click()
    sentence = tool.locator("[name=first] option", has_text=words).first.get_attribute("value")
    tool.locator("[name=where][value=sentences]").check()
    tool.locator("[name=first]").select_option(sentence)
    tool.locator(f"[name=themes][value={theme}]").check()
    tool.locator("[name=voice]").select_option("first_person")
    decide(person, "#tag button.btn")


def approve_together(person: Visitor, refs: list[str], voice: str) -> None:
    """One step, from the desk: a yes for several texts."""
    for ref in refs:
        person.page.check(f"#pick-{ref}")
    person.page.check(f"#many [name=voice][value={voice}]")
    person.page.check("#many [name=read_thread]")
    person.send("button[value=approve_many]")


def confirm_basis(person: Visitor) -> None:
    """One step, from the desk."""
    person.send("button[value=confirm]")


def clear(person: Visitor) -> None:
    """One step, from the review page of a text about someone else."""
    person.page.fill("#clear_note", "Nobody, as far as I can see.")
    person.page.check("#finish form:has(button[value=clear]) [name=read_whole]")
    person.send("button[value=clear]")


def answer_removal(
    browser: Browser, archive: Archive, who: str, label: str, about: str = ""
) -> str:
    """Sign in, and answer the first request about a text (any without `about`, a ref) with the
    button of this label; what the page says."""
    with visiting(browser, archive.address) as person:
        person.sign_in(who)
        person.open("/workbench/removals/")
        request = f".request:has(a[href*='{about}'])" if about else ".request"
        person.page.locator(request).first.wait_for()
        person.send(f"{request} >> nth=0 >> button:has-text('{label}')")
        return person.text("#main")
