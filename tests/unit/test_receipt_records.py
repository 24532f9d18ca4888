"""Receipts tell how each answer stands on the day they are made, and carry no code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from archive.domain.receipts import (
    STANDING,
    ConsentStep,
    RecordState,
    looks_like_code,
    records_of,
    state_of,
)
from archive.domain.return_code import ReturnCode
from archive.domain.words import Scope
from archive.models.records import ACTIONS
from tests.unit.receipts import (
    EVERY_STATE,
    FIVE_YEARS,
    MADE,
    NOTICE,
    REF,
    SENT,
    a_receipt,
    steps,
)

LATER, EARLIER = MADE + timedelta(seconds=1), MADE - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("action", "until", "state"),
    [
        ("given", LATER, RecordState.GIVEN),
        ("renewed", LATER, RecordState.RENEWED),
        ("given", MADE, RecordState.EXPIRED),
        ("renewed", EARLIER, RecordState.EXPIRED),
        ("given", None, RecordState.UNKNOWN),
        ("basis", LATER, RecordState.UNKNOWN),
        ("refused", None, RecordState.REFUSED),
        ("withdrawn", LATER, RecordState.WITHDRAWN),
        ("revoked", None, RecordState.REVOKED),
        ("expired", None, RecordState.EXPIRED),
    ],
)
def test_an_answer_is_judged_on_the_day_of_the_receipt(action, until, state):
    assert state_of(action, until, MADE) is state


@pytest.mark.parametrize("action", ACTIONS)
def test_every_stored_action_has_a_state(action):
    assert state_of(action, None, MADE) in RecordState


def test_an_action_that_no_event_has_is_refused():
    with pytest.raises(ValueError, match="perhaps"):
        state_of("perhaps", LATER, MADE)


def test_every_scope_has_a_record_the_refused_ones_too():
    records = records_of(REF, steps(), MADE)
    assert [record.scope for record in records] == list(Scope)
    assert {record.state for record in records} == {RecordState.REFUSED}
    assert {record.notice_sha256 for record in records} == {NOTICE.sha256}


def test_the_last_answer_counts_under_the_notice_it_was_asked_with():
    records = {each.scope: each for each in records_of(REF, steps(EVERY_STATE), MADE)}
    assert records[Scope.FIND].state is RecordState.WITHDRAWN
    assert records[Scope.FIND].notice_version == NOTICE.version
    assert records[Scope.MACHINE].state is RecordState.EXPIRED


def test_a_scope_nobody_asked_about_is_unknown():
    [step] = [each for each in steps() if each.scope is Scope.READ]
    records = records_of(REF, [step], MADE)
    unknown = {each.scope for each in records if each.state is RecordState.UNKNOWN}
    assert unknown == set(Scope) - {Scope.READ}
    assert not any(each.notice_version for each in records if each.scope in unknown)


def test_what_staff_took_back_is_told_as_revoked():
    step = ConsentStep(1, Scope.READ, "withdrawn", SENT, notice=NOTICE, by_subject=False)
    record = records_of(REF, [step], MADE)[list(Scope).index(Scope.READ)]
    assert record.told is RecordState.REVOKED
    assert not record.told_by_subject


def test_a_receipt_without_records_is_refused():
    with pytest.raises(ValueError, match="record"):
        replace(a_receipt(), records=())


def test_a_scope_has_one_record_a_text():
    receipt = a_receipt()
    with pytest.raises(ValueError, match="one record"):
        replace(receipt, records=(*receipt.records, receipt.records[0]))


def test_a_yes_that_has_ended_is_not_called_a_yes():
    with pytest.raises(ValueError, match="expired"):
        replace(a_receipt(), made_at=SENT + FIVE_YEARS)
    ended = a_receipt(now=SENT + FIVE_YEARS)
    assert not {record.state for record in ended.records} & STANDING


def test_times_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        replace(a_receipt(), made_at=MADE.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        replace(a_receipt().records[0], at=SENT.replace(tzinfo=None))


@pytest.mark.parametrize("where", ["id", "subject", "address", "replaces"])
def test_a_return_code_gets_on_no_receipt(where):
    code = ReturnCode.new()
    for written in (code.shown, code.locator + code.verifier, code.shown.lower()):
        assert looks_like_code(written)
        change: dict[str, Any] = {where: f"https://archive.example/{written}"}
        with pytest.raises(ValueError, match="return code"):
            replace(a_receipt(), **change)


def test_a_code_in_groups_of_five_is_seen_too():
    code = ReturnCode.new()
    bare = code.locator + code.verifier
    assert looks_like_code("-".join(bare[start : start + 5] for start in range(0, 35, 5)))


def test_names_and_digests_are_no_codes():
    for name in (REF, NOTICE.sha256, "38f8dd19-5944-532e-952e-1e4ecd035606"):
        assert not looks_like_code(name)


def test_texts_come_oldest_first_whatever_the_order_of_the_rows():
    older = [replace(each, ref="older", sent_at=SENT - FIVE_YEARS) for each in a_receipt().records]
    mixed = (*a_receipt().records, *reversed(older))
    texts = replace(a_receipt(), records=mixed).texts
    assert [text.ref for text in texts] == ["older", REF]
    assert [[each.scope for each in text.records] for text in texts] == [list(Scope)] * 2
