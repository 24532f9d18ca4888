"""Taking a text back: three grades, one page, one press. It has worked when the answer arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.actions.answering import TAKEN
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.words import Grade
from archive.exchange.controller import controller
from archive.exchange.exporters.receipt_plain import receipt_lines
from archive.gate.own_disclosed import MyPage, MyText
from archive.gate.own_page import my_page
from archive.web.contributing import visit
from archive.web.contributing.enter import with_page
from archive.web.contributing.receipts import come_back_address, receipt_after_erasing

DONE: Final = {
    Grade.RESEARCH: "Done. Researchers do not see this text any more. This is your new receipt.",
    Grade.UNPUBLISH: "Done. Readers and researchers do not see this text any more. "
    "This is your new receipt.",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A grade as the page offers it; `already` where nothing of it stands any more."""

    grade: Grade
    title: str
    effects: tuple[str, ...]
    button: str
    already: bool = False


def offers(text: MyText) -> tuple[Offered, ...]:
    """The three grades for one text, each taking what the one before it takes."""
    stand = {scope.scope for scope in text.scopes if scope.until is not None}
    return (
        Offered(
            Grade.RESEARCH,
            "Stop study",
            (
                "Researchers do not see it, count it or quote it any more.",
                "Readers still see it, if you allowed that.",
            ),
            "Stop study",
            already=not TAKEN[Grade.RESEARCH] & stand,
        ),
        Offered(
            Grade.UNPUBLISH,
            "Take it off the pages",
            (
                "Nobody reads it, finds it or studies it any more.",
                "It is kept, locked away. You can allow it again.",
            ),
            "Take it off the pages",
            already=not TAKEN[Grade.UNPUBLISH] & stand,
        ),
        Offered(
            Grade.ERASE,
            "Erase it for good",
            (
                "Your words, every wording of them, your letters about them and the name under "
                "them are destroyed, and cannot be brought back.",
                "The key that opens them is thrown away at once. Copies of keys in backups live "
                "7 days at most.",
                "In the thread there stays that something stood there, and its month.",
            ),
            "Erase it for good",
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def withdraw(request: HttpRequest, contributor: int, ref: str) -> HttpResponse:
    """The three grades, or one of them done, with the receipt that replaces the one before."""
    page = my_page(contributor)
    text = next((each for each in page.texts if each.ref == ref), None)
    if text is None:
        raise NotFound("There is no such text.")
    if request.method != "POST":
        context = {"text": text, "offers": offers(text)}
        return render(request, "archive/contributing/withdraw.html", context)
    try:
        grade = Grade(request.POST.get("grade", ""))
    except ValueError:
        raise InvalidInput("Choose what is to happen.", hint="Load the page again.") from None
    if grade is Grade.ERASE:
        return _erase(request, page, text, contributor)
    actions.withdraw(ref=ref, contributor=contributor, grade=grade)
    messages.success(request, DONE[grade])
    return redirect("mine-receipt")


def _erase(request: HttpRequest, page: MyPage, text: MyText, contributor: int) -> HttpResponse:
    """The receipt is made before and shown with this answer: afterwards nothing leads to it."""
    final = receipt_after_erasing(
        page, text.ref, controller(), address=come_back_address(), now=timezone.now()
    )
    actions.withdraw(ref=text.ref, contributor=contributor, grade=Grade.ERASE)
    last = _is_nothing_left(contributor)
    if last:
        visit.close_page(request)
    context = {"receipt": receipt_lines(final) if final else None, "last": last}
    response = render(request, "archive/contributing/withdrawn.html", context)
    return visit.forgotten_by_browser(response) if last else response


def _is_nothing_left(contributor: int) -> bool:
    try:
        my_page(contributor)
    except NotFound:
        return True
    return False
