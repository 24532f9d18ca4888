"""`verify_consent` finds whatever would let the gate believe what nobody said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command

from archive import actions, vault
from archive.domain import warrant
from archive.domain.words import Grade, Scope
from archive.gate.guard import ungated
from archive.models import ConsentEvent, Contribution, Notice
from tests.factories import make_discussion
from tests.told import open_question, tell

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def ref() -> str:
    """A text that was given, the ref of which the others are compared with."""
    return tell(open_question()).ref


def found() -> dict[str, list[str]]:
    """What does not hold, by ref."""
    said: dict[str, list[str]] = {}
    for finding in actions.verify_consent():
        said.setdefault(finding.ref, []).append(finding.wrong)
    return said


def test_what_was_given_taken_back_and_erased_through_the_verbs_holds(ref: str) -> None:
    told = tell(open_question(), "Another text.")
    gone = tell(open_question(), "A text that goes.")
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.UNPUBLISH)
    actions.withdraw(ref=gone.ref, contributor=gone.contributor, grade=Grade.ERASE)
    assert found() == {}


def test_a_column_without_its_event_is_found(ref: str) -> None:
    with ungated("a test changes a column past the verbs"):
        later = Contribution.objects.get(ref=ref).read_until
        Contribution.objects.filter(ref=ref).update(quote_until=later, find_until=None)
    assert found() == {
        ref: [
            "find_until does not follow from the events",
            "quote_until does not follow from the events",
        ]
    }


def test_a_given_text_that_was_never_asked_about_a_scope_is_found(ref: str) -> None:
    with ungated("a test takes events away"):
        ConsentEvent.objects.filter(
            contribution__ref=ref, scope__in=[Scope.MACHINE.value, Scope.AFTER.value]
        ).delete()
    assert found() == {ref: ["no event for after, machine"]}


def test_an_import_need_not_have_been_asked_about_anything() -> None:
    make_discussion(["An essay.", "A comment."])
    assert found() == {}


def test_an_erased_text_that_still_allows_something_is_found(ref: str) -> None:
    with ungated("a test forgets the columns when erasing"):
        Contribution.objects.filter(ref=ref).update(status="erased")
    with warrant.opened("tests", "erase"):
        vault.drop_key(ref)
    assert found() == {
        ref: [
            f"it was erased, and {scope}_until still stands" for scope in ("hold", "read", "find")
        ]
    }


def test_the_key_of_an_erased_text_is_found(ref: str) -> None:
    actions.erase(ref=ref, by=None)
    with warrant.opened("tests", "restore"):
        vault.create_keys([ref])
    assert found() == {ref: ["it was erased, and its key is still there"]}


def test_a_notice_that_was_changed_after_somebody_agreed_to_it_is_found(ref: str) -> None:
    second = actions.publish_notice(
        language="en", text=Notice.objects.get().text.replace("18", "21"), by=None
    )
    Notice.objects.filter(pk=second.pk).update(text="Never asked, so nothing hangs on it.")
    assert found() == {}
    Notice.objects.filter(version=1).update(text="Other words.")
    assert found() == {
        ref: ["consent was given under notice en 1, whose text does not fit its hash"]
    }


def test_the_command_says_each_finding_in_a_line_and_exits_with_1(
    ref: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with ungated("a test changes a column past the verbs"):
        Contribution.objects.filter(ref=ref).update(find_until=None, hold_until=None)
    said = [
        f"{ref}: hold_until does not follow from the events",
        f"{ref}: find_until does not follow from the events",
    ]
    assert answer(capsys) == "\n".join(said) + "\n"
    as_json: dict[str, Any] = json.loads(answer(capsys, "--json"))
    assert (as_json["holds"], as_json["wrong"]) == (False, [ref])
    assert [f"{one['ref']}: {one['wrong']}" for one in as_json["findings"]] == said


def answer(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_consent", *options)
    assert stopped.value.code == 1
    return capsys.readouterr().out
