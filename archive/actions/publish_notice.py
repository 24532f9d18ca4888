"""Publish a consent notice: always a new version, never a change of one.

New wording never upgrades old consent: each consent event points at the version it was given
under, and no row written here is ever written again.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.notice import digest, language_tag, normal, parse
from archive.domain.words import Role
from archive.gate import audit, notices
from archive.models import Notice, User


def publish_notice(
    *, language: str, text: str, by: User | None, version: int | None = None
) -> Notice:
    """Write the next version in this language; new consent is asked under it from now on.

    `version` is the number the steward was shown: another one raises `Conflict`, because somebody
    published meanwhile. Raises `NotAllowed` for all but stewards, and `InvalidInput` for a bad
    language tag, a text that is no notice, or the words that are asked in this language already.
    """
    demand_role(by, {Role.STEWARD}, "publish a consent notice")
    tag = language_tag(language)
    parse(text)
    words = normal(text)
    try:
        with warrant.opened(audit.actor_name(by), "publish"), transaction.atomic():
            newest = Notice.objects.filter(language=tag).order_by("-version").first()
            number = newest.version + 1 if newest else 1
            if version not in (None, number):
                raise _overtaken()
            if words == _asked_now(tag):
                raise InvalidInput(
                    "These are the words that are asked now, so there is nothing to publish.",
                    hint="Change the text, or leave it as it is.",
                )
            notice: Notice = Notice.objects.create(
                language=tag, version=number, text=words, sha256=digest(words)
            )
            audit.record("publish_notice", by=by, notice=notice.pk, language=tag, version=number)
    except IntegrityError as taken:
        raise _overtaken() from taken
    return notice


def _asked_now(language: str) -> str:
    try:
        return notices.current(language).text
    except NotFound:
        return ""


def _overtaken() -> Conflict:
    return Conflict(
        "Somebody else published a version in this language meanwhile. Yours was not published.",
        hint="Compare your text with the new version, then publish it again.",
    )
