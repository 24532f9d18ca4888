"""The gate: the only reader. `read_as(viewer)` answers with frozen Disclosed… objects.

Each method opens a warrant for its own duration, asks the one rule of `domain/visibility.py`,
unseals what it lets through and returns plain tuples and dataclasses: nothing lazy leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec, TypeVar

from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.queue import EVERYTHING, Asked
from archive.domain.words import Purpose
from archive.gate import (
    anchors,
    blind,
    caring,
    claims,
    coding,
    desks,
    duplicates,
    duties,
    labelling,
    likeness,
    mailbox,
    occurrences,
    persons,
    presence,
    queue,
    queue_age,
    reading,
    replacements,
    requests,
    rounds,
    sheet,
    stepping_back,
    suggesting,
    theme_pages,
    work,
)
from archive.gate.anchors import DoubtfulPassage, DoubtfulPassages
from archive.gate.caring import Care
from archive.gate.claims import AskedClaim
from archive.gate.coding_disclosed import CodedText, PassageSheet, TextToCode
from archive.gate.disclosed import (
    DisclosedContribution,
    DisclosedDiscussion,
    DisclosedTheme,
    DisclosedThemePage,
    DiscussionSummary,
    Outline,
)
from archive.gate.duplicates import Duplicates, Pairs
from archive.gate.duties import Duties
from archive.gate.explaining import explain
from archive.gate.indexing import Pending, documents_for, hidden_refs, pending
from archive.gate.labelling import LabelLine
from archive.gate.likeness import Likeness
from archive.gate.machine_texts import MachineText, machine_texts
from archive.gate.mailbox import LettersWaiting, Mailbox
from archive.gate.occurrences import Occurrence
from archive.gate.persons import DisclosedPerson
from archive.gate.queue import QueuePage
from archive.gate.queue_age import QueueAge
from archive.gate.replacements import ReplacementLog
from archive.gate.requests import AskedRemoval, RemovalLoad
from archive.gate.rounds_compared import Compared
from archive.gate.rounds_disclosed import CodingSheet, DifferenceSheet, RoundLine, RoundSheet
from archive.gate.staff_disclosed import Desk, LabelsBefore, QueueRow, ReviewSheet, SteppedBackRow
from archive.gate.suggesting import Suggestions, Tally
from archive.gate.suggestions_learned import Analyser
from archive.gate.viewer import READER, Viewer, viewer_of
from archive.gate.work import Work

__all__ = [
    "READER",
    "GateReader",
    "MachineText",
    "Pending",
    "Viewer",
    "documents_for",
    "explain",
    "hidden_refs",
    "machine_texts",
    "pending",
    "read_as",
    "viewer_of",
]

P = ParamSpec("P")
T = TypeVar("T")


def read_as(viewer: Viewer) -> GateReader:
    """A reader for this viewer."""
    return GateReader(viewer)


class GateReader:
    """Everything one viewer may be told. Methods marked staff raise `NotFound` for others."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def discussions(self) -> tuple[DiscussionSummary, ...]:
        """Discussions of which something may be read, newest first."""
        return self._read(reading.discussions)

    def discussion(self, slug: str) -> DisclosedDiscussion:
        """A discussion's page. `NotFound`, or `Gone` where something was once public."""
        return self._read(reading.discussion, slug)

    def contribution(self, ref: str) -> DisclosedContribution:
        """One contribution. `NotFound`, or `Gone` where it was once public."""
        return self._read(reading.contribution, ref)

    def themes(self) -> tuple[tuple[DisclosedTheme, int], ...]:
        """The archive's themes with the number of accounts this viewer could find."""
        return self._read(reading.themes)

    def theme_list(self) -> tuple[DisclosedTheme, ...]:
        """The same themes uncounted: quick in an archive of any size."""
        return self._read(reading.theme_list)

    def theme(self, slug: str, *, page: int = 1, a_page: int | None = None) -> DisclosedThemePage:
        """A theme's page, with all its accounts or `a_page` of them. `NotFound` for no such
        theme."""
        return self._read(theme_pages.theme, slug, page=page, a_page=a_page)

    def merged_themes(self) -> dict[str, str]:
        """Slugs of merged themes, each with the slug of what it is read as."""
        return self._read(reading.merged_themes)

    def hydrate(
        self, refs: Iterable[str], purpose: Purpose, *, placed: bool = True
    ) -> dict[str, DisclosedContribution]:
        """Search hits by ref; those the rule refuses are missing. Without `placed` they have no
        position or depth."""
        return self._read(reading.hydrate, refs, purpose, placed=placed)

    def titles(self, slugs: Iterable[str]) -> dict[str, str]:
        """Titles by slug, neutral where the essay may not be seen."""
        return self._read(reading.titles, slugs)

    def outline(self, slug: str) -> Outline:
        """The tree without text (staff)."""
        return self._work(desks.outline, slug)

    def queue(self) -> tuple[QueueRow, ...]:
        """The first page of what waits for a person (staff)."""
        return self.queue_page().rows

    def queue_page(self, asked: Asked = EVERYTHING, after: str = "") -> QueuePage:
        """A page of what waits, distress first, then age (staff)."""
        return self._work(queue.queue_page, asked, after)

    def queue_age(self) -> QueueAge | None:
        """How long new texts wait, in rounded words; None where few do."""
        return self._read(queue_age.queue_age)

    def work(self, ref: str) -> Work:
        """Who has a text, who passed it on, what colleagues noted (staff)."""
        return self._work(work.work, ref)

    def desks(self) -> tuple[Desk, ...]:
        """Every desk (staff)."""
        return self._work(desks.desks)

    def desk(self, slug: str) -> Desk:
        """One discussion's desk (staff)."""
        return self._work(desks.desk, slug)

    def review(self, ref: str) -> ReviewSheet:
        """An original opened for review; audited (staff). `NotAllowed` for who stepped back."""
        return self._work(sheet.review, ref)

    def passages(self, ref: str) -> PassageSheet:
        """A text to code, without its original (staff). `NotAllowed` for who stepped back."""
        return self._work(coding.passage_sheet, ref)

    def coded_text(self, ref: str) -> CodedText:
        """The same without its thread: what a press changes (staff)."""
        return self._work(coding.coded_text, ref)

    def text_to_code(self, ref: str) -> TextToCode:
        """The same without passages: what a press is read with (staff)."""
        return self._work(coding.text_to_code, ref)

    def others_present(self, ref: str) -> tuple[str, ...]:
        """Who else has a text open at this moment (staff)."""
        return self._work(presence.others_present, ref)

    def stepped_back(self) -> tuple[SteppedBackRow, ...]:
        """The texts from which this account stepped back (staff)."""
        return self._work(stepping_back.stepped_back)

    def persons(self, ref: str) -> tuple[DisclosedPerson, ...]:
        """Everybody with a label in the discussion of a text (staff)."""
        return self._work(persons.persons, ref)

    def occurrences(self, ref: str, finding: int) -> tuple[Occurrence, ...]:
        """Where a finding's words stand in the thread; audited for each text (staff)."""
        return self._work(occurrences.occurrences, ref, finding)

    def likeness(self, ref: str) -> Likeness:
        """How many texts share what a text under review tells of somebody; audited (staff)."""
        return self._work(likeness.likeness, ref)

    def replacements(self, slug: str) -> ReplacementLog:
        """Who and what stands behind the labels; audited, with its own permission (staff)."""
        return self._work(replacements.replacements, slug)

    def removals(self) -> tuple[AskedRemoval, ...]:
        """Undecided removal requests (staff)."""
        return self._work(requests.removals)

    def removal_load(self) -> RemovalLoad | None:
        """How much is asked for, for leads and stewards (staff)."""
        return self._work(requests.removal_load)

    def claims(self) -> tuple[AskedClaim, ...]:
        """Claims of imports that nobody has answered (staff)."""
        return self._work(claims.claims)

    def doubts(self, *, gone: bool = False) -> DoubtfulPassages:
        """Passages whose place a person must say, or those said to be gone (staff)."""
        return self._work(anchors.doubts, gone=gone)

    def doubt(self, anchor: int) -> DoubtfulPassage:
        """One of them (staff). `Conflict` where it does not wait any more."""
        return self._work(anchors.doubt, anchor)

    def mailbox(self, ref: str) -> Mailbox:
        """The letters about a text (staff)."""
        return self._work(mailbox.mailbox, ref)

    def letters_waiting(self) -> tuple[LettersWaiting, ...]:
        """Texts about which contributors have written (staff)."""
        return self._work(mailbox.letters_waiting)

    def duties(self, slug: str) -> Duties:
        """Deadline, invitations and whether texts may be added, of a discussion (staff)."""
        return self._work(duties.duties, slug)

    def blind_refs(self) -> frozenset[str]:
        """Texts that this viewer's searches leave out while she codes them blind."""
        return self._read(blind.blind_refs)

    def rounds(self) -> tuple[RoundLine, ...]:
        """Every blind round of coding (staff)."""
        return self._work(rounds.rounds)

    def round(self, number: int) -> RoundSheet:
        """A round with its texts, as far as it may be told now (staff)."""
        return self._work(rounds.sheet, number)

    def compared(self, number: int) -> Compared:
        """What a closed round's numbers are counted from; `Conflict` while it is open (staff)."""
        return self._work(rounds.comparison, number)

    def to_code(self, number: int, ref: str) -> CodingSheet:
        """A text of a round for one of its coders; `NotFound` for anybody else."""
        return self._work(rounds.coding_sheet, number, ref)

    def differences(self, number: int, ref: str) -> DifferenceSheet:
        """A text of a closed round with what its coders differ in (staff)."""
        return self._work(rounds.difference_sheet, number, ref)

    def staff_names(self) -> tuple[str, ...]:
        """Accounts that may code (staff)."""
        return self._work(rounds.staff_names)

    def care(self) -> Care:
        """How this account wants to be spared: its own settings, nobody else's (staff)."""
        return self._work(caring.care)

    def labels(self, ref: str) -> tuple[LabelLine, ...]:
        """Content labels of one text, suggested ones too (staff)."""
        return self._work(labelling.labels, ref)

    def labels_before(self, refs: Iterable[str]) -> dict[str, LabelsBefore]:
        """Content labels of some texts before they are opened (staff)."""
        return self._work(labelling.labels_before, refs)

    def suggestions(
        self, ref: str, analyse: Analyser, start: int | None = None, end: int | None = None
    ) -> Suggestions:
        """Themes for each sentence of a text, or for a stretch of its original (staff)."""
        return self._work(suggesting.suggestions, ref, analyse, start, end)

    def suggestion_tallies(self) -> tuple[Tally, ...]:
        """How suggested themes fared, by theme, reason and month (staff)."""
        return self._work(suggesting.tallies)

    def wants_suggestions(self) -> bool:
        """Whether this account has not switched them off (staff)."""
        return self._work(suggesting.wants_suggestions)

    def duplicates(self, ref: str, seconds: float = duplicates.SECONDS) -> Duplicates:
        """Texts that are the same as one, or nearly (staff)."""
        return self._work(duplicates.duplicates, ref, seconds)

    def twice(self, ref: str) -> Duplicates:
        """The same at a glance, among the texts that are known already (staff)."""
        return self._work(duplicates.glance, ref)

    def all_duplicates(self) -> Pairs:
        """Every pair of texts that are the same, or nearly (staff)."""
        return self._work(duplicates.all_duplicates)

    def codebook(self) -> tuple[DisclosedTheme, ...]:
        """The archive's themes with all that a coder needs (staff)."""
        return tuple(theme for theme, _ in self._work(reading.themes))

    def _read(
        self, function: Callable[Concatenate[Viewer, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with warrant.opened(self._viewer.name or self._viewer.role.value, "read"):
            return function(self._viewer, *args, **kwargs)

    def _work(
        self, function: Callable[Concatenate[Viewer, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if not self._viewer.is_staff:
            raise NotFound(reading.NOTHING)
        with warrant.opened(self._viewer.name or self._viewer.role.value, "review"):
            return function(self._viewer, *args, **kwargs)
