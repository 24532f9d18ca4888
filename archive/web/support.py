"""Support lines: whom to call when it is too much, nearest first. Shown, never in anybody's way.

The lines are the deployer's data, in a TOML file with the day on which somebody checked them. The
reader's browser says which languages it prefers; that orders the list and is kept nowhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from archive.domain.errors import InvalidInput
from archive.web.regions import EUROPEAN_UNION, MEMBERS, REGIONS, WORLD

SHIPPED: Final = Path(__file__).with_name("support_lines.toml")
CHECKED_WITHIN: Final = timedelta(days=180)
"""Numbers change hands; after this the deployer must have looked again."""

_LOCALE = re.compile(r"([a-z]{2,3})-([A-Z]{2}|[0-9]{3})")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()/-]*")
_TAG = re.compile(
    r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]+)*(?:;q=([01](?:\.[0-9]{0,3})?))?"
)
LONGEST_HEADER: Final = 1000
"""Characters of an Accept-Language header that are looked at."""


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One line. `number` is for calling, `text` for messages, `web` an address; one is there."""

    locale: str
    name: str
    for_whom: str
    number: str = ""
    text: str = ""
    hours: str = ""
    web: str = ""

    @property
    def language(self) -> str:
        """The language in which one is answered, as `lang` wants it."""
        return self.locale.partition("-")[0]

    @property
    def region(self) -> str:
        """ISO 3166-1 code of the country, `EU` or `001`."""
        return self.locale.partition("-")[2]

    @property
    def place(self) -> str:
        """The region in words."""
        return REGIONS[self.region]

    @property
    def call(self) -> str:
        """A `tel:` address (RFC 3966), empty without number."""
        return f"tel:{_dialled(self.number)}" if self.number else ""

    @property
    def message(self) -> str:
        """An `sms:` address (RFC 5724), empty where texts are not answered."""
        return f"sms:{_dialled(self.text)}" if self.text else ""

    @property
    def site(self) -> str:
        """The name of the web page's host, without "www."."""
        return urlsplit(self.web).netloc.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class SupportFile:
    """The lines in the order of the file, and the day somebody checked them, if anybody did."""

    lines: tuple[SupportLine, ...]
    checked: date | None


@dataclass(frozen=True, slots=True)
class SupportLines:
    """What a page shows: `near` at once, `elsewhere` folded.

    `is_default`: nobody who runs this archive has named or checked any line; then `checked` is
    None.
    """

    near: tuple[SupportLine, ...]
    elsewhere: tuple[SupportLine, ...]
    checked: date | None
    is_default: bool

    @property
    def lines(self) -> tuple[SupportLine, ...]:
        """All lines, the nearest first."""
        return self.near + self.elsewhere


def support_for(accept_language: str) -> SupportLines:
    """The lines for a reader whose browser sent this Accept-Language header (RFC 9110, 12.5.4).

    Never raises for a header, nor for a file that was spoiled after the start: then the lines that
    come with the archive are shown, as a page about a person's life must not fail over a number.
    """
    file = _file_in_use()
    wanted = _preferences(accept_language)
    ranked = [(_rank(line, wanted), line) for line in file.lines]
    near = [pair for pair in ranked if pair[0] is not None]
    near.sort(key=lambda pair: pair[0] or (0, 0))
    return SupportLines(
        near=tuple(line for _, line in near),
        elsewhere=tuple(line for rank, line in ranked if rank is None),
        checked=file.checked,
        is_default=file.checked is None,
    )


# --- nearness ---------------------------------------------------------------------------------


def _preferences(header: str) -> list[tuple[str, str]]:
    """Language and region (or "") of each tag, the most wanted first; what is no tag is skipped."""
    wanted = []
    for part in header[:LONGEST_HEADER].lower().replace(" ", "").split(","):
        match = _TAG.fullmatch(part)
        if match and (quality := float(match[3] or 1)) > 0:
            wanted.append((-quality, match[1], (match[2] or "").upper()))
    wanted.sort(key=lambda one: one[0])
    return [(language, region) for _, language, region in wanted]


def _rank(line: SupportLine, wanted: list[tuple[str, str]]) -> tuple[int, int] | None:
    """Smaller is nearer; None is elsewhere.

    The country decides, as numbers work in a country. A browser in German often asks for "de,
    en-US": so where the first tag names no country, later ones count only in its language. Where
    no country is known at all, every line in the language is near.
    """
    if wanted and not wanted[0][1]:
        wanted = [tag for tag in wanted if tag[0] == wanted[0][0]]
    regions = [region for _, region in wanted if region]
    far = len(regions)
    if line.region == WORLD:
        return far + 1, 0
    if line.region == EUROPEAN_UNION:
        return (far, 0) if not regions or MEMBERS.intersection(regions) else None
    if regions:
        other_language = int(line.language not in {language for language, _ in wanted})
        return (regions.index(line.region), other_language) if line.region in regions else None
    return (-1, 0) if not wanted or line.language == wanted[0][0] else None


# --- the file ---------------------------------------------------------------------------------


def deployers_file() -> Path | None:
    """The file that `ARCHIVE_SUPPORT_LINES` names, from `ARCHIVE_HOME` where it is relative."""
    named: str = settings.ARCHIVE_SUPPORT_LINES
    return Path(settings.ARCHIVE_HOME, named) if named else None


def _file_in_use() -> SupportFile:
    path = deployers_file() or SHIPPED
    try:
        return _read_once(path, path.stat().st_mtime_ns)
    except (OSError, InvalidInput):
        return _read_once(SHIPPED, 0)


@lru_cache(maxsize=4)
def _read_once(path: Path, changed: int) -> SupportFile:
    """The file as of its last change: every page with a form asks for it."""
    return read_support(path)


def read_support(path: Path) -> SupportFile:
    """The lines of a TOML file: `checked`, a date, then one `[[line]]` each, as `SupportLine`.

    Only the file that comes with the archive may lack the date. Raises `InvalidInput` with the
    place for a file that cannot be read, a part that is missing, unknown or no text, a locale that
    is none, and a number or address that cannot be called. The date is judged by `out_of_date`.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InvalidInput(f"{path.name}: {problem.strerror or 'it cannot be read'}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InvalidInput(f"{path.name}: not TOML in UTF-8: {problem}.") from None
    checked = table.pop("checked", None)
    rows = table.pop("line", [])
    if table:
        raise InvalidInput(f"{path.name}: no key “{min(table)}” belongs here.")
    if (checked is None and path != SHIPPED) or isinstance(checked, datetime):
        raise InvalidInput(f"{path.name}: the date “checked” is missing, or is more than a date.")
    if not isinstance(checked, date | None):
        raise InvalidInput(f"{path.name}: “checked” is no date. Write it as 2026-05-01.")
    if not isinstance(rows, list) or not rows:
        raise InvalidInput(f"{path.name}: there is no [[line]] in it.")
    lines = (_line(row, f"{path.name}, line {at}") for at, row in enumerate(rows, start=1))
    return SupportFile(tuple(lines), checked)


def out_of_date(checked: date, today: date) -> bool:
    """Whether nobody has looked for longer than `CHECKED_WITHIN`."""
    return today - checked > CHECKED_WITHIN


def in_future(checked: date, today: date) -> bool:
    """Whether nobody can have checked yet; a day's grace for clocks east of UTC."""
    return checked - today > timedelta(days=1)


def today() -> date:
    """In UTC."""
    return timezone.now().date()


def _line(row: object, place: str) -> SupportLine:
    if not isinstance(row, Mapping):
        raise InvalidInput(f"{place}: it must be a table, [[line]].")
    known = [field.name for field in fields(SupportLine)]
    for key, value in row.items():
        if key not in known:
            raise InvalidInput(f"{place}: no key “{key}” belongs here.", hint=", ".join(known))
        if not isinstance(value, str) or not value.strip():
            raise InvalidInput(f"{place}: “{key}” must be text and not blank.")
    for key in ("locale", "name", "for_whom"):
        if key not in row:
            raise InvalidInput(f"{place}: “{key}” is missing.")
    line = SupportLine(**row)
    _can_be_reached(line, place)
    return line


def _can_be_reached(line: SupportLine, place: str) -> None:
    match = _LOCALE.fullmatch(line.locale)
    if not match or match[2] not in REGIONS:
        raise InvalidInput(
            f"{place}: “{line.locale}” is no locale.",
            hint="Language and country, such as en-GB (not UK) or fr-CA; en-EU; en-001 for all.",
        )
    if not (line.number or line.text or line.web):
        raise InvalidInput(f"{place}: it has neither “number” nor “text” nor “web”.")
    if (line.number or line.text) and not line.hours:
        raise InvalidInput(f"{place}: “hours” is missing. When does somebody answer?")
    for number in filter(None, (line.number, line.text)):
        if not _NUMBER.fullmatch(number):
            raise InvalidInput(f"{place}: “{number}” cannot be dialled.", hint="Digits only.")
    address = urlsplit(line.web)
    if line.web and (address.scheme not in {"http", "https"} or not address.netloc):
        raise InvalidInput(f"{place}: “{line.web}” is no web address. Write https:// before it.")


def _dialled(number: str) -> str:
    return "".join(character for character in number if character.isdigit() or character == "+")
