"""Public pages: the same for everybody without an account."""

from __future__ import annotations

from archive.web.reading import notice, removal, search, search_help, unwanted, views
from archive.web.zones import path_in

urlpatterns = [
    path_in("public", "", views.home, "home"),
    path_in("public", "d/<slug:slug>/", views.discussion, "discussion"),
    path_in("public", "c/<slug:ref>/", views.contribution, "contribution"),
    path_in("public", "themes/", views.themes, "themes"),
    path_in("public", "themes/<slug:slug>/", views.theme, "theme"),
    path_in("public", "search/", search.search, "search"),
    path_in("public", "search/help/", search_help.search_help, "search-help"),
    path_in("public", "labels/", unwanted.labels, "labels"),
    path_in("public", "about/", views.about, "about"),
    path_in("public", "removal/sent/", removal.removal_sent, "removal-sent"),
    path_in("public", "removal/<slug:ref>/", removal.removal, "removal"),
    path_in("public", "notice/", notice.notice, "notice"),
    path_in(
        "public", "notice/<str:language>/<int:version>/", notice.notice_version, "notice-version"
    ),
    path_in(
        "public",
        "notice/<str:language>/<int:version>/changes/",
        notice.notice_changes,
        "notice-changes",
    ),
    path_in(
        "public",
        "notice/<str:language>/<int:version>/notice.txt",
        notice.notice_text,
        "notice-text",
    ),
]
