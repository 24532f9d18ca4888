"""Passages to place: old and new words side by side, and a person's word on where each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.text import Span, sentences
from archive.gate import read_as
from archive.gate.anchors import DoubtfulPassage
from archive.web.workbench.forms import PlaceForm, sentence_choices
from archive.web.workbench.request import Act, Done, StaffRequest, Unfinished, account, perform

COMPARED = 200
"""Words up to which two passages are compared word by word: the time grows with the square."""


class AnchorForm(forms.Form):
    """Which passage is meant."""

    anchor = forms.IntegerField(min_value=1)


class MoveForm(PlaceForm):
    """The passage's place in today's wording: whole sentences, or words in it."""

    def clean(self) -> dict[str, Any]:
        """A passage is one place."""
        given = super().clean()
        if len(self.spans) > 1:
            self.add_error("occurrence", "A passage is one place. Say which one.")
        return given


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether the other side has others."""

    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A passage as the page shows it. `likeness` is in per cent."""

    row: DoubtfulPassage
    likeness: int
    same_words: bool
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    sentences: tuple[tuple[int, str], ...]
    form: MoveForm


@require_http_methods(["GET", "HEAD", "POST"])
def anchors(request: StaffRequest) -> HttpResponse:
    """What waits for a person's word, or what was said to be gone; POST takes the word."""
    if request.method != "POST":
        return _page(request)
    try:
        return perform(request, ACTS, "", back=_here(request))
    except Unfinished as unfinished:
        assert isinstance(unfinished.form, MoveForm)
        return _page(request, int(unfinished.anchor), unfinished.form)


def _page(
    request: StaffRequest, anchor: int | None = None, sent: MoveForm | None = None
) -> HttpResponse:
    is_gone = _is_gone(request)
    listed = read_as(request.viewer).doubts(gone=is_gone)
    context = {
        "doubts": tuple(
            doubt_of(row, sent if row.anchor == anchor else None) for row in listed.passages
        ),
        "listed": listed,
        "is_gone": is_gone,
        "sent": sent,
        "sent_to": anchor,
        "nav": "workbench",
    }
    return render(request, "archive/workbench/anchors.html", context, status=422 if sent else 200)


def doubt_of(row: DoubtfulPassage, sent: MoveForm | None = None) -> Doubt:
    """A passage with its two wordings compared and the form that moves it."""
    old, new = compared(row.old.words if row.old else "", row.new.words if row.new else "")
    form = sent or MoveForm(text=row.text, auto_id=f"anchor{row.anchor}_%s", initial=_proposed(row))
    return Doubt(
        row=row,
        likeness=round(100 * row.score),
        same_words=bool(row.old and row.new and row.old.words == row.new.words),
        old=old,
        new=new,
        sentences=sentence_choices(row.text),
        form=form,
    )


def compared(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both wordings in pieces, those that differ marked; whole where one is missing or long."""
    was, now = old.split(" "), new.split(" ")
    if not old or not new or max(len(was), len(now)) > COMPARED:
        return ((Piece(old, False),) if old else ()), ((Piece(new, False),) if new else ())
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    left = [(was[a:b], tag != "equal") for tag, a, b, _, _ in steps]
    right = [(now[a:b], tag != "equal") for tag, _, _, a, b in steps]
    return _pieces(left), _pieces(right)


def _pieces(runs: Sequence[tuple[Sequence[str], bool]]) -> tuple[Piece, ...]:
    return tuple(Piece(" ".join(words), differs) for words, differs in runs if words)


def _proposed(row: DoubtfulPassage) -> dict[str, Any]:
    """The sentences over which the found place lies, to start from."""
    if row.start is None or row.end is None:
        return {"where": "sentences"}
    touched = [
        number
        for number, sentence in enumerate(sentences(row.text), 1)
        if _overlap(sentence, row.start, row.end)
    ]
    return {"where": "sentences"} | ({"first": touched[0], "last": touched[-1]} if touched else {})


def _overlap(sentence: Span, start: int, end: int) -> bool:
    return sentence.start < end and start < sentence.end


def _is_gone(request: StaffRequest) -> bool:
    return request.GET.get("show") == "gone"


def _here(request: StaffRequest) -> str:
    return reverse("anchors") + ("?show=gone" if _is_gone(request) else "")


def _anchor(request: StaffRequest) -> int:
    form = AnchorForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("It is not said which passage.", hint="Reload the page and try again.")
    return int(form.cleaned_data["anchor"])


def _confirm(request: StaffRequest, _subject: str) -> Done:
    actions.confirm_anchor(anchor=_anchor(request), by=account(request))
    return "The passage lies there now.", _here(request)


def _orphan(request: StaffRequest, _subject: str) -> Done:
    actions.orphan_anchor(anchor=_anchor(request), by=account(request))
    return "Noted as gone. Its themes stay recorded.", _here(request)


def _move(request: StaffRequest, _subject: str) -> Done:
    anchor = _anchor(request)
    row = read_as(request.viewer).doubt(anchor)
    form = MoveForm(request.POST, text=row.text, auto_id=f"anchor{anchor}_%s")
    if not form.is_valid():
        raise Unfinished("move", form, anchor=str(anchor))
    (place,) = form.spans
    actions.move_anchor(
        anchor=anchor,
        start=place.start,
        end=place.end,
        by=account(request),
        gone=_is_gone(request),
    )
    return "The passage lies where you said.", _here(request)


ACTS: dict[str, Act] = {"confirm": _confirm, "move": _move, "orphan": _orphan}
