"""How texts are read on arrival: with which engine, and told what about their thread.

What a writer is shown of her own text before a person has read it must say nothing about others:
`own_context` knows her pen-name alone. What moderators work with knows the thread (`context_for`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.conf import settings

from archive import vault
from archive.anonymise.engine import (
    Strength,
    find_identifiers,
    full_is_available,
    version_of,
)
from archive.anonymise.evidence import is_function_word
from archive.anonymise.finding import Context, Finding, Known
from archive.anonymise.letters import WORD
from archive.domain.checklist import OTHER
from archive.domain.errors import Conflict
from archive.domain.labels import is_label
from archive.domain.surface import folded, form_of, places_of, without_possessive
from archive.domain.words import Band, Because, Status, Treatment
from archive.gate.reviewing import replacement_of
from archive.gate.thread_texts import texts_of
from archive.models import Contribution, Discussion, Redaction

MOST_PUBLIC = 500
"""How many decisions to keep a public figure every text is read with: the newest."""

KEPT_BEFORE = "kept before as a public figure"
KEPT_IN_THREAD = "kept before in this thread"
"""Said in a finding's reason: a suggestion to keep, for a person to take or leave."""

HIDDEN_IN_THREAD = "replaced before in this thread"
LONGEST_WHY = 200

_FOLDED_RUN = re.compile(r"[^\W_]+")
_RUN = re.compile(rf"[{WORD}]+")


@dataclass(frozen=True)
class Knowledge:
    """What the archive knows when it reads a text: names, earlier decisions, what was kept.

    `hints` are forms that a person is to be told were kept before, `hidden` the surfaces that were
    hidden in the thread, with their kinds. Names and decisions are looked
    up by their words, so that a long thread with many names is read in time linear in its length.
    """

    names: tuple[str, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)

    def about(self, text: str) -> Context:
        """What of it could matter for this text."""
        said = _words(text)
        names = {at for word in said for at in self._names_by_word.get(word, ())}
        surfaces = [s for word in said for s in self._known_by_word.get(word, ())]
        return Context(
            names=tuple(self.names[at] for at in sorted(names)),
            known={surface: self.known[surface] for surface in sorted(surfaces)},
        )

    def hidden_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where something stands that was hidden in the thread, in whatever dress; its kind."""
        said = set(_FOLDED_RUN.findall(folded(text))) if self.hidden else ()
        for word in said:
            for surface in self._hidden_by_word.get(word, ()):
                for start, end in places_of(text, surface):
                    yield start, end, self.hidden[surface]

    def with_names(self, names: Iterable[str]) -> Knowledge:
        """The same, and these names."""
        return replace(self, names=tuple(dict.fromkeys((*self.names, *names))))

    @cached_property
    def _names_by_word(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self.names):
            words = _words(name)
            for word in {w for w in words if not is_function_word(w)} or words:
                index[word].append(at)
        return index

    @cached_property
    def _known_by_word(self) -> dict[str, list[str]]:
        """Surfaces by their rarest-looking word, the longest one: all of them must be there."""
        index: dict[str, list[str]] = defaultdict(list)
        for surface in self.known:
            if words := _words(surface):
                index[max(words, key=lambda w: (len(w), w))].append(surface)
        return index

    @cached_property
    def _hidden_by_word(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for surface in self.hidden:
            if words := _FOLDED_RUN.findall(folded(surface)):
                index[max(words, key=len)].append(surface)
        return index


NOTHING_KNOWN = Knowledge()


def strength() -> Strength:
    """The engine that reads what arrives (`ARCHIVE_ENGINE`): by default the strongest here.

    Raises `Conflict` where the strong one was chosen and is not installed.
    """
    asked: str = settings.ARCHIVE_ENGINE
    if asked == "rules":
        return "rules"
    if full_is_available():
        return "full"
    if asked == "full":
        raise Conflict(
            "The strong engine was chosen (ARCHIVE_ENGINE) and is not installed here.",
            hint="Install the [ner] extra, or choose auto.",
        )
    return "rules"


def look(text: str, knowledge: Knowledge) -> tuple[tuple[Finding, ...], str]:
    """What could tell who somebody is, and which version of which engine says so.

    A suspicion over what was kept before is never masked unasked, and says that it was kept. What
    was hidden in the thread is suspected where no detector found it.
    """
    engine = strength()
    found = [
        _hinted(text, each, knowledge)
        for each in find_identifiers(text, knowledge.about(text), engine=engine)
    ]
    return _hidden_before(text, found, knowledge), version_of(engine)


def own_context(pen_name: str) -> Knowledge:
    """What is known of a text that somebody tells: the name she signs with, if any."""
    return Knowledge(names=(pen_name,)) if pen_name else NOTHING_KNOWN


def context_for(discussion: Discussion | None) -> Knowledge:
    """What is known of a thread: its writers' names, what was decided in it, who is public.

    None is a thread that is not here yet. Needs a warrant.
    """
    public = _public_figures()
    if discussion is None:
        return Knowledge(hints=public)
    decided = _decided(discussion.pk)
    return replace(
        decided,
        names=tuple(dict.fromkeys((*_writers(discussion.pk), *decided.names))),
        hints=public | dict(decided.hints),
    )


def _words(text: str) -> set[str]:
    """Its runs of letters and digits in lower case, each also without an s at its end."""
    runs = set(_RUN.findall(text.casefold()))
    return runs | {run.removesuffix("s") for run in runs if len(run) > 2}


def _hinted(text: str, found: Finding, knowledge: Knowledge) -> Finding:
    hint = knowledge.hints.get(form_of(text[found.start : found.end]))
    if hint is None or "replaced before" in found.why:
        return found
    why = f"{found.why[: LONGEST_WHY - len(hint) - 2]}; {hint}"
    return replace(found, band=Band.CHECK, why=why)


def _hidden_before(
    text: str, found: Iterable[Finding], knowledge: Knowledge
) -> tuple[Finding, ...]:
    """The findings, and what was hidden in the thread; suspicions that overlap become one with it.

    Of what overlaps something that is masked already, only the rest is suspected, so that keeping
    it shows nothing else.
    """
    found = list(found)
    for start, end, kind in sorted(set(knowledge.hidden_in(text))):
        near = [each for each in found if each.start < end and start < each.end]
        if any(each.start <= start and end <= each.end for each in near):
            continue
        if any(each.band is Band.CONFIDENT for each in near):
            taken = sorted((each.start, each.end) for each in near)
            rest = [(a, b) for a, b in _outside(start, end, taken) if _RUN.search(text[a:b])]
            found += [_known_by_hand(a, b, kind, ()) for a, b in rest]
        else:
            first = min([start, *(each.start for each in near)])
            last = max([end, *(each.end for each in near)])
            found = [each for each in found if each not in near]
            found.append(_known_by_hand(first, last, kind, near))
    return tuple(sorted(found))


def _known_by_hand(start: int, end: int, kind: str, parts: Sequence[Finding]) -> Finding:
    kind = next((each.kind for each in parts if each.names_a_person), kind)
    why = "; ".join(dict.fromkeys((HIDDEN_IN_THREAD, *(each.why for each in parts))))
    suggestion = "[name]" if "person" in kind else "[removed]"
    return Finding(start, end, kind, Band.CHECK, "thread", why[:LONGEST_WHY], suggestion)


def _hidden_as(kind: str, words: str) -> Known:
    """What to put for a surface again. Findings are not sealed, so typed words stay where they are:
    a label is carried over, and what says an age or a date less exactly."""
    if is_label(words) or kind in ("age", "date"):
        return Known(kind, False, words)
    return Known(kind, False, "[name]" if "person" in kind else "[removed]")


def _outside(start: int, end: int, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of a stretch lies in none of those, which are in order."""
    for first, last in (*taken, (end, end)):
        if start < min(first, end):
            yield start, min(first, end)
        start = max(start, last)


def _writers(discussion: int) -> list[str]:
    """Names and pen-names of those who write in the thread, once each."""
    rows = list(
        Contribution.objects.filter(discussion=discussion)
        .exclude(status=Status.ERASED.value)
        .order_by("order")
        .values_list("ref", "author", "pen_name")
    )
    ring = vault.ring(ref for ref, *_ in rows)
    names = []
    for ref, author, pen_name in rows:
        names.append(ring.unseal(ref, "contribution.author", author))
        names.append(ring.unseal(ref, "contribution.pen_name", pen_name))
    return list(dict.fromkeys(name for name in names if name and name.strip()))


def _decided(discussion: int) -> Knowledge:
    """What was decided in the thread: persons hidden, what to put for what, what was kept.

    What was kept anywhere and is no person's name is not found again; what was hidden anywhere is,
    unless somebody hid it by hand, without saying what it is, and it was kept elsewhere.
    """
    rows: dict[int, list[Redaction]] = defaultdict(list)
    standing = Redaction.objects.filter(
        contribution__discussion=discussion, retracted_at__isnull=True
    ).exclude(kind__in=("writer", "removal"))
    for row in standing.order_by("pk"):
        rows[row.contribution_id].append(row)
    names: dict[str, str] = {}
    hidden: dict[str, Known] = {}
    kept: dict[str, Known] = {}
    persons_kept: set[str] = set()
    by_hand: dict[str, str] = {}
    for text in texts_of(discussion, rows):
        for row in rows[text.row.pk]:
            surface = without_possessive(text.field(row.field)[row.start : row.end])
            form = form_of(surface)
            if row.treatment == Treatment.KEEP:
                if "person" in row.kind:
                    persons_kept.add(form)
                elif row.kind:
                    kept[surface.casefold()] = Known(row.kind, keep=True)
            elif row.treatment == Treatment.PSEUDONYM or "person" in row.kind:
                words = replacement_of(row, text.row.ref, text.ring)
                hidden[surface.casefold()] = _hidden_as(row.kind or "person", words)
                names.setdefault(form, surface)
            elif not row.kind:
                if not all(map(is_function_word, _words(surface))):
                    by_hand.setdefault(form, surface)
            else:
                words = replacement_of(row, text.row.ref, text.ring)
                hidden[surface.casefold()] = _hidden_as(row.kind, words)
    kept_forms = persons_kept | set(map(form_of, kept))
    again = {surface: OTHER for form, surface in by_hand.items() if form not in kept_forms}
    again |= {surface: known.kind for surface, known in hidden.items()}
    return Knowledge(
        names=tuple(names.values()),
        known=kept | hidden,
        hints=dict.fromkeys(persons_kept - names.keys(), KEPT_IN_THREAD),
        hidden=again,
    )


def _public_figures() -> dict[str, str]:
    """Forms that moderators kept as public figures, anywhere in the archive; the newest ones."""
    rows = Redaction.objects.filter(
        treatment=Treatment.KEEP.value,
        reason=Because.PUBLIC_FIGURE.value,
        retracted_at__isnull=True,
    ).order_by("-pk")
    by_text: dict[int, dict[int, list[tuple[str, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for of, discussion, name, start, end in rows.values_list(
        "contribution_id", "contribution__discussion_id", "field", "start", "end"
    )[:MOST_PUBLIC]:
        by_text[discussion][of].append((name, start, end))
    forms: dict[str, str] = {}
    for discussion, texts in by_text.items():
        for text in texts_of(discussion, texts):
            for name, start, end in texts[text.row.pk]:
                forms[form_of(text.field(name)[start:end])] = KEPT_BEFORE
    return forms
