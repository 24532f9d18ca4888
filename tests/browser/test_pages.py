"""What holds on every page: usable by everybody, quiet towards others, and no text runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser import workbench
from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

TITLE = '</title><script>alert("title")</script>'
PAYLOADS = (
    '<script>alert("script")</script> and then the tablets',
    '<img src=x onerror=alert("img")>',
    '"><svg onload=alert("svg")></svg>',
    "' autofocus tabindex=0 onfocus=alert(1) x='",
    '</p></textarea></select><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    '[press here](javascript:alert("link")) or <a href="javascript:alert(1)">here</a>',
    "<style>@import '//elsewhere.invalid/a.css'; *{display:none}</style>",
    "{{ 7|add:7 }}{% debug %} <!-- --!><script>alert(2)</script>",
)
MORE = """My sister Annelie worked nights on the ferry until 14 March 2019, when she was 43.

Write to annelie@hoopoe.example, or ask Tobiah.


1 thought on “The ferry”

  1. I saw Annelie on Tuesday and she was well.
"""
MISSING = "/there-is-no-such-page/"
OPEN_DRAWERS = """for (const drawer of document.querySelectorAll("main details")) {
  drawer.removeAttribute("name");
  drawer.open = true;
}"""


@dataclass(frozen=True)
class Pages:
    """An open discussion whose comments try to run, and the addresses of all kinds of page."""

    archive: Archive
    slug: str
    ref: str
    waiting: tuple[str, str]
    """Slug and ref of another text, with words to decide."""
    rounds: tuple[str, ...]
    """Pages of blind rounds: one that is open, with a text to code, and one that is closed."""

    @property
    def public(self) -> tuple[str, ...]:
        """What a reader opens; the search results are asked for by `results`."""
        return (
            "/",
            f"/d/{self.slug}/",
            f"/c/{self.ref}/",
            "/themes/",
            "/themes/medication-exposure/",
            "/search/",
            "/labels/",
            "/search/help/",
            "/about/",
            f"/removal/{self.ref}/",
            "/removal/sent/",
            f"/claim/{self.ref}/",
            f"/claim/{self.ref}/code/",
            f"/tell/{self.slug}/",
            f"/tell/{self.slug}/?to={self.ref}",
            f"/tell/{self.slug}/?to={self.ref}&p=1",
            "/telling/stop/",
            "/return/",
            "/notice/",
            "/notice/en/1/",
            "/sign-in/",
            MISSING,
        )

    @property
    def staff(self) -> tuple[str, ...]:
        """The rooms of the workbench, and the desk."""
        return (
            "/workbench/",
            "/workbench/?whose=mine",
            "/workbench/crisis/",
            f"/workbench/done/{self.slug}/",
            "/workbench/desks/",
            f"/workbench/desk/{self.slug}/",
            f"/workbench/review/{self.ref}/",
            f"/workbench/review/{self.waiting[1]}/",
            f"/workbench/review/{self.waiting[1]}/likeness/",
            f"/workbench/review/{self.waiting[1]}/quote/",
            f"/workbench/review/{self.waiting[1]}/duplicates/",
            f"/workbench/code/{self.ref}/",
            f"/workbench/code/{self.waiting[1]}/",
            f"/workbench/code/{self.ref}/suggestions/",
            f"/workbench/replacements/{self.waiting[0]}/",
            f"/workbench/desk/{self.slug}/dossier/",
            "/workbench/removals/",
            "/workbench/claims/",
            "/workbench/prompts/",
            "/workbench/codebook/",
            "/workbench/codebook/add/",
            "/workbench/codebook/history/",
            "/workbench/codebook/proposals/",
            "/workbench/codebook/medication-exposure/",
            "/workbench/codebook/medication-exposure/merge/",
            "/workbench/codebook/medication-exposure/merge/?into=chronic-pain",
            "/workbench/codebook/medication-exposure/passages/",
            "/codebooks/",
            "/codebooks/2/",
            "/codebooks/2/add/",
            "/codebooks/2/history/",
            "/workbench/agreement/",
            "/workbench/agreement/new/",
            f"/workbench/agreement/new/?d={self.slug}",
            *self.rounds,
            "/workbench/anchors/",
            "/workbench/suggestions/",
            "/workbench/duplicates/",
            "/workbench/care/",
            "/workbench/care/debrief/",
            "/workbench/notices/",
            "/workbench/notices/en/new/",
            "/desk/",
            "/desk/kwic/",
            "/desk/themes/",
            "/desk/themes/by/",
            "/desk/themes/words/",
            "/desk/themes/spread/",
            "/desk/saved/",
            "/desk/feed/",
            f"/desk/cite/c/{self.ref}/",
            f"/desk/cite/d/{self.slug}/",
        )


@pytest.fixture(scope="module")
def pages(archive: Archive, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Imported, with a basis, every text approved but the last; the first comment has a theme."""
    file = tmp_path_factory.mktemp("files") / "payloads.txt"
    comments = "\n\n\n".join(f"  {n}. {text}" for n, text in enumerate(PAYLOADS, start=1))
    head = f"An essay that is quiet.\n\n\n{len(PAYLOADS)} thoughts on “x”\n\n"
    file.write_text(head + comments + "\n", encoding="utf-8")
    slug = archive.bring_in(file, "--title", TITLE, "--by", "stefan")["slug"]
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        workbench.go_to_desk(stefan, slug)
        workbench.propose_basis(stefan)
        archive.manage("confirm_basis", slug, "--by", "lena")
        picks = stefan.page.locator("[name=refs]")
        refs = [pick.get_attribute("value") or "" for pick in picks.all()]
        stefan.open(f"/workbench/review/{refs[1]}/")
        workbench.review(stefan, "first_person", themes=("medication-exposure",))
        stefan.open(f"/workbench/desk/{slug}/")
        workbench.approve_together(stefan, [refs[0], *refs[2:-1]], "commentary")
    archive.add_user("nell", "steward", "--reads-replacements")
    more = bring_in_more(archive, file)
    with visiting(browser, archive.address) as nell:
        nell.sign_in("nell")
        nell.open("/codebooks/")
        nell.page.fill("main [name=name]", "Tablets")
        nell.send("main form button.btn")
        rounds = hold_rounds(archive, browser, nell, slug, refs)
    return Pages(archive, slug, refs[1], more, rounds)


def hold_rounds(
    archive: Archive, browser: Browser, nell: Visitor, slug: str, refs: list[str]
) -> tuple[str, ...]:
    """An open round over the last text with Nell, and a closed one in which two differ."""
    still_open = open_round(nell, slug, refs[-1], ("nell", "stefan"))
    closed = open_round(nell, slug, refs[2], ("lena", "stefan"))
    for name in ("lena", "stefan"):
        with visiting(browser, archive.address) as coder:
            coder.sign_in(name)
            coder.open(f"{closed}code/{refs[2]}/")
            if name == "lena":
                coder.page.check("[name=whole]")
                coder.page.check("#coding [name=themes]")
                coder.send("button[value=code]")
            coder.send("button[value=finish]")
    nell.open(closed)
    nell.send("button[value=close]")
    ours, theirs = f"{still_open}code/{refs[-1]}/", f"{closed}text/{refs[2]}/"
    return (still_open, ours, closed, f"{closed}?intervals=1", theirs)


def open_round(nell: Visitor, slug: str, ref: str, coders: tuple[str, str]) -> str:
    """A round over one text; its address."""
    nell.open(f"/workbench/agreement/new/?d={slug}")
    for box in nell.page.locator("#open [name=refs]").all():
        box.set_checked(box.get_attribute("value") == ref)
    for name in coders:
        nell.page.check(f"[name=coders][value={name}]")
    nell.page.check("[name=themes][value=medication-exposure]")
    nell.page.fill("[name=name]", "Tablets, apart from each other")
    nell.send("form#open button.btn")
    return nell.page.url.removeprefix(nell.address)


def bring_in_more(archive: Archive, file: Path) -> tuple[str, str]:
    """A thread that nobody has reviewed: its slug, and the ref of its essay."""
    file.write_text(MORE, encoding="utf-8")
    slug = archive.bring_in(file, "--title", "The ferry", "--by", "stefan")["slug"]
    told = json.loads(archive.manage("outline", slug, "--json"))
    return slug, next(row["ref"] for row in told["contributions"] if row["position"] == "0")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """How the visitor's system is set."""
    return str(request.param)


def each_page(visitor: Visitor, pages: Pages, *, staff: bool) -> Iterator[str]:
    """Open page after page, signed out first; yields what is open."""
    for path in pages.public:
        assert visitor.open(path).status == (404 if path == MISSING else 200), path
        yield path
    visitor.search_for("tablets OR essay")
    assert visitor.page.locator(".hits li").count()
    yield "search results"
    if staff:
        visitor.sign_in("nell")
        for path in (*pages.staff, f"/d/{pages.slug}/"):
            assert visitor.open(path).status == 200, path
            yield f"{path} (signed in)"


def test_axe_finds_nothing_on_any_page(pages: Pages, browser: Browser, scheme: str) -> None:
    found = []
    with visiting(browser, pages.archive.address, color_scheme=scheme) as visitor:
        for path in each_page(visitor, pages, staff=True):
            found += wrong_on(visitor, path)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_what_opens_on_a_review(
    pages: Pages, browser: Browser, scheme: str
) -> None:
    found = []
    with visiting(browser, pages.archive.address, color_scheme=scheme) as visitor:
        page, address = visitor.page, f"/workbench/review/{pages.waiting[1]}/"
        visitor.sign_in("nell")
        for other in ("/workbench/", f"/workbench/code/{pages.waiting[1]}/"):
            visitor.open(other)
            page.keyboard.press("?")
            page.locator("dialog[open]").wait_for()
            found += wrong_on(visitor, f"all keys of {other}")
        visitor.open(address)
        for key in ("?", "t"):
            page.keyboard.press(key)
            page.locator("dialog[open]").wait_for()
            found += wrong_on(visitor, f"the dialog of {key}")
            page.keyboard.press("Escape")
        page.keyboard.press("s")
        page.locator("[data-selected]:not([hidden])").wait_for()
        found += wrong_on(visitor, "selecting")
        page.keyboard.press("Escape")
        page.evaluate(OPEN_DRAWERS)
        page.locator("[data-likeness]").wait_for()
        found += wrong_on(visitor, "every drawer open")
        visitor.open(page.locator("a[data-preview]").first.get_attribute("href") or "")
        found += wrong_on(visitor, "where words stand")
        visitor.open(f"{address}quote/")
        visitor.send("main form button.btn")
        found += wrong_on(visitor, "a quote's answer")
        visitor.open(address)
        workbench.decide(visitor, "button[value=accept_all]")
        found += wrong_on(visitor, "nothing left to decide")
        page.keyboard.press("u")  # the other scheme finds it as it was
        page.locator("#decide [data-key=a]").first.wait_for()
    assert not found, "\n".join(found)


def wrong_on(visitor: Visitor, where: str) -> list[str]:
    """What axe has against the page as it stands."""
    return [
        f"{where}: {violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in Axe().run(visitor.page).response["violations"]
        for node in violation["nodes"]
    ]


def test_no_text_runs_and_nobody_else_is_asked(pages: Pages, browser: Browser) -> None:
    with visiting(browser, pages.archive.address) as visitor:
        for _ in each_page(visitor, pages, staff=True):
            assert not visitor.page.locator("main iframe, main style, main [onerror]").count()
            assert not visitor.page.locator('main a[href^="javascript"]').count()
            assert visitor.text("header .name") == "Firsthand"
        visitor.open(f"/d/{pages.slug}/")
        shown = visitor.text("#main")
        for payload in PAYLOADS[:-1]:
            assert payload[:7] in shown
    assert not visitor.noticed


def test_no_page_scrolls_sideways_at_320_pixels(pages: Pages, browser: Browser) -> None:
    wide = []
    small = {"width": 320, "height": 640}
    with visiting(browser, pages.archive.address, viewport=small) as visitor:
        for path in each_page(visitor, pages, staff=True):
            width = visitor.page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{path}: {width} px"] if width > small["width"] else []
    assert not wide, "\n".join(wide)
