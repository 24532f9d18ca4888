"""`demo`: a small archive of invented people, to look at."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from archive.management.base import ArchiveCommand, add_dry_run
from archive.management.demo.discussion import CAST
from archive.management.demo.load import load_demo, make_cast
from archive.management.readiness import prepare

ADDRESS = "http://127.0.0.1:8000"


class Command(ArchiveCommand):
    """Prepare, load, serve. A second run loads nothing twice."""

    help = "Prepare an archive, load the demo into it and serve it on 127.0.0.1:8000."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --load-only and --dry-run."""
        parser.add_argument("--load-only", action="store_true", help="load, and do not serve")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing, say where to look, serve."""
        if options["dry_run"]:
            self.say("Would load four discussions and six accounts where they are missing.")
            return
        prepare(self.tell)
        made = make_cast()
        loaded = load_demo(self.tell)
        if not loaded.discussions:
            self.tell("The demo is loaded already.")
        self._say_where(made, loaded.code)
        if not options["load_only"]:
            call_command("serve")

    def _say_where(self, made: dict[str, str], code: str) -> None:
        self.say(f"Read:       {ADDRESS}/")
        self.say(f"Themes:     {ADDRESS}/themes/")
        self.say(f"Search:     {ADDRESS}/search/")
        if code:
            self.say(f"Return:     {ADDRESS}/return/ with the code {code}")
        self.say(f"Workbench:  {ADDRESS}/workbench/ (sign in at {ADDRESS}/sign-in/)")
        for name, role in CAST.items():
            shown = f"password {made[name]}" if name in made else "password as printed at first"
            self.say(f"  {name:8} {role:11} {shown}")
