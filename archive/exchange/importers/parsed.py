"""What every importer hands over. It stands in the domain: the action that stores it reads it."""

from __future__ import annotations

from archive.domain.parsed import LeftOut, Mended, ParsedContribution, ParsedDiscussion, ParsedFile

__all__ = ["LeftOut", "Mended", "ParsedContribution", "ParsedDiscussion", "ParsedFile"]
