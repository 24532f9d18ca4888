"""What WordPress keeps in its fields: post content with blocks and shortcodes, dates, names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.domain.text import Layer
from archive.exchange.html import clean, clean_line

KNOWN_SHORTCODES = frozenset(
    [
        "caption",
        "wp_caption",
        "gallery",
        "audio",
        "video",
        "playlist",
        "embed",
        "youtube",
        "vimeo",
        "googlemaps",
        "polldaddy",
        "crowdsignal",
        "contact-form",
        "contact-field",
        "slideshow",
        "soundcloud",
        "spotify",
        "twitter",
        "tweet",
        "instagram",
        "facebook",
        "flickr",
        "dailymotion",
        "scribd",
        "slideshare",
        "wpvideo",
        "jetpack-related-posts",
        "blog_subscription_form",
        "latex",
        "code",
        "sourcecode",
        "gist",
        "ted",
        "tumblr",
    ]
)
"""Those of WordPress and wordpress.com. Others are known by attributes or by a closing one: a
bare [sic] or [name removed] is the writer's own."""

_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_SHORTCODE = re.compile(
    r"\[(?P<escaped>\[?)(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,60})"
    r"(?P<rest>(?:[\s=/][^\[\]]{0,2000})?)\](?P<end>\]?)"
)
_ATTRIBUTE = re.compile(r"\s[\w-]+\s*=\s*[\"'][^\"']*[\"']")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)")
_NO_DATE = re.compile(r"0000-00-00.*|")
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


@dataclass(frozen=True, slots=True)
class Content:
    """A text with its formatting, and reasons for the list of what was mended."""

    text: str
    formatting: Layer
    reasons: tuple[str, ...]


def read_post(content: str) -> Content:
    """A post's text. Typed text has its line breaks, as wpautop shows it; text in blocks not."""
    content, blocks = _BLOCK_COMMENT.subn("", content)
    content, shortcodes = without_shortcodes(content)
    reasons = []
    if blocks:
        reasons.append(f"block_comments_removed: {blocks}")
    if shortcodes:
        reasons.append(f"shortcodes_removed: {_counts(shortcodes)}")
    return _cleaned(content, reasons, newlines_break=not blocks)


def read_comment(content: str) -> Content:
    """A comment's text. WordPress runs no shortcodes here: brackets are the writer's."""
    content, blocks = _BLOCK_COMMENT.subn("", content)
    return _cleaned(
        content,
        [f"block_comments_removed: {blocks}"] if blocks else [],
        newlines_break=True,
    )


def without_shortcodes(content: str) -> tuple[str, Counter[str]]:
    """`content` without shortcodes, and how often which were there.

    What stands between an opening and a closing one stays; `[[name]]` is WordPress's way to
    write `[name]`.
    """
    removed: Counter[str] = Counter()
    closed = {m["name"].lower() for m in _SHORTCODE.finditer(content) if m["close"]}

    def replaced(match: re.Match[str]) -> str:
        name = match["name"].lower()
        if not (name in KNOWN_SHORTCODES or name in closed or _ATTRIBUTE.match(match["rest"])):
            return match.group()
        if match["escaped"] and match["end"]:
            return match.group()[1:-1]
        if not match["close"]:
            removed[name] += 1
        return match["escaped"] + match["end"]

    return _SHORTCODE.sub(replaced, content), removed


def read_date(gmt: str, local: str) -> tuple[datetime | None, str]:
    """The time in UTC and a reason for the list, if any.

    0000-00-00 is WordPress's "none". Without a valid UTC date the local one is read as if it were
    UTC: a blog's zone is not in its export.
    """
    if found := _moment(gmt):
        return found, ""
    if found := _moment(local):
        return found, "local_date_read_as_utc"
    unreadable = not (_NO_DATE.fullmatch(gmt) and _NO_DATE.fullmatch(local))
    return None, "date_unreadable" if unreadable else ""


def read_name(name: str) -> tuple[str, str]:
    """A name on one line and a reason for the list, if any. An e-mail address is no name."""
    name = clean_line(name)
    return ("", "author_was_email") if _MAIL.search(name) else (name, "")


def _cleaned(content: str, reasons: list[str], *, newlines_break: bool) -> Content:
    cleaned = clean(content, newlines_break=newlines_break)
    if cleaned.removed:
        reasons.append(f"elements_removed: {_counts(Counter(dict(cleaned.removed)))}")
    return Content(cleaned.text, cleaned.formatting, tuple(reasons))


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))


def _moment(text: str) -> datetime | None:
    match = _DATE.fullmatch(text)
    try:
        return datetime(*map(int, match.groups()), tzinfo=UTC) if match else None  # type: ignore[misc,arg-type]
    except ValueError:
        return None
