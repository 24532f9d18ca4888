"""Asking for removal: no account, no proof, two questions, and sentences to point at.

What was sent is told in words by one page of one shape, and nothing is kept of who sent it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.errors import ArchiveError, Conflict, InvalidInput
from archive.domain.text import blocks, sentences
from archive.gate import READER, claims, read_as
from archive.gate.disclosed import DisclosedContribution
from archive.web.contributing.budgets import REMOVALS_PER_SENDER, sender
from archive.web.contributing.forms import TrappedForm
from archive.web.workbench.request import SeeOther

LONGEST_MESSAGE = 2_000
IMPORTED = (
    ("about_me", "It is about me, or somebody could think so"),
    ("i_wrote_it", "I wrote it and want it gone"),
    ("other", "Something else"),
)
AGREED = (
    ("about_me", "Something in it is about me, or somebody could think so"),
    ("i_wrote_it", "I wrote it, and lost my code"),
    ("other", "Something else"),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to point at, by its number in the text, from 0."""

    number: int
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block with its sentences; `chosen` is the box for all of it. Numbers from 1."""

    number: int
    sentences: tuple[Sentence, ...]
    chosen: bool


class RemovalForm(TrappedForm):
    """Why, which sentences, and anything the archive should know."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one; “Something else” is enough."},
    )
    sentence = forms.TypedMultipleChoiceField(coerce=int, required=False)
    paragraph = forms.TypedMultipleChoiceField(coerce=int, required=False)
    rendition = forms.IntegerField(required=False, min_value=0)
    message = forms.CharField(
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "message-hint"}),
        error_messages={"max_length": f"At most {LONGEST_MESSAGE:,} characters, please."},
    )

    def __init__(self, data: Any = None, *, contribution: DisclosedContribution | None) -> None:
        super().__init__(data)
        self.blocks = tuple(_blocks(contribution.text)) if contribution else ()
        imported = contribution is not None and contribution.imported_without_asking
        self._offer("reason", IMPORTED if imported else AGREED)
        last = self.blocks[-1][-1][0] + 1 if self.blocks else 0
        self._offer("sentence", [(n, "") for n in range(last)])
        self._offer("paragraph", [(n, "") for n in range(1, len(self.blocks) + 1)])

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def sentences(self) -> list[int]:
        """The sentences chosen, one by one or by their paragraph, once the form is valid."""
        whole = (self.blocks[number - 1] for number in self.cleaned_data["paragraph"])
        by_paragraph = [number for block in whole for number, _ in block]
        return sorted({*self.cleaned_data["sentence"], *by_paragraph})

    def paragraphs(self, *, keep: bool) -> tuple[Paragraph, ...]:
        """What can be pointed at; with `keep`, what was chosen before is chosen still."""
        kept = keep and self.is_bound
        chosen = set(self["sentence"].value() or ()) if kept else set()
        whole = set(self["paragraph"].value() or ()) if kept else set()
        return tuple(
            Paragraph(
                at,
                tuple(Sentence(number, words, str(number) in chosen) for number, words in block),
                str(at) in whole,
            )
            for at, block in enumerate(self.blocks, start=1)
        )


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, ref: str) -> HttpResponse:
    """The form for one text, and its sending."""
    contribution = read_as(READER).contribution(ref)
    form = RemovalForm(request.POST or None, contribution=contribution)
    changed = _has_changed(form, contribution)
    if not changed and form.is_valid() and (outcome := _send(request, ref, form)) is not None:
        return SeeOther(f"{reverse('removal-sent')}?now={outcome}")
    if changed:
        form.is_valid()
        form.errors.pop("sentence", None)
        form.add_error("sentence", "The text has changed meanwhile. Please choose again.")
    context = {
        "contribution": contribution,
        "form": form,
        "paragraphs": form.paragraphs(keep=not changed),
        "claimable": claims.may_be_claimed(ref),
    }
    status = 400 if form.is_bound else 200
    return render(request, "archive/reading/removal.html", context, status=status)


@require_safe
def removal_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens now; the same page for every text."""
    known = [outcome.value for outcome in actions.Outcome]
    now = request.GET.get("now", "")
    context = {"now": now if now in known else ""}
    return render(request, "archive/reading/removal_sent.html", context)


def _send(request: HttpRequest, ref: str, form: RemovalForm) -> actions.Outcome | None:
    """What the request did; None, and an error on the form, where it was refused."""
    given = form.cleaned_data
    try:
        return actions.request_removal(
            ref=ref,
            reason=given["reason"],
            message=given["message"],
            sentences=form.sentences,
            rendition=given["rendition"],
            may_hide=REMOVALS_PER_SENDER.take(sender(request)),
        )
    except (InvalidInput, Conflict) as refusal:
        form.add_error(_field_of(refusal), str(refusal))
        return None


def _field_of(refusal: ArchiveError) -> str | None:
    return "sentence" if refusal.code in ("no_sentences", "text_changed") else None


def _has_changed(form: RemovalForm, contribution: DisclosedContribution) -> bool:
    """Whether the sentences were chosen in another wording than today's."""
    sent = form.data.get("rendition", "") if form.is_bound else ""
    return sent not in ("", str(contribution.rendition))


def _blocks(text: str) -> Iterator[tuple[tuple[int, str], ...]]:
    """The sentences of each paragraph, with their numbers in the whole text, from 0."""
    numbered = list(enumerate(sentences(text)))
    for start, end in blocks(text):
        inside = tuple((n, text[s.start : s.end]) for n, s in numbered if start <= s.start < end)
        if inside:
            yield inside
