"""Two hundred texts with words of their own everywhere, half of which are erased. See its test.

Run by `tests.crash` in processes of their own. What is planted is written to a file beside the
home, never into it: one JSON object a text or draft.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from archive import actions, gate
from archive.actions import outbox
from archive.domain.words import Grade, Scope, Voice
from archive.gate import own_page, telling
from archive.gate.guard import ungated
from archive.models import Contribution, Draft
from archive.search.indexer import apply_outbox
from tests import factories
from tests.told import open_question, publish, tell, write

TEXTS, DRAFTS = 200, 20


def build(file: str) -> None:
    """Send, publish, mark and answer; write down what was planted where.

    No text shares a run of words with another: what repeats an erased one would be held.
    """
    chance = random.Random(7)
    with outbox.gathered():
        planted = _plant(chance)
    apply_outbox()
    for one, kept in zip(planted, _halved(planted), strict=True):
        one["kept"] = kept
    Path(file).write_text(json.dumps(planted))


def _plant(chance: random.Random) -> list[dict[str, Any]]:
    slug = open_question()
    staff = factories.people()
    factories.theme("nights")
    planted: list[dict[str, Any]] = []
    for _ in range(TEXTS):
        words = {kind: _word(chance) for kind in ("text", "memo", "message", "answer", "pen_name")}
        told = tell(
            slug,
            f"{words['text'].title()} and {' '.join(_word(chance) for _ in range(6))}.",
            pen_name=words["pen_name"],
            scopes=tuple(Scope),
        )
        actions.tag_passage(
            ref=told.ref,
            start=0,
            end=20,
            themes=["nights"],
            voice=Voice.FIRST_PERSON,
            memo=f"Says {words['memo']}.",
            by=staff.alice,
        )
        publish(told, staff.bob, keeps=True)
        actions.send_message(ref=told.ref, words=f"Was it {words['message']}?", by=staff.alice)
        actions.answer_message(
            ref=told.ref, contributor=told.contributor, words=f"It was {words['answer']}."
        )
        planted.append(
            {"ref": told.ref, "contributor": told.contributor, "words": words, "draft": False}
        )
    for number in range(DRAFTS):
        words = {"text": _word(chance), "pen_name": _word(chance)}
        ref = write(slug, f"Draft {number}: {words['text']}.", pen_name=words["pen_name"])
        planted.append({"ref": ref, "words": words, "draft": True})
    return planted


def erase_half(file: str) -> None:
    """What is not kept is erased by its writer, or given up; what is gone already is passed by."""
    for one in json.loads(Path(file).read_text()):
        if one["kept"] or not _stands(one):
            continue
        if one["draft"]:
            actions.discard_draft(draft=one["ref"])
        else:
            actions.withdraw(ref=one["ref"], contributor=one["contributor"], grade=Grade.ERASE)


def look_at_the_rest(file: str) -> None:
    """Every kept text, in its writer's eyes and in a moderator's, with every word it had."""
    reader = gate.read_as(gate.READER)
    moderator = gate.read_as(gate.viewer_of(factories.people().alice))
    for one in json.loads(Path(file).read_text()):
        if not one["kept"]:
            assert not _stands(one), one["ref"]
            continue
        words = one["words"]
        if one["draft"]:
            body = telling.draft_of(one["ref"]).body
            assert words["text"] in body.text
            assert words["pen_name"] == body.pen_name
            continue
        mine = own_page.my_text(one["contributor"], one["ref"])
        assert words["text"].title() in mine.original
        assert words["pen_name"] == mine.pen_name
        letters = " ".join(line.words for line in mine.mailbox)
        assert words["message"] in letters
        assert words["answer"] in letters
        assert mine.original == reader.contribution(one["ref"]).text
        assert mine.original == moderator.review(one["ref"]).original
        assert words["memo"] in factories.memo_of(one["ref"])


def _stands(one: dict[str, Any]) -> bool:
    with ungated("what stands"):
        if one["draft"]:
            return Draft.objects.filter(ref=one["ref"]).exists()
        return Contribution.objects.filter(ref=one["ref"]).exclude(status="erased").exists()


def _word(chance: random.Random) -> str:
    """A word no language has, of which no piece stands in another: the proof looks for pieces."""
    return "".join(chance.choices(ascii_lowercase, k=18))


def _halved(planted: list[dict[str, Any]]) -> list[bool]:
    """Every other one of the texts and of the drafts."""
    return [number % 2 == 0 for number in range(len(planted))]
