"""A page of search takes as many queries with twenty hits as with five, and in any archive."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.domain.words import Role
from tests import factories
from tests.benchmarks.filled_archive import fill

pytestmark = pytest.mark.django_db(databases="__all__")

DATABASES = ("default", "keys")
PAGES = (
    ("/search/", Role.READER, 17),
    ("/desk/", Role.RESEARCHER, 27),
    ("/desk/", Role.LEAD, 29),
    ("/desk/kwic/", Role.RESEARCHER, 20),
)
"""Where, who asks, and how many queries of the archive's own database it takes at most."""


def queries_of(client: Client, address: str, at_least: int) -> dict[str, int]:
    """How many queries a search for “the” takes, by database, after making sure it finds enough."""
    with (
        CaptureQueriesContext(connections["default"]) as texts,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        page = client.post(address, {"q": "the"})
    found = page.context["found"]
    assert len(getattr(found, "hits", None) or found.lines) >= at_least
    return dict(zip(DATABASES, (len(texts), len(keys)), strict=True))


def test_a_page_of_search_takes_no_more_queries_for_more_hits() -> None:
    clients = {role: Client() for role in Role}
    for role in (Role.RESEARCHER, Role.LEAD):
        clients[role].force_login(factories.account(role.value, role))
    fill(5)
    for address, role, _ in PAGES:
        clients[role].post(address, {"q": "the"})  # what is looked up once a process
    few = {(at, role): queries_of(clients[role], at, 4) for at, role, _ in PAGES}
    fill(14)
    fill(14)

    many = {(at, role): queries_of(clients[role], at, 20) for at, role, _ in PAGES}

    assert many == few
    assert {k: n["keys"] for k, n in few.items() if n["keys"] > 3} == {}
    assert {(a, r): few[a, r]["default"] for a, r, m in PAGES if few[a, r]["default"] > m} == {}
