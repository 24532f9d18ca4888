"""Texts given by people without accounts, through the very verbs that their pages call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.management import call_command

from archive import actions
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.words import Scope, SignOff, Voice
from archive.gate import notices
from archive.models import Notice

WORDS = "I took it for a year and slept badly. Then I stopped, slowly, and slept again."
FIRST_THREE = (Scope.HOLD, Scope.READ, Scope.FIND)


@dataclass(frozen=True)
class Told:
    """A text that was sent, the key of its contributor's row, and her code."""

    ref: str
    contributor: int
    code: ReturnCode


def open_question(title: str = "What helped you sleep?") -> str:
    """A steward's prompt; its slug."""
    if not Notice.objects.exists():
        call_command("prepare", verbosity=0)
    return actions.open_prompt(title=title, text="Tell it as you would tell a friend.", by=None)


def write(slug: str, text: str = WORDS, **chosen: object) -> str:
    """A draft that was chosen for and has its code, not sent yet; its ref."""
    draft = actions.save_draft(
        slug=slug,
        text=text,
        voice=chosen.get("voice", Voice.FIRST_PERSON),
        pen_name=str(chosen.get("pen_name", "")),
        hides=chosen.get("hides", ()),
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


def tell(slug: str, text: str = WORDS, **chosen: object) -> Told:
    """Write, choose, type the code back, send."""
    draft = write(slug, text, **chosen)
    code = actions.prepare_code(draft=draft)
    sent = actions.submit(draft=draft, typed=typed_back(code))
    return Told(sent.ref, sent.contributor, code)


def publish(told: Told, by: object) -> None:
    """A moderator decides on every finding and approves; she says yes where it needs one."""
    from archive import gate

    sheet = gate.read_as(gate.viewer_of(by)).review(told.ref)
    for finding in sheet.findings:
        actions.decide_finding(ref=told.ref, finding=finding.id, decision="accept", by=by)
    actions.approve(ref=told.ref, by=by)
    actions.sign_off(ref=told.ref, contributor=told.contributor)


def scopes(*names: str) -> Iterable[Scope]:
    """Scopes by their values."""
    return tuple(map(Scope, names))
