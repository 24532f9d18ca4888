"""Blind rounds as staff see them: how far they are, one's own text to code, what was compared.

Nothing that a coder found is told to anybody until the round is closed. Every function needs a
warrant; texts that staff may not open any more are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from django.db.models import Count

from archive import vault
from archive.domain.agreement import Reason, Unit
from archive.domain.errors import Conflict, Gone, NotFound
from archive.domain.text import Span, blocks
from archive.domain.words import STAFF_ROLES, Kind
from archive.gate.bodies import RenditionBody
from archive.gate.opening import PLACE
from archive.gate.places import placed
from archive.gate.reading import NOTHING, TAKEN_BACK, titles
from archive.gate.rounds_compared import (
    Compared,
    book_of,
    coded_by,
    compared,
    differences,
    reviewable,
    round_of,
    standing,
    stepped_back,
    themes_of_round,
)
from archive.gate.rounds_disclosed import (
    CodingSheet,
    Decided,
    Difference,
    DifferenceSheet,
    OwnCoding,
    RoundLine,
    RoundSheet,
    RoundTextLine,
    Target,
)
from archive.gate.themes import Themes
from archive.gate.viewer import Viewer
from archive.models import (
    Adjudication,
    Contribution,
    Recusal,
    Round,
    RoundCoding,
    RoundFinished,
    RoundText,
    User,
)

OPEN_STILL = "The round is still open, so nobody sees what its coders found."
"""Why numbers and disagreements are not shown."""


def rounds(viewer: Viewer) -> tuple[RoundLine, ...]:
    """Every round, the newest first."""
    mine = Counter(
        standing().filter(round__coders__coder=viewer.user_id).values_list("round_id", flat=True)
    )
    done = Counter(
        RoundFinished.objects.filter(
            coder=viewer.user_id, contribution__in=reviewable()
        ).values_list("round_id", flat=True)
    )
    texts = Counter(standing().values_list("round_id", flat=True))
    return tuple(
        RoundLine(
            row.pk,
            row.name,
            Unit(row.unit),
            row.opened_at,
            row.closed_at,
            texts[row.pk],
            row.n_coders,
            mine[row.pk] - done[row.pk] if row.pk in mine else None,
        )
        for row in Round.objects.annotate(n_coders=Count("coders"))
    )


def staff_names(_viewer: Viewer) -> tuple[str, ...]:
    """Accounts that may code."""
    roles = [role.value for role in STAFF_ROLES]
    rows = User.objects.filter(is_active=True, role__in=roles).order_by("username")
    return tuple(rows.values_list("username", flat=True))


def sheet(viewer: Viewer, number: int) -> RoundSheet:
    """A round as far as it may be told now."""
    return _sheet(viewer, round_of(number))


def comparison(_viewer: Viewer, number: int) -> Compared:
    """What a closed round's numbers are counted from. Raises `Conflict` while it is open."""
    return compared(_closed(number))


def coding_sheet(viewer: Viewer, number: int, ref: str) -> CodingSheet:
    """A text for one of the round's coders. `NotFound` for others and for who stepped back."""
    row = round_of(number)
    text = _text_for_coder(viewer, row, ref)
    shown = _sheet(viewer, row)
    body = _body(text.contribution)
    book = book_of(row)
    codings = RoundCoding.objects.filter(
        round=row, contribution=text.contribution, coder=viewer.user_id
    )
    left = [t.ref for t in shown.texts if t.finished_by_me is False]
    here = [t.ref for t in shown.texts].index(ref)
    after = {t.ref for t in shown.texts[here + 1 :]}
    rest = [one for one in left if one in after] + [one for one in left if one not in after]
    return CodingSheet(
        round=shown,
        ref=ref,
        text=body.text,
        title=body.title,
        length=text.length,
        carried=body.map,
        targets=_targets(text, body),
        codings=tuple(
            OwnCoding(c.pk, book.disclosed(theme), c.start, c.end, _words(body, c.start, c.end))
            for c in codings
            if (theme := book.resolved(c.theme_id)) is not None
        ),
        finished=ref not in left,
        next_ref=next((one for one in rest if one != ref), ""),
        left=len(left),
    )


def difference_sheet(viewer: Viewer, number: int, ref: str) -> DifferenceSheet:
    """A text with what its coders differ in, once the round is closed (`Conflict` before)."""
    row = _closed(number)
    text = standing().filter(round=row, contribution__ref=ref).first()
    if text is None or stepped_back(text.contribution_id, viewer.user_id):
        raise NotFound(NOTHING)
    ring = vault.ring([ref])
    body = _body(text.contribution, ring)
    book = book_of(row)
    by_slug = {t.slug: t for t in book.rows.values()}
    decisions = _decisions(row, text, ring, book)
    found = compared(row, [ref])
    return DifferenceSheet(
        round=_sheet(viewer, row),
        ref=ref,
        text=body.text,
        title=body.title,
        formatting=body.formatting,
        differences=tuple(
            Difference(
                number=n,
                theme=book.disclosed(by_slug[one.theme]),
                start=one.span.start,
                end=one.span.end,
                place=body.map.forward(one.span),
                words=_words(body, one.span.start, one.span.end),
                found=one.found,
                not_found=one.not_found,
                decided=_deciding(decisions, one.theme, one.span),
            )
            for n, one in enumerate(differences(found), start=1)
        ),
        may_decide=viewer.user_id is not None
        and not coded_by(row, text.contribution_id, viewer.user_id),
    )


def _closed(number: int) -> Round:
    row = round_of(number)
    if row.closed_at is None:
        raise Conflict(OPEN_STILL, hint="A lead or a steward closes it.")
    return row


def _text_for_coder(viewer: Viewer, row: Round, ref: str) -> RoundText:
    if viewer.user_id is None or not row.coders.filter(coder=viewer.user_id).exists():
        raise NotFound(NOTHING)
    text = standing().filter(round=row, contribution__ref=ref).first()
    if text is None or stepped_back(text.contribution_id, viewer.user_id):
        raise NotFound(NOTHING)
    return text


def _sheet(viewer: Viewer, row: Round) -> RoundSheet:
    book = book_of(row)
    coders = tuple(row.coders.order_by("coder__username").values_list("coder__username", flat=True))
    texts = list(standing().filter(round=row))
    finished = list(
        RoundFinished.objects.filter(
            round=row, contribution__in=[t.contribution_id for t in texts]
        ).values_list("contribution_id", "coder__username")
    )
    by_text, by_coder = Counter(t for t, _ in finished), Counter(c for _, c in finished)
    is_coder = viewer.name in coders
    mine = {t for t, coder in finished if coder == viewer.name}
    not_mine = set(
        Recusal.objects.filter(account=viewer.user_id, taken_back_at__isnull=True).values_list(
            "contribution_id", flat=True
        )
    )
    differing: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    if row.closed_at is not None:
        found = compared(row)
        differing = Counter(one.ref for one in differences(found))
        waiting = Counter(one.ref for one in found.settled.open)
    names = titles(viewer, {t.contribution.discussion.slug for t in texts})
    places = {
        p.ref: p.position
        for of in {t.contribution.discussion_id for t in texts}
        for p in placed(of)
    }
    return RoundSheet(
        id=row.pk,
        name=row.name,
        unit=Unit(row.unit),
        seed=row.seed,
        opened_by=row.opened_by.username,
        opened_at=row.opened_at,
        closed_by=row.closed_by.username if row.closed_by else "",
        closed_at=row.closed_at,
        coders=coders,
        finished=tuple((coder, by_coder[coder]) for coder in coders),
        themes=tuple(book.disclosed(theme) for theme in themes_of_round(row, book)),
        texts=tuple(
            RoundTextLine(
                ref=text.contribution.ref,
                discussion=text.contribution.discussion.slug,
                discussion_title=names[text.contribution.discussion.slug],
                position=places.get(text.contribution.ref, ""),
                kind=Kind(text.contribution.kind),
                characters=text.length,
                finished=by_text[text.contribution_id],
                finished_by_me=text.contribution_id in mine
                if is_coder and text.contribution_id not in not_mine
                else None,
                differing=differing[text.contribution.ref] if row.closed_at else None,
                open=waiting[text.contribution.ref] if row.closed_at else None,
            )
            for text in texts
        ),
        is_coder=is_coder,
    )


def _body(row: Contribution, ring: vault.KeyRing | None = None) -> RenditionBody:
    """The words staff read: the latest anonymised text."""
    ring = ring or vault.ring([row.ref])
    sealed = ring.unseal(row.ref, PLACE, row.latest.body) if row.latest else None
    if sealed is None:
        raise Gone(TAKEN_BACK)
    return RenditionBody.loads(sealed)


def _targets(text: RoundText, body: RenditionBody) -> tuple[Target, ...]:
    starts = [start for start, _ in blocks(body.text)]
    targets: list[Target] = []
    block = 1
    for number, (start, end) in enumerate(text.sentences, start=1):
        place = body.map.forward(Span(start, end))
        if place is not None:
            block = max(block, bisect_right(starts, place.start))
        targets.append(Target(number, start, end, place, block))
    return tuple(targets)


def _words(body: RenditionBody, start: int, end: int) -> str:
    place = body.map.forward(Span(start, end))
    return body.text[place.start : place.end] if place else ""


def _decisions(
    row: Round, text: RoundText, ring: vault.KeyRing, book: Themes
) -> list[tuple[str, Span, Decided]]:
    """In order of time: about which theme, where, and what."""
    rows = Adjudication.objects.filter(round=row, contribution=text.contribution_id)
    return [
        (
            theme.slug,
            Span(one.start, one.end),
            Decided(
                one.present,
                Reason(one.reason),
                ring.unseal(text.contribution.ref, "adjudication.note", one.note) or "",
                one.by.username,
                one.at,
            ),
        )
        for one in rows.select_related("by").order_by("at", "id")
        if (theme := book.resolved(one.theme_id)) is not None
    ]


def _deciding(decisions: list[tuple[str, Span, Decided]], theme: str, span: Span) -> Decided | None:
    """The last one that covers a stretch."""
    covering = (
        decided
        for of, place, decided in decisions
        if of == theme and place.start <= span.start and span.end <= place.end
    )
    return next(iter([*covering][-1:]), None)
