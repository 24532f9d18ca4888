"""Brings the demo into an archive by the ways everybody takes: import, consent, review, erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from archive import actions
from archive.actions import outbox
from archive.domain.labels import is_label
from archive.domain.words import Band, Consent, Status
from archive.exchange.importers.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.gate import read_as, viewer_of
from archive.management.accounts import add_account, new_password
from archive.management.demo.discussion import CAST, DemoContribution, DemoDiscussion
from archive.management.demo.read import FILES, load, load_themes
from archive.management.demo.told import load_told
from archive.management.demo.workbench import Placed, load_workbench
from archive.management.readiness import add_themes
from archive.models import User
from archive.search.indexer import apply_outbox

SOURCE: Final = "firsthand demo"
STEWARD: Final = "stefan"
SOON: Final = timedelta(seconds=1)
"""Nobody can give consent that has ended already; what should look expired ends while we load."""

KEPT: Final = "points_to_nobody"
"""The code of the reason; the demo's files say it in prose, which is not stored outside a seal."""

Tell = Callable[[str], object]
Refs = Mapping[str, str]
"""A discussion's refs by the demo's keys."""


def make_cast() -> dict[str, str]:
    """The demo's accounts that are missing, with fresh passwords: name → password."""
    known = set(User.objects.filter(username__in=CAST).values_list("username", flat=True))
    made: dict[str, str] = {}
    for name, role in CAST.items():
        if name not in known:
            made[name] = new_password()
            add_account(name, role, made[name])
    return made


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many discussions were loaded, and a return code to try where the question was asked."""

    discussions: int
    code: str = ""


def load_demo(tell: Tell, discussions: Iterable[DemoDiscussion] | None = None) -> Loaded:
    """Load what is not in yet. Needs the cast's accounts.

    The indexes are brought up to date once, at the end, instead of after each of some 300 steps.
    """
    with _indexes_later(), _rules_alone():
        texts = _load_missing(tell, load() if discussions is None else discussions)
        loaded = len({name.split("/")[0] for name in texts})
        code = load_told(tell, _cast()) if loaded and discussions is None else ""
        if discussions is None and loaded == len(FILES):
            load_workbench(tell, _cast(), texts)
    apply_outbox()
    return Loaded(loaded, code)


def _words(replacement: str) -> str:
    """Labels are the archive's to give: which letter comes first depends on who reviews first."""
    return "" if is_label(replacement) else replacement


def _cast() -> dict[str, User]:
    return {user.username: user for user in User.objects.filter(username__in=CAST)}


@contextmanager
def _rules_alone() -> Iterator[None]:
    """The strong engine more than doubles the loading (35 s become 87), so only who asks for it
    waits for it. The review page says of these texts that it was off."""
    chosen = settings.ARCHIVE_ENGINE
    if chosen == "auto":
        settings.ARCHIVE_ENGINE = "rules"
    try:
        yield
    finally:
        settings.ARCHIVE_ENGINE = chosen


@contextmanager
def _indexes_later() -> Iterator[None]:
    applier, outbox.applier = outbox.applier, None
    try:
        yield
    finally:
        outbox.applier = applier


def _load_missing(tell: Tell, discussions: Iterable[DemoDiscussion]) -> Mapping[str, Placed]:
    """The texts that are new in this archive, by file and key."""
    add_themes(load_themes())
    people = _cast()
    loaded: dict[str, Placed] = {}
    for demo in discussions:
        report = actions.import_discussion(parsed=_parsed(demo), by=people[STEWARD])
        if not report.imported:
            continue
        loading = _Loading(demo, report.discussions[0].slug, people)
        loading.run()
        tell(f"Loaded “{demo.title}” with {len(demo.comments)} comments.")
        loaded |= loading.placed()
    return loaded


def _parsed(demo: DemoDiscussion) -> ParsedFile:
    def named(key: str) -> str:
        return f"{demo.name}/{key}"

    contributions = tuple(
        ParsedContribution(
            external_id=named(one.key),
            parent=named(one.parent) if one.parent else None,
            kind=one.kind,
            text=one.text,
            formatting=one.formatting,
            title=one.title,
            author=one.author,
            written_at=one.written_at,
            likes=one.likes,
        )
        for one in demo.contributions
    )
    discussion = ParsedDiscussion(
        named(demo.essay.key), demo.title, contributions, source_url=demo.source_url
    )
    return ParsedFile("demo", SOURCE, (discussion,))


class _Loading:
    """One discussion on its way from imported to the states its file asks for."""

    def __init__(self, demo: DemoDiscussion, slug: str, people: Mapping[str, User]) -> None:
        self._demo, self._slug, self._people = demo, slug, people
        self._steward = people[STEWARD]
        outline = read_as(viewer_of(self._steward)).outline(slug)
        self._refs: Refs = {
            one.key: row.ref
            for one, row in zip(demo.contributions, outline.contributions, strict=True)
        }

    def placed(self) -> Mapping[str, Placed]:
        """Its texts by file and key."""
        return {
            f"{self._demo.name}/{one.key}": Placed(self._refs[one.key], one)
            for one in self._demo.contributions
        }

    def run(self) -> None:
        """Agreement first, then review, then what takes back or erases."""
        self._record_basis()
        for one in self._demo.contributions:
            self._record_answer(one)
        for one in self._demo.contributions:
            if one.status is not Status.WAITING:
                self._review(one)
        for one in self._demo.contributions:
            self._end(one)

    def _record_basis(self) -> None:
        basis = self._demo.basis
        refs = [
            self._refs[one.key] for one in self._demo.contributions if one.consent is Consent.BASIS
        ]
        if basis is None or not refs:
            return
        actions.propose_basis(
            slug=self._slug,
            scopes=basis.scopes,
            rights=basis.rights,
            privacy=basis.privacy,
            reference=basis.reference,
            dated=basis.dated,
            refs=refs,
            by=self._people[basis.proposed_by],
        )
        actions.confirm_basis(slug=self._slug, by=self._people[basis.confirmed_by])

    def _record_answer(self, one: DemoContribution) -> None:
        ref = self._refs[one.key]
        if one.consent is Consent.REFUSED:
            actions.refuse_consent(ref=ref, by=self._steward)
        elif one.consent in {Consent.GIVEN, Consent.WITHDRAWN, Consent.EXPIRED}:
            soon = timezone.now() + SOON if one.consent is Consent.EXPIRED else None
            actions.give_consent(ref=ref, scopes=one.scopes, until=soon, by=self._steward)

    def _review(self, one: DemoContribution) -> None:
        ref, by = self._refs[one.key], self._people[one.reviewer]
        for redaction in one.redactions:
            actions.redact(
                ref=ref,
                start=redaction.start,
                end=redaction.end,
                treatment=redaction.treatment,
                replacement=_words(redaction.replacement),
                reason=KEPT if redaction.reason else "",
                by=by,
            )
        actions.set_voice(ref=ref, voice=one.voice, by=by)
        self._tag(one, ref)
        if one.status is Status.REFUSED:
            actions.refuse(ref=ref, reason=one.reason, by=by)
        elif one.status is not Status.IN_REVIEW:
            self._approve(one, ref, by)

    def _tag(self, one: DemoContribution, ref: str) -> None:
        for passage in one.passages:
            for coding in passage.codings:
                actions.tag_passage(
                    ref=ref,
                    start=passage.start,
                    end=passage.end,
                    themes=list(coding.themes),
                    voice=passage.voice,
                    memo=coding.memo,
                    by=self._people[coding.coder],
                )

    def _approve(self, one: DemoContribution, ref: str, by: User) -> None:
        for finding in read_as(viewer_of(by)).review(ref).findings:
            keep = finding.band is Band.CHECK
            actions.decide_words(
                ref=ref,
                findings=[finding.id],
                whole_thread=False,
                decision="keep" if keep else "accept",
                reason=KEPT if keep else "",
                by=by,
            )
        actions.approve(ref=ref, by=by)
        if one.second_reviewer:
            actions.clear_second_person(ref=ref, by=self._people[one.second_reviewer])
        if one.consent in {Consent.GIVEN, Consent.EXPIRED} and one.status is Status.APPROVED:
            actions.sign_off(ref=ref, by=self._steward)

    def _end(self, one: DemoContribution) -> None:
        ref = self._refs[one.key]
        if one.consent is Consent.WITHDRAWN:
            actions.withdraw_consent(ref=ref, by=self._steward)
        if one.status is Status.ERASED:
            actions.erase(ref=ref, by=self._people[one.erased_by])
