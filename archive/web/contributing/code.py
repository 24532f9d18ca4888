"""Step 3, code: shown, kept by her in a way she chooses, two groups typed back; then it is sent.

The code stands on the page and in the file she asks for, both never cached, and nowhere else.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.words import Scope, SignOff
from archive.gate import own_page
from archive.gate.telling import DisclosedDraft
from archive.web.contributing.forms import GroupsForm
from archive.web.contributing.on_the_way import effort_of, nothing_on_its_way, send, standing
from archive.web.contributing.receipts import come_back_address
from archive.web.contributing.visit import contributor_in
from archive.web.support import support_for

FILE_NAME = "note.txt"
"""Says nothing to whoever finds it among her downloads."""


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code and the two groups asked back; by POST also the file, and sending."""
    draft = standing(request)
    if draft is None:
        pressed_twice = request.method == "POST" and contributor_in(request) is not None
        return redirect("tell-sent") if pressed_twice else nothing_on_its_way(request)
    if draft.body.scopes is None:
        return redirect("tell-choose")
    made = actions.prepare_code(draft=draft.ref)
    match request.POST.get("then"):
        case "file":
            return _file(made)
        case "keep":  # the password manager has seen the form; there is nothing for us to do
            return redirect("tell-code")
    form = GroupsForm(request.POST or None, code=made, asked=groups_to_ask(made))
    if form.is_valid() and send(request, form, draft, typed=form.typed):
        return redirect("tell-sent")
    return _page(request, form, draft, made)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens now, and how to undo it at once. Shows the newest text of the open page."""
    contributor = contributor_in(request)
    if contributor is None:
        return redirect("return")
    texts = own_page.my_page(contributor).texts
    if not texts:
        return redirect("mine")
    newest = texts[0]
    allowed = {scope.scope for scope in newest.scopes if scope.allowed}
    context = {
        "text": newest,
        "readers": Scope.READ in allowed,
        "asks_her": newest.sign_off is not SignOff.HIDE_MORE,
        "only_one": len(texts) == 1,
        "support": support_for(request.META.get("HTTP_ACCEPT_LANGUAGE", "")),
    }
    return render(request, "archive/contributing/sent.html", context)


def _file(made: ReturnCode) -> HttpResponse:
    """The code and the address, without a word of what they are for."""
    response = HttpResponse(
        f"{made.shown}\n{come_back_address()}\n", content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _page(
    request: HttpRequest, form: GroupsForm, draft: DisclosedDraft, made: ReturnCode
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "groups": [(group, " ".join(group)) for group in made.groups],
        "shown": made.shown,
        "asked": groups_to_ask(made),
        "return_address": come_back_address(),
        "effort": effort_of(request, draft),
    }
    status = 400 if form.is_bound else 200
    return render(request, "archive/contributing/code.html", context, status=status)
