"""What readers' pages show of disclosed objects, without a database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator

from archive.domain.words import Consent, Status, Voice
from archive.gate.disclosed import DisclosedThemePage, DiscussionSummary, Hole, ThemeAccount
from tests.web.disclosed_pages import (
    SITE,
    contribution,
    discussion,
    masked,
    page,
    parsed,
    passage,
    theme,
)

MEDICATION = theme("medication", 1, definition="Taking it, or not.")
PAIN = theme("chronic-pain", 2)
KETTLE = "I lay listening to the kettle."
BACK = "My back had been bad for years."


def essay(**facts):
    return contribution("ESSAY1", f"It began. {KETTLE}", "A plain one.", BACK, depth=0, **facts)


def marked_essay():
    plain = essay(title="The cost of sleep", author="Carol", month=date(2024, 3, 1))
    first = passage(1, plain.text, KETTLE, MEDICATION)
    second = passage(2, plain.text, BACK, PAIN, voice=Voice.SECOND_HAND)
    return replace(plain, passages=(first, second))


# --- the text and its margin ------------------------------------------------------------------


def test_a_margin_note_stands_in_the_row_of_its_own_paragraph():
    html = parsed(page("discussion", discussion=discussion(essay=marked_essay())))
    first, second, third = html.with_id("c-ESSAY1").all("div", "row")
    assert [note.words for note in first.all("ul", "note")] == [
        "Medication “I lay listening to the …”"
    ]
    assert second.all("ul", "note") == []
    assert "Chronic pain" in third.all("ul", "note")[0].words


def test_paragraphs_of_the_essay_have_ids_and_links_by_number():
    html = parsed(page("discussion", discussion=discussion(essay=marked_essay())))
    assert html.with_id("p2").words == "A plain one. Link to paragraph 2"
    assert html.with_id("p2").all("a", "pin")[0].attributes["href"] == "#p2"


def test_paragraphs_of_comments_have_ids_that_no_other_comment_has():
    thread = (contribution("AAA", "One.", "Two."), contribution("BBB", "One.", "Two."))
    html = parsed(page("discussion", discussion=discussion(*thread, essay=essay())))
    assert html.with_id("c-AAA-p2").words == html.with_id("c-BBB-p2").words == "Two."


def test_no_id_comes_twice_and_every_inner_link_leads_somewhere():
    thread = (contribution("AAA", "One.", author="Bob"), contribution("BBB", "Two.", depth=2))
    html = parsed(page("discussion", discussion=discussion(*thread, essay=marked_essay())))
    ids = [e.attributes["id"] for e in html.all() if "id" in e.attributes]
    links = [(e.attributes.get("href") or "") for e in html.all("a")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_ten_overlapping_passages_give_one_note_that_names_every_theme():
    themes = [theme(f"theme-{n}", n % 8 + 1) for n in range(10)]
    plain = contribution("ESSAY1", "Everything came at once that winter.", depth=0)
    over = tuple(passage(n, plain.text, "came at once", t) for n, t in enumerate(themes))
    html = parsed(page("discussion", discussion=discussion(essay=replace(plain, passages=over))))
    (note,) = html.all("ul", "note")
    assert [item.all("a")[0].words for item in note.all("li")] == [t.label for t in themes]
    assert note.attributes["aria-label"] == "Marked in paragraph 1"


def test_a_theme_is_named_in_words_and_its_line_is_silent():
    html = parsed(page("discussion", discussion=discussion(essay=marked_essay())))
    for note in html.all("ul", "note"):
        assert note.all("a")
        assert all(s.attributes["aria-hidden"] == "true" for s in note.all("span", "swatch"))


def test_a_note_says_whose_life_it_is_only_where_the_text_does_not():
    html = parsed(page("discussion", discussion=discussion(essay=marked_essay())))
    own, other = html.all("ul", "note")
    assert "about" not in own.words
    assert "about someone else" in other.words


def test_a_passage_over_two_paragraphs_is_continued_in_the_second():
    plain = contribution("ESSAY1", "It began here.", "And went on.", depth=0)
    over = passage(1, plain.text, "began here.\n\nAnd went", MEDICATION)
    html = parsed(page("discussion", discussion=discussion(essay=replace(plain, passages=(over,)))))
    first, second = html.all("ul", "note")
    assert first.words == "Medication “began here. And went”"
    assert second.words == "Medication continued"


def test_a_passage_marked_by_voice_alone_says_only_whose_life_it_is():
    plain = contribution("ESSAY1", "Mine, and hers.", depth=0, voice=Voice.MIXED)
    over = passage(1, plain.text, "hers", voice=Voice.SECOND_HAND)
    html = parsed(page("discussion", discussion=discussion(essay=replace(plain, passages=(over,)))))
    assert html.all("ul", "note")[0].words == "about someone else “hers”"


def test_a_mask_is_plain_words_in_the_text():
    plain = contribution("ESSAY1", "I met a friend there.", depth=0)
    shown = replace(plain, formatting=(*plain.formatting, masked(plain.text, "a friend")))
    html = parsed(page("discussion", discussion=discussion(essay=shown)))
    assert [mask.words for mask in html.all("span", "mask")] == ["a friend"]
    assert html.with_id("p1").words.startswith("I met a friend there.")


# --- the thread -------------------------------------------------------------------------------


def test_depth_is_a_class_and_stops_at_ten():
    thread = tuple(contribution(f"R{d}", "Down.", depth=d) for d in range(1, 14))
    html = parsed(page("discussion", discussion=discussion(*thread, essay=essay())))
    depths = [a.classes & {f"d{n}" for n in range(20)} for a in html.all("article")[1:]]
    assert depths == [{f"d{min(d, 10)}"} for d in range(1, 14)]


def test_a_comment_says_whom_it_answers():
    thread = (contribution("AAA", "One.", author="Bob"), contribution("BBB", "Two.", depth=2))
    html = parsed(page("discussion", discussion=discussion(*thread, essay=essay())))
    assert "in reply to Bob" in html.with_id("c-BBB").words


def test_a_hole_reveals_nothing_but_its_place():
    reply = contribution("BBB", "Two.", depth=2)
    html = parsed(page("discussion", discussion=discussion(Hole(1), reply, essay=essay())))
    (hole,) = html.all("div", "hole-here")
    assert hole.words == (
        "A reply is not shown here. Its writer was not asked, or has taken it back."
    )
    assert hole.attributes == {"class": "hole-here d1"}
    assert [e.attributes for e in hole.all()] == [{"class": "hole"}]


def test_an_answer_to_a_hole_does_not_say_whom_it_answers():
    thread = (
        contribution("AAA", "One.", author="Bob"),
        Hole(1),
        contribution("BBB", "Two.", depth=2),
    )
    html = parsed(page("discussion", discussion=discussion(*thread, essay=essay())))
    assert "in reply to" not in html.with_id("c-BBB").words


def test_a_hidden_essay_leaves_neutral_words_and_the_thread():
    html = parsed(page("discussion", discussion=discussion(contribution("AAA", "One."))))
    assert html.all("p", "hole")[0].words == (
        "The essay is not shown here. Its writer was not asked, or has taken it back."
    )
    assert html.with_id("c-AAA-p1").words == "One."


def test_an_imported_text_carries_its_label_and_the_way_to_removal():
    thread = (contribution("AAA", "One.", imported_without_asking=True),)
    html = parsed(page("discussion", discussion=discussion(*thread, essay=essay())))
    act = html.with_id("c-AAA").all("p", "act")[0]
    assert "Imported from a public page, author not asked" in act.words
    assert act.all("a")[-1].words == "Ask for its removal"
    assert (act.all("a")[-1].attributes["href"] or "").endswith("/removal/AAA/")


def test_whose_experience_a_text_tells_is_said_plainly():
    words = {}
    for voice in Voice:
        html = parsed(
            page("discussion", discussion=discussion(contribution("A", "x", voice=voice)))
        )
        words[voice] = html.with_id("c-A").all("span", "chip")[0].words
    assert list(words.values()) == ["about me", "about someone else", "both", "neither", "not sure"]


# --- what only staff see ----------------------------------------------------------------------


def strips(**facts):
    shown = contribution("AAA", "One.", **facts)
    html = parsed(page("discussion", discussion=discussion(shown, staff_view=True)))
    return [strip.words for strip in html.with_id("c-AAA").all("p", "staff-only")]


def test_a_hidden_text_shown_to_staff_says_so():
    assert strips(status=Status.WAITING, consent=Consent.UNKNOWN) == [
        "Only staff see this waiting for review, author not asked Review it"
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": Status.APPROVED, "consent": Consent.GIVEN, "rendition": 0},
        {"status": Status.SECOND_PERSON, "consent": Consent.GIVEN, "rendition": 1},
        {"status": Status.APPROVED, "consent": Consent.WITHDRAWN, "rendition": 2},
        {"status": Status.APPROVED, "consent": Consent.EXPIRED, "rendition": 2},
    ],
)
def test_whatever_hides_a_text_brings_the_strip(facts):
    assert len(strips(**facts)) == 1


def test_a_text_open_to_readers_has_no_strip():
    assert strips(status=Status.APPROVED, consent=Consent.BASIS, rendition=1) == []


def test_a_reader_is_never_told_a_status():
    html = page("discussion", discussion=discussion(contribution("AAA", "One."), essay=essay()))
    assert "staff-only" not in html
    assert "review" not in html.lower()


# --- theme, search, and the words of every page -----------------------------------------------


def account(ref, voice=Voice.FIRST_PERSON):
    text = f"An account by {ref}."
    return ThemeAccount(
        passage(1, text, text, MEDICATION, voice=voice),
        text,
        (),
        ref,
        "slug1",
        "The cost of sleep",
        "Bob",
        None,
        voice,
    )


def theme_page():
    shown = DisclosedThemePage(
        MEDICATION, (PAIN,), (account("OWN"),), (account("OTHER", Voice.SECOND_HAND),)
    )
    return page("theme", page=shown, accounts=Paginator(shown.accounts, 40).get_page(1))


def test_second_hand_accounts_stand_in_a_labelled_section_of_their_own():
    html = parsed(theme_page())
    (apart,) = html.all("section", "second-hand")
    assert apart.all("h2")[0].words == "Told about someone else"
    assert "An account by OTHER." in apart.words
    assert "An account by OWN." not in apart.words


def test_a_theme_page_gives_definition_warning_and_the_way_to_the_context():
    html = parsed(theme_page())
    assert "Taking it, or not." in html.words
    assert html.all("p", "caveat")[0].words == SITE.not_advice
    targets = [link.attributes["href"] or "" for link in html.all("article")[0].all("a")]
    assert targets[0].endswith("/d/slug1/#c-OWN")


def results(*hits, total=None, last=1):
    found = SimpleNamespace(total=len(hits) if total is None else total, hits=hits)
    box = SimpleNamespace(q=SimpleNamespace(id_for_label="id_q", errors=()))
    pages = SimpleNamespace(number=1, last=last, previous=0, next=2 if last > 1 else 0)
    return page("search", form=box, found=found, facets=(), pages=pages, narrowed=False)


def hit(text, *spans):
    snippet = SimpleNamespace(text=text, spans=spans)
    return SimpleNamespace(
        ref="R",
        discussion="slug1",
        position="1",
        voice=Voice.FIRST_PERSON,
        title="The cost of sleep",
        snippets=(snippet,),
    )


def test_hits_are_marked_in_snippets():
    html = parsed(results(hit("the boiler and the pills", (4, 10), (19, 24))))
    assert [mark.words for mark in html.all("mark", "hit")] == ["boiler", "pills"]


def test_further_results_are_asked_for_by_post():
    html = parsed(results(hit("a boiler"), total=60, last=3))
    (form,) = html.all("form")
    assert form.attributes["method"] == "post"
    assert [b.attributes.get("value") for b in form.all("button") if b.words == "Next"] == ["2"]


def test_finding_nothing_gives_hints():
    assert "Try fewer words" in parsed(results()).words


def test_what_a_person_wrote_is_never_markup():
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">\'&'
    bad_theme = replace(MEDICATION, label=evil, definition=evil)
    plain = contribution("ESSAY1", evil, depth=0, title=evil, author=evil)
    over = replace(plain, passages=(passage(1, plain.text, evil, bad_theme),))
    comment = contribution("AAA", evil, author=evil)
    reply = contribution("BBB", evil, author=evil, depth=2)
    whole = discussion(comment, reply, essay=over, themes=((bad_theme, 1),), licence=evil)
    whole = replace(whole, title=evil, source_url="javascript:alert(3)")
    summary = DiscussionSummary("slug1", evil, 1, 1, evil, (bad_theme,))
    pages = [
        page("discussion", discussion=whole),
        page("contribution", contribution=comment, discussion_title=evil),
        page("home", discussions=(summary,), themes=((bad_theme, 1),)),
        page("themes", themes=((bad_theme, 1),)),
        results(hit(evil, (1, 7))),
    ]
    for html in pages:
        assert parsed(html).all("img") == []
        assert [s for s in parsed(html).all("script") if not s.attributes.get("src")] == []
        assert not any(
            (a.attributes.get("href") or "").startswith("javascript") for a in parsed(html).all("a")
        )


@pytest.mark.parametrize("name", ["about", "removal_sent", "themes", "home"])
def test_no_page_uses_the_archives_inner_words(name):
    words = parsed(page(name, themes=(), discussions=())).words
    inner = r"\b(tombstone|rendition|coding|passage anchor|codebook|warrant|contribution ref)s?\b"
    assert re.findall(inner, words, re.IGNORECASE) == []


@pytest.mark.parametrize("name", ["about", "removal_sent", "themes", "home"])
def test_no_page_has_inline_style_or_script(name):
    html = parsed(page(name, themes=(), discussions=()))
    assert html.all("style") == []
    assert all(s.attributes.get("src") for s in html.all("script"))
    attributes = {a for e in html.all() for a in e.attributes}
    assert not {a for a in attributes if a == "style" or a.startswith("on")}


def test_every_page_has_one_h1_a_language_and_a_way_to_skip():
    for html in (
        page("about"),
        theme_page(),
        page("discussion", discussion=discussion(essay=essay())),
    ):
        document = parsed(html)
        assert len(document.all("h1")) == 1
        assert document.all("html")[0].attributes["lang"] == "en"
        assert document.all("a")[0].attributes["href"] == "#main"
        assert document.with_id("main").tag == "main"


def test_an_archive_run_by_one_person_says_so():
    alone = SimpleNamespace(**{**vars(SITE), "one_person": True})
    assert "run by one person" in parsed(page("about", site=alone)).words
    assert "run by one person" not in parsed(page("about")).words
