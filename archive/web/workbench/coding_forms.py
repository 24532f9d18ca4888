"""What the coding page may send, and where on the original it means.

The page says over which wording it was made: its offset map, which holds no words. What was
selected on an older wording is carried back by that map, so a decision of somebody else in the
meantime loses nobody's coding.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms

from archive.domain.errors import InvalidInput
from archive.domain.offsets import OffsetMap
from archive.domain.text import Span
from archive.gate.coding_disclosed import TextToCode
from archive.web.workbench.coding_page import DIGITS
from archive.web.workbench.forms import TagForm

MOST_CHANGES = 20_000
"""Replaced stretches in one text."""


class MarkForm(TagForm):
    """A passage with its themes. `theme` is a button of the palette: one theme at once."""

    theme = forms.CharField(required=False, max_length=100)
    map = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, sheet: TextToCode, **options: Any) -> None:
        self.carried = sheet.carried
        if data is not None and data.get("theme"):
            data = data.copy()
            data.appendlist("themes", data["theme"])
        super().__init__(data, text=sheet.text, themes=sheet.themes, auto_id="tag_%s", **options)

    def place(self) -> tuple[Span, ...]:
        """The stretches meant, over the original. Raises InvalidInput."""
        given = self.cleaned_data
        sent = _map_of(given["map"]) if given.get("map") else self.carried
        if sent == self.carried or given["where"] == "whole":
            return tuple(self._back(self.carried, span) for span in super().place())
        if given["where"] != "selection" or given["start"] is None or given["end"] is None:
            raise InvalidInput(
                "What readers will see has changed since you opened the page, so its sentences "
                "may be counted anew.",
                hint="Look at the text as it is now, then mark it again: nothing was stored.",
            )
        if given["start"] >= given["end"]:
            raise InvalidInput("Nothing is selected.", hint="Select words in the text.")
        return (self._back(sent, Span(given["start"], given["end"])),)

    def _back(self, carried: OffsetMap, span: Span) -> Span:
        found = carried.back(span)
        if found is None:
            raise InvalidInput(
                "These words were put in by the archive alone.",
                hint="Select a word of the text beside them as well.",
            )
        return found


class KeysForm(forms.Form):
    """A theme, or none, for each digit."""

    def __init__(self, data: Any = None, *, sheet: TextToCode, **options: Any) -> None:
        super().__init__(data, **options)
        themes = [("", ""), *((theme.slug, theme.name) for theme in sheet.themes)]
        for digit in DIGITS:
            self.fields[f"key_{digit}"] = forms.ChoiceField(choices=themes, required=False)

    @property
    def keys(self) -> dict[str, str]:
        """The slug on each digit."""
        return {digit: self.cleaned_data[f"key_{digit}"] for digit in DIGITS}


def _map_of(sent: str) -> OffsetMap:
    """The map a page was made with. Raises InvalidInput for what is none."""
    try:
        changes = json.loads(sent)
        if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
            raise ValueError("no list of changes")
        return OffsetMap.from_json([[int(number) for number in change] for change in changes])
    except (ValueError, TypeError, RecursionError) as wrong:
        raise InvalidInput("The page is damaged.", hint="Reload it and try again.") from wrong
