"""Kill a command at a named point: `python -m tests.crash WHEN POINT COMMAND… [+ COMMAND…]`.

WHEN is `before`, `after` or `never`; POINT names a function as its callers look it up, such as
`archive.actions.erase:_mark`, with `#7` for its seventh call. A COMMAND with a colon in its name
is a function of the tests, such as `tests.two_hundred:build`. The process kills itself with SIGKILL
there: no handler runs, no `finally`, nothing is flushed. With `never`, the commands run to their
end, in one process.

`python -m tests.crash wait` does so for every order on stdin (one JSON object a line: `home`,
`output`, `arguments`), each in a fork of a process that has imported everything already, and
answers each with a return code.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

KILLED = -signal.SIGKILL
"""The return code of a process that died at its point."""


def arm(when: str, point: str) -> None:
    """Make the next call of the function at `point`, or its nth, the last of this process."""
    point, _, nth = point.partition("#")
    calls = itertools.count(1)
    module, _, path = point.partition(":")
    owner: object = importlib.import_module(module)
    *owners, name = path.split(".")
    for each in owners:
        owner = getattr(owner, each)
    original = getattr(owner, name)

    @functools.wraps(original)
    def deadly(*args, **kwargs):
        if next(calls) < int(nth or 1):
            return original(*args, **kwargs)
        if when == "after":
            original(*args, **kwargs)
        return os.kill(os.getpid(), signal.SIGKILL)

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


def run(arguments: list[str]) -> None:
    """Run the commands, armed."""
    from django.core.management import call_command

    when, point, *words = arguments
    if when != "never":
        arm(when, point)
    for name, *options in commands(words):
        if ":" in name:
            of, _, function = name.partition(":")
            getattr(importlib.import_module(of), function)(*options)
        else:
            call_command(name, *options)


def wait() -> None:
    """Carry out orders until stdin ends."""
    for module in ("indexer", "find", "backends.whoosh"):
        importlib.import_module(f"archive.search.{module}")
    importlib.import_module("archive.exchange.importers.detect")
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            obey(Path(order["home"]), Path(order["output"]), order["arguments"])
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def obey(home: Path, output: Path, arguments: list[str]) -> None:
    """Move into `home`, run with stdout and stderr in files beside each other, and exit."""
    for stream, suffix in ((sys.stdout, "out"), (sys.stderr, "err")):
        with output.with_suffix(f".{suffix}").open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    code = 1
    try:
        move_to(home)
        run(arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def move_to(home: Path) -> None:
    """As if the process had started with this ARCHIVE_HOME; no connection is open yet."""
    from django.conf import settings
    from django.db import connections

    settings.ARCHIVE_HOME = home
    for alias in connections:
        name = Path(connections.settings[alias]["NAME"]).name
        connections.settings[alias]["NAME"] = home / name


def main(arguments: list[str]) -> None:
    """One run, or one after the other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    if arguments == ["wait"]:
        wait()
    else:
        run(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
