"""An author's e-mail address at the source: compared by digest, never kept."""

from __future__ import annotations

from archive.vault import site_key


def email_digest(address: str) -> str:
    """An HMAC of the address under the site key, "" for none; case and spaces do not count."""
    plain = "".join(address.split()).casefold()
    return site_key.digest("author e-mail", plain) if plain else ""
