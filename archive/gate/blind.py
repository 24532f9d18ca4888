"""What a coder of an open round does not see meanwhile: others' codings of its texts and themes.

A round measures what people find apart from each other. So long as it is open, its coders' own
staff pages leave those codings out; what readers see is in the open and stays so. Needs a warrant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from archive.domain.codebook import coming_by, resolved
from archive.gate.viewer import Viewer
from archive.models import Contribution, RoundText, RoundTheme, Theme


@dataclass(frozen=True, slots=True)
class Blindfold:
    """Themes (by number, with all that is read as them) by the number of the text; and who."""

    coder: int | None = None
    themes: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.themes)

    @property
    def texts(self) -> tuple[int, ...]:
        """Numbers of the texts that are coded blind."""
        return tuple(self.themes)

    def hides(self, text: int, coder: int | None, theme: int) -> bool:
        """Whether a coding of a text is somebody else's, of a theme that is looked for there."""
        return coder != self.coder and theme in self.themes.get(text, ())

    def leaves_bare(self, text: int, voice: str, left: Collection[object]) -> bool:
        """Whether nothing of a passage is `left` to show, and it has no `voice` of its own: then
        where it lies in the `text` would tell too."""
        return not left and not voice and text in self.themes


OPEN_EYES = Blindfold()
"""Nothing is hidden."""


def blindfold(viewer: Viewer) -> Blindfold:
    """What this account may not see of texts that it codes in an open round."""
    if not viewer.is_staff or viewer.user_id is None:
        return OPEN_EYES
    texts = RoundText.objects.filter(
        round__closed_at__isnull=True, round__coders__coder=viewer.user_id
    ).values_list("contribution_id", "round_id")
    of_text: dict[int, set[int]] = defaultdict(set)
    for contribution, number in texts:
        of_text[contribution].add(number)
    if not of_text:
        return OPEN_EYES
    themes = _themes_of({number for numbers in of_text.values() for number in numbers})
    return Blindfold(
        viewer.user_id,
        {
            text: frozenset[int]().union(*(themes[number] for number in numbers))
            for text, numbers in of_text.items()
        },
    )


def blind_refs(viewer: Viewer) -> frozenset[str]:
    """Refs that a search by this account leaves out: a search by theme would tell."""
    texts = blindfold(viewer).texts
    if not texts:
        return frozenset()
    return frozenset(Contribution.objects.filter(pk__in=texts).values_list("ref", flat=True))


def _themes_of(rounds: set[int]) -> dict[int, frozenset[int]]:
    merged = dict(Theme.objects.values_list("pk", "merged_into_id"))
    found: dict[int, set[int]] = defaultdict(set)
    for number, theme in RoundTheme.objects.filter(round__in=rounds).values_list(
        "round_id", "theme_id"
    ):
        found[number].add(resolved(merged, theme))
    return {number: coming_by(merged.items(), themes) for number, themes in found.items()}
