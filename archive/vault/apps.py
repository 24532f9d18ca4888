"""The vault is an app of its own so that the router can send its one table to `keys`."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Data keys, one a contribution, on the second database."""

    name = "archive.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
