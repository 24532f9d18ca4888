"""Texts given by people without accounts, through the very verbs that their pages call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command

from archive import actions
from archive.domain.notice import digest, normal
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.words import Scope, SignOff, Voice
from archive.gate import notices, read_as, viewer_of
from archive.management.notice import NOTICE
from archive.models import Notice, User

WORDS = "I took it for a year and slept badly. Then I stopped, slowly, and slept again."
NAMING = "My sister Odile drove me home that night.\n\nI slept for two days, and it was better."
"""Words in which somebody is named, for whom a person has to look."""
FIRST_THREE = (Scope.HOLD, Scope.READ, Scope.FIND)


@dataclass(frozen=True)
class Told:
    """A text that was sent, the key of its contributor's row, and her code."""

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


def open_question(title: str = "What helped you sleep?", *, by: User | None = None) -> str:
    """A steward's prompt, in an archive that is prepared for it if need be; its slug."""
    if not Notice.objects.exists():
        call_command("prepare", verbosity=0)
    return actions.open_prompt(title=title, text="Tell it as you would tell a friend.", by=by)


def write(slug: str, text: str = WORDS, **chosen: Any) -> str:
    """A draft that was chosen for, and waits for its code; its ref."""
    draft = actions.save_draft(
        slug=slug,
        text=text,
        voice=chosen.get("voice", Voice.FIRST_PERSON),
        pen_name=str(chosen.get("pen_name", "")),
        hides=chosen.get("hides", ()),
        labels=chosen.get("labels"),
        to=str(chosen.get("to", "")),
        on=chosen.get("on"),
    )
    actions.choose(
        draft=draft,
        scopes=chosen.get("scopes", FIRST_THREE),
        sign_off=chosen.get("sign_off", SignOff.HIDE_MORE),
        sleeps=bool(chosen.get("sleeps", False)),
        adult=True,
        notice=notices.current("en").id,
    )
    return draft


def typed_back(code: ReturnCode) -> dict[int, str]:
    """The two groups that are asked for."""
    return {number: code.groups[number - 1] for number in groups_to_ask(code)}


def tell(slug: str, text: str = WORDS, *, same: Told | None = None, **chosen: Any) -> Told:
    """Write, choose, type the code back, send; or send it under the code of `same`."""
    draft = write(slug, text, **chosen)
    if same is not None:
        sent = actions.submit(draft=draft, contributor=same.contributor)
        return Told(sent.ref, sent.contributor, same.code)
    code = actions.prepare_code(draft=draft)
    sent = actions.submit(draft=draft, typed=typed_back(code))
    return Told(sent.ref, sent.contributor, code)


def tell_to_be_asked(slug: str, text: str = NAMING, **chosen: Any) -> Told:
    """The same, by somebody who wants to be asked about the wording unless `chosen` differs."""
    return tell(slug, text, **({"sign_off": SignOff.ASK} | chosen))


def decide(ref: str, by: User, *, keeps: bool = False) -> None:
    """A person prepares it: every open suspicion is masked, or with `keeps` left as it stands."""
    if found := [finding.id for finding in read_as(viewer_of(by)).review(ref).findings]:
        actions.decide_words(
            ref=ref,
            findings=found,
            decision="keep" if keeps else "accept",
            reason="points_to_nobody" if keeps else "",
            whole_thread=False,
            by=by,
        )


def approve(ref: str, by: User, *, keeps: bool = False) -> None:
    """What is suspected is decided, then it is approved."""
    decide(ref, by, keeps=keeps)
    actions.approve(ref=ref, by=by)


def publish(told: Told, by: User, *, keeps: bool = False) -> None:
    """It is approved; she says yes where it needs one."""
    approve(told.ref, by, keeps=keeps)
    actions.sign_off(ref=told.ref, contributor=told.contributor)


def scopes(*names: str) -> Iterable[Scope]:
    """Scopes by their values."""
    return tuple(map(Scope, names))
