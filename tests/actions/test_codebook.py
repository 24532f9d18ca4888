"""The codebook changes: each change is kept, can be undone, and loses no coding."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.actions import codebook
from archive.actions.tag_passage import tag_passage
from archive.domain import codebook as domain
from archive.domain import warrant
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.domain.errors import ArchiveError, Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role
from archive.gate.codebook_past import past_of
from archive.models import (
    AuditEvent,
    Codebook,
    CodebookChange,
    Coding,
    Outbox,
    Theme,
    ThemeExample,
    ThemeProposal,
)
from tests.factories import People, account, make_discussion, memo_of, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = "My knees hurt at night. I sleep when it rains. The doctor said little, and said it kindly."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


@pytest.fixture
def refs() -> tuple[str, ...]:
    """Three themes, and five passages under them by two coders."""
    for slug in ("pain", "ache", "sleep"):
        theme(slug)
    return make_discussion([TEXT, TEXT]).refs


@pytest.fixture
def coded(people: People, refs: tuple[str, ...]) -> tuple[int, ...]:
    given = [
        (refs[0], 0, 23, ["pain"], people.alice), (refs[0], 0, 23, ["ache"], people.alice),
        (refs[0], 0, 23, ["pain"], people.bob), (refs[0], 24, 46, ["sleep", "ache"], people.bob),
        (refs[1], 0, 23, ["ache"], people.alice), (refs[1], 24, 46, ["sleep"], people.alice),
        (refs[1], 47, 70, ["pain"], people.bob),
    ]  # fmt: skip
    ids = [
        tag_passage(ref=ref, start=a, end=b, themes=themes, voice=None, memo="a thought", by=by)
        for ref, a, b, themes, by in given
    ]
    Outbox.objects.all().delete()
    return tuple(dict.fromkeys(ids))


def rows() -> list[tuple[object, ...]]:
    """Every coding as it lies in its table."""
    fields = ("pk", "tag_id", "content_object_id", "coder_id", "memo", "coded_at", "version")
    return list(Coding.objects.order_by("pk").values_list(*fields))


def effective() -> frozenset[tuple[int, int | None, int]]:
    """Who put what on which passage, as it is read."""
    merged = dict(Theme.objects.values_list("pk", "merged_into_id"))
    return frozenset(
        (passage, coder, domain.resolved(merged, tag))
        for passage, coder, tag in Coding.objects.values_list(
            "content_object_id", "coder_id", "tag_id"
        )
    )


def last() -> CodebookChange:
    return CodebookChange.objects.latest("version")


def row(slug: str) -> Theme:
    found: Theme = Theme.objects.get(slug=slug)
    return found


def themes() -> list[dict[str, object]]:
    return [
        {k: v for k, v in each.items() if k != "since"}
        for each in Theme.objects.order_by("pk").values()
    ]


class TestAdding:
    def test_a_new_theme_is_a_draft_that_nobody_can_apply_yet(self, people, refs) -> None:
        slug = codebook.add_theme(name="Night sweats", by=people.dave)
        assert row(slug).state == ThemeState.DRAFT
        with pytest.raises(InvalidInput, match="not in use"):
            tag_passage(ref=refs[0], start=0, end=5, themes=[slug], voice=None, by=people.alice)

    def test_a_theme_in_use_needs_a_definition(self, people, refs) -> None:
        with pytest.raises(InvalidInput, match="no definition"):
            codebook.add_theme(name="Night sweats", draft=False, by=people.dave)
        slug = codebook.add_theme(name="Night sweats", by=people.dave)
        with pytest.raises(InvalidInput, match="no definition"):
            codebook.revive_theme(slug=slug, by=people.dave)

    def test_it_takes_the_parents_colour_and_stands_at_the_end(self, people, refs) -> None:
        Theme.objects.filter(slug="pain").update(colour=5)
        slug = codebook.add_theme(name="Migraine", parent="pain", by=people.dave)
        assert (row(slug).colour, row(slug).parent) == (5, row("pain"))
        assert row(slug).position > row("sleep").position

    def test_siblings_cannot_share_a_name(self, people, refs) -> None:
        with pytest.raises(InvalidInput, match="already"):
            codebook.add_theme(name="PAIN", by=people.dave)

    def test_names_that_would_share_an_address_are_numbered(self, people, refs) -> None:
        assert codebook.add_theme(name="Pain", parent="sleep", by=people.dave) == "pain-2"
        assert codebook.add_theme(name="History", by=people.dave) == "history-2"

    def test_undoing_it_takes_it_away_and_undoing_that_brings_it_back(self, people, refs) -> None:
        slug = codebook.add_theme(
            name="Night sweats", definition="Wet sheets.", cues=["sweat"], by=people.dave
        )
        before = row(slug)
        codebook.undo_change(change=last().pk, by=people.dave)
        assert not Theme.objects.filter(slug=slug).exists()
        codebook.undo_change(change=last().pk, by=people.dave)
        again = row(slug)
        assert (again.pk, again.definition, again.cues) == (before.pk, "Wet sheets.", ["sweat"])

    def test_it_cannot_be_undone_once_it_was_applied(self, people, refs) -> None:
        slug = codebook.add_theme(name="Rain", definition="Rain.", draft=False, by=people.dave)
        tag_passage(ref=refs[0], start=0, end=5, themes=[slug], voice=None, by=people.alice)
        before = rows()
        with pytest.raises(Conflict, match="put on 1 passage since"):
            codebook.undo_change(change=last().pk, by=people.dave)
        assert rows() == before


class TestEditing:
    def test_every_part_can_be_changed_and_undone(self, people, refs) -> None:
        before = themes()
        codebook.edit_theme(
            slug="pain", label="Pain that stays", definition="It stays.", when_to_use="When told.",
            when_not="When not.", example="It stays.", cues=["hurts", "hurts", " aches "],
            colour=7, by=people.dave,
        )  # fmt: skip
        after = row("pain")
        assert (after.label, after.cues, after.colour) == ("Pain that stays", ["hurts", "aches"], 7)
        codebook.undo_change(change=last().pk, by=people.dave)
        assert themes() == before

    def test_what_somebody_changed_meanwhile_is_not_written_over(self, people, refs) -> None:
        seen = row("pain").since
        codebook.edit_theme(slug="pain", definition="Hers.", seen=seen, by=people.dave)
        with pytest.raises(Conflict, match="while you were writing"):
            codebook.edit_theme(slug="pain", definition="His.", seen=seen, by=people.erin)
        assert row("pain").definition == "Hers."

    def test_a_change_that_changes_nothing_is_no_version(self, people, refs) -> None:
        with pytest.raises(InvalidInput, match="Nothing would change"):
            codebook.rename_theme(slug="pain", name="pain", by=people.dave)
        assert not CodebookChange.objects.exists()

    def test_a_renamed_theme_keeps_its_address_and_its_codings(self, people, coded) -> None:
        before = rows()
        codebook.rename_theme(slug="pain", name="Lasting pain", by=people.dave)
        assert row("pain").name == "Lasting pain"
        assert rows() == before
        codebook.undo_change(change=last().pk, by=people.dave)
        assert row("pain").name == "pain"

    def test_a_theme_cannot_move_under_itself(self, people, refs) -> None:
        codebook.move_theme(slug="ache", parent="pain", by=people.dave)
        with pytest.raises(InvalidInput, match="under itself"):
            codebook.move_theme(slug="pain", parent="ache", by=people.dave)

    def test_a_move_tells_the_indexes_and_an_edit_does_not(self, people, refs, coded) -> None:
        codebook.edit_theme(slug="ache", definition="Other words.", by=people.dave)
        assert not Outbox.objects.exists()
        codebook.move_theme(slug="ache", parent="pain", by=people.dave)
        assert set(Outbox.objects.values_list("ref", flat=True)) == set(refs)


class TestMerging:
    def test_a_merge_and_its_undoing_leave_codings_equal(self, people, coded) -> None:
        before, was, book = rows(), effective(), themes()
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        assert rows() == before
        assert effective() != was
        codebook.undo_change(change=last().pk, by=people.dave)
        assert (rows(), effective(), themes()) == (before, was, book)

    def test_a_passage_with_both_themes_by_one_coder_counts_once(self, people, coded) -> None:
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        pain = row("pain").pk
        mine = [each for each in effective() if each[1:] == (people.alice.pk, pain)]
        assert len(mine) == 2  # three codings, on two passages

    def test_what_stands_under_it_goes_along_and_comes_back(self, people, refs) -> None:
        child = codebook.add_theme(name="Dull", parent="ache", by=people.dave)
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        assert row(child).parent == row("pain")
        codebook.undo_change(change=last().pk, by=people.dave)
        assert row(child).parent == row("ache")

    def test_what_was_merged_can_be_read_on_through_two_merges(self, people, coded) -> None:
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        first = last().pk
        codebook.merge_themes(slug="pain", into="sleep", by=people.dave)
        assert {tag for *_, tag in effective()} == {row("sleep").pk}
        codebook.undo_change(change=first, by=people.dave)
        assert {tag for *_, tag in effective()} == {row("sleep").pk, row("ache").pk}

    def test_somebody_with_an_old_page_codes_what_it_was_merged_into(self, people, refs) -> None:
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        tag_passage(
            ref=refs[0], start=0, end=5, themes=["ache", "pain"], voice=None, by=people.alice
        )
        assert list(Coding.objects.values_list("tag__slug", flat=True)) == ["pain"]

    @pytest.mark.parametrize("into, said", [("ache", "into itself"), ("dull", "stands under")])
    def test_a_merge_into_itself_or_below_is_refused(self, people, refs, into, said) -> None:
        codebook.add_theme(
            name="Dull", definition="Dull.", parent="ache", draft=False, by=people.dave
        )
        with pytest.raises(InvalidInput, match=said):
            codebook.merge_themes(slug="ache", into=into, by=people.dave)

    def test_a_retired_theme_takes_no_other_in(self, people, refs) -> None:
        codebook.retire_theme(slug="pain", by=people.dave)
        with pytest.raises(InvalidInput, match="not in use"):
            codebook.merge_themes(slug="ache", into="pain", by=people.dave)

    def test_doing_a_merge_again_cannot_make_a_circle(self, people, refs) -> None:
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        codebook.undo_change(change=last().pk, by=people.dave)
        undoing = last().pk
        codebook.merge_themes(slug="pain", into="ache", by=people.dave)
        with pytest.raises(InvalidInput, match="merged into itself"):
            codebook.undo_change(change=undoing, by=people.dave)

    def test_a_merge_tells_the_indexes_of_the_texts_that_read_otherwise(
        self, people, refs, coded
    ) -> None:
        Coding.objects.filter(content_object__contribution__ref=refs[1], tag__slug="ache").delete()
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        assert set(Outbox.objects.values_list("ref", flat=True)) == {refs[0]}


class TestSplitting:
    def test_chosen_codings_go_to_the_new_theme_whoever_made_them(
        self, people, refs, coded
    ) -> None:
        before = {each[0]: each for each in rows()}
        slug = codebook.split_theme(
            slug="pain", name="Knees", definition="Knees.", passages=[coded[0]], by=people.dave
        )
        moved = list(Coding.objects.filter(tag__slug=slug).values_list("pk", "coder__username"))
        assert sorted(name for _, name in moved) == ["alice", "bob"]
        for each in rows():
            assert (each[2:], each[0]) == (before[each[0]][2:], each[0])  # coder, memo, version
        assert "a thought" in memo_of(refs[0])
        assert Outbox.objects.get().ref == refs[0]

    def test_a_split_and_its_undoing_leave_codings_equal(self, people, coded) -> None:
        before, book = rows(), themes()
        codebook.split_theme(
            slug="ache", name="Knees", definition="Knees.", passages=coded[:2], by=people.dave
        )
        assert rows() != before
        codebook.undo_change(change=last().pk, by=people.dave)
        assert (rows(), themes()) == (before, book)

    def test_a_split_that_was_worked_with_since_is_merged_back_and_not_undone(
        self, people, refs, coded
    ) -> None:
        slug = codebook.split_theme(
            slug="pain", name="Knees", definition="Knees.", passages=[coded[0]], by=people.dave
        )
        split = last().pk
        tag_passage(ref=refs[1], start=0, end=5, themes=[slug], voice=None, by=people.alice)
        before = rows()
        with pytest.raises(Conflict, match="Merge it into another"):
            codebook.undo_change(change=split, by=people.dave)
        assert rows() == before
        codebook.merge_themes(slug=slug, into="pain", by=people.dave)

    def test_a_passage_that_got_both_themes_since_is_not_lost_by_undoing(
        self, people, refs, coded
    ) -> None:
        codebook.split_theme(
            slug="pain", name="Knees", definition="Knees.", passages=[coded[0]], by=people.dave
        )
        tag_passage(ref=refs[0], start=0, end=23, themes=["pain"], voice=None, by=people.bob)
        before = rows()
        with pytest.raises(Conflict, match="both themes"):
            codebook.undo_change(change=last().pk, by=people.dave)
        assert rows() == before

    @pytest.mark.parametrize("passages, said", [([], "No passage"), ([99_999], "any more")])
    def test_nothing_chosen_or_what_is_not_there_is_refused(
        self, people, coded, passages, said
    ) -> None:
        with pytest.raises(InvalidInput, match=said):
            codebook.split_theme(
                slug="pain", name="Knees", definition="Knees.", passages=passages, by=people.dave
            )
        assert not Theme.objects.filter(name="Knees").exists()


class TestRetiring:
    def test_a_retired_theme_stays_on_what_it_was_put_on(self, people, refs, coded) -> None:
        before = rows()
        codebook.retire_theme(slug="pain", by=people.dave)
        assert rows() == before
        with pytest.raises(InvalidInput, match="not in use"):
            tag_passage(ref=refs[0], start=1, end=5, themes=["pain"], voice=None, by=people.alice)
        codebook.undo_change(change=last().pk, by=people.dave)
        assert row("pain").state == ThemeState.ACTIVE

    def test_a_theme_that_was_put_on_passages_is_no_draft_any_more(self, people, refs) -> None:
        slug = codebook.add_theme(name="Rain", definition="Rain.", by=people.dave)
        codebook.revive_theme(slug=slug, by=people.dave)
        tag_passage(ref=refs[0], start=0, end=5, themes=[slug], voice=None, by=people.alice)
        with pytest.raises(Conflict, match="no draft any more"):
            codebook.undo_change(change=last().pk, by=people.dave)


class TestHistory:
    def test_each_change_is_a_version_and_codings_say_under_which_they_were_made(
        self, people, refs
    ) -> None:
        codebook.rename_theme(slug="pain", name="Lasting pain", by=people.dave)
        codebook.retire_theme(slug="ache", by=people.erin)
        assert list(CodebookChange.objects.values_list("version", "verb", "by__username")) == [
            (2, "rename", "dave"),
            (3, "retire", "erin"),
        ]
        tag_passage(ref=refs[0], start=0, end=5, themes=["pain"], voice=None, by=people.alice)
        assert Coding.objects.get().version == Codebook.objects.get().version == 3

    def test_a_later_change_of_the_same_theme_is_named(self, people, refs) -> None:
        codebook.rename_theme(slug="pain", name="One", by=people.dave)
        first = last().pk
        codebook.rename_theme(slug="pain", name="Two", by=people.dave)
        codebook.rename_theme(slug="ache", name="Three", by=people.dave)
        with pytest.raises(Conflict, match=r"Version 3 \(rename\)"):
            codebook.undo_change(change=first, by=people.dave)
        codebook.undo_change(change=CodebookChange.objects.get(version=3).pk, by=people.dave)
        codebook.undo_change(change=first, by=people.dave)
        assert row("pain").name == "pain"

    def test_a_change_is_undone_once(self, people, refs) -> None:
        codebook.rename_theme(slug="pain", name="One", by=people.dave)
        change = last().pk
        codebook.undo_change(change=change, by=people.dave)
        with pytest.raises(Conflict, match="already"):
            codebook.undo_change(change=change, by=people.dave)

    def test_a_name_taken_meanwhile_is_in_the_way_of_undoing(self, people, refs) -> None:
        codebook.rename_theme(slug="pain", name="One", by=people.dave)
        first = last().pk
        codebook.rename_theme(slug="ache", name="Pain", by=people.dave)
        with pytest.raises(InvalidInput, match="already"):
            codebook.undo_change(change=first, by=people.dave)
        assert row("pain").name == "One"

    def test_each_change_leaves_an_audit_link(self, people, refs) -> None:
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        event = AuditEvent.objects.latest("id")
        assert (event.actor, event.verb) == ("dave", "codebook_merge")


class TestWhoMay:
    CHANGES = [
        lambda by: codebook.add_theme(name="New", by=by),
        lambda by: codebook.edit_theme(slug="pain", definition="New.", by=by),
        lambda by: codebook.rename_theme(slug="pain", name="New", by=by),
        lambda by: codebook.move_theme(slug="pain", parent="ache", by=by),
        lambda by: codebook.merge_themes(slug="pain", into="ache", by=by),
        lambda by: codebook.split_theme(
            slug="pain", name="New", definition="New.", passages=[1], by=by
        ),
        lambda by: codebook.retire_theme(slug="pain", by=by),
        lambda by: codebook.revive_theme(slug="pain", by=by),
        lambda by: codebook.add_example(slug="pain", passage=1, by=by),
        lambda by: codebook.remove_example(slug="pain", passage=1, by=by),
    ]

    @pytest.mark.parametrize("change", CHANGES)
    @pytest.mark.parametrize("name", ["alice", "carol", "reese"])
    def test_only_stewards_change_the_archives_codebook(self, people, refs, change, name) -> None:
        account("reese", Role.RESEARCHER)
        by = type(people.alice).objects.get(username=name)
        before = themes()
        with pytest.raises(NotAllowed):
            change(by)
        assert themes() == before

    @pytest.mark.parametrize("name", ["alice", "carol"])
    def test_only_stewards_undo(self, people, refs, name) -> None:
        codebook.rename_theme(slug="pain", name="One", by=people.dave)
        with pytest.raises(NotAllowed):
            codebook.undo_change(change=last().pk, by=getattr(people, name))

    def test_a_private_codebook_is_its_owners_alone(self, people, refs) -> None:
        reese, other = account("reese", Role.RESEARCHER), account("rita", Role.RESEARCHER)
        number = codebook.make_codebook(name="Doctors", by=reese)
        slug = codebook.add_theme(name="Kind words", codebook=number, by=reese)
        assert "kind" not in slug  # an address would tell others of it
        codebook.rename_theme(slug=slug, name="Kindness", by=reese)
        for by in (other, people.dave, people.alice):
            with pytest.raises(NotFound):
                codebook.rename_theme(slug=slug, name="Mine", by=by)
            with pytest.raises(NotFound):
                codebook.add_theme(name="Mine", codebook=number, by=by)
            with pytest.raises(NotFound):
                codebook.undo_change(change=last().pk, by=by)
            with pytest.raises(InvalidInput, match="no theme"):
                tag_passage(ref=refs[0], start=0, end=5, themes=[slug], voice=None, by=people.alice)
        with pytest.raises(NotFound):
            codebook.merge_themes(slug=slug, into="pain", by=reese)

    def test_two_codebooks_have_versions_of_their_own(self, people, refs) -> None:
        reese = account("reese", Role.RESEARCHER)
        number = codebook.make_codebook(name="Doctors", by=reese)
        codebook.add_theme(name="pain", codebook=number, by=reese)
        codebook.rename_theme(slug="pain", name="One", by=people.dave)
        assert set(Codebook.objects.values_list("version", flat=True)) == {2}


class TestProposing:
    def test_a_moderator_proposes_and_a_steward_accepts(self, people, refs) -> None:
        number = codebook.propose_change(
            verb=ChangeVerb.MERGE, slug="ache", change={"into": "pain"}, note="The same.",
            by=people.alice,
        )  # fmt: skip
        assert row("ache").merged_into is None
        codebook.decide_proposal(proposal=number, accept=True, by=people.dave)
        assert row("ache").merged_into == row("pain")
        assert (last().payload["proposal"], last().by) == (number, people.dave)
        assert ThemeProposal.objects.get().accepted is True

    def test_what_is_turned_down_changes_nothing_and_is_kept(self, people, refs) -> None:
        before = themes()
        number = codebook.propose_change(
            verb=ChangeVerb.ADD, change={"name": "Rain", "draft": True}, by=people.carol
        )
        codebook.decide_proposal(proposal=number, accept=False, by=people.dave)
        assert themes() == before
        with pytest.raises(Conflict, match="already"):
            codebook.decide_proposal(proposal=number, accept=True, by=people.dave)

    def test_what_cannot_be_done_any_more_stays_undecided(self, people, refs) -> None:
        number = codebook.propose_change(
            verb=ChangeVerb.RENAME, slug="pain", change={"name": "Ache"}, by=people.alice
        )
        with pytest.raises(InvalidInput, match="already"):
            codebook.decide_proposal(proposal=number, accept=True, by=people.dave)
        assert ThemeProposal.objects.get().accepted is None

    @pytest.mark.parametrize("name", ["alice", "carol"])
    def test_only_stewards_decide(self, people, refs, name) -> None:
        number = codebook.propose_change(
            verb=ChangeVerb.RETIRE, slug="pain", change={}, by=people.alice
        )
        with pytest.raises(NotAllowed):
            codebook.decide_proposal(proposal=number, accept=True, by=getattr(people, name))

    @pytest.mark.parametrize(
        "verb, change",
        [
            (ChangeVerb.SPLIT, {}),
            (ChangeVerb.UNDO, {}),
            (ChangeVerb.EDIT, {"by": 1}),
            (ChangeVerb.RENAME, {"slug": "ache", "name": "x"}),
        ],
    )
    def test_what_no_verb_takes_cannot_be_proposed(self, people, refs, verb, change) -> None:
        with pytest.raises(InvalidInput):
            codebook.propose_change(verb=verb, slug="pain", change=change, by=people.alice)

    def test_researchers_do_not_propose(self, people, refs) -> None:
        with pytest.raises(NotAllowed):
            codebook.propose_change(
                verb=ChangeVerb.RETIRE, slug="pain", change={}, by=account("r", Role.RESEARCHER)
            )


class TestExamples:
    def test_an_example_is_a_passage_that_carries_the_theme(self, people, coded) -> None:
        codebook.add_example(slug="pain", passage=coded[0], by=people.dave)
        codebook.add_example(slug="pain", passage=coded[0], by=people.dave)
        assert ThemeExample.objects.count() == 1
        with pytest.raises(InvalidInput, match="does not carry"):
            codebook.add_example(slug="pain", passage=coded[1], by=people.dave)

    def test_it_goes_with_the_passage(self, people, coded) -> None:
        codebook.add_example(slug="pain", passage=coded[0], by=people.dave)
        example = ThemeExample.objects.get()
        example.passage.delete()
        assert not ThemeExample.objects.exists()

    def test_it_can_be_taken_away(self, people, coded) -> None:
        codebook.add_example(slug="pain", passage=coded[0], by=people.dave)
        codebook.remove_example(slug="pain", passage=coded[0], by=people.dave)
        assert not ThemeExample.objects.exists()
        with pytest.raises(NotFound):
            codebook.remove_example(slug="pain", passage=coded[0], by=people.dave)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "rename", "move", "merge", "split", "retire", "revive", "undo"]),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_and_undone_codings_are_as_before(people, coded, steps) -> None:
    """Any changes, some undone on the way; then all that stands is undone, the last first."""
    with transaction.atomic():
        _do_and_undo(people.dave, steps)
        transaction.set_rollback(True)


def _do_and_undo(by, steps) -> None:
    was, lying, book = effective(), rows(), themes()
    for number, step in enumerate(steps):
        with suppress(ArchiveError), transaction.atomic():
            _do(by, step, number)
        assert {(p, c) for p, c, _ in effective()} == {(p, c) for p, c, _ in was}
        assert len(rows()) == len(lying)
    while standing := [each for each in _standing() if each.verb != ChangeVerb.UNDO]:
        codebook.undo_change(change=standing[-1].pk, by=by)
    assert (effective(), rows(), themes()) == (was, lying, book)


def _standing() -> list[CodebookChange]:
    changes = list(CodebookChange.objects.order_by("version"))
    standing = domain.in_force([past_of(each) for each in changes])
    return [each for each in changes if each.pk in standing]


def _do(by, step: tuple[str, int, int], number: int) -> None:
    verb, one, other = step
    slugs = list(Theme.objects.order_by("pk").values_list("slug", flat=True))
    slug, onto = slugs[one % len(slugs)], slugs[other % len(slugs)]
    match verb:
        case "add":
            codebook.add_theme(
                name=f"New {number}", definition="New.", parent=slug, draft=False, by=by
            )
        case "rename":
            codebook.rename_theme(slug=slug, name=f"Other {other}", by=by)
        case "move":
            codebook.move_theme(slug=slug, parent=onto if other % 3 else "", by=by)
        case "merge":
            codebook.merge_themes(slug=slug, into=onto, by=by)
        case "split":
            under = Coding.objects.filter(tag__slug=slug).order_by("pk")
            passages = set(under.values_list("content_object_id", flat=True)[: other % 3 + 1])
            codebook.split_theme(
                slug=slug, name=f"Part {number}", definition="Part.", passages=passages, by=by
            )
        case "retire":
            codebook.retire_theme(slug=slug, by=by)
        case "revive":
            codebook.revive_theme(slug=slug, by=by)
        case "undo":
            changes = list(CodebookChange.objects.values_list("pk", flat=True))
            if changes:
                codebook.undo_change(change=changes[other % len(changes)], by=by)
