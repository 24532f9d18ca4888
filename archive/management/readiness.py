"""Making a home ready: folders, keys, tables, codebook, notice, indexes. Twice does no harm."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections, transaction

from archive.domain.words import Audience
from archive.gate.guard import ungated  # noqa: TID251 - housekeeping, no reading
from archive.management.codebook import CodebookTheme, read_codebook
from archive.management.notice import NOTICE
from archive.models import Codebook, Notice, Theme
from archive.search.indexer import reindex
from archive.search.indexes import index_of
from archive.search.port import IndexUnusable
from archive.vault import site_key

FOLDERS: Final = ("secrets", "index")
CODEBOOK: Final = "The archive’s codebook"

Tell = Callable[[str], object]


def is_prepared() -> bool:
    """Whether `prepare` once came to its last row. Cheap: three small queries."""
    if not Path(settings.ARCHIVE_HOME).is_dir():
        return False
    try:
        tables = connections["default"].introspection.table_names()
    except OperationalError:
        return False
    return Codebook._meta.db_table in tables and Codebook.objects.filter(owner=None).exists()


def prepare(tell: Tell) -> None:
    """Make what is missing of `ARCHIVE_HOME`, telling each thing made."""
    home = Path(settings.ARCHIVE_HOME)
    for folder in (home, *(home / name for name in FOLDERS)):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
            tell(f"Made the folder {folder}.")
    if site_key.create_if_missing():
        tell(f"Made a site key: {site_key.path()}. Keep a copy apart from the data.")
    migrate()
    with transaction.atomic():
        if _first_notice():
            tell("Wrote the first consent notice, in English.")
        if added := add_themes(read_codebook()):
            tell(f"Added {added} themes to the codebook.")
    if not _indexes_stand():
        reindex()
        tell("Made the search indexes.")


def missing() -> tuple[str, ...]:
    """What `prepare` would make, in words; nothing is changed."""
    home = Path(settings.ARCHIVE_HOME)
    found = [
        f"the folder {folder}"
        for folder in (home, *(home / name for name in FOLDERS))
        if not folder.is_dir()
    ]
    if not is_prepared():
        found.append("tables, codebook, consent notice and indexes, where they are missing")
    return tuple(found)


def migrate() -> None:
    """Bring the tables of every database up to date."""
    with ungated("migrations"):
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def add_themes(themes: Iterable[CodebookTheme]) -> int:
    """Add those themes to the archive's codebook that are not there by slug; returns how many."""
    codebook, _ = Codebook.objects.get_or_create(name=CODEBOOK, owner=None)
    known = {theme.slug: theme for theme in Theme.objects.filter(codebook=codebook)}
    added = 0
    for theme in themes:
        if theme.slug in known:
            continue
        known[theme.slug] = Theme.objects.create(
            codebook=codebook,
            slug=theme.slug,
            name=theme.name,
            label=theme.label,
            colour=theme.colour,
            parent=known[theme.parent] if theme.parent else None,
            position=len(known),
            definition=theme.definition,
            when_to_use=theme.when_to_use,
            when_not=theme.when_not,
            example=theme.example,
            cues=list(theme.cues),
        )
        added += 1
    return added


def _first_notice() -> bool:
    if Notice.objects.exists():
        return False
    digest = hashlib.sha256(NOTICE.encode()).hexdigest()
    Notice.objects.create(language="en", version=1, text=NOTICE, sha256=digest)
    return True


def _indexes_stand() -> bool:
    try:
        return all(index_of(audience).generation() for audience in Audience)
    except IndexUnusable:
        return False
