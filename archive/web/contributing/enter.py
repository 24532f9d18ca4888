"""Coming back with the return code, and leaving.

What is answered to a code does not say whether its locator exists: a code of the right form that
opens nothing gets one sentence, whatever is wrong with it. Guessing costs work (see `budgets`), and
a right code that brings its work opens as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from archive.domain import return_code
from archive.domain.errors import InvalidInput, NotFound
from archive.gate import own_page
from archive.web.contributing import budgets, proof_of_work, visit

PURPOSE: Final = "code"
OPENS_NOTHING: Final = "This code does not open anything here."
LOOK_AGAIN: Final = (
    "Check the groups against your copy. A code that was changed opens nothing any more, "
    "and neither does one whose texts were all erased."
)

MANY: Final = "Many wrong codes are being tried just now, so each takes a moment."

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was opened; why, in words. `effort` goes back into the page, None for a fresh one."""

    message: str
    hint: str
    status: int = 400
    effort: proof_of_work.Challenge | None = None


def with_page(
    view: Callable[Concatenate[HttpRequest, int, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """`view` with the contributor whose page is open in this visit.

    Everybody else is sent to the page that asks for a code, staff too, whatever the address names.
    """

    @wraps(view)
    def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        contributor = visit.contributor_in(request)
        if contributor is None:
            return redirect("return")
        try:
            return view(request, contributor, *args, **kwargs)
        except NotFound:
            if _something_left(contributor):
                raise
            visit.close_page(request)
            return visit.forgotten_by_browser(redirect("return"))

    return entered


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The one field, and what came of it."""
    if request.method != "POST":
        if visit.contributor_in(request) is not None:
            return redirect("mine")
        return _form(request)
    found = look_up(request.POST, who=budgets.sender(request))
    if isinstance(found, int):
        visit.open_page(request, found)
        return redirect("mine")
    return _form(request, found)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page, and ask the browser to forget it."""
    visit.close_page(request)
    return visit.forgotten_by_browser(redirect("home"))


def look_up(sent: Mapping[str, Any], *, who: str) -> int | Refused:
    """Whose page the code in `sent` opens, as the key of the row.

    A slip is told by its group: that is computed from what was typed alone. Wrong codes count
    against the budgets; once those are used up a code is looked up only with its work.
    """
    kept = proof_of_work.challenge_in(sent, PURPOSE, "")
    try:
        code = return_code.read(str(sent.get("code", "")))
    except InvalidInput as slip:
        return Refused(OPENS_NOTHING, f"{slip.message} {slip.hint}".strip(), effort=kept)
    if budgets.codes_need_effort(who=who, locator=code.locator):
        worked = proof_of_work.accept(sent, PURPOSE, "", once=True)
        if isinstance(worked, proof_of_work.Wait):
            return Refused(MANY, _again_in(worked.seconds), 429, worked.challenge)
        kept = None
    found = own_page.recognise(code)
    if found is None:
        budgets.count_wrong_code(who=who, locator=code.locator)
        return Refused(OPENS_NOTHING, LOOK_AGAIN, effort=kept)
    return found


def _again_in(seconds: int) -> str:
    return (
        "Your code was not looked at yet; it is still in the field. "
        f"Press the button again in {seconds} seconds."
    )


def _something_left(contributor: int) -> bool:
    try:
        own_page.my_page(contributor)
    except NotFound:
        return False
    return True


def _form(request: HttpRequest, problem: Refused | None = None) -> HttpResponse:
    effort = problem.effort if problem else None
    context = {
        "effort": effort or proof_of_work.challenge(PURPOSE, ""),
        "problem": problem,
        "typed": request.POST.get("code", ""),
    }
    status = problem.status if problem else 200
    return render(request, "archive/contributing/enter.html", context, status=status)
