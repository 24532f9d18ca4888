"""Everything that reads themes reads a merged one as the other, a passage once, and no drafts."""

from __future__ import annotations

import pytest

from archive import actions, gate
from archive.actions import codebook
from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.words import Audience, Purpose, Role, Voice
from archive.gate import READER, GateReader, viewer_of
from archive.gate import codebook as books
from archive.models import Coding, Contribution
from archive.search.find import find
from archive.search.indexer import check, reindex
from tests.factories import account, make_discussion, published, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

TEXT = "My knees hurt at night. I sleep when it rains. The doctor said little."


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def refs(people):
    """Two public texts: on the first one coder gave both themes to a passage."""
    for slug in ("pain", "ache", "sleep"):
        theme(slug)
    refs = make_discussion([TEXT, TEXT]).refs
    for ref in refs:
        published(ref)
    put = [
        (refs[0], 0, 23, ["pain", "ache"], people.alice),
        (refs[0], 0, 23, ["ache"], people.bob),
        (refs[0], 24, 46, ["sleep"], people.alice),
        (refs[1], 0, 23, ["ache"], people.alice),
    ]
    for ref, start, end, themes, by in put:
        actions.tag_passage(ref=ref, start=start, end=end, themes=themes, voice=None, by=by)
    reindex()
    return refs


def reader(by=None) -> GateReader:
    return gate.read_as(viewer_of(by) if by is not None else READER)


def counts(by=None) -> dict[str, int]:
    counted = reader(by).themes()
    assert reader(by).theme_list() == tuple(shown for shown, _ in counted)
    return {shown.slug: count for shown, count in counted}


def found(query: str) -> set[str]:
    return {hit.ref for hit in find(READER, query, strict=True).hits}


@pytest.fixture
def merged(people, refs):
    codebook.merge_themes(slug="ache", into="pain", by=people.dave)
    return refs


class TestMerged:
    def test_a_passage_with_both_themes_is_counted_once(self, merged) -> None:
        assert counts() == {"pain": 2, "sleep": 1}

    def test_its_page_is_the_other_ones_with_each_passage_once(self, merged) -> None:
        page = reader().theme("ache")
        assert page.theme.slug == "pain"
        assert len(page.accounts) == 2

    def test_the_margin_names_the_other_one(self, merged) -> None:
        (passage,) = reader().contribution(merged[1]).passages
        assert [shown.slug for shown in passage.themes] == ["pain"]

    def test_staff_see_one_coding_a_coder(self, people, merged) -> None:
        first = reader(people.alice).contribution(merged[0]).passages[0]
        assert sorted((c.coder, c.theme.slug) for c in first.codings) == [
            ("alice", "pain"),
            ("bob", "pain"),
        ]

    def test_the_list_of_discussions_names_it_once(self, merged) -> None:
        (summary,) = reader().discussions()
        assert [shown.slug for shown in summary.themes] == ["pain", "sleep"]

    def test_a_review_offers_the_other_one_only(self, people, merged) -> None:
        sheet = reader(people.alice).review(merged[0])
        assert [shown.slug for shown in sheet.themes] == ["pain", "sleep"]

    def test_search_finds_it_under_both_names(self, merged) -> None:
        assert found("theme:pain") == found("theme:ache") == set(merged)
        facet = find(READER, "knees", strict=True).facets["theme"]
        assert {value.value: value.count for value in facet} == {"pain": 2, "sleep": 1}

    def test_the_indexes_are_equal_to_the_database_after_the_merge_and_its_undoing(
        self, people, merged
    ) -> None:
        assert all(index.is_equal for index in check())
        (change,) = books.history(viewer_of(people.dave))
        codebook.undo_change(change=change.id, by=people.dave)
        assert all(index.is_equal for index in check())
        assert found("theme:pain") == {merged[0]}
        assert counts() == {"pain": 1, "ache": 2, "sleep": 1}

    def test_its_examples_are_shown_with_the_other_one(self, people, refs) -> None:
        with warrant.opened("tests", "look"):
            passage = Coding.objects.filter(tag__slug="ache").latest("pk").content_object_id
        codebook.add_example(slug="ache", passage=passage, by=people.dave)
        codebook.merge_themes(slug="ache", into="pain", by=people.dave)
        assert [shown.ref for shown in reader().theme("pain").examples] == [refs[1]]

    def test_the_preview_told_what_came(self, people, refs) -> None:
        preview = books.merge_preview(viewer_of(people.dave), "ache", "pain")
        assert (preview.codings, preview.passages, preview.texts) == (3, 2, 2)
        assert (preview.passages_there, preview.passages_on_both) == (1, 1)
        assert preview.codings_counted_once == 1


class TestThemePage:
    def test_its_pages_make_up_the_whole(self, refs) -> None:
        whole = reader().theme("ache")
        pages = [reader().theme("ache", page=number, a_page=1) for number in (1, 2, 3)]
        assert (pages[0].accounts + pages[1].accounts, len(whole.accounts)) == (whole.accounts, 2)
        assert pages[2].accounts == pages[1].accounts, "after the last page comes the last"
        assert {page.total for page in (whole, *pages)} == {2}

    def test_what_is_told_second_hand_goes_along_and_ends_on_the_last_page(self, people) -> None:
        theme("pain")
        told = make_discussion([TEXT] * 5).refs
        for ref, voice in zip(told, ["first_person"] * 2 + ["second_hand"] * 3, strict=True):
            published(ref, Voice(voice))
            actions.tag_passage(
                ref=ref, start=0, end=23, themes=["pain"], voice=None, by=people.alice
            )
        pages = [reader().theme("pain", page=number, a_page=1) for number in (1, 2)]
        assert [len(page.accounts) for page in pages] == [1, 1]
        assert [len(page.second_hand) for page in pages] == [1, 2]
        assert sum((page.second_hand for page in pages), ()) == reader().theme("pain").second_hand

    def test_its_address_takes_any_page(self, client, refs) -> None:
        for sent in ("", "?page=1", "?page=0", "?page=99", "?page=-1", "?page=two", "?page=²"):
            page = client.get(f"/themes/ache/{sent}")
            assert page.status_code == 200, sent
            assert "2 accounts by people who lived it" in page.content.decode(), sent
            assert page.content.decode().count('<article class="account">') == 2, sent


class TestMoved:
    def test_a_wider_theme_finds_what_was_moved_under_it(self, people, refs) -> None:
        codebook.move_theme(slug="ache", parent="sleep", by=people.dave)
        assert found("theme:sleep") == set(refs)
        assert all(index.is_equal for index in check())

    def test_its_page_has_their_accounts(self, people, refs) -> None:
        codebook.move_theme(slug="ache", parent="sleep", by=people.dave)
        assert len(reader().theme("sleep").accounts) == 3


class TestStates:
    def test_a_draft_is_on_no_page_of_readers(self, people, refs) -> None:
        slug = codebook.add_theme(name="Rain", definition="Rain.", parent="pain", by=people.dave)
        assert slug not in counts()
        assert slug in counts(people.alice)
        assert reader().theme("pain").children == ()
        with pytest.raises(NotFound):
            reader().theme(slug)

    def test_a_retired_theme_is_read_where_it_is_and_offered_no_more(self, people, refs) -> None:
        codebook.retire_theme(slug="ache", by=people.dave)
        assert counts()["ache"] == 2
        assert len(reader().theme("ache").accounts) == 2
        assert "ache" not in [t.slug for t in reader(people.alice).review(refs[0]).themes]

    def test_a_retired_theme_with_nothing_under_it_is_not_listed(self, people, refs) -> None:
        theme("rain")
        codebook.retire_theme(slug="rain", by=people.dave)
        assert "rain" not in counts()


class TestExamples:
    def test_an_example_vanishes_with_the_consent_to_find_it(self, people, refs) -> None:
        with warrant.opened("tests", "look"):
            passage = Coding.objects.filter(tag__slug="ache").latest("pk").content_object_id
        codebook.add_example(slug="ache", passage=passage, by=people.dave)
        assert len(reader().theme("ache").examples) == 1
        with warrant.opened("tests", "withdraw"):
            Contribution.objects.filter(ref=refs[1]).update(find_until=None)
        assert reader().theme("ache").examples == ()

    def test_an_example_goes_with_an_erased_text_for_staff_too(self, people, refs) -> None:
        with warrant.opened("tests", "look"):
            passage = Coding.objects.filter(tag__slug="ache").latest("pk").content_object_id
        codebook.add_example(slug="ache", passage=passage, by=people.dave)
        actions.erase(ref=refs[1], by=people.dave)
        assert books.theme(viewer_of(people.dave), "ache").examples == ()


class TestPrivate:
    @pytest.fixture
    def hers(self, people, refs):
        """A private theme on a public passage."""
        reese = account("reese", Role.RESEARCHER)
        number = codebook.make_codebook(name="Doctors", by=reese)
        slug = codebook.add_theme(
            name="Kind words", definition="Hers.", draft=False, codebook=number, by=reese
        )
        with warrant.opened("tests", "code"):
            coding = Coding.objects.first()
            assert coding is not None
            from archive.models import Theme

            Coding.objects.create(
                content_object=coding.content_object, tag=Theme.objects.get(slug=slug), coder=reese
            )
        return reese, number, slug

    def test_it_is_on_no_page_and_in_no_index(self, people, refs, hers) -> None:
        _, _, slug = hers
        for by in (None, people.alice, people.dave, hers[0]):
            assert slug not in counts(by)
            assert "Kind words" not in str(reader(by).discussions())
            with pytest.raises(NotFound):
                reader(by).theme(slug)
        assert "Kind words" not in str(reader(people.alice).contribution(refs[0]))
        assert "Kind words" not in str(reader(people.alice).review(refs[0]))
        for audience in Audience:
            assert slug not in str(list(gate.documents_for(audience)))

    def test_its_owner_reads_it_and_nobody_else(self, people, refs, hers) -> None:
        reese, number, slug = hers
        assert books.theme(viewer_of(reese), slug).codings == 1
        for by in (people.dave, people.carol, account("rita", Role.RESEARCHER)):
            for ask in (
                lambda by=by: books.book(viewer_of(by), number),
                lambda by=by: books.history(viewer_of(by), number),
                lambda by=by: books.theme(viewer_of(by), slug),
                lambda by=by: books.passages(viewer_of(by), slug),
            ):
                with pytest.raises(NotFound):
                    ask()
            assert books.own_books(viewer_of(by)) == ()

    def test_the_archives_codebook_is_not_open_to_a_researcher_or_a_reader(self, hers) -> None:
        for viewer in (READER, viewer_of(hers[0])):
            for ask in (books.book, books.history, books.proposals):
                with pytest.raises(NotFound):
                    ask(viewer)
            with pytest.raises(NotFound):
                books.theme(viewer, "pain")


def test_merging_does_not_show_what_may_not_be_found(people, refs) -> None:
    with warrant.opened("tests", "withdraw"):
        Contribution.objects.filter(ref=refs[1]).update(find_until=None, read_until=None)
    codebook.merge_themes(slug="ache", into="pain", by=people.dave)
    assert counts() == {"pain": 1, "sleep": 1}
    assert refs[1] not in found("theme:pain")
    assert reader().hydrate([refs[1]], Purpose.FIND) == {}
    assert Voice.FIRST_PERSON in {a.voice for a in reader().theme("pain").accounts}
