"""Her own pages: known by her return code, stored by no browser and no proxy."""

from __future__ import annotations

from archive.web.contributing import download, enter, mine, receipts, rotate, withdraw
from archive.web.zones import path_in

urlpatterns = [
    path_in("contributor", "return/", enter.enter, "return"),
    path_in("contributor", "leave/", enter.leave, "leave"),
    path_in("contributor", "mine/", mine.mine, "mine"),
    path_in("contributor", "mine/receipt/", receipts.receipt, "mine-receipt"),
    path_in("contributor", "mine/receipt.jsonld", receipts.receipt_file, "mine-receipt-file"),
    path_in("contributor", "mine/download.json", download.download_json, "mine-download"),
    path_in("contributor", "mine/download.html", download.download_pages, "mine-pages"),
    path_in("contributor", "mine/code/", rotate.rotate, "mine-code"),
    path_in("contributor", "mine/<slug:ref>/", mine.mine_text, "mine-text"),
    path_in("contributor", "mine/<slug:ref>/withdraw/", withdraw.withdraw, "mine-withdraw"),
]
