"""What a model reads, and what it made of it, lasts exactly as long as its writer allows it.

Taken back, run out, hidden or erased: gone from every list in the same request, and from every
byte once the outbox was applied. The real model reads the texts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from archive import actions, gate
from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.words import Audience, Role, Scope, Voice
from archive.gate import Viewer, machine_texts
from archive.management.proving.proof import prove
from archive.management.proving.strings import Sought
from archive.models import Contribution, Outbox
from archive.search import indexer
from archive.search.port import Filters
from archive.search.similar import Why, close_to, similar_to
from archive.search.vectors import keeping, minilm
from tests import factories
from tests.factories import Made, People, account, published

pytestmark = pytest.mark.django_db

TEXTS = (
    "The tablets made me sleep for eleven hours, and I woke as grey as the heron.",
    "I slept half the day on those tablets and woke up grey.",
    "Stopping the tablets slowly gave me my mornings back, and my sleep got lighter.",
    "My sister has run a bakery for years; I like her rye bread.",
)
SLEEP, ALIKE, STOPPED, BREAD = range(4)


@pytest.fixture(autouse=True)
def _on(settings: Any) -> None:
    settings.ARCHIVE_SIMILAR = True


@pytest.fixture
def people() -> People:
    return factories.people()


@pytest.fixture
def made(people: People) -> Made:
    made = factories.make_discussion(list(TEXTS))
    for ref in made.refs:
        published(ref)
    indexer.reindex()
    return made


def change(ref: str, **columns: Any) -> None:
    with warrant.opened("tests", "change"):
        Contribution.objects.filter(ref=ref).update(**columns)


def researcher() -> Viewer:
    return gate.viewer_of(account("rosa", Role.RESEARCHER))


def staff() -> Viewer:
    return gate.viewer_of(account("carol", Role.LEAD))


def like(ref: str, viewer: Viewer | None = None) -> list[str]:
    viewer = viewer or researcher()
    shown = gate.read_as(viewer).contribution(ref)
    return [row.shown.ref for row in similar_to(viewer, shown).rows]


def close(query: str, viewer: Viewer | None = None, **filters: Any) -> list[str]:
    found = close_to(viewer or researcher(), query, Filters(**filters))
    return [row.shown.ref for row in found.rows]


def index_bytes() -> bytes:
    folder = Path(settings.ARCHIVE_HOME) / "index" / keeping.FOLDER
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def trace(ref: str) -> bytes:
    """The bytes of a text's first vector, as they are stored."""
    stored: bytes = keeping.store().vectors().of(ref)[0].astype(np.float16).tobytes()
    return stored


def test_what_tells_of_the_same_comes_first_with_why(made: Made) -> None:
    viewer = researcher()
    shown = gate.read_as(viewer).contribution(made.refs[SLEEP])
    found = similar_to(viewer, shown)
    assert found.rows[0].shown.ref == made.refs[ALIKE]
    assert {"grey", "woke"} <= set(found.rows[0].words)
    assert found.rows[0].nearness > 0.5
    assert found.texts == 3, "itself is not compared with itself"
    assert made.refs[SLEEP] not in [row.shown.ref for row in found.rows]
    assert made.refs[BREAD] not in [row.shown.ref for row in found.rows]


def test_a_query_finds_what_is_close_and_never_what_it_has_found_already(made: Made) -> None:
    assert made.refs[ALIKE] in close("insomnia OR eleven")
    assert made.refs[SLEEP] not in close("insomnia OR eleven"), "it is a hit"
    assert close("theme:sleep") == []


def test_what_a_query_asks_besides_words_holds_for_what_is_close(made: Made) -> None:
    assert close("drowsiness")
    assert close("drowsiness kind:essay") == [made.refs[SLEEP]]
    assert made.refs[SLEEP] not in close("drowsiness -heron")
    assert close("drowsiness", kind=("essay",)) == [made.refs[SLEEP]]
    assert close("drowsiness", discussion=("another",)) == []


def machine_withdrawn(ref: str, people: People) -> None:
    actions.withdraw_consent(ref=ref, scopes=[Scope.MACHINE], by=people.dave)


def all_withdrawn(ref: str, people: People) -> None:
    actions.withdraw_consent(ref=ref, by=people.dave)


def erased(ref: str, people: People) -> None:
    actions.erase(ref=ref, by=people.dave)


def words_hidden(ref: str, people: People) -> None:
    actions.hide_now(ref=ref, start=0, end=len(TEXTS[ALIKE]), by=people.alice)


ENDS: dict[str, Callable[[str, People], None]] = {
    "machine withdrawn": machine_withdrawn,
    "everything withdrawn": all_withdrawn,
    "erased": erased,
}


@pytest.mark.parametrize("how", ENDS)
def test_what_is_taken_back_is_gone_from_lists_and_bytes(
    made: Made, people: People, how: str
) -> None:
    ref, stays = made.refs[ALIKE], made.refs[STOPPED]
    gone, kept = trace(ref), trace(stays)
    assert gone in index_bytes()
    ENDS[how](ref, people)
    assert ref not in like(made.refs[SLEEP])
    assert ref not in close("drowsiness")
    indexer.apply_outbox()
    assert gone not in index_bytes()
    assert ref.encode() not in index_bytes().replace(b"\0", b""), "nor its name"
    assert kept in index_bytes()
    assert keeping.check().is_equal


@pytest.mark.parametrize("how", ["machine withdrawn", "erased"])
def test_it_is_gone_from_lists_before_the_store_has_learnt(
    made: Made, people: People, how: str
) -> None:
    ref = made.refs[ALIKE]
    with keeping.store().writing(), actions.outbox.gathered():
        ENDS[how](ref, people)
        assert ref in keeping.store().vectors().refs, "another process is writing just now"
        assert ref not in like(made.refs[SLEEP])
        assert ref not in close("drowsiness")


def test_words_that_are_hidden_go_from_the_vector_too(made: Made, people: People) -> None:
    gone = trace(made.refs[ALIKE])
    words_hidden(made.refs[ALIKE], people)
    indexer.apply_outbox()
    assert gone not in index_bytes()
    assert made.refs[ALIKE] not in like(made.refs[SLEEP])
    assert keeping.check().is_equal


def test_a_permission_that_runs_out_by_the_clock_ends_at_once(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = timezone.now() + timedelta(hours=1)
    change(made.refs[ALIKE], machine_until=soon)
    indexer.reindex()
    gone = trace(made.refs[ALIKE])
    assert made.refs[ALIKE] in like(made.refs[SLEEP])
    monkeypatch.setattr(timezone, "now", lambda: soon)
    assert made.refs[ALIKE] not in like(made.refs[SLEEP])
    assert made.refs[ALIKE] not in close("drowsiness")
    assert (
        similar_to(researcher(), gate.read_as(researcher()).contribution(made.refs[0])).texts == 2
    )
    assert gone in index_bytes()
    call_command("sweep", stdout=StringIO())
    assert gone not in index_bytes()


def test_a_text_whose_writer_did_not_allow_it_is_neither_compared_nor_read(made: Made) -> None:
    change(made.refs[ALIKE], machine_until=None)
    indexer.reindex()
    assert made.refs[ALIKE] not in [t.ref for chunk in machine_texts() for t in chunk]
    viewer = researcher()
    shown = gate.read_as(viewer).contribution(made.refs[ALIKE])
    assert similar_to(viewer, shown).why is Why.NOT_THIS


def test_the_gate_is_asked_again_for_every_row(made: Made) -> None:
    """As if the store had drifted from the database: no outbox row, no write."""
    change(made.refs[ALIKE], machine_until=timezone.now())
    assert made.refs[ALIKE] in keeping.store().vectors().refs
    assert made.refs[ALIKE] not in like(made.refs[SLEEP])
    assert made.refs[ALIKE] not in close("drowsiness")
    change(made.refs[SLEEP], machine_until=timezone.now())
    assert like(made.refs[SLEEP]) == []
    assert not keeping.check().is_equal


@pytest.mark.parametrize("voice", [Voice.SECOND_HAND, Voice.UNCLEAR, Voice.COMMENTARY])
def test_only_what_a_writer_tells_of_herself_is_read(made: Made, voice: Voice) -> None:
    change(made.refs[ALIKE], voice=voice.value, voice_cleared=voice is not Voice.UNCLEAR)
    assert made.refs[ALIKE] not in [t.ref for chunk in machine_texts() for t in chunk]


def test_of_a_mixed_text_only_accounts_are_read_and_never_what_they_tell_of_others(
    made: Made, people: People
) -> None:
    ref, text = made.refs[BREAD], TEXTS[BREAD]
    mark(ref, text, "My sister has run a bakery for years", Voice.SECOND_HAND, people)
    published(ref)
    assert fed(ref) == "; I like her rye bread."
    mark(ref, text, "I like her rye bread.", Voice.FIRST_PERSON, people)
    published(ref, Voice.MIXED)
    assert fed(ref) == "I like her rye bread."
    mark(ref, text, "her rye", Voice.SECOND_HAND, people)
    published(ref, Voice.MIXED)
    assert fed(ref) == "I like\n\nbread."


def mark(ref: str, text: str, words: str, voice: Voice, people: People) -> None:
    start = text.index(words)
    actions.tag_passage(
        ref=ref, start=start, end=start + len(words), themes=[], voice=voice, by=people.alice
    )


def fed(ref: str) -> str:
    return "".join(t.text for chunk in machine_texts(frozenset([ref])) for t in chunk)


def test_each_audience_is_shown_what_it_may_see(made: Made) -> None:
    change(made.refs[ALIKE], research_until=None)
    indexer.reindex()
    assert made.refs[ALIKE] not in like(made.refs[SLEEP], researcher())
    assert made.refs[ALIKE] in like(made.refs[SLEEP], staff())
    change(made.refs[ALIKE], contributed=True, hold_until=None)
    indexer.reindex()
    assert made.refs[ALIKE] not in like(made.refs[SLEEP], staff())
    assert made.refs[ALIKE] not in keeping.store().vectors().refs


def test_readers_are_shown_nothing(made: Made) -> None:
    shown = gate.read_as(gate.READER).contribution(made.refs[SLEEP])
    with pytest.raises(NotFound):
        similar_to(gate.READER, shown)
    with pytest.raises(NotFound):
        close_to(gate.READER, "sleep", Filters())


def test_a_text_is_read_once_however_often_it_is_written(
    made: Made, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "embed", None)
    factories.theme("sleep", "Sleep")
    mark(made.refs[SLEEP], TEXTS[SLEEP], "sleep for eleven hours", Voice.FIRST_PERSON, people)
    indexer.reindex()
    assert keeping.check().is_equal


def test_taking_away_does_not_wait_for_the_model(
    made: Made, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = trace(made.refs[ALIKE])

    def broken(_: str) -> Any:
        raise OSError("no such weights")

    monkeypatch.setattr(minilm, "embed", broken)
    new = factories.make_discussion(["I slept badly."]).refs[0]
    published(new)
    machine_withdrawn(made.refs[ALIKE], people)
    with warrant.opened("tests", "outbox"):
        Outbox.objects.create(ref=new, op="update")
    assert close_to(researcher(), "drowsiness", Filters()).why is Why.OFF
    left = indexer.apply_outbox()
    assert "model" in left.problem
    assert left.left, "what could not be read waits"
    assert gone not in index_bytes()


@pytest.mark.parametrize("how", ["not installed", "switched off"])
def test_without_the_extra_there_is_no_list_and_vectors_only_go(
    made: Made, settings: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    gone = trace(made.refs[ALIKE])
    if how == "switched off":
        settings.ARCHIVE_SIMILAR = False
    else:
        monkeypatch.setattr(minilm, "is_installed", lambda: False)
    viewer = researcher()
    shown = gate.read_as(viewer).contribution(made.refs[SLEEP])
    assert similar_to(viewer, shown).why is Why.OFF
    assert close_to(viewer, "drowsiness", Filters()).why is Why.OFF
    assert not keeping.check().is_equal
    with warrant.opened("tests", "outbox"):
        Outbox.objects.create(ref=made.refs[BREAD], op="update")
    indexer.apply_outbox()
    assert gone not in index_bytes()
    assert keeping.check().is_equal


def test_an_archive_in_which_nobody_allows_it_keeps_nothing_and_says_so() -> None:
    ref = factories.make_discussion([TEXTS[0]]).refs[0]
    published(ref)
    change(ref, machine_until=None)
    indexer.reindex()
    assert not keeping.store().exists
    viewer = researcher()
    shown = gate.read_as(viewer).contribution(ref)
    assert similar_to(viewer, shown).why is Why.NO_TEXTS


def test_a_damaged_store_is_made_again(made: Made) -> None:
    [part] = keeping.store().path.glob("*.npz")
    part.write_bytes(b"no archive at all")
    keeping._stores.clear()
    assert like(made.refs[SLEEP]) == []
    assert set(keeping.check().missing) == set(made.refs)
    indexer.reindex()
    assert keeping.check().is_equal
    assert made.refs[ALIKE] in like(made.refs[SLEEP])


def test_the_proof_of_erasure_misses_no_vector_that_should_be_gone(made: Made) -> None:
    sought = [Sought(1, "no such words stand anywhere here")]
    assert not any("vector" in line for line in prove(sought, lambda *_: None).wrong)
    change(made.refs[ALIKE], machine_until=None)
    wrong = prove(sought, lambda *_: None).wrong
    assert any("vector" in line and made.refs[ALIKE] in line for line in wrong)


def test_a_comparison_counts_only_what_the_viewer_may_find(made: Made) -> None:
    viewer = researcher()
    shown = gate.read_as(viewer).contribution(made.refs[SLEEP])
    for columns in ({"research_until": None}, {"hidden": True}, {"machine_until": None}):
        change(made.refs[BREAD], **columns)
        indexer.reindex()
        assert similar_to(viewer, shown).texts == 2
        later = timezone.now() + timedelta(days=9)
        change(made.refs[BREAD], research_until=later, machine_until=later, hidden=False)
        indexer.reindex()
        assert similar_to(viewer, shown).texts == 3


def test_audiences_of_the_store_are_those_of_the_desk() -> None:
    assert [keeping.audience_row(one) for one in (Audience.RESEARCH, Audience.STAFF)] == [0, 1]
