"""What the desk and the removals page are sent: a yes for many, a basis, an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from archive.domain.words import Scope
from archive.web.workbench.forms import VoiceForm, clear_voice

BASIS_SCOPES = (
    (Scope.READ, "Readers may read it, names removed"),
    (Scope.FIND, "Search and theme pages may find it"),
    (Scope.RESEARCH, "Approved researchers may study it"),
)
REMOVAL_DECISIONS = (
    ("erase", "Erase it for good"),
    ("keep_hidden", "Keep it hidden"),
    ("keep_masked", "Keep the passage hidden"),
    ("show_again", "Show it again"),
)


class ApproveManyForm(VoiceForm):
    """One yes for several short texts, after the whole thread was read."""

    refs = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose the texts to approve.",
            "invalid_choice": "One of the chosen texts has findings to decide, or "
            "changed meanwhile. Look at the list again.",
        }
    )
    read_thread = forms.BooleanField(
        error_messages={"required": "Read the thread through, then tick the box that says so."}
    )

    def __init__(self, data: Any = None, *, refs: Iterable[str], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["refs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ref, ref) for ref in refs]

    def clean_voice(self) -> str:
        """Approved texts have a voice."""
        return clear_voice(self.cleaned_data["voice"])


class BasisForm(forms.Form):
    """Why an import may be shown although its writers were not asked: two halves, their limits."""

    rights = forms.CharField(
        max_length=1000,
        error_messages={"required": "Say what allows the archive to copy it."},
    )
    privacy = forms.CharField(
        max_length=1000,
        error_messages={"required": "Say why showing it does not wrong the people in it."},
    )
    reference = forms.CharField(
        max_length=500, error_messages={"required": "Say where this can be looked up."}
    )
    dated = forms.DateField(
        error_messages={
            "required": "Say when this was settled.",
            "invalid": "Write the date as year-month-day, for example 2025-03-14.",
        }
    )
    scopes = forms.MultipleChoiceField(
        choices=BASIS_SCOPES, error_messages={"required": "Choose what it shall allow."}
    )

    def clean_dated(self) -> Any:
        """A basis was settled before it is proposed."""
        dated = self.cleaned_data["dated"]
        if dated > timezone.localdate():
            raise forms.ValidationError("This date is still to come.")
        return dated

    def clean_scopes(self) -> list[str]:
        """Finding makes no sense without reading."""
        scopes: list[str] = self.cleaned_data["scopes"]
        if Scope.FIND in scopes and Scope.READ not in scopes:
            raise forms.ValidationError("What readers may find they must be able to read.")
        return scopes


class RemovalForm(forms.Form):
    """A decision on somebody's request; erasing asks twice, because it cannot be undone."""

    request = forms.IntegerField(min_value=1)
    decision = forms.ChoiceField(
        choices=REMOVAL_DECISIONS, error_messages={"required": "Say what to do."}
    )
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Erasing is confirmed."""
        given = super().clean() or self.cleaned_data
        if given.get("decision") == "erase" and not given.get("sure"):
            self.add_error("sure", "Erasing cannot be undone. Tick the box that says so first.")
        return given
