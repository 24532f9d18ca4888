"""What a reviewer or steward may send: each form says what is wrong with it in plain words.

Forms know the texts they are about, so that their answer is spans, not strings to search for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from archive.domain.errors import InvalidInput
from archive.domain.text import Span, sentences
from archive.domain.words import Because, Treatment, Voice
from archive.gate.disclosed import DisclosedTheme
from archive.web.workbench.places import (
    EVERY,
    choose,
    find_words,
    selection,
    sentence_range,
)


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """A voice in the words of the page."""

    value: str
    label: str
    explanation: str


VOICES = (
    VoiceChoice(Voice.FIRST_PERSON, "About me", "The writer tells what happened to them."),
    VoiceChoice(
        Voice.SECOND_HAND,
        "About someone else",
        "Tells the health, abuse, crime or sexual life of one particular living person, beyond a "
        "passing mention. Two people must clear it.",
    ),
    VoiceChoice(
        Voice.MIXED,
        "Both",
        "Partly the writer's own experience: tag those passages, the rest counts as commentary.",
    ),
    VoiceChoice(
        Voice.COMMENTARY,
        "Commentary",
        "Thoughts, questions or facts; nobody's own experience.",
    ),
    VoiceChoice(Voice.UNCLEAR, "Not clear yet", "Readers never see a text while it says this."),
)
VOICE_WORDS: Final = {
    Voice.FIRST_PERSON: "about me",
    Voice.SECOND_HAND: "about someone else",
    Voice.MIXED: "both",
    Voice.COMMENTARY: "commentary",
    Voice.UNCLEAR: "not clear yet",
}
_VOICE_CHOICES = [(v.value, v.label) for v in VOICES]

KEEP_REASONS = (
    (Because.POINTS_TO_NOBODY.value, "It points to nobody"),
    (Because.PUBLIC_FIGURE.value, "A public figure, spoken of as such"),
    (Because.TOO_WIDE.value, "A place or time too wide to point to anyone"),
    (Because.NOT_WHAT_IT_SEEMS.value, "It is not what was suspected"),
)
REFUSE_REASONS = (
    ("off_topic", "It is not about the discussion, or it advertises"),
    ("harmful", "It could harm who reads it"),
    ("not_theirs_to_tell", "It is not the writer's to tell"),
    ("cannot_be_anonymised", "Somebody would be recognised whatever is hidden"),
    ("other", "Another reason"),
)
TREATMENTS = (
    (Treatment.PSEUDONYM, "A stand-in name, the same in the whole thread"),
    (Treatment.GENERALISE, "Something more general, in my words"),
    (Treatment.MASK, "A mask, saying nothing"),
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
OCCURRENCES = (
    ("", "they stand there once"),
    *((str(number), f"the {ordinal} time") for number, ordinal in enumerate(ORDINALS, start=1)),
    (EVERY, "every time"),
)
READ_WHOLE = "Read the text whole, then tick the box that says so."


class PlaceForm(forms.Form):
    """A place in the original, said in one of several ways; valid forms have `spans`."""

    where = forms.ChoiceField(
        choices=[("words", ""), ("sentences", ""), ("selection", ""), ("whole", "")],
        error_messages={"required": "Say where.", "invalid_choice": "Say where."},
    )
    words = forms.CharField(required=False, max_length=2000)
    occurrence = forms.ChoiceField(choices=OCCURRENCES, required=False)
    first = forms.IntegerField(required=False, min_value=1)
    last = forms.IntegerField(required=False, min_value=1)
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)

    def __init__(self, data: Any = None, *, text: str, **options: Any) -> None:
        self.text = text
        self.spans: tuple[Span, ...] = ()
        super().__init__(data, **options)

    def place(self) -> tuple[Span, ...]:
        """The spans meant. Raises InvalidInput with what is wrong and what to do."""
        given = self.cleaned_data
        match given["where"]:
            case "words":
                if not given["words"]:
                    raise InvalidInput("No words are given.", hint="Copy them from the original.")
                return choose(find_words(self.text, given["words"]), given["occurrence"])
            case "sentences":
                first = given["first"]
                if first is None:
                    raise InvalidInput("No sentence is chosen.", hint="Choose the first one.")
                return (sentence_range(self.text, first, given["last"] or first),)
            case "selection":
                return (selection(self.text, given["start"], given["end"]),)
            case _:
                return (selection(self.text, 0, len(self.text)),)

    def clean(self) -> dict[str, Any]:
        """Find the place, once every field is well formed."""
        super().clean()
        if not self.errors:
            try:
                self.spans = self.place()
            except InvalidInput as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
        return self.cleaned_data


class RedactForm(PlaceForm):
    """Words to hide, in the text or in the title."""

    field = forms.ChoiceField(choices=[("text", "in the text"), ("title", "in the title")])
    whole_thread = forms.BooleanField(required=False)
    treatment = forms.ChoiceField(
        choices=TREATMENTS,
        initial=Treatment.PSEUDONYM,
        error_messages={"required": "Say what stands there instead."},
    )
    replacement = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any = None, *, text: str, title: str = "", **options: Any) -> None:
        self.title = title
        super().__init__(data, text=text, **options)

    def place(self) -> tuple[Span, ...]:
        """The spans over the text, or over the title where that is meant (by its words only)."""
        if self.cleaned_data["field"] == "text":
            return super().place()
        if self.cleaned_data["where"] != "words":
            raise InvalidInput(
                "In the title, words are found by typing them.",
                hint="Choose “these words”.",
            )
        found = find_words(self.title, self.cleaned_data["words"])
        return choose(found, self.cleaned_data["occurrence"])

    def clean(self) -> dict[str, Any]:
        """A more general wording must be given; whole texts are not hidden this way."""
        given = super().clean()
        if given.get("treatment") == Treatment.GENERALISE and not given.get("replacement"):
            self.add_error("replacement", "Write the more general words.")
        if given.get("where") == "whole":
            self.add_error("where", "To keep a whole text from readers, refuse it.")
        return given


class TagForm(PlaceForm):
    """A passage to mark: its place, themes, whose experience it tells, a note for colleagues."""

    themes = forms.MultipleChoiceField(required=False)
    voice = forms.ChoiceField(choices=[("", "as the whole text"), *_VOICE_CHOICES], required=False)
    memo = forms.CharField(required=False, max_length=2000)

    def __init__(
        self,
        data: Any = None,
        *,
        text: str,
        themes: Iterable[DisclosedTheme] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, text=text, **options)
        _offer(self.fields["themes"], themes)

    def clean(self) -> dict[str, Any]:
        """A passage says something: a theme, a voice, or both; and it is one place."""
        given = super().clean()
        if not self.errors and not given.get("themes") and not given.get("voice"):
            raise forms.ValidationError(
                "Nothing is said of the passage. Choose a theme, or whose experience it tells."
            )
        if len(self.spans) > 1:
            self.add_error("occurrence", "A passage is one place. Say which one.")
        return given


class DecideForm(forms.Form):
    """A decision on the findings of one surface form. Changing the words offered is an edit.

    `rung` has less exact words that were offered, and is an edit to them.
    """

    finding = forms.TypedMultipleChoiceField(coerce=int)
    decision = forms.ChoiceField(
        choices=[("accept", ""), ("edit", ""), ("keep", "")],
        required=False,
    )
    replacement = forms.CharField(required=False, max_length=200)
    rung = forms.CharField(required=False, max_length=200)
    suggestion = forms.CharField(required=False, max_length=200)
    reason = forms.ChoiceField(choices=KEEP_REASONS, required=False)
    whole_thread = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        sent = (
            data.getlist("finding") if hasattr(data, "getlist") else (data or {}).get("finding", [])
        )
        field = self.fields["finding"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(value, value) for value in sent if str(value).isdecimal()]

    def clean(self) -> dict[str, Any]:
        """Taking the offered words is `accept`, other words are `edit`; keeping needs a reason."""
        given = super().clean() or self.cleaned_data
        if given.get("rung"):
            return given | {"decision": "edit", "replacement": given["rung"]}
        replacement = given.get("replacement", "")
        match given.get("decision"):
            case "":
                self.add_error("decision", "Say what to do: accept, edit or keep.")
            case "keep":
                given["replacement"] = ""
                if not given.get("reason"):
                    self.add_error("reason", "Say why it may stay.")
            case "edit" if not replacement:
                self.add_error("replacement", "Write what stands there instead.")
            case "accept" | "edit":
                same = replacement in ("", given.get("suggestion"))
                given["decision"] = "accept" if same else "edit"
                given["replacement"] = "" if same else replacement
        return given


def clear_voice(voice: str) -> str:
    """`voice`, unless it says nothing: a text nobody could place is not approved."""
    if voice == Voice.UNCLEAR:
        raise forms.ValidationError(
            "A text is not approved while its voice is not clear. Choose another one."
        )
    return voice


class VoiceForm(forms.Form):
    """Whose experience the whole text tells."""

    voice = forms.ChoiceField(
        choices=_VOICE_CHOICES,
        error_messages={"required": "Say whose experience it tells."},
    )


class FinishForm(VoiceForm):
    """The yes: voice, themes of the whole if any, and that a person read it."""

    themes = forms.MultipleChoiceField(required=False)
    note = forms.CharField(required=False, max_length=2000)
    read_whole = forms.BooleanField(error_messages={"required": READ_WHOLE})

    def __init__(
        self, data: Any = None, *, themes: Iterable[DisclosedTheme] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        _offer(self.fields["themes"], themes)

    def clean_voice(self) -> str:
        """An approved text has a voice."""
        return clear_voice(self.cleaned_data["voice"])


class ClearForm(forms.Form):
    """The second person's yes, with what they made of the question who could be recognised."""

    note = forms.CharField(
        max_length=2000, error_messages={"required": "Say who could still recognise somebody."}
    )
    read_whole = forms.BooleanField(error_messages={"required": READ_WHOLE})


class RefuseForm(forms.Form):
    """A no, with its reason as a code: the audit trail keeps codes, never prose."""

    reason = forms.ChoiceField(
        choices=REFUSE_REASONS,
        error_messages={
            "required": "Say why it may not be shown.",
            "invalid_choice": "Say why with one of the reasons.",
        },
    )
    note = forms.CharField(required=False, max_length=2000)


def sentence_choices(text: str) -> tuple[tuple[int, str], ...]:
    """Each sentence's number, from 1, and its opening words."""
    return tuple(
        (number, _opening(text[s.start : s.end])) for number, s in enumerate(sentences(text), 1)
    )


def first_error(form: forms.BaseForm) -> str:
    """The first thing wrong with a form, for the line above the page."""
    return next((str(message) for messages in form.errors.values() for message in messages), "")


def _opening(sentence: str, length: int = 64) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + " …"


def _offer(field: forms.Field, themes: Iterable[DisclosedTheme]) -> None:
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = [(theme.slug, theme.label or theme.name) for theme in themes]
