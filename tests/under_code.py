"""Texts given under a return code, for tests: a question that takes answers, and writers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive import actions
from archive.domain.notice import digest, normal
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.words import Scope, SignOff, Voice
from archive.management.notice import NOTICE
from archive.models import Notice, User

READ, FIND, HOLD = Scope.READ, Scope.FIND, Scope.HOLD
PLAIN = (HOLD, READ, FIND)
WORDS = "My sister Odile drove me home that night.\n\nI slept for two days, and it was better."


@dataclass(frozen=True)
class Told:
    """A text that was sent, its writer's key and the code that leads to her page."""

    ref: str
    contributor: int
    code: ReturnCode


def notice() -> Notice:
    """The notice an archive is prepared with; the one that is there, if any."""
    text = normal(NOTICE)
    made: Notice = Notice.objects.get_or_create(
        language="en", version=1, defaults={"text": text, "sha256": digest(text)}
    )[0]
    return made


def prompt(by: User, title: str = "How did it end?") -> str:
    """A question that takes texts; its slug."""
    return actions.open_prompt(title=title, text="Tell how it was for you.", by=by)


def tell(
    slug: str,
    text: str = WORDS,
    *,
    scopes: Iterable[Scope] = PLAIN,
    sign_off: SignOff = SignOff.ASK,
    voice: Voice = Voice.FIRST_PERSON,
    pen_name: str = "",
    hides: Iterable[str] = (),
    sleeps: bool = False,
    same: Told | None = None,
) -> Told:
    """Send a text, under a code of its own or under that of `same`."""
    draft = actions.save_draft(slug=slug, text=text, voice=voice, pen_name=pen_name, hides=hides)
    actions.choose(
        draft=draft,
        scopes=scopes,
        sign_off=sign_off,
        sleeps=sleeps,
        adult=True,
        notice=notice().pk,
    )
    if same is not None:
        sent = actions.submit(draft=draft, contributor=same.contributor)
        return Told(sent.ref, sent.contributor, same.code)
    code = actions.prepare_code(draft=draft)
    typed = {number: code.groups[number - 1] for number in groups_to_ask(code)}
    sent = actions.submit(draft=draft, typed=typed)
    return Told(sent.ref, sent.contributor, code)


def approve(ref: str, by: User) -> None:
    """A person prepares it: every open suspicion is masked, then it is approved."""
    from archive.gate import read_as, viewer_of

    sheet = read_as(viewer_of(by)).review(ref)
    for finding in sheet.findings:
        actions.decide_finding(ref=ref, finding=finding.id, decision="accept", by=by)
    actions.approve(ref=ref, by=by)
