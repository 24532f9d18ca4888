"""Puts the archive together: checks, the guard on every connection, search after each write."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Everything but the keys, which are the vault's."""

    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire what may not import each other."""
        from archive import checks  # noqa: F401  (registers itself)
        from archive.actions import outbox
        from archive.gate import guard

        guard.install()
        outbox.applier = _bring_search_up_to_date


def _bring_search_up_to_date() -> object:
    """Actions stand right of search and may not import it; the engine loads when first needed."""
    from archive.search.indexer import apply_outbox

    return apply_outbox()
