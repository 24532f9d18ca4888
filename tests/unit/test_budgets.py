"""Budgets slow machines down, note nobody, and lock nobody out who holds a right code."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from archive.web.contributing import budgets
from archive.web.contributing.budgets import (
    EVERYBODY,
    SENDER_UNKNOWN,
    Budget,
    DailyKey,
    codes_need_effort,
    count_wrong_code,
    network_of,
    sender,
)

HOUR = timedelta(hours=1)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _nothing_counted_before_or_after() -> Iterator[None]:
    budgets.forget_all()
    yield
    budgets.forget_all()


def request_from(address: str) -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=address)


# --- Counting ------------------------------------------------------------------------------------


def test_a_budget_grants_its_limit_and_then_no_more(clock: Clock) -> None:
    budget = Budget("test", 3, HOUR, clock=clock)
    assert [budget.left("a"), budget.take("a"), budget.left("a")] == [3, True, 2]
    assert [budget.take("a") for _ in range(4)] == [True, True, False, False]
    assert budget.left("a") == 0
    assert budget.take("b")


def test_a_budget_fills_again_evenly(clock: Clock) -> None:
    budget = Budget("test", 3, HOUR, clock=clock)
    for _ in range(3):
        budget.take("a")
    assert budget.wait("a") == timedelta(minutes=20)
    clock.passes(20 * 60 - 1)
    assert not budget.take("a")
    clock.passes(1)
    assert budget.wait("a") == timedelta(0)
    assert budget.take("a")
    assert not budget.take("a")
    clock.passes(3600)
    assert budget.left("a") == 3


@given(
    st.integers(1, 9),
    st.integers(1, 5000),
    st.lists(st.floats(0, 900, allow_nan=False), max_size=60),
)
def test_left_wait_and_take_agree_and_twice_the_limit_is_never_passed(limit, per, pauses) -> None:
    clock = Clock()
    budget = Budget("test", limit, timedelta(seconds=per), clock=clock)
    granted: list[float] = []
    for pause in pauses:
        clock.passes(pause)
        left, wait = budget.left("a"), budget.wait("a")
        assert (left > 0) == (wait == timedelta(0))
        assert 0 <= left <= limit
        took = budget.take("a")
        assert took == (left > 0)
        if took:
            granted.append(clock.seconds)
        recent = [at for at in granted if at > clock.seconds - per]
        assert len(recent) <= 2 * limit


def test_waiting_as_long_as_said_is_enough(clock: Clock) -> None:
    budget = Budget("test", 7, HOUR, clock=clock)
    for _ in range(7):
        budget.take("a")
    clock.passes(budget.wait("a").total_seconds())
    assert budget.take("a")


def test_counters_are_dropped_when_their_time_is_over(clock: Clock) -> None:
    budget = Budget("test", 3, HOUR, clock=clock)
    for number in range(100):
        budget.take(str(number))
    assert len(budget) == 100
    clock.passes(3600)
    budget.take("new")
    assert len(budget) == 1


def test_memory_is_bounded_and_the_oldest_goes_first(clock: Clock) -> None:
    budget = Budget("test", 2, HOUR, clock=clock, most_keys=10)
    for number in range(1000):
        budget.take(f"key {number}")
    assert len(budget) == 10
    assert [budget.left(f"key {number}") for number in (0, 989, 990, 999)] == [2, 2, 1, 1]


def test_threads_together_get_no_more_than_the_limit() -> None:
    budget = Budget("test", 500, HOUR, clock=Clock())
    granted: list[bool] = []

    def take_many() -> None:
        granted.extend([budget.take("a") for _ in range(200)])

    threads = [threading.Thread(target=take_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert granted.count(True) == 500


def test_a_budget_does_not_print_its_keys() -> None:
    budget = Budget("test", 2, HOUR)
    budget.take("somebody")
    assert "somebody" not in repr(budget)


# --- Who, without saying who ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, network",
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
    ],
)
def test_an_address_stands_for_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "0.0.0.0", "/run/x.sock"]
)
def test_addresses_that_tell_nobody_from_anybody_have_no_counter(address: str) -> None:
    who = sender(request_from(address))
    assert who == SENDER_UNKNOWN
    budget = Budget("test", 1, HOUR)
    assert all(budget.take(who) for _ in range(100))
    assert (budget.left(who), budget.wait(who), len(budget)) == (1, timedelta(0), 0)


@override_settings(ARCHIVE_TRUSTED_PROXY="10.0.0.5")
def test_the_proxy_in_front_is_nobody() -> None:
    assert sender(request_from("10.0.0.5")) == SENDER_UNKNOWN
    assert sender(request_from("10.0.0.6")) != SENDER_UNKNOWN


def test_neighbours_are_one_sender_and_strangers_are_two() -> None:
    assert sender(request_from("203.0.113.7")) == sender(request_from("203.0.113.200"))
    assert sender(request_from("203.0.113.7")) != sender(request_from("203.0.114.7"))


def test_a_sender_is_64_hexadecimal_digits_of_which_the_address_is_no_part() -> None:
    who = sender(request_from("203.0.113.7"))
    assert re.fullmatch("[0-9a-f]{64}", who)


def test_the_key_and_all_counters_go_after_a_day(clock: Clock) -> None:
    forgotten: list[bool] = []
    key = DailyKey(clock=clock, on_change=lambda: forgotten.append(True))
    request = request_from("203.0.113.7")
    before = sender(request, key=key)
    clock.passes(24 * 3600 - 1)
    assert sender(request, key=key) == before
    assert not forgotten
    clock.passes(1)
    assert sender(request, key=key) != before
    assert forgotten == [True]


def test_forgetting_all_forgets_the_key_and_every_budget() -> None:
    request = request_from("203.0.113.7")
    before = sender(request)
    for budget in budgets.BUDGETS:
        budget.take(before)
    budgets.forget_all()
    assert sender(request) != before
    assert [len(budget) for budget in budgets.BUDGETS] == [0] * len(budgets.BUDGETS)


def test_no_two_processes_or_days_share_a_key() -> None:
    assert DailyKey().digest("sender", "x") != DailyKey().digest("sender", "x")


def test_counting_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(100):
            count_wrong_code(who=sender(request_from("203.0.113.7")), locator="0123456789"[:9])
    assert caplog.records == []


# --- Codes ---------------------------------------------------------------------------------------


def test_an_honest_visitor_is_asked_for_nothing() -> None:
    who = sender(request_from("203.0.113.7"))
    assert not codes_need_effort(who=who, locator="A" * 9)
    for _ in range(3):
        count_wrong_code(who=who, locator="A" * 9)
    assert not codes_need_effort(who=who, locator="A" * 9)


def test_a_sender_who_guesses_is_asked_for_work_and_others_are_not() -> None:
    guesser, other = (sender(request_from(address)) for address in ("203.0.113.7", "192.0.2.1"))
    for number in range(budgets.CODES_PER_SENDER.limit):
        count_wrong_code(who=guesser, locator=f"{number:09}")
    assert codes_need_effort(who=guesser, locator="B" * 9)
    assert not codes_need_effort(who=other, locator="B" * 9)


def test_a_locator_that_is_guessed_at_from_everywhere_costs_work_from_everywhere() -> None:
    for number in range(budgets.CODES_PER_LOCATOR.limit):
        count_wrong_code(who=sender(request_from(f"203.0.{number}.7")), locator="C" * 9)
    assert codes_need_effort(who=sender(request_from("192.0.2.1")), locator="C" * 9)
    assert not codes_need_effort(who=sender(request_from("192.0.2.1")), locator="D" * 9)


def test_guessing_from_everywhere_at_everything_costs_everybody_work_for_an_hour_at_most() -> None:
    for number in range(budgets.CODES_IN_ALL.limit):
        count_wrong_code(who=SENDER_UNKNOWN, locator=f"{number:09}")
    assert codes_need_effort(who=SENDER_UNKNOWN, locator="E" * 9)
    assert budgets.CODES_IN_ALL.wait(EVERYBODY) < timedelta(seconds=5)


def test_locators_are_not_kept_as_they_are() -> None:
    count_wrong_code(who=SENDER_UNKNOWN, locator="F" * 9)
    assert budgets.CODES_PER_LOCATOR.left("F" * 9) == budgets.CODES_PER_LOCATOR.limit
    assert len(budgets.CODES_PER_LOCATOR) == 1
