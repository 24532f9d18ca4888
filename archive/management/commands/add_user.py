"""`add_user`: make an account of staff or a researcher."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from archive.domain.words import Role
from archive.management.accounts import add_account, new_password
from archive.management.base import ArchiveCommand, add_dry_run, rehearsed, role_of


class Command(ArchiveCommand):
    """A password is read from stdin, or made and printed once."""

    help = "Make an account. Its password comes from stdin, or is made and printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, as what."""
        roles = ", ".join((Role.MODERATOR, Role.LEAD, Role.RESEARCHER, Role.STEWARD))
        parser.add_argument("username", help="letters, digits and @/./+/-/_")
        parser.add_argument("--role", required=True, help=roles)
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from stdin, one line"
        )
        parser.add_argument(
            "--reads-replacements",
            action="store_true",
            help="may also read who stands behind the labels; for staff",
        )
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        given = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        password = new_password() if given is None else given
        with rehearsed(options["dry_run"]):
            user = add_account(
                options["username"],
                role_of(options["role"]),
                password,
                reads_replacements=options["reads_replacements"],
            )
        if options["dry_run"]:
            self.say(f"{user.username} would be made, as {user.role}.")
            return
        self.say(f"{user.username} may sign in as {user.role}.")
        if given is None:
            self.say(f"Password, shown this once: {password}")
