"""Texts found twice: the same words, nearly the same, and the same writer's."""

from __future__ import annotations

import pytest
from django.test import Client

from archive import actions
from archive.domain.errors import NotAllowed
from archive.domain.words import Consent, Role
from archive.gate import duplicates as panel
from archive.gate import read_as, viewer_of
from archive.gate.duplicates import Duplicates
from archive.gate.guard import ungated
from archive.models import Contribution, Contributor
from tests import factories

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = (
    "I kept the kettle by the bed that winter, because the stairs had grown longer than they "
    "were. When my sister came she asked why, and I said that it was for the company."
)
NEARLY = TEXT.replace("my sister", "the neighbour").replace("winter", "spring")
APART = "The ferry crossed the harbour under lanterns while the band played a slow waltz for us."


def archive_of(*texts: str) -> list[str]:
    return list(factories.make_discussion([*texts], title="On winters").refs)


def seen(ref: str, name: str = "alice", seconds: float = 5.0) -> Duplicates:
    return read_as(viewer_of(getattr(factories.people(), name))).duplicates(ref, seconds)


def page_of(address: str, role: Role = Role.MODERATOR) -> str:
    client = Client()
    client.force_login(factories.account(f"a-{role.value}", role))
    return " ".join(client.get(address).content.decode().split())


def test_the_same_words_and_nearly_the_same_are_found_the_likest_first() -> None:
    one, same, nearly, _ = archive_of(TEXT, TEXT.upper(), NEARLY, APART)
    found = seen(one)
    assert [(c.text.ref, c.is_same) for c in found.copies] == [(same, True), (nearly, False)]
    assert 50 <= found.copies[1].share < 100


def test_a_text_unlike_all_others_has_no_copy() -> None:
    assert seen(archive_of(TEXT, NEARLY, APART)[2]).copies == ()


def test_a_short_text_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = archive_of("Thank you for this.", "Thank you for this.")
    assert seen(one).too_short

    monkeypatch.setattr(panel, "_sketch_of", None)
    assert seen(one).too_short, "and it is not opened a second time to be told so"
    assert "Too short" in page_of(f"/workbench/review/{one}/duplicates/")


def test_an_earlier_text_of_the_same_contributor_is_said_so() -> None:
    earlier, later, else_ = archive_of(TEXT, TEXT, TEXT)
    with ungated("two texts under one code"):
        contributor = Contributor.objects.create(locator="l" * 9, verifier="v" * 64)
        Contribution.objects.filter(ref__in=[earlier, later]).update(contributor=contributor)
    assert {c.text.ref: c.earlier_of_hers for c in seen(later).copies} == {
        earlier: True,
        else_: False,
    }
    assert not any(c.earlier_of_hers for c in seen(earlier).copies)
    assert "came before from the same writer" in page_of(f"/workbench/review/{later}/duplicates/")


def test_what_is_erased_taken_back_or_refused_is_left_out_and_forgotten() -> None:
    one, gone, withdrawn, stays = archive_of(TEXT, TEXT, TEXT, TEXT)
    assert len(seen(one).copies) == 3
    actions.erase(ref=gone, by=factories.people().dave)
    with ungated("a withdrawal"):
        Contribution.objects.filter(ref=withdrawn).update(consent=Consent.WITHDRAWN.value)
    assert [c.text.ref for c in seen(one).copies] == [stays]
    assert len(panel._known) == 2


def test_who_stepped_back_from_a_text_is_told_of_no_copy_of_it() -> None:
    one, other, _ = archive_of(TEXT, TEXT, APART)
    actions.recuse(ref=other, by=factories.people().alice)
    assert seen(one).copies == ()
    assert seen(one, "bob").copies != ()
    with pytest.raises(NotAllowed):
        seen(other)
    reader = read_as(viewer_of(factories.people().alice))
    assert reader.all_duplicates().pairs == ()


def test_every_pair_is_listed_once_the_earlier_text_first() -> None:
    one, two, three, _ = archive_of(TEXT, NEARLY, TEXT, APART)
    found = read_as(viewer_of(factories.people().alice)).all_duplicates()
    assert (found.counted, found.total, found.more) == (4, 4, 0)
    assert (found.pairs[0].one.ref, found.pairs[0].two.ref) == (one, three)
    listed = {(pair.one.ref, pair.two.ref) for pair in found.pairs}
    assert listed == {(one, three), (one, two), (two, three)}


def test_the_pages_link_and_hold_no_word_of_the_texts() -> None:
    one, two = archive_of(TEXT, TEXT)
    listed = page_of("/workbench/duplicates/")
    assert f"/workbench/review/{one}/" in listed
    assert "the same words" in listed
    panel_of_one = page_of(f"/workbench/review/{one}/duplicates/?part")
    assert f"/workbench/review/{two}/" in panel_of_one
    assert "<html" not in panel_of_one
    assert "kettle" not in listed + panel_of_one


def test_what_there_was_no_time_for_is_read_the_next_time() -> None:
    refs = archive_of(TEXT, TEXT, APART)
    found = seen(refs[0], seconds=-1.0)
    assert (found.copies, found.counted, found.total) == ((), 0, 2)
    assert seen(refs[0]).counted == 2


def test_nothing_readable_is_remembered() -> None:
    seen(archive_of(TEXT, TEXT)[0])
    kept = b"".join(s.whole + s.lowest.tobytes() for s in panel._known.values() if s)
    assert kept
    assert not any(word.encode() in kept for word in TEXT.split() if len(word) > 4)


def test_nobody_but_staff_is_told_that_there_are_such_pages() -> None:
    (ref,) = archive_of(TEXT)
    client = Client()
    for page in (f"/workbench/review/{ref}/duplicates/", "/workbench/duplicates/"):
        assert client.get(page).status_code == 302
    client.force_login(factories.account("res", Role.RESEARCHER))
    for page in (f"/workbench/review/{ref}/duplicates/", "/workbench/duplicates/"):
        assert client.get(page).status_code == 404


def test_the_review_page_says_it_in_one_line() -> None:
    one, two, alone = archive_of(TEXT, TEXT, APART)
    page = page_of(f"/workbench/review/{one}/")
    assert "This text stands here twice, word for word." in page
    assert f"/workbench/review/{two}/" in page
    assert "data-twice" not in page_of(f"/workbench/review/{alone}/")
