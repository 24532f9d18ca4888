"""Seals and unseals text under one data key a contribution; knows no other table.

AES-256-GCM, random 96-bit nonce, associated data = place (table.column) and ref, so that a blob
moved to another row or column does not open. A missing key is a tombstone, never an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from archive.domain import warrant
from archive.vault import site_key

NONCE = 12
BATCH = 10_000

DoesNotOpen = InvalidTag
"""Raised by `unseal` for a blob of another key or place, or one that was changed."""


class KeyRing:
    """The data keys of some contributions, unwrapped. Lives only as long as its caller."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys

    def has(self, ref: str) -> bool:
        """Whether the contribution's key still exists."""
        return ref in self._keys

    def seal(self, ref: str, place: str, text: str) -> bytes:
        """Encrypt under the contribution's key. KeyError when it has none."""
        warrant.demand()
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._keys[ref]).encrypt(nonce, text.encode(), _aad(place, ref))
        return nonce + sealed

    def unseal(self, ref: str, place: str, blob: bytes | memoryview | None) -> str | None:
        """The text, or None where the blob is NULL or the key is gone."""
        warrant.demand()
        if blob is None or ref not in self._keys:
            return None
        data = bytes(blob)
        plain = AESGCM(self._keys[ref]).decrypt(data[:NONCE], data[NONCE:], _aad(place, ref))
        return plain.decode()


def ring(refs: Iterable[str]) -> KeyRing:
    """The keys of these contributions, in as few queries as the database allows."""
    from archive.vault.models import DataKey

    warrant.demand()
    wrapper = AESGCM(site_key.derived("wrap"))
    keys: dict[str, bytes] = {}
    for some in _batches(sorted(set(refs))):
        for ref, wrapped in DataKey.objects.filter(pk__in=some).values_list("ref", "wrapped"):
            data = bytes(wrapped)
            keys[ref] = wrapper.decrypt(data[:NONCE], data[NONCE:], _aad("key", ref))
    return KeyRing(keys)


def create_keys(refs: Sequence[str]) -> KeyRing:
    """Make and store a key for each ref: before the rows that use them (facts: key first)."""
    from archive.vault.models import DataKey

    warrant.demand()
    wrapper = AESGCM(site_key.derived("wrap"))
    keys = {ref: AESGCM.generate_key(bit_length=256) for ref in refs}
    rows = []
    for ref, key in keys.items():
        nonce = os.urandom(NONCE)
        rows.append(DataKey(ref=ref, wrapped=nonce + wrapper.encrypt(nonce, key, _aad("key", ref))))
    DataKey.objects.bulk_create(rows, batch_size=BATCH)
    return KeyRing(keys)


def drop_key(ref: str) -> bool:
    """Erase: after this no copy of the contribution's text can be read. True if a key was there."""
    from archive.vault.models import DataKey

    warrant.demand()
    deleted, _ = DataKey.objects.filter(pk=ref).delete()
    return deleted > 0


def refs_with_keys(*, created_before: datetime | None = None) -> frozenset[str]:
    """Every ref that has a key, optionally only keys older than a moment (for the sweep)."""
    from archive.vault.models import DataKey

    warrant.demand()
    keys = DataKey.objects.all()
    if created_before is not None:
        keys = keys.filter(created__lt=created_before)
    return frozenset(keys.values_list("ref", flat=True))


def _aad(place: str, ref: str) -> bytes:
    return f"{place}|{ref}".encode()


def _batches(refs: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(refs), BATCH):
        yield refs[start : start + BATCH]
