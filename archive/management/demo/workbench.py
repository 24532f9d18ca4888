"""What was done at the workbench after the demo's texts were read, by the verbs that pages use.

`workbench.toml` says what. A slip in it is refused with its place: a text or a person that is not
there, words that do not stand in the text exactly once, a key nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from archive import actions
from archive.actions import codebook
from archive.domain.agreement import Reason, Unit
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.domain.queue import SkipReason
from archive.domain.text import Span
from archive.domain.words import Voice
from archive.gate import read_as, viewer_of
from archive.management.demo.discussion import DemoContribution
from archive.management.demo.placing import place_between
from archive.management.demo.read import FOLDER
from archive.management.strict_toml import Table, read_table
from archive.models import User

FILE = FOLDER / "workbench.toml"

Tell = Callable[[str], object]


class Answer(StrEnum):
    """What a third person found."""

    THERE = "there"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class Placed:
    """A text of the demo and the ref it has in this archive."""

    ref: str
    demo: DemoContribution


def load_workbench(tell: Tell, people: Mapping[str, User], texts: Mapping[str, Placed]) -> None:
    """Do what the file says, in its order. `texts` are named by file and key."""
    table = read_table(FILE)
    _Bench(people, texts).run(table)
    table.done()
    tell("Worked at the workbench: labels, codebook, two blind rounds.")


class _Bench:
    """Everybody at work, in the order in which one thing rests on another."""

    def __init__(self, people: Mapping[str, User], texts: Mapping[str, Placed]) -> None:
        self._people, self._texts = people, texts

    def run(self, table: Table) -> None:
        steps: Mapping[str, Callable[[Table], None]] = {
            "labels": self._label,
            "passages": self._code,
            "themes": self._add_theme,
            "coded_with": self._code_with,
            "edits": self._edit,
            "merges": self._merge,
            "examples": self._show_by_example,
            "proposals": self._propose,
            "rounds": self._hold_round,
            "given": self._give,
            "passed_on": self._pass_on,
        }
        for key, step in steps.items():
            for row in table.tables(key, key):
                step(row)
                row.done()
        self._keep_private_codebook(table.table("private"))

    # --- texts ---------------------------------------------------------------------------------

    def _label(self, row: Table) -> None:
        actions.label_content(
            ref=self._text(row).ref, labels=list(row.texts("labels")), by=self._person(row)
        )

    def _code(self, row: Table) -> None:
        self._tag(row, row.texts("themes"), row.text("memo", ""), by=self._person(row))

    def _code_with(self, row: Table) -> None:
        self._tag(row, (row.text("theme"),), "", by=self._person(row))

    def _tag(self, row: Table, themes: tuple[str, ...], memo: str, *, by: User) -> int:
        text, span = self._stretch(row)
        return actions.tag_passage(
            ref=text.ref,
            start=span.start,
            end=span.end,
            themes=list(themes),
            voice=Voice.FIRST_PERSON,
            memo=memo,
            by=by,
        )

    def _give(self, row: Table) -> None:
        actions.assign(ref=self._text(row).ref, to=row.text("to"), by=self._person(row))

    def _pass_on(self, row: Table) -> None:
        actions.skip(
            ref=self._text(row).ref,
            reason=row.word("reason", SkipReason),
            note=row.text("note", ""),
            by=self._person(row),
        )

    # --- the codebook --------------------------------------------------------------------------

    def _add_theme(self, row: Table) -> None:
        codebook.add_theme(
            name=row.text("name"),
            label=row.text("label"),
            parent=row.text("parent"),
            definition=row.text("definition"),
            when_to_use=row.text("when_to_use"),
            when_not=row.text("when_not"),
            example=row.text("example"),
            cues=row.texts("cues"),
            draft=row.word("state", ThemeState) is ThemeState.DRAFT,
            by=self._person(row),
        )

    def _edit(self, row: Table) -> None:
        codebook.edit_theme(
            slug=row.text("theme"), when_not=row.text("when_not"), by=self._person(row)
        )

    def _merge(self, row: Table) -> None:
        codebook.merge_themes(slug=row.text("theme"), into=row.text("into"), by=self._person(row))

    def _show_by_example(self, row: Table) -> None:
        """The coder's own passage, found again by its place; a steward names it."""
        passage = self._tag(row, (row.text("theme"),), "", by=self._person(row, "coder"))
        codebook.add_example(slug=row.text("theme"), passage=passage, by=self._person(row))

    def _propose(self, row: Table) -> None:
        change = row.table("change")
        given = {key: change.text(key, "") for key in ("name", "parent", "definition")}
        change.done()
        codebook.propose_change(
            verb=row.word("verb", ChangeVerb),
            slug=row.text("theme", ""),
            change={key: words for key, words in given.items() if words},
            note=row.text("note"),
            by=self._person(row),
        )

    def _keep_private_codebook(self, table: Table) -> None:
        owner = self._person(table, "owner")
        number = codebook.make_codebook(name=table.text("name"), by=owner)
        for row in table.tables("themes", "theme"):
            codebook.add_theme(
                name=row.text("name"),
                definition=row.text("definition"),
                draft=False,
                codebook=number,
                by=owner,
            )
            row.done()
        table.done()

    # --- blind rounds --------------------------------------------------------------------------

    def _hold_round(self, row: Table) -> None:
        number = actions.open_round(
            name=row.text("name"),
            refs=[self._named(row, name).ref for name in row.texts("texts")],
            coders=list(row.texts("coders")),
            themes=list(row.texts("themes")),
            unit=row.word("unit", Unit),
            seed=1,
            by=self._person(row),
        )
        for one in row.tables("codings", "coding"):
            text, span = self._stretch(one)
            actions.code_in_round(
                round=number,
                ref=text.ref,
                spans=[(span.start, span.end)],
                themes=[one.text("theme")],
                by=self._person(one, "coder"),
            )
            one.done()
        for one in row.tables("finished", "finished"):
            coder = self._person(one, "coder")
            for name in one.texts("texts"):
                actions.finish_text(round=number, ref=self._named(one, name).ref, by=coder)
            one.done()
        if row.text("closed_by", ""):
            actions.close_round(round=number, by=self._person(row, "closed_by"))
        for one in row.tables("decided", "decision"):
            self._decide(number, one)
            one.done()

    def _decide(self, number: int, row: Table) -> None:
        by, ref, theme = self._person(row), self._text(row).ref, row.text("theme")
        sheet = read_as(viewer_of(by)).differences(number, ref)
        stretch = next((d for d in sheet.differences if d.theme.slug == theme), None)
        if stretch is None:
            row.refuse(f"the coders do not differ about “{theme}” there.")
        actions.adjudicate(
            round=number,
            ref=ref,
            theme=theme,
            start=stretch.start,
            end=stretch.end,
            present=row.word("the_theme_is", Answer) is Answer.THERE,
            reason=row.word("reason", Reason),
            note=row.text("note", ""),
            by=by,
        )

    # --- names ---------------------------------------------------------------------------------

    def _person(self, row: Table, key: str = "by") -> User:
        name = row.text(key)
        if name not in self._people:
            row.refuse(f"there is nobody called “{name}”.")
        return self._people[name]

    def _text(self, row: Table) -> Placed:
        return self._named(row, row.text("text"))

    def _named(self, row: Table, name: str) -> Placed:
        if name not in self._texts:
            row.refuse(f"there is no text “{name}”.", hint="Say file and key: “stress/larder”.")
        return self._texts[name]

    def _stretch(self, row: Table) -> tuple[Placed, Span]:
        text = self._text(row)
        return text, place_between(row, text.demo.text, row.text("first"), row.text("last"))
