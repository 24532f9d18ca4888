"""What a page with a text under review adds: its content labels, the veil over it, a calm note.

A page calls `sparing` for its context, adds `SPARING_ACTS` to its buttons and includes `_labels`,
`_veil` and `_pause`. All of it is soft: nothing here keeps anybody from a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from archive import actions
from archive.domain.content_labels import WORDS, Label, in_words, suggested
from archive.gate import read_as
from archive.gate.caring import Care
from archive.gate.staff_disclosed import LabelsBefore
from archive.web.workbench import exposure
from archive.web.workbench.request import Act, Done, StaffRequest, account

UNVEILED: Final = "unveiled"
"""Where the session has the ref of the text that was asked to be shown last."""


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A box to tick. `because` are words of the text that suggest it; `by` is who applied it."""

    label: Label
    words: str
    applied: bool
    suggested: bool
    because: tuple[str, ...] = ()
    by: str = ""


def sparing(request: StaffRequest, ref: str, text: str) -> dict[str, Any]:
    """Context for a page that shows `text`, which is counted as opened."""
    reader = read_as(request.viewer)
    care, lines = reader.care(), {line.label: line for line in reader.labels(ref)}
    reasons = {one.label: one.because for one in suggested(text)}
    choices = tuple(
        LabelChoice(
            label=label,
            words=WORDS[label],
            applied=label in lines and not lines[label].suggested,
            suggested=label in lines and lines[label].suggested,
            because=reasons.get(label, ()),
            by=lines[label].by if label in lines else "",
        )
        for label in Label
    )
    shown = request.session.get(UNVEILED) == ref
    return {
        "label_choices": choices,
        "veil": "" if shown else in_words(_blurred(care, lines)),
        **_pause(care, exposure.opened(request, ref)),
    }


def pausing(request: StaffRequest) -> dict[str, Any]:
    """Context for a page that shows no text: only the note, where it is time for one."""
    return _pause(read_as(request.viewer).care(), exposure.so_far(request))


def veiled(request: StaffRequest, rows: Iterable[tuple[str, LabelsBefore]]) -> frozenset[str]:
    """Those of some texts, by ref, of which no opening is shown at once."""
    care = read_as(request.viewer).care()
    return frozenset(ref for ref, before in rows if _blurred(care, before.every))


def _blurred(care: Care, labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(label for label in labels if care.blur and label in care.blurred)


def _pause(care: Care, so_far: exposure.Exposure) -> dict[str, Any]:
    return {"pause": so_far if so_far.suggests_pause(care) else None}


def unveil(request: HttpRequest, ref: str) -> None:
    """Show a text in this session; the next one is blurred again."""
    request.session[UNVEILED] = ref


def _unveil(request: StaffRequest, ref: str) -> Done:
    unveil(request, ref)
    return "The text is shown.", request.path


def _labels(request: StaffRequest, ref: str) -> Done:
    """What was ticked is applied; what was offered ticked or suggested, and is not, goes."""
    ticked = request.POST.getlist("label")
    offered = set(request.POST.getlist("offered")) - set(ticked)
    actions.label_content(ref=ref, labels=ticked, by=account(request))
    actions.unlabel(ref=ref, labels=sorted(offered), by=account(request))
    return "Labels kept.", f"{request.path}#labels"


SPARING_ACTS: dict[str, Act] = {"unveil": _unveil, "labels": _labels}
