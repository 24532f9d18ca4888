"""The desk's addresses: all in the zone of those who study."""

from __future__ import annotations

from archive.web.research.lines import lines
from archive.web.research.opened import opened
from archive.web.research.search import search
from archive.web.zones import path_in

urlpatterns = [
    path_in("research", "desk/", search, "research"),
    path_in("research", "desk/kwic/", lines, "research-lines"),
    path_in("research", "desk/text/<slug:ref>/", opened, "research-text"),
]
