"""The mailbox on a review page: a question to the writer, and letters that were read."""

from __future__ import annotations

from django import forms
from django.urls import reverse

from archive import actions
from archive.domain.errors import InvalidInput
from archive.web.workbench.request import Act, Done, StaffRequest, Unfinished, account


class QuestionForm(forms.Form):
    """A question that waits until the writer returns."""

    words = forms.CharField(
        max_length=4_000, error_messages={"required": "Write the question first."}
    )


def _ask(request: StaffRequest, ref: str) -> Done:
    form = QuestionForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        raise Unfinished("question_form", form, anchor="mailbox")
    actions.send_message(ref=ref, words=form.cleaned_data["words"], by=account(request))
    return "Your question waits for its writer to return.", _address(ref)


def _settle(request: StaffRequest, ref: str) -> Done:
    number = request.POST.get("letter", "")
    if not number.isdecimal():
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    actions.settle_letter(message=int(number), by=account(request))
    return "Marked as read.", _address(ref)


MAILBOX_ACTS: dict[str, Act] = {"ask": _ask, "letter_read": _settle}


def _address(ref: str) -> str:
    return reverse("review", args=[ref]) + "#mailbox"
