"""A discussion takes as many queries with a thousand comments as with ten."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.long_thread import long_thread

DATABASES = ("default", "keys")


def queries_of(client: Client, slug: str, comments: int) -> dict[str, int]:
    """How many queries the page takes, by database, after making sure that it shows everything."""
    with (
        CaptureQueriesContext(connections["default"]) as texts,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        page = client.get(f"/d/{slug}/")
    assert page.status_code == 200
    disclosed = page.context["discussion"]
    assert len(disclosed.thread) == comments
    assert max(item.depth for item in disclosed.thread) == 10
    return dict(zip(DATABASES, (len(texts), len(keys)), strict=True))


@pytest.mark.django_db
def test_a_thousand_comments_take_as_many_queries_as_ten(client: Client) -> None:
    few, many = long_thread(10), long_thread(1_000)
    client.get("/")  # what is looked up once a process

    expected = queries_of(client, few, 10)

    assert queries_of(client, many, 1_000) == expected
    assert expected["default"] <= 12
    assert expected["keys"] <= 2
