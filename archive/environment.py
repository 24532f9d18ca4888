"""Reads what the deployer chose in the environment. A value that makes no sense stops the start."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from archive.domain.countries import COUNTRIES

YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})
SHORTEST_KEY = 50
"""Characters of a secret key; Django's own check asks for as many."""
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def chosen(name: str, default: str) -> str:
    """The text of `name`, or `default` where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def one_of(name: str, default: str, values: Sequence[str]) -> str:
    """One of these words."""
    value = chosen(name, default)
    if value not in values:
        raise ImproperlyConfigured(f"{name} is {value!r}. It is {', '.join(values)}.")
    return value


def flag(name: str) -> bool:
    """Whether `name` is switched on; unset is off."""
    value = os.environ.get(name, "").strip().lower()
    if value in YES:
        return True
    if value in NO:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 (on) or 0 (off).")


def whole_number(name: str, default: int) -> int:
    """A number of things, 1 or more."""
    written = chosen(name, str(default))
    if not (written.isascii() and written.isdigit()) or int(written) < 1:
        raise ImproperlyConfigured(f"{name} is {written!r}. Write a whole number from 1 on.")
    return int(written)


def hosts(name: str, default: str) -> list[str]:
    """Host names parted by commas: no scheme, no port, no wildcard for everything."""
    named = [host.strip() for host in chosen(name, default).split(",") if host.strip()]
    for host in named:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} has {host!r}, which is no host name. "
                "Write names parted by commas, without https:// or port: archive.example"
            )
    if not named:
        raise ImproperlyConfigured(f"{name} names no host. Example: archive.example")
    return named


def web_address(name: str, default: str) -> str:
    """An http or https address."""
    address = chosen(name, default)
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(
            f"{name} is {address!r}. Write a whole address: https://www.example.org/"
        )
    return address


def country(name: str, default: str) -> str:
    """A country's two letters (ISO 3166-1 alpha-2), in capitals."""
    code = chosen(name, default).upper()
    if code not in COUNTRIES:
        raise ImproperlyConfigured(
            f"{name} is {code!r}, which is no country's code. "
            "Write the two letters of ISO 3166: GB, IE, DE …"
        )
    return code


def postgresql(name: str) -> Mapping[str, Any] | None:
    """The PostgreSQL database that `name` points to, None where unset. Never repeats its password.

    SQLite has no address: it needs options that an address cannot carry, and lies in
    `ARCHIVE_HOME`.
    """
    address = os.environ.get(name, "").strip()
    if not address:
        return None
    wanted = "Write postgres://user:password@host:5432/database, or unset it to use SQLite."
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(f"{name} is no address of a PostgreSQL database. {wanted}")
    try:
        database = dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        raise ImproperlyConfigured(f"{name} cannot be read. {wanted}") from None
    if not database.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database. {wanted}")
    return dict(database)


def sqlite(file: Path, *pragmas: str) -> dict[str, Any]:
    """The SQLite database in `file`.

    Its writers wait for each other: each transaction asks for the right to write when it begins
    (`BEGIN IMMEDIATE`), because one that began by reading could not wait for it any more, and fails
    at once with "database is locked". Twenty seconds are many times what the longest press takes.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "init_command": " ".join(f"PRAGMA {pragma};" for pragma in pragmas),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
        },
    }


def secret_key(path: Path) -> str:
    """What signs sessions: `ARCHIVE_SECRET_KEY`, or the file at `path`, made (0600) if missing."""
    key = os.environ.get("ARCHIVE_SECRET_KEY", "").strip()
    if not key:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(64))
        key = path.read_text().strip()
        origin = str(path)
    else:
        origin = "ARCHIVE_SECRET_KEY"
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"The secret key in {origin} is too short: at least {SHORTEST_KEY} random characters. "
            "Unset ARCHIVE_SECRET_KEY and remove the file to have one made."
        )
    return key


def _write_once(path: Path, text: str) -> None:
    """Write whole or not at all; of two processes that start at once, the first one's key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # mode 0600
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(file.name)
