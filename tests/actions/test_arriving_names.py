"""What is known when a text arrives: labels for moderators, nothing of others for its writer."""

from __future__ import annotations

import pytest

from archive import actions, vault
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.words import Voice
from archive.gate import hiding
from archive.gate.looking import Knowledge
from archive.models import Contribution, Discussion, Finding
from tests import told
from tests.actions.imported import bring_in, rows
from tests.actions.words import drafted, hide, shown
from tests.factories import People, contribution
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

NAMED = "My name is Deborah Hutchinson and I slept."


@pytest.fixture
def people() -> People:
    return make_people()


def suggestions(ref: str) -> list[str]:
    with warrant.opened("tests", "look"):
        found = Finding.objects.filter(contribution__ref=ref, kind__contains="person")
        return list(found.values_list("suggestion", flat=True))


def test_a_sure_name_has_its_label_as_soon_as_it_is_imported(people) -> None:
    slug = told.open_question()
    first = told.tell(slug, NAMED)
    second = told.tell(slug, "Hello. " + NAMED)
    assert suggestions(first.ref) == ["[Person A]"]
    assert suggestions(second.ref) == ["[Person A]"]
    assert "[Person A]" in drafted(second.ref)


def test_her_own_page_does_not_tell_her_who_is_named_in_the_thread(people) -> None:
    slug = told.open_question()
    first = told.tell(slug, "It was Quorl who drove me home.")
    hide(first.ref, "Quorl", people.alice)
    probe = "I ask you whether Quorl is among them."
    sent = told.tell(slug, probe)
    assert "[Person A]" in drafted(sent.ref)
    row = contribution(sent.ref)
    assert "[Person" not in shown(row.latest).text
    with warrant.opened("tests", "look"):
        assert "[Person" not in hiding.preview(probe, ()).body.text


def test_a_pen_name_is_not_the_name_in_the_text() -> None:
    slug = told.open_question()
    with pytest.raises(InvalidInput) as refused:
        actions.save_draft(slug=slug, text=NAMED, voice=Voice.FIRST_PERSON, pen_name="deborah")
    assert refused.value.code == "real_name"
    assert "Deborah" not in str(refused.value)
    assert actions.save_draft(slug=slug, text=NAMED, voice=Voice.FIRST_PERSON, pen_name="Wren")


def test_a_pen_name_is_not_the_name_at_the_source_of_her_import() -> None:
    bring_in()
    slug = told.open_question()
    sent = told.tell(slug)
    with warrant.opened("tests", "look"):
        imported = Contribution.objects.filter(contributed=False).exclude(author=None).first()
        assert imported is not None
        ring = vault.ring([imported.ref])
        author = ring.unseal(imported.ref, "contribution.author", imported.author)
        imported.contributor_id = sent.contributor
        imported.save()
    assert author
    for ref in (sent.ref, imported.ref):
        with pytest.raises(InvalidInput) as refused:
            actions.change_pen_name(ref=ref, contributor=sent.contributor, pen_name=author)
        assert refused.value.code == "real_name"
    draft = told.write(slug, "Another text of mine.", pen_name=author)
    with pytest.raises(InvalidInput):
        actions.submit(draft=draft, contributor=sent.contributor)


def test_what_is_known_of_a_long_thread_is_asked_by_the_words_of_the_text() -> None:
    knowledge = Knowledge(names=tuple(f"Name{n} Surname{n}" for n in range(5_000)))
    context = knowledge.about("I met surname77 there, and the name4's dog.")
    assert context.names == ("Name4 Surname4", "Name77 Surname77")


def test_the_engine_that_looked_is_kept_with_the_draft() -> None:
    slug = bring_in().discussions[0].slug
    with warrant.opened("tests", "look"):
        engines = {row.latest.engine.split()[0] for row in rows(slug) if row.latest}
        assert Discussion.objects.filter(slug=slug).exists()
    assert engines == {"rules"}
