"""Log lines that repeat nobody's words: no address, no query, no message of an exception."""

from __future__ import annotations

import logging
import traceback

FOREIGN = ("django", "waitress")
"""Loggers whose messages hold the path of a request, a host or a value somebody sent."""


class CarefulFormatter(logging.Formatter):
    """Says when, how bad, where, and for an exception its type and its way through the code."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line; the record itself stays as it is, for whoever else listens."""
        copy = logging.makeLogRecord(record.__dict__)
        if record.name.split(".", 1)[0] in FOREIGN:
            copy.msg, copy.args = f"something failed in {record.module}.{record.funcName}", ()
        copy.exc_info, copy.exc_text = None, None
        line = super().format(copy)
        if record.exc_info and record.exc_info[0]:
            kind, _, way = record.exc_info
            line += f"\n{kind.__name__}\n{''.join(traceback.format_tb(way))}".rstrip()
        return line
