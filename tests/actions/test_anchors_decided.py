"""Passages whose original changed: found again, doubted, said to be here, there or gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive import vault
from archive.actions.anchor_decisions import confirm_anchor, move_anchor, orphan_anchor
from archive.actions.approve import approve
from archive.actions.redact import redact
from archive.actions.set_voice import set_voice
from archive.actions.tag_passage import tag_passage
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.words import (
    AnchorMethod,
    AnchorState,
    Audience,
    Purpose,
    Role,
    Treatment,
    Voice,
)
from archive.gate import READER, documents_for, read_as, viewer_of
from archive.gate.bodies import OriginalBody, RenditionBody
from archive.models import Anchor, AuditEvent, Coding, Original, Outbox, Passage
from tests.factories import account, consented, contribution, make_discussion, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

SLEPT = "I did not sleep that week, and nobody at the clinic asked me why."
BEFORE = "Biscuit came with me to the clinic, as she always did in those days."
AFTER = "In the spring I dug the whole garden over and it helped a little."
TEXT = f"{BEFORE} {SLEPT}\n\n{AFTER}"
ALPHA = "Team Alpha met on Mondays and talked of sleep."
BETA = "Team Beta met on Mondays and talked of sleep."


@pytest.fixture
def people():
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def approved(ref: str, by) -> None:
    set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=by)
    approve(ref=ref, by=by)


def rewritten(ref: str, text: str) -> None:
    """Its original is another text from now on, as no action does today."""
    ring = vault.ring([ref])
    row = Original.objects.get(contribution__ref=ref)
    opened = ring.unseal(ref, "original.body", row.body)
    assert opened is not None
    body = replace(OriginalBody.loads(opened), text=text, formatting=())
    row.body = ring.seal(ref, "original.body", body.dumps())
    row.save(update_fields=["body"])


def tagged(words: str, by, text: str = TEXT) -> str:
    """An approved text with one passage, on these words."""
    (ref,) = make_discussion([text]).refs
    consented(ref)
    theme("sleep")
    start = text.index(words)
    tag_passage(ref=ref, start=start, end=start + len(words), themes=["sleep"], voice=None, by=by)
    approved(ref, by)
    return ref


def on_latest(ref: str) -> Anchor:
    found: Anchor = Anchor.objects.select_related("passage").get(
        rendition=contribution(ref).latest_id
    )
    return found


def latest_text(ref: str) -> str:
    latest = contribution(ref).latest
    assert latest is not None
    sealed = vault.ring([ref]).unseal(ref, "rendition.body", latest.body)
    assert sealed is not None
    return RenditionBody.loads(sealed).text


def words_of(anchor: Anchor, ref: str) -> str:
    return latest_text(ref)[anchor.start : anchor.end]


def doubted(people) -> tuple[str, Anchor]:
    """A text whose passage lies perhaps on words that were changed."""
    ref = tagged(SLEPT, people.alice)
    rewritten(ref, TEXT.replace("nobody at the clinic asked me why", "no one at the clinic asked"))
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert anchor.state == AnchorState.NEEDS_REVIEW
    return ref, anchor


def hide(ref: str, word: str, by, text: str = TEXT) -> None:
    start = text.index(word)
    redact(ref=ref, start=start, end=start + len(word), by=by, treatment=Treatment.MASK)


# --- where passages come to lie ----------------------------------------------------------------


def test_a_new_redaction_carries_a_passage_by_the_map(people):
    ref = tagged(SLEPT, people.alice)
    hide(ref, "Biscuit", people.alice)
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert (anchor.method, anchor.state) == (AnchorMethod.MAP, AnchorState.ANCHORED)
    assert words_of(anchor, ref) == SLEPT


def test_in_a_changed_original_the_same_words_in_their_context_are_the_passage(people):
    ref = tagged(SLEPT, people.alice)
    rewritten(ref, f"I have thought about this for long.\n\n{TEXT}")
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert (anchor.method, anchor.state) == (AnchorMethod.EXACT, AnchorState.ANCHORED)
    assert words_of(anchor, ref) == SLEPT


def test_a_passage_found_again_is_carried_by_the_map_from_then_on(people):
    ref = tagged(SLEPT, people.alice)
    longer = f"I have thought about this for long.\n\n{TEXT}"
    rewritten(ref, longer)
    approved(ref, people.alice)
    hide(ref, "Biscuit", people.alice, longer)
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert anchor.method == AnchorMethod.MAP
    assert words_of(anchor, ref) == SLEPT


def test_changed_words_wait_for_a_person_with_their_score(people):
    ref, anchor = doubted(people)
    assert anchor.method == AnchorMethod.FUZZY
    assert 0.7 <= anchor.score < 1
    assert words_of(anchor, ref).startswith("I did not sleep that week")


def test_a_deleted_passage_is_orphaned_and_keeps_its_codings(people):
    ref = tagged(SLEPT, people.alice)
    rewritten(ref, f"{BEFORE}\n\n{AFTER}")
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert (anchor.state, anchor.method) == (AnchorState.ORPHANED, AnchorMethod.NONE)
    assert (anchor.start, anchor.end) == (None, None)
    assert Coding.objects.filter(content_object=anchor.passage).count() == 1


def test_a_look_alike_is_never_taken_for_what_was_deleted(people):
    ref = tagged(ALPHA, people.alice, f"{ALPHA}\n\n{BETA}\n\n{AFTER}")
    rewritten(ref, f"{BETA}\n\n{AFTER}")
    approved(ref, people.alice)
    assert on_latest(ref).state != AnchorState.ANCHORED


def test_the_same_words_in_another_contribution_are_not_looked_at(people):
    ref = tagged(SLEPT, people.alice)
    make_discussion([TEXT])
    rewritten(ref, f"{BEFORE}\n\n{AFTER}")
    approved(ref, people.alice)
    assert on_latest(ref).state == AnchorState.ORPHANED


def test_an_orphan_is_looked_for_again_when_its_words_come_back(people):
    ref = tagged(SLEPT, people.alice)
    rewritten(ref, f"{BEFORE}\n\n{AFTER}")
    approved(ref, people.alice)
    rewritten(ref, TEXT)
    approved(ref, people.alice)
    anchor = on_latest(ref)
    assert anchor.state == AnchorState.ANCHORED
    assert words_of(anchor, ref) == SLEPT


def test_a_new_passage_never_joins_one_whose_place_is_in_doubt(people):
    ref, anchor = doubted(people)
    start, end = anchor.passage.start, anchor.passage.end
    theme("work")
    end = min(end, len(latest_text(ref)))
    Passage.objects.filter(pk=anchor.passage_id).update(end=end)
    made = tag_passage(ref=ref, start=start, end=end, themes=["work"], voice=None, by=people.alice)
    assert made != anchor.passage_id


# --- who sees them ------------------------------------------------------------------------------


def themes_in_index(audience: Audience, ref: str) -> set[str]:
    return {
        slug
        for chunk in documents_for(audience)
        for document in chunk
        if document.ref == ref
        for slug in document.themes
    }


def as_seen(viewer, ref: str) -> tuple[int, int, set[str], set[str], int]:
    """Passages on the text, accounts of the theme, the theme in summary and index, its page."""
    reader = read_as(viewer)
    shown = reader.hydrate([ref], Purpose.READ)[ref]
    counts = {t.slug: n for t, n in reader.themes()}
    (summary,) = reader.discussions()
    audience = Audience.STAFF if viewer.is_staff else Audience.PUBLIC
    return (
        len(shown.passages),
        counts["sleep"],
        {t.slug for t in summary.themes},
        themes_in_index(audience, ref),
        len(reader.theme("sleep").accounts),
    )


@pytest.mark.parametrize("left", ["no one at the clinic asked", ""])
def test_what_is_not_certain_is_neither_shown_nor_counted_nor_indexed(people, left):
    ref = tagged(SLEPT, people.alice)
    for viewer in (READER, viewer_of(people.alice)):
        assert as_seen(viewer, ref) == (1, 1, {"sleep"}, {"sleep"}, 1)
    rewritten(ref, TEXT.replace("nobody at the clinic asked me why", left) if left else AFTER)
    approved(ref, people.alice)
    assert on_latest(ref).state == ("needs_review" if left else "orphaned")
    for viewer in (READER, viewer_of(people.alice)):
        assert as_seen(viewer, ref) == (0, 0, set(), set(), 0)


def test_the_review_page_draws_only_what_is_certain_and_counts_the_rest(people):
    ref, anchor = doubted(people)
    sheet = read_as(viewer_of(people.alice)).review(ref)
    assert (sheet.passages, sheet.preview_passages, sheet.unplaced) == ((), (), 1)
    confirm_anchor(anchor=anchor.pk, by=people.alice)
    sheet = read_as(viewer_of(people.alice)).review(ref)
    (passage,) = sheet.passages
    assert sheet.unplaced == 0
    assert sheet.original[passage.start : passage.end].startswith("I did not sleep")


def test_what_stands_around_a_passage_is_cut_between_words(people, monkeypatch):
    monkeypatch.setattr("archive.gate.anchors.AROUND", 20)
    doubted(people)
    (one,) = read_as(viewer_of(people.alice)).doubts().passages
    assert one.old is not None
    assert one.old.before == "… did in those days. "
    assert one.old.after == "\n\nIn the spring I …"


def test_staff_see_old_and_new_words_side_by_side(people):
    ref, anchor = doubted(people)
    listed = read_as(viewer_of(people.alice)).doubts()
    (one,) = listed.passages
    assert (listed.waiting, listed.gone) == (1, 0)
    assert one.old is not None
    assert one.new is not None
    assert (one.old.words, one.old.before, one.old.after) == (SLEPT, f"{BEFORE} ", f"\n\n{AFTER}")
    assert one.new.words == words_of(anchor, ref)
    assert one.score == pytest.approx(anchor.score)
    assert [t.slug for t in one.themes] == ["sleep"]


def test_readers_and_researchers_have_no_such_list(people):
    doubted(people)
    for viewer in (READER, viewer_of(account("rita", Role.RESEARCHER))):
        with pytest.raises(NotFound):
            read_as(viewer).doubts()


# --- what a person says -------------------------------------------------------------------------


def test_a_confirmed_place_is_anchored_audited_and_told_to_the_indexes(people):
    ref, anchor = doubted(people)
    Outbox.objects.all().delete()
    confirm_anchor(anchor=anchor.pk, by=people.bob)
    after = on_latest(ref)
    assert (after.state, after.method) == (AnchorState.ANCHORED, AnchorMethod.FUZZY)
    assert words_of(after, ref) == words_of(anchor, ref)
    link = AuditEvent.objects.order_by("id").last()
    assert link is not None
    assert (link.verb, link.ref, link.actor) == ("confirm_anchor", ref, "bob")
    assert link.detail == {"passage": anchor.passage_id, "number": 2}
    assert Outbox.objects.filter(ref=ref).exists()
    assert as_seen(READER, ref) == (1, 1, {"sleep"}, {"sleep"}, 1)


def test_a_confirmed_place_is_carried_by_the_map_from_then_on(people):
    ref, anchor = doubted(people)
    confirm_anchor(anchor=anchor.pk, by=people.bob)
    words = words_of(on_latest(ref), ref)
    hide(ref, "Biscuit", people.alice)
    approved(ref, people.alice)
    after = on_latest(ref)
    assert after.method == AnchorMethod.MAP
    assert words_of(after, ref) == words


def test_a_moved_passage_lies_where_the_person_said(people):
    ref, anchor = doubted(people)
    text = latest_text(ref)
    start = text.index(AFTER)
    move_anchor(anchor=anchor.pk, start=start, end=start + len(AFTER), by=people.bob)
    after = on_latest(ref)
    assert (after.state, after.method) == (AnchorState.ANCHORED, AnchorMethod.MADE)
    assert words_of(after, ref) == AFTER
    hide(ref, "Biscuit", people.alice)
    approved(ref, people.alice)
    assert words_of(on_latest(ref), ref) == AFTER


def test_what_a_person_said_is_gone_stays_gone_but_recorded(people):
    ref, anchor = doubted(people)
    orphan_anchor(anchor=anchor.pk, by=people.bob)
    approved(ref, people.alice)
    after = on_latest(ref)
    assert after.pk != anchor.pk
    assert (after.state, after.method) == (AnchorState.ORPHANED, AnchorMethod.MADE)
    assert Coding.objects.filter(content_object=after.passage).count() == 1
    listed = read_as(viewer_of(people.alice)).doubts()
    assert (listed.waiting, listed.gone) == (0, 1)
    (one,) = read_as(viewer_of(people.alice)).doubts(gone=True).passages
    assert one.old is not None
    assert one.old.words == SLEPT


def test_what_was_said_to_be_gone_can_be_given_a_place_again(people):
    ref, anchor = doubted(people)
    orphan_anchor(anchor=anchor.pk, by=people.bob)
    move_anchor(anchor=anchor.pk, start=0, end=len(BEFORE), by=people.alice, gone=True)
    assert words_of(on_latest(ref), ref) == BEFORE


def test_a_mask_that_is_touched_is_taken_whole(people):
    ref, anchor = doubted(people)
    hide(ref, "Biscuit", people.alice)
    approved(ref, people.alice)
    anchor = on_latest(ref)
    move_anchor(anchor=anchor.pk, start=3, end=20, by=people.bob)
    after = on_latest(ref)
    assert after.start == 0
    assert after.passage.start == 0


# --- refusals -----------------------------------------------------------------------------------


def test_an_anchor_is_decided_once(people):
    _, anchor = doubted(people)
    confirm_anchor(anchor=anchor.pk, by=people.alice)
    for decide in (confirm_anchor, orphan_anchor):
        with pytest.raises(Conflict):
            decide(anchor=anchor.pk, by=people.bob)
    with pytest.raises(Conflict):
        move_anchor(anchor=anchor.pk, start=0, end=5, by=people.bob)


def test_gone_is_said_once_and_changed_only_from_where_it_shows(people):
    _, anchor = doubted(people)
    orphan_anchor(anchor=anchor.pk, by=people.alice)
    with pytest.raises(Conflict):
        move_anchor(anchor=anchor.pk, start=0, end=5, by=people.bob)
    with pytest.raises(Conflict):
        orphan_anchor(anchor=anchor.pk, by=people.bob)


def test_an_anchor_of_an_earlier_wording_is_not_decided(people):
    ref, anchor = doubted(people)
    approved(ref, people.alice)
    with pytest.raises(Conflict, match="wording has changed"):
        confirm_anchor(anchor=anchor.pk, by=people.bob)


def test_where_nothing_was_found_nothing_can_be_confirmed(people):
    ref = tagged(SLEPT, people.alice)
    rewritten(ref, AFTER)
    approved(ref, people.alice)
    with pytest.raises(InvalidInput, match="No place was found"):
        confirm_anchor(anchor=on_latest(ref).pk, by=people.bob)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10_000)])
def test_a_place_outside_the_text_is_refused(people, start, end):
    _, anchor = doubted(people)
    with pytest.raises(InvalidInput):
        move_anchor(anchor=anchor.pk, start=start, end=end, by=people.bob)


def test_only_staff_decide_and_only_what_is_there(people):
    _, anchor = doubted(people)
    with pytest.raises(NotAllowed):
        confirm_anchor(anchor=anchor.pk, by=account("rita", Role.RESEARCHER))
    with pytest.raises(NotFound):
        confirm_anchor(anchor=anchor.pk + 999, by=people.alice)
