"""What is typed about a codebook: the parts of a theme, where it goes, and why."""

from __future__ import annotations

from typing import Any

from django import forms

from archive.domain.codebook import LONGEST_LABEL, LONGEST_NAME, LONGEST_PART
from archive.gate.codebook_disclosed import DisclosedBook
from archive.gate.disclosed import DisclosedTheme

LINES = (
    (1, "blue, a solid line"),
    (2, "red, a dotted line"),
    (3, "violet, a dashed line"),
    (4, "green, a double line"),
    (5, "plum, a wavy line"),
    (6, "ochre, a thick line"),
    (7, "teal, thick dashes"),
    (8, "grey, fine dots"),
)
"""The eight colours and their patterns, in words."""

NOTE_HINT = "Say why. Name nobody and quote no text: the note is kept with the codebook."


def _part(label: str, hint: str, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST_PART,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CuesField(forms.CharField):
    """One word or phrase a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        """Lines as a list, without empty ones."""
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]


class Seen(forms.Form):
    """Which version of the theme the page was made from, and a note where one proposes."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Your reason", help_text=NOTE_HINT, required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class PartsForm(Seen):
    """All that is said of a theme but its name and place."""

    label = forms.CharField(
        label="What readers see", required=False, max_length=LONGEST_LABEL,
        help_text="In plain words. Left empty, it is the name.",
    )  # fmt: skip
    definition = _part("Definition", "What a passage under it tells of.")
    when_to_use = _part("Use it when", "What must be there.")
    when_not = _part("Do not use it when", "What is close, and belongs elsewhere.")
    example = _part(
        "An invented example", "Never words of a contribution: those are chosen among its passages."
    )
    cues = CuesField(
        label="Cues", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Words that make a passage worth a look, one a line. They never code. One with "
        "capitals (“Lyrica”) is another name of the theme, and search takes it for one.",
    )  # fmt: skip
    colour = forms.TypedChoiceField(
        label="Colour and line", choices=LINES, coerce=int, widget=forms.RadioSelect
    )


class NameForm(Seen):
    """Another name."""

    name = forms.CharField(
        label="Name", max_length=LONGEST_NAME, help_text="What coders say.",
        error_messages={"required": "The name is missing."},
    )  # fmt: skip


class PlaceForm(Seen):
    """Where in the tree."""

    parent = forms.ChoiceField(label="Under", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        book: DisclosedBook,
        without: DisclosedTheme | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        offer(self.fields["parent"], book, without, first="The top")


class IntoForm(Seen):
    """Into which theme one is merged."""

    into = forms.ChoiceField(label="Merge it into")

    def __init__(
        self,
        data: Any = None,
        *,
        book: DisclosedBook,
        without: DisclosedTheme | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        offer(self.fields["into"], book, without)


class AddForm(PartsForm, NameForm, PlaceForm):
    """A new theme."""

    draft = forms.BooleanField(
        label="Leave it a draft", required=False, initial=True,
        help_text="A draft can be talked about and cannot be applied.",
    )  # fmt: skip
    colour = forms.TypedChoiceField(
        label="Colour and line", coerce=int, required=False, empty_value=None,
        choices=(("", "as its parent has"), *LINES), widget=forms.RadioSelect,
    )  # fmt: skip
    field_order = (
        "name", "label", "parent", "definition", "when_to_use", "when_not", "example", "cues",
        "colour", "draft", "note",
    )  # fmt: skip


class SplitForm(NameForm):
    """A new theme, and which passages go to it."""

    label = forms.CharField(
        label="What readers see", required=False, max_length=LONGEST_LABEL,
        help_text="In plain words. Left empty, it is the name.",
    )  # fmt: skip
    definition = forms.CharField(
        label="Definition", max_length=LONGEST_PART, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What a passage under it tells of.",
        error_messages={"required": "The definition is missing."},
    )  # fmt: skip
    passages = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "No passage was chosen."}
    )

    def __init__(self, data: Any = None, *, offered: tuple[int, ...] = (), **options: Any) -> None:
        super().__init__(data, **options)
        chosen: Any = self.fields["passages"]
        chosen.choices = [(pk, pk) for pk in offered]


def offer(
    field: forms.Field, book: DisclosedBook, without: DisclosedTheme | None, first: str = ""
) -> None:
    """The themes of the book, deeper ones set in, as choices of a field."""
    choice: Any = field
    choice.choices = ([("", first)] if first else []) + [
        (theme.slug, f"{'– ' * depth}{theme.name}")
        for theme, _, depth in in_order(book.themes)
        if without is None or theme.slug != without.slug
    ]


def in_order(
    themes: tuple[tuple[DisclosedTheme, int], ...],
) -> tuple[tuple[DisclosedTheme, int, int], ...]:
    """Themes with their counts and depths, each below its parent; in a circle, at the top."""
    slugs = {theme.slug for theme, _ in themes}
    below: dict[str, list[tuple[DisclosedTheme, int]]] = {}
    for theme, count in themes:
        below.setdefault(theme.parent if theme.parent in slugs else "", []).append((theme, count))
    found: dict[str, tuple[DisclosedTheme, int, int]] = {}

    def walk(parent: str, depth: int) -> None:
        for theme, count in below.get(parent, ()):
            if theme.slug not in found:
                found[theme.slug] = (theme, count, depth)
                walk(theme.slug, depth + 1)

    walk("", 0)
    for theme, count in themes:
        found.setdefault(theme.slug, (theme, count, 0))
    return tuple(found.values())
