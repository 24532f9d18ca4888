"""Which engine a command uses: the one asked for, or the strongest there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.management.base import CommandParser

from archive.anonymise.engine import Strength, full_is_available
from archive.domain.errors import InvalidInput

_HOW: Final = "Install the [ner] extra: docs/anonymisation.md says how."


def add_engine(parser: CommandParser) -> None:
    """`--engine`."""
    parser.add_argument(
        "--engine",
        choices=["rules", "full"],
        help="rules alone, or with both models of the [ner] extra (default: the strongest here)",
    )


def strength(asked: Strength | None, tell: Callable[[str], object]) -> Strength:
    """The engine to use. Says so when the strong one is off and nobody chose.

    Raises `InvalidInput` when the strong one was asked for and is not there.
    """
    if full_is_available():
        return asked or "full"
    if asked == "full":
        raise InvalidInput("The strong engine is off here.", hint=_HOW)
    if asked is None:
        tell(f"The strong engine is off: rules alone look for names. {_HOW}")
    return "rules"
