"""Which engine answers for which audience: one index each, under `ARCHIVE_HOME/index/`."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from archive.domain.words import Audience
from archive.search.port import SearchBackend

ENGINES: Final = {
    "whoosh": "archive.search.backends.whoosh.WhooshBackend",
    "tantivy": "archive.search.backends.tantivy.TantivyBackend",
}
"""What `ARCHIVE_SEARCH_ENGINE` may name; each needs the package of its name."""


def index_of(audience: Audience) -> SearchBackend:
    """The index of `audience`; the same object as long as the settings are the same."""
    path = Path(settings.ARCHIVE_HOME) / "index" / audience
    return _opened(ENGINES[settings.ARCHIVE_SEARCH_ENGINE], path)


def engine_is_installed(name: str) -> bool:
    """Whether the package that the engine needs is there."""
    return find_spec(name) is not None


@lru_cache(maxsize=32)
def _opened(engine: str, path: Path) -> SearchBackend:
    made: Any = import_string(engine)
    backend: SearchBackend = made(path)
    return backend
