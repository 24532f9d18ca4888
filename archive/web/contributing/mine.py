"""A contributor's own pages: all her texts, and each with everything she can do about it.

Nothing of hers goes into the session or a message there: what is said after a step is always one
of the sentences written in this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.actions.answering import LONGEST_NOTE
from archive.actions.drafts import LONGEST_NAME
from archive.domain.errors import ArchiveError, Conflict, InvalidInput
from archive.domain.notice import FIRST_ASKED
from archive.domain.words import Consent, Scope
from archive.gate import notices
from archive.gate.disclosed import DisclosedPassage
from archive.gate.notices import DisclosedNotice
from archive.gate.own_disclosed import AllowedScope, MyPage, MyText
from archive.gate.own_page import my_page, my_text
from archive.web.contributing import words
from archive.web.contributing.enter import with_page
from archive.web.contributing.wording import compare

LONGEST_EXCERPT: Final = 160
"""Code points of a passage or an opening shown to tell texts apart."""


# --- All her texts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """One of her texts in the list."""

    text: MyText
    opening: str
    state: tuple[str, ...]
    waiting: tuple[words.Waiting, ...]


@require_safe
@with_page
def mine(request: HttpRequest, contributor: int) -> HttpResponse:
    """Everything under the code, what waits for her first."""
    page = my_page(contributor)
    cards = cards_of(page, timezone.now())
    context = {
        "cards": cards,
        "news": [card for card in cards if card.waiting],
        "claims": [(claim, words.claim(claim)) for claim in page.claims],
    }
    return render(request, "archive/contributing/mine.html", context)


def cards_of(page: MyPage, now: datetime) -> tuple[Card, ...]:
    """Her texts as the list shows them."""
    return tuple(
        Card(text, excerpt(text.original), words.state(text, now), words.waiting(text, now))
        for text in page.texts
    )


def excerpt(text: str) -> str:
    """The beginning on one line, whole words, with an ellipsis where more follows."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_EXCERPT:
        return line
    return line[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + " …"


# --- One of them ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope with the question that is asked today, and how she answered when, under which."""

    scope: Scope
    question: str
    sentence: str
    allowed: bool
    answer: AllowedScope | None
    said: str


@dataclass(frozen=True, slots=True)
class Themed:
    """A passage of hers under its themes, with its first words."""

    passage: DisclosedPassage
    opening: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be done; `part` is the part of the page it belongs to."""

    action: str
    part: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Step:
    """What she can do: the verb, what is said after it, and the part of the page to go back to."""

    do: Callable[[MyText, int, QueryDict], None]
    said: str
    part: str


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def mine_text(request: HttpRequest, contributor: int, ref: str) -> HttpResponse:
    """One text with all that belongs to it, or one step done about it. Another's is not found."""
    text = my_text(contributor, ref)
    if request.method != "POST":
        response = _text_page(request, text)
        if request.method == "GET" and any(line.is_new for line in text.mailbox):
            actions.read_mailbox(contributor=contributor, ref=ref)
        return response
    action = request.POST.get("action", "")
    step = STEPS.get(action)
    if step is None:
        raise InvalidInput("There is no such step.", hint="Load the page again.")
    try:
        step.do(text, contributor, request.POST)
    except (InvalidInput, Conflict) as refused:
        problem = Problem(action, step.part, refused.message, refused.hint)
        return _text_page(request, my_text(contributor, ref), problem, refused)
    messages.success(request, step.said)
    return redirect(reverse("mine-text", args=[ref]) + f"#{step.part}")


def _text_page(
    request: HttpRequest,
    text: MyText,
    problem: Problem | None = None,
    refused: ArchiveError | None = None,
) -> HttpResponse:
    now = timezone.now()
    notice = notices.current()
    ticked = frozenset(request.POST.getlist("scope")) if _is_about(problem, "scopes") else None
    asked = asked_of(text, notice, ticked)
    more = [each for each in asked if each.scope not in FIRST_ASKED]
    context = {
        "text": text,
        "state": words.state(text, now),
        "waiting": words.waiting(text, now),
        "compared": compare(text),
        "seen": seen(text),
        "wording": words.wording(text),
        "agreed": words.agreed(text),
        "voice": words.VOICES[text.voice],
        "themed": themed_of(text),
        "letters": [(line, words.letter(line)) for line in text.mailbox],
        "notice": notice,
        "asked_first": [each for each in asked if each.scope in FIRST_ASKED],
        "asked_more": more,
        "more_open": any(each.allowed for each in more),
        "expiry": words.expiry(text, now),
        "renewable": text.until is not None and text.consent in (Consent.GIVEN, Consent.EXPIRED),
        "studied": words.studied(text),
        "removals": [(each, words.removal(each, now)) for each in text.removals],
        "contestable": words.contestable(text),
        "unread": words.can_be_sent_again(text, now),
        "longest_note": LONGEST_NOTE,
        "longest_name": LONGEST_NAME,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    status = refused.http_status if refused else 200
    return render(request, "archive/contributing/mine_text.html", context, status=status)


def asked_of(
    text: MyText, notice: DisclosedNotice, ticked: frozenset[str] | None = None
) -> tuple[Asked, ...]:
    """Every question of today's notice; `ticked` are boxes of a form that was not taken."""
    answers = {answer.scope: answer for answer in text.scopes}
    return tuple(
        Asked(
            scope=scope,
            question=ask.question,
            sentence=ask.sentence,
            allowed=_stands(answers.get(scope)) if ticked is None else scope.value in ticked,
            answer=answers.get(scope),
            said=answered(answers.get(scope)),
        )
        for scope, ask in notice.asks.items()
    )


def answered(answer: AllowedScope | None) -> str:
    """What she said to a question, and when."""
    if answer is None or answer.action == "basis":
        return "You were not asked."
    when = words.day(answer.at)
    if answer.until is not None:
        ends = "until" if answer.allowed else "which ended on"
        return f"You said yes on {when}, {ends} {words.day(answer.until)}."
    if answer.action == "refused":
        return f"You said no on {when}."
    if answer.action == "withdrawn":
        return f"You took it back on {when}."
    return f"It ended on {when}."


def themed_of(text: MyText) -> tuple[Themed, ...]:
    """The passages that stand under a theme."""
    return tuple(
        Themed(passage, excerpt(text.shown[passage.start : passage.end]))
        for passage in text.passages
        if passage.themes
    )


def seen(text: MyText) -> str:
    """Which wording a page showed, so that a yes is never given to another one."""
    return hashlib.sha256(f"{text.wording}\n{text.shown}".encode()).hexdigest()[:32]


def _stands(answer: AllowedScope | None) -> bool:
    return answer is not None and answer.allowed


def _is_about(problem: Problem | None, action: str) -> bool:
    return problem is not None and problem.action == action


# --- What she can do ------------------------------------------------------------------------------


def _demand_seen(text: MyText, sent: QueryDict) -> None:
    if sent.get("seen", "") != seen(text):
        raise Conflict(
            "The wording has changed since this page was opened.",
            hint="Nothing was decided. Please read it again as it stands now.",
        )


def _sign_off(text: MyText, contributor: int, sent: QueryDict) -> None:
    _demand_seen(text, sent)
    actions.sign_off(ref=text.ref, contributor=contributor, wording=text.number)


def _object(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.object_to_wording(ref=text.ref, contributor=contributor, note=sent.get("note", ""))


def _dispute_theme(text: MyText, contributor: int, sent: QueryDict) -> None:
    passage = _number(sent, "passage", "There is no such passage.")
    actions.dispute_theme(
        ref=text.ref, contributor=contributor, passage=passage, note=sent.get("note", "")
    )


def _dispute_voice(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.dispute_voice(ref=text.ref, contributor=contributor, note=sent.get("note", ""))


def _answer(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.answer_message(ref=text.ref, contributor=contributor, words=sent.get("words", ""))


def _scopes(text: MyText, contributor: int, sent: QueryDict) -> None:
    chosen = sent.getlist("scope")
    if not set(chosen) <= set(Scope):
        raise InvalidInput("There is no such question.", hint="Load the page again.")
    actions.change_scopes(
        ref=text.ref,
        contributor=contributor,
        allowed=[Scope(each) for each in chosen],
        notice=_notice(sent),
    )


def _renew(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.renew(ref=text.ref, contributor=contributor, notice=_notice(sent))


def _pen_name(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.change_pen_name(
        ref=text.ref, contributor=contributor, pen_name=sent.get("pen_name", "")
    )


def _contest(text: MyText, contributor: int, sent: QueryDict) -> None:
    request = _number(sent, "request", "There is no such request.")
    actions.contest_removal(ref=text.ref, contributor=contributor, request=request)


def _send_again(text: MyText, contributor: int, sent: QueryDict) -> None:
    actions.send_again(ref=text.ref, contributor=contributor)


def _notice(sent: QueryDict) -> int:
    """The notice that the page showed, which is the one asked today."""
    changed = "The questions have changed meanwhile: please read them again."
    read = _number(sent, "notice", changed)
    if read != notices.current().id:
        raise InvalidInput(changed, hint="They stand on this page as they are asked now.")
    return read


def _number(sent: QueryDict, name: str, otherwise: str) -> int:
    value = sent.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise InvalidInput(otherwise, hint="Load the page again.")
    return int(value)


STEPS: Final[Mapping[str, Step]] = {
    "sign_off": Step(_sign_off, "You said yes to this wording.", "wording"),
    "object": Step(
        _object,
        "We have your objection. Readers do not see the text until a person has looked.",
        "wording",
    ),
    "dispute_theme": Step(_dispute_theme, "A person will look at the theme again.", "themes"),
    "dispute_voice": Step(_dispute_voice, "A person will look again whose it is.", "themes"),
    "answer": Step(_answer, "Your letter is with the archive.", "letters"),
    "scopes": Step(_scopes, "What you allow was changed, from now on.", "allowed"),
    "renew": Step(_renew, "What you allow was renewed for five years.", "allowed"),
    "pen_name": Step(_pen_name, "The name was changed.", "name"),
    "contest": Step(_contest, "We know now that the code is in your hands.", "asked"),
    "send_again": Step(_send_again, "It waits to be read again.", "state"),
}
