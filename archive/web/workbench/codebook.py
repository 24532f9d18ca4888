"""The codebook, to read: what each theme means, when to use it and when not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.gate import read_as
from archive.gate.disclosed import DisclosedTheme
from archive.web.workbench.request import StaffRequest


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme with the narrower ones below it."""

    theme: DisclosedTheme
    narrower: tuple[DisclosedTheme, ...]


@require_safe
def codebook(request: StaffRequest) -> HttpResponse:
    """Every theme of the archive's codebook."""
    branches = branches_of(read_as(request.viewer).codebook())
    return render(
        request, "archive/workbench/codebook.html", {"branches": branches, "nav": "workbench"}
    )


def branches_of(themes: tuple[DisclosedTheme, ...]) -> tuple[Branch, ...]:
    """Top themes in codebook order, each with all that stand below it, however deep."""
    parents = {theme.slug: theme.parent for theme in themes}
    tops = {slug: _top_of(slug, parents) for slug in parents}
    return tuple(
        Branch(top, tuple(t for t in themes if t != top and tops[t.slug] == top.slug))
        for top in themes
        if tops[top.slug] == top.slug
    )


def _top_of(slug: str, parents: dict[str, str]) -> str:
    """The theme above all others of `slug`; itself where parents run in a circle."""
    above, seen = slug, {slug}
    while (parent := parents[above]) in parents:
        if parent in seen:
            return slug
        above = parent
        seen.add(parent)
    return above
