"""Importing: what is stored, what a second import does, what is refused."""

from __future__ import annotations

import pytest

from archive import vault
from archive.actions.erase import erase
from archive.actions.import_discussion import import_discussion
from archive.domain import warrant
from archive.domain.errors import ImportRefused, NotAllowed
from archive.domain.words import Role
from archive.gate.bodies import OriginalBody, RenditionBody
from archive.gate.guard import ungated
from archive.models import Contribution, Discussion, Finding, Original, Outbox, Rendition
from tests.actions.imported import COMMENTS, account, bring_in, changed, comment, file, rows

pytestmark = pytest.mark.django_db(databases="__all__")


def test_the_report_counts_what_the_file_held():
    report = bring_in()
    (only,) = report.discussions
    assert (only.title, only.contributions, only.comments) == ("Sleepless", 4, 3)
    assert (only.max_depth, only.likes) == (2, 3)
    assert (report.imported, report.unchanged, report.left_out) == (4, 0, ())
    assert list(report.as_json()) == [
        "discussions",
        "imported",
        "unchanged",
        "mended",
        "left_out",
        "skipped_kinds",
    ]


def test_the_tree_and_the_order_are_those_of_the_source():
    essay, first, reply, second = rows(bring_in().discussions[0].slug)
    assert essay.parent is None
    assert (first.parent, reply.parent, second.parent) == (essay, first, essay)
    assert [r.order for r in (essay, first, reply, second)] == [0, 1, 2, 3]
    assert [r.author_number for r in (essay, first, reply, second)] == [1, 2, 1, 2]
    assert {r.consent for r in (essay, first)} == {"unknown"}


def test_originals_are_sealed_and_rendition_0_masks_what_is_certain():
    essay = rows(bring_in().discussions[0].slug)[0]
    with warrant.opened("test", "review"):
        ring = vault.ring([essay.ref])
        sealed = Original.objects.get(contribution=essay).body
        draft = Rendition.objects.get(contribution=essay, number=0)
        assert b"lena" not in bytes(sealed)
        assert essay.latest_id == draft.pk
        original = OriginalBody.loads(ring.unseal(essay.ref, "original.body", sealed) or "")
        body = RenditionBody.loads(ring.unseal(essay.ref, "rendition.body", draft.body) or "")
        fields = set(Finding.objects.filter(contribution=essay).values_list("field", flat=True))
    assert "lena@example.org" in original.text
    assert "lena@example.org" not in body.text + body.title
    assert fields == {"text", "title"}


def test_a_second_import_changes_nothing():
    slug = bring_in().discussions[0].slug
    before = [(r.ref, r.order, r.text_digest) for r in rows(slug)]
    again = bring_in()
    assert (again.imported, again.unchanged, again.discussions[0].slug) == (0, 4, slug)
    assert [(r.ref, r.order, r.text_digest) for r in rows(slug)] == before


def test_new_comments_join_a_discussion_that_stands():
    slug = bring_in().discussions[0].slug
    late = comment("1.2", "1", "A late answer.", author="Robin")
    again = bring_in(file(*COMMENTS, late))
    assert (again.imported, again.unchanged) == (1, 4)
    last = rows(slug)[-1]
    assert (last.order, last.parent, last.author_number) == (4, rows(slug)[1], 2)
    with ungated("test"):
        assert last.latest is not None


def test_a_text_that_changed_at_its_source_is_left_as_it_is_and_listed():
    slug = bring_in().discussions[0].slug
    first = rows(slug)[1]
    again = bring_in(file(changed(COMMENTS[0], "I changed my mind."), *COMMENTS[1:]))
    assert [(r.ref, r.kind, r.reason) for r in again.left_out] == [
        (first.ref, "comment", "changed_at_source")
    ]
    assert rows(slug)[1].text_digest == first.text_digest


def test_what_was_erased_does_not_come_back():
    slug = bring_in().discussions[0].slug
    gone = rows(slug)[3]
    erase(ref=gone.ref, by=account("leo", Role.LEAD))
    again = bring_in()
    assert [(r.ref, r.reason) for r in again.left_out] == [(gone.ref, "erased")]
    assert (again.imported, again.unchanged) == (0, 3)


def test_a_dry_run_reports_and_writes_nothing():
    steward = account("stella", Role.STEWARD)
    report = import_discussion(parsed=file(), by=steward, dry_run=True)
    assert (report.imported, report.discussions[0].slug) == (4, "")
    with ungated("test"):
        assert not Discussion.objects.exists()
        assert not Outbox.objects.exists()
        assert not vault.refs_with_keys()


def test_a_reply_without_its_parent_refuses_the_whole_file():
    with pytest.raises(ImportRefused):
        bring_in(file(comment("7.1", "7", "To whom?")))
    with ungated("test"):
        assert not Contribution.objects.exists()
        assert not vault.refs_with_keys()


def test_a_researcher_may_not_import():
    with pytest.raises(NotAllowed):
        import_discussion(parsed=file(), by=account("rhea", Role.RESEARCHER))


def test_a_long_thread_comes_in_by_hundreds(django_assert_max_num_queries):
    many = [comment(str(n), "0", f"Night {n} was long and quiet.") for n in range(1, 1001)]
    account("stella", Role.STEWARD)
    with django_assert_max_num_queries(250):
        assert bring_in(file(*many)).imported == 1001


def test_whoever_writes_in_a_thread_is_found_where_others_call_them_by_name():
    text = "I agree with quillfeather on this."
    bring_in(file(comment("1", "0", "Mine.", author="Quillfeather"), comment("2", "0", text)))
    with ungated("test"):
        found = Finding.objects.get(contribution__characters=len(text))
        assert "propagation" in found.detector
        assert text[found.start : found.end] == "quillfeather"


def test_an_author_who_stands_already_is_found_in_what_comes_later():
    text = "I agree with quillfeather on this, late as I am."
    early = comment("1", "0", "Mine.", author="Quillfeather")
    bring_in(file(early))
    bring_in(file(early, comment("2", "0", text)))
    with ungated("test"):
        found = Finding.objects.get(contribution__characters=len(text))
        assert "propagation" in found.detector
