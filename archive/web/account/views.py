"""Signing in and out, with Django's own views: one error text whether a name exists or not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.domain.words import STAFF_ROLES
from archive.gate import viewer_of


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": gettext_lazy("This name and password do not go together."),
        "inactive": gettext_lazy("This name and password do not go together."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget.attrs.update(autocomplete="username", autofocus=False)


class SignIn(LoginView):
    """Leads staff to the workbench, researchers to the desk, or to where they came from."""

    template_name = "archive/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Django's own `site`, which is the host's name and would hide the archive's."""
        context = super().get_context_data(**kwargs)
        for name in ("site", "site_name"):
            context.pop(name, None)
        return context

    def get_default_redirect_url(self) -> str:
        """Where to go when no page asked for the sign-in."""
        staff = viewer_of(self.request.user).role in STAFF_ROLES
        return reverse("workbench" if staff else "research")


class SignOut(LogoutView):
    """Ends the session, by POST only, and leads to the discussions."""

    next_page = "home"


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
