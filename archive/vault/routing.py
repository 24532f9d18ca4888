"""Sends the vault's table to the `keys` database and everything else to `default`."""

from __future__ import annotations

from typing import Any

KEYS = "keys"


class VaultRouter:
    """The only router: by app label."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """`keys` for the vault, `default` for the rest."""
        return KEYS if model._meta.app_label == "vault" else "default"

    db_for_write = db_for_read

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """No relation crosses the databases."""
        return bool(obj1._meta.app_label == "vault") == bool(obj2._meta.app_label == "vault")

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Each table exists in its own database alone."""
        return (db == KEYS) == (app_label == "vault")
