"""Addresses of somebody who says that an import is hers: nobody's cache keeps these pages."""

from __future__ import annotations

from archive.web.contributing.claim import claim, claim_code, claim_done
from archive.web.zones import path_in

urlpatterns = [
    path_in("contributor", "claim/<slug:ref>/", claim, "claim"),
    path_in("contributor", "claim/<slug:ref>/code/", claim_code, "claim-code"),
    path_in("contributor", "claim/<slug:ref>/done/", claim_done, "claim-done"),
]
