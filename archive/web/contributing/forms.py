"""The forms of the three steps. What is typed is never put anywhere but the page it came from.

The actions decide what is taken; `refuse` puts their refusals beside the field they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from archive.domain.content_labels import WORDS
from archive.domain.errors import ArchiveError, InvalidInput
from archive.domain.return_code import ReturnCode, check_groups
from archive.domain.words import Scope, SignOff, Voice
from archive.web.contributing.answered import Place
from archive.web.contributing.proof_of_work import is_trap_filled

MOST_ADDRESSES: Final = 8
"""Web addresses a text may hold; an account of a life seldom has one."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)

TRAPPED: Final = (
    "A field that people do not see was filled in, perhaps by your browser. It is empty again and "
    "nothing is lost: please press the button once more."
)

VOICES: Final = (
    (Voice.FIRST_PERSON, "About me"),
    (Voice.SECOND_HAND, "About someone else"),
    (Voice.MIXED, "Both"),
    (Voice.COMMENTARY, "Neither"),
)
SIGN_OFFS: Final = (
    (SignOff.ASK, "Wait for my yes"),
    (SignOff.HIDE_MORE, "Publish after review, if you only hide more than I saw"),
)


def refuse(form: forms.Form, error: ArchiveError, fields: Mapping[str, str]) -> None:
    """Show a refusal beside the field that `fields` names for its code, else on top."""
    name = fields.get(error.code)
    form.add_error(name if name in form.fields else None, str(error))


class TrappedForm(forms.Form):
    """A form with the field that people do not see; filled in, nothing is taken."""

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` where the trap was filled."""
        if is_trap_filled(self.data):
            raise forms.ValidationError(TRAPPED)
        return super().clean() or {}


class WriteForm(TrappedForm):
    """The words, whose life they are about, and a name for them."""

    FIELD_OF = {
        "no_text": "text",
        "too_long": "text",
        "holds_code": "text",
        "no_voice": "voice",
        "long_name": "pen_name",
        "real_name": "pen_name",
    }

    on = forms.ChoiceField(
        label="Your answer goes",
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "The words there have changed meanwhile. Please choose again."
        },
    )
    text = forms.CharField(
        label="Your words",
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 12, "autocomplete": "off", "spellcheck": "true", "data-words": ""}
        ),
        error_messages={"required": "There is nothing written yet."},
    )
    voice = forms.ChoiceField(
        label="Whose life is it about?",
        choices=VOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one. “Neither” is an answer too."},
    )
    pen_name = forms.CharField(
        label="A pen-name",
        required=False,
        help_text="None is best. A name that you use elsewhere can lead to you.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )

    labels = forms.MultipleChoiceField(
        label="What it holds",
        required=False,
        choices=[(label.value, words.capitalize()) for label, words in WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, places: tuple[Place, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["on"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(p.value, p.label) for p in places]
        if not places:
            del self.fields["on"]

    def clean_text(self) -> str:
        """The text. Raises `ValidationError` for a flood of web addresses."""
        text: str = self.cleaned_data["text"]
        found = len(_ADDRESS.findall(text))
        if found > MOST_ADDRESSES:
            raise forms.ValidationError(
                f"There are {found} web addresses in it; {MOST_ADDRESSES} is the most we can take. "
                "They are hidden from readers anyway.",
                code="addresses",
            )
        return text


class HideForm(TrappedForm):
    """Which words she wants hidden: those the archive noticed, and any others."""

    FIELD_OF = {"many_hides": "other"}

    hide = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "The text has changed meanwhile. Please tick again."},
    )
    other = forms.CharField(
        label="Other words to hide",
        required=False,
        help_text="One on each line. They are hidden wherever they stand in your text.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "data-other": ""}),
    )

    def __init__(self, *args: Any, noticed: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["hide"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(words, words) for words in noticed]

    @property
    def hides(self) -> list[str]:
        """All the words, once the form is valid."""
        return [*self.cleaned_data["hide"], *self.cleaned_data["other"].splitlines()]


class ChooseForm(TrappedForm):
    """What may happen to the text. Nothing is ticked before she ticks it."""

    FIELD_OF = {
        "not_adult": "adult",
        "not_held": "scopes",
        "no_sign_off": "sign_off",
    }

    notice = forms.IntegerField(widget=forms.HiddenInput)
    scopes = forms.MultipleChoiceField(
        required=False,
        choices=[(scope.value, scope.value) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    sign_off = forms.ChoiceField(
        label="Before readers see it",
        required=False,
        choices=SIGN_OFFS,
        widget=forms.RadioSelect,
    )
    sleeps = forms.BooleanField(label="Sleep on it", required=False)
    adult = forms.BooleanField(
        label="I am 18 or older",
        error_messages={"required": "You must be 18 or older to leave a text here."},
    )

    def __init__(self, *args: Any, asked: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_notice(self) -> int:
        """The notice she read. Raises `ValidationError` where another one is asked by now."""
        read: int = self.cleaned_data["notice"]
        if read != self.asked:
            raise forms.ValidationError(
                "The questions have changed while this page was open. Please read them again.",
                code="notice",
            )
        return read

    def clean_scopes(self) -> list[Scope]:
        """Raises `ValidationError` where the archive may not even keep the text."""
        chosen = [Scope(value) for value in self.cleaned_data["scopes"]]
        if Scope.HOLD not in chosen:
            raise forms.ValidationError(
                "Without this first yes nobody may keep the text, so it cannot be sent. "
                "Say yes to keeping it, or stop: then nothing is kept."
            )
        return chosen

    def clean_sign_off(self) -> SignOff | None:
        """Raises `ValidationError` where readers may read it and nothing was chosen."""
        chosen: str = self.cleaned_data["sign_off"]
        reads = Scope.READ.value in self["scopes"].value()
        if reads and not chosen:
            raise forms.ValidationError("Please choose one, as readers may read it.")
        return SignOff(chosen) if chosen else None


class GroupsForm(TrappedForm):
    """Two groups of the code, typed back."""

    def __init__(self, *args: Any, code: ReturnCode, asked: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code, self.asked = code, tuple(asked)
        for number in self.asked:
            self.fields[f"group_{number}"] = forms.CharField(
                label=f"Group {number}",
                max_length=40,
                error_messages={"required": f"Please type group {number} from your copy."},
                widget=forms.TextInput(
                    attrs={
                        "autocomplete": "off",
                        "autocapitalize": "characters",
                        "autocorrect": "off",
                        "spellcheck": "false",
                        "inputmode": "text",
                        "class": "group",
                    }
                ),
            )

    @property
    def typed(self) -> dict[int, str]:
        """The groups by number, once the form is valid."""
        return {number: self.cleaned_data[f"group_{number}"] for number in self.asked}

    def clean(self) -> dict[str, Any]:
        """Adds an error to each group that is not as shown."""
        cleaned = super().clean()
        for number in self.asked:
            if f"group_{number}" in cleaned:
                self._compare(number, cleaned[f"group_{number}"])
        return cleaned

    def _compare(self, number: int, typed: str) -> None:
        right = {n: self.code.groups[n - 1] for n in self.asked if n != number}
        try:
            check_groups(self.code, {**right, number: typed})
        except InvalidInput as error:
            self.add_error(f"group_{number}", str(error))
