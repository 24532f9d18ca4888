"""Whom staff of this archive call in a crisis: the deployer's own list, for staff only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class CrisisContact:
    """Somebody to turn to: who, for what, how to reach them, and when they answer."""

    who: str
    how: str
    for_what: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class CrisisContacts:
    """`contacts` in the order of the file; `rules` are the deployer's own, a paragraph each.

    `checked` is the day somebody last called them; None where there is no file that can be read.
    """

    contacts: tuple[CrisisContact, ...] = ()
    rules: tuple[str, ...] = ()
    checked: date | None = None


def contacts_in_use() -> CrisisContacts:
    """What `ARCHIVE_CRISIS_CONTACTS` names; nothing where it cannot be read, as the page must not
    fail over it: `manage.py check` says what is wrong."""
    path = deployers_file()
    if path is None:
        return CrisisContacts()
    try:
        return read_contacts(path)
    except InvalidInput:
        return CrisisContacts()


def deployers_file() -> Path | None:
    """The file that the setting names, from `ARCHIVE_HOME` where it is relative."""
    named: str = settings.ARCHIVE_CRISIS_CONTACTS
    return Path(settings.ARCHIVE_HOME, named) if named else None


def read_contacts(path: Path) -> CrisisContacts:
    """`checked`, a date; `rules`, strings, if any; one `[[contact]]` each, as `CrisisContact`.

    Raises `InvalidInput` with the place for a file that cannot be read or a part that is missing,
    unknown or no text.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InvalidInput(f"{path.name} cannot be read: {problem.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InvalidInput(f"{path.name} is no TOML: {problem}.") from None
    if unknown := set(given) - {"checked", "rules", "contact"}:
        raise InvalidInput(f"{path.name}: “{sorted(unknown)[0]}” is not known.")
    checked = given.get("checked")
    if not isinstance(checked, date) or isinstance(checked, datetime):
        raise InvalidInput(f"{path.name}: “checked” must be a date, such as 2026-05-01.")
    rules, rows = given.get("rules", []), given.get("contact", [])
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise InvalidInput(f"{path.name}: “rules” must be a list of texts.")
    if not isinstance(rows, list) or not rows:
        raise InvalidInput(f"{path.name}: it has no [[contact]].")
    contacts = tuple(_contact(row, f"{path.name}, contact {n}") for n, row in enumerate(rows, 1))
    return CrisisContacts(contacts, tuple(rules), checked)


def _contact(row: Any, place: str) -> CrisisContact:
    known = {field.name for field in fields(CrisisContact)}
    if not isinstance(row, dict):
        raise InvalidInput(f"{place}: write [[contact]], then its parts.")
    if unknown := set(row) - known:
        raise InvalidInput(f"{place}: “{sorted(unknown)[0]}” is not known.")
    for name in ("who", "how"):
        if name not in row:
            raise InvalidInput(f"{place}: “{name}” is missing.")
    for name, value in row.items():
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput(f"{place}: “{name}” must be text and not blank.")
    return CrisisContact(**row)
