"""Three moderators on one text at the same time, through real browsers: nobody loses anything.

What each of them sends is held until all have sent something, and then let go at once, so that
the server has it in several threads; the database is the one that `manage.py serve` uses.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tests.browser.served import LONGEST, ROOT, Archive, Quick
from tests.browser.telling import tab_to
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

MODERATORS = ("mira", "jonas", "tomke")
SENTENCES = (
    "The nights after the move were long.",
    "I lay awake until four, and then I got up and baked.",
    "Bread has to be watched.",
    "My knees hurt at night, and nobody believed me until the third doctor did.",
    "She wrote me tablets that made my hands shake.",
    "I stopped after a week.",
    "By spring I slept again.",
    "My neighbour had heard me kneading at five.",
)
COMMENTS = (
    "I could have written this. The tablets made my hands shake as well.",
    "My brother wrote letters to the pharmacist all winter. I posted them for him.",
    "We kept the light on in the hall. It helped with the falling.",
)
ROUNDS = 8
BURST = 8
STORED = """async () => {
  const { quoted } = await import('/static/archive/js/coding_places.js');
  return [...document.querySelectorAll('[data-marks] > [data-mark]')].flatMap(mark =>
    [...mark.querySelectorAll('.coding')].map(coding => [
      coding.querySelector('.kicker').textContent.split(',')[0],
      coding.dataset.theme,
      quoted(Number(mark.dataset.start), Number(mark.dataset.end)),
    ]));
}"""

Coding = tuple[str, str, str]
"""Who, the theme's slug, and the words."""


@dataclass
class Coder:
    """A moderator with a text open on the coding page, and what should be stored of hers."""

    name: str
    person: Visitor
    answers: list[int] = field(default_factory=list)
    """The status of each answer to what she sent."""
    presses: list[list[Coding]] = field(default_factory=list)
    undone: list[list[Coding]] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def has(self) -> list[Coding]:
        return [coding for press in self.presses for coding in press]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def move(self, *keys: str) -> str:
        """Choose other words by keys; what is chosen."""
        self.press(*keys)
        expect(self.page.locator("[data-chosen]")).to_be_visible()
        return self.page.locator("[data-chosen-words]").text_content() or ""

    def mark(self, digit: str) -> None:
        """The theme on a digit, for what is chosen."""
        words = self.page.locator("[data-chosen-words]").text_content() or ""
        slug = self.page.locator(f"[data-digit='{digit}']").get_attribute("data-slug") or ""
        coding = (self.name, slug, words)
        self.press(digit)
        if coding not in self.has:  # the same once more is the same
            self.presses.append([coding])
        self.undone.clear()

    def undo(self) -> None:
        self.press("u")
        self.undone.append(self.presses.pop())

    def redo(self) -> None:
        self.press("U")
        self.presses.append(self.undone.pop())

    @property
    def sees(self) -> Counter[Coding]:
        """Everybody's codings on her page."""
        found: list[list[str]] = self.page.evaluate(STORED)
        return Counter((who, slug, words) for who, slug, words in found)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for a condition outside of the page, while the browser goes on."""
    latest = time.monotonic() + LONGEST / 1_000
    while not holds():
        assert time.monotonic() < latest, "it did not come about"
        page.wait_for_timeout(20)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with a steward and three moderators."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    for name in MODERATORS:
        prepared.add_user(name, "moderator")
    with prepared.served() as served:
        yield Quick(served.home, served.address)
        said = served.said.read_text()
        assert "locked" not in said, said
        assert "Traceback" not in said, said


def thread(folder: Path) -> Path:
    """A file with an essay and its comments."""
    numbered = "\n\n\n".join(f"  {n}. {words}" for n, words in enumerate(COMMENTS, start=1))
    essay = " ".join(SENTENCES[:3]) + "\n\n" + " ".join(SENTENCES[3:])
    file = folder / "nights.txt"
    head = f"{len(COMMENTS)} thoughts on “Nights”"
    file.write_text(f"{essay}\n\n\n{head}\n\n{numbered}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def refs(quick: Archive, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The ref at each position; "0" is the essay."""
    file = thread(tmp_path_factory.mktemp("files"))
    slug = quick.bring_in(file, "--title", "Nights", "--by", "stefan")["slug"]
    told = json.loads(quick.manage("outline", slug, "--json"))
    return {row["position"]: row["ref"] for row in told["contributions"]}


@contextmanager
def together(archive: Archive, browser: Browser, path: str) -> Iterator[tuple[Coder, ...]]:
    """The three, signed in, with a page open; nothing may go wrong on it."""
    with ExitStack() as stack:
        coders = []
        for name in MODERATORS:
            person = stack.enter_context(visiting(browser, archive.address))
            coder = Coder(name, person)
            person.sign_in(name)
            person.page.on("response", partial(noted, coder))
            person.open(path)
            coders.append(coder)
        yield tuple(coders)
        for coder in coders:
            assert not coder.person.noticed
            assert max(coder.answers, default=200) < 500


def noted(coder: Coder, got: Response) -> None:
    if got.request.method == "POST" and not got.url.endswith("/here/"):
        coder.answers.append(got.status)


@contextmanager
def at_once(coders: Iterable[Coder], path: str) -> Iterator[None]:
    """Hold what they send to `path` until each has sent something; then let all of it go, and wait
    for the answers."""
    coders = tuple(coders)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.method == "POST" else route.continue_()

    before = [len(coder.answers) for coder in coders]
    for coder in coders:
        coder.page.route(f"**{path}", hold)
    yield
    until(coders[0].page, lambda: len(held) == len(coders))
    for route in held:
        route.continue_()
    for coder, count in zip(coders, before, strict=True):
        until(coder.page, lambda coder=coder, count=count: len(coder.answers) > count)  # type: ignore[misc]
        expect(coder.page.locator(".bar.waiting")).to_have_count(0)
        expect(coder.page.locator("#main:not([aria-busy])")).to_be_visible()
        coder.page.unroute(f"**{path}", hold)


def test_what_three_code_at_once_is_all_there_once_and_hers(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    path = f"/workbench/code/{refs['0']}/"
    chance = random.Random(5)
    with together(quick, browser, path) as coders:
        for coder in coders:
            for other in set(MODERATORS) - {coder.name}:
                expect(coder.page.locator("#here")).to_contain_text(other)
        for coder in coders:
            assert coder.move("j") == SENTENCES[0]
        with at_once(coders, path):  # the same theme on the same words: side by side
            for coder in coders:
                coder.mark("1")
        for _ in range(ROUNDS):
            with at_once(coders, path):
                for coder in coders:
                    do_something(coder, chance)
        assert all(set(coder.answers) == {200} for coder in coders)
        expected = Counter(coding for coder in coders for coding in coder.has)
        assert {who for who, _, _ in expected} == set(MODERATORS)
        all_is_there(quick, browser, coders, path, expected)


def do_something(coder: Coder, chance: random.Random) -> None:
    """One press that is sent: an undo or a redo where there is something, else a mark."""
    if coder.undone and chance.random() < 0.5:
        return coder.redo()
    if len(coder.presses) > 1 and chance.random() < 0.3:
        return coder.undo()
    coder.move(*chance.choice((("j",), ("J",), ("[", "["), ("]",), ("{",), ("j", "J"), ("k",))))
    return coder.mark(chance.choice("123"))


def all_is_there(
    archive: Archive,
    browser: Browser,
    coders: Iterable[Coder],
    path: str,
    expected: Counter[Coding],
) -> None:
    """On the page of somebody who comes later, and on everybody's own, without a reload."""
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        stefan.open(path)
        assert Coder("stefan", stefan).sees == expected
        places = stefan.page.locator("[data-mark]").evaluate_all(
            "marks => marks.map(mark => [mark.dataset.start, mark.dataset.end].join())"
        )
        assert len(places) == len(set(places))
    for coder in coders:
        until(coder.page, lambda coder=coder: coder.sees == expected)  # type: ignore[misc]


def test_bursts_of_keys_during_an_import_are_stored_and_nothing_is_ever_locked(
    quick: Archive, browser: Browser, refs: dict[str, str], tmp_path: Path
) -> None:
    path = f"/workbench/code/{refs['3']}/"
    other = tmp_path / "other.txt"
    other.write_text(thread(tmp_path).read_text().replace("spring", "summer"), encoding="utf-8")
    with together(quick, browser, path) as coders:
        for coder in coders:
            coder.move("j")
        writing = ("import_discussion", str(other), "--title", "Other nights", "--by", "stefan")
        with subprocess.Popen(
            [sys.executable, "manage.py", *writing],
            cwd=ROOT,
            env=quick.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as importing:
            for number in range(BURST):
                for index, coder in enumerate(coders):  # nobody waits for any answer
                    if number % 4 == 3:
                        coder.undo()
                    else:
                        coder.move("[" if number % 2 else "]")
                        coder.mark("123"[(number + index) % 3])
            said, _ = importing.communicate(timeout=LONGEST / 250)
        assert importing.returncode == 0, said
        for coder in coders:
            until(coder.page, lambda coder=coder: len(coder.answers) == BURST)  # type: ignore[misc]
            assert set(coder.answers) == {200}
        expected = Counter(coding for coder in coders for coding in coder.has)
        all_is_there(quick, browser, coders, path, expected)


def test_who_decides_too_late_is_told_who_was_first_and_keeps_what_she_typed(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    path = f"/workbench/review/{refs['1']}/"
    with together(quick, browser, path) as coders:
        for coder in coders:
            expect(coder.page.locator("#decide [data-key=a]")).to_have_count(0)
            coder.press("v", "1")
            coder.page.focus("#finish_note")
            coder.page.keyboard.type(f"Nobody, {coder.name} thinks.")
            coder.page.uncheck("#finish [name=go_on]")
            coder.page.focus("#finish button[value=voice]")
        with at_once(coders, path):
            for coder in coders:
                coder.press("Enter")
        late = [coder for coder in coders if coder.page.locator(".message.error").count()]
        (first,) = set(coders_named(coders)) - set(coders_named(late))
        assert len(late) == 2
        for coder in late:
            said = coder.page.locator(".message.error").first
            expect(said).to_contain_text(f"{first} said whose experience it tells")
            expect(said).to_contain_text("nothing of yours was stored yet")
            expect(coder.page.locator("#finish_note")).to_have_value(
                f"Nobody, {coder.name} thinks."
            )
            expect(coder.page.locator("#voice-first_person")).to_be_checked()
        second = late[0]
        second.page.check("#finish [name=read_whole]")
        with second.page.expect_navigation(url="**/workbench/d*/**"):
            second.page.locator("#finish button[value=approve]").click()
        expect(second.page.locator("#main")).to_contain_text("Approved")


def coders_named(coders: Iterable[Coder]) -> list[str]:
    return [coder.name for coder in coders]


def test_words_hidden_while_somebody_codes_move_nobodys_marks(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    """Her page has the old wording when her press arrives; the words she meant are marked."""
    coding = f"/workbench/code/{refs['2']}/"
    review = f"/workbench/review/{refs['2']}/"
    with together(quick, browser, coding) as (mira, jonas, tomke):
        jonas.person.open(review)
        for coder in (mira, tomke):
            assert coder.move("j", "j") == "I posted them for him."
        jonas.press("s", "Home", *["ArrowRight"] * 6, "x")  # the pharmacist
        expect(jonas.page.locator("[aria-labelledby=rendition-head] .sheet")).not_to_contain_text(
            "pharmacist"
        )
        with at_once((mira, tomke), coding):
            mira.mark("1")
            tomke.mark("2")
        expected = Counter([*mira.has, *tomke.has])
        all_is_there(quick, browser, (mira, tomke), coding, expected)
        for coder in (mira, tomke):
            assert "pharmacist" not in coder.person.text("[data-text]")


def test_words_typed_for_a_decision_that_came_too_late_are_still_there(
    quick: Archive, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "bakery.txt"
    file.write_text("Annelie kneaded and Tobiah sang for Annelie.\n\n\n0 Comments\n", "utf-8")
    slug = quick.bring_in(file, "--title", "The bakery", "--by", "stefan")["slug"]
    (essay,) = json.loads(quick.manage("outline", slug, "--json"))["contributions"]
    with together(quick, browser, f"/workbench/review/{essay['ref']}/") as (mira, jonas, _):
        jonas.press("e")
        jonas.page.keyboard.type("[a sister]")
        mira.press("v", "1")
        mira.page.focus("#finish button[value=voice]")
        mira.press("Enter")
        expect(mira.page.locator("[data-live]")).to_contain_text("Voice set")
        jonas.press("Enter")
        said = jonas.page.locator(".message.error").first
        expect(said).to_contain_text("mira said whose experience it tells")
        expect(said).to_contain_text("You had written “[a sister]”.")
        typed = jonas.page.locator("#decide details[open] [data-edit]")
        expect(typed).to_have_value("[a sister]")
        tab_to(jonas.page, "#decide details[open] [data-edit]")
        jonas.press("Enter")
        sheet = jonas.page.locator("[aria-labelledby=rendition-head] .sheet")
        expect(sheet).to_contain_text("[a sister]")
