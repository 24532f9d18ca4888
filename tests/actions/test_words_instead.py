"""What stands instead of hidden words repeats nothing that is hidden, and reasons are codes."""

from __future__ import annotations

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.words import SignOff, Treatment
from archive.gate import READER, read_as, telling
from archive.gate.looking import HIDDEN_IN_THREAD, context_for, look
from archive.models import Discussion, Redaction
from tests.actions.words import drafted, finding, hide
from tests.factories import People, contribution, make_discussion
from tests.factories import people as make_people
from tests.told import approve, open_question, tell, tell_to_be_asked, write

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = "I met Zbigma at Vrolma House, and Will drove me home."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def ref(people: People) -> str:
    """A text in which Zbigma and Will are hidden."""
    (made,) = make_discussion([TEXT]).refs
    hide(made, "Zbigma", people.alice)
    hide(made, "Will", people.alice)
    return made


REPEATING = (
    "[Vrolma House]",
    "a vrolma-house",
    "[a house of Zbigma]",
    "ZBIGMA'S",
    "[Zbigma’s]",
    "[Will drove there]",
)


@pytest.mark.parametrize("words", REPEATING)
def test_words_instead_that_repeat_what_is_hidden_are_refused(people, ref, words) -> None:
    start = TEXT.index("Vrolma")
    place = {"ref": ref, "start": start, "end": start + 12, "by": people.alice}
    for act in (actions.redact, actions.hide_now):
        with pytest.raises(InvalidInput, match="repeat"):
            act(**place, treatment=Treatment.GENERALISE, replacement=words)
    with pytest.raises(InvalidInput, match="repeat"):
        actions.decide_words(
            ref=ref, findings=[finding(ref, "Vrolma House")], decision="edit", replacement=words,
            by=people.alice,
        )  # fmt: skip
    assert "Vrolma House" in drafted(ref)


@pytest.mark.parametrize("words", ["[a big house]", "[a house she will remember]", "[name]"])
def test_other_words_instead_stand(people, ref, words) -> None:
    hide(ref, "Vrolma House", people.alice, treatment=Treatment.GENERALISE, replacement=words)
    assert f"at {words}, and" in drafted(ref)


def test_a_reason_is_one_of_the_codes(people, ref) -> None:
    for reason in ("Zbigma is her brother", "public", "POINTS_TO_NOBODY"):
        with pytest.raises(InvalidInput, match="no such reason"):
            hide(ref, "Vrolma House", people.alice, treatment=Treatment.KEEP, reason=reason)
    hide(ref, "Vrolma House", people.alice, treatment=Treatment.KEEP, reason="too_wide")
    with warrant.opened("tests", "look"):
        assert Redaction.objects.filter(reason="too_wide").count() == 1


# --- texts that come later ------------------------------------------------------------------------


def found_later(slug: str, text: str) -> list[tuple[str, str]]:
    """What the thread's decisions alone let suspect in another text, and as what."""
    with warrant.opened("tests", "look"):
        found, _ = look(text, context_for(Discussion.objects.get(slug=slug)))
    return [(text[f.start : f.end], f.kind) for f in found if f.why.startswith(HIDDEN_IN_THREAD)]


def test_what_was_hidden_by_hand_is_suspected_in_what_comes_later(people) -> None:
    made = make_discussion(["By the blue heron bakery I sat down."])
    hide(made.refs[0], "blue heron bakery", people.alice, treatment=Treatment.MASK)
    later = "That blue-heron BAKERY, was it? A blue heron’s nest."
    assert found_later(made.slug, later) == [("blue-heron BAKERY", "other")]


def test_a_hidden_name_is_suspected_later_in_another_dress(people) -> None:
    made = make_discussion(["So zwéxavek drove me home."])
    hide(made.refs[0], "zwéxavek", people.alice)
    ((surface, kind),) = found_later(made.slug, "and zwex\u00adavek, again")
    assert (surface, kind[:6]) == ("zwex\u00adavek", "person")


def test_what_was_kept_elsewhere_and_what_is_no_word_of_its_own_is_not_suspected(people) -> None:
    made = make_discussion(["By the heronry she sat with me.", "Another heronry is here."])
    essay, reply = made.refs
    hide(essay, "she", people.alice, treatment=Treatment.MASK)
    hide(essay, "heronry", people.alice, treatment=Treatment.MASK)
    assert found_later(made.slug, "There she saw a heronry.") == [("heronry", "other")]
    actions.decide_words(
        ref=reply, findings=[finding(reply, "heronry")], decision="keep", whole_thread=False,
        reason="points_to_nobody", by=people.alice,
    )  # fmt: skip
    assert found_later(made.slug, "There she saw a heronry.") == []


def test_nobody_learns_before_sending_what_the_thread_hides(people) -> None:
    slug = open_question(by=people.dave)
    first = tell(slug, "By the blue heron bakery I sat down.")
    hide(first.ref, "blue heron bakery", people.alice, treatment=Treatment.MASK)
    draft = write(slug, "The blue heron bakery, too.")
    shown = telling.draft_of(draft).preview
    assert not shown.noticed
    later = tell(slug, "The blue heron bakery, too.")
    assert "blue heron bakery" in drafted(later.ref)


# --- names that writers choose, questions that everybody reads ------------------------------------


def test_a_pen_name_that_the_thread_hides_is_left_out_and_nobody_is_told(people) -> None:
    slug = open_question(by=people.dave)
    first = tell(slug, "I know Zbigma from the clinic.")
    hide(first.ref, "Zbigma", people.alice)
    told = tell_to_be_asked(slug, "I slept.", pen_name="Zbigma", sign_off=SignOff.HIDE_MORE)
    approve(told.ref, people.alice)
    assert read_as(READER).contribution(told.ref).author == (
        f"Contributor {contribution(told.ref).author_number}"
    )


def test_a_name_that_stands_in_the_question_is_told_to_whoever_hides_it(people) -> None:
    slug = open_question("What did Zbigma’s book change for you?", by=people.dave)
    told = tell(slug, "I read Zbigma there. By the heronry I slept.")
    for word, asked in (("Zbigma", True), ("heronry", False)):
        decided = actions.decide_words(
            ref=told.ref, findings=[finding(told.ref, word)], decision="accept", by=people.alice
        )
        assert decided.asked is asked
