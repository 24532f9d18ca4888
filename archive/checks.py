"""What `manage.py check` refuses: a column nobody classified, an address without a zone.

Run before every command that needs the database, so a mistake does not get as far as a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from archive.anonymise.engine import full_is_available
from archive.domain.errors import InvalidInput
from archive.models.fields import SealedField
from archive.search.indexes import engine_is_installed
from archive.web import crisis_contacts, support

CLASSES = frozenset({"open", "gated", "sealed"})
ZONES = frozenset({"public", "contributor", "account", "staff", "research", "capability"})


def _open(columns: str) -> dict[str, str]:
    return dict.fromkeys(columns.split(), "open")


FOREIGN: Mapping[str, Mapping[str, str]] = {
    # Names of rights, made by Django from the names of our models. No person in it.
    "auth.Permission": _open("id name content_type codename"),
    "auth.Group": _open("id name"),  # unused: an account has one role
    "auth.Group_permissions": _open("id group permission"),  # unused too
    # Names of our models.
    "contenttypes.ContentType": _open("id app_label model"),
    # Staff sessions: account and flash messages, which may not repeat a text. Readers have none.
    "sessions.Session": _open("session_key session_data expire_date"),
    # Unused: themes and codings are tables of our own, built on taggit's abstract ones.
    "taggit.Tag": _open("id name slug"),
    "taggit.TaggedItem": _open("id tag content_type object_id"),
}
"""Tables of other people's apps, which cannot carry a `privacy` of their own: why they are open."""


@register(Tags.models)
def columns_are_classified(**kwargs: Any) -> list[CheckMessage]:
    """archive.E001 to E003, over every installed model."""
    return list(column_problems(apps.get_models(include_auto_created=True)))


@register(Tags.urls)
def addresses_have_a_zone(**kwargs: Any) -> list[CheckMessage]:
    """archive.E010, over every address."""
    return list(zone_problems(get_resolver().url_patterns))


@register(Tags.security)
def nothing_is_shown_to_developers(**kwargs: Any) -> list[CheckMessage]:
    """archive.E020: DEBUG is off, everywhere."""
    if not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG is on.",
            hint="A debug page shows local variables, which hold people's words. Leave it off.",
            id="archive.E020",
        )
    ]


@register(Tags.security)
def two_people_decide(**kwargs: Any) -> list[CheckMessage]:
    """archive.W001: the rule of the second person is switched off."""
    if not settings.ARCHIVE_ONE_PERSON:
        return []
    return [
        Warning(
            "One person alone can publish: ARCHIVE_ONE_PERSON is on.",
            hint="Use it to try things out. Unset it before real people's texts arrive.",
            id="archive.W001",
        )
    ]


@register(Tags.security)
def support_lines_can_be_used(**kwargs: Any) -> list[CheckMessage]:
    """archive.E030 and W031: the deployer's support lines, their date, and that it is not old."""
    path = support.deployers_file()
    if path is None:
        return []
    try:
        checked = support.read_support(path).checked
    except InvalidInput as problem:
        return [_unusable_lines(problem.message, problem.hint)]
    if checked and support.in_future(checked, support.today()):
        return [_unusable_lines(f"{path.name}: {checked} is still to come.", "Correct “checked”.")]
    if checked and support.out_of_date(checked, support.today()):
        # Not an error here: that would stop every command, erasing among them.
        return [Warning(*_old_lines(checked), id="archive.W031")]
    return []


@register(Tags.security, deploy=True)
def support_lines_are_checked(**kwargs: Any) -> list[CheckMessage]:
    """archive.W030 and, for `check --deploy`, E030: somebody here looked within 180 days."""
    path = support.deployers_file()
    if path is None:
        return [
            Warning(
                "Nobody here has checked the support lines that writers are shown.",
                hint="Name a file of your own with ARCHIVE_SUPPORT_LINES; see docs/support.md.",
                id="archive.W030",
            )
        ]
    try:
        checked = support.read_support(path).checked
    except InvalidInput:
        return []  # said by `support_lines_can_be_used`
    if checked and support.out_of_date(checked, support.today()):
        return [Error(*_old_lines(checked), id="archive.E030")]
    return []


@register(Tags.security)
def crisis_contacts_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """archive.E050: the list of whom staff call in a crisis cannot be used."""
    path = crisis_contacts.deployers_file()
    if path is None:
        return []
    try:
        crisis_contacts.read_contacts(path)
    except InvalidInput as problem:
        hint = "ARCHIVE_CRISIS_CONTACTS names the file; docs/crisis.md says how it is written."
        return [Error(problem.message, hint=hint, id="archive.E050")]
    return []


@register(Tags.security, deploy=True)
def somebody_is_to_be_called(**kwargs: Any) -> list[CheckMessage]:
    """archive.W050: staff are told of nobody here to call in a crisis."""
    if crisis_contacts.deployers_file() is not None:
        return []
    return [
        Warning(
            "Staff are told of nobody to call in a crisis.",
            hint="Name a file of your own with ARCHIVE_CRISIS_CONTACTS; see docs/crisis.md.",
            id="archive.W050",
        )
    ]


@register(Tags.compatibility)
def the_search_engine_is_installed(**kwargs: Any) -> list[CheckMessage]:
    """archive.E060: the search engine that was chosen is not installed."""
    engine: str = settings.ARCHIVE_SEARCH_ENGINE
    if engine_is_installed(engine):
        return []
    return [
        Error(
            f"ARCHIVE_SEARCH_ENGINE is {engine}, which is not installed.",
            hint=f"Install the [{engine}] extra, or set ARCHIVE_SEARCH_ENGINE to whoosh.",
            id="archive.E060",
        )
    ]


@register(Tags.compatibility)
def the_chosen_engine_is_here(**kwargs: Any) -> list[CheckMessage]:
    """archive.E040: the strong engine was chosen for what arrives, and is not installed."""
    if settings.ARCHIVE_ENGINE != "full" or full_is_available():
        return []
    return [
        Error(
            "ARCHIVE_ENGINE is full, and the strong engine is not installed.",
            hint="Install the [ner] extra, or set ARCHIVE_ENGINE to auto.",
            id="archive.E040",
        )
    ]


@register(Tags.compatibility, deploy=True)
def names_are_looked_for_well(**kwargs: Any) -> list[CheckMessage]:
    """archive.W040: texts that arrive are read by rules alone, which miss more names."""
    if settings.ARCHIVE_ENGINE != "rules" and full_is_available():
        return []
    return [
        Warning(
            "Texts that arrive are read by rules alone; the strong engine is off.",
            hint="Install the [ner] extra; docs/anonymisation.md says how much rules alone miss.",
            id="archive.W040",
        )
    ]


def _unusable_lines(message: str, hint: str) -> CheckMessage:
    return Error(
        f"The support lines cannot be used. {message}",
        hint=hint
        or "ARCHIVE_SUPPORT_LINES names the file; docs/support.md says how it is written.",
        id="archive.E030",
    )


def _old_lines(checked: date) -> tuple[str, str]:
    return (
        f"The support lines were last checked on {checked}, more than "
        f"{support.CHECKED_WITHIN.days} days ago.",
        "Call or look up each one, then write today's date as “checked”.",
    )


def column_problems(models: Iterable[type[Model]]) -> Iterator[CheckMessage]:
    """What is wrong with the classification of these models' columns."""
    for model in models:
        declared: Mapping[str, str] = FOREIGN.get(model._meta.label, getattr(model, "privacy", {}))
        columns = {field.name: field for field in model._meta.local_concrete_fields}
        for name, field in columns.items():
            kind = declared.get(name)
            if kind not in CLASSES:
                yield _unclassified(model, name, kind)
            elif (kind == "sealed") != isinstance(field, SealedField):
                yield _not_sealed(model, name, kind)
        for name in sorted(declared.keys() - columns.keys()):
            yield Error(
                f"{model._meta.label} classifies {name!r}, which is none of its columns.",
                hint="Remove it from `privacy`, or correct its spelling.",
                obj=model,
                id="archive.E002",
            )


def _unclassified(model: type[Model], name: str, kind: str | None) -> CheckMessage:
    said = "is not classified" if kind is None else f"is classified as {kind!r}"
    return Error(
        f"The column {model._meta.label}.{name} {said}.",
        hint=f'Add "{name}": "open", "gated" or "sealed" to the model\'s `privacy`; '
        "for a table of another app, to FOREIGN in archive/checks.py, with the reason.",
        obj=model,
        id="archive.E001",
    )


def _not_sealed(model: type[Model], name: str, kind: str) -> CheckMessage:
    return Error(
        f"The column {model._meta.label}.{name} is classified as {kind}, and its type differs.",
        hint='"sealed" and archive.models.fields.SealedField go together, always.',
        obj=model,
        id="archive.E003",
    )


def zone_problems(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = "/"
) -> Iterator[CheckMessage]:
    """Addresses that were not declared by `path_in`, in these patterns and those they include."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from zone_problems(pattern.url_patterns, address)
        elif getattr(pattern.callback, "zone", None) not in ZONES:
            yield Error(
                f"The address {address} has no zone.",
                hint="Declare it with archive.web.zones.path_in, which says who may come in.",
                id="archive.E010",
            )
