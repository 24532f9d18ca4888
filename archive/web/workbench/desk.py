"""A discussion's desk: where it stands, the one next thing to do, and its texts in a row."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.words import Role, Status, Voice
from archive.gate import Viewer, read_as
from archive.gate.staff_disclosed import Desk, DeskRow, ProposedBasis
from archive.web.workbench.desk_duties import DUTY_ACTS, duties_of
from archive.web.workbench.desk_forms import BASIS_SCOPES, ApproveManyForm, BasisForm
from archive.web.workbench.forms import VOICES
from archive.web.workbench.request import (
    Act,
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)
from archive.web.workbench.sparing import veiled


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way from file to public page; `part` is where the desk has it."""

    label: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the desk; `choosable` rows may be approved with others, without opening each."""

    row: DeskRow
    choosable: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """A proposed basis and whether the viewer may confirm it; if not, why not."""

    basis: ProposedBasis
    may_confirm: bool
    why_not: str


@require_safe
def desks(request: StaffRequest) -> HttpResponse:
    """Every discussion with how far it is."""
    rows = tuple((desk, steps_of(desk)) for desk in read_as(request.viewer).desks())
    return render(request, "archive/workbench/desks.html", {"desks": rows, "nav": "workbench"})


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: StaffRequest, slug: str) -> HttpResponse:
    """One discussion's desk; POST approves several texts, proposes or confirms a basis."""
    if request.method != "POST":
        return _page(request, slug)
    try:
        return perform(request, ACTS, slug, back=_address(slug))
    except Unfinished as unfinished:
        return _page(request, slug, unfinished)


def _page(request: StaffRequest, slug: str, unfinished: Unfinished | None = None) -> HttpResponse:
    found = read_as(request.viewer).desk(slug)
    sent = {unfinished.name: unfinished.form} if unfinished else {}
    approve_form = sent.get("approve_form") or ApproveManyForm(
        refs=choosable(found), auto_id="approve_%s"
    )
    context = {
        "desk": found,
        "steps": steps_of(found),
        "next_url": next_url(found),
        "lines": _lines(found, approve_form, choose_all=request.GET.get("choose") == "all"),
        "choosable": len(choosable(found)),
        "veiled": veiled(request, ((row.ref, row.labels) for row in found.rows)),
        "bases": tuple(confirmable(basis, request.viewer) for basis in found.bases),
        "may_read_replacements": request.viewer.reads_replacements,
        "may_propose": request.viewer.role == Role.STEWARD,
        "approve_form": approve_form,
        "basis_form": sent.get("basis_form") or BasisForm(auto_id="basis_%s"),
        **duties_of(request, slug),
        "voices": tuple(voice for voice in VOICES if voice.value != Voice.UNCLEAR),
        "scopes": BASIS_SCOPES,
        "problem": unfinished,
        "nav": "workbench",
    }
    status = 422 if unfinished else 200
    return render(request, "archive/workbench/desk.html", context, status=status)


# --- what the page shows ----------------------------------------------------------------------


def steps_of(desk: Desk) -> tuple[Step, ...]:
    """Imported → rights and basis → reviewed n/6 → second person needed n → live n/6."""
    basis, reviewed = desk.with_basis >= desk.total, desk.reviewed >= desk.total
    waiting = desk.second_person
    nobody = "No second person needed" if reviewed else "Second person"
    second = f"Second person needed for {waiting}" if waiting else nobody
    stages = (
        ("Imported", True, ""),
        (_counted("Rights and basis", desk.with_basis, desk.total), basis, "basis"),
        (f"Reviewed {desk.reviewed} of {desk.total}", reviewed, "texts"),
        (second, reviewed and not waiting, "texts"),
        (f"Live {desk.live} of {desk.total}", 0 < desk.total <= desk.live, "texts"),
    )
    now = next((index for index, stage in enumerate(stages) if not stage[1]), -1)
    return tuple(
        Step(label, "done" if is_done else "now" if index == now else "todo", part)
        for index, (label, is_done, part) in enumerate(stages)
    )


def next_url(desk: Desk) -> str:
    """Where the one next action is done; empty when it is not the viewer's to do."""
    match desk.next_url_name:
        case "":
            return ""
        case "desk":
            return _address(desk.slug, desk.next_ref)
        case "discussion":
            return reverse("discussion", args=[desk.slug])
        case name:
            return reverse(name, args=[desk.next_ref] if desk.next_ref else [])


def confirmable(basis: ProposedBasis, viewer: Viewer) -> Basis:
    """Whether `viewer` may confirm: a lead or another steward, never the proposer (DESIGN 5)."""
    if basis.confirmed_by:
        return Basis(basis, may_confirm=False, why_not="")
    if viewer.role not in {Role.LEAD, Role.STEWARD}:
        why = "A lead or another steward confirms it; your account is neither."
        return Basis(basis, may_confirm=False, why_not=why)
    if basis.proposed_by == viewer.name and not settings.ARCHIVE_ONE_PERSON:
        why = "You proposed it, so somebody else confirms it: a lead or another steward."
        return Basis(basis, may_confirm=False, why_not=why)
    return Basis(basis, may_confirm=True, why_not="")


def _counted(label: str, count: int, total: int) -> str:
    return f"{label} for {count} of {total}" if 0 < count < total else label


def choosable(desk: Desk) -> tuple[str, ...]:
    """Texts that may be approved without opening each: not reviewed yet, nothing to decide.

    Not those from which the viewer stepped back.
    """
    return tuple(
        row.ref
        for row in desk.rows
        if row.status in {Status.WAITING, Status.IN_REVIEW}
        and not row.open_findings
        and not row.stepped_back
    )


def _lines(desk: Desk, form: forms.Form, *, choose_all: bool) -> tuple[Line, ...]:
    offered = choosable(desk)
    chosen = offered if choose_all and not form.is_bound else form["refs"].value() or ()
    return tuple(Line(row, row.ref in offered, row.ref in chosen) for row in desk.rows)


# --- what the buttons do ----------------------------------------------------------------------


def _approve_many(request: StaffRequest, slug: str) -> Done:
    found = read_as(request.viewer).desk(slug)
    form = ApproveManyForm(request.POST, refs=choosable(found), auto_id="approve_%s")
    if not form.is_valid():
        raise Unfinished("approve_form", form, anchor="many")
    refs, voice = form.cleaned_data["refs"], Voice(form.cleaned_data["voice"])
    actions.approve_many(slug=slug, refs=refs, voice=voice, by=account(request))
    count = "One text" if len(refs) == 1 else f"{len(refs)} texts"
    return f"{count} approved.", _address(slug)


def _propose(request: StaffRequest, slug: str) -> Done:
    form = BasisForm(request.POST, auto_id="basis_%s")
    if not form.is_valid():
        raise Unfinished("basis_form", form, anchor="propose")
    actions.propose_basis(slug=slug, **form.cleaned_data, by=account(request))
    return "Basis proposed. A lead or another steward confirms it.", _address(slug)


def _confirm(request: StaffRequest, slug: str) -> Done:
    actions.confirm_basis(slug=slug, by=account(request))
    return "Basis confirmed. What is reviewed and covered by it can now be read.", _address(slug)


ACTS: dict[str, Act] = {
    "approve_many": _approve_many,
    "propose": _propose,
    "confirm": _confirm,
    **DUTY_ACTS,
}


def _address(slug: str, part: str = "") -> str:
    return reverse("desk", args=[slug]) + (f"#{part}" if part else "")
