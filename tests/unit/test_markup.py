"""What formatting and rendering promise: no text lost, no markup but ours."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.markup import (
    BLOCK_KINDS,
    BREAK,
    block_spans,
    escape,
    join_blocks,
    paragraphs,
    render,
    without_link_targets,
)
from archive.domain.text import Layer, Span, blocks, canonical
from tests.unit.texts import layers_on, raw_texts, texts, texts_with_layers

ALLOWED = {"em", "strong", "code", "a", "mark", "span", "br"}


class Page(HTMLParser):
    """Reads HTML as a browser would, strictly: every tag ours, closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.opened: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"
        else:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment was written")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration was written")


def read(fragment: str) -> Page:
    page = Page()
    page.feed(fragment)
    page.close()
    assert page.opened == []
    return page


def unmarked(fragment: str) -> str:
    """The fragment's text by the plainest means: tags stripped, references resolved."""
    return html.unescape(re.sub(r"<[^<>]*>", "", fragment.replace("<br>", "\n")))


def only(text: str, *layers: Layer, keep_links: bool = False) -> str:
    """The HTML of a text of one block."""
    (block,) = render(text, (), *layers, keep_links=keep_links)
    return block.html


@given(texts_with_layers(), st.booleans())
def test_rendering_loses_no_text_whatever_lies_over_it(
    case: tuple[str, Layer, Layer], keep_links: bool
) -> None:
    text, formatting, layer = case
    rendered = render(text, formatting, layer, keep_links=keep_links)
    assert "\n\n".join(unmarked(block.html) for block in rendered) == text
    assert "\n\n".join(read(block.html).text for block in rendered) == text
    for number, block in enumerate(rendered, start=1):
        assert block.index == number
        assert unmarked(block.html) == text[block.start : block.end]
        assert block.kind in BLOCK_KINDS


@given(texts_with_layers())
def test_every_span_is_shown_where_it_lies(case: tuple[str, Layer, Layer]) -> None:
    text, _, layer = case
    hits = tuple(Span(s.start, s.end, "hit") for s in layer)
    marked = ""
    for block in render(text, (), hits):
        inside = 0
        for piece in re.split(r"(<[^<>]*>)", block.html):
            if piece == "<br>":
                marked += "#" if inside else "."
            elif piece.startswith("<"):
                inside += -1 if piece.startswith("</") else 1
            else:
                marked += ("#" if inside else ".") * len(html.unescape(piece))
        marked += ".."
    wanted = ["."] * (len(text) + 2 if text else 0)
    for span in hits:
        wanted[span.start : span.end] = "#" * (span.end - span.start)
    for start, _ in list(blocks(text))[1:]:
        wanted[start - 2 : start] = ".."
    assert marked == "".join(wanted)


@given(texts_with_layers())
def test_no_id_is_written_twice(case: tuple[str, Layer, Layer]) -> None:
    text, formatting, layer = case
    ids = re.findall(r' id="([^"]*)"', "".join(b.html for b in render(text, formatting, layer)))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg/onload=alert(1)>',
        "</span></mark><iframe srcdoc='<script>'>",
        "<!--<b>--><![CDATA[x]]>",
        "&lt;script&gt;",
        "{{ 7*7 }}{% debug %}",
        "javascript:alert(1)",
        "\u202e<b>\u2066",
    ],
)
def test_an_attack_written_as_text_is_shown_as_text(payload: str) -> None:
    text = f"a {payload} z"
    layer = (Span(1, 5, "passage", "7 2"), Span(3, len(text), "hit"))
    page = read(only(text, layer))
    assert page.text == text
    assert {tag for tag, _ in page.tags} == {"mark"}
    assert read(f'<a title="{escape(payload)}">x</a>').tags == [("a", {"title": payload})]


@pytest.mark.parametrize("kind", ["passage", "finding", "redaction", "sentence", "link"])
def test_an_attack_in_a_value_stays_in_its_attribute(kind: str) -> None:
    value = '7" onclick="x" <b> 5>'
    page = read(only("some words", (Span(0, 4, kind, value),), keep_links=True))
    assert page.text == "some words"
    for _, attributes in page.tags:
        assert set(attributes) <= {"class", "id", "title", "data-passage", "href", "rel"}


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 4, "passage", "7 2 5"), '<mark class="p t2 t5" data-passage="7">some</mark>'),
        (Span(0, 4, "passage", "7"), '<mark class="p" data-passage="7">some</mark>'),
        (Span(0, 4, "mask"), '<span class="mask">some</span>'),
        (Span(0, 4, "hit"), '<mark class="hit">some</mark>'),
        (
            Span(0, 4, "finding", "confident 12 e-mail"),
            '<span class="f confident" id="f12" title="e-mail">some</span>',
        ),
        (
            Span(0, 4, "finding", "check 3 rare job"),
            '<span class="f check" id="f3" title="rare job">some</span>',
        ),
        (Span(0, 4, "redaction", "pseudonym 4"), '<span class="r pseudonym" id="r4">some</span>'),
        (Span(0, 4, "sentence", "3"), '<span class="s" id="s3">some</span>'),
        (Span(0, 4, "emphasis"), "<em>some</em>"),
        (Span(0, 4, "strong"), "<strong>some</strong>"),
        (Span(0, 4, "code"), "<code>some</code>"),
        (Span(0, 4, "of no kind we know", "x"), "some"),
        (Span(2, 2, "hit"), "some"),
    ],
)
def test_each_kind_of_span_has_its_tag(span: Span, expected: str) -> None:
    assert only("some words", (span,)) == f"{expected} words"


def test_two_spans_of_one_number_share_its_id_between_them() -> None:
    layer = (Span(0, 4, "finding", "check 1 name"), Span(2, 6, "finding", "confident 1 name"))
    assert only("some words", layer).count(' id="f1"') == 1
    assert " id=" not in only("some words", (Span(0, 4, "finding", "check"),))


def test_overlapping_passages_are_marked_with_all_their_ids_and_colours() -> None:
    passages = (Span(0, 6, "passage", "7 2 5"), Span(4, 9, "passage", "9 1 2"))
    assert only("some words", passages) == (
        '<mark class="p t2 t5" data-passage="7">some</mark>'
        '<mark class="p t1 t2 t5 n2" data-passage="7 9"> w</mark>'
        '<mark class="p t1 t2" data-passage="9">ord</mark>s'
    )


def test_tags_that_cross_are_closed_and_opened_again_with_one_id_only() -> None:
    formatting = (Span(0, 10, "paragraph"), Span(2, 7, "emphasis"))
    findings = (Span(0, 4, "finding", "check 1 name"), Span(3, 6, "finding", "check 2 place"))
    (block,) = render("some words", formatting, findings)
    assert block.html == (
        '<span class="f check" id="f1" title="name">so<em>m</em>'
        '<span class="f check" id="f2" title="place"><em>e</em></span></span>'
        '<span class="f check" title="place"><em> w</em></span><em>o</em>rds'
    )


def test_a_tag_stays_open_where_the_next_segment_wants_it_too() -> None:
    layer = (Span(0, 10, "emphasis"), Span(2, 4, "hit"), Span(4, 6, "hit", "other"))
    assert only("some words", layer) == '<em>so<mark class="hit">me w</mark>ords</em>'


def test_line_breaks_are_shown_and_section_breaks_told() -> None:
    text, formatting = join_blocks(
        [
            ("heading", "Stairs", [], True),
            ("paragraph", "one\ntwo", [], True),
            ("quote", "three", [], False),
        ]
    )
    rendered = render(text, formatting)
    assert [(b.kind, b.html, b.break_before) for b in rendered] == [
        ("heading", "Stairs", False),
        ("paragraph", "one<br>two", True),
        ("quote", "three", False),
    ]


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("https://a.example/?b=1&c=2", True),
        ("HTTP://a.example", True),
        ("mailto:alice@a.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//a.example", False),
        ("https://a b", False),
        ("", False),
    ],
)
def test_only_safe_links_are_kept_and_only_on_request(target: str, kept: bool) -> None:
    formatting = (Span(0, 10, "paragraph"), Span(0, 4, "link", target))
    (asked,) = render("some words", formatting, keep_links=True)
    (unasked,) = render("some words", formatting)
    assert unasked.html == "some words"
    tags = read(asked.html).tags
    assert tags == ([("a", {"href": target, "rel": "nofollow ugc noreferrer"})] if kept else [])


def test_a_link_never_holds_another() -> None:
    layer = (Span(0, 8, "link", "https://a.example"), Span(4, 10, "link", "https://b.example"))
    fragment = only("some words", layer, keep_links=True)
    assert fragment.count("<a ") == 2
    assert re.search(r"<a [^>]*>[^<]*<a ", fragment) is None


def test_link_targets_can_be_dropped() -> None:
    formatting = (Span(0, 4, "link", "https://alice.example"), Span(0, 4, "emphasis"))
    assert without_link_targets(formatting) == (Span(0, 4, "link"), Span(0, 4, "emphasis"))


@given(texts)
def test_plain_text_is_paragraphs(text: str) -> None:
    layer = paragraphs(text)
    assert "\n\n".join(text[span.start : span.end] for span in layer) == text
    assert block_spans(text, layer) == layer
    assert all(span.kind == "paragraph" and span.start < span.end for span in layer)


@given(
    st.lists(st.tuples(raw_texts, st.sampled_from(sorted(BLOCK_KINDS)), st.booleans())), st.data()
)
def test_joined_blocks_are_canonical_and_their_layer_fits(
    parts: list[tuple[str, str, bool]], data: st.DataObject
) -> None:
    given_blocks = [
        (kind, raw, data.draw(layers_on(raw, ["emphasis", "link"])), broken)
        for raw, kind, broken in parts
    ]
    text, formatting = join_blocks(given_blocks)
    assert canonical(text) == text
    shown = [s for s in formatting if s.kind in BLOCK_KINDS]
    assert [(s.start, s.end) for s in shown] == list(blocks(text))
    starts = {s.start for s in shown}
    for span in formatting:
        if span.kind == BREAK:
            assert span.start == span.end > 0
            assert span.start in starts
        elif span.kind not in BLOCK_KINDS:
            assert any(b.start <= span.start < span.end <= b.end for b in shown)
    rendered = render(text, formatting)
    assert [(b.kind, b.start, b.end) for b in rendered] == [(s.kind, s.start, s.end) for s in shown]
    assert [b.start for b in rendered if b.break_before] == [
        s.start for s in formatting if s.kind == BREAK
    ]


@given(texts, st.data())
def test_blocks_taken_apart_and_joined_again_are_the_same(text: str, data: st.DataObject) -> None:
    text = "\n\n".join(text[s:e].strip() for s, e in blocks(text) if text[s:e].strip())
    parts = []
    for start, end in blocks(text):
        inline = [s for s in data.draw(layers_on(text[start:end], ["emphasis"])) if s.start < s.end]
        parts.append(("paragraph", text[start:end], inline, False))
    joined, formatting = join_blocks(parts)
    assert joined == text
    wanted = sorted(
        Span(s.start + start, s.end + start, s.kind, s.value)
        for (start, _), (_, _, inline, _) in zip(blocks(text), parts, strict=True)
        for s in inline
    )
    assert [s for s in formatting if s.kind == "emphasis"] == wanted


def test_joining_keeps_formatting_on_its_words_through_crlf_and_composition() -> None:
    raw = "  \r\ncafe\u0301 👩‍👩‍👧 <b>bold</b>\r\n\r\n\r\nשלום world  "
    spans = [
        Span(raw.index("bold"), raw.index("bold") + 4, "strong"),
        Span(raw.index("ש"), raw.index("ש") + 4, "emphasis"),
        Span(raw.index("<b>"), raw.index("world"), "code"),
    ]
    text, formatting = join_blocks([("paragraph", "", [], True), ("quote", raw, spans, False)])
    assert text == "café 👩‍👩‍👧 <b>bold</b>\n\nשלום world"
    assert [(s.kind, text[s.start : s.end]) for s in formatting] == [
        ("quote", "café 👩‍👩‍👧 <b>bold</b>"),
        ("code", "<b>bold</b>"),
        ("strong", "bold"),
        ("emphasis", "שלום"),
        ("code", "שלום "),
        ("quote", "שלום world"),
    ]


def test_the_break_before_an_empty_block_waits_for_the_next() -> None:
    _, formatting = join_blocks(
        [("paragraph", "one", [], False), ("paragraph", " ", [], True), ("quote", "two", [], False)]
    )
    assert Span(5, 5, BREAK) in formatting


def test_an_unknown_block_or_a_span_outside_its_block_is_an_error() -> None:
    with pytest.raises(ValueError, match="no kind of block"):
        join_blocks([("table", "x", [], False)])
    with pytest.raises(ValueError, match="outside its block"):
        join_blocks([("quote", "x", [Span(0, 2, "emphasis")], False)])


def test_a_layer_that_does_not_fit_loses_no_text() -> None:
    (one, two) = render("one\n\ntwo", (Span(0, 8, "quote"), Span(4, 4, BREAK)))
    assert (one.kind, one.html, two.kind, two.html) == ("quote", "one", "paragraph", "two")
