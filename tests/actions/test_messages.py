"""Questions wait in the mailbox where its owner wants them; her letters wait until one is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive import vault
from archive.actions.answering import answer_message
from archive.actions.messages import send_message, settle_letter
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.return_code import ReturnCode
from archive.domain.words import Letter, Role
from archive.gate import read_as, viewer_of
from archive.gate.guard import ungated
from archive.gate.own_page import my_text
from archive.models import Contribution, Message
from tests.actions.agreed import Agreed, agreed
from tests.actions.imported import account, rows

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def told() -> Agreed:
    return agreed()


def _mira():
    return account("mira", Role.MODERATOR)


def _staff():
    return read_as(viewer_of(_mira()))


def test_a_question_waits_sealed_until_she_returns(told):
    send_message(ref=told.ref, words="Was it \r\n in spring?", by=_mira())
    (letter,) = my_text(told.contributor, told.ref).mailbox
    assert (letter.kind, letter.words, letter.is_new) == (
        Letter.QUESTION,
        "Was it \n in spring?",
        True,
    )
    with ungated("test"):
        kept = Message.objects.get()
        assert b"spring" not in bytes(kept.body)
        opened = vault.ring([told.ref]).unseal(told.ref, "message.body", kept.body)
    assert opened == letter.words
    assert kept.by == _mira()


def test_without_her_yes_to_the_mailbox_nothing_is_asked(told):
    for until in (None, timezone.now() - timedelta(minutes=1)):
        with ungated("test"):
            Contribution.objects.filter(ref=told.ref).update(mailbox_until=until)
        with pytest.raises(Conflict):
            send_message(ref=told.ref, words="Was it in spring?", by=_mira())
    assert not _staff().mailbox(told.ref).open


def test_nobody_can_be_asked_about_an_import(told):
    essay = rows(told.slug)[0]
    with pytest.raises(Conflict, match="invited"):
        send_message(ref=essay.ref, words="Was it in spring?", by=_mira())
    assert not _staff().mailbox(essay.ref).owned


def test_a_question_has_words_and_no_code(told):
    for wrong in ("", " \n ", "x" * 4_001, f"Use {ReturnCode.new().shown} please"):
        with pytest.raises(InvalidInput):
            send_message(ref=told.ref, words=wrong, by=_mira())


def test_researchers_ask_and_settle_nothing(told):
    rita = account("rita", Role.RESEARCHER)
    with pytest.raises(NotAllowed):
        send_message(ref=told.ref, words="Was it in spring?", by=rita)
    with pytest.raises(NotAllowed):
        settle_letter(message=1, by=rita)
    with pytest.raises(NotFound):
        read_as(viewer_of(rita)).mailbox(told.ref)


def test_her_answer_waits_until_somebody_has_read_it(told):
    send_message(ref=told.ref, words="Was it in spring?", by=_mira())
    answer_message(ref=told.ref, contributor=told.contributor, words="In March.")
    (waiting,) = _staff().letters_waiting()
    assert (waiting.ref, waiting.position, waiting.letters) == (told.ref, "1", 1)
    box = _staff().mailbox(told.ref)
    assert [(x.from_staff, x.by, x.words, x.waits) for x in box.letters] == [
        (True, "mira", "Was it in spring?", False),
        (False, "", "In March.", True),
    ]
    assert box.waiting == 1
    settle_letter(message=box.letters[1].id, by=_mira())
    settle_letter(message=box.letters[1].id, by=_mira())
    assert _staff().letters_waiting() == ()


def test_a_question_of_staff_is_not_theirs_to_mark_as_read(told):
    send_message(ref=told.ref, words="Was it in spring?", by=_mira())
    (question,) = _staff().mailbox(told.ref).letters
    with pytest.raises(NotFound):
        settle_letter(message=question.id, by=_mira())
    assert my_text(told.contributor, told.ref).mailbox[0].is_new
