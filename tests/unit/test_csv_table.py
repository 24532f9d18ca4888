"""A file of ours opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from archive.exchange.exporters.csv_table import Cell, csv_table, harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_formula_is_told_to_be_text(start: str) -> None:
    assert harmless(f'{start}HYPERLINK("x")') == f'\'{start}HYPERLINK("x")'


def test_numbers_stay_numbers_and_words_stay_words() -> None:
    assert [harmless(cell) for cell in (-1.5, 3, None, "a = b", "")] == [
        "-1.5", "3", "", "a = b", "",
    ]  # fmt: skip


def test_the_file_is_read_back_cell_by_cell() -> None:
    rows: list[list[Cell]] = [["She said “no”, and left", "two\nlines", 0.1]]
    body = csv_table(["a", "=b", "c"], rows)
    assert body.startswith("\ufeffa,'=b,c\r\n")
    read = list(csv.reader(StringIO(body.removeprefix("\ufeff"), newline="")))
    assert read[1] == ["She said “no”, and left", "two\nlines", "0.1"]
