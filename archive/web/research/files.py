"""Tables as files to take along, each noted in the audit chain before it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone

from archive import actions
from archive.domain.downloads import Download
from archive.exchange.exporters.csv_table import Cell, csv_table
from archive.web.workbench.request import StaffRequest, account


def csv_file(
    request: StaffRequest,
    what: Download,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    """A table as CSV with the day in its `name`. Who only asks for its head takes nothing."""
    written = list(rows)
    if request.method != "HEAD":
        actions.note_download(what=what, rows=len(written), by=account(request))
    response = HttpResponse(csv_table(header, written), content_type="text/csv; charset=utf-8")
    day = timezone.now().date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def quotable_words(quotable: bool) -> str:
    """Whether the writer of a row lets it be quoted, as files say it."""
    return "yes" if quotable else "no, in other words only"
