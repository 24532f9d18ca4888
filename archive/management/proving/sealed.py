"""Opens everything that is sealed with every key that is left.

What is found here was not erased: it is another text that says or quotes the same, or the erased
text itself with a key that should be gone.
"""

from __future__ import annotations

from archive import vault
from archive.actions import ledger
from archive.gate import everything
from archive.gate.guard import ungated  # noqa: TID251 - compares two lists of ids
from archive.management.proving.looking import Strings
from archive.management.proving.report import Find, How, Report, Unread, Watch
from archive.management.proving.tables import decoded

STORE = "sealed values"


def read_sealed(strings: Strings, report: Report, watch: Watch) -> None:
    """Every sealed column. One that a key should open and does not is told as unread."""
    report.count(STORE, opened=0)
    done = 0
    for column in everything.sealed_columns():
        shut = 0
        for chunk in everything.open_sealed(column):
            texts, of = [], []
            for one in chunk:
                shut += one.state == "shut"
                report.count(STORE, **{"without a key" if one.state == "no key" else one.state: 1})
                for text in decoded(one.text):
                    texts.append(text)
                    of.append(one)
            report.found.update(
                Find(number, STORE, column.name, How.SEALED, of[index].ref, of[index].row)
                for index, number in strings.in_texts(texts)
            )
            done += len(chunk)
            watch(STORE, done, None)
        if shut:
            why = f"{shut} values have a key that does not open them"
            report.unread.append(Unread(STORE, column.name, why))


def read_keys(report: Report) -> None:
    """Keys of erased contributions: with one of them and an old backup, a text could be read."""
    with ungated("ids of keys and of erased contributions are compared"):
        keys = vault.refs_with_keys()
    report.count("keys", keys=len(keys))
    for ref in sorted(keys & ledger.erased()):
        report.wrong.append(f"contribution {ref} was erased, and its key is still there")
