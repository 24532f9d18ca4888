"""A table as CSV that opens in a spreadsheet and does nothing there.

RFC 4180, UTF-8 with a byte-order mark (without it Excel guesses wrongly). A text that a
spreadsheet would take for a formula gets an apostrophe before it: one that begins with = + - @,
a tab or a line break, full-width forms included (OWASP, "CSV Injection"). Numbers stay numbers,
negative ones too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

Cell = str | int | float | None
STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK: Final = "\ufeff"


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The whole file. None is an empty cell; a float keeps all its digits."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def harmless(cell: Cell) -> str:
    """One cell as text that no spreadsheet runs."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return repr(cell)
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
