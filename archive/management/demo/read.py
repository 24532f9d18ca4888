"""Reads the demo's files into frozen data, and refuses any slip in them with its place.

One TOML file a discussion beside this module; `docs/demo.md` describes the format. Pure: nothing
here knows of Django, the database or the moment of loading.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path

from archive.domain.errors import InvalidInput
from archive.domain.words import Consent, Kind, Role, Scope, Status, Treatment, Voice
from archive.management.codebook import CodebookTheme, read_codebook
from archive.management.demo.discussion import (
    CAST,
    DemoBasis,
    DemoCoding,
    DemoContribution,
    DemoDiscussion,
    DemoPassage,
    DemoRedaction,
)
from archive.management.demo.marks import read_marks
from archive.management.demo.placing import place_between, place_of, refuse_across_blocks
from archive.management.demo.states import refuse_impossible_states, refuse_wandering_pseudonyms
from archive.management.strict_toml import Table, read_table

FOLDER = Path(__file__).parent
FILES = ("stress.toml", "pain.toml", "medication.toml")


def load(folder: Path = FOLDER, files: Sequence[str] = FILES) -> tuple[DemoDiscussion, ...]:
    """The demo's discussions, in the order of `files`.

    Raises `InvalidInput` naming file and contribution: unknown key, parent, theme, person or value;
    words that do not stand in the text exactly once; a redaction across blocks or over another; a
    state that cannot be.
    """
    slugs = {theme.slug for theme in (*read_codebook(), *load_themes())}
    return tuple(_discussion(folder / name, slugs) for name in files)


def load_themes(path: Path = FOLDER / "themes.toml") -> tuple[CodebookTheme, ...]:
    """The demo's narrower themes, whose parents are the archive's own."""
    return read_codebook(path, under=read_codebook())


def _discussion(path: Path, slugs: Collection[str]) -> DemoDiscussion:
    table = read_table(path)
    title = table.text("title")
    basis_table = table.table_if_any("basis")
    basis = _basis(basis_table) if basis_table else None
    essay = _contribution(table.table("essay"), Kind.ESSAY, title, basis, slugs)
    comments: list[DemoContribution] = []
    for row in table.tables("comments", "comment"):
        comment = _contribution(row, Kind.COMMENT, "", basis, slugs)
        earlier = {one.key for one in (essay, *comments)}
        if comment.key in earlier:
            row.refuse(f"the key “{comment.key}” is taken.")
        if comment.parent not in earlier:
            row.refuse(
                f"no contribution “{comment.parent}” stands before it.",
                hint="Its parent is the key of the essay or of an earlier comment.",
            )
        comments.append(comment)
    discussion = DemoDiscussion(
        name=path.stem,
        title=title,
        licence=table.text("licence"),
        source_url=table.text("source_url"),
        basis=basis,
        essay=essay,
        comments=_in_reading_order(essay.key, comments),
    )
    table.done()
    refuse_wandering_pseudonyms(table, discussion.contributions)
    return discussion


def _in_reading_order(
    parent: str, comments: Sequence[DemoContribution]
) -> tuple[DemoContribution, ...]:
    """Every comment below `parent`, each followed by its replies."""
    ordered: list[DemoContribution] = []
    for comment in comments:
        if comment.parent == parent:
            ordered += (comment, *_in_reading_order(comment.key, comments))
    return tuple(ordered)


def _basis(table: Table) -> DemoBasis:
    basis = DemoBasis(
        scopes=table.words("scopes", Scope),
        rights=table.text("rights"),
        privacy=table.text("privacy"),
        reference=table.text("reference"),
        dated=table.day("dated"),
        proposed_by=_person(table, "proposed_by", {Role.STEWARD}),
        confirmed_by=_person(table, "confirmed_by", {Role.STEWARD, Role.LEAD}),
    )
    table.done()
    if not set(basis.scopes) <= {Scope.READ, Scope.FIND, Scope.RESEARCH}:
        table.refuse("a basis covers read, find and research at most.")
    if basis.proposed_by == basis.confirmed_by:
        table.refuse("a basis is confirmed by another account than the one that proposed it.")
    return basis


def _contribution(
    table: Table, kind: Kind, title: str, basis: DemoBasis | None, slugs: Collection[str]
) -> DemoContribution:
    key = table.text("key")
    table.place = f"{table.place.split(',')[0]}, “{key}”"
    try:
        text, formatting = read_marks(table.text("text"))
    except InvalidInput as error:
        table.refuse(error.message)
    consent = table.word("consent", Consent)
    scopes = table.words("scopes", Scope)
    if consent is Consent.BASIS:
        if basis is None or scopes:
            table.refuse("it rests on a basis: the file must have one, and its scopes count.")
        scopes = basis.scopes
    reviewers = {Role.MODERATOR, Role.LEAD}
    contribution = DemoContribution(
        key=key,
        parent=None if kind is Kind.ESSAY else table.text("parent"),
        kind=kind,
        author=table.text("author"),
        written_at=table.moment("written_at"),
        likes=table.count("likes", 0),
        title=title,
        text=text,
        formatting=formatting,
        status=table.word("status", Status),
        consent=consent,
        voice=table.word("voice", Voice),
        scopes=scopes,
        consented_at=table.moment_if_any("consented_at"),
        consented_until=table.moment_if_any("consented_until"),
        reviewer=_person(table, "reviewer", reviewers, ""),
        second_reviewer=_person(table, "second_reviewer", reviewers, ""),
        reason=table.text("reason", ""),
        erased_by=_person(table, "erased_by", {Role.STEWARD}, ""),
        redactions=_redactions(table, text),
        passages=tuple(_passage(row, text, slugs) for row in table.tables("passages", "passage")),
    )
    table.done()
    refuse_impossible_states(table, contribution)
    return contribution


def _person(table: Table, key: str, roles: Collection[Role], default: str | None = None) -> str:
    name = table.text(key, default)
    if name and CAST.get(name) not in roles:
        known = ", ".join(sorted(one for one, role in CAST.items() if role in roles))
        table.refuse(f"“{key}” cannot be “{name}”.", hint=f"It is one of: {known}.")
    return name


def _redactions(table: Table, text: str) -> tuple[DemoRedaction, ...]:
    redactions = sorted(
        (_redaction(row, text) for row in table.tables("redactions", "redaction")),
        key=lambda redaction: redaction.start,
    )
    for one, next_one in pairwise(redactions):
        if next_one.start < one.end:
            table.refuse(f"the redactions of “{one.words}” and “{next_one.words}” overlap.")
    return tuple(redactions)


def _redaction(row: Table, text: str) -> DemoRedaction:
    words = row.text("words")
    span = place_of(row, text, words, row.text("within", ""))
    refuse_across_blocks(row, text, span)
    redaction = DemoRedaction(
        start=span.start,
        end=span.end,
        words=words,
        treatment=row.word("treatment", Treatment),
        replacement=row.text("replacement", ""),
        reason=row.text("reason", ""),
    )
    row.done()
    replaces = redaction.treatment in {Treatment.PSEUDONYM, Treatment.GENERALISE}
    if replaces != bool(redaction.replacement):
        row.refuse("a replacement belongs to pseudonym and generalise, and to no other treatment.")
    if (redaction.treatment is Treatment.KEEP) != bool(redaction.reason):
        row.refuse("a reason belongs to words that are kept, and to no other treatment.")
    return redaction


def _passage(row: Table, text: str, slugs: Collection[str]) -> DemoPassage:
    exact = row.text("exact", "")
    span = (
        place_of(row, text, exact)
        if exact
        else place_between(row, text, row.text("first"), row.text("last"))
    )
    passage = DemoPassage(
        start=span.start,
        end=span.end,
        voice=row.word("voice", Voice),
        codings=tuple(_coding(one, slugs) for one in row.tables("codings", "coding")),
    )
    row.done()
    if passage.voice is Voice.UNCLEAR:
        row.refuse("a passage says whose experience it tells; it cannot be unclear.")
    coders = [coding.coder for coding in passage.codings]
    if not coders or len(set(coders)) < len(coders):
        row.refuse("a passage has at least one coder, and nobody codes it twice.")
    return passage


def _coding(row: Table, slugs: Collection[str]) -> DemoCoding:
    coding = DemoCoding(
        coder=_person(row, "coder", {Role.MODERATOR, Role.LEAD}),
        themes=row.texts("themes"),
        memo=row.text("memo", ""),
    )
    row.done()
    if not coding.themes:
        row.refuse("it names no theme.")
    for slug in coding.themes:
        if slug not in slugs:
            row.refuse(f"there is no theme “{slug}”.", hint=f"Themes: {', '.join(sorted(slugs))}.")
    return coding
