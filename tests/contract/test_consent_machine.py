"""No sequence of events shows a text without valid consent, its writer's yes and a person's review.

A hypothesis state machine drives the archive's own verbs, with a clock that jumps, and keeps beside
them a record of its own of what was said and done: an oracle that asks neither columns nor rule.
After every step it looks as a reader does: at each text, at the page, and at the search.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from archive import actions, gate
from archive.domain.errors import ArchiveError, Gone, NotFound
from archive.domain.words import Grade, Scope, SignOff, Treatment, Voice
from archive.gate import notices, own_disclosed, own_page
from archive.search import indexer
from archive.search.find import find
from tests import factories
from tests.told import approve, open_question, tell

SECRET = "Bartholomew"
"""A name the moderator hides; whoever sees it has seen an unreviewed or a superseded wording."""

FIVE_YEARS = timedelta(days=5 * 365 + 1)
EVERYTHING = frozenset(Scope)


@dataclass
class Known:
    """What the oracle knows of a text: each scope's end, and how its wording stands."""

    ref: str
    contributor: int
    word: str
    ends: dict[Scope, datetime] = field(default_factory=dict)
    sign_off: SignOff = SignOff.ASK
    slept_until: datetime | None = None
    read_by: datetime | None = None
    approved: bool = False
    said_yes: bool = False
    erased: bool = False
    refused: bool = False
    hidden: bool = False
    masked: bool = False

    def allows(self, scope: Scope, now: datetime) -> bool:
        """Whether it was given, not taken back, and has not run out."""
        return scope in self.ends and self.ends[scope] > now

    def may_be_read(self, now: datetime) -> bool:
        """Everything that must be true before a reader sees a word of it."""
        return (
            self.approved
            and self.said_yes
            and not self.erased
            and not self.refused
            and not self.hidden
            and self.allows(Scope.READ, now)
        )

    def staff_may_open(self, now: datetime) -> bool:
        """Whether its writer lets a person prepare it now."""
        return (
            not self.erased
            and self.allows(Scope.HOLD, now)
            and (self.slept_until is None or self.slept_until <= now)
            and (self.read_by is None or self.read_by > now)
        )


def _alone_of_its_kind(word: str) -> str:
    """A text that shares no run of words with another: what repeats a hidden one would be held."""
    return f"{word} {word}ish {SECRET} {word}ling {word}ness."


class ConsentMachine(RuleBasedStateMachine):
    """Tell, review, answer, take back, wait; in any order."""

    texts = Bundle("texts")
    seen = found = asked = 0
    """How often a text was shown, found, and hidden by a request: never would prove nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[Known] = []
        self._databases = [transaction.atomic(using=alias) for alias in ("default", "keys")]
        for each in self._databases:
            each.__enter__()
        self.jumped = timedelta(0)
        self._real = timezone.now
        self._clock = mock.patch("django.utils.timezone.now", self._now)
        self._clock.start()
        self.slug = open_question(f"A question {len(self.known)}")
        self.staff = factories.people()
        indexer.reindex()

    def _now(self) -> datetime:
        return self._real() + self.jumped

    def teardown(self) -> None:
        """Nothing of this run stays for the next."""
        self._clock.stop()
        for alias, each in zip(("keys", "default"), reversed(self._databases), strict=True):
            transaction.set_rollback(True, using=alias)
            each.__exit__(None, None, None)

    # --- what people do -------------------------------------------------------------------------

    @initialize(target=texts)
    def people_tell(self) -> Any:
        """Four that differ in what usually decides, approved: each run begins with much to see."""
        begun = (
            self._tell(EVERYTHING, SignOff.HIDE_MORE, sleeps=False),
            self._tell(frozenset({Scope.HOLD, Scope.READ}), SignOff.HIDE_MORE, sleeps=False),
            self._tell(EVERYTHING, SignOff.ASK, sleeps=False),
            self._tell(EVERYTHING, SignOff.HIDE_MORE, sleeps=False),
        )
        for one in begun:
            self.a_moderator_approves(one, hides=False)
        self.somebody_says_it_is_about_her(begun[3])
        indexer.apply_outbox()
        return multiple(*begun)

    @rule(
        target=texts,
        scopes=st.sets(st.sampled_from(list(Scope)), min_size=1),
        sign_off=st.sampled_from(list(SignOff)),
        sleeps=st.booleans(),
    )
    def tells(self, scopes: set[Scope], sign_off: SignOff, sleeps: bool) -> Any:
        return self._tell(frozenset(scopes | {Scope.HOLD}), sign_off, sleeps=sleeps)

    def _tell(self, scopes: frozenset[Scope], sign_off: SignOff, *, sleeps: bool) -> Known:
        word = f"quokka{len(self.known)}"
        now = timezone.now()
        told = tell(
            self.slug,
            _alone_of_its_kind(word),
            scopes=scopes,
            sign_off=sign_off,
            sleeps=sleeps,
        )
        slept = now + timedelta(hours=48) if sleeps else None
        one = Known(
            told.ref,
            told.contributor,
            word,
            ends=dict.fromkeys(scopes, timezone.now() + FIVE_YEARS),
            sign_off=sign_off,
            slept_until=slept,
            read_by=(slept or now) + timedelta(days=90),
        )
        self.known.append(one)
        return one

    @rule(text=texts, hides=st.booleans())
    def a_moderator_approves(self, text: Known, hides: bool) -> None:
        allowed = text.staff_may_open(timezone.now())
        try:
            if hides:
                start = _alone_of_its_kind(text.word).index(SECRET)
                actions.redact(
                    ref=text.ref,
                    start=start,
                    end=start + len(SECRET),
                    treatment=Treatment.MASK,
                    by=self.staff.alice,
                )
            actions.set_voice(ref=text.ref, voice=Voice.FIRST_PERSON, by=self.staff.alice)
            approve(text.ref, self.staff.alice, keeps=True)
        except ArchiveError:
            return
        assert allowed, "a moderator opened what its writer had not let her open"
        text.read_by, text.refused = None, False
        consented = bool(text.ends)
        text.said_yes = consented and (
            (text.approved and text.said_yes) or text.sign_off is SignOff.HIDE_MORE
        )
        text.approved = True

    @rule(text=texts)
    def a_moderator_refuses(self, text: Known) -> None:
        try:
            actions.refuse(ref=text.ref, reason="off_topic", by=self.staff.bob)
        except ArchiveError:
            return
        text.refused, text.read_by = True, None

    @rule(text=texts)
    def she_says_yes(self, text: Known) -> None:
        try:
            actions.sign_off(ref=text.ref, contributor=text.contributor)
        except ArchiveError:
            return
        text.said_yes = True

    @rule(text=texts)
    def she_objects(self, text: Known) -> None:
        try:
            actions.object_to_wording(
                ref=text.ref, contributor=text.contributor, note="Not like this."
            )
        except ArchiveError:
            return
        text.approved = text.said_yes = False

    @rule(text=texts, scopes=st.sets(st.sampled_from(list(Scope))))
    def she_changes_what_she_allows(self, text: Known, scopes: set[Scope]) -> None:
        now = timezone.now()
        wanted = scopes | {Scope.HOLD}
        try:
            actions.change_scopes(
                ref=text.ref, contributor=text.contributor, allowed=wanted, notice=self._notice()
            )
        except ArchiveError:
            return
        text.ends = {
            s: text.ends[s] if text.allows(s, now) else timezone.now() + FIVE_YEARS for s in wanted
        }

    @rule(text=texts, grade=st.sampled_from(list(Grade)))
    def she_takes_it_back(self, text: Known, grade: Grade) -> None:
        try:
            actions.withdraw(ref=text.ref, contributor=text.contributor, grade=grade)
        except ArchiveError:
            assert text.erased, "a withdrawal was refused"
            return
        study = {Scope.RESEARCH, Scope.QUOTE, Scope.MACHINE}
        taken = {
            Grade.RESEARCH: study,
            Grade.UNPUBLISH: study | {Scope.READ, Scope.FIND},
            Grade.ERASE: set(Scope),
        }[grade]
        text.ends = {s: end for s, end in text.ends.items() if s not in taken}
        text.erased = text.erased or grade is Grade.ERASE

    @rule(text=texts)
    def she_renews(self, text: Known) -> None:
        try:
            actions.renew(ref=text.ref, contributor=text.contributor, notice=self._notice())
        except ArchiveError:
            return
        text.ends = dict.fromkeys(text.ends, timezone.now() + FIVE_YEARS)

    @rule(text=texts)
    def she_sends_it_again(self, text: Known) -> None:
        try:
            actions.send_again(ref=text.ref, contributor=text.contributor)
        except ArchiveError:
            return
        text.slept_until, text.read_by = None, timezone.now() + timedelta(days=90)

    @rule(text=consumes(texts))
    def a_steward_erases(self, text: Known) -> None:
        try:
            actions.erase(ref=text.ref, by=self.staff.dave)
        except ArchiveError:
            assert text.erased
            return
        text.erased, text.ends = True, {}

    @rule(text=texts)
    def somebody_says_she_wrote_it_and_lost_her_code(self, text: Known) -> None:
        try:
            outcome = actions.request_removal(ref=text.ref, reason="i_wrote_it")
        except ArchiveError:
            return
        text.hidden = text.hidden or outcome is actions.Outcome.HIDDEN
        type(self).asked += text.hidden

    @rule(text=texts)
    def somebody_says_it_is_about_her(self, text: Known) -> None:
        try:
            number = gate.read_as(gate.READER).contribution(text.ref).rendition
            outcome = actions.request_removal(
                ref=text.ref, reason="about_me", sentences=[0], rendition=number
            )
        except ArchiveError:
            return
        text.masked = text.masked or outcome is actions.Outcome.MASKED
        type(self).asked += text.masked

    @rule(text=texts)
    def she_still_has_her_code(self, text: Known) -> None:
        for asked in self._open_requests(text):
            if asked.reason == "i_wrote_it":
                actions.contest_removal(
                    ref=text.ref, contributor=text.contributor, request=asked.id
                )
                text.hidden = False

    @rule(text=texts, shows=st.booleans())
    def two_people_answer(self, text: Known, shows: bool) -> None:
        for asked in self._open_requests(text):
            kept = "keep_hidden" if asked.reason == "i_wrote_it" else "keep_masked"
            answer = "show_again" if shows else kept
            try:
                for account in (self.staff.carol, self.staff.dave):
                    actions.decide_removal(request=asked.id, decision=answer, by=account)
            except ArchiveError:
                continue
            if shows and asked.reason == "i_wrote_it":
                text.hidden = False
            if shows and asked.reason == "about_me":
                text.masked = False

    def _open_requests(self, text: Known) -> list[own_disclosed.MyRemoval]:
        try:
            mine = own_page.my_text(text.contributor, text.ref)
        except NotFound:
            return []
        return [asked for asked in mine.removals if asked.open]

    @rule(days=st.sampled_from([1, 3, 31, 91, 366, 1826, 2200]))
    def time_goes_by(self, days: int) -> None:
        self.jumped += timedelta(days=days)

    @rule()
    def the_sweep_runs(self) -> None:
        actions.sweep()
        for text in self.known:
            if not text.erased and text.contributor is not None:
                text.erased = self._is_gone(text)
        assert not any(actions.sweep().__getattribute__(name) for name in ("unread", "drafts"))

    @rule()
    def the_index_is_brought_up_to_date(self) -> None:
        indexer.apply_outbox()

    # --- what must be true ----------------------------------------------------------------------

    @invariant()
    def a_reader_sees_only_what_may_be_seen(self) -> None:
        now = timezone.now()
        reader = gate.read_as(gate.READER)
        page = reader.discussion(self.slug)
        on_page = {c.ref: c.text for c in page.contributions}
        for text in self.known:
            try:
                shown = reader.contribution(text.ref).text
            except (NotFound, Gone):
                shown = None
            assert (shown is not None) == (text.ref in on_page)
            if shown is not None:
                type(self).seen += 1
                assert text.may_be_read(now), text
                assert (text.word in shown) is not text.masked, text

    @invariant()
    def search_finds_only_what_may_be_found(self) -> None:
        now = timezone.now()
        for text in self.known:
            answer = find(gate.READER, text.word, strict=False)
            if answer.total:
                assert not text.masked, text
                type(self).found += 1
                assert text.may_be_read(now), text
                assert text.allows(Scope.FIND, now), text

    @invariant()
    def consent_and_its_events_say_the_same(self) -> None:
        assert not actions.verify_consent()

    def _notice(self) -> int:
        return notices.current("en").id

    def _is_gone(self, text: Known) -> bool:
        try:
            own_page.my_text(text.contributor, text.ref)
        except NotFound:
            return True
        return False


@pytest.mark.long
@pytest.mark.django_db(databases="__all__")
def test_no_sequence_of_events_shows_a_text_without_valid_consent() -> None:
    run_state_machine_as_test(
        ConsentMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert ConsentMachine.seen > 50
    assert ConsentMachine.found > 10
    assert ConsentMachine.asked > 0
