"""A contribution that a viewer may not see changes nothing that he is told by search.

The archive is asked, then texts are added that he may not see (or texts that he saw are taken
away), and it is asked again: totals, hits, their order, snippets, facets, other names and their
counts, "did you mean", and the page itself. Equal means equal: nothing is left out but the tokens
of forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from archive import actions, gate
from archive.domain import warrant
from archive.domain.words import Audience, Role
from archive.gate import Viewer
from archive.models import Contribution, Outbox, Theme
from archive.search import indexer
from archive.search.did_you_mean import did_you_mean
from archive.search.find import find
from archive.search.indexes import index_of
from archive.search.port import SORTS, Filters
from archive.search.similar import close_to, similar_to
from archive.search.vectors import keeping
from tests.factories import (
    People,
    Written,
    account,
    comment_on,
    make_discussion,
    published,
    theme,
)
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

WHEN = datetime(2019, 5, 6, tzinfo=UTC)
SHOWN = (
    "I slept badly in the winter, and pregabalin helped. The heron did not care.",
    "Winter is when I sleep. Nobody at work knew of the pain.",
    "The pain was at its worst at night; my sister counted the herons.",
    "Lyrica made my sleep heavy. Pain came back in spring.",
)
SECRET = (
    "Heronn, herun, slept, slept, sleept. Pregabalin and Lyrica and pregabalinn at night in winter "
    "with pain, pain, painful sleeping herons; kingfisher."
)
STRICT = (
    "sleep",
    "sleep pain",
    "sleep OR pain OR heron",
    "sle* OR pai*",
    "heron~1",
    "he?on*",
    '"pain night"~6',
    '"winter sleep"~9 OR kingfisher',
    "NOT winter",
    "theme:sleep",
    "theme:body NEAR theme:sleep",
    "theme:pain NEAR/sentence theme:sleep",
    "theme:pain NEAR/contribution theme:sleep",
    "date:2019 OR date:[2020 TO *]",
    "label:death OR language:en",
    "pregabalin",
    "Lyrica OR heron",
    "voice:first_person -kind:essay",
)
CLOSE = ("insomnia", "kingfisher OR drowsiness", "aches -heron", "theme:pain sore")
SORTED = ("sleep OR pain OR heron", "NOT winter")
LENIENT = ("how did I sleeep in wintr", "herunn", "pregabalinn", "kingfishr", "peain at nihgt")

LATER = timedelta(days=30)
WITHHELD: dict[str, dict[str, Any]] = {
    "nobody was asked": {"consent": "unknown", "read_until": None, "research_until": None},
    "not approved": {"status": "in_review"},
    "nobody cleared whose life it tells": {"voice_cleared": False},
    "hidden": {"hidden": True},
    "held": {"held": True},
    "no sign-off": {"signed_off": False},
    "run out": dict.fromkeys(("read_until", "find_until", "research_until"), WHEN),
}
"""What neither readers nor researchers see: columns of a text that is public otherwise."""


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def slug(people: People) -> str:
    """Four texts that everybody sees, themes upon them, and other names for one."""
    body = theme("body", "Body")
    for name in ("pain", "sleep"):
        row = theme(name, name.capitalize())
        row.parent = body
        with warrant.opened("tests", "codebook"):
            row.save()
    medicine = theme("pregabalin", "Pregabalin")
    with warrant.opened("tests", "codebook"):
        Theme.objects.filter(pk=medicine.pk).update(cues=["Lyrica"])
    made = make_discussion([Written(text, written_at=WHEN) for text in SHOWN], title="A winter")
    for ref, text in zip(made.refs, SHOWN, strict=True):
        laden(ref, text, people)
    indexer.reindex()
    return made.slug


def laden(ref: str, text: str, people: People) -> None:
    """A public text with themes that overlap, a label and a language."""
    for name, words in (("sleep", r"sle\w+"), ("pain", r"\w*ain\w*|pain")):
        if found := re.search(words, text):
            start = max(0, found.start() - 9)
            actions.tag_passage(
                ref=ref, start=start, end=found.end(), themes=[name], voice=None, by=people.alice
            )
    actions.label_content(ref=ref, labels=["death"], by=people.alice)
    published(ref)
    change(ref, language="en")


def change(ref: str, **columns: Any) -> None:
    with warrant.opened("tests", "change"):
        Contribution.objects.filter(ref=ref).update(**columns)


def secrets(slug: str, people: People) -> list[str]:
    """One at the end of the discussion, and one in a discussion of its own."""
    written = Written(
        SECRET, title="Kingfisher heronn", written_at=datetime(2021, 1, 2, tzinfo=UTC)
    )
    refs = [comment_on(slug, written), *make_discussion([written]).refs]
    for ref in refs:
        laden(ref, SECRET, people)
    return refs


def told(viewer: Viewer) -> list[object]:
    """Everything that search tells this viewer."""
    answers: list[object] = []
    for query in STRICT:
        names = "lyrica" in query.lower() or "pregabalin" in query
        for sort in SORTS if query in SORTED else SORTS[:1]:
            found = find(viewer, query, strict=True, sort=sort, synonyms=names)
            answers.append((query, sort, found))
    for query in LENIENT:
        answers.append((query, find(viewer, query, strict=False)))
        answers.append((query, did_you_mean(viewer, query, strict=False)))
    return answers


def compared(viewer: Viewer, refs: list[str]) -> list[object]:
    """Everything that comparing by meaning tells this viewer."""
    reader = gate.read_as(viewer)
    beside = [similar_to(viewer, reader.contribution(ref)) for ref in refs]
    return [*beside, *(close_to(viewer, query, Filters()) for query in CLOSE)]


def page(client: Client, query: str) -> str:
    html = client.post("/search/", {"q": query}).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


VIEWERS: dict[str, Callable[[], Viewer]] = {
    "reader": lambda: gate.READER,
    "researcher": lambda: gate.viewer_of(account("rosa", Role.RESEARCHER)),
    "staff": lambda: gate.viewer_of(account("carol", Role.LEAD)),
}
NOT_FOR = {
    "reader": WITHHELD | {"not to be found": {"find_until": None}},
    "researcher": WITHHELD | {"not to be studied": {"research_until": None}},
    "staff": {"its writer keeps it": {"contributed": True, "hold_until": None}},
}
OPEN = {
    "consent": "basis", "status": "approved", "voice_cleared": True, "hidden": False,
    "held": False, "signed_off": True, "contributed": False,
}  # fmt: skip


@pytest.mark.parametrize("who", VIEWERS)
def test_what_a_viewer_may_not_see_changes_nothing_he_is_told(
    slug: str, people: People, who: str
) -> None:
    viewer = VIEWERS[who]()
    before = told(viewer)
    pages = [page(Client(), query) for query in LENIENT]
    refs = secrets(slug, people)
    later = timezone.now() + LATER
    for why, columns in NOT_FOR[who].items():
        given = dict.fromkeys(("read_until", "find_until", "research_until"), later)
        for ref in refs:
            change(ref, **(OPEN | given | columns))
        indexer.reindex()
        assert told(viewer) == before, why
        if who == "reader":
            assert [page(Client(), query) for query in LENIENT] == pages, why


@pytest.mark.parametrize("who", ["reader", "researcher"])
def test_what_is_taken_back_is_gone_from_all_of_it_before_the_index_has_learnt(
    slug: str, people: People, who: str
) -> None:
    viewer = VIEWERS[who]()
    before = told(viewer)
    refs = secrets(slug, people)
    indexer.reindex()
    assert told(viewer) != before, "it was there to be found"
    waits(refs, hidden=True)
    assert told(viewer) == before


def waits(refs: list[str], **columns: Any) -> None:
    """Change them as if another process were writing the indexes just now."""
    for ref in refs:
        change(ref, **columns)
    with warrant.opened("tests", "outbox"):
        Outbox.objects.bulk_create([Outbox(ref=ref, op="update") for ref in refs])


def test_an_embargo_and_an_end_that_the_index_knows_change_nothing(
    slug: str, people: People
) -> None:
    before = told(gate.READER)
    first, second = secrets(slug, people)
    with warrant.opened("tests", "embargo"):
        row = Contribution.objects.select_related("discussion").get(ref=second)
        row.discussion.embargo_until = timezone.now() + LATER
        row.discussion.save()
    indexer.reindex()
    assert {first, second} <= index_of(Audience.PUBLIC).refs()
    waits([first], read_until=WHEN)
    assert told(gate.READER) == before


@pytest.mark.parametrize("who", ["researcher", "staff"])
def test_what_a_viewer_may_not_see_changes_nothing_that_is_close_in_meaning(
    slug: str, people: People, settings: Any, who: str
) -> None:
    settings.ARCHIVE_SIMILAR = True
    indexer.reindex()
    viewer = VIEWERS[who]()
    shown = sorted(keeping.store().vectors().refs)
    before = compared(viewer, shown)
    refs = secrets(slug, people)
    later = timezone.now() + LATER
    scopes = ("read_until", "find_until", "research_until", "machine_until")
    kinds = {"hidden", "run out", "not to be studied", "its writer keeps it"}
    for why in sorted(kinds & NOT_FOR[who].keys()):
        for ref in refs:
            change(ref, **(OPEN | dict.fromkeys(scopes, later) | NOT_FOR[who][why]))
        indexer.reindex()
        assert compared(viewer, shown) == before, why
    for ref in refs:
        change(ref, **(OPEN | dict.fromkeys(scopes, later)))
    indexer.reindex()
    assert compared(viewer, shown) != before, "it was there to be found"
    waits(refs, hidden=True)
    assert compared(viewer, shown) == before
