"""The request as the staff zone hands it to a view, and what an answer to a form can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

from archive.domain.errors import Conflict, InvalidInput, NotAllowed, Overtaken
from archive.gate import Viewer


class StaffRequest(HttpRequest):
    """`viewer` is set by the middleware, and the zone has let only staff through."""

    viewer: Viewer


class SeeOther(HttpResponseRedirect):
    """After a form was taken: read the page again with GET (RFC 9110, 15.4.4)."""

    status_code = 303


class Unfinished(Exception):
    """A form that cannot be taken as it is: show it again with what is wrong."""

    def __init__(self, name: str, form: forms.Form, *, anchor: str) -> None:
        super().__init__(name)
        self.name = name
        self.form = form
        self.anchor = anchor


Done = tuple[str, str]  # what happened, in words without any of the text; where to go on
Act = Callable[[StaffRequest, str], Done]


def account(request: HttpRequest) -> Any:
    """The signed-in user, answerable for what this request writes; `Any`, because the web may not
    know the class. Raises NotAllowed without an account."""
    if not request.user.is_authenticated:
        raise NotAllowed("Nobody is signed in.", hint="Sign in, then do it again.")
    return request.user


def perform(
    request: StaffRequest,
    acts: dict[str, Act],
    subject: str,
    *,
    back: str,
    overtaken: Callable[[StaffRequest, str, Overtaken], Unfinished | None] | None = None,
) -> SeeOther:
    """Do what the pressed button (`do`) says and go on with GET.

    A refusal is told on the page `back`. Raises Unfinished for a form to show again (what
    `overtaken` makes of a decision that came too late), InvalidInput for a button the page does not
    have, NotFound and Gone when the subject is not there (any more).
    """
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise InvalidInput(
            "The page has no such button.", hint="Go back, reload the page and try again."
        )
    try:
        said, onward = act(request, subject)
    except (InvalidInput, NotAllowed, Conflict) as refusal:
        if overtaken and isinstance(refusal, Overtaken):
            again = overtaken(request, subject, refusal)
            if again is not None:
                raise again from refusal
        messages.error(request, str(refusal))
        return SeeOther(back)
    messages.success(request, said)
    return SeeOther(onward)
