"""The workbench's addresses: all in the staff zone."""

from __future__ import annotations

from archive.web.workbench.claims import claims
from archive.web.workbench.codebook import codebook
from archive.web.workbench.desk import desk, desks
from archive.web.workbench.dossier import dossier
from archive.web.workbench.likeness import likeness
from archive.web.workbench.notices import notice_new, notices
from archive.web.workbench.prompts import prompts
from archive.web.workbench.queue import queue
from archive.web.workbench.quote import quote
from archive.web.workbench.removals import removals
from archive.web.workbench.replacements import replacements
from archive.web.workbench.review import review, words
from archive.web.zones import path_in

urlpatterns = [
    path_in("staff", "workbench/", queue, "workbench"),
    path_in("staff", "workbench/desks/", desks, "desks"),
    path_in("staff", "workbench/desk/<slug:slug>/", desk, "desk"),
    path_in("staff", "workbench/desk/<slug:slug>/dossier/", dossier, "desk-dossier"),
    path_in("staff", "workbench/review/<slug:ref>/", review, "review"),
    path_in("staff", "workbench/review/<slug:ref>/words/<int:finding>/", words, "review-words"),
    path_in("staff", "workbench/review/<slug:ref>/likeness/", likeness, "review-likeness"),
    path_in("staff", "workbench/review/<slug:ref>/quote/", quote, "review-quote"),
    path_in("staff", "workbench/replacements/<slug:slug>/", replacements, "replacements"),
    path_in("staff", "workbench/removals/", removals, "removals"),
    path_in("staff", "workbench/claims/", claims, "claims"),
    path_in("staff", "workbench/prompts/", prompts, "prompts"),
    path_in("staff", "workbench/codebook/", codebook, "codebook"),
    path_in("staff", "workbench/notices/", notices, "notices"),
    path_in("staff", "workbench/notices/<str:language>/new/", notice_new, "notice-new"),
]
