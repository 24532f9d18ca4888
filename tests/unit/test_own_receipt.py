"""A contributor's receipt made of her page: its numbers, what it replaces, the last one of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from archive.domain.receipts import ConsentStep, Controller, NoticeMark, Receipt, RecordState
from archive.domain.words import Scope
from archive.gate.own_disclosed import MyPage, MyText
from archive.web.contributing.receipts import receipt_after_erasing, receipt_of
from tests.unit.test_own_words import TEXT

NOW = datetime(2025, 5, 12, 9, tzinfo=UTC)
SENT = NOW - timedelta(days=30)
END = NOW + timedelta(days=1000)
NOTICE = NoticeMark("en", 1, "0" * 64)
WHO = Controller("Firsthand", "", "", "https://archive.example/", "GB", "GB")


def steps(first: int, at: datetime = SENT) -> tuple[ConsentStep, ...]:
    """What sending a text writes: yes to three, no to the others."""
    yes = {Scope.HOLD, Scope.READ, Scope.FIND}
    return tuple(
        ConsentStep(
            first + n,
            scope,
            "given" if scope in yes else "refused",
            at + timedelta(milliseconds=n),
            END if scope in yes else None,
            NOTICE,
        )
        for n, scope in enumerate(Scope)
    )


def text(ref: str, first: int, at: datetime = SENT) -> MyText:
    return replace(TEXT, ref=ref, sent_on=date(2025, 4, 12), steps=steps(first, at))


def receipt(*texts: MyText) -> Receipt:
    made = receipt_of(
        MyPage("subject", texts, ()), WHO, address="https://archive.example/return/", now=NOW
    )
    assert made is not None
    return made


def with_step(one: MyText, number: int, scope: Scope, action: str) -> MyText:
    return replace(one, steps=(*one.steps, ConsentStep(number, scope, action, NOW)))


ONE = text("r1", 1)
TWO = text("r2", 9, SENT + timedelta(days=1))


def test_the_first_receipt_replaces_none() -> None:
    made = receipt(ONE)
    assert made.replaces == ""
    assert len(made.records) == len(Scope)


def test_the_same_answers_are_the_same_receipt_whenever_it_is_opened() -> None:
    later = receipt_of(
        MyPage("subject", (ONE,), ()),
        WHO,
        address="https://x.example/",
        now=NOW + timedelta(days=3),
    )
    assert later is not None
    assert later.id == receipt(ONE).id


def test_a_second_text_and_each_new_answer_make_a_receipt_that_names_the_one_before() -> None:
    first, second = receipt(ONE), receipt(ONE, TWO)
    assert second.replaces == first.id
    third = receipt(with_step(ONE, 17, Scope.READ, "withdrawn"), TWO)
    assert third.replaces == second.id
    assert len({first.id, second.id, third.id}) == 3


def test_what_was_taken_back_keeps_the_wording_it_was_asked_under() -> None:
    made = receipt(with_step(ONE, 17, Scope.READ, "withdrawn"))
    (record,) = (r for r in made.records if r.scope is Scope.READ)
    assert record.told is RecordState.WITHDRAWN
    assert record.notice_version == 1


def test_two_people_with_the_same_answers_have_two_numbers() -> None:
    other = receipt_of(MyPage("other", (ONE,), ()), WHO, address="https://x.example/", now=NOW)
    assert other is not None
    assert other.id != receipt(ONE).id


def test_without_texts_there_is_no_receipt() -> None:
    page = MyPage("subject", (), ())
    assert receipt_of(page, WHO, address="https://x.example/", now=NOW) is None


def test_the_last_receipt_of_an_erased_text_says_that_all_of_it_was_taken_back() -> None:
    page = MyPage("subject", (TWO, ONE), ())
    made = receipt_after_erasing(page, "r1", WHO, address="https://x.example/", now=NOW)
    assert made is not None
    told = {(r.ref, r.scope): r.told for r in made.records}
    assert told["r1", Scope.READ] is RecordState.WITHDRAWN
    assert told["r1", Scope.QUOTE] is RecordState.REFUSED
    assert told["r2", Scope.READ] is RecordState.GIVEN
    assert made.replaces == receipt(TWO, ONE).id
    assert made.id not in (made.replaces, receipt(TWO).id)
