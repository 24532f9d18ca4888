"""The coding page: passages and themes on the anonymised text, by several people at once.

Every press is one form, stored at once. With htmx the answer is the part of the page that it
changed; without scripts it is the page. What is said never has any of the text's words.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from archive import actions
from archive.domain.errors import Conflict, InvalidInput, NotAllowed
from archive.domain.words import Voice
from archive.gate import read_as
from archive.gate.coding_disclosed import CodedText, PassageSheet
from archive.web.workbench.coding_forms import KeysForm, MarkForm
from archive.web.workbench.coding_page import board_of, key_choices, palette_of, state_of
from archive.web.workbench.forms import VOICES, first_error, sentence_choices
from archive.web.workbench.request import (
    Act,
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)
from archive.web.workbench.sparing import SPARING_ACTS, sparing
from archive.web.workbench.suggesting import count_taken

PAGE = "archive/workbench/coding.html"
BOARD = "archive/workbench/_coding_board.html"
HERE = "archive/workbench/_coding_here.html"


@require_http_methods(["GET", "HEAD", "POST"])
def coding(request: StaffRequest, ref: str) -> HttpResponse:
    """A text to code. POST does what the button says; `?part=board` is the text and its marks."""
    if request.method != "POST":
        reader = read_as(request.viewer)
        if request.GET.get("part"):
            return _board(request, reader.coded_text(ref))
        return _page(request, reader.passages(ref))
    if request.headers.get("HX-Request"):
        return _answer(request, ref)
    try:
        return perform(request, ACTS, ref, back=address(ref))
    except Unfinished as unfinished:
        return _page(request, read_as(request.viewer).passages(ref), unfinished)


@require_POST
def here(request: StaffRequest, ref: str) -> HttpResponse:
    """Say that one has the text open, and read who else has. `leave` says that one has no more.

    `state` is what the page shows: where that is not all any more, the answer says so.
    """
    if request.POST.get("leave"):
        actions.leave(ref=ref, by=account(request))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    actions.be_present(ref=ref, by=account(request))
    reader = read_as(request.viewer)
    response = render(request, HERE, {"others": reader.others_present(ref)})
    shown = request.POST.get("state")
    if shown and shown != state_of(reader.coded_text(ref)):
        response["HX-Trigger"] = "coding:stale"
    return response


def address(ref: str, part: str = "") -> str:
    """Where a text is coded."""
    return reverse("coding", args=[ref]) + (f"#{part}" if part else "")


def _mark(request: StaffRequest, ref: str) -> Done:
    form = MarkForm(request.POST, sheet=read_as(request.viewer).text_to_code(ref))
    if not form.is_valid():
        raise Unfinished("form", form, anchor="code")
    given, (span,) = form.cleaned_data, form.spans
    actions.tag_passage(
        ref=ref,
        start=span.start,
        end=span.end,
        themes=list(dict.fromkeys(given["themes"])),
        voice=Voice(given["voice"]) if given["voice"] else None,
        memo=given["memo"],
        by=account(request),
    )
    count_taken(request, given["themes"])
    return "Kept.", address(ref, "board")


def _untag(request: StaffRequest, ref: str) -> Done:
    number = request.POST.get("coding", "")
    if not number.isdecimal():
        raise InvalidInput("There is no such coding.", hint="Reload the page.")
    actions.untag(ref=ref, coding=int(number), by=account(request))
    return "Taken back.", address(ref, "board")


def _undo(request: StaffRequest, ref: str) -> Done:
    count = actions.undo_coding(ref=ref, by=account(request))
    return f"Undone: {_themes(count)}.", address(ref, "board")


def _redo(request: StaffRequest, ref: str) -> Done:
    count = actions.redo_coding(ref=ref, by=account(request))
    return f"Put back: {_themes(count)}.", address(ref, "board")


def _keep_memo(request: StaffRequest, ref: str) -> Done:
    actions.keep_memo(ref=ref, memo=request.POST.get("memo", ""), by=account(request))
    return "Your note is kept until you send it.", address(ref, "code")


def _set_keys(request: StaffRequest, ref: str) -> Done:
    form = KeysForm(request.POST, sheet=read_as(request.viewer).text_to_code(ref))
    if not form.is_valid():
        raise InvalidInput(first_error(form), hint="Reload the page.")
    actions.set_theme_keys(keys=form.keys, by=account(request))
    return "Your keys are set.", address(ref, "keys")


ACTS: dict[str, Act] = {
    "mark": _mark,
    "untag": _untag,
    "undo": _undo,
    "redo": _redo,
    "memo": _keep_memo,
    "keys": _set_keys,
    "unveil": SPARING_ACTS["unveil"],
}


def _themes(count: int) -> str:
    return "1 theme" if count == 1 else f"{count} themes"


def _answer(request: StaffRequest, ref: str) -> HttpResponse:
    """What a press changed, for htmx: the text and its marks, with what is said of it."""
    do = request.POST.get("do", "")
    act = ACTS.get(do)
    if act is None:
        raise InvalidInput("The page has no such button.", hint="Reload the page.")
    refused = ""
    said = ""
    try:
        said, _ = act(request, ref)
    except Unfinished as unfinished:
        refused = first_error(unfinished.form)
    except (InvalidInput, NotAllowed, Conflict) as refusal:
        refused = str(refusal)
    if do == "memo" and not refused:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    sheet = read_as(request.viewer).coded_text(ref)
    response = _board(request, sheet, said=said, refused=refused)
    if request.POST.get("suggested"):
        response["HX-Trigger"] = "coding:taken"
    return response


def _board(
    request: StaffRequest, sheet: CodedText, *, said: str = "", refused: str = ""
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "board": board_of(sheet, request.viewer.name),
        "said": said,
        "refused": refused,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, BOARD, context, status=status)


def _empty_form(sheet: PassageSheet) -> MarkForm:
    return MarkForm(sheet=sheet, initial={"where": "sentences", "memo": sheet.memo})


def _page(
    request: StaffRequest, sheet: PassageSheet, unfinished: Unfinished | None = None
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "board": board_of(sheet, request.viewer.name),
        "palette": palette_of(sheet),
        "keys": key_choices(sheet),
        "sentences": sentence_choices(sheet.text),
        "voices": VOICES,
        "form": unfinished.form if unfinished else _empty_form(sheet),
        "problem": unfinished,
        "others": read_as(request.viewer).others_present(sheet.ref),
        "nav": "workbench",
        **sparing(request, sheet.ref, sheet.text),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unfinished else HTTPStatus.OK
    return render(request, PAGE, context, status=status)
