"""Rows to disclosed objects: opens renditions in bulk, lays passages over them. Needs a warrant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from archive import vault
from archive.domain import visibility
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState, Consent, Kind, Status, Voice
from archive.gate.blind import OPEN_EYES, Blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.content_labels import labels_of
from archive.gate.disclosed import (
    DisclosedCoding,
    DisclosedContribution,
    DisclosedPassage,
    DisclosedTheme,
)
from archive.gate.facts import facts_of
from archive.gate.themes import archive_themes
from archive.models import Anchor, Coding, Contribution, Passage, User
from archive.vault import KeyRing

PLACE = "rendition.body"


def open_contributions(
    rows: Sequence[Contribution],
    *,
    latest: bool,
    positions: dict[str, tuple[str, int]],
    blind: Blindfold = OPEN_EYES,
) -> dict[str, DisclosedContribution]:
    """Disclose rows that the rule let through, by ref. `latest` opens drafts too (staff).

    A row whose key is gone is left out: a tombstone, never an error. `positions` gives
    `(position, depth)` by ref.
    """
    ring = vault.ring(row.ref for row in rows)
    chosen = {row.ref: (row.latest if latest else row.rendition) for row in rows}
    passages = passages_of(
        rows, {r.pk for r in chosen.values() if r is not None}, staff=latest, blind=blind
    )
    opened = {}
    now = timezone.now()
    about = [row for row in rows if row.on_start is not None]
    answers = _answers(rows) if about else {}
    labels = labels_of([*(r.pk for r in rows), *(r.parent_id or 0 for r in about)])
    for row in rows:
        rendition = chosen[row.ref]
        sealed = ring.unseal(row.ref, PLACE, rendition.body) if rendition is not None else None
        if rendition is None or sealed is None:
            continue
        body = RenditionBody.loads(sealed)
        position, depth = positions.get(row.ref, ("", 0))
        opened[row.ref] = DisclosedContribution(
            ref=row.ref,
            discussion=row.discussion.slug,
            kind=Kind(row.kind),
            position=position,
            depth=depth,
            voice=Voice(row.voice),
            text=body.text,
            formatting=body.formatting,
            title=body.title,
            author=_author(row, body, ring),
            month=row.written_at.date().replace(day=1) if row.written_at else None,
            likes=row.likes,
            rendition=rendition.number,
            passages=tuple(passages[row.pk]),
            imported_without_asking=row.consent == Consent.BASIS.value,
            status=Status(row.status) if latest else None,
            consent=Consent(row.consent) if latest else None,
            public=visibility.holds(visibility.READ, facts_of(row), now) if latest else True,
            answers=answers.get(row.pk, ""),
            labels=labels[row.pk],
            answers_labels=labels[row.parent_id or 0] if answers.get(row.pk) else (),
            language=row.language,
        )
    return opened


def stretch_of(row: Contribution, start: int | None, end: int | None, ring: KeyRing) -> str:
    """A stretch of a text (offsets over its original) in the words readers see now, or ""."""
    if start is None or end is None or row.rendition is None:
        return ""
    sealed = ring.unseal(row.ref, "rendition.body", row.rendition.body)
    if sealed is None or not visibility.holds(visibility.READ, facts_of(row), timezone.now()):
        return ""
    body = RenditionBody.loads(sealed)
    place = body.map.forward(Span(start, end))
    return body.text[place.start : place.end] if place else ""


def _answers(rows: Sequence[Contribution]) -> dict[int, str]:
    """For each row about a stretch of another text: that stretch, if readers see it now."""
    parents = {
        parent.pk: parent
        for parent in Contribution.objects.filter(
            pk__in=[row.parent_id for row in rows if row.on_start is not None]
        ).select_related("rendition", "discussion")
    }
    ring = vault.ring(parent.ref for parent in parents.values())
    return {
        row.pk: stretch_of(parents[row.parent_id or 0], row.on_start, row.on_end, ring)
        for row in rows
        if row.parent_id in parents and row.on_start is not None
    }


def _author(row: Contribution, body: RenditionBody, ring: KeyRing) -> str:
    """The pen-name that was read with this text and is still the one wanted, else a number."""
    if (
        body.pen_name
        and ring.unseal(row.ref, "contribution.pen_name", row.pen_name) == body.pen_name
    ):
        return body.pen_name
    return f"Contributor {row.author_number}" if row.author_number else ""


def is_account(contribution: Voice, passage: Voice | str) -> bool:
    """An account is a passage of a first-person text, or a marked one of a mixed text."""
    if contribution is Voice.FIRST_PERSON:
        return passage in ("", Voice.FIRST_PERSON)
    return contribution is Voice.MIXED and passage == Voice.FIRST_PERSON


ACCOUNT = Q(
    contribution__voice=Voice.FIRST_PERSON.value, voice__in=["", Voice.FIRST_PERSON.value]
) | Q(contribution__voice=Voice.MIXED.value, voice=Voice.FIRST_PERSON.value)
"""`is_account` over rows of `Passage`, for counting; a test holds both to the same number."""


def anchored(passages: QuerySet[Passage], *, latest: bool) -> QuerySet[Passage]:
    """Those passages that lie on the text that is shown."""
    shown = "contribution__latest" if latest else "contribution__rendition"
    return passages.filter(
        anchors__rendition=F(shown),
        anchors__state=AnchorState.ANCHORED.value,
        anchors__start__isnull=False,
    )


GONE = Q(state=AnchorState.ORPHANED.value, method=AnchorMethod.MADE.value)
"""Anchors of passages that a person has said to be gone."""


def unplaced(row: Contribution) -> QuerySet[Anchor]:
    """Anchors on its latest text that are not certain: a person has to say where, or has said
    that the passage is gone."""
    return Anchor.objects.filter(rendition=row.latest_id).exclude(state=AnchorState.ANCHORED.value)


def codings_of(
    passages: Iterable[int],
    *,
    staff: bool,
    blind: Blindfold = OPEN_EYES,
    memo_of: Callable[[bytes | None], str] | None = None,
) -> dict[int, list[DisclosedCoding]]:
    """Codings by passage id, in codebook order; coders and times for staff only, memos where
    `memo_of` opens them.

    Of the archive's codebook: what a project's private one says is on nobody else's page. A merged
    theme is the one it was merged into.
    """
    found: dict[int, list[DisclosedCoding]] = defaultdict(list)
    rows = Coding.objects.filter(content_object__in=list(passages)).order_by("id")
    read = _read_as([_Applied(*row) for row in rows.values_list(*_COLUMNS)])
    coders = usernames(row.coder for _, _, row in read) if staff else {}
    counted: set[tuple[int, int, int | None]] = set()
    for place, theme, row in read:
        key = (row.passage, place, row.coder)
        if key in counted:  # one coder gave it both themes of a merge
            continue
        if blind and blind.hides(row.text, row.coder, row.theme):
            continue
        counted.add(key)
        found[row.passage].append(
            DisclosedCoding(
                row.id,
                theme,
                coders.get(row.coder, ""),
                memo=memo_of(row.memo) if memo_of else "",
                at=row.at if staff else None,
                settled=row.round is not None,
            )
        )
    return found


class _Applied(NamedTuple):
    """A row of `Coding`: a page has hundreds."""

    id: int
    theme: int
    passage: int
    text: int
    coder: int | None
    memo: bytes | None
    at: datetime
    round: int | None


_COLUMNS = (
    "pk",
    "tag_id",
    "content_object_id",
    "content_object__contribution_id",
    "coder_id",
    "memo",
    "coded_at",
    "round_id",
)


def usernames(accounts: Iterable[int | None]) -> dict[int | None, str]:
    """Names by account: each read once, however many rows are theirs."""
    wanted = {account for account in accounts if account is not None}
    found = User.objects.filter(pk__in=wanted).values_list("pk", "username") if wanted else ()
    return dict(found)


def _read_as(rows: list[_Applied]) -> list[tuple[int, DisclosedTheme, _Applied]]:
    """Codings with the theme each is read as and its place, in codebook order."""
    if not rows:
        return []
    themes = archive_themes()
    places = {pk: place for place, pk in enumerate(themes.rows)}
    disclosed: dict[int, DisclosedTheme] = {}
    read = []
    for row in rows:
        theme = themes.resolved(row.theme)
        if theme is None:
            continue
        if theme.pk not in disclosed:
            disclosed[theme.pk] = themes.disclosed(theme)
        read.append((places[theme.pk], disclosed[theme.pk], row))
    return sorted(read, key=lambda each: (each[0], each[2].id))


def passages_of(
    rows: Sequence[Contribution], renditions: set[int], *, staff: bool, blind: Blindfold
) -> dict[int, list[DisclosedPassage]]:
    """Passages that lie for certain on these renditions, by contribution id, in text order."""
    voices = {row.pk: Voice(row.voice) for row in rows}
    anchors = list(
        Anchor.objects.filter(
            rendition__in=renditions, state=AnchorState.ANCHORED.value, start__isnull=False
        )
        .select_related("passage")
        .order_by("start", "end", "id")
    )
    codings = codings_of((a.passage_id for a in anchors), staff=staff, blind=blind)
    found: dict[int, list[DisclosedPassage]] = defaultdict(list)
    for anchor in anchors:
        passage: Passage = anchor.passage
        if blind.leaves_bare(passage.contribution_id, passage.voice, codings[passage.pk]):
            continue
        whole = voices[passage.contribution_id]
        found[passage.contribution_id].append(
            DisclosedPassage(
                id=passage.pk,
                start=anchor.start or 0,
                end=anchor.end or 0,
                voice=Voice(passage.voice) if passage.voice else whole,
                codings=tuple(codings[passage.pk]),
                is_account=is_account(whole, passage.voice),
            )
        )
    return found
