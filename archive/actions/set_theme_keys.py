"""Say under which digits one has themes at hand."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from archive.actions.reviewing import demand_staff
from archive.domain.codebook import ThemeState
from archive.domain.errors import InvalidInput
from archive.models import Theme, ThemeKey, User

DIGITS = "1234567890"
"""Keys that themes can have."""


def set_theme_keys(*, keys: Mapping[str, str], by: User) -> None:
    """Give each digit its theme (a slug), instead of all that was set before.

    Raises `NotAllowed`, and `InvalidInput` for another key, a theme that is not in use and one
    that is given twice.
    """
    demand_staff(by)
    wanted = {key: slug for key, slug in keys.items() if slug}
    if not set(wanted) <= set(DIGITS):
        raise InvalidInput("Themes have the keys 1 to 9 and 0.")
    if len(set(wanted.values())) < len(wanted):
        raise InvalidInput("One theme has two keys.", hint="Give each theme one key at most.")
    rows = Theme.objects.filter(
        slug__in=wanted.values(),
        state=ThemeState.ACTIVE.value,
        merged_into__isnull=True,
        codebook__owner__isnull=True,
    )
    themes = {theme.slug: theme for theme in rows}
    if set(wanted.values()) - themes.keys():
        raise InvalidInput("One of these themes is not in use.", hint="Reload the page.")
    with transaction.atomic():
        ThemeKey.objects.filter(account=by).delete()
        ThemeKey.objects.bulk_create(
            ThemeKey(account=by, key=key, theme=themes[slug]) for key, slug in wanted.items()
        )
