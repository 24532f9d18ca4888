"""What each grade of a withdrawal does to each store: the rows of the table in docs/withdrawal.md.

Effects are looked for right after the verb returns, with no sweep and no other command between.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from archive import actions, gate, vault
from archive.actions import ledger, outbox
from archive.domain import warrant
from archive.domain.errors import Gone, NotFound
from archive.domain.words import Audience, Grade, Role, Scope, Status, Treatment, Voice
from archive.gate import own_disclosed, own_page
from archive.gate.guard import ungated
from archive.models import (
    AuditEvent,
    Coding,
    ConsentEvent,
    Contribution,
    Finding,
    Message,
    Original,
    Passage,
    Redaction,
    Rendition,
)
from archive.search import indexer
from archive.search.find import find
from archive.search.indexes import index_of
from archive.search.similar import similar_to
from archive.search.vectors import keeping
from tests import factories
from tests.told import Told, open_question, publish, tell

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

WORD = "bandicoot"
QUOTE = f"The {WORD} came out at three and sat beside my bed until morning."
EVERYTHING = tuple(Scope)
GRADES = [None, *Grade]


@dataclass
class World:
    """A published text, a reply that quotes it and one that does not."""

    slug: str
    told: Told
    quoting: Told
    plain: Told
    staff: factories.People

    def take_back(self, grade: Grade | None) -> None:
        """Withdraw, as her page does."""
        if grade is not None:
            actions.withdraw(ref=self.told.ref, contributor=self.told.contributor, grade=grade)


@pytest.fixture
def world() -> World:
    """Everything published and found, the index up to date."""
    slug = open_question()
    staff = factories.people()
    factories.theme("night-visitors")
    told = tell(slug, QUOTE + " I was glad of it.", scopes=EVERYTHING, pen_name="Insomniac")
    actions.tag_passage(
        ref=told.ref, start=0, end=20, themes=["night-visitors"], voice=Voice.FIRST_PERSON,
        by=staff.alice,
    )  # fmt: skip
    publish(told, staff.alice)
    quoting = tell(slug, f"You write: {QUOTE} I know that.", to=told.ref, scopes=EVERYTHING)
    plain = tell(slug, "Thank you for saying so.", to=told.ref, scopes=EVERYTHING)
    for reply in (quoting, plain):
        publish(reply, staff.bob)
    indexer.apply_outbox()
    return World(slug, told, quoting, plain, staff)


def _is_read(ref: str) -> bool:
    try:
        gate.read_as(gate.READER).contribution(ref)
    except (NotFound, Gone):
        return False
    return True


@pytest.mark.parametrize("grade", GRADES)
def test_pages_of_readers(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    stays = grade in (None, Grade.RESEARCH)
    client = Client()
    assert _is_read(world.told.ref) is stays
    assert client.get(f"/c/{world.told.ref}/").status_code == (200 if stays else 410)
    page = client.get(f"/d/{world.slug}/").content.decode()
    assert ("I was glad of it" in page) is stays
    assert ("Insomniac" in page) is stays


@pytest.mark.parametrize("grade", GRADES)
def test_theme_pages_and_their_counts(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    stays = grade in (None, Grade.RESEARCH)
    reader = gate.read_as(gate.READER)
    assert len(reader.theme("night-visitors").accounts) == (1 if stays else 0)
    counts = {theme.slug: n for theme, n in reader.themes()}
    assert counts["night-visitors"] == (1 if stays else 0)


@pytest.mark.parametrize("grade", GRADES)
def test_search_totals_and_facets_of_readers(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    answer = find(gate.READER, "glad", strict=False)
    stays = grade in (None, Grade.RESEARCH)
    assert answer.total == (1 if stays else 0)
    assert [hit.ref for hit in answer.hits] == ([world.told.ref] if stays else [])
    themes = {value.value: value.count for value in answer.facets["theme"]}
    assert themes.get("night-visitors", 0) == (1 if stays else 0)


@pytest.mark.parametrize("grade", GRADES)
def test_search_of_researchers(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    rosa = gate.viewer_of(factories.account("rosa", Role.RESEARCHER))
    assert find(rosa, "glad", strict=False).total == (1 if grade is None else 0)


@pytest.mark.parametrize("grade", GRADES)
def test_staff(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    reader = gate.read_as(gate.viewer_of(world.staff.carol))
    if grade is Grade.ERASE:
        with pytest.raises(Gone):
            reader.review(world.told.ref)
    else:
        assert reader.review(world.told.ref).original.startswith(QUOTE)
    staff = gate.viewer_of(world.staff.carol)
    assert find(staff, "glad", strict=False).total == (0 if grade is Grade.ERASE else 1)


@pytest.mark.parametrize("grade", GRADES)
def test_bytes_of_the_indexes(world: World, grade: Grade | None) -> None:
    """The word stands in the quoting reply as well: it goes with it, or stays for staff alone."""
    world.take_back(grade)
    gone: dict[Grade | None, set[str]] = {
        None: set(),
        Grade.RESEARCH: {"research"},
        Grade.UNPUBLISH: {"public", "research"},
        Grade.ERASE: {"public", "research", "staff"},
    }
    for audience in Audience:
        assert index_of(audience).generation()
        folder = Path(settings.ARCHIVE_HOME) / "index" / audience.value
        data = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file()).lower()
        assert (b"glad" not in data) is (audience.value in gone[grade]), audience


@pytest.mark.parametrize("grade", GRADES)
def test_vectors_of_similar_accounts(world: World, settings: Any, grade: Grade | None) -> None:
    settings.ARCHIVE_SIMILAR = True
    indexer.reindex()
    vectors = keeping.store().vectors()
    vector = vectors.of(world.told.ref).astype("f2").tobytes()
    assert {world.told.ref, world.quoting.ref} <= set(vectors.refs)
    world.take_back(grade)
    data = b"".join(f.read_bytes() for f in keeping.store().path.iterdir())
    assert (vector in data) is (grade is None)
    rosa = gate.viewer_of(factories.account("rosa", Role.RESEARCHER))
    shown = gate.read_as(rosa).contribution(world.plain.ref)
    assert similar_to(rosa, shown).texts == {None: 2, Grade.RESEARCH: 1}.get(grade, 0)


@pytest.mark.parametrize("grade", GRADES)
def test_replies_that_repeat_it_and_replies_that_lean_on_it(
    world: World, grade: Grade | None
) -> None:
    world.take_back(grade)
    hides = grade in (Grade.UNPUBLISH, Grade.ERASE)
    assert _is_read(world.quoting.ref) is not hides
    assert _is_read(world.plain.ref)
    rows = {name: factories.contribution(getattr(world, name).ref) for name in ("quoting", "plain")}
    assert rows["quoting"].held is hides
    assert rows["plain"].reread is hides
    assert not rows["plain"].held
    queue = {row.ref for row in gate.read_as(gate.viewer_of(world.staff.bob)).queue()}
    assert ({world.quoting.ref, world.plain.ref} <= queue) is hides
    told = [line.kind.value for line in _mailbox(world.quoting)]
    assert ("held" in told) is hides


def _mailbox(told: Told) -> tuple[own_disclosed.MailboxLine, ...]:
    return own_page.my_text(told.contributor, told.ref).mailbox


def test_a_held_reply_is_shown_again_once_a_moderator_has_read_it(world: World) -> None:
    world.take_back(Grade.ERASE)
    sheet = gate.read_as(gate.viewer_of(world.staff.bob)).review(world.quoting.ref)
    start = sheet.original.index(QUOTE)
    actions.redact(
        ref=world.quoting.ref, start=start, end=start + len(QUOTE), treatment=Treatment.MASK,
        by=world.staff.bob,
    )  # fmt: skip
    actions.approve(ref=world.quoting.ref, by=world.staff.bob)
    shown = gate.read_as(gate.READER).contribution(world.quoting.ref).text
    assert WORD not in shown


@pytest.mark.parametrize("grade", GRADES)
def test_rows_and_keys(world: World, grade: Grade | None) -> None:
    world.take_back(grade)
    gone = grade is Grade.ERASE
    with warrant.opened("tests", "look"):
        assert (world.told.ref in vault.refs_with_keys()) is not gone
    with ungated("looking at every layer"):
        row = Contribution.objects.get(ref=world.told.ref)
        layers = {
            "original": Original.objects.filter(contribution=row).count(),
            "renditions": Rendition.objects.filter(contribution=row).count(),
            "findings and redactions": Finding.objects.filter(contribution=row).count()
            + Redaction.objects.filter(contribution=row).count(),
            "passages": Passage.objects.filter(contribution=row).count(),
            "codings": Coding.objects.filter(content_object__contribution=row).count(),
            "messages": Message.objects.filter(contribution=row).count(),
        }
        assert row.pen_name is None or not gone
    assert bool(layers["original"]) is not gone
    assert bool(layers["renditions"]) is not gone
    if gone:
        assert not any(layers.values()), layers


def test_a_tombstone_keeps_its_ref_month_and_class_only(world: World) -> None:
    before = factories.contribution(world.told.ref)
    world.take_back(Grade.ERASE)
    row = factories.contribution(world.told.ref)
    kept = {
        name
        for name in (field.attname for field in row._meta.concrete_fields)
        if getattr(row, name) not in (None, "", False, 0)
    }
    assert kept == {
        "id", "ref", "discussion_id", "kind", "order", "source_digest", "voice", "status",
        "consent", "contributed", "hidden", "was_public", "written_at", "arrived_at", "erased_at",
    }  # fmt: skip
    assert (row.status, row.was_public) == (Status.ERASED.value, True)
    assert row.written_at is not None
    assert (row.written_at.day, row.arrived_at.day) == (1, 1)
    assert row.voice == Voice.UNCLEAR.value
    assert not row.signed_off
    assert not row.voice_cleared
    assert before.contributor_id
    assert row.contributor_id is None


@pytest.mark.parametrize("grade", list(Grade))
def test_what_is_kept_on_purpose(world: World, grade: Grade) -> None:
    """Events, the audit chain and the ledger: ids, codes and times, never words."""
    world.take_back(grade)
    with ungated("looking at records"):
        events = ConsentEvent.objects.filter(
            contribution__ref=world.told.ref, action="withdrawn"
        ).count()
        audited = {event.verb for event in AuditEvent.objects.filter(ref=world.told.ref)}
    taken = {Grade.RESEARCH: 3, Grade.UNPUBLISH: 5, Grade.ERASE: 8}
    assert events == taken[grade]
    assert ("erase" if grade is Grade.ERASE else "withdraw") in audited
    assert (world.told.ref in ledger.erased()) is (grade is Grade.ERASE)
    with ungated("verifying the chain"):
        assert actions.verify_audit() is None
    assert not actions.verify_consent()


def test_a_code_under_which_nothing_stands_any_more_leads_nowhere(world: World) -> None:
    assert own_page.recognise(world.told.code) == world.told.contributor
    world.take_back(Grade.ERASE)
    assert own_page.recognise(world.told.code) is None


def test_taking_back_is_finished_when_it_returns_even_where_the_index_is_locked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox hides what the index has not learnt."""
    monkeypatch.setattr(outbox, "applier", None)
    world.take_back(Grade.UNPUBLISH)
    assert find(gate.READER, "glad", strict=False).total == 0
