"""The coding sheet: the anonymised text with everybody's passages, as far as one may see them.

The words as they arrived are not part of it: the original is read only to make of it what approval
would publish, so that its opening is nobody's and not recorded.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from archive import vault
from archive.domain.words import Kind, Status, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.coding_disclosed import CodedText, PassageSheet, TextToCode
from archive.gate.coding_state import own_codings, undone_of
from archive.gate.disclosed import DisclosedTheme
from archive.gate.drafting import draft
from archive.gate.opening import GONE, unplaced
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.reviewing import decisions_of, original_of, reviewable_now, suspicions_of
from archive.gate.sheet import carried, opened_by, passages_of
from archive.gate.stepping_back import apart_from
from archive.gate.themes import applicable_themes
from archive.gate.viewer import Viewer
from archive.models import Coding, Contribution, ThemeKey, UnsentMemo

DIGITS = "1234567890"
"""Keys of themes, in the order of the keyboard."""


def text_to_code(viewer: Viewer, ref: str) -> TextToCode:
    """A text without what others made of it. `NotFound`, `Gone` (erased), `NotAllowed` for who
    stepped back from it."""
    row = opened_by(viewer, ref)
    return _to_code(row, vault.ring([ref]))[0]


def coded_text(viewer: Viewer, ref: str) -> CodedText:
    """A text and what lies over it. Raises what `text_to_code` does."""
    row = opened_by(viewer, ref)
    return _coded(viewer, row, vault.ring([ref]))


def passage_sheet(viewer: Viewer, ref: str) -> PassageSheet:
    """A text to code, in its thread. Raises what `text_to_code` does."""
    row = opened_by(viewer, ref)
    ring = vault.ring([ref])
    coded = _coded(viewer, row, ring)
    chosen = _keys(viewer, coded.themes)
    position, previous_ref, following_ref, to_code = _around(viewer, row)
    return PassageSheet(
        **_fields(coded),
        discussion=row.discussion.slug,
        discussion_title=titles(viewer, [row.discussion.slug])[row.discussion.slug],
        position=position,
        kind=Kind(row.kind),
        status=Status(row.status),
        keys=chosen or dict(zip(DIGITS, (theme.slug for theme in coded.themes), strict=False)),
        keys_set=bool(chosen),
        memo=_unsent(row, viewer, ring),
        previous_ref=previous_ref,
        following_ref=following_ref,
        next_ref=to_code[0] if to_code else "",
        uncoded=len(to_code),
    )


def _to_code(row: Contribution, ring: vault.KeyRing) -> tuple[TextToCode, RenditionBody]:
    shown = draft(original_of(row, ring), suspicions_of(row), decisions_of(row, ring))
    text = TextToCode(
        ref=row.ref,
        voice=Voice(row.voice),
        text=shown.text,
        title=shown.title,
        formatting=tuple(s for s in shown.formatting if s.kind != "mask"),
        masks=tuple(s for s in shown.formatting if s.kind == "mask"),
        carried=shown.map,
        themes=applicable_themes(),
        edition=row.edition,
        language=row.language,
    )
    return text, shown


def _coded(viewer: Viewer, row: Contribution, ring: vault.KeyRing) -> CodedText:
    text, shown = _to_code(row, ring)
    blind = blindfold(viewer)
    undo, redo = _steps(row, viewer)
    passages = carried(passages_of(row, blind, ring), shown)
    return CodedText(
        **_fields(text),
        passages=tuple(sorted(passages, key=lambda p: (p.start, -p.end, p.id))),
        unplaced=unplaced(row).exclude(GONE).count(),
        blind=row.pk in blind.texts,
        undo=undo,
        redo=redo,
    )


def _fields(sheet: TextToCode) -> dict[str, Any]:
    """All of a sheet, for the larger one that is made of it."""
    return {field.name: getattr(sheet, field.name) for field in fields(sheet)}


def _keys(viewer: Viewer, themes: tuple[DisclosedTheme, ...]) -> dict[str, str]:
    """Digits this account has given to themes that are still in use."""
    applicable = {theme.slug for theme in themes}
    rows = ThemeKey.objects.filter(account=viewer.user_id).values_list("key", "theme__slug")
    found = {key: slug for key, slug in rows if slug in applicable}
    return {digit: found[digit] for digit in DIGITS if digit in found}


def _steps(row: Contribution, viewer: Viewer) -> tuple[int, int]:
    """How many themes one press would take away, and how many put back."""
    own = own_codings(row.pk, viewer.user_id)
    last = own.order_by("-coded_at", "-pk").values_list("batch", flat=True).first()
    undo = own.filter(batch=last).count() if last else int(last is not None)
    undone = undone_of(row.pk, viewer.user_id)
    latest = undone.values_list("undone", flat=True).last()
    return undo, undone.filter(undone=latest).count() if latest is not None else 0


def _unsent(row: Contribution, viewer: Viewer, ring: vault.KeyRing) -> str:
    kept = UnsentMemo.objects.filter(contribution=row, account=viewer.user_id).first()
    return (ring.unseal(row.ref, "unsent_memo.memo", kept.memo) if kept else None) or ""


def _around(viewer: Viewer, row: Contribution) -> tuple[str, str, str, list[str]]:
    """`(position, ref before, ref after, refs still to code from here on)` in the thread.

    Only what the viewer may open; coded is what she coded herself, whoever else did.
    """
    open_now = set(
        reviewable_now()
        .filter(discussion=row.discussion_id)
        .exclude(apart_from(viewer.user_id))
        .values_list("ref", flat=True)
    )
    coded = set(
        Coding.objects.filter(
            coder=viewer.user_id, content_object__contribution__discussion=row.discussion_id
        ).values_list("content_object__contribution__ref", flat=True)
    )
    reading = placed(row.discussion_id)
    refs = [place.ref for place in reading if place.ref in open_now or place.ref == row.ref]
    here = refs.index(row.ref)
    position = next(place.position for place in reading if place.ref == row.ref)
    before = refs[here - 1] if here else ""
    after = refs[here + 1] if here + 1 < len(refs) else ""
    left = [ref for ref in (*refs[here + 1 :], *refs[:here]) if ref not in coded]
    return position, before, after, left
