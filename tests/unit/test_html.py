"""Foreign HTML comes in as text with a formatting layer, and never as markup."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.errors import ImportRefused
from archive.domain.markup import BLOCK_KINDS, BREAK, INLINE_KINDS, render
from archive.domain.text import Span, canonical
from archive.exchange.html import MAX_TAGS, Cleaned, clean, clean_line

KNOWN_KINDS = BLOCK_KINDS | INLINE_KINDS | {BREAK}
TAG = re.compile(r"<\s*/?\s*[a-z!?][^>]*>", re.IGNORECASE)

XSS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script></script>ipt>alert(1)</scr</script>ipt>",
    "<scr<!-- -->ipt>alert(1)</script>",
    "<script>alert(1)",
    "<script/>alert(1)</script>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<sty<style></style>le>@import 'evil'</style>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=`javascript:alert(1)`>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><script>alert(1)</script></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<<script>alert(1)//<</script>",
    "<p onclick=alert(1) style='x:expression(alert(1))'>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<a\x0bhref=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>",
    "<plaintext><script>alert(1)</script>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<link rel=stylesheet href=javascript:alert(1)>",
]

BAD_TARGETS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)",
    "javascript&colon;alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "//evil.example/x",
    "/wp-admin/",
    "#comment-3",
    "page.html",
    "https:///nowhere",
    "https://",
    "http://a b",
    "https://" + "a" * 3000,
]


def kinds(cleaned: Cleaned) -> list[str]:
    return [span.kind for span in cleaned.formatting]


def marked(cleaned: Cleaned, kind: str) -> list[str]:
    return [cleaned.text[s.start : s.end] for s in cleaned.formatting if s.kind == kind]


@pytest.mark.parametrize("attack", XSS)
@pytest.mark.parametrize("newlines_break", [True, False])
def test_no_markup_of_an_attack_reaches_the_text(attack: str, newlines_break: bool) -> None:
    cleaned = clean(f"Before {attack} after", newlines_break=newlines_break)
    assert not TAG.search(cleaned.text), cleaned.text
    assert cleaned.text.startswith("Before")
    assert set(kinds(cleaned)) <= KNOWN_KINDS


@pytest.mark.parametrize("attack", XSS)
def test_what_is_rendered_of_an_attack_holds_our_own_tags_only(attack: str) -> None:
    cleaned = clean(f"<p>Before</p>{attack}")
    for block in render(cleaned.text, cleaned.formatting, keep_links=True):
        assert set(re.findall(r"<(/?\w+)", block.html)) <= {
            f"{slash}{tag}" for slash in ("", "/") for tag in ("em", "strong", "code", "a", "br")
        }


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_a_link_to_anything_but_an_absolute_web_or_mail_address_keeps_only_its_text(
    target: str,
) -> None:
    cleaned = clean(f'See <a href="{target}">my page</a>.')
    assert cleaned.text == "See my page."
    assert kinds(cleaned) == ["paragraph"]


@pytest.mark.parametrize(
    "target",
    ["https://diary.example/a?b=1&c=2", "http://diary.example", "mailto:amal@diary.example"],
)
def test_a_web_or_mail_link_keeps_its_target_in_the_layer(target: str) -> None:
    cleaned = clean(f'See <a href="{target.replace("&", "&amp;")}" onclick="x()">my page</a>.')
    assert Span(4, 11, "link", target) in cleaned.formatting


@given(st.text(alphabet="<>/!-&;ab\"'= \n?[]#pscriptyle", max_size=60), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_tag_soup_gives_canonical_text_and_a_layer_that_lies_on_it(
    soup: str, newlines_break: bool
) -> None:
    cleaned = clean(soup, newlines_break=newlines_break)
    assert canonical(cleaned.text) == cleaned.text
    assert all(0 <= s.start <= s.end <= len(cleaned.text) for s in cleaned.formatting)
    assert set(kinds(cleaned)) <= KNOWN_KINDS
    assert "<script" not in cleaned.text.lower()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
@settings(max_examples=200, deadline=None)
def test_text_that_was_escaped_comes_back_as_it_was_written(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for html in (escaped, f"<p>{escaped}</p>"):
        assert clean(html).text.split() == canonical(text).split() or not text.isprintable()


def test_script_style_and_comments_go_with_what_they_hold() -> None:
    cleaned = clean("One<script>two()</script><style>three{}</style><!-- four --> five")
    assert cleaned.text == "One five"
    assert cleaned.removed == (("script", 1), ("style", 1))


def test_an_escaped_tag_is_something_the_writer_wrote() -> None:
    cleaned = clean("<p>Write &lt;b&gt; for bold, &amp;amp; for &amp;.</p>")
    assert cleaned.text == "Write <b> for bold, &amp; for &."
    assert "<b>" not in render(cleaned.text, cleaned.formatting)[0].html


def test_hearts_and_comparisons_survive() -> None:
    assert clean("I <3 this, and 2 < 3 & 4 > 1").text == "I <3 this, and 2 < 3 & 4 > 1"


def test_blocks_become_kinds_and_a_rule_becomes_a_section_break() -> None:
    cleaned = clean(
        "<h2>Title</h2><p>One</p><hr><blockquote><p>Two</p><p>Three</p></blockquote>"
        "<ul><li>Four</li><li><p>Five</p><p>Six</p></li></ul>"
    )
    assert cleaned.text == "Title\n\nOne\n\nTwo\n\nThree\n\nFour\n\nFive\n\nSix"
    assert kinds(cleaned) == [
        *("heading", "paragraph", "break", "quote", "quote"),
        *("list_item", "list_item", "paragraph"),
    ]


def test_a_rule_before_and_after_everything_breaks_nothing() -> None:
    assert kinds(clean("<hr><p>One</p><hr>")) == ["paragraph"]


def test_emphasis_across_paragraphs_goes_on_in_each() -> None:
    cleaned = clean("<p>a <em>b</em></p><em><p>c</p><p>d</p></em>")
    assert cleaned.text == "a b\n\nc\n\nd"
    assert marked(cleaned, "emphasis") == ["b", "c", "d"]


def test_nested_and_repeated_inline_marks_lie_where_they_were() -> None:
    cleaned = clean("<p>One <b>two <i>three</i></b> <code>four </code> <strong> </strong>end</p>")
    assert cleaned.text == "One two three four end"
    assert marked(cleaned, "strong") == ["two three"]
    assert marked(cleaned, "emphasis") == ["three"]
    assert [m.strip() for m in marked(cleaned, "code")] == ["four"]


def test_offsets_are_code_points_after_emoji_and_combining_marks() -> None:
    cleaned = clean("<p>🌧️ cafe\u0301 <em>שלום</em> <b>e\u0301nd</b></p>")
    assert marked(cleaned, "emphasis") == ["שלום"]
    assert marked(cleaned, "strong") == ["énd"]


@pytest.mark.parametrize(
    ("html", "typed", "as_html"),
    [
        ("one\ntwo", "one\ntwo", "one two"),
        ("one\n\ntwo", "one\n\ntwo", "one\n\ntwo"),
        ("one\r\n \r\n\r\ntwo", "one\n\ntwo", "one\n\ntwo"),
        ("one<br />\ntwo", "one\ntwo", "one\ntwo"),
        ("one<br><br>two", "one\n\ntwo", "one\n\ntwo"),
        ("<p>one</p>\n<p>two</p>\n", "one\n\ntwo", "one\n\ntwo"),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "one\n\ntwo", "one\n\ntwo"),
        ("one <em>two\n\nthree</em>", "one two\n\nthree", "one two\n\nthree"),
        ("one  \n  two", "one\ntwo", "one two"),
        ("<p>&nbsp;</p>one", "one", "one"),
        ("<pre>one\n  two\n\nthree</pre>", "one\n  two\n\nthree", "one\n  two\n\nthree"),
    ],
)
def test_line_ends_are_what_the_place_makes_of_them(html: str, typed: str, as_html: str) -> None:
    assert clean(html, newlines_break=True).text == typed
    assert clean(html).text == as_html


def test_preformatted_lines_are_code() -> None:
    assert marked(clean("<pre>a\nb</pre>"), "code") == ["a", "b"]


def test_pictures_and_players_that_go_are_counted() -> None:
    cleaned = clean("<p>One<img src=a><IMG src=b></p><iframe src='https://v.example'></iframe>Two")
    assert cleaned.text == "One\n\nTwo"
    assert cleaned.removed == (("iframe", 1), ("img", 2))


def test_a_self_closed_frame_does_not_swallow_the_rest() -> None:
    assert clean("One<iframe src='x' />two").text == "Onetwo"


def test_a_title_is_one_line_of_plain_text() -> None:
    assert clean_line("<em>Two</em>\n\nlines &amp;\tmore") == "Two lines & more"


@pytest.mark.parametrize(
    "nested", ["<b>", "<div>", "<blockquote><p>", "<em></p>", "<p>a<em>b</em>"]
)
def test_a_text_of_ten_thousand_hostile_tags_is_read_in_seconds(nested: str) -> None:
    started = time.monotonic()
    clean(nested * (10_000 // nested.count("<")) + "end")
    assert time.monotonic() - started < 15


def test_a_long_text_in_many_paragraphs_loses_none() -> None:
    cleaned = clean("".join(f"<p>Paragraph <em>{n}</em>.</p>\n" for n in range(3_000)))
    assert kinds(cleaned).count("paragraph") == 3_000
    assert marked(cleaned, "emphasis") == [str(n) for n in range(3_000)]


def test_generated_markup_without_end_is_refused() -> None:
    with pytest.raises(ImportRefused, match="tags"):
        clean("<i>" * (MAX_TAGS + 1))
