"""What a reviewer hid appears nowhere: not in a wording, a page, an index, an export or a log.

Threads by invented people are made of a grammar of our own, with their names in every dress a name
can wear. A reviewer decides by the forms of the review page; then all of it is read as everybody
who is not staff, and whatever staff leave behind them (addresses, messages, sessions, audit, logs).
Which words must be gone is known from the plan of each story, never asked of the archive.
"""

from __future__ import annotations

import html
import io
import json
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from archive import actions, gate
from archive.domain.errors import ArchiveError, Conflict, NotFound
from archive.domain.markup import paragraphs
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.text import Span, canonical
from archive.domain.words import Audience, Kind, Role, Scope, SignOff, Treatment, Voice
from archive.gate.guard import ungated
from archive.models import Redaction
from archive.search import analyser, indexer
from archive.search.find import find
from archive.search.indexes import index_of
from archive.web.log_lines import CarefulFormatter
from tests import factories
from tests.actions import words as deciding
from tests.told import Told, open_question, tell

pytestmark = pytest.mark.django_db(databases="__all__")

# --- the grammar --------------------------------------------------------------------------------

KEPT = ("lamotrigine", "NMDA", "Lyrica", "DRD4", "zopiclone", "pregabalin")
"""Words that must still be read and found: what the accounts are about."""

BEGINNINGS = "Vrol Zbig Krze Qua Ød Žu Éla Ñan Þor Şev Jyx Wzo".split()
MIDDLES = "ma zi lo vu që pha".split()
ENDS = "dranik xevak lünph quorl zembre thwix".split()
PARTICLES = ("", "", "van der ", "O’")

SENTENCES = (
    "I told {} about {} in the end.",
    "It was {} who drove me there, and {} helped.",
    "Without {} the {} would have been thrown away.",
    "So ({}) stood there while I counted my {}!",
    "And then “{}” was all that {} left in my head.",
    "🌧️{}🌧️ is what I wrote when {} stopped working.",
    "My neighbour—{}—never knew of the {} at all.",
    "Why did {} ask me about {}?",
)
HIDING = ("accept", "edit", "mask", "selection", "alias", "again", "later", "now", "single")
PLANS = (*HIDING, "keep", "undo")
AFTERWARDS = ("later", "now")
READ = "still read"
"""Counted beside the plans: a name that was kept was read."""


@dataclass(frozen=True)
class Name:
    """A name, and what the reviewer will make of it."""

    words: str
    plan: str

    @property
    def hides(self) -> bool:
        return self.plan in HIDING


@dataclass(frozen=True)
class Story:
    """Texts, the essay first; `links` are places in a text whose link names somebody."""

    names: tuple[Name, ...]
    title: str
    texts: tuple[str, ...]
    authors: tuple[str, ...]
    links: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(name.words for name in self.names if name.hides)

    @property
    def kept_words(self) -> set[str]:
        return {word for word in KEPT for text in self.texts if word in text}


@st.composite
def names(draw: st.DrawFn, further: Sequence[str] = PLANS) -> tuple[Name, ...]:
    """Two to four people no two words of whose names have the same stem.

    The first is learned of when it is too late, what is made of the others is one of `further`.
    """
    wanted = draw(st.integers(2, 4))
    taken: set[str] = set()
    found: list[Name] = []
    for _ in range(wanted):
        words = draw(st.sampled_from(PARTICLES)) + draw(_word())
        if draw(st.booleans()):
            words += draw(st.sampled_from(" -")) + draw(_word())
        stems = set(analyser.terms(words)) - {"van", "der"}
        assume(not stems & taken and "o" not in stems)
        taken |= stems
        plans = further if found else AFTERWARDS
        found.append(Name(words, draw(st.sampled_from(plans))))
    return tuple(found)


@st.composite
def _word(draw: st.DrawFn) -> str:
    return "".join(draw(st.sampled_from(part)) for part in (BEGINNINGS, MIDDLES, ENDS))


@st.composite
def _dressed(draw: st.DrawFn, name: str) -> str:
    """The name as somebody writes it."""
    cases: list[Callable[[str], str]] = [str, str, str.lower, str.upper, str.title]
    case = draw(st.sampled_from(cases))
    space = draw(st.sampled_from([" ", " ", "\n", "  ", "\u00a0", " \n"]))
    written = case(name).replace(" ", space)
    if draw(st.booleans()):
        written = written.replace("’", "'")
    if draw(st.booleans()):
        written = unicodedata.normalize("NFD", written)
    ending: str = draw(st.sampled_from(["", "", "'s", "’s"]))
    return written + ending


@st.composite
def _text(draw: st.DrawFn, people: tuple[Name, ...], quoted: str) -> str:
    """Blocks of sentences about these people; a reply may quote a block of another text."""
    blocks = [f"> {draw(st.sampled_from(quoted.split(chr(10) * 2)))}"] if quoted else []
    for _ in range(draw(st.integers(1, 2))):
        said = []
        for _ in range(draw(st.integers(1, 3))):
            who = draw(_dressed(draw(st.sampled_from(people)).words))
            said.append(draw(st.sampled_from(SENTENCES)).format(who, draw(st.sampled_from(KEPT))))
        blocks.append(" ".join(said))
    longer = re.sub(r"\W", "", draw(st.sampled_from(people)).words.rpartition(" ")[2])
    blocks.append(f"They called it {longer}drome, or un{longer.lower()}, and laughed.")
    return canonical("\n\n".join(blocks))


@st.composite
def stories(draw: st.DrawFn, plans: Sequence[str] = PLANS) -> Story:
    people = draw(names(plans))
    texts: list[str] = []
    for number in range(draw(st.integers(2, 4))):
        quoted = draw(st.sampled_from(["", *texts])) if number else ""
        texts.append(draw(_text(people, quoted)))
    title = canonical(f"What {draw(_dressed(people[0].words))} said of {KEPT[0]}")
    authors = tuple(
        draw(st.sampled_from(["", "Robin", *(name.words for name in people)])) for _ in texts
    )
    links = {n: tuple(_links(text, people)) for n, text in enumerate(texts) if draw(st.booleans())}
    return Story(people, " ".join(title.split()), tuple(texts), authors, links)


def _links(text: str, people: tuple[Name, ...]) -> Iterator[Span]:
    """The first mention of everybody, with an address that names them."""
    for name in people:
        for start, end in list(places(name.words, text))[:1]:
            if "\n\n" not in text[start:end]:
                address = f"https://pages.example/{name.words.replace(' ', '.')}"
                yield Span(start, end, "link", address)


# --- the oracle: whether words stand somewhere ----------------------------------------------------


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return " ".join(plain.split())


def _whole(words: str) -> re.Pattern[str]:
    """The words whole: a letter or digit on either side makes it another word."""
    return re.compile(rf"(?<![^\W_]){re.escape(_folded(words))}(?![^\W_])")


def stands(words: str, text: str) -> bool:
    return _whole(words).search(_folded(text)) is not None


def places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand in a text as it is written."""
    inner = r"\s+".join(re.escape(w).replace("’", "['’]") for w in words.split())
    pattern = re.compile(rf"(?<![^\W_]){inner}(?![^\W_])", re.IGNORECASE)
    yield from ((m.start(), m.end()) for m in pattern.finditer(text))


def _readings(raw: str) -> Iterator[str]:
    """An answer as it is sent, with its references resolved, and without its tags."""
    plain = html.unescape(raw)
    yield raw
    yield plain
    yield html.unescape(re.sub(r"<[^>]*>", "", raw))
    yield html.unescape(re.sub(r"<[^>]*>", " ", raw))
    if "\\u" in raw:
        yield re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), raw)


def assert_without(words: Sequence[str], raw: str, where: str) -> None:
    """None of the words stand in it, however it is read."""
    if words:
        any_of = re.compile("|".join(_whole(each).pattern for each in words))
        for reading in _readings(raw):
            assert (found := any_of.search(_folded(reading))) is None, (where, found)


# --- the archive a story happens in -------------------------------------------------------------

SCOPES = (Scope.READ, Scope.FIND, Scope.RESEARCH)
GROUND: dict[str, Any] = {
    "rights": "The owner agreed.",
    "privacy": "It was public for years.",
    "reference": "Letter 3",
    "dated": date(2026, 1, 2),
}
_numbers = count(1)


@dataclass
class World:
    """A story that was told or imported, and what is left behind while staff work on it."""

    story: Story
    staff: factories.People
    slug: str
    refs: list[str]
    told: list[Told] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    browser: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.browser.force_login(self.staff.alice)

    def press(self, ref: str, do: str, **sent: Any) -> None:
        """A button of the review page; what comes back is kept, to be looked through."""
        answer = self.browser.post(f"/workbench/review/{ref}/", {"do": do, **sent})
        assert answer.status_code == 303, answer.content.decode()
        self.said += [str(answer.headers), *map(str, get_messages(answer.wsgi_request))]
        self.said += [f"{morsel.key}={morsel.value}" for morsel in answer.cookies.values()]

    def sheet(self, ref: str) -> Any:
        return gate.read_as(gate.viewer_of(self.staff.alice)).review(ref)

    def batches(self) -> set[str]:
        with ungated("a test looks what was decided"):
            return set(
                Redaction.objects.filter(
                    contribution__ref__in=self.refs, retracted_at=None
                ).values_list("batch", flat=True)
            )


def imported(story: Story, staff: factories.People) -> World:
    """The story as an essay and its comments from some blog, with a basis to show it."""
    items = [
        ParsedContribution(
            str(n),
            "0" if n else None,
            Kind.COMMENT if n else Kind.ESSAY,
            text,
            tuple(sorted((*paragraphs(text), *story.links.get(n, ())))),
            title="" if n else story.title,
            author=story.authors[n],
            written_at=datetime(2024, 3, 7, tzinfo=UTC),
        )
        for n, text in enumerate(story.texts)
    ]
    address = f"https://story{next(_numbers)}.example/"
    thread = ParsedDiscussion(address, story.title, tuple(items), source_url=address)
    report = actions.import_discussion(
        parsed=ParsedFile("page-text", address, (thread,)), by=staff.dave
    )
    slug = report.discussions[0].slug
    rows = gate.read_as(gate.viewer_of(staff.dave)).outline(slug).contributions
    actions.propose_basis(slug=slug, scopes=list(SCOPES), by=staff.dave, **GROUND)
    actions.confirm_basis(slug=slug, by=staff.carol)
    return World(story, staff, slug, [row.ref for row in rows])


def told(story: Story, staff: factories.People) -> World:
    """The story as answers to a question, each under a code of its own."""
    slug = open_question(f"What helped? ({next(_numbers)})", by=staff.dave)
    given: list[Told] = []
    for number, text in enumerate(story.texts):
        given.append(
            tell(
                slug,
                f"{text}\n\nThis is answer number {number}.",
                scopes=[*SCOPES, Scope.HOLD, Scope.MAILBOX],
                sign_off=(SignOff.HIDE_MORE, SignOff.ASK)[number % 2],
            )
        )
    return World(story, staff, slug, [each.ref for each in given], given)


# --- what a reviewer does -----------------------------------------------------------------------


def decide(world: World, name: Name) -> None:
    """Carry out what is planned for this name, where it stands first."""
    for ref in world.refs:
        sheet = world.sheet(ref)
        found = [
            f.id
            for f in (*sheet.findings, *sheet.title_findings)
            if _folded(f.surface).removesuffix("'s") == _folded(name.words)
        ]
        spots = list(places(name.words, sheet.original))
        titled = list(places(name.words, sheet.original_title))
        if not found and not spots and not titled:
            continue
        thread = {"whole_thread": "on"}
        if name.plan == "keep":
            if found:
                world.press(ref, "decide", finding=found, decision="keep",
                            reason="points_to_nobody", **thread)  # fmt: skip
            continue
        if name.plan in ("now", "single"):
            for start, end in spots:
                select(world, ref, start, end, **({"at_once": "1"} if name.plan == "now" else {}))
            hide_in_title(world, ref, name)
            continue
        before = world.batches()
        if found and name.plan in ("accept", "alias", "again", "undo"):
            world.press(ref, "decide", finding=found, decision="accept", **thread)
        elif found and name.plan == "edit":
            world.press(ref, "decide", finding=found, decision="edit",
                        replacement="[somebody dear]", **thread)  # fmt: skip
        elif spots or titled:
            hide_by_hand(world, ref, name, spots)
        if name.plan in ("undo", "again"):
            (batch,) = world.batches() - before
            world.press(ref, "undo_batch", batch=batch)
        break
    if name.plan == "again":
        decide(world, Name(name.words, "accept"))


def hide_by_hand(world: World, ref: str, name: Name, spots: list[tuple[int, int]]) -> None:
    """Hide the first place of a name, and with it all others of the thread."""
    treatment = {"mask": "mask", "edit": "generalise"}.get(name.plan, "pseudonym")
    words = {"generalise": "[somebody dear]"}.get(treatment, "")
    sent: dict[str, Any] = {"treatment": treatment, "replacement": words, "whole_thread": "on"}
    if spots:
        select(world, ref, *spots[0], **sent)
    else:
        hide_in_title(world, ref, name, **sent)


def select(world: World, ref: str, start: int, end: int, **sent: str) -> None:
    """Hide a selection in the text."""
    where = {"where": "selection", "field": "text", "start": start, "end": end}
    world.press(ref, "redact", **{"treatment": "pseudonym", **where, **sent})


def hide_in_title(world: World, ref: str, name: Name, **sent: str) -> None:
    """Hide the name where the title has it; there, words are found by typing them."""
    title = world.sheet(ref).original_title
    for start, end in places(name.words, title):
        where = {"where": "words", "field": "title", "words": title[start:end], "occurrence": "1"}
        world.press(ref, "redact", **{"treatment": "mask", **where, **sent})


def merge(world: World) -> None:
    """Everybody who is planned as an alias becomes one person."""
    wanted = {_folded(name.words) for name in world.story.names if name.plan == "alias"}
    reader = gate.read_as(gate.viewer_of(world.staff.alice))
    persons = {
        person.id: ref
        for ref in world.refs
        for person in reader.persons(ref)
        if wanted & {_folded(surface).removesuffix("'s") for surface in person.surfaces}
    }
    for other in list(persons)[1:]:
        world.press(persons[other], "merge", person=other, into=next(iter(persons)))


def let_the_rest_stand(world: World) -> None:
    """What is left to decide stays; nothing that is hidden may come back with it."""
    for ref in world.refs:
        left = [f for f in world.sheet(ref).findings if f.band == "check"]
        left += [f for f in world.sheet(ref).title_findings if f.band == "check"]
        for one in left:
            if _folded(one.surface).removesuffix("'s") in map(_folded, world.story.hidden):
                raise AssertionError("a word that was hidden is still to be decided")
        if left:
            world.press(ref, "decide", finding=[f.id for f in left], decision="keep",
                        reason="not_what_it_seems")  # fmt: skip


def publish(world: World) -> None:
    """Approve all that waits for a person, and let its writer say yes."""
    for ref in world.refs:
        world.press(ref, "approve", voice=Voice.FIRST_PERSON.value, read_whole="on")
    for each in world.told:
        actions.sign_off(ref=each.ref, contributor=each.contributor)
    indexer.apply_outbox()


def live_through(world: World) -> None:
    """All decisions, in their order: before readers see the texts, and after."""
    story = world.story
    for name in story.names:
        if name.plan not in AFTERWARDS:
            decide(world, name)
    merge(world)
    let_the_rest_stand_but_later(world)
    publish(world)
    actions.tag_passage(
        ref=world.refs[0],
        start=0,
        end=len(story.texts[0]),
        themes=["chronic-pain"],
        voice=Voice.FIRST_PERSON,
        by=world.staff.alice,
    )
    indexer.apply_outbox()
    for name in story.names:
        if name.plan in AFTERWARDS:
            decide(world, name)
    indexer.apply_outbox()


def let_the_rest_stand_but_later(world: World) -> None:
    """Names that somebody learns of later are let stand first."""
    for name in world.story.names:
        if name.plan in AFTERWARDS:
            decide(world, Name(name.words, "keep"))
    let_the_rest_stand(world)


# --- everything that can be read ------------------------------------------------------------------


def public_answers(world: World) -> Iterator[tuple[str, str]]:
    """Pages of readers and researchers, their searches, and what is said where nothing is."""
    reader, researcher = Client(), Client()
    researcher.force_login(factories.account("rhea", Role.RESEARCHER))
    apart = [f"/c/{ref}/" for ref in world.refs] + [f"/removal/{ref}/" for ref in world.refs]
    one = world.refs[0]
    shut = ["/c/no/", f"/c/{one}/none/", "/workbench/", f"/workbench/review/{one}/"]
    read = ["/", "/themes/chronic-pain/", f"/d/{world.slug}/"]
    for who, client, urls in (
        ("reader", reader, [*read, *apart, *shut, "/themes/", f"/claim/{one}/"]),
        ("researcher", researcher, [*read, f"/c/{one}/", f"/workbench/review/{one}/"]),
    ):
        for url in urls:
            answer = client.get(url)
            yield f"{who} {url}", f"{answer.headers}\n{answer.cookies}\n{answer.content.decode()}"
        for url in (f"/c/{one}/", f"/workbench/review/{one}/"):
            asks_json = client.get(url, headers={"accept": "application/json"})
            yield f"{who} {url} as JSON", asks_json.content.decode()
        answer = client.post("/search/", {"q": " OR ".join(KEPT)})
        assert "<mark" in answer.content.decode()
        yield f"{who} searches", f"{answer.headers}\n{answer.content.decode()}"


def own_answers(world: World, one: Told) -> Iterator[tuple[str, str]]:
    """Everything under a return code."""
    client = Client()
    assert client.post("/return/", {"code": one.code.shown}).status_code == 302
    for url in (
        "/mine/", f"/mine/{one.ref}/", f"/mine/{one.ref}/withdraw/", "/mine/receipt/",
        "/mine/receipt.jsonld", "/mine/download.json", "/mine/download.html", f"/d/{world.slug}/",
    ):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 200, url
        yield url, f"{answer.headers}\n{answer.content.decode()}"


def staff_pages(world: World) -> Iterator[tuple[str, str]]:
    """Headers and every address on the pages that staff read."""
    desk = f"/workbench/desk/{world.slug}/"
    urls = ["/workbench/", desk, f"{desk}dossier/", f"/workbench/replacements/{world.slug}/"]
    urls += [f"/workbench/review/{ref}/" for ref in world.refs]
    urls += [f"/workbench/review/{world.refs[0]}/{part}/" for part in ("likeness", "quote")]
    for url in urls:
        answer = world.browser.get(url)
        addresses = re.findall(r"""(?:href|src|action)=["']([^"']*)""", answer.content.decode())
        yield url, " ".join([str(answer.headers), *addresses])


def open_columns() -> Iterator[tuple[str, str]]:
    """Each value of each table of both databases, sealed ones as the noise they are."""
    with ungated("a test reads every table"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                for table in connections[alias].introspection.table_names(cursor):
                    cursor.execute(f'SELECT * FROM "{table}"')
                    for row in cursor.fetchall():
                        yield (
                            table,
                            "\n".join(
                                bytes(v).decode("utf-8", "replace")
                                if isinstance(v, (bytes, memoryview))
                                else str(v)
                                for v in row
                            ),
                        )
        for session in Session.objects.all():
            yield "a session", json.dumps(session.get_decoded(), ensure_ascii=False, default=str)


def assert_not_indexed(world: World) -> None:
    """Neither term nor phrase nor total nor byte, in the indexes that are not staff's alone."""
    home = Path(django_settings.ARCHIVE_HOME) / "index"
    for name in world.story.hidden:
        terms = analyser.terms(name)
        alone = len(terms) == 1 and not _stays(world, terms[0])
        byte = rb"[\w\x80-\xff]"
        standing = re.compile(rb"(?<!%b)%b(?!%b)" % (byte, terms[0].encode(), byte))
        for audience in (Audience.PUBLIC, Audience.RESEARCH):
            assert not index_of(audience).traces(terms), (audience, name)
            if alone:
                assert terms[0] not in set(index_of(audience).lexicon()), (audience, name)
                files = [f for f in (home / audience).rglob("*") if f.is_file()]
                assert files
                assert not any(standing.search(f.read_bytes()) for f in files), (audience, name)
        for viewer in (gate.READER, gate.Viewer(role=Role.RESEARCHER, name="rhea")):
            answer = find(viewer, f'"{name}"', strict=False)
            assert answer.total == 0, name
            assert not any(answer.facets.values()), name


def _stays(world: World, term: str) -> bool:
    """Whether another word that stands has this term."""
    shown = " ".join(
        each.text + " " + each.title
        for each in gate.read_as(gate.READER).discussion(world.slug).contributions
    )
    return term in analyser.terms(shown)


class Listening(logging.Handler):
    """Every record, as a deployed archive would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(CarefulFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listened() -> Iterator[list[str]]:
    """What is logged, at any level, and printed while it is open."""
    handler, out, err = Listening(), io.StringIO(), io.StringIO()
    loggers = [logging.getLogger(name) for name in ("archive", "django.request", "django.server")]
    levels = [logger.level for logger in loggers]
    with redirect_stdout(out), redirect_stderr(err):
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
        try:
            yield handler.lines
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)
            handler.lines += [out.getvalue(), err.getvalue()]


# --- the property ---------------------------------------------------------------------------------

SEEN: dict[str, int] = {}
"""How often a plan was carried out: one that never is would prove nothing."""


def tell_and_look(story: Story, people: factories.People, *, is_told: bool) -> None:
    assume(story.hidden)
    with ExitStack() as stack:
        for alias in ("default", "keys"):
            stack.enter_context(transaction.atomic(using=alias))
            stack.callback(transaction.set_rollback, True, using=alias)
        indexer.reindex()
        with listened() as lines:
            world = (told if is_told else imported)(story, people)
            live_through(world)
            republish(world)
            look_everywhere(world)
        assert_without(story.hidden, "\n".join(lines), "a log, or what was printed")


def republish(world: World) -> None:
    """What was hidden after publication is approved again."""
    let_the_rest_stand(world)
    publish(world)


def look_everywhere(world: World) -> None:
    story, hidden = world.story, world.story.hidden
    for name in story.names:
        SEEN[name.plan] = SEEN.get(name.plan, 0) + 1
    page = gate.read_as(gate.READER).discussion(world.slug)
    assert len(page.contributions) == len(world.refs)
    for shown in page.contributions:
        layer = " ".join(f"{span.kind} {span.value}" for span in shown.formatting)
        assert_without(hidden, f"{shown.text}\n{shown.title}\n{shown.author}\n{layer}", "rendition")
    assert_kept(world)
    for where, answer in public_answers(world):
        assert_without(hidden, answer, where)
    for one, text in zip(world.told, story.texts, strict=False):
        others = tuple(name for name in hidden if not stands(name, text))
        for where, answer in own_answers(world, one):
            assert_without(others, answer, f"her own {where}")
    for where, answer in staff_pages(world):
        assert_without(hidden, answer, f"staff {where}")
    assert_without(hidden, "\n".join(world.said), "messages, headers and cookies of staff")
    everybody = tuple(name.words for name in story.names)
    for where, row in open_columns():
        assert_without(everybody, row, where)
    assert_not_indexed(world)


def assert_kept(world: World) -> None:
    """What was not hidden is read and found: the test could not fail on an empty archive."""
    page = Client().get(f"/d/{world.slug}/").content.decode()
    for word in world.story.kept_words:
        assert stands(word, re.sub(r"<[^>]*>", "", page)), word
        assert find(gate.READER, word, strict=False).total, word
    for name in world.story.names:
        if name.plan in ("keep", "undo") and stands(name.words, html.unescape(page)):
            SEEN[READ] = SEEN.get(READ, 0) + 1


@pytest.fixture
def people() -> factories.People:
    call_command("prepare", verbosity=0)
    return factories.people()


QUICK = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a story that fails is short enough as it is
)


@QUICK
@given(story=stories())
def test_what_is_hidden_in_an_imported_thread_appears_nowhere(people: Any, story: Story) -> None:
    tell_and_look(story, people, is_told=False)


@QUICK
@given(story=stories())
def test_what_is_hidden_in_told_texts_appears_nowhere(people: Any, story: Story) -> None:
    tell_and_look(story, people, is_told=True)


@pytest.mark.long
def test_what_is_hidden_appears_nowhere_in_many_stories(people: Any) -> None:
    """And every plan was carried out, and names that were kept were read.

    Of a plan that chance left out, more stories are told.
    """
    SEEN.clear()
    many_stories(people, PLANS, 20)
    for plan in (*(p for p in PLANS if p not in SEEN), *(["keep"] if not SEEN.get(READ) else [])):
        many_stories(people, (plan,), 3)
    assert {*PLANS, READ} <= SEEN.keys()


def many_stories(people: Any, plans: Sequence[str], number: int) -> None:
    @settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))
    @given(story=stories(plans), is_told=st.booleans())
    def each(story: Story, is_told: bool) -> None:
        tell_and_look(story, people, is_told=is_told)

    each()


# --- ways round it, each shut ---------------------------------------------------------------------

DRESSES = {
    "Zbigma": ("_Zbigma_", "Zbigmaʼs", "Zbig\u00adma", "Zbig\u200bma"),
    "ZBIGMA'S": ("Zbigma",),
    "O'Zwerri": ("O‘Zwerri", "OʼZwerri"),
    "Anna-Vroma": ("Anna\u2011Vroma",),
    "Weißma": ("WEISSMA",),
}
"""A name as it is decided on, and as readers would still read it elsewhere in the thread."""


@pytest.mark.parametrize(
    "name, dress", [(name, dress) for name, several in DRESSES.items() for dress in several]
)
def test_a_name_is_hidden_in_every_dress(people: Any, name: str, dress: str) -> None:
    essay, reply = factories.make_discussion([f"I met {name} there.", f"So {dress} again."]).refs
    found = deciding.finding(essay, name)
    actions.decide_words(ref=essay, findings=[found], decision="accept", by=people.alice)
    assert dress not in deciding.drafted(reply)


def test_a_yes_shows_no_name_that_was_hidden_since_it_was_asked(people: Any) -> None:
    slug = open_question(by=people.dave)
    asked = tell(slug, "Zbigma drove me home and I slept.", sign_off=SignOff.ASK)
    other = tell(slug, "I also know Zbigma from the clinic.")
    _let_all_stand(asked.ref, people)
    actions.approve(ref=asked.ref, by=people.alice)
    deciding.hide(other.ref, "Zbigma", people.alice, whole_thread=True)
    with suppress(Conflict):
        actions.sign_off(ref=asked.ref, contributor=asked.contributor)
    with pytest.raises(NotFound):
        gate.read_as(gate.READER).contribution(asked.ref)


def test_a_basis_shows_no_name_that_was_hidden_before_it(people: Any) -> None:
    made = factories.make_discussion(["I met Zbigma there.", "So Zbigma rang again."])
    essay, reply = made.refs
    _let_all_stand(reply, people)
    deciding.approve(reply, people.bob)
    deciding.hide(essay, "Zbigma", people.alice, whole_thread=True)
    actions.propose_basis(slug=made.slug, scopes=list(SCOPES), by=people.dave, **GROUND)
    actions.confirm_basis(slug=made.slug, by=people.carol)
    with pytest.raises(NotFound):
        gate.read_as(gate.READER).contribution(reply)


def test_what_stands_instead_repeats_nothing_that_is_hidden(people: Any) -> None:
    (essay,) = factories.make_discussion(["I met Zbigma at Vrolma House there."]).refs
    deciding.hide(essay, "Zbigma", people.alice, whole_thread=True)
    with suppress(ArchiveError):
        deciding.hide(
            essay, "Vrolma House", people.alice,
            treatment=Treatment.GENERALISE, replacement="[a house of Zbigma]",
        )  # fmt: skip
    assert not stands("Zbigma", deciding.drafted(essay))


def test_words_hidden_in_the_thread_are_hidden_in_what_arrives_later(people: Any) -> None:
    slug = open_question(by=people.dave)
    first = tell(slug, "I also know the blue heron bakery on the corner.")
    deciding.hide(first.ref, "blue heron bakery", people.alice, treatment=Treatment.MASK,
               whole_thread=True)  # fmt: skip
    later = tell(slug, "Yes, the blue heron bakery was kind to me too.")
    sheet = gate.read_as(gate.viewer_of(people.alice)).review(later.ref)
    assert any(stands("blue heron bakery", found.surface) for found in sheet.findings)


def _let_all_stand(ref: str, people: factories.People) -> None:
    sheet = gate.read_as(gate.viewer_of(people.alice)).review(ref)
    if found := [each.id for each in sheet.findings]:
        actions.decide_words(ref=ref, findings=found, decision="keep", whole_thread=False,
                             reason="points_to_nobody", by=people.alice)  # fmt: skip
