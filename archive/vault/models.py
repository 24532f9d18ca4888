"""One row a contribution: its data key, wrapped by the site key. Dropping the row is erasing."""

from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """A contribution's AES-256 key, wrapped under the site key (nonce + ciphertext + tag)."""

    ref = models.CharField(max_length=26, primary_key=True)
    wrapped = models.BinaryField()
    created = models.DateTimeField(auto_now_add=True)

    privacy = {"ref": "gated", "wrapped": "gated", "created": "gated"}

    def __str__(self) -> str:
        return f"key of {self.ref}"
