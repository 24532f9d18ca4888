"""What every search backend must do, whatever is behind it.

A backend's test module subclasses `SearchBackendContract` and says how to make one in a folder.
Sets, totals and facets must be the same on every engine; ranking only where it is said.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from archive.domain.content_labels import Label
from archive.domain.query import (
    And,
    DateRange,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
    month_of,
    near_token,
    parse,
)
from archive.domain.words import Kind, Voice
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends import parts
from archive.search.backends.answering import answer
from archive.search.backends.answering_index import AnsweringIndex
from archive.search.forms import shape_of
from archive.search.port import (
    FACETS,
    SORTS,
    Count,
    Filters,
    Found,
    IndexUnusable,
    SearchBackend,
    SearchBusy,
    Sort,
    fingerprint,
)

NOW = 1_000.0


def document(
    ref: str,
    text: str,
    *,
    title: str = "",
    discussion: str = "d1",
    kind: Kind = Kind.COMMENT,
    voice: Voice = Voice.FIRST_PERSON,
    themes: tuple[str, ...] = (),
    year: int | None = 2020,
    since: float = 0.0,
    until: float = math.inf,
    labels: tuple[Label, ...] = (),
    month: int | None = None,
    language: str = "",
    near: tuple[str, ...] = (),
    coders: tuple[str, ...] = (),
) -> IndexDocument:
    """A document of which only ref and text need saying."""
    return IndexDocument(
        ref=ref,
        discussion=discussion,
        kind=kind,
        voice=voice,
        title=title,
        text=text,
        themes=themes,
        year=year,
        visible_from=since,
        visible_until=until,
        labels=labels,
        month=month,
        language=language,
        near=near,
        coders=coders,
    )


ALICE = document(
    "alice",
    "Chronic pain at night. I could not sleep, and the pain did not end.",
    title="Nights",
    kind=Kind.ESSAY,
    themes=("chronic-pain", "sleep"),
    year=2019,
    month=month_of(2019, 12),
    labels=(Label.DEATH, Label.RISK),
    language="en",
    near=("passage:chronic-pain|sleep", "sentence:chronic-pain|sleep"),
    coders=("carol", "dave"),
)
BOB = document(
    "bob",
    "My pain is chronic too; sleeping helps.",
    themes=("chronic-pain",),
    month=month_of(2020, 1),
    language="en",
    near=("sentence:chronic-pain|sleep",),
    coders=("dave",),
)
CHARLIE = document(
    "charlie",
    "Naltrexone helped my sister with pain out of nowhere.",
    discussion="d2",
    voice=Voice.SECOND_HAND,
    themes=("medication",),
    year=None,
    language="de",
)
DORA = document("dora", "Nothing to do with it.", discussion="d2", voice=Voice.COMMENTARY)
PEOPLE = (ALICE, BOB, CHARLIE, DORA)


def parsed(query: str) -> Node:
    """As staff ask: every field."""
    return parse(query, strict=True, staff=True)


def search(
    index: SearchBackend,
    query: str | Node,
    *,
    now: float = NOW,
    hidden: frozenset[str] = frozenset(),
    filters: Filters | None = None,
    offset: int = 0,
    limit: int = 100,
    sort: Sort = "relevance",
) -> Found:
    """A search in which only the query needs saying."""
    return index.search(
        parsed(query) if isinstance(query, str) else query,
        now=now,
        hidden=hidden,
        filters=filters or Filters(),
        offset=offset,
        limit=limit,
        sort=sort,
    )


def matched(doc: IndexDocument, node: Node) -> bool:
    """The meaning of the language, said as plainly as can be: the oracle for every engine."""
    match node:
        case Not(child):
            return not matched(doc, child)
        case And(children):
            return all(matched(doc, child) for child in children)
        case Or(children, minimum):
            return sum(matched(doc, child) for child in children) >= minimum
        case Nothing():
            return False
        case Field() | DateRange() | Near():
            return fact_matched(doc, node)
        case Prefix() | Wildcard() | Fuzzy():
            return any(form_matched(form, node) for form in forms_of(doc))
        case _:
            return any(words_matched(analyser.terms(text), node) for text in (doc.title, doc.text))


def fact_matched(doc: IndexDocument, node: Field | DateRange | Near) -> bool:
    """What is known of a document."""
    match node:
        case Near(first, second, within):
            return near_token(first, second, within) in doc.near
        case DateRange(start, end):
            known = doc.month is not None
            return known and (start or 0) <= (doc.month or 0) <= (end or 999_999)
        case Field(name, value):
            values: dict[str, tuple[str, ...]] = {
                "theme": doc.themes,
                "voice": (str(doc.voice),),
                "discussion": (doc.discussion,),
                "year": (str(doc.year),),
                "kind": (str(doc.kind),),
                "label": doc.labels,
                "language": (doc.language,),
                "coder": doc.coders,
            }
            return value in values[name]


def words_matched(have: list[str], node: Term | Phrase | Proximity) -> bool:
    """Terms in order, side by side or near each other."""
    wanted = analyser.terms(node.text)
    if isinstance(node, Proximity):
        size = len(wanted) + node.distance
        windows = [have[at : at + size] for at in range(len(have))]
        asked = Counter(wanted)
        return bool(wanted) and any(not asked - Counter(window) for window in windows)
    return any(have[at : at + len(wanted)] == wanted for at in range(len(have)))


def forms_of(doc: IndexDocument) -> list[str]:
    """The words of title and text as written."""
    return analyser.forms(doc.title) + analyser.forms(doc.text)


def form_matched(form: str, node: Prefix | Wildcard | Fuzzy) -> bool:
    """A word as written against a shape."""
    wanted = analyser.written(node.text)
    match node:
        case Prefix():
            return form.startswith(wanted)
        case Wildcard():
            return wildcard_matched(form, wanted)
        case Fuzzy():
            return form[:1] == wanted[:1] and distance(form, wanted) <= 1


def wildcard_matched(form: str, pattern: str) -> bool:
    """Letter by letter."""
    if not pattern:
        return not form
    if pattern[0] == "*":
        return any(wildcard_matched(form[at:], pattern[1:]) for at in range(len(form) + 1))
    is_met = bool(form) and pattern[0] in ("?", form[0])
    return is_met and wildcard_matched(form[1:], pattern[1:])


def distance(one: str, other: str) -> int:
    """Levenshtein's distance, by the book."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row[0] = row[0], at
        for n, its in enumerate(other, start=1):
            before, row[n] = row[n], min(row[n] + 1, row[n - 1] + 1, before + (letter != its))
    return row[-1]


VOCABULARY = "pain night sleep chronic dose alone help doctor the of pains sleeping don't"


def thread(seed: int, size: int, prefix: str = "c") -> list[IndexDocument]:
    """`size` documents of random words with random facts."""
    chance = random.Random(seed)
    words = VOCABULARY.split()
    return [
        document(
            f"{prefix}{n}",
            " ".join(chance.choices(words, k=chance.randint(1, 40))),
            title=" ".join(chance.choices(words, k=chance.randint(0, 3))),
            discussion=f"d{chance.randint(1, 4)}",
            kind=chance.choice(list(Kind)),
            voice=chance.choice(list(Voice)),
            themes=tuple(chance.sample(["x", "y", "z"], chance.randint(0, 3))),
            year=chance.choice([None, 2018, 2019, 2020]),
            labels=tuple(chance.sample(list(Label), chance.randint(0, 3))),
            month=chance.choice([None, *range(month_of(2018, 1), month_of(2021, 1))]),
            language=chance.choice(["", "en", "de"]),
            near=tuple(chance.sample(["passage:x|y", "sentence:x|y", "sentence:x|x"], 1)),
            coders=tuple(chance.sample(["carol", "dave"], chance.randint(0, 2))),
        )
        for n in range(size)
    ]


QUERIES = (
    "pain",
    "pain night",
    "pain OR dose OR alone",
    "pain -night",
    "NOT pain",
    '"chronic pain"',
    '"the pain of"',
    '"pain pain"',
    '(chronic OR "doctor alone") AND NOT (help sleep)',
    "theme:x pain",
    "voice:mixed -kind:essay",
    "year:2019 discussion:d2",
    "label:death -label:risk",
    "unheard",
    "sle*",
    "pain* -sleeping*",
    "sl?ep OR do?e",
    "pa*n",
    "slep~1 OR nigth~1 OR dosed~1",
    '"pain night"~0',
    '"night pain sleep"~3',
    '"pain pain"~2',
    '"pain pains night"~1 OR (dose NOT "of the"~1)',
    "date:2019",
    "date:[2018-06 TO 2019-01] OR date:[2020-11 TO *]",
    "-date:[* TO 2019-12] pain",
    "theme:x NEAR theme:y",
    "theme:y NEAR/sentence theme:x",
    "theme:x NEAR/sentence theme:x",
    "theme:x NEAR/contribution theme:y",
    "language:de coder:carol",
    "NOT (pai* OR date:2019) OR theme:z",
    "unheard* OR un?eard OR unheard~1",
)


def _files(path: Path) -> dict[str, bytes]:
    """The bytes of every file of an index, by name; those of a segment have names of their own."""
    return {file.name: file.read_bytes() for file in path.rglob("*") if file.is_file()}


class SearchBackendContract:
    """Subclass it as `Test…` and give `make`."""

    def make(self, path: Path) -> SearchBackend:
        """The backend over the index in `path`, which may not exist yet."""
        raise NotImplementedError

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "index" / "public"

    @pytest.fixture
    def index(self, path: Path) -> SearchBackend:
        """An index of the four people."""
        backend = self.make(path)
        backend.rebuild(PEOPLE)
        return backend

    # --- what a query finds ---

    @pytest.mark.parametrize(
        "query,refs",
        [
            ("pain", {"alice", "bob", "charlie"}),
            ("PAINS", {"alice", "bob", "charlie"}),
            ("chronic pain", {"alice", "bob"}),
            ('"chronic pain"', {"alice"}),
            ("nights", {"alice"}),  # the title counts
            ("naltrexone OR sleep", {"alice", "bob", "charlie"}),
            ("pain -naltrexone", {"alice", "bob"}),
            ("NOT pain", {"dora"}),
            ("theme:chronic-pain", {"alice", "bob"}),
            ("voice:second_hand", {"charlie"}),
            ("kind:essay", {"alice"}),
            ("label:death", {"alice"}),
            ("pain -label:risk", {"bob", "charlie"}),
            ("discussion:d2", {"charlie", "dora"}),
            ("year:2019", {"alice"}),
            ("theme:chronic", set()),
            ("nobody", set()),
            # forms, not stems: what is written counts
            ("sleeping*", {"bob"}),
            ("sleep*", {"alice", "bob"}),
            ("NIGHT*", {"alice"}),
            ("pains*", set()),
            ("nights?", set()),
            ("night?", {"alice"}),  # in the title
            ("si?ter", {"charlie"}),
            ("chr*c OR noth*to", {"alice", "bob"}),
            ("pian~1", set()),  # two letters changed places: that is two changes
            ("paine~1", {"alice", "bob", "charlie"}),
            ("sistre~1", set()),
            ("sistr~1", {"charlie"}),
            ("rain~1", set()),  # the first letter must be right
            # near each other, in any order
            ('"pain chronic"~0', {"alice"}),
            ('"pain chronic"~1', {"alice", "bob"}),
            ('"nights chronic"~9', {"alice"}),  # both in the text, not from the title into it
            ('"nights helped"~9', set()),
            ('"pain pain"~7', set()),
            ('"pain pain"~8', {"alice"}),  # a word asked for twice must be there twice
            ('"pain"~3', {"alice", "bob", "charlie"}),
            # when
            ("date:2019", {"alice"}),
            ("date:[2019-12 TO 2020-01]", {"alice", "bob"}),
            ("date:[2020 TO *]", {"bob"}),
            ("date:[* TO 2019-11]", set()),
            ("date:[* TO *]", {"alice", "bob"}),
            ("NOT date:[* TO *]", {"charlie", "dora"}),
            # themes that stand together
            ("theme:sleep NEAR theme:chronic-pain", {"alice"}),
            ("theme:sleep NEAR/sentence theme:chronic-pain", {"alice", "bob"}),
            ("theme:sleep NEAR/contribution theme:chronic-pain", {"alice"}),
            ("theme:sleep NEAR theme:medication", set()),
            ("language:en", {"alice", "bob"}),
            ("coder:dave", {"alice", "bob"}),
            ("coder:carol OR language:de", {"alice", "charlie"}),
            # NOT inside OR
            ("chronic OR NOT pain", {"alice", "bob", "dora"}),
            ("NOT chr* OR date:2019", {"alice", "charlie", "dora"}),
            ("-(pai* OR nothi*)", set()),
            (Nothing(), set()),
            (Or((Term("pain"), Term("chronic"), Term("night")), minimum=2), {"alice", "bob"}),
        ],
    )
    def test_a_query_finds_what_it_says(
        self, index: SearchBackend, query: str | Node, refs: set[str]
    ) -> None:
        found = search(index, query)
        assert set(found.refs) == refs
        assert found.total == len(refs)

    def test_a_phrase_never_matches_across_a_word_in_between(self, index: SearchBackend) -> None:
        assert search(index, '"out nowhere"').total == 0
        assert search(index, '"out of nowhere"').refs == ("charlie",)

    @pytest.mark.parametrize(
        "query,refs",
        [
            ("don't*", {"curly"}),
            ("dont*", set()),
            ("don’t*", {"curly"}),
            ("don?t", {"curly"}),
            ("dont~1", {"curly"}),
            ("post*", {"hyphen"}),  # a hyphen cuts a word in two
            ("trauma*", {"hyphen"}),
            ('"traumatic post"~0', {"hyphen"}),
            ("post-traumatic", {"hyphen"}),
            ("café*", {"accent"}),
            ("caf\u0065\u0301*", {"accent"}),
            ("cafe*", set()),
            ("caf?", {"accent"}),
            ("ärz*", {"accent"}),
            ("ÄRZ*", {"accent"}),
            ("cafes~1", set()),  # é for e, and the s
            ("दर्*", {"script"}),
            ("疼痛*", {"script"}),
            ('"person a said"', {"mask"}),
            ('"[Person A] said"', {"mask"}),
            ('"said person"~1', {"mask"}),
            ("runs*", set()),
            ("running* ran", {"stem"}),
            ("run", {"stem"}),
            ('"run runs"~1', set()),  # one word cannot stand for both
            ('"running ran"~0', {"stem"}),
        ],
    )
    def test_words_are_taken_as_they_are_written(
        self, path: Path, query: str, refs: set[str]
    ) -> None:
        index = self.make(path)
        index.rebuild(
            [
                document("curly", "I don’t know."),
                document("hyphen", "Post-traumatic, they said."),
                document("accent", "Im cafe\u0301 der Ärztin."),
                document("script", "दर्द 疼痛"),
                document("mask", "Then [Person A] said so."),
                document("stem", "Running. Ran."),
            ]
        )
        assert set(search(index, query).refs) == refs

    def test_forms_are_told_with_the_number_of_documents_that_may_be_known(
        self, index: SearchBackend
    ) -> None:
        def told(query: str, **options: Any) -> list[tuple[str, int]]:
            node = parsed(query)
            assert isinstance(node, Prefix | Wildcard | Fuzzy)
            known: dict[str, Any] = {"now": NOW, "hidden": frozenset()} | options
            return [(c.value, c.count) for c in index.forms(shape_of(node), **known)]

        assert told("pai*") == [("pain", 3)]
        assert told("sle*") == [("sleep", 1), ("sleeping", 1)]
        assert told("sle*", limit=1) == [("sleep", 1)]
        assert told("pain~1", hidden=frozenset({"alice", "bob"})) == [("pain", 1)]
        assert told("naltrexon*", hidden=frozenset({"charlie"})) == []
        index.add([document("later", "painstaking", since=NOW + 1)])
        assert told("pai*") == [("pain", 3)]
        assert told("pai*", now=NOW + 1) == [("pain", 3), ("painstaking", 1)]

    def test_a_pattern_of_many_asterisks_is_answered_at_once(self, index: SearchBackend) -> None:
        index.add([document("long", "aa" + "ab" * 120)])
        search(index, "pain")  # opens what was just written
        began = process_time()
        assert search(index, "aa" + "*a*b" * 100 + "c").total == 0
        assert search(index, "aa" + "*a*b" * 60).refs == ("long",)
        assert process_time() - began < 1

    def test_a_phrase_never_runs_from_the_title_into_the_text(self, index: SearchBackend) -> None:
        assert search(index, '"nights chronic"').total == 0

    @pytest.fixture(scope="class")
    @classmethod
    def random_thread(cls, tmp_path_factory: pytest.TempPathFactory) -> SearchBackend:
        """An index of `thread(7, 120)`, written in pieces."""
        docs = thread(seed=7, size=120)
        index = cls().make(tmp_path_factory.mktemp("random") / "index")
        index.rebuild(docs[:40])
        index.add(docs[40:90])
        index.add(docs[85:])
        return index

    @pytest.mark.parametrize("query", QUERIES)
    def test_sets_totals_and_facets_equal_the_plain_meaning(
        self, random_thread: SearchBackend, query: str
    ) -> None:
        docs = thread(seed=7, size=120)
        expected = [doc for doc in docs if matched(doc, parsed(query))]
        found = search(random_thread, query, limit=1_000)
        assert sorted(found.refs) == sorted(doc.ref for doc in expected)
        assert found.total == len(expected)
        assert {c.value: c.count for c in found.facets["theme"]} == {
            theme: n for theme in "xyz" if (n := sum(theme in doc.themes for doc in expected))
        }
        assert {c.value: c.count for c in found.facets["voice"]} == {
            str(v): n for v in Voice if (n := sum(doc.voice == v for doc in expected))
        }
        assert {c.value: c.count for c in found.facets["label"]} == {
            str(v): n for v in Label if (n := sum(v in doc.labels for doc in expected))
        }
        assert {c.value: c.count for c in found.facets["language"]} == {
            v: n for v in ("en", "de") if (n := sum(doc.language == v for doc in expected))
        }

    # --- facets and filters ---

    def test_facets_count_every_hit_not_only_the_page(self, index: SearchBackend) -> None:
        found = search(index, "pain", limit=1)
        assert len(found.refs) == 1
        assert found.facets["theme"] == (
            Count("chronic-pain", 2),
            Count("medication", 1),
            Count("sleep", 1),
        )
        assert found.facets["discussion"] == (Count("d1", 2), Count("d2", 1))
        assert found.facets["year"] == (Count("2019", 1), Count("2020", 1))
        assert found.facets["label"] == (Count("death", 1), Count("risk", 1))
        assert found.facets["language"] == (Count("en", 2), Count("de", 1))
        assert tuple(found.facets) == FACETS

    def test_filters_take_any_value_of_a_facet_and_all_facets(self, index: SearchBackend) -> None:
        both = Filters(theme=("sleep", "medication"))
        assert set(search(index, "pain", filters=both).refs) == {"alice", "charlie"}
        narrow = Filters(theme=("sleep", "medication"), discussion=("d2",))
        assert search(index, "pain", filters=narrow).refs == ("charlie",)
        german = Filters(language=("de", "fr"))
        assert search(index, "pain", filters=german).refs == ("charlie",)
        assert search(index, "pain", filters=Filters(label=("death",))).refs == ("alice",)

    def test_a_facet_is_counted_without_its_own_filter(self, index: SearchBackend) -> None:
        found = search(index, "pain", filters=Filters(theme=("sleep",)))
        assert found.total == 1
        assert Count("medication", 1) in found.facets["theme"]
        assert found.facets["discussion"] == (Count("d1", 1),)

    def test_a_filter_without_a_match_counts_nothing(self, index: SearchBackend) -> None:
        """Whoosh's `filter=` counts the unfiltered total here."""
        found = search(index, "pain", filters=Filters(theme=("nobody-has-this",)))
        assert (found.total, found.refs) == (0, ())
        assert found.facets["voice"] == ()

    # --- who may know ---

    def test_a_window_opens_and_closes_at_the_second(self, path: Path) -> None:
        index = self.make(path)
        index.rebuild([document("a", "pain", since=10.0, until=20.0)])
        assert [search(index, "pain", now=t).total for t in (9.999, 10.0, 19.999, 20.0)] == [
            0,
            1,
            1,
            0,
        ]

    def test_what_is_hidden_is_in_no_hit_total_or_facet(self, index: SearchBackend) -> None:
        found = search(index, "pain OR nothing", hidden=frozenset({"charlie", "gone-already"}))
        assert set(found.refs) == {"alice", "bob", "dora"}
        assert found.total == 3
        assert Count("medication", 1) not in found.facets["theme"]

    @pytest.fixture(scope="class")
    @classmethod
    def with_secrets(
        cls, tmp_path_factory: pytest.TempPathFactory
    ) -> tuple[SearchBackend, SearchBackend, frozenset[str]]:
        """An index of sixty documents; one of those and many that nobody may know of; which of
        these a search is told to hide."""
        shown = thread(seed=3, size=60)
        secret = [
            *(_with_window(doc, NOW + 1, math.inf) for doc in thread(4, 40, "embargoed")),
            *(_with_window(doc, 0, NOW) for doc in thread(5, 40, "expired")),
            *thread(6, 40, "hidden"),
        ]
        folder = tmp_path_factory.mktemp("secrets")
        plain, mixed = cls().make(folder / "plain"), cls().make(folder / "mixed")
        plain.rebuild(shown)
        mixed.rebuild(secret[:70])
        mixed.add(shown)
        mixed.add(secret[70:])
        return plain, mixed, frozenset(d.ref for d in secret if d.ref.startswith("hidden"))

    @pytest.mark.parametrize("query", QUERIES)
    def test_documents_one_may_not_see_change_nothing(
        self, with_secrets: tuple[SearchBackend, SearchBackend, frozenset[str]], query: str
    ) -> None:
        """Not a total, not a facet, not the order: the statistics that rank leak nothing."""
        plain, mixed, hidden = with_secrets
        for sort in SORTS:
            assert search(mixed, query, sort=sort, hidden=hidden) == search(plain, query, sort=sort)

    @pytest.mark.parametrize("query", ["pa*", "sle??", "slep~1", "th*"])
    def test_forms_that_one_may_not_see_are_not_told(
        self, with_secrets: tuple[SearchBackend, SearchBackend, frozenset[str]], query: str
    ) -> None:
        plain, mixed, hidden = with_secrets
        node = parsed(query)
        assert isinstance(node, Prefix | Wildcard | Fuzzy)
        told = plain.forms(shape_of(node), now=NOW, hidden=frozenset())
        assert mixed.forms(shape_of(node), now=NOW, hidden=hidden) == told

    # --- order and pages ---

    def test_more_and_denser_mentions_come_first(self, path: Path) -> None:
        index = self.make(path)
        filler = [document(f"f{n}", "other words here") for n in range(20)]
        index.rebuild(
            [
                document("once", "pain " + "and more words " * 20),
                document("thrice", "pain pain pain " + "and more words " * 19),
                document("short", "pain once"),
                document("titled", "pain once", title="Pain"),
                *filler,
            ]
        )
        assert search(index, "pain").refs == ("titled", "short", "thrice", "once")

    def test_pages_follow_each_other_without_gap_or_repeat(self, path: Path) -> None:
        index = self.make(path)
        index.rebuild(thread(seed=9, size=75))
        whole = search(index, "pain OR night OR sleep").refs
        pages = [
            search(index, "pain OR night OR sleep", offset=n, limit=10) for n in range(0, 80, 10)
        ]
        assert tuple(ref for page in pages for ref in page.refs) == whole
        assert {page.total for page in pages} == {len(whole)}
        assert search(index, "pain", offset=10_000).refs == ()

    def test_results_sort_by_year_and_thread_with_unknown_years_last(
        self, index: SearchBackend
    ) -> None:
        assert search(index, "pain", sort="newest").refs == ("bob", "alice", "charlie")
        assert search(index, "pain", sort="oldest").refs == ("alice", "bob", "charlie")
        assert search(index, "pain", sort="thread").refs == ("alice", "bob", "charlie")

    def test_the_same_documents_rank_the_same_however_they_arrived(self, path: Path) -> None:
        docs = thread(seed=11, size=90)
        at_once, piecemeal = self.make(path / "a"), self.make(path / "b")
        at_once.rebuild(docs)
        piecemeal.rebuild([])
        for n in range(0, 90, 9):
            piecemeal.add(reversed(docs[n : n + 9]))
        piecemeal.compact()
        for query in QUERIES:
            assert search(at_once, query) == search(piecemeal, query)

    # --- writing ---

    def test_adding_again_replaces(self, index: SearchBackend) -> None:
        assert index.add([document("alice", "Quiet now."), document("emil", "New pain.")]) == 2
        assert set(search(index, "pain").refs) == {"bob", "charlie", "emil"}
        assert search(index, "quiet").refs == ("alice",)
        assert index.refs() == {"alice", "bob", "charlie", "dora", "emil"}

    def test_of_two_versions_in_one_batch_the_later_stays(self, index: SearchBackend) -> None:
        index.add([document("emil", "earlier"), document("emil", "later")])
        assert search(index, "earlier").total == 0
        assert search(index, "later").refs == ("emil",)

    def test_removing_and_purging_take_away_what_is_there(self, index: SearchBackend) -> None:
        assert index.remove(["bob", "nobody"]) == 1
        assert index.remove(["bob"]) == 0
        index.purge(["charlie", "nobody"])
        assert search(index, "pain").refs == ("alice",)
        assert index.refs() == {"alice", "dora"}

    def test_a_removed_document_can_come_back(self, index: SearchBackend) -> None:
        index.remove(["bob"])
        index.add([BOB])
        assert search(index, "chronic").total == 2

    def test_another_object_over_the_same_index_sees_every_write(
        self, index: SearchBackend, path: Path
    ) -> None:
        other = self.make(path)
        before = other.generation()
        assert search(other, "pain").total == 3
        index.remove(["bob"])
        assert search(other, "pain").total == 2
        assert other.generation() != before
        index.rebuild([BOB])
        assert search(other, "pain").refs == ("bob",)

    def test_a_rebuild_is_seen_only_when_it_is_done(self, index: SearchBackend) -> None:
        def documents() -> Iterator[IndexDocument]:
            yield document("new", "pain")
            assert search(index, "pain").total == 3

        assert index.rebuild(documents()) == 1
        assert search(index, "pain").refs == ("new",)

    def test_a_rebuild_that_fails_leaves_the_index_as_it_was(self, index: SearchBackend) -> None:
        def documents() -> Iterator[IndexDocument]:
            yield document("new", "pain")
            raise ConnectionError

        with pytest.raises(ConnectionError):
            index.rebuild(documents())
        assert search(index, "pain").total == 3
        assert index.add([document("emil", "still works")]) == 1

    def test_an_add_that_fails_leaves_the_index_usable(self, index: SearchBackend) -> None:
        def documents() -> Iterator[IndexDocument]:
            yield document("new", "pain")
            raise ConnectionError

        with pytest.raises(ConnectionError):
            index.add(documents())
        assert index.add([document("emil", "pain")]) == 1
        assert "emil" in search(index, "pain").refs

    def test_a_second_writer_is_told_at_once_and_changes_nothing(
        self, index: SearchBackend, path: Path
    ) -> None:
        second = self.make(path)
        with index.writing():
            for write in (
                lambda: second.add([document("emil", "pain")]),
                lambda: second.remove(["alice"]),
                lambda: second.purge(["alice"]),
                second.compact,
                lambda: second.rebuild([]),
            ):
                with pytest.raises(SearchBusy):
                    write()
            index.add([document("emil", "pain")])  # the writer itself goes on
        assert search(second, "pain").total == 4
        assert second.remove(["emil"]) == 1

    def test_documents_are_read_only_once_nobody_else_writes(
        self, index: SearchBackend, path: Path
    ) -> None:
        read = []

        def documents() -> Iterator[IndexDocument]:
            read.append(True)
            yield document("emil", "pain")

        with index.writing(), pytest.raises(SearchBusy):
            self.make(path).add(documents())
        assert not read

    def test_an_index_that_is_not_there_says_what_to_do(self, path: Path) -> None:
        index = self.make(path)
        for attempt in (
            lambda: search(index, "pain"),
            index.refs,
            lambda: index.add([BOB]),
            lambda: index.remove(["bob"]),
            lambda: index.purge(["bob"]),
        ):
            with pytest.raises(IndexUnusable, match="reindex"):
                attempt()

    def test_an_empty_index_answers(self, path: Path) -> None:
        index = self.make(path)
        assert index.rebuild([]) == 0
        found = search(index, "NOT pain")
        assert (found.total, found.refs) == (0, ())
        assert index.refs() == frozenset()
        assert index.compact() == 0

    def test_a_document_without_a_word_is_found_by_its_facts(self, index: SearchBackend) -> None:
        index.add([document("mute", "", themes=("silence",))])
        assert search(index, "theme:silence").refs == ("mute",)

    def test_fingerprints_tell_a_stale_document_from_a_fresh_one(
        self, index: SearchBackend
    ) -> None:
        assert index.fingerprints() == {doc.ref: fingerprint(doc) for doc in PEOPLE}
        index.add([document("bob", "changed")])
        assert index.fingerprints()["bob"] != fingerprint(BOB)

    def test_the_lexicon_has_every_term_and_form_of_what_is_in(self, index: SearchBackend) -> None:
        assert set(index.lexicon()) == {
            word
            for doc in PEOPLE
            for text in (doc.title, doc.text)
            for word in (*analyser.terms(text), *analyser.forms(text))
        }

    def test_no_term_and_no_trace_outlives_a_purge(self, path: Path) -> None:
        index = self.make(path)
        index.rebuild([*thread(seed=2, size=300), CHARLIE])
        assert index.traces(["naltrexon", "help"]) == {"charlie"}
        assert {"naltrexon", "naltrexone"} <= set(index.lexicon())
        index.purge(["charlie"])
        assert not {"naltrexon", "naltrexone"} & set(index.lexicon())
        assert index.traces(["naltrexon"]) == frozenset()

    def test_purging_one_of_many_parts_makes_that_again_and_leaves_no_byte(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = self.make(path)
        for module in (parts, sys.modules[type(index).__module__]):
            monkeypatch.setattr(module, "LARGEST", 30)
        docs = thread(seed=6, size=200)
        secret = document(
            "secret-ref",
            "zyxwvutword by Quillonetta",
            title="Unsaidtitle",
            themes=("secret-theme",),
        )
        index.rebuild([*docs[:100], secret, *docs[100:]])
        planted = ("zyxwvutword", "quillonetta", "unsaidtitle", "secret-ref", "secret-theme")
        stems = {analyser.terms(word)[0] for word in planted[:3]}
        before = _files(path)
        assert all(word.encode() in b"".join(before.values()) for word in planted)
        assert stems <= set(index.lexicon())
        assert index.purge(["secret-ref"]) == 1
        after = _files(path)
        for word in (*planted, *stems):
            assert word.encode() not in b"".join(after.values())
            assert word not in set(index.lexicon())
        assert index.traces(["zyxwvutword"]) == frozenset()
        stayed = [name for name, data in before.items() if after.get(name) == data]
        assert len(stayed) > len(before) // 2
        plain = self.make(path / "plain")
        plain.rebuild(docs)
        for query in QUERIES:
            assert search(index, query) == search(plain, query)
        assert index.fingerprints() == plain.fingerprints()

    def test_what_is_open_goes_on_answering_when_its_files_are_gone(self, path: Path) -> None:
        index = self.make(path)
        assert isinstance(index, AnsweringIndex)
        docs = thread(seed=6, size=60)
        index.rebuild(docs)
        opened = index._current()
        self.make(path).rebuild([])
        for query in ("pain", '"chronic pain"', '"pain night the"~9', "slee*", "docter~1"):
            found = answer(
                opened,
                parse(query, strict=True, staff=True),
                now=NOW,
                hidden=frozenset(),
                filters=Filters(),
                offset=0,
                limit=100,
                sort="relevance",
            )
            assert set(found.refs) == {
                doc.ref for doc in docs if matched(doc, parse(query, strict=True, staff=True))
            }

    def test_traces_are_terms_side_by_side_in_title_or_text(self, index: SearchBackend) -> None:
        assert index.traces(["chronic", "pain"]) == {"alice"}
        assert index.traces(["night"]) == {"alice"}
        assert index.traces(["pain", "chronic"]) == frozenset()
        assert index.traces([]) == frozenset()

    def test_any_script_and_any_length_of_word_can_be_found(self, index: SearchBackend) -> None:
        index.add([document("odd", "दर्द שָׁלוֹם 疼痛 👍🏽 " + "q" * 5_000)])
        for word in ("दर्द", "שָׁלוֹם", "疼痛", "q" * 1_900):
            assert search(index, word).refs == ("odd",)

    def test_it_says_what_it_can_do(self, index: SearchBackend) -> None:
        assert index.capabilities.analyser == analyser.VERSION
        assert index.capabilities.sorts <= set(SORTS)


def _with_window(doc: IndexDocument, since: float, until: float) -> IndexDocument:
    return replace(doc, visible_from=since, visible_until=until)
