"""A WordPress export: what goes in comes out, or is listed with its reason."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.errors import ImportRefused
from archive.domain.words import Kind
from archive.exchange.importers.parsed import (
    LeftOut,
    Mended,
    ParsedContribution,
    ParsedDiscussion,
    ParsedFile,
)
from archive.exchange.importers.wxr import parse
from archive.exchange.importers.wxr_content import without_shortcodes

BLOG = (Path(__file__).parents[1] / "fixtures" / "small_blog.xml").read_bytes()

NAMESPACE = "http://wordpress.org/export/1.2/"


def comment(id: int | str, *, parent: int | str = 0, text: str = "Yes.", **fields: str) -> str:
    shown = {
        "comment_id": str(id),
        "comment_author": "Ada",
        "comment_date_gmt": "2024-01-01 10:00:00",
        "comment_content": f"<![CDATA[{text}]]>",
        "comment_approved": "1",
        "comment_parent": str(parent),
    } | fields
    inner = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in shown.items())
    return f"<wp:comment>{inner}</wp:comment>"


def post(id: int | str, *comments: str, text: str = "An essay.", **fields: str) -> str:
    shown = {"post_id": str(id), "status": "publish", "post_type": "post"} | fields
    inner = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in shown.items())
    return (
        f"<item><title>Essay {id}</title><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"{inner}{''.join(comments)}</item>"
    )


def export(*items: str, namespace: str = NAMESPACE, head: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{namespace}">\n<channel>\n'
        f"<link>https://blog.example</link>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
        + "\n".join(items)
        + "\n</channel></rss>"
    ).encode()


def only(parsed: ParsedFile) -> ParsedDiscussion:
    (discussion,) = parsed.discussions
    return discussion


def essay_of(text: str) -> ParsedContribution:
    return only(parse(export(post(1, text=text)))).contributions[0]


def thread(*comments: str) -> tuple[ParsedContribution, ...]:
    return only(parse(export(post(1, *comments)))).contributions[1:]


def parents(*comments: str) -> dict[str, str | None]:
    return {c.external_id: c.parent for c in thread(*comments)}


def by_id(parsed: ParsedFile) -> dict[str, ParsedContribution]:
    return {c.external_id: c for d in parsed.discussions for c in d.contributions}


# --- a whole export ---------------------------------------------------------------------------


def test_every_item_of_an_export_is_accounted_for() -> None:
    parsed = parse(BLOG)
    assert (parsed.format, parsed.source) == ("wxr", "https://slow-mornings.example")
    assert [(d.external_id, len(d.contributions)) for d in parsed.discussions] == [
        ("post-12", 4),
        ("post-2", 1),
        ("post-13", 1),
    ]
    assert parsed.left_out == (
        LeftOut("comment-35", "comment", "pingback"),
        LeftOut("comment-36", "comment", "unapproved"),
        LeftOut("comment-39", "comment", "no_status"),
        LeftOut("post-14", "post", "draft"),
        LeftOut("comment-50", "comment", "post_left_out"),
        LeftOut("post-15", "page", "trash"),
        LeftOut("comment-51", "comment", "on_skipped_kind"),
    )
    assert dict(parsed.skipped_kinds) == {"attachment": 1, "nav_menu_item": 2}
    items = BLOG.count(b"<item>") + BLOG.count(b"<wp:comment>")
    assert items == len(by_id(parsed)) + len(parsed.left_out) + sum(parsed.skipped_kinds.values())


def test_every_change_is_listed_with_its_reason() -> None:
    assert parse(BLOG).mended == (
        Mended("post-12", "post", "shortcodes_removed: caption 1, gallery 1"),
        Mended("post-12", "post", "elements_removed: img 1"),
        Mended("comment-38", "comment", "parent_left_out"),
        Mended("comment-38", "comment", "author_was_email"),
        Mended("comment-38", "comment", "local_date_read_as_utc"),
        Mended("post-2", "page", "block_comments_removed: 8"),
        Mended("post-2", "page", "author_was_email"),
    )


def test_a_post_is_an_essay_with_title_author_date_and_address() -> None:
    discussion = parse(BLOG).discussions[0]
    essay = discussion.contributions[0]
    assert discussion.title == essay.title == "Sleeping less & feeling more"
    assert discussion.source_url == "https://slow-mornings.example/2024/sleeping-less/"
    assert (essay.kind, essay.parent, essay.author) == (Kind.ESSAY, None, "Mira Lund")
    assert essay.written_at == datetime(2024, 1, 10, 8, 30, tzinfo=UTC)
    assert essay.text == (
        "I slept four hours a night that whole spring.\nAnd I called it energy.\n\n"
        "The bed, unused\n\n"
        "My notes say “never better” [sic] — forty times. See the notes."
    )
    marked = [
        essay.text[s.start : s.end] for s in essay.formatting if s.kind in ("emphasis", "link")
    ]
    assert marked == ["whole", "the notes"]


def test_comments_come_in_reading_order_with_parents_first() -> None:
    _, first, reply, orphan = parse(BLOG).discussions[0].contributions
    assert (first.external_id, first.parent, first.author) == ("comment-34", "post-12", "Bo O’Hara")
    assert (reply.external_id, reply.parent) == ("comment-37", "comment-34")
    assert reply.text == "Same here.\n\nIt ended in a ward."
    assert (orphan.external_id, orphan.parent) == ("comment-38", "post-12")


def test_a_closing_of_cdata_inside_a_text_is_text() -> None:
    assert by_id(parse(BLOG))["comment-34"].text == "Code ends in ]]> they say, and x < y."


def test_private_and_password_protected_posts_are_for_staff_only() -> None:
    assert [d.staff_only for d in parse(BLOG).discussions] == [False, True, True]


def test_blocks_become_blocks() -> None:
    page = by_id(parse(BLOG))["post-2"]
    assert page.text == "Who\n\nTwo people who slept badly.\n\nRest is work."
    assert [s.kind for s in page.formatting] == ["heading", "paragraph", "break", "quote"]
    assert page.written_at is None


def test_mail_and_network_addresses_and_meta_are_never_kept() -> None:
    kept = repr(parse(BLOG))
    for canary in ("private.example", "192.0.2", "canary", "hush", "An excerpt"):
        assert canary not in kept


def test_parsing_twice_gives_the_same() -> None:
    assert parse(BLOG) == parse(BLOG)


def test_a_given_source_is_the_source() -> None:
    assert parse(BLOG, source_url="https://old-address.example").source == (
        "https://old-address.example"
    )


def test_a_given_title_fits_one_discussion_only() -> None:
    assert only(parse(export(post(1)), title="My  own")).contributions[0].title == "My own"
    with pytest.raises(ImportRefused, match="3 discussions"):
        parse(BLOG, title="My own")


# --- the format in the wild -------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("slash", ["/", ""])
def test_every_known_export_namespace_is_read(scheme: str, version: str, slash: str) -> None:
    namespace = f"{scheme}://wordpress.org/export/{version}{slash}"
    parsed = parse(export(post(1, comment(5)), namespace=namespace))
    assert [c.external_id for c in only(parsed).contributions] == ["post-1", "comment-5"]


def test_a_prefix_proves_nothing_and_a_namespace_all() -> None:
    data = export(post(1, comment(5))).replace(b"wp:", b"w:").replace(b"xmlns:wp", b"xmlns:w")
    assert len(only(parse(data)).contributions) == 2
    foreign = f'<wp:status xmlns:wp="http://plugin.example/">draft</wp:status>{comment(5)}'
    assert len(only(parse(export(post(1, foreign)))).contributions) == 2


@pytest.mark.parametrize(
    "status, reason",
    [
        ("0", "unapproved"),
        ("hold", "unapproved"),
        ("spam", "spam"),
        ("trash", "trash"),
        ("post-trashed", "trash"),
        ("", "no_status"),
        ("maybe", "unknown_status"),
    ],
)
def test_only_approved_comments_are_taken(status: str, reason: str) -> None:
    parsed = parse(export(post(1, comment(5, comment_approved=status))))
    assert len(only(parsed).contributions) == 1
    assert parsed.left_out == (LeftOut("comment-5", "comment", reason),)


@pytest.mark.parametrize(
    "kind, reason",
    [("pingback", "pingback"), ("trackback", "trackback"), ("order_note", "other_type")],
)
def test_only_comments_of_people_are_taken(kind: str, reason: str) -> None:
    parsed = parse(export(post(1, comment(5, comment_type=kind))))
    assert parsed.left_out == (LeftOut("comment-5", "comment", reason),)


@pytest.mark.parametrize("status", ["draft", "pending", "future", "auto-draft", "trash", "inherit"])
def test_a_post_that_was_not_shown_is_left_out(status: str) -> None:
    parsed = parse(export(post(1, comment(5), status=status)))
    assert parsed.discussions == ()
    assert parsed.left_out == (
        LeftOut("post-1", "post", status),
        LeftOut("comment-5", "comment", "post_left_out"),
    )


def test_an_unknown_or_missing_status_is_not_shown_either() -> None:
    parsed = parse(export(post(1, status="archived"), post(2, status="")))
    assert [one.reason for one in parsed.left_out] == ["unknown_status", "unknown_status"]


def test_an_id_counts_once_and_none_does_not_count() -> None:
    parsed = parse(
        export(post(1, comment(5), comment(5, text="Other")), post(1), post("x", comment("")))
    )
    assert [c.external_id for c in only(parsed).contributions] == ["post-1", "comment-5"]
    reasons = Counter(one.reason for one in parsed.left_out)
    assert reasons == {"duplicate_id": 2, "no_id": 1, "post_left_out": 1}
    lines = [one.external_id for one in parsed.left_out if one.external_id.startswith("line")]
    assert lines == ["line 8", "line 8"]


def test_a_comment_may_lack_its_date() -> None:
    (undated,) = thread(comment(5, comment_date_gmt=""))
    assert undated.written_at is None


@pytest.mark.parametrize(
    "gmt, local, expected, reasons",
    [
        (
            "2024-02-03 04:05:06",
            "2024-02-03 05:05:06",
            datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
            [],
        ),
        (
            "0000-00-00 00:00:00",
            "2024-02-03 05:05:06",
            datetime(2024, 2, 3, 5, 5, 6, tzinfo=UTC),
            ["local_date_read_as_utc"],
        ),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", None, []),
        ("2024-13-03 04:05:06", "", None, ["date_unreadable"]),
        ("yesterday", "0000-00-00 00:00:00", None, ["date_unreadable"]),
    ],
)
def test_the_utc_date_counts_where_it_is_one(
    gmt: str, local: str, expected: datetime | None, reasons: list[str]
) -> None:
    parsed = parse(export(post(1, comment(5, comment_date_gmt=gmt, comment_date=local))))
    assert only(parsed).contributions[1].written_at == expected
    assert [m.reason for m in parsed.mended] == reasons


def test_empty_texts_are_left_out_unless_somebody_replied() -> None:
    parsed = parse(
        export(
            post(1, comment(5, text=""), comment(6, text="<img src=x>"), comment(7, parent=6)),
            post(2, text="[gallery]"),
            post(3, comment(8), text=""),
        )
    )
    assert list(by_id(parsed)) == ["post-1", "comment-6", "comment-7", "post-3", "comment-8"]
    assert parsed.left_out == (
        LeftOut("comment-5", "comment", "empty"),
        LeftOut("post-2", "post", "empty"),
    )
    assert [m for m in parsed.mended if m.reason == "empty"] == [
        Mended("comment-6", "comment", "empty"),
        Mended("post-3", "post", "empty"),
    ]
    assert not {m.external_id for m in parsed.mended} & {o.external_id for o in parsed.left_out}


# --- threads ----------------------------------------------------------------------------------


def test_a_reply_may_stand_before_its_parent() -> None:
    assert parents(comment(7, parent=6), comment(6, parent=5), comment(5)) == {
        "comment-5": "post-1",
        "comment-6": "comment-5",
        "comment-7": "comment-6",
    }


def test_siblings_stand_oldest_first_and_undated_last() -> None:
    found = thread(
        comment(5, comment_date_gmt=""),
        comment(6, comment_date_gmt="2024-01-03 00:00:00"),
        comment(7, comment_date_gmt="2024-01-02 00:00:00"),
        comment(8, comment_date_gmt="2024-01-02 00:00:00"),
    )
    assert [c.external_id for c in found] == ["comment-7", "comment-8", "comment-6", "comment-5"]


def test_a_missing_parent_makes_way_for_the_essay_and_is_listed() -> None:
    parsed = parse(
        export(post(1, comment(5, parent=99), comment(6, parent=5), comment(8, parent="x")))
    )
    found = {c.external_id: c.parent for c in only(parsed).contributions[1:]}
    assert found == {"comment-5": "post-1", "comment-6": "comment-5", "comment-8": "post-1"}
    assert parsed.mended == (
        Mended("comment-5", "comment", "parent_missing"),
        Mended("comment-8", "comment", "parent_missing"),
    )


def test_a_parent_under_another_post_is_missing() -> None:
    parsed = parse(export(post(1, comment(5)), post(2, comment(6, parent=5))))
    assert by_id(parsed)["comment-6"].parent == "post-2"
    assert parsed.mended == (Mended("comment-6", "comment", "parent_missing"),)


def test_a_loop_is_opened_at_its_oldest_comment_and_listed() -> None:
    old, new = "2024-01-01 00:00:00", "2024-01-02 00:00:00"
    parsed = parse(
        export(
            post(
                1,
                comment(5, parent=7, comment_date_gmt=new),
                comment(6, parent=5, comment_date_gmt=new),
                comment(7, parent=6, comment_date_gmt=old),
                comment(8, parent=5, comment_date_gmt=new),
                comment(9, parent=9),
            )
        )
    )
    assert {c.external_id: c.parent for c in only(parsed).contributions[1:]} == {
        "comment-7": "post-1",
        "comment-5": "comment-7",
        "comment-6": "comment-5",
        "comment-8": "comment-5",
        "comment-9": "post-1",
    }
    assert set(parsed.mended) == {
        Mended("comment-7", "comment", "parent_loop"),
        Mended("comment-9", "comment", "parent_loop"),
    }


def test_a_thread_may_be_two_thousand_levels_deep() -> None:
    found = thread(*(comment(id, parent=id - 1 if id > 1 else 0) for id in range(2000, 0, -1)))
    assert [c.external_id for c in found] == [f"comment-{id}" for id in range(1, 2001)]


@given(st.lists(st.integers(0, 14), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_whatever_the_parents_every_comment_is_in_the_tree_once(
    claimed: list[int], shuffle: Random
) -> None:
    comments = [comment(id, parent=parent) for id, parent in enumerate(claimed, 1)]
    shuffle.shuffle(comments)
    parsed = parse(export(post(1, *comments)))
    seen = {"post-1"}
    for one in only(parsed).contributions[1:]:
        assert one.parent in seen
        seen.add(one.external_id)
    assert len(seen) == len(claimed) + 1
    changed = {
        f"comment-{id}"
        for id, parent in enumerate(claimed, 1)
        if by_id(parsed)[f"comment-{id}"].parent != (f"comment-{parent}" if parent else "post-1")
    }
    assert {m.external_id for m in parsed.mended} == changed


# --- texts ------------------------------------------------------------------------------------


def test_blank_lines_make_paragraphs_and_single_ones_line_breaks() -> None:
    assert essay_of("One\ntwo\r\n\r\nthree\n\n\n\nfour").text == "One\ntwo\n\nthree\n\nfour"


@pytest.mark.parametrize(
    "content, left, names",
    [
        ('[gallery ids="1,2"]', "", ["gallery"]),
        ("[gallery]", "", ["gallery"]),
        ('[caption id="a" width="3"]Text[/caption]', "Text", ["caption"]),
        ("[youtube https://v.example/1]", "", ["youtube"]),
        ("[youtube=https://v.example/1]", "", ["youtube"]),
        ('[my_plugin color="red"]', "", ["my_plugin"]),
        ("[box]Kept[/box]", "Kept", ["box"]),
        ("[embed/]", "", ["embed"]),
        ("[[gallery]]", "[gallery]", []),
        ("He [sic] said [name removed], [1] and [...]", None, []),
        ("[edit: not true]", None, []),
        ("[he was = she was]", None, []),
        ("[http://a.example]", None, []),
    ],
)
def test_shortcodes_go_and_other_brackets_stay(
    content: str, left: str | None, names: list[str]
) -> None:
    text, removed = without_shortcodes(content)
    assert text == (content if left is None else left)
    assert list(removed) == names


def test_brackets_in_a_comment_are_the_writers() -> None:
    (found,) = thread(comment(5, text="[gallery] is what I typed."))
    assert found.text == "[gallery] is what I typed."


def test_script_in_a_comment_leaves_nothing_but_a_row_in_the_list() -> None:
    parsed = parse(export(post(1, comment(5, text="Hi<script>alert(1)</script> there"))))
    assert only(parsed).contributions[1].text == "Hi there"
    assert parsed.mended == (Mended("comment-5", "comment", "elements_removed: script 1"),)


def test_control_characters_are_taken_out_and_counted() -> None:
    data = export(post(1, text="One \x0btwo\x01 &#x0B;three"), post(2)).replace(
        b"<title>Essay 2", b"<title>Essay&#12; 2"
    )
    parsed = parse(data)
    assert [d.contributions[0].text for d in parsed.discussions] == ["One two three", "An essay."]
    assert parsed.mended[0] == Mended("file", "file", "illegal_characters_removed: 4")


def test_serialised_php_in_meta_is_passed_over() -> None:
    meta = (
        "<wp:postmeta><wp:meta_key>x</wp:meta_key><wp:meta_value>"
        '<![CDATA[a:1:{s:6:"status";s:5:"</b>]]]]><![CDATA[>";}]]></wp:meta_value></wp:postmeta>'
    )
    assert only(parse(export(post(1, meta, comment(5))))).contributions[1].text == "Yes."


def test_a_post_without_title_is_listed() -> None:
    data = export(post(1)).replace(b"<title>Essay 1</title>", b"<title></title>")
    assert parse(data).mended == (Mended("post-1", "post", "title_unknown"),)


def test_only_a_web_address_is_taken_for_one() -> None:
    link = "<link>javascript:alert(1)</link>"
    assert only(parse(export(post(1).replace("</title>", f"</title>{link}")))).source_url == ""


# --- refusals ---------------------------------------------------------------------------------

DTD = '<!DOCTYPE rss [<!ENTITY a "aaaa">]>\n'
GOOD = export(post(1, comment(5)))
REFUSED = {
    "a DTD": (export(post(1), head=DTD), "Line 2: .*DTD"),
    "an outer DTD": (export(head='<!DOCTYPE rss SYSTEM "http://e.example/x">'), "Line 2: .*DTD"),
    "a DTD after blank lines": (b"\n\n" + export(head=DTD), "Line 4: .*DTD"),
    "cut off": (GOOD[:-40], "Line 6, .* damaged"),
    "cut off after blank lines": (b"\n \r\n" + GOOD[:-40], "Line 8, .* damaged"),
    "crossed tags": (GOOD.replace(b"</item>", b"</itm>"), "Line 6, .*mismatched tag"),
    "bare ampersand": (GOOD.replace(b"Ada", b"Ada & Bo"), "Line 6, .* damaged"),
    "unknown entity": (GOOD.replace(b"Ada", b"Ada&nbsp;"), "Line 6, .*undefined entity"),
    "early end of CDATA": (GOOD.replace(b"Yes.", b"Yes ]]> no."), "Line 6, .* damaged"),
    "empty": (b"", "empty"),
    "NUL": (GOOD.replace(b"Yes.", b"Y\0s"), "Line 6 holds a NUL"),
    "not UTF-8": (GOOD.replace(b"Yes.", b"Y\xe9s"), "Line 6 is not UTF-8"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "UTF-16"),
    "odd encoding": (GOOD.replace(b"UTF-8", b"EBCDIC-1"), "ebcdic-1, not in UTF-8"),
    "other XML": (b"<?xml version='1.0'?><feed><item/></feed>", "not a WordPress export"),
    "plain RSS": (b"<rss><channel><item><title>x</title></item></channel></rss>", "not a WordP"),
    "a later version": (export(namespace="http://wordpress.org/export/2.0/"), "version 2.0"),
    "a look-alike": (export(namespace="http://wordpress.org.evil.example/export/1.2/"), "not a W"),
    "only another root": (
        f'<a xmlns:wp="{NAMESPACE}"><wp:x/></a>'.encode(),
        "not a WordPress|version",
    ),
}


@pytest.mark.parametrize("data, message", REFUSED.values(), ids=REFUSED)
def test_a_damaged_or_foreign_file_is_refused_whole_with_its_line(
    data: bytes, message: str
) -> None:
    with pytest.raises(ImportRefused, match=message) as refusal:
        parse(data)
    assert refusal.value.hint


def test_latin_1_that_says_so_is_read() -> None:
    data = GOOD.replace(b"UTF-8", b"ISO-8859-1").replace(b"Yes.", b"Caf\xe9.")
    assert only(parse(data)).contributions[1].text == "Café."


def test_a_number_of_comments_belongs_to_page_captures() -> None:
    with pytest.raises(ImportRefused, match="page capture"):
        parse(GOOD, comments=1)


def test_two_thousand_comments_in_two_megabytes_take_seconds() -> None:
    """A tenth of the target: 20 MB with 20,000 comments, marked up, within half a minute."""
    text = "I <em>slept</em> badly &amp; wrote about it.\n\n" + "A long night. " * 65
    data = export(
        *(post(p, *(comment(p * 100 + c, text=text) for c in range(100))) for p in range(1, 21))
    )
    assert len(data) > 2_000_000
    started = time.process_time()
    parsed = parse(data)
    assert sum(len(d.contributions) for d in parsed.discussions) == 2_020
    assert time.process_time() - started < 10


def test_the_reasons_are_codes_that_hold_no_text() -> None:
    parsed = parse(BLOG)
    reasons = [m.reason for m in parsed.mended] + [one.reason for one in parsed.left_out]
    for reason in reasons:
        assert re.fullmatch(r"[a-z_-]+(: [a-z0-9_, -]+)?", reason)
