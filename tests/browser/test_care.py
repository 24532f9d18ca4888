"""Labels and care in a real browser: by keyboard, without scripts, and looked over by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.served import Archive
from tests.browser.test_rounds import looked_at
from tests.browser.visitor import visiting
from tests.browser.workbench import go_to_desk, propose_basis, review

pytestmark = pytest.mark.browser

ESSAY = (
    "The winter after the funeral was long. My brother died in November, and until March I did "
    "not open his room.\n\nThen I baked bread every morning, because it has to be watched."
)
COMMENTS = (
    "I wanted to die that year, and I am glad that I did not. It helped to walk, and so did "
    "the dog.",
    "My knees hurt at night and nobody believed me until the third doctor did.",
)


@pytest.fixture(scope="module")
def slug(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An imported discussion whose texts hold cues, and a moderator."""
    archive.add_user("mira", "moderator")
    file = tmp_path_factory.mktemp("files") / "winter.txt"
    comments = "\n\n\n".join(f"  {n}. {text}" for n, text in enumerate(COMMENTS, start=1))
    head = f"{ESSAY}\n\n\n{len(COMMENTS)} thoughts on “Winter”\n\n"
    file.write_text(head + comments + "\n", encoding="utf-8")
    return str(archive.bring_in(file, "--title", "Winter", "--by", "stefan")["slug"])


def publish(archive: Archive, browser: Browser, slug: str) -> None:
    """A basis by two people, then a yes for each text, whatever was suspected in it hidden."""
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        stefan.open("/workbench/")
        go_to_desk(stefan, slug)
        propose_basis(stefan)
        archive.manage("confirm_basis", slug, "--by", "lena")
        rows = stefan.page.locator("table.rows tbody tr[id]").all()
        for ref in [row.get_attribute("id") for row in rows]:
            stefan.open(f"/workbench/review/{ref}/")
            review(stefan, "first_person")


def test_what_a_text_holds_from_the_desk_to_a_reader(
    archive: Archive, browser: Browser, slug: str
) -> None:
    found: list[str] = []
    with visiting(browser, archive.address) as mira:
        mira.sign_in("mira")
        mira.open(f"/workbench/desk/{slug}/")
        assert "Perhaps: death and bereavement" in mira.text("#texts")
        assert "Its opening is folded" in mira.text("#texts")
        looked_at(mira, "care-desk", found)
        mira.open("/workbench/")
        looked_at(mira, "care-queue", found)
        mira.open("/workbench/care/")
        looked_at(mira, "care", found)
        mira.page.fill("[name=pause_texts]", "2")
        mira.send("main form.form button.btn")
        mira.open("/workbench/care/debrief/")
        looked_at(mira, "care-debrief", found)

        mira.open(f"/workbench/desk/{slug}/")
        mira.follow("table.rows tbody tr:nth-child(2) th a")
        page = mira.page
        assert page.locator(".texts[inert]").count() == 1
        looked_at(mira, "care-veiled", found)
        page.locator("#veil button").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".texts:not([inert])")
        page.locator("#labels summary").focus()
        page.keyboard.press("Enter")
        box = page.locator("#labels [name=label][value=mental-health]")
        assert not box.is_checked(), "a cue ticks nothing"
        looked_at(mira, "care-labels", found)
        box.focus()
        page.keyboard.press("Space")
        page.locator("#labels button").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#labels :text('by mira')", state="attached")
        assert page.locator(".texts[inert]").count() == 0, "it stays shown"

        mira.open(f"/workbench/desk/{slug}/")
        mira.follow("table.rows tbody tr:nth-child(3) th a")
        assert "good moment for a pause" in mira.text("#main")
        looked_at(mira, "care-pause", found)
    publish(archive, browser, slug)
    with visiting(browser, archive.address, java_script_enabled=False) as reader:
        reader.open(f"/d/{slug}/")
        assert "Content: suicide, self-harm or mental crisis" in reader.text("main")
        reader.follow(".foot a:text('Content labels')")
        reader.page.check("[name=label][value=mental-health]")
        reader.send("main form button.btn")
        reader.open(f"/d/{slug}/")
        line = reader.page.locator("details.folded > summary")
        assert line.inner_text() == (
            "Hidden by your choice: suicide, self-harm or mental crisis · show"
        )
        assert not reader.page.get_by_text("so did the dog").is_visible()
        line.focus()
        reader.page.keyboard.press("Enter")
        assert reader.page.get_by_text("so did the dog").is_visible()
    with visiting(browser, archive.address) as reader:
        reader.open("/labels/")
        looked_at(reader, "labels", found)
        reader.page.check("[name=label][value=mental-health]")
        reader.send("main form button.btn")
        looked_at(reader, "labels-chosen", found)
        reader.open(f"/d/{slug}/")
        looked_at(reader, "folded", found)
        reader.page.locator("details.folded > summary").click()
        looked_at(reader, "unfolded", found)
        reader.search_for("knees OR dog")
        looked_at(reader, "folded-search", found)
        reader.open("/")
        looked_at(reader, "folded-home", found)
    assert not found, "\n".join(found)
