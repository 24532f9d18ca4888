"""Every URL declares its zone: who may come in, and what the answer may be kept by.

`public` pages look the same for everybody without an account; `contributor` pages are somebody's
own, known by her visit or her return code; `account` is the way in and out of accounts; `staff`
pages ask for an account with a staff role, `research` pages for any account that may study. A
`capability` address asks for nobody: whoever has it may read what stands there, and its view says
what that is. All but the public ones are never stored by a browser or proxy. A system check
(`archive.E010`) refuses a URL that was not declared here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers

from archive.domain.errors import NotFound
from archive.domain.words import STAFF_ROLES, Role

Zone = Literal["public", "contributor", "account", "staff", "research", "capability"]
ROLES = {"staff": STAFF_ROLES, "research": STAFF_ROLES | {Role.RESEARCHER}}
View = Callable[..., HttpResponseBase]


def path_in(zone: Zone, route: str, view: View, name: str) -> URLPattern:
    """A URL pattern whose view is guarded by its zone.

    Staff and research pages send strangers to the sign-in page and answer 404 to other accounts:
    what the workbench holds is nobody else's business, its addresses included.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if zone in ROLES:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("sign-in"))
            if request.viewer.role not in ROLES[zone]:  # type: ignore[attr-defined]
                raise NotFound("There is nothing at this address.")
        response = view(request, *args, **kwargs)
        if zone != "public" or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    guarded.zone = zone  # type: ignore[attr-defined]
    return path(route, guarded, name=name)
