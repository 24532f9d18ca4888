"""Themes as files hold them: the three that come with the archive, and any added beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.management.strict_toml import Table, read_table

SHIPPED = Path(__file__).with_name("codebook.toml")
COLOURS = range(1, 9)

_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class CodebookTheme:
    """One entry. `label` is what readers see, `colour` 1 to 8 picks hue and line style together.

    `parent` is the slug of the wider theme, empty at the top. `cues` are words that make a passage
    worth a coder's look; they never code by themselves.
    """

    slug: str
    name: str
    label: str
    colour: int
    definition: str
    when_to_use: str
    when_not: str
    example: str
    cues: tuple[str, ...]
    parent: str = ""


def read_codebook(
    path: Path = SHIPPED, *, under: Iterable[CodebookTheme] = ()
) -> tuple[CodebookTheme, ...]:
    """The themes of a TOML file in its order, parents before children.

    `under`: themes read before, to which children here may belong. Raises `InvalidInput`, with the
    place, for a missing part, an unknown key, colour or parent, or a slug used twice.
    """
    table = read_table(path)
    known = {theme.slug for theme in under}
    themes: list[CodebookTheme] = []
    for row in table.tables("themes", "theme"):
        theme = _theme(row)
        if theme.slug in known:
            row.refuse(f"“{theme.slug}” is taken.")
        if theme.parent and theme.parent not in known:
            row.refuse(
                f"no theme “{theme.parent}” stands before it.", hint="Put parents before children."
            )
        known.add(theme.slug)
        themes.append(theme)
    table.done()
    return tuple(themes)


def _theme(row: Table) -> CodebookTheme:
    theme = CodebookTheme(
        slug=row.text("slug"),
        name=row.text("name"),
        label=row.text("label"),
        colour=row.count("colour"),
        definition=row.text("definition"),
        when_to_use=row.text("when_to_use"),
        when_not=row.text("when_not"),
        example=row.text("example"),
        cues=row.texts("cues"),
        parent=row.text("parent", ""),
    )
    row.done()
    if not _SLUG.fullmatch(theme.slug):
        row.refuse(
            f"“{theme.slug}” is no slug.", hint="Lower-case words of a to z, joined by hyphens."
        )
    if theme.colour not in COLOURS:
        row.refuse(f"there is no colour {theme.colour}.", hint="Colours go from 1 to 8.")
    return theme
