"""Permanent opaque references, and the type of every sealed column."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower-case: no i, l, o, u."""


def new_ref() -> str:
    """Sixteen random symbols (80 bits): not sequential, not guessable, never reused."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def new_slug() -> str:
    """Ten random symbols for a discussion's address: a title in an address would outlive it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Ciphertext of the vault (nonce + AES-256-GCM). NULL where nothing was said or is left."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
