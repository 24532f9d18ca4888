"""The archive's codebook as it is read: merged themes are the ones they were merged into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable

from archive.domain import codebook as domain
from archive.domain.codebook import ThemeState
from archive.gate.disclosed import DisclosedTheme
from archive.models import Theme


@dataclass(frozen=True)
class Themes:
    """Every theme of some codebook by number, in codebook order, merged ones included."""

    rows: Mapping[int, Theme]

    def resolved(self, pk: int) -> Theme | None:
        """What a theme is read as; None for one of another codebook."""
        return self.rows.get(domain.resolved(self._merged, pk))

    @cached_property
    def _merged(self) -> dict[int, int | None]:
        return {t.pk: t.merged_into_id for t in self.rows.values()}

    def of_slug(self, slug: str) -> Theme | None:
        """The theme at an address, merged or not."""
        return next((t for t in self.rows.values() if t.slug == slug), None)

    def standing(self) -> tuple[Theme, ...]:
        """Those that were not merged, in codebook order."""
        return tuple(t for t in self.rows.values() if t.merged_into_id is None)

    def read_as(self, themes: Iterable[int]) -> frozenset[int]:
        """Those themes and all that were merged into one of them."""
        return domain.coming_by(self._merged.items(), set(themes))

    def parent(self, theme: Theme) -> Theme | None:
        """What it stands under."""
        return self.resolved(theme.parent_id) if theme.parent_id else None

    def below(self, theme: Theme) -> tuple[Theme, ...]:
        """What stands under it, however deep, in codebook order."""
        parents = {t.pk: p.pk if (p := self.parent(t)) else None for t in self.standing()}
        found = domain.below(parents, [theme.pk]) - {theme.pk}
        return tuple(t for t in self.standing() if t.pk in found)

    def upwards(self, pk: int) -> tuple[Theme, ...]:
        """What a theme is read as, and all that it stands under."""
        found: dict[int, Theme] = {}
        theme = self.resolved(pk)
        while theme is not None and theme.pk not in found:
            found[theme.pk] = theme
            theme = self.parent(theme)
        return tuple(found.values())

    def disclosed(self, theme: Theme) -> DisclosedTheme:
        """As pages show it."""
        above = self.parent(theme)
        return DisclosedTheme(
            slug=theme.slug,
            name=theme.name,
            label=theme.label,
            colour=theme.colour,
            definition=theme.definition,
            when_to_use=theme.when_to_use,
            when_not=theme.when_not,
            example=theme.example,
            parent=above.slug if above else "",
            state=ThemeState(theme.state),
            cues=tuple(theme.cues),
        )

    def number_read(self, column: str) -> Combinable:
        """SQL for the number a theme in `column` is read as."""
        ends = {
            t.pk: end.pk for t in self.rows.values() if (end := self.resolved(t.pk)) != t and end
        }
        if not ends:
            return F(column)
        return Case(
            *(When(**{column: pk}, then=Value(end)) for pk, end in ends.items()),
            default=F(column),
            output_field=IntegerField(),
        )


def archive_themes() -> Themes:
    """The archive's own codebook (researchers' private ones are theirs)."""
    return themes_of(Theme.objects.filter(codebook__owner__isnull=True))


def themes_of(rows: QuerySet[Theme]) -> Themes:
    """Those rows, which must be all of a codebook."""
    return Themes({t.pk: t for t in rows.order_by("position", "name")})


def applicable_themes() -> tuple[DisclosedTheme, ...]:
    """What a coder may put on a passage today."""
    themes = archive_themes()
    return tuple(themes.disclosed(t) for t in themes.standing() if t.state == ThemeState.ACTIVE)
