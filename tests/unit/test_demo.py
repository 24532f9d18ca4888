"""What the demo promises: its people are invented, its texts rich, its states complete."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.errors import InvalidInput
from archive.domain.markup import BLOCK_KINDS, INLINE_KINDS
from archive.domain.text import canonical, words
from archive.domain.words import Consent, Kind, Role, Scope, Status, Treatment, Voice
from archive.management.codebook import read_codebook
from archive.management.demo.discussion import CAST, DemoContribution, DemoDiscussion
from archive.management.demo.marks import read_marks
from archive.management.demo.read import FILES, FOLDER, load, load_themes

DEMO = load()
ESSAYS = [discussion.essay for discussion in DEMO]
COMMENTS = [comment for discussion in DEMO for comment in discussion.comments]
EVERYTHING = [*ESSAYS, *COMMENTS]
THREE = ("medication-exposure", "chronic-pain", "self-managed-psychosis")

REAL_PAGES = {
    "https://www.who.int/news-room/questions-and-answers/item/stress",
    "https://www.iasp-pain.org/resources/terminology/",
    "https://www.nice.org.uk/guidance/ng215",
}
"""What the essays link to. Everything else that looks like an address is reserved for examples."""


# --- what it holds -----------------------------------------------------------------------------


def test_there_are_three_essays_and_forty_comments() -> None:
    assert [discussion.name for discussion in DEMO] == ["stress", "pain", "medication"]
    assert [len(discussion.comments) for discussion in DEMO] == [15, 13, 12]
    assert {essay.kind for essay in ESSAYS} == {Kind.ESSAY}
    assert {comment.kind for comment in COMMENTS} == {Kind.COMMENT}


@pytest.mark.parametrize("words_of", [Status, Consent, Voice])
def test_every_state_occurs_among_the_comments(words_of: type[Status | Consent | Voice]) -> None:
    field = words_of.__name__.lower()
    of_imports = set(words_of) - {Status.UNREAD}  # only texts that were sent here are left unread
    assert {getattr(comment, field) for comment in COMMENTS} == of_imports


def test_the_thread_goes_six_deep() -> None:
    assert max(d.depth(comment) for d in DEMO for comment in d.comments) == 6


def test_ten_long_first_person_accounts_are_there_to_read() -> None:
    long = [
        comment
        for comment in COMMENTS
        if comment.voice is Voice.FIRST_PERSON
        and comment.is_findable
        and words(comment.text) >= 200
    ]
    assert len(long) == 10
    assert all(words(comment.text) <= 450 for comment in long)


@pytest.mark.parametrize("theme", THREE)
def test_each_of_the_three_themes_has_accounts_for_readers(theme: str) -> None:
    accounts = [
        passage
        for one in EVERYTHING
        if one.is_findable
        for passage in one.passages
        if passage.voice is Voice.FIRST_PERSON and theme in passage.themes
    ]
    assert len(accounts) >= 3


def test_every_narrower_theme_is_used_where_readers_find_it() -> None:
    used = {
        slug for one in EVERYTHING if one.is_findable for p in one.passages for slug in p.themes
    }
    assert {theme.slug for theme in load_themes()} <= used


def test_second_hand_accounts_are_cleared_by_two_people() -> None:
    cleared = [one for one in COMMENTS if one.voice is Voice.SECOND_HAND and one.is_visible]
    assert len(cleared) >= 2
    for one in cleared:
        assert len({one.reviewer, one.second_reviewer} - {""}) == 2
        assert {CAST[one.reviewer], CAST[one.second_reviewer]} <= {Role.MODERATOR, Role.LEAD}


def test_most_of_it_is_visible_to_readers() -> None:
    assert all(essay.is_findable for essay in ESSAYS)
    assert sum(comment.is_visible for comment in COMMENTS) == 30


def test_some_consents_lack_a_scope_and_some_allow_quotation() -> None:
    given = [one for one in COMMENTS if one.is_visible and one.consent is Consent.GIVEN]
    assert any(Scope.FIND not in one.scopes for one in given)
    assert any(Scope.RESEARCH not in one.scopes for one in given)
    assert any(Scope.QUOTE in one.scopes for one in given)
    assert not any(Scope.QUOTE in one.scopes for one in COMMENTS if one.consent is Consent.BASIS)


def test_enough_accounts_may_be_compared_and_some_may_not() -> None:
    accounts = [
        one
        for one in (*ESSAYS, *COMMENTS)
        if one.is_findable and one.voice in (Voice.FIRST_PERSON, Voice.MIXED)
    ]
    compared = [one for one in accounts if Scope.MACHINE in one.scopes]
    assert len(compared) >= 12
    assert len(accounts) > len(compared)
    assert all(one.consent is Consent.GIVEN for one in compared)


def test_what_was_withdrawn_or_erased_leaves_a_visible_reply_behind() -> None:
    visible_parents = {c.parent for c in COMMENTS if c.is_visible}
    gone = {c.key for c in COMMENTS if c.consent is Consent.WITHDRAWN}
    assert len(gone) == 2
    assert gone <= visible_parents


def test_passages_are_sometimes_coded_by_two_who_do_not_quite_agree() -> None:
    pairs = [p.codings for one in EVERYTHING for p in one.passages if len(p.codings) == 2]
    assert len(pairs) >= 10
    assert any(set(one.themes) != set(other.themes) for one, other in pairs)
    assert any(set(one.themes) == set(other.themes) for one, other in pairs)


def test_every_treatment_is_used() -> None:
    used = Counter(redaction.treatment for one in EVERYTHING for redaction in one.redactions)
    assert set(used) == set(Treatment)


def test_the_basis_is_proposed_and_confirmed_by_two_accounts() -> None:
    (basis,) = [discussion.basis for discussion in DEMO if discussion.basis]
    assert basis.proposed_by != basis.confirmed_by
    assert set(basis.scopes) == {Scope.READ, Scope.FIND, Scope.RESEARCH}


# --- the texts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("essay", ESSAYS, ids=lambda essay: essay.title)
def test_an_essay_uses_the_whole_of_formatting(essay: DemoContribution) -> None:
    kinds = {span.kind for span in essay.formatting}
    assert {"heading", "quote", "list_item", "break", "emphasis", "strong", "link"} <= kinds
    assert kinds <= BLOCK_KINDS | INLINE_KINDS | {"break"}
    assert 700 <= words(essay.text) <= 1200
    assert any(passage.voice is Voice.FIRST_PERSON for passage in essay.passages)


def test_every_text_is_canonical() -> None:
    assert all(one.text == canonical(one.text) for one in EVERYTHING)


def test_the_hard_scripts_are_there() -> None:
    together = "".join(one.text + one.author for one in COMMENTS)
    assert re.search("[\u0590-\u07ff]", together), "right-to-left letters"
    assert re.search("[\U0001f300-\U0001faff]", together), "an emoji beyond the basic plane"
    assert "“" in together
    assert any(one.text == one.text.lower() and len(one.text) > 300 for one in COMMENTS)
    assert any("\n" in block for one in COMMENTS for block in one.text.split("\n\n"))


def test_comments_stand_in_reading_order() -> None:
    for discussion in DEMO:
        path: list[str] = []
        for one in discussion.contributions:
            del path[discussion.depth(one) :]
            assert (path[-1] if path else None) == one.parent
            path.append(one.key)


# --- nobody real -------------------------------------------------------------------------------

SOURCES = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
RESERVED = re.compile(r"([\w-]+\.)*example\.(org|com)")
FICTIONAL_PHONE = re.compile(r"020 7946 0\d{3}|((\d{3}-|\(\d{3}\) )?555-01\d\d)")


@pytest.mark.parametrize("name", FILES)
def test_every_address_belongs_to_a_domain_reserved_for_examples(name: str) -> None:
    emails = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", SOURCES[name])
    urls = set(re.findall(r"https?://[^\s)\"”]+", SOURCES[name])) - REAL_PAGES
    for host in (*emails, *(urlsplit(url).hostname or "" for url in urls)):
        assert RESERVED.fullmatch(host), host


def test_every_telephone_number_is_in_a_range_kept_for_fiction() -> None:
    found = [n for one in EVERYTHING for n in re.findall(r"\(?\d[\d() -]{5,}\d", one.text)]
    assert len(found) >= 5
    for number in found:
        assert FICTIONAL_PHONE.fullmatch(number), number


def test_the_demo_leaves_review_something_to_find() -> None:
    waiting = [one for one in COMMENTS if one.status is Status.WAITING]
    kinds = {finding.kind for one in waiting for finding in find_identifiers(one.text)}
    assert {"email", "url", "phone", "handle", "age", "date"} <= kinds


def test_in_what_readers_see_every_finding_was_decided() -> None:
    for discussion in DEMO:
        authors = tuple({one.author for one in discussion.contributions if one.author})
        for one in discussion.contributions:
            if one.status is not Status.APPROVED:
                continue
            for finding in find_identifiers(one.text, Context(names=authors)):
                assert any(
                    redaction.start <= finding.start and finding.end <= redaction.end
                    for redaction in one.redactions
                ), (one.key, one.text[finding.start : finding.end])


def test_a_name_decided_once_is_hidden_wherever_readers_could_meet_it() -> None:
    for discussion in DEMO:
        names = {
            redaction.words
            for one in discussion.contributions
            for redaction in one.redactions
            if redaction.treatment is Treatment.PSEUDONYM
        }
        for one in discussion.contributions:
            if one.is_visible:
                seen = _as_readers_see_it(one)
                left = [name for name in names if re.search(rf"\b{re.escape(name)}\b", seen)]
                assert left == [], one.key


def _as_readers_see_it(one: DemoContribution) -> str:
    text = one.text
    for redaction in reversed(one.redactions):
        if redaction.treatment is not Treatment.KEEP:
            text = text[: redaction.start] + redaction.replacement + text[redaction.end :]
    return text


# --- the codebook ------------------------------------------------------------------------------


def test_three_themes_come_with_the_archive() -> None:
    themes = read_codebook()
    assert tuple(theme.slug for theme in themes) == THREE
    assert [theme.colour for theme in themes] == [1, 2, 3]
    assert themes[2].label == "Handling psychosis in my own way"
    assert all(theme.cues and not theme.parent for theme in themes)


def test_the_demos_themes_stand_under_the_archives_and_wear_their_colours() -> None:
    colours = {theme.slug: theme.colour for theme in read_codebook()}
    for theme in load_themes():
        assert theme.colour == colours[theme.parent]


# --- strictness --------------------------------------------------------------------------------

SMALL = """
title = "T"
licence = "CC BY 4.0"
source_url = "https://t.example.org/"

[essay]
key = "essay"
author = "Ada"
written_at = 2025-01-01T00:00:00Z
status = "approved"
consent = "given"
voice = "first_person"
scopes = ["hold", "read"]
reviewer = "mira"
text = '''
One *fine* day Bo met Bo.

Then she went home.
'''
redactions = [{ words = "fine", treatment = "mask" }]

[[essay.passages]]
first = "One"
last = "home."
voice = "first_person"
codings = [{ coder = "mira", themes = ["chronic-pain"] }]

[[comments]]
key = "a"
parent = "essay"
author = "Cy"
written_at = 2025-01-02T00:00:00Z
status = "waiting"
consent = "unknown"
voice = "unclear"
text = "Hm."
"""


def _read(tmp_path: Path, source: str) -> DemoDiscussion:
    (tmp_path / "small.toml").write_text(source, encoding="utf-8")
    (discussion,) = load(tmp_path, ["small.toml"])
    return discussion


def test_a_small_discussion_is_read_whole(tmp_path: Path) -> None:
    discussion = _read(tmp_path, SMALL)
    (passage,) = discussion.essay.passages
    assert discussion.essay.text == "One fine day Bo met Bo.\n\nThen she went home."
    assert discussion.essay.text[passage.start : passage.end] == discussion.essay.text
    assert (discussion.essay.redactions[0].start, discussion.essay.redactions[0].end) == (4, 8)
    assert discussion.depth(discussion.comments[0]) == 1


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ('parent = "essay"', 'parent = "b"', "no contribution “b” stands before it"),
        ('key = "a"', 'key = "essay"', "the key “essay” is taken"),
        ('words = "fine"', 'words = "Bo"', "“Bo” stands in the text more than once"),
        ('words = "fine"', 'words = "Zed"', "“Zed” does not stand in the text"),
        ('words = "fine"', 'words = "Bo.\\n\\nThen"', "reach across a block"),
        ('first = "One"\nlast = "home."', 'first = "home"\nlast = "day"', "stands before"),
        ('themes = ["chronic-pain"]', 'themes = ["joy"]', "there is no theme “joy”"),
        ('coder = "mira"', 'coder = "rafael"', "“coder” cannot be “rafael”"),
        ('treatment = "mask"', 'treatment = "blur"', "“treatment” cannot be “blur”"),
        ('treatment = "mask"', 'treatment = "keep"', "a reason belongs to words that are kept"),
        ('treatment = "mask"', 'treatment = "pseudonym"', "a replacement belongs"),
        ('status = "waiting"', 'status = "asleep"', "“status” cannot be “asleep”"),
        ('status = "waiting"', 'status = "in_review"', "“reviewer” is missing"),
        ('voice = "unclear"', 'voice = "mixed"', "while it waits nothing is decided"),
        ('consent = "unknown"', 'consent = "basis"', "it rests on a basis"),
        ('consent = "unknown"', 'consent = "expired"', "consent begins with the scope hold"),
        ("2025-01-02T00:00:00Z", "2025-01-02T00:00:00", "must say its time zone"),
        ('author = "Cy"', 'author = "Cy"\ncolour = "red"', "no key “colour” belongs here"),
        ("One *fine* day", "One *fine day", "A mark was left open"),
        ('licence = "CC BY 4.0"', "", "“licence” is missing"),
        ('title = "T"', "title = T", "not TOML"),
    ],
)
def test_a_slip_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in SMALL
    with pytest.raises(InvalidInput, match=re.escape(complaint)) as caught:
        _read(tmp_path, SMALL.replace(old, new, 1))
    assert caught.value.message.startswith("small.toml")


def test_within_tells_one_of_two_equal_words_from_the_other(tmp_path: Path) -> None:
    source = SMALL.replace('words = "fine"', 'words = "Bo", within = "met Bo"')
    (redaction,) = _read(tmp_path, source).essay.redactions
    assert (redaction.start, redaction.end) == (20, 22)


def test_marks_become_blocks_and_inline_spans() -> None:
    text, layer = read_marks(
        "# A *b* c\n\n***\n\none\ntwo \\\nthree **four**\n\n- x\n  y\n- [z](https://example.org/)"
    )
    assert text == "A b c\n\none two\nthree four\n\nx y\n\nz"
    assert [(s.kind, text[s.start : s.end], s.value) for s in layer if s.kind != "break"] == [
        ("heading", "A b c", ""),
        ("emphasis", "b", ""),
        ("paragraph", "one two\nthree four", ""),
        ("strong", "four", ""),
        ("list_item", "x y", ""),
        ("link", "z", "https://example.org/"),
        ("list_item", "z", ""),
    ]
    assert [s.start for s in layer if s.kind == "break"] == [text.index("one")]


def test_a_refusal_names_the_file_the_contribution_and_the_row(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        _read(tmp_path, SMALL.replace('words = "fine"', 'words = "Bo"'))
    assert caught.value.message == (
        "small.toml, “essay”, redaction 1: “Bo” stands in the text more than once."
    )
