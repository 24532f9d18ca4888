"""One label a person, all through a discussion: [Person A], [Person B] … and [Contributor 3].

A number is given once (a row of `Person`) and never again, whatever is taken back or erased. Who
writes in the thread has the number that readers see over her texts. Needs the discussion's lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from archive import vault
from archive.anonymise.evidence import word_of
from archive.domain import labels
from archive.domain.errors import InvalidInput
from archive.domain.surface import form_of, places_of, stands_in, without_possessive
from archive.domain.words import Status
from archive.gate.thread_texts import texts_of
from archive.models import Contribution, Discussion, Finding, Person, Redaction

SOMEBODY_NEW = "[new person]"
"""Typed instead of a label: somebody who has none yet, though the name is another one's too."""

SHORTEST_NAME = 3
"""Code points of a name that no words instead may repeat: a letter stands in many words."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands for somebody, and who that is in the thread; None for who writes in it."""

    words: str
    person: Person | None = None


class Labels:
    """The labels of one discussion. `authors` are numbers of writers who are not stored yet."""

    def __init__(self, discussion: Discussion, authors: Mapping[str, int] | None = None) -> None:
        self._discussion = discussion
        self._arriving = {form_of(name): number for name, number in (authors or {}).items()}

    def of(self, surface: str) -> Label:
        """The label of whom this name means: the writer's, the one it has, else a new one."""
        form = form_of(surface)
        if form in self._authors:
            return Label(labels.contributor_label(self._authors[form]))
        if form not in self._by_form:
            person = Person.objects.create(discussion=self._discussion, number=self._next())
            self._persons[person.pk] = person
            self._by_form[form] = person.pk
        return self._label(self._by_form[form])

    def typed(self, words: str) -> Label | None:
        """The label that somebody wrote; None where it is none. `InvalidInput` for nobody's."""
        if words.casefold() == SOMEBODY_NEW:
            person = Person.objects.create(discussion=self._discussion, number=self._next())
            self._persons[person.pk] = person
            return self._label(person.pk)
        if (number := labels.person_number(words)) is not None:
            for person in self._persons.values():
                if person.number == number:
                    return self._label(person.pk)
        elif (number := labels.contributor_number(words)) is not None:
            if number in self._authors.values() or self._writes(number):
                return Label(words)
        else:
            return None
        raise InvalidInput(
            "Nobody in this discussion has that label.",
            hint="Leave the words empty: the next free label is given.",
        )

    def hide(self, name: str) -> bool:
        """Whether this is the name of somebody who has a label here and writes nothing."""
        return form_of(name) in self._by_form

    def demand_unrepeated(self, words: str, surface: str) -> None:
        """Words that stand instead of a surface hold neither it nor anybody hidden in the thread.

        Raises `InvalidInput`.
        """
        if stands_in(words, without_possessive(surface)):
            raise InvalidInput(
                "The words instead repeat what they hide.", hint="Say it less exactly."
            )
        named = {*self._by_form, *self._authors} if words not in labels.UNNAMED else ()
        if any(_is_named(words, form) for form in named):
            raise InvalidInput(
                "The words instead repeat a name that this discussion hides.",
                hint="Choose words without a name.",
            )

    def root(self, person: int) -> Person:
        """Whom this row means after all merging. Raises `InvalidInput` for another discussion's."""
        row = self._persons.get(person)
        if row is None:
            raise InvalidInput("There is no such person in this discussion.", hint="Reload.")
        while row.merged_into_id is not None:
            row = self._persons[row.merged_into_id]
        return row

    def _label(self, person: int) -> Label:
        row = self.root(person)
        return Label(labels.person_label(row.number), row)

    def _next(self) -> int:
        persons = Person.objects.filter(discussion=self._discussion)
        return (persons.aggregate(highest=Max("number"))["highest"] or 0) + 1

    def _writes(self, number: int) -> bool:
        rows = Contribution.objects.filter(discussion=self._discussion)
        return rows.filter(author_number=number).exists()

    @cached_property
    def _persons(self) -> dict[int, Person]:
        return {p.pk: p for p in Person.objects.filter(discussion=self._discussion)}

    @cached_property
    def _authors(self) -> dict[str, int]:
        """Numbers of the thread's writers by the forms of their names and pen-names."""
        return authors_of(self._discussion.pk) | self._arriving

    @cached_property
    def _by_form(self) -> dict[str, int]:
        """Which person each form means: what a moderator decided goes before what was found."""
        spans: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        found = Finding.objects.filter(person__discussion=self._discussion)
        decided = Redaction.objects.filter(
            person__discussion=self._discussion, retracted_at__isnull=True
        ).order_by("pk")
        for rows in (found, decided):
            for of, field, start, end, person in rows.values_list(
                "contribution_id", "field", "start", "end", "person_id"
            ):
                spans[of].append((field, start, end, person))
        first: dict[str, int] = {}
        then: dict[str, int] = {}
        ruled = set(decided.values_list("contribution_id", "field", "start", "end"))
        for text in texts_of(self._discussion.pk, spans):
            for field, start, end, person in spans[text.row.pk]:
                form = form_of(text.field(field)[start:end])
                is_ruled = (text.row.pk, field, start, end) in ruled
                (then if is_ruled else first).setdefault(form, person)
        return first | then


def _is_named(words: str, form: str) -> bool:
    """Whether the words name somebody; a name that is an everyday word needs its capital."""
    if len(form) < SHORTEST_NAME:
        return False
    is_everyday = all(word_of(word) >= 0 for word in form.split())
    places = places_of(words, form)
    return any(words[start].isupper() or not is_everyday for start, _ in places)


def authors_of(discussion: int) -> dict[str, int]:
    """The numbers of a thread's writers by the forms of their names and pen-names."""
    rows = list(
        Contribution.objects.filter(discussion=discussion, author_number__isnull=False)
        .exclude(status=Status.ERASED.value)
        .order_by("-order")
        .values_list("ref", "author_number", "author", "pen_name")
    )
    ring = vault.ring(ref for ref, *_ in rows)
    numbers: dict[str, int] = {}
    for ref, number, author, pen_name in rows:
        for place, sealed in (("author", author), ("pen_name", pen_name)):
            name = ring.unseal(ref, f"contribution.{place}", sealed)
            if name and name.strip() and number is not None:
                numbers[form_of(name)] = number
    return numbers
