"""Kill a command at a named point: `python -m tests.crash WHEN POINT COMMAND… [+ COMMAND…]`.

WHEN is `before`, `after` or `never`; POINT names a function as its callers look it up, such as
`archive.actions.erase:_mark`. The process kills itself with SIGKILL there: no handler runs, no
`finally`, nothing is flushed. With `never`, the commands run to their end, in one process.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Iterator

KILLED = -signal.SIGKILL
"""The return code of a process that died at its point."""


def arm(when: str, point: str) -> None:
    """Make the next call of the function at `point` the last thing this process does."""
    module, _, path = point.partition(":")
    owner: object = importlib.import_module(module)
    *owners, name = path.split(".")
    for each in owners:
        owner = getattr(owner, each)
    original = getattr(owner, name)

    @functools.wraps(original)
    def deadly(*args, **kwargs):
        if when == "after":
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


def commands(words: list[str]) -> Iterator[list[str]]:
    """The command lines between the plus signs."""
    line: list[str] = []
    for word in words:
        if word == "+":
            yield line
            line = []
        else:
            line.append(word)
    yield line


def main(arguments: list[str]) -> None:
    """Run the commands, armed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django
    from django.core.management import call_command

    django.setup()
    when, point, *words = arguments
    if when != "never":
        arm(when, point)
    for name, *options in commands(words):
        call_command(name, *options)


if __name__ == "__main__":
    main(sys.argv[1:])
