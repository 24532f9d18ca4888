"""Which engine answers for which audience: one index each, under `ARCHIVE_HOME/index/`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from archive.domain.words import Audience
from archive.search.port import SearchBackend

ENGINES: Final = {"whoosh": "archive.search.backends.whoosh.WhooshBackend"}
"""Short names for `ARCHIVE_SEARCH_BACKEND`; a dotted path to a class of one's own works too."""


def index_of(audience: Audience) -> SearchBackend:
    """The index of `audience`; the same object as long as the settings are the same."""
    engine: str = getattr(settings, "ARCHIVE_SEARCH_BACKEND", "whoosh")
    return _opened(ENGINES.get(engine, engine), Path(settings.ARCHIVE_HOME) / "index" / audience)


@lru_cache(maxsize=32)
def _opened(engine: str, path: Path) -> SearchBackend:
    made: Any = import_string(engine)
    backend: SearchBackend = made(path)
    return backend
