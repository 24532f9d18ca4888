"""`manage.py serve`: the archive on an address of this machine."""

from __future__ import annotations

from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Waitress, without an access log: who read what is written down nowhere."""

    help = "Serve the archive. For the open internet, put a proxy that speaks HTTPS in front."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port; 0 takes a free one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen, say where, and serve until stopped. Exit code 2 when the place is taken."""
        from archive.wsgi import application

        host, port = options["host"], options["port"]
        try:
            server = waitress.create_server(
                application, host=host, port=port, ident=None, **_proxy()
            )
        except (OSError, OverflowError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise CommandError(
                f"Cannot listen on {host} port {port}: {reason}. Choose another with --port.",
                returncode=2,
            ) from None
        shown = f"[{host}]" if ":" in host else host
        actual = getattr(server, "effective_port", port)
        self.stdout.write(f"Serving on http://{shown}:{actual}/ (stop with Ctrl-C)")
        self.stdout.flush()
        server.run()


def _proxy() -> dict[str, Any]:
    """Without HTTPS nothing stands in front, and nobody is believed about anything."""
    if not settings.ARCHIVE_SECURE:
        return {}
    return {
        "trusted_proxy": settings.ARCHIVE_TRUSTED_PROXY,
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }
