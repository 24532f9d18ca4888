"""From a file to a public page: two people, and few enough steps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import workbench
from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

MOST_STEPS = 25
"""Pages opened and forms sent by the two together, sign-in included."""


def outline(archive: Archive, slug: str) -> dict[str, str]:
    """The ref at each position: "0" is the essay."""
    told = json.loads(archive.manage("outline", slug, "--json"))
    return {row["position"]: row["ref"] for row in told["contributions"]}


def test_two_people_open_the_sample_to_readers_in_25_steps(
    archive: Archive, browser: Browser, samples: Path
) -> None:
    discussion = archive.bring_in(samples / "dynorphin.txt", "--by", "stefan")
    slug, refs = discussion["slug"], outline(archive, discussion["slug"])
    with (
        visiting(browser, archive.address) as stefan,
        visiting(browser, archive.address) as lena,
        visiting(browser, archive.address) as reader,
    ):
        finds_nothing(reader, slug)
        review_everything(stefan, slug, refs)
        finds_nothing(reader, slug)
        confirm_and_clear(lena, slug, refs["2"])
        finds_it_all(reader, slug, refs)
        steps = stefan.steps + lena.steps
        print(f"steps: Stefan {stefan.steps}, Lena {lena.steps}")
        assert steps <= MOST_STEPS
        assert not [*stefan.noticed, *lena.noticed, *reader.noticed]


def review_everything(stefan: Visitor, slug: str, refs: dict[str, str]) -> None:
    """The steward proposes, reads the thread, and approves text after text, hiding what is left to
    decide as suggested."""
    stefan.sign_in("stefan")
    workbench.go_to_desk(stefan, slug)
    workbench.propose_basis(stefan)
    stefan.follow(f'a[href="/d/{slug}/"]')  # the thread, read through
    stefan.follow(f'a[href="/workbench/desk/{slug}/"]')
    stefan.follow(f'a[href="/workbench/review/{refs["0"]}/"]')
    workbench.tag_words(stefan, "naltrexone", "medication-exposure")
    while "/workbench/review/" in stefan.page.url:
        # One after the other, as they follow in the thread; once more where words that were hidden
        # later stand in a text that was approved already.
        if f"/workbench/review/{refs['2']}/" in stefan.page.url:
            workbench.review(stefan, "second_hand", themes=("chronic-pain",), onward=True)
        else:
            workbench.review(stefan, "mixed", onward=True)
        assert stefan.steps <= MOST_STEPS
    assert f"/workbench/done/{slug}/" in stefan.page.url


def confirm_and_clear(lena: Visitor, slug: str, second_hand: str) -> None:
    """The lead is the second of the two, for the basis and for the person told about."""
    lena.sign_in("lena")
    workbench.go_to_desk(lena, slug)
    workbench.confirm_basis(lena)
    lena.follow(f'a[href="/workbench/review/{second_hand}/"]')
    workbench.clear(lena)


def finds_nothing(reader: Visitor, slug: str) -> None:
    """Neither the page nor a search tells that it is there."""
    assert reader.open(f"/d/{slug}/").status == 404
    reader.search_for("naltrexone")
    assert "Nothing found" in reader.text("#main")


def finds_it_all(reader: Visitor, slug: str, refs: dict[str, str]) -> None:
    """Both on the page and by search, with the themes to narrow by."""
    assert reader.open(f"/d/{slug}/").status == 200
    page = reader.text("#main")
    assert "naltrexone" in page
    assert "chronic pain" in page
    for words, ref, theme in (
        ("naltrexone", refs["0"], "medication-exposure"),
        ("“chronic pain”", refs["2"], "chronic-pain"),
    ):
        reader.search_for(words)
        assert reader.page.locator(f'.hits a[href$="#c-{ref}"]').count() == 1
        assert reader.page.locator(f'#facets [value="{theme}"]').count() == 1


def test_a_review_needs_no_javascript(archive: Archive, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "kettle.txt"
    file.write_text(
        "The kettle and I have an arrangement about the mornings.\n\n\n"
        "1 thought on “The Kettle”\n\n"
        "  1. Mine is a blue one, and I take my tablets with it.\n",
        encoding="utf-8",
    )
    slug = archive.bring_in(file, "--title", "The Kettle", "--by", "stefan")["slug"]
    refs = outline(archive, slug)
    with visiting(browser, archive.address, java_script_enabled=False) as stefan:
        stefan.sign_in("stefan")
        workbench.go_to_desk(stefan, slug)
        workbench.propose_basis(stefan)
        stefan.follow(f'a[href="/workbench/review/{refs["1"]}/"]')
        workbench.tag_words(stefan, "tablets", "medication-exposure")
        workbench.review(stefan, "first_person")
        archive.manage("confirm_basis", slug, "--by", "lena")
    with visiting(browser, archive.address, java_script_enabled=False) as reader:
        reader.search_for("tablets")
        reader.follow(f'.hits a[href$="#c-{refs["1"]}"]')
        assert "a blue one" in reader.text("#main")
        assert reader.page.locator(".contribution mark.p").count()
