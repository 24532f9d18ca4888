"""What can be taken along as a file: kinds of downloads, for the audit chain."""

from __future__ import annotations

from enum import StrEnum


class Download(StrEnum):
    """A kind of file with words or numbers of the archive. A citation is none: it has neither."""

    CODINGS = "codings"
    LINES = "lines"
    TOGETHER = "together"
    BY = "by"
    WORDS = "words"
    SPREAD = "spread"
