"""The site key: 32 bytes from the environment or a file of mode 0600; every other key comes of it.

Purposes are kept apart by HKDF-SHA-256 (RFC 5869): wrapping data keys, digests of source ids.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from archive.domain.errors import ArchiveError


class SiteKeyMissing(ArchiveError):
    """Nothing can be sealed or opened."""

    code = "site_key_missing"
    http_status = 500


def path() -> Path:
    """Where the file stands unless the environment gives the key."""
    return Path(settings.ARCHIVE_HOME) / "secrets" / "site.key"


def create_if_missing() -> bool:
    """Write a new key file (mode 0600) where there is none; says whether it did."""
    if os.environ.get("ARCHIVE_SITE_KEY") or path().exists():
        return False
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as handle:
        handle.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())
    return True


def derived(purpose: str) -> bytes:
    """32 bytes for one purpose. Raises `SiteKeyMissing`."""
    return _derive(_site_key(), purpose)


def digest(purpose: str, *parts: str) -> str:
    """A keyed digest (HMAC-SHA-256, hex) of the parts, told apart by length."""
    message = b"".join(len(data := part.encode()).to_bytes(8, "big") + data for part in parts)
    return hmac.new(derived(purpose), message, hashlib.sha256).hexdigest()


def _site_key() -> bytes:
    text = os.environ.get("ARCHIVE_SITE_KEY", "")
    if not text:
        try:
            text = path().read_text()
        except FileNotFoundError:
            raise SiteKeyMissing(
                "The site key is missing.",
                hint="Set ARCHIVE_SITE_KEY, restore secrets/site.key, or run manage.py prepare.",
            ) from None
    return _decoded(text.strip())


@lru_cache(maxsize=8)
def _decoded(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise SiteKeyMissing("The site key is not 32 bytes of base64.")
    return key


@lru_cache(maxsize=64)
def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"firsthand " + purpose.encode()).derive(key)
