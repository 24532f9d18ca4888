"""One story from a steward's question to an erased text, and what the server kept of it: nothing.

Wren answers the question, Ibis a sentence of an essay, Tern finds a comment of hers imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import workbench
from tests.browser.served import Archive
from tests.browser.telling import (
    LONGEST_WAIT,
    PHONE,
    choose,
    come_back,
    type_back,
    wait_for_work,
    write,
)
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

SENTENCE = "Nobody in the harbour slept that week."
ESSAY = f"It began with the tide. {SENTENCE} Then it turned.\n\nIn spring I stopped.\n\n\n"
THOUGHTS = "2 thoughts on “Tides”\n\n  1. I know that harbour.\n\n\n  2. Mine was a slower tide.\n"
ABOUT_AUNT = "My aunt carried the lantern."
WRENS = f"I walked the saltmarsh all night. {ABOUT_AUNT} Tell wren@hoopoe.example why."
IBISES = "For me it was the lapwings that kept calling. Tell ibis@hoopoe.example why."
NOTE = "Please hide nothing more; the marsh may stay."
SEARCH = "saltmarsh"
WORDS_OF_THEIRS = ("saltmarsh", "lantern", "lapwing", "hoopoe", "harbour", "aunt", "marsh may stay")
SESSIONS = """
import json
from django.contrib.sessions.models import Session
kept = [[row.session_key, row.session_data, row.get_decoded()] for row in Session.objects.all()]
print(json.dumps(kept))
"""


@dataclass
class Story:
    """An archive of its own, and how those without an account look at it."""

    archive: Archive
    browser: Browser
    scripts: bool
    essay: str
    refs: list[str]
    people: ExitStack
    codes: list[str] = field(default_factory=list)
    prompt: str = ""

    def arrives(self) -> Visitor:
        """Somebody with a browser nobody has used before."""
        size = {} if self.scripts else {"viewport": PHONE, "has_touch": True}
        return self.people.enter_context(
            visiting(self.browser, self.archive.address, java_script_enabled=self.scripts, **size)
        )

    def works(self, name: str) -> Visitor:
        """One of the staff, signed in."""
        person = self.people.enter_context(visiting(self.browser, self.archive.address))
        person.sign_in(name)
        return person

    def waits(self, *people: Visitor) -> None:
        """Until the pages that are open with them may be sent."""
        if not self.scripts:
            people[-1].page.wait_for_timeout(LONGEST_WAIT)
            return
        for person in people:
            wait_for_work(person.page)


@pytest.fixture(params=[False, True], ids=["phone, no scripts", "desk, scripts"])
def story(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """A fresh archive with three of staff and one essay, imported and open to readers."""
    folder = tmp_path_factory.mktemp("story")
    archive = Archive(folder / "archive")
    archive.manage("prepare")
    for name, role in (("stefan", "steward"), ("lena", "lead"), ("mona", "moderator")):
        archive.add_user(name, role)
    file: Path = folder / "tides.txt"
    file.write_text(ESSAY + THOUGHTS, encoding="utf-8")
    with archive.served() as served, ExitStack() as people:
        slug, refs = workbench.publish_import(served, browser, file, "Tides", "commentary")
        yield Story(served, browser, request.param, slug, refs, people)


def test_texts_are_given_shown_and_taken_back_and_the_server_keeps_nothing_of_it(
    story: Story,
) -> None:
    reader = story.arrives()
    stefan_asks(story)
    wren = three_people_send_something(story, reader)
    mona_prepares_and_wren_is_asked(story, reader, wren)
    wren_changes_what_she_allows(story, reader, wren)
    somebody_says_it_is_hers(story, reader, wren)
    somebody_asks_about_a_sentence(story, reader, wren)
    wren_takes_it_back_step_by_step(story, reader, wren)
    somebody_asks_in_ways_that_are_refused(story, reader)
    nothing_of_them_is_in_the_log_or_the_sessions(story)
    assert not reader.noticed


def stefan_asks(story: Story) -> None:
    """A prompt, which is on the first page at once."""
    stefan = story.works("stefan")
    stefan.open("/workbench/prompts/")
    stefan.page.fill("[name=title]", "What did the sea teach you?")
    stefan.page.fill("[name=text]", "Tell it as you would tell a friend. Short is fine.")
    stefan.send("button[value=open]")
    link = stefan.page.locator('main .contents a[href^="/d/"]').get_attribute("href") or ""
    story.prompt = link.strip("/").split("/")[-1]


@dataclass
class Wren:
    """Her text and her code, on a slip of paper."""

    ref: str
    code: str


def three_people_send_something(story: Story, reader: Visitor) -> Wren:
    """Wren tells, Ibis answers one sentence, Tern claims; each keeps a code first."""
    wren, ibis, tern = story.arrives(), story.arrives(), story.arrives()
    wren.open("/")
    wren.follow(".tell-yours a:has-text('Tell yours')")
    write(wren, WRENS)
    choose(wren)

    ibis.open(f"/d/{story.essay}/")
    ibis.page.locator("#p1 a.answer").focus()
    ibis.follow("#p1 a.answer")
    ibis.page.locator("label.choice", has_text=SENTENCE).locator("input").check()
    write(ibis, IBISES)
    choose(ibis, "hide_more")

    tern.open(f"/removal/{story.refs[2]}/")
    tern.follow(f'a[href="/claim/{story.refs[2]}/"]')
    tern.send(".claiming .btn:not(.quiet)")

    everybody = (wren, ibis, tern)
    for person in everybody:
        story.codes.append("-".join(person.page.locator(".code .symbols").all_inner_texts()))
        type_back(person.page)
    story.waits(*everybody)
    for person in everybody:
        person.send(".typing .buttons .btn:not(.quiet)")
    assert wren.text("h1") == ibis.text("h1") == "Thank you. Your text is here"
    stefan_confirms(story, tern)
    assert "saltmarsh" not in reader_sees(reader, f"/d/{story.prompt}/")
    wrens = _ref_on_her_page(wren)
    _mona_approves(story, _ref_on_her_page(ibis))
    shown = reader_sees(reader, f"/d/{story.essay}/")
    assert f"On: {SENTENCE}" in shown.replace("“", "").replace("”", "")
    assert "lapwings" in shown
    assert "hoopoe" not in shown
    return Wren(wrens, story.codes[0])


def stefan_confirms(story: Story, tern: Visitor) -> None:
    """The word stands where he looks; then the text stands on Tern's page."""
    token = tern.text(".token")
    stefan = story.works("stefan")
    stefan.open("/workbench/claims/")
    assert token in stefan.text("#main")
    stefan.send("button[value=confirm]")
    tern.open("/mine/")
    assert tern.page.locator(f'a[href^="/mine/{story.refs[2]}/"]').count()


def mona_prepares_and_wren_is_asked(story: Story, reader: Visitor, wren: Wren) -> None:
    """From a browser that never saw her she comes back, objects once, then says yes."""
    _mona_approves(story, wren.ref)
    assert reader.open(f"/c/{wren.ref}/").status == 404
    again = story.arrives()
    come_back(again, wren.code.lower().replace("-", " "))
    assert "Your yes to the wording is needed" in again.text(".news")
    again.follow("main .news a")
    assert "hoopoe" in again.text("#own-words ~ .prose")
    assert "hoopoe" not in again.text("#their-words ~ .prose")
    again.page.locator("summary", has_text="Object to this wording").click()
    again.page.fill("#object-note", NOTE)
    again.send("button[value=object]")
    _mona_approves(story, wren.ref, letter=NOTE)
    again.open(f"/mine/{wren.ref}/")
    again.send("button[value=sign_off]")
    assert "It is published." in again.text("#state")
    assert "saltmarsh" in reader_sees(reader, f"/d/{story.prompt}/")
    assert reader_finds(reader)


def wren_changes_what_she_allows(story: Story, reader: Visitor, wren: Wren) -> None:
    """Without "find" nobody finds it, and it can still be read; then all again, renewed."""
    hers = _her_text(story, wren)
    hers.page.uncheck("#scope-find")
    hers.send("button[value=scopes]")
    assert not reader_finds(reader)
    assert reader.open(f"/c/{wren.ref}/").status == 200
    hers.page.check("#scope-find")
    if not hers.page.locator("#scope-research").is_visible():
        hers.page.locator("#allowed summary").click()
    hers.page.check("#scope-research")
    hers.send("button[value=scopes]")
    assert reader_finds(reader)
    hers.send("button[value=renew]")
    assert hers.page.locator("#scope-research").is_checked()


def somebody_says_it_is_hers(story: Story, reader: Visitor, wren: Wren) -> None:
    """“I wrote it, and lost my code” hides at once; the one who has the code shows it again."""
    stranger = story.arrives()
    stranger.open(f"/removal/{wren.ref}/")
    stranger.page.check("[name=reason][value=i_wrote_it]")
    stranger.send(".asking .buttons .btn")
    assert "The text is hidden now." in stranger.text("#main")
    assert reader.open(f"/c/{wren.ref}/").status == 410
    assert not reader_finds(reader)
    hers = _her_text(story, wren)
    hers.send("button[value=contest]")
    assert reader.open(f"/c/{wren.ref}/").status == 200
    assert reader_finds(reader)


def somebody_asks_about_a_sentence(story: Story, reader: Visitor, wren: Wren) -> None:
    """It is masked at once, the rest stays; two people keep it so."""
    aunt = story.arrives()
    aunt.open(f"/removal/{wren.ref}/")
    aunt.page.check("[name=reason][value=about_me]")
    aunt.page.locator(".sentence", has_text=ABOUT_AUNT).locator("input").check()
    aunt.send(".asking .buttons .btn")
    shown = reader_sees(reader, f"/c/{wren.ref}/")
    assert "saltmarsh" in shown
    assert ABOUT_AUNT not in shown
    assert "hidden while somebody’s request is looked at" in shown
    for name in ("mona", "lena"):
        label = "Keep the passage hidden"
        workbench.answer_removal(story.browser, story.archive, name, label)
    shown = reader_sees(reader, f"/c/{wren.ref}/")
    assert "[removed]" in shown
    assert ABOUT_AUNT not in shown


def wren_takes_it_back_step_by_step(story: Story, reader: Visitor, wren: Wren) -> None:
    """From study, from the pages, for good; each holds for others when her page has answered."""
    hers = _her_text(story, wren)

    def take_back(grade: str) -> str:
        hers.open(f"/mine/{wren.ref}/withdraw/")
        hers.send(f"button[value={grade}]")
        return hers.text("#main")

    assert "Researchers do not see this text any more." in take_back("research")
    assert reader_finds(reader)
    assert "It replaces receipt" in take_back("unpublish")
    assert reader.open(f"/c/{wren.ref}/").status == 410
    assert "saltmarsh" not in reader_sees(reader, f"/d/{story.prompt}/")
    assert not reader_finds(reader)
    assert "Nothing is left under your code" in take_back("erase")
    hers.open("/return/")
    hers.page.fill("[name=code]", wren.code)
    hers.page.click("main form .buttons .btn")
    assert "This code does not open anything here." in hers.text("#main")


def somebody_asks_in_ways_that_are_refused(story: Story, reader: Visitor) -> None:
    """A code and a query in an address, and a form that no page of ours has made."""
    assert reader.open(f"/return/{story.codes[1]}/").status == 404
    reader.open(f"/search/?q={SEARCH}")
    address = f"{story.archive.address}/search/?q={SEARCH}"
    assert reader.page.request.post(address, form={"q": SEARCH}).status == 403


def nothing_of_them_is_in_the_log_or_the_sessions(story: Story) -> None:
    """No code or group of one, no address of a visitor, no query, no word of a text."""
    started, _, log = story.archive.said.read_text().partition("\n")
    assert started.startswith("Serving on ")  # the archive's own address, which is this machine's
    assert "WARNING django.security" in log  # refusals are logged, and their words would be here
    kept = story.archive.manage("shell", "-c", SESSIONS)
    assert "contributor" in kept
    groups = [group for code in story.codes for group in code.split("-")]
    assert len(groups) == 3 * 7
    for name, text in {"log": log, "sessions": kept}.items():
        found = [g for g in groups if re.search(g, text, re.IGNORECASE)]
        found += [word for word in WORDS_OF_THEIRS if word in text.lower()]
        found += [each for each in ("127.0.0.1", "HeadlessChrome", SEARCH) if each in text]
        assert not found, f"{name}: {found}"


def reader_sees(reader: Visitor, path: str) -> str:
    """The words of a page that readers have."""
    assert reader.open(path).status == 200
    return reader.text("#main")


def reader_finds(reader: Visitor) -> int:
    """How many texts a search for a word of Wren's brings."""
    reader.search_for(SEARCH)
    return reader.page.locator(".hits li").count()


def _ref_on_her_page(person: Visitor) -> str:
    person.open("/mine/")
    link = person.page.locator(".own-texts h3 a").first.get_attribute("href") or ""
    return link.strip("/").split("/")[-1]


def _her_text(story: Story, wren: Wren) -> Visitor:
    hers = story.arrives()
    come_back(hers, wren.code)
    hers.open(f"/mine/{wren.ref}/")
    return hers


def _mona_approves(story: Story, ref: str, letter: str = "") -> None:
    mona = story.works("mona")
    mona.open("/workbench/")
    mona.follow(f'a[href^="/workbench/review/{ref}/"]')
    if letter:
        assert letter in mona.text("#mailbox")
        mona.send("#mailbox button[name=letter]")
    workbench.review(mona, "first_person")
