"""The workbench's addresses: in the staff zone, but for codebooks of one's own."""

from __future__ import annotations

from archive.web.workbench.anchors import anchors
from archive.web.workbench.care import care, debrief
from archive.web.workbench.claims import claims
from archive.web.workbench.codebook import add, codebook, own_codebooks
from archive.web.workbench.codebook_history import history, proposals
from archive.web.workbench.codebook_merge import merge, passages
from archive.web.workbench.codebook_theme import theme
from archive.web.workbench.coding import coding, here
from archive.web.workbench.crisis import crisis
from archive.web.workbench.desk import desk, desks
from archive.web.workbench.dossier import dossier
from archive.web.workbench.duplicates import duplicates, text_duplicates
from archive.web.workbench.likeness import likeness
from archive.web.workbench.notices import notice_new, notices
from archive.web.workbench.prompts import prompts
from archive.web.workbench.queue import queue
from archive.web.workbench.quote import quote
from archive.web.workbench.removals import removals
from archive.web.workbench.replacements import replacements
from archive.web.workbench.review import review, words
from archive.web.workbench.rounds import new_round, round_page, rounds
from archive.web.workbench.rounds_code import code_text
from archive.web.workbench.rounds_differ import differing
from archive.web.workbench.suggesting import suggested_themes, suggestions
from archive.web.workbench.work import done
from archive.web.zones import path_in

urlpatterns = [
    path_in("staff", "workbench/", queue, "workbench"),
    path_in("staff", "workbench/crisis/", crisis, "crisis"),
    path_in("staff", "workbench/done/<slug:slug>/", done, "thread-done"),
    path_in("staff", "workbench/desks/", desks, "desks"),
    path_in("staff", "workbench/desk/<slug:slug>/", desk, "desk"),
    path_in("staff", "workbench/desk/<slug:slug>/dossier/", dossier, "desk-dossier"),
    path_in("staff", "workbench/review/<slug:ref>/", review, "review"),
    path_in("staff", "workbench/review/<slug:ref>/words/<int:finding>/", words, "review-words"),
    path_in("staff", "workbench/review/<slug:ref>/likeness/", likeness, "review-likeness"),
    path_in("staff", "workbench/review/<slug:ref>/quote/", quote, "review-quote"),
    path_in("staff", "workbench/code/<slug:ref>/", coding, "coding"),
    path_in("staff", "workbench/code/<slug:ref>/here/", here, "coding-here"),
    path_in(
        "staff", "workbench/code/<slug:ref>/suggestions/", suggested_themes, "coding-suggestions"
    ),
    path_in(
        "staff", "workbench/review/<slug:ref>/duplicates/", text_duplicates, "review-duplicates"
    ),
    path_in("staff", "workbench/suggestions/", suggestions, "suggestions"),
    path_in("staff", "workbench/duplicates/", duplicates, "duplicates"),
    path_in("staff", "workbench/replacements/<slug:slug>/", replacements, "replacements"),
    path_in("staff", "workbench/removals/", removals, "removals"),
    path_in("staff", "workbench/anchors/", anchors, "anchors"),
    path_in("staff", "workbench/claims/", claims, "claims"),
    path_in("staff", "workbench/care/", care, "care"),
    path_in("staff", "workbench/care/debrief/", debrief, "care-debrief"),
    path_in("staff", "workbench/prompts/", prompts, "prompts"),
    path_in("staff", "workbench/codebook/", codebook, "codebook"),
    path_in("staff", "workbench/codebook/add/", add, "codebook-add"),
    path_in("staff", "workbench/codebook/history/", history, "codebook-history"),
    path_in("staff", "workbench/codebook/proposals/", proposals, "codebook-proposals"),
    path_in("staff", "workbench/codebook/<slug:slug>/", theme, "codebook-theme"),
    path_in("staff", "workbench/codebook/<slug:slug>/merge/", merge, "codebook-merge"),
    path_in("staff", "workbench/codebook/<slug:slug>/passages/", passages, "codebook-passages"),
    path_in("research", "codebooks/", own_codebooks, "own-codebooks"),
    path_in("research", "codebooks/<int:number>/", codebook, "own-codebook"),
    path_in("research", "codebooks/<int:number>/add/", add, "own-codebook-add"),
    path_in("research", "codebooks/<int:number>/history/", history, "own-codebook-history"),
    path_in("research", "codebooks/theme/<slug:slug>/", theme, "own-theme"),
    path_in("research", "codebooks/theme/<slug:slug>/merge/", merge, "own-theme-merge"),
    path_in("staff", "workbench/agreement/", rounds, "rounds"),
    path_in("staff", "workbench/agreement/new/", new_round, "round-new"),
    path_in("staff", "workbench/agreement/<int:round>/", round_page, "round"),
    path_in("staff", "workbench/agreement/<int:round>/code/<slug:ref>/", code_text, "round-code"),
    path_in("staff", "workbench/agreement/<int:round>/text/<slug:ref>/", differing, "round-text"),
    path_in("staff", "workbench/notices/", notices, "notices"),
    path_in("staff", "workbench/notices/<str:language>/new/", notice_new, "notice-new"),
]
