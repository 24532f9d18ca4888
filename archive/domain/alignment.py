"""Where in a text a short pattern fits best, with the fewest insertions, deletions and changes.

Myers' bit-parallel matching (J. ACM 46, 1999) in Hyyrö's form, with the columns kept so that the
path can be walked back: one step a character of the text, on integers as wide as the pattern.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a pattern lies on a text. All lists have one entry for each offset of the pattern.

    `first` and `last` are the lowest and highest offset of the text that a boundary at that
    pattern offset may have (they differ where text was inserted); `errors_first` and
    `errors_last` count the errors up to there.
    """

    first: list[int]
    last: list[int]
    errors_first: list[int]
    errors_last: list[int]

    def similarity(self, start: int, end: int) -> float:
        """1 where pattern[start:end] lies there letter for letter, 0 where nothing fits."""
        if start == end:
            return 1.0
        errors = self.errors_first[end] - self.errors_last[start]
        return max(0.0, 1 - errors / (end - start))


def align(pattern: str, text: str) -> Alignment:
    """The best place of `pattern` in `text`; of equally good ones the last. Neither is changed.

    Takes time in proportion to the length of `text` for patterns of some hundred characters.
    """
    falling, rising, end, errors = _columns(pattern, text)
    return _walked_back(pattern, text, falling, rising, end, errors)


def _columns(pattern: str, text: str) -> tuple[list[int], list[int], int, int]:
    """Of each column the bits that rise downwards and rightwards; where the best match ends."""
    positions: dict[str, int] = {}
    for offset, character in enumerate(pattern):
        positions[character] = positions.get(character, 0) | 1 << offset
    ones = (1 << len(pattern)) - 1
    bottom = 1 << len(pattern) >> 1
    down_up, down_down = ones, 0
    errors = best = len(pattern)
    end = 0
    vertical, horizontal = [ones], [0]
    for column, character in enumerate(text, start=1):
        equal = positions.get(character, 0)
        across = ((((equal & down_up) + down_up) ^ down_up) | equal) & ones
        right_up = down_down | (ones ^ (across | down_up))
        right_down = down_up & across
        if right_up & bottom:
            errors += 1
        elif right_down & bottom:
            errors -= 1
        horizontal.append(right_up)
        shifted = right_up << 1
        diagonal = equal | down_down
        down_down = shifted & diagonal & ones
        down_up = ((right_down << 1) | ~(diagonal | shifted)) & ones
        vertical.append(down_up)
        if errors <= best:
            best, end = errors, column
    return vertical, horizontal, end, best


def _walked_back(
    pattern: str, text: str, vertical: list[int], horizontal: list[int], end: int, errors: int
) -> Alignment:
    size = len(pattern) + 1
    first, last = [0] * size, [-1] * size
    errors_first, errors_last = [0] * size, [0] * size
    row, column = len(pattern), end
    while True:
        if last[row] < 0:
            last[row], errors_last[row] = column, errors
        first[row], errors_first[row] = column, errors
        if not row:
            return Alignment(first, last, errors_first, errors_last)
        bit = row - 1
        if column and pattern[bit] == text[column - 1]:
            row, column = bit, column - 1
            continue
        errors -= 1
        if vertical[column] >> bit & 1:
            row = bit
        elif horizontal[column] >> bit & 1:
            column -= 1
        else:
            row, column = bit, column - 1
