"""Accounts of staff and researchers. Readers and contributors have none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from archive.domain.words import Role

ACCOUNT_ROLES = [
    (r.value, r.value) for r in (Role.MODERATOR, Role.LEAD, Role.RESEARCHER, Role.STEWARD)
]


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account with a role. A missing password is an unusable one."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """For sign-in: names are told apart without regard to case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who works in the archive. `role` says as what.

    `reads_replacements` is a permission of its own: to read who stands behind the labels.
    """

    username = models.CharField(max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=16, choices=ACCOUNT_ROLES)
    is_active = models.BooleanField(default=True)
    reads_replacements = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["role"]

    privacy = dict.fromkeys(
        (
            "id", "password", "last_login", "username", "display_name", "role", "is_active",
            "reads_replacements", "joined",
        ),
        "open",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[value for value, _ in ACCOUNT_ROLES]),
                name="user_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.username
