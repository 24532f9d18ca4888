"""Change the return code: a new one is shown, two groups are typed back, the old one is worthless.

Until then the new code is kept nowhere but in the page itself, signed, for an hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.actions.submit import verifier_of
from archive.domain.errors import InvalidInput
from archive.domain.return_code import LOCATOR, ReturnCode, check_groups, groups_to_ask
from archive.gate.own_page import my_page
from archive.web.contributing import visit
from archive.web.contributing.enter import with_page
from archive.web.contributing.receipts import come_back_address

HELD: Final = timedelta(hours=1)
_SALT: Final = "archive.contributing.new-code"


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def rotate(request: HttpRequest, contributor: int) -> HttpResponse:
    """Show a new code, or make it hers once two groups of it came back."""
    my_page(contributor)
    if request.method != "POST":
        return _page(request, contributor, ReturnCode.new())
    code = _read(request.POST.get("new", ""), contributor)
    if code is None:
        late = InvalidInput(
            "This page had been open for too long, so its code was not taken.",
            hint="Here is another one. Your old code still works.",
        )
        return _page(request, contributor, ReturnCode.new(), late)
    try:
        typed = {n: request.POST.get(f"group_{n}", "") for n in groups_to_ask(code)}
        check_groups(code, typed)
    except InvalidInput as slip:
        return _page(request, contributor, code, slip)
    actions.change_code(contributor=contributor, locator=code.locator, verifier=verifier_of(code))
    visit.open_page(request, contributor)
    messages.success(request, "Your code was changed. The old one opens nothing any more.")
    return redirect("mine")


def _page(
    request: HttpRequest, contributor: int, code: ReturnCode, problem: InvalidInput | None = None
) -> HttpResponse:
    context = {
        "groups": [(group, " ".join(group)) for group in code.groups],
        "shown": code.shown,
        "return_address": come_back_address(),
        "new": _sign(code, contributor),
        "asked": [(n, request.POST.get(f"group_{n}", "")) for n in groups_to_ask(code)],
        "problem": problem,
    }
    status = 400 if problem else 200
    return render(request, "archive/contributing/rotate.html", context, status=status)


def _sign(code: ReturnCode, contributor: int) -> str:
    return signing.dumps([contributor, code.locator + code.verifier], salt=_SALT)


def _read(signed: str, contributor: int) -> ReturnCode | None:
    """The code of a page of this very contributor, made within the last hour."""
    try:
        owner, symbols = signing.loads(signed, salt=_SALT, max_age=HELD)
    except signing.BadSignature:
        return None
    return ReturnCode(symbols[:LOCATOR], symbols[LOCATOR:]) if owner == contributor else None
