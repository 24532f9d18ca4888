"""The desk's addresses, in the zone of those who study; feeds alone are opened by theirs."""

from __future__ import annotations

from archive.web.research.citing import cite_account, cite_discussion, cite_search
from archive.web.research.feeds import feed, feed_of_all, feed_of_one
from archive.web.research.lines import lines
from archive.web.research.listed import codings_csv, passages
from archive.web.research.news import seen
from archive.web.research.opened import opened
from archive.web.research.saved import save, saved_list, saved_one
from archive.web.research.search import search
from archive.web.research.themes import by, spread, together, words
from archive.web.zones import path_in

urlpatterns = [
    path_in("research", "desk/", search, "research"),
    path_in("research", "desk/kwic/", lines, "research-lines"),
    path_in("research", "desk/themes/", together, "research-together"),
    path_in("research", "desk/themes/by/", by, "research-by"),
    path_in("research", "desk/themes/words/", words, "research-words"),
    path_in("research", "desk/themes/spread/", spread, "research-spread"),
    path_in("research", "desk/themes/passages/", passages, "research-passages"),
    path_in("research", "desk/themes/codings.csv", codings_csv, "research-codings"),
    path_in("research", "desk/cite/", cite_search, "research-cite-search"),
    path_in("research", "desk/cite/c/<slug:ref>/", cite_account, "research-cite-account"),
    path_in("research", "desk/cite/d/<slug:slug>/", cite_discussion, "research-cite-discussion"),
    path_in("research", "desk/save/", save, "research-save"),
    path_in("research", "desk/saved/", saved_list, "research-saved"),
    path_in("research", "desk/saved/<slug:saved_ref>/", saved_one, "research-saved-one"),
    path_in("research", "desk/saved/<slug:saved_ref>/feed/", feed_of_one, "research-feed-one"),
    path_in("research", "desk/seen/", seen, "research-seen"),
    path_in("research", "desk/feed/", feed_of_all, "research-feed"),
    path_in("capability", "feed/<slug:token>/", feed, "feed"),
    path_in("research", "desk/text/<slug:ref>/", opened, "research-text"),
]
