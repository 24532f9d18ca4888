"""Giving a text: three steps, and the way out of them. Nobody's words are in an address."""

from __future__ import annotations

from archive.web.contributing import choose, code, tell
from archive.web.zones import path_in

urlpatterns = [
    path_in("contributor", "tell/<slug:slug>/", tell.tell, "tell"),
    path_in("contributor", "telling/choose/", choose.choose, "tell-choose"),
    path_in("contributor", "telling/code/", code.code, "tell-code"),
    path_in("contributor", "telling/sent/", code.sent, "tell-sent"),
    path_in("contributor", "telling/stop/", tell.stop, "tell-stop"),
]
