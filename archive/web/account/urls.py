"""The way in and out for people who work on the archive."""

from __future__ import annotations

from archive.web.account import views
from archive.web.zones import path_in

urlpatterns = [
    path_in("account", "sign-in/", views.sign_in, "sign-in"),
    path_in("account", "sign-out/", views.sign_out, "sign-out"),
]
