"""The engines that the benchmark of search compares, each asked in its own words.

Ours answer through the port: exact total, first twenty, every facet, who may see what. The others
are as they come, with what their manuals offer for the same: exact total, first twenty, visibility
window and theme and date as ordinary filters, and the theme facet alone, where it is asked for.
All are given the terms of our analyser.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from archive.domain.query import And, DateRange, Field, Fuzzy, Node, Or, Phrase, Prefix, Term
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.tantivy import TantivyBackend
from archive.search.backends.whoosh import WhooshBackend
from archive.search.port import Filters, SearchBackend
from tests.benchmarks.discussions import NOW

FAR = 1e12  # seconds: never, for engines without infinity
TOP = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a tree for ours, and the same in parts. `words` are as written."""

    kind: str
    node: Node
    words: tuple[str, ...]
    theme: str = ""
    since: int = 0  # month
    facets: bool = False

    @property
    def terms(self) -> list[str]:
        """Each word's term."""
        return [analyser.terms(word)[0] for word in self.words]


def question(kind: str, words: tuple[str, ...], *, theme: str = "", since: int = 0) -> Question:
    """The tree of each kind."""
    each: tuple[Node, ...] = tuple(Term(word) for word in words)
    node: Node = each[0]
    match kind:
        case "AND of 3":
            node = And(each)
        case "OR of 3":
            node = Or(each)
        case "phrase":
            node = Phrase(" ".join(words))
        case "prefix of 4":
            node = Prefix(words[0])
        case "fuzzy 1":
            node = Fuzzy(words[0])
        case "term, theme, date":
            node = And((*each, Field("theme", theme), DateRange(since, None)))
    return Question(kind, node, words, theme, since, kind == "+ theme facets")


class Engine(ABC):
    """One engine over the folder `path`."""

    name: ClassVar[str]
    rounds: ClassVar[int] = 3
    most: ClassVar[int] = 1_000
    """How often, and how many questions of a kind, at most: for an engine that takes long."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @abstractmethod
    def build(self, docs: Sequence[IndexDocument]) -> None:
        """Make the index."""

    @abstractmethod
    def open(self) -> None:
        """Be ready for `ask`, without anything remembered of earlier questions."""

    @abstractmethod
    def ask(self, asked: Question) -> tuple[int, list[str]] | None:
        """(total, refs of the first), or nothing where it cannot be asked."""

    @abstractmethod
    def update(self, docs: Sequence[IndexDocument]) -> None:
        """Put them in, in place of those with the same refs."""

    @abstractmethod
    def delete(self, ref: str) -> None:
        """Take one away, so that no question finds it."""

    def purge(self, ref: str) -> bool:
        """Take its bytes away too; whether that can be asked for without making all again."""
        return False


class Ours(Engine):
    """An adapter of the port."""

    made: ClassVar[type[WhooshBackend] | type[TantivyBackend]]

    def backend(self) -> SearchBackend:
        return self.made(self.path)

    def build(self, docs: Sequence[IndexDocument]) -> None:
        self.backend().rebuild(docs)

    def open(self) -> None:
        self.index = self.backend()
        self.index.refs()

    def ask(self, asked: Question) -> tuple[int, list[str]] | None:
        found = self.index.search(
            asked.node,
            now=NOW,
            hidden=frozenset(),
            filters=Filters(),
            offset=0,
            limit=TOP,
            sort="relevance",
        )
        return found.total, list(found.refs)

    def update(self, docs: Sequence[IndexDocument]) -> None:
        self.index.add(docs)

    def delete(self, ref: str) -> None:
        self.index.remove([ref])

    def purge(self, ref: str) -> bool:
        self.index.purge([ref])
        return True


class OurWhoosh(Ours):
    name = "whoosh"
    made = WhooshBackend

    def build(self, docs: Sequence[IndexDocument]) -> None:
        WhooshBackend(self.path, processes=2).rebuild(docs)


class OurTantivy(Ours):
    name = "tantivy"
    made = TantivyBackend


class PlainWhoosh(Engine):
    """Whoosh 2.7.4 as its manual shows it."""

    name = "Whoosh as it comes"
    rounds = 1
    most = 10

    def build(self, docs: Sequence[IndexDocument]) -> None:
        from whoosh import fields
        from whoosh.filedb.filestore import FileStorage

        schema = fields.Schema(
            ref=fields.ID(stored=True, unique=True),
            text=fields.TEXT(),
            form=fields.TEXT(phrase=False),
            theme=fields.KEYWORD(sortable=True),
            month=fields.NUMERIC(int),
            since=fields.NUMERIC(float),
            until=fields.NUMERIC(float),
        )
        index = FileStorage(str(self.path)).create_index(schema)
        writer = index.writer(limitmb=256)
        for doc in docs:
            writer.add_document(**self.fields(doc))
        writer.commit()

    def fields(self, doc: IndexDocument) -> dict[str, Any]:
        return {
            "ref": doc.ref,
            "text": analyser.terms(f"{doc.title}\n{doc.text}"),
            "form": analyser.forms(f"{doc.title}\n{doc.text}"),
            "theme": " ".join(doc.themes),
            "month": doc.month,
            "since": doc.visible_from,
            "until": min(doc.visible_until, FAR),
        }

    def open(self) -> None:
        from whoosh.index import open_dir
        from whoosh.scoring import BM25F

        self.index: Any = open_dir(str(self.path))
        self.searcher = self.index.searcher(weighting=BM25F(B=0.75, K1=2.0))

    def ask(self, asked: Question) -> tuple[int, list[str]] | None:
        from whoosh import query
        from whoosh.sorting import FieldFacet

        each = [query.Term("text", term) for term in asked.terms]
        wish: Any = each[0]
        match asked.kind:
            case "AND of 3":
                wish = query.And(each)
            case "OR of 3":
                wish = query.Or(each)
            case "phrase":
                wish = query.Phrase("text", asked.terms)
            case "prefix of 4":
                wish = query.Prefix("form", asked.words[0])
            case "fuzzy 1":
                wish = query.FuzzyTerm("form", asked.words[0], maxdist=1, prefixlength=1)
        limits: list[Any] = [
            query.NumericRange("since", None, NOW),
            query.NumericRange("until", NOW, None, startexcl=True),
        ]
        if asked.theme:
            limits += [
                query.Term("theme", asked.theme),
                query.NumericRange("month", asked.since, None),
            ]
        options: dict[str, Any] = {}
        if asked.facets:
            options["groupedby"] = FieldFacet("theme", allow_overlap=True)
        found = self.searcher.search(wish, filter=query.And(limits), limit=TOP, **options)
        if asked.facets:
            found.groups()
        return len(found), [hit["ref"] for hit in found]

    def update(self, docs: Sequence[IndexDocument]) -> None:
        writer = self.index.writer()
        for doc in docs:
            writer.update_document(**self.fields(doc))
        writer.commit(merge=False)

    def delete(self, ref: str) -> None:
        self.index.delete_by_term("ref", ref)


class Sqlite(Engine):
    """FTS5, with facts in tables beside it."""

    name = "SQLite FTS5"

    def connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path / "fts.sqlite3")

    def build(self, docs: Sequence[IndexDocument]) -> None:
        base = self.connection()
        base.executescript(
            """
            CREATE VIRTUAL TABLE words USING fts5(text,
                tokenize="unicode61 remove_diacritics 0 tokenchars ''''");
            CREATE VIRTUAL TABLE forms USING fts5(form,
                detail=none, tokenize="unicode61 remove_diacritics 0 tokenchars ''''");
            CREATE TABLE doc (id INTEGER PRIMARY KEY, ref TEXT UNIQUE, month INT, since, until);
            CREATE TABLE themed (theme TEXT, id INT, PRIMARY KEY (theme, id)) WITHOUT ROWID;
            CREATE INDEX of_doc ON themed (id, theme);
            """
        )
        with base:
            for number, doc in enumerate(docs):
                self.put(base, number, doc)
        base.close()

    def put(self, base: sqlite3.Connection, number: int, doc: IndexDocument) -> None:
        whole = f"{doc.title}\n{doc.text}"
        terms, forms = " ".join(analyser.terms(whole)), " ".join(set(analyser.forms(whole)))
        base.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, terms))
        base.execute("INSERT INTO forms (rowid, form) VALUES (?, ?)", (number, forms))
        facts = (number, doc.ref, doc.month, doc.visible_from, min(doc.visible_until, FAR))
        base.execute("INSERT INTO doc VALUES (?, ?, ?, ?, ?)", facts)
        base.executemany("INSERT INTO themed VALUES (?, ?)", [(t, number) for t in doc.themes])

    def open(self) -> None:
        self.base = self.connection()

    def ask(self, asked: Question) -> tuple[int, list[str]] | None:
        if asked.kind == "fuzzy 1":
            return None
        table = "forms" if asked.kind == "prefix of 4" else "words"
        quoted = [f'"{term}"' for term in asked.terms]
        match asked.kind:
            case "OR of 3":
                wish = " OR ".join(quoted)
            case "phrase":
                wish = f'"{" ".join(asked.terms)}"'
            case "prefix of 4":
                wish = f'"{asked.words[0]}"*'
            case _:
                wish = " AND ".join(quoted)
        limits = f"{table} MATCH ? AND since <= {NOW} AND until > {NOW}"
        values: list[Any] = [wish]
        if asked.theme:
            limits += " AND month >= ? AND id IN (SELECT id FROM themed WHERE theme = ?)"
            values += [asked.since, asked.theme]
        source = f"FROM {table} JOIN doc ON id = {table}.rowid"
        (total,) = self.base.execute(f"SELECT count(*) {source} WHERE {limits}", values).fetchone()
        rows = self.base.execute(
            f"SELECT ref {source} WHERE {limits} ORDER BY bm25({table}) LIMIT {TOP}", values
        ).fetchall()
        if asked.facets:
            self.base.execute(
                f"SELECT theme, count(*) {source} JOIN themed USING (id) WHERE {limits} "
                "GROUP BY theme",
                values,
            ).fetchall()
        return total, [ref for (ref,) in rows]

    def update(self, docs: Sequence[IndexDocument]) -> None:
        with self.base:
            for doc in docs:
                self.take(doc.ref)
                (number,) = self.base.execute("SELECT max(id) + 1 FROM doc").fetchone()
                self.put(self.base, number, doc)

    def delete(self, ref: str) -> None:
        with self.base:
            self.take(ref)

    def take(self, ref: str) -> None:
        (number,) = self.base.execute("SELECT id FROM doc WHERE ref = ?", (ref,)).fetchone()
        for table, column in (
            ("words", "rowid"),
            ("forms", "rowid"),
            ("themed", "id"),
            ("doc", "id"),
        ):
            self.base.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))


class PlainTantivy(Engine):
    """tantivy through its wheel, ranking, counting and filtering by itself."""

    name = "tantivy as it comes"

    def schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("ref", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name="whitespace")
        builder.add_text_field("form", tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field("theme", tokenizer_name="raw", fast=True, index_option="basic")
        builder.add_integer_field("month", indexed=True, fast=True)
        builder.add_float_field("since", indexed=True, fast=True)
        builder.add_float_field("until", indexed=True, fast=True)
        return builder.build()

    def build(self, docs: Sequence[IndexDocument]) -> None:
        import tantivy

        index = tantivy.Index(self.schema(), path=str(self.path))
        self.write(index, docs)

    def write(self, index: Any, docs: Sequence[IndexDocument], gone: Sequence[str] = ()) -> None:
        import tantivy

        writer = index.writer(256_000_000, 2)
        for ref in gone:
            writer.delete_documents_by_term("ref", ref)
        for doc in docs:
            whole = f"{doc.title}\n{doc.text}"
            made = tantivy.Document(
                ref=doc.ref,
                text=" ".join(analyser.terms(whole)),
                form=" ".join(set(analyser.forms(whole))),
                month=doc.month,
                since=doc.visible_from,
                until=min(doc.visible_until, FAR),
            )
            for theme in doc.themes:
                made.add_text("theme", theme)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def open(self) -> None:
        import tantivy

        self.index = tantivy.Index.open(str(self.path))
        self.index.reload()
        self.searcher = self.index.searcher()
        self.known = self.index.schema

    def ask(self, asked: Question) -> tuple[int, list[str]] | None:
        from tantivy import FieldType, Occur, Query

        each = [Query.term_query(self.known, "text", term) for term in asked.terms]
        wish = each[0]
        match asked.kind:
            case "AND of 3":
                wish = Query.boolean_query([(Occur.Must, one) for one in each])
            case "OR of 3":
                wish = Query.boolean_query([(Occur.Should, one) for one in each])
            case "phrase":
                wish = Query.phrase_query(self.known, "text", list(asked.terms))
            case "prefix of 4":
                wish = Query.regex_query(self.known, "form", f"{asked.words[0]}.*")
            case "fuzzy 1":
                fuzzy = Query.fuzzy_term_query(
                    self.known, "form", asked.words[0], 1, transposition_cost_one=False
                )
                first = Query.regex_query(self.known, "form", f"{asked.words[0][0]}.*")
                wish = Query.boolean_query([(Occur.Must, fuzzy), (Occur.Must, first)])
        limits = [
            Query.range_query(self.known, "since", FieldType.Float, None, NOW),
            Query.range_query(self.known, "until", FieldType.Float, NOW, None, include_lower=False),
        ]
        if asked.theme:
            limits += [
                Query.term_query(self.known, "theme", asked.theme),
                Query.range_query(self.known, "month", FieldType.Integer, asked.since, None),
            ]
        limited = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in limits]
        whole = Query.boolean_query([(Occur.Must, wish), *limited])
        found: Any = self.searcher.search(whole, TOP)
        if asked.facets:
            self.searcher.aggregate(whole, {"theme": {"terms": {"field": "theme", "size": 100}}})
        return found.count, [str(self.searcher.doc(at).get_first("ref")) for _, at in found.hits]

    def update(self, docs: Sequence[IndexDocument]) -> None:
        self.write(self.index, docs, [doc.ref for doc in docs])

    def delete(self, ref: str) -> None:
        self.write(self.index, [], [ref])


ENGINES: tuple[type[Engine], ...] = (OurWhoosh, OurTantivy, Sqlite, PlainTantivy, PlainWhoosh)
