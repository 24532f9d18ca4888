"""TOML tables read strictly: each key known, each value of its kind, each complaint with its place.

For files that come with the archive. A slip in them must fail loudly, at once, and say where.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from archive.domain.errors import InvalidInput

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")


class Table:
    """One TOML table at a place. Keys not asked for by the time of `done` are refused.

    Every method raises `InvalidInput` with the table's place for a key that is missing (unless it
    has a default) or whose value is of another kind.
    """

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self.place = place
        self._values = values
        self._asked: set[str] = set()

    def refuse(self, complaint: str, *, hint: str = "") -> NoReturn:
        """Raise `InvalidInput`: the place, then `complaint`."""
        raise InvalidInput(f"{self.place}: {complaint}", hint=hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A string, not blank unless that is the default."""
        value = self._value(key, str, default)
        if not value.strip() and value != default:
            self.refuse(f"“{key}” is blank.")
        return value

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number from 0."""
        value = self._value(key, int, default)
        if isinstance(value, bool) or value < 0:
            self.refuse(f"“{key}” must be a number from 0, not {value}.")
        return value

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._value(key, date, None)
        if isinstance(value, datetime):
            self.refuse(f"“{key}” must be a date without a time.")
        return value

    def moment(self, key: str) -> datetime:
        """A date and time with its offset, in UTC."""
        value = self._value(key, datetime, None)
        if value.tzinfo is None:
            self.refuse(f"“{key}” must say its time zone.", hint="Write Z behind it for UTC.")
        return value.astimezone(UTC)

    def moment_if_any(self, key: str) -> datetime | None:
        """As `moment`, or None where the key is absent."""
        return self.moment(key) if key in self._values else None

    def word(self, key: str, words: type[Word]) -> Word:
        """One value of a closed set."""
        return self._one_of(key, self.text(key), words)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """Values of a closed set, none twice; an absent key is none."""
        return tuple(self._one_of(key, text, words) for text in self.texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Strings, none blank, none twice; an absent key is none."""
        values = self._value(key, list, [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            self.refuse(f"“{key}” must hold words only.")
        if len(set(values)) < len(values):
            self.refuse(f"“{key}” names one thing twice.")
        return tuple(values)

    def table(self, key: str) -> Table:
        """The table at `key`."""
        return Table(self._value(key, dict, None), f"{self.place}, {key}")

    def table_if_any(self, key: str) -> Table | None:
        """The table at `key`, or None where the key is absent."""
        return self.table(key) if key in self._values else None

    def tables(self, key: str, called: str) -> tuple[Table, ...]:
        """The tables of an array, each with `called` and its number from 1 as place."""
        values = self._value(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            self.refuse(f"“{key}” must hold tables only.")
        return tuple(
            Table(value, f"{self.place}, {called} {number}")
            for number, value in enumerate(values, start=1)
        )

    def done(self) -> None:
        """Refuse the table if it has a key nobody asked for."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            self.refuse(f"no key “{unknown[0]}” belongs here.", hint=f"Known here: {known}.")

    def _value(self, key: str, kind: type[Value], default: Value | None) -> Value:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            self.refuse(f"“{key}” is missing.")
        if not isinstance(value, kind):
            self.refuse(f"“{key}” must be {kind.__name__}, not {type(value).__name__}.")
        return value

    def _one_of(self, key: str, text: str, words: type[Word]) -> Word:
        try:
            return words(text)
        except ValueError:
            known = ", ".join(words)
            self.refuse(f"“{key}” cannot be “{text}”.", hint=f"It is one of: {known}.")


def read_table(path: Path) -> Table:
    """The TOML file at `path` as a table whose place is the file's name.

    Raises `InvalidInput` for a missing or unreadable file, or one that is not TOML.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"{path.name}: there is no such file.") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name}: not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path.name}: not TOML: {error}.") from None
    return Table(values, path.name)
