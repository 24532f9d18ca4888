"""No SQL reads a gated table outside the gate, whichever way it was written."""

from __future__ import annotations

import threading

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.db import connection

from archive import vault
from archive.domain import warrant
from archive.domain.warrant import NoWarrant
from archive.gate.guard import UngatedRead, gated_tables
from archive.models import Contribution, Discussion, Passage, Rendition, Theme, User

pytestmark = pytest.mark.django_db(databases="__all__")

WAYS = {
    "a list": lambda: list(Contribution.objects.all()),
    "a count": Contribution.objects.count,
    "the base manager": lambda: list(Contribution._base_manager.all()),
    "values over a join": lambda: list(
        Theme.objects.values("codings__content_object__contribution")
    ),
    "select_related": lambda: list(Rendition.objects.select_related("contribution")),
    "an aggregate": lambda: Discussion.objects.filter(contributions__kind="essay").exists(),
    "raw": lambda: list(Rendition.objects.raw("select * from archive_rendition")),
    "dumpdata": lambda: call_command("dumpdata", "archive"),
    "themes of a passage": lambda: list(Passage(pk=1).themes.all()),
}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_round_the_gate_is_stopped_at_the_cursor(way: str) -> None:
    """The refusal names the table and the right call."""
    with pytest.raises((UngatedRead, CommandError)) as refused:
        WAYS[way]()
    chain = [refused.value, refused.value.__cause__, refused.value.__context__]
    assert any(isinstance(e, UngatedRead) for e in chain), refused.value


def test_a_cursor_of_ones_own_is_stopped_too() -> None:
    """Upper case and quotes do not help."""
    with connection.cursor() as cursor, pytest.raises(UngatedRead):
        cursor.execute('SELECT ref FROM "ARCHIVE_CONTRIBUTION"')


def test_open_tables_need_no_warrant() -> None:
    """Accounts and themes are read as in any application."""
    assert User.objects.count() == 0
    assert isinstance(Theme.objects.count(), int)


def test_a_warrant_ends_with_its_block_and_does_not_reach_other_threads() -> None:
    """A new thread starts closed."""
    seen: list[object] = []
    with warrant.opened("test", "review"):
        assert Contribution.objects.count() == 0
        thread = threading.Thread(target=lambda: seen.append(warrant.current()))
        thread.start()
        thread.join()
    assert seen == [None]
    with pytest.raises(UngatedRead):
        Contribution.objects.count()


def test_the_vault_opens_nothing_without_a_warrant() -> None:
    """Not even with a key ring in hand."""
    with warrant.opened("test", "review"):
        ring = vault.create_keys(["a" * 16])
        blob = ring.seal("a" * 16, "original.body", "a secret")
    with pytest.raises(NoWarrant):
        ring.unseal("a" * 16, "original.body", blob)


def test_a_sealed_text_does_not_open_in_another_place() -> None:
    """The place and the ref are bound into the seal."""
    with warrant.opened("test", "review"):
        ring = vault.create_keys(["b" * 16])
        blob = ring.seal("b" * 16, "original.body", "a secret")
        assert ring.unseal("b" * 16, "original.body", blob) == "a secret"
        with pytest.raises(InvalidTag):
            ring.unseal("b" * 16, "rendition.body", blob)
        vault.drop_key("b" * 16)
        assert vault.ring(["b" * 16]).unseal("b" * 16, "original.body", blob) is None


def test_every_table_with_text_is_gated() -> None:
    """The list that the guard's expression is made of."""
    assert {
        "archive_contribution", "archive_original", "archive_rendition", "archive_passage",
        "archive_coding", "archive_redaction", "archive_finding", "archive_discussion",
        "archive_consentevent", "archive_removalrequest", "vault_datakey",
    } <= gated_tables()  # fmt: skip
