"""A page of the workbench takes as many queries for much as for little."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import vault
from archive.domain.queue import PAGE
from archive.domain.words import Role
from archive.gate.guard import ungated
from archive.models import Assignment, Coding, ContentLabel, Contribution, Finding, Passage, User
from tests import factories
from tests.benchmarks.bench_queue import fill
from tests.benchmarks.generated import invented_text

pytestmark = pytest.mark.django_db(databases="__all__")

DATABASES = ("default", "keys")
HELD = timedelta(hours=3)


@pytest.fixture
def people() -> list[User]:
    return [factories.account(name, Role.MODERATOR) for name in ("alice", "bob")]


@pytest.fixture
def alice(people: list[User]) -> Client:
    client = Client()
    client.force_login(people[0])
    return client


def queries_of(
    client: Client, address: str, sent: dict[str, object] | None = None
) -> dict[str, int]:
    """How many queries a page takes, or a press, by database: the second time, because the first
    one notes what is noted once."""

    def asked() -> Any:
        if sent is None:
            return client.get(address)
        return client.post(address, sent, headers={"HX-Request": "true"})

    asked()
    with (
        CaptureQueriesContext(connections["default"]) as texts,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        answer = asked()
    assert answer.status_code == 200, answer.content.decode()
    return dict(zip(DATABASES, (len(texts), len(keys)), strict=True))


def coded_text(passages: int, people: list[User]) -> str:
    """A text with so many passages of both people, each with two themes, a memo and a voice."""
    text = invented_text(3_000, random.Random(passages))
    ref = factories.make_discussion([text, "A comment."]).refs[0]
    themes = [factories.theme(f"theme-{passages}-{number}") for number in range(2)]
    with ungated("a test marks many passages"):
        row = Contribution.objects.get(ref=ref)
        memo = vault.ring([ref]).seal(ref, "coding.memo", "Ask Bob about this.")
        marked = Passage.objects.bulk_create(
            Passage(
                contribution=row,
                start=5 * number,
                end=5 * number + 60,
                voice="first_person",
                made_by=people[number % 2],
            )
            for number in range(passages)
        )
        Coding.objects.bulk_create(
            Coding(content_object=passage, tag=theme, coder=people[number % 2], memo=memo)
            for number, passage in enumerate(marked)
            for theme in themes
        )
    return ref


@pytest.mark.parametrize("room", ["review", "code"])
def test_three_hundred_passages_take_as_many_queries_as_ten(
    alice: Client, people: list[User], room: str
) -> None:
    few, many = coded_text(10, people), coded_text(300, people)
    expected = queries_of(alice, f"/workbench/{room}/{few}/")

    assert queries_of(alice, f"/workbench/{room}/{many}/") == expected
    assert expected["default"] <= 60
    assert expected["keys"] <= 5


def test_a_press_on_three_hundred_passages_takes_as_many_queries_as_on_ten(
    alice: Client, people: list[User]
) -> None:
    few, many = coded_text(10, people), coded_text(300, people)
    press: dict[str, object] = {"do": "mark", "where": "selection", "start": 0, "end": 90}
    expected = queries_of(alice, f"/workbench/code/{few}/", press | {"themes": "theme-10-0"})

    assert (
        queries_of(alice, f"/workbench/code/{many}/", press | {"themes": "theme-10-1"}) == expected
    )
    assert expected["default"] <= 70


def queue_of(threads: int, texts: int, people: list[User]) -> None:
    """So many more texts that wait, each with something found and a label; Bob has a third."""
    now, bob = timezone.now(), people[1]
    with ungated("a test fills a queue"):
        before = set(Contribution.objects.values_list("pk", flat=True))
        fill(threads, texts)
        rows = list(Contribution.objects.exclude(pk__in=before))
        Finding.objects.bulk_create(
            Finding(contribution=row, field="text", start=0, end=4, kind="place", band="check")
            for row in rows
        )
        ContentLabel.objects.bulk_create(
            ContentLabel(contribution=row, label="crime", suggested=True) for row in rows
        )
        Assignment.objects.bulk_create(
            Assignment(contribution=row, account=bob, by=bob, at=now, until=now + HELD)
            for row in rows[::3]
        )


@pytest.mark.parametrize("asked", ["", "?source=imported", "?label=crime", "?whose=free"])
def test_a_thousand_texts_in_the_queue_take_as_many_queries_as_ten(
    alice: Client, people: list[User], asked: str
) -> None:
    queue_of(1, 10, people)
    few = queries_of(alice, f"/workbench/{asked}")
    queue_of(10, 99, people)
    many = queries_of(alice, f"/workbench/{asked}")

    counting = 1 if many_wait(alice, asked) else 0  # ten stand on one page and need no count
    assert many == few | {"default": few["default"] + counting}
    assert many["default"] <= 40


def many_wait(client: Client, asked: str) -> bool:
    return bool(client.get(f"/workbench/{asked}").context["page"].total > PAGE)
