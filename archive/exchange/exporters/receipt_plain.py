"""The plain consent receipt: what was agreed, in everyday words and under a neutral title.

Whoever finds it on a table learns nothing of what the texts or the archive are about: no name of
the archive, no title, no theme, no return code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import fill
from typing import Final

from archive.domain.receipts import ConsentRecord, Receipt, ReceiptText, RecordState
from archive.domain.words import Scope

QUESTIONS: Final[Mapping[Scope, str]] = {
    Scope.HOLD: "Keep it privately, to prepare it",
    Scope.READ: "Show it to readers",
    Scope.FIND: "Let search find it",
    Scope.RESEARCH: "Let approved researchers study it",
    Scope.QUOTE: "Let researchers quote it word for word",
    Scope.MACHINE: "Let computer programs learn from it",
    Scope.MAILBOX: "Keep questions for me",
    Scope.AFTER: "Keep it if I do not come back",
}
"""The short name of each question."""

WIDTH: Final = 76
"""Characters a line of the text receipt: it prints on any paper."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of one text, with its answer in words; `yes` says whether it is allowed now."""

    question: str
    answer: str
    yes: bool


@dataclass(frozen=True, slots=True)
class TextLines:
    """One text by its neutral name, with its answers."""

    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PlainReceipt:
    """The pieces of a plain receipt, ready for a page. `number` is the receipt's id."""

    title: str
    number: str
    replaces: str
    texts: tuple[TextLines, ...]
    notes: tuple[str, ...]


def receipt_lines(receipt: Receipt) -> PlainReceipt:
    """The receipt in pieces, for a page."""
    return PlainReceipt(
        title=f"Receipt, {_day(receipt.made_at)}",
        number=receipt.id,
        replaces=receipt.replaces,
        texts=tuple(_text(text) for text in receipt.texts),
        notes=_notes(receipt.address),
    )


def receipt_text(receipt: Receipt) -> str:
    """The receipt as plain text, lines of at most 76 characters where words allow."""
    lines = receipt_lines(receipt)
    parts = [lines.title, f"Receipt number: {lines.number}"]
    if lines.replaces:
        parts[-1] += f"\nIt replaces receipt {lines.replaces}."
    parts += [_block(text) for text in lines.texts]
    parts += [
        fill(note, WIDTH, break_long_words=False, break_on_hyphens=False) for note in lines.notes
    ]
    return "\n\n".join(parts) + "\n"


def text_name(text: ReceiptText) -> str:
    """A name that tells nothing: the day it came in and the last three signs of its ref."""
    return f"Text of {_day(text.since)} (ending …{text.ref[-3:]})"


def _text(text: ReceiptText) -> TextLines:
    return TextLines(text_name(text), tuple(_answer(record) for record in text.records))


def _answer(record: ConsentRecord) -> Answer:
    question = QUESTIONS[record.scope]
    match record.told:
        case RecordState.GIVEN | RecordState.RENEWED:
            assert record.until is not None  # Receipt refuses a yes without an end
            return Answer(question, f"yes, until {_day(record.until)}", yes=True)
        case RecordState.REFUSED:
            said = "no"
        case RecordState.WITHDRAWN:
            said = f"taken back on {_day(record.at)}"
        case RecordState.REVOKED:
            said = f"ended by us on {_day(record.at)}"
        case RecordState.EXPIRED:
            said = f"ended on {_day(record.until or record.at)}"
        case RecordState.UNKNOWN:
            said = "you were not asked"
    return Answer(question, said, yes=False)


def _block(text: TextLines) -> str:
    answers = (f"  {each.question}: {each.answer}" for each in text.answers)
    return "\n".join((text.name, *answers))


def _notes(address: str) -> tuple[str, ...]:
    return (
        f"To change any answer, come back with your return code at {address}",
        "You may take back a yes at any time, without a reason. A yes also ends by itself on the "
        "day given here.",
        "What readers copied while they could see it cannot be called back.",
        "When you have a text erased, the key that opens it is thrown away at once. Copies of keys "
        "in backups live 7 days at most; after that nobody can open the text any more.",
        "Your return code does not stand on this receipt. Keep the two apart. Days are counted in "
        "universal time (UTC).",
    )


def _day(moment: datetime) -> str:
    day = moment.astimezone(UTC)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS: Final = (
    "January February March April May June July August September October November December"
).split()
