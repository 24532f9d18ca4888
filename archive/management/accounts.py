"""Making accounts from the command line."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from archive.domain.errors import Conflict, InvalidInput
from archive.domain.words import STAFF_ROLES, Role
from archive.gate import audit
from archive.gate.guard import ungated  # noqa: TID251 - housekeeping, no reading
from archive.models import User


def new_password() -> str:
    """About 120 random bits, easy to copy."""
    return secrets.token_urlsafe(15)


def add_account(name: str, role: Role, password: str, *, reads_replacements: bool = False) -> User:
    """An account, audited. Raises `Conflict` for a name in use, `InvalidInput` for a value that
    cannot be: a name's letters, a reader's role, a password too easy to guess."""
    if reads_replacements and role not in STAFF_ROLES:
        raise InvalidInput("Only staff may read who stands behind the labels.")
    if User.objects.filter(username__iexact=name).exists():
        raise Conflict("There is an account of that name already.", hint="Choose another name.")
    try:
        validate_password(password, User(username=name))
        with ungated("a new account"), transaction.atomic():
            user = User.objects.create_user(
                name, password, role=role, reads_replacements=reads_replacements
            )
            audit.record(
                "add_user", account=user.pk, role=role, reads_replacements=reads_replacements
            )
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from None
    return user
