"""Loads the demo's question and its answers, as people without accounts give them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final

from archive import actions
from archive.domain.return_code import groups_to_ask
from archive.domain.text import Span, canonical
from archive.domain.words import Band, Scope, SignOff, Treatment, Voice
from archive.gate import READER, notices, read_as, viewer_of
from archive.management.demo.read import FOLDER
from archive.models import User

FILE: Final = FOLDER / "told.toml"
RETURNS: Final = "heron"
"""Whose return code the demo prints: something waits for her."""

MODERATOR, SECOND, STEWARD = "mira", "jonas", "stefan"
Tell = Callable[[str], object]


def load_told(tell: Tell, people: Mapping[str, User]) -> str:
    """Ask the question, send the answers, bring each to its state; the return code to try."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    slug = actions.open_prompt(
        title=data["title"], text=canonical(data["text"]), by=people[STEWARD]
    )
    codes: dict[str, str] = {}
    owners: dict[str, int] = {}
    refs: dict[str, str] = {}
    for one in data["told"]:
        ref = _send(slug, one, owners, codes, refs)
        refs.setdefault(one["by"], ref)
        _bring_to_state(ref, one, owners[one["by"]], people)
    tell(f"Asked “{data['title']}” and sent {len(refs)} people’s answers.")
    return codes[RETURNS]


def _send(
    slug: str,
    one: Mapping[str, Any],
    owners: dict[str, int],
    codes: dict[str, str],
    refs: Mapping[str, str],
) -> str:
    to = refs.get(one.get("answers", ""), "")
    draft = actions.save_draft(
        slug=slug,
        text=one["text"],
        voice=Voice(one["voice"]),
        pen_name=one.get("pen_name", ""),
        labels=one.get("labels"),
        to=to,
        on=_stretch(to, one["on"]) if "on" in one else None,
    )
    actions.choose(
        draft=draft,
        scopes=map(Scope, one["scopes"]),
        sign_off=SignOff(one["sign_off"]),
        sleeps=one["state"] == "sleeping",
        adult=True,
        notice=notices.current("en").id,
    )
    known = owners.get(one["by"])
    if known is not None:
        return actions.submit(draft=draft, contributor=known).ref
    code = actions.prepare_code(draft=draft)
    typed = {number: code.groups[number - 1] for number in groups_to_ask(code)}
    sent = actions.submit(draft=draft, typed=typed)
    owners[one["by"]], codes[one["by"]] = sent.contributor, code.shown
    return sent.ref


def _stretch(to: str, words: str) -> Span:
    text = read_as(READER).contribution(to).text
    start = text.index(words)
    return Span(start, start + len(words))


def _bring_to_state(
    ref: str, one: Mapping[str, Any], contributor: int, people: Mapping[str, User]
) -> None:
    if one["state"] not in ("published", "waits_for_yes"):
        return
    by = people[MODERATOR]
    sheet = read_as(viewer_of(by)).review(ref)
    for finding in sheet.findings:
        keep = finding.band is Band.CHECK
        actions.decide_words(
            ref=ref,
            findings=[finding.id],
            whole_thread=False,
            decision="keep" if keep else "accept",
            reason="points_to_nobody" if keep else "",
            by=by,
        )
    for words, instead in one.get("generalised", ()):
        start = sheet.original.index(words)
        actions.redact(
            ref=ref,
            start=start,
            end=start + len(words),
            treatment=Treatment.GENERALISE,
            replacement=instead,
            by=by,
        )
    for theme in one.get("themes", ()):
        actions.tag_passage(
            ref=ref,
            start=0,
            end=len(sheet.original),
            themes=[theme],
            voice=Voice.FIRST_PERSON,
            by=by,
        )
    actions.approve(ref=ref, by=by)
    if one["state"] == "published":
        actions.sign_off(ref=ref, contributor=contributor)
    if "question" in one:
        actions.send_message(ref=ref, words=one["question"], by=people[SECOND])
