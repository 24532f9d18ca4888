"""The canary crawl: a unique word in everything sealed or withheld, then every door tried.

Each canary stands in one kind of text. Every URL is opened as every viewer, every canary searched
for, every table and index byte read: a canary found where it may not be is a leak.
"""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import URLPattern, get_resolver

from archive import actions, gate
from archive.actions import codebook
from archive.actions.feeds import turn_feed_on
from archive.actions.outbox import note_changed
from archive.actions.saved_searches import save_search
from archive.domain.agreement import Reason, Unit
from archive.domain.codebook import ChangeVerb
from archive.domain.markup import paragraphs
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.queue import SkipReason
from archive.domain.return_code import ReturnCode
from archive.domain.saved import SearchBody
from archive.domain.suggesting import Source
from archive.domain.words import Grade, Kind, Scope, SignOff, Treatment, Voice
from archive.gate.guard import ungated
from archive.models import ContentLabel, Contribution, User
from archive.search import indexer
from tests.told import Told, open_question, publish, tell, typed_back, write

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

AUTHOR = "Hoatzinson"
PUBLIC = "zebrafinch"
SEALED = {
    "an e-mail address in a public text": "quetzalmail",
    "a redacted name": "Kakapona",
    "an author's name": AUTHOR,
    "the source address": "cassowaryblog",
    "the ground of a basis": "lyrebirdground",
    "a memo": "shoebillmemo",
    "a removal message": "tawnyfrogmouth",
    "a note of who read it": "bitternnote",
    "a name in the title": "Potoorina",
    "a pen-name that nobody has read": "Gannetta",
    "a letter to a contributor": "ospreyletter",
    "a contributor's answer": "ternanswer",
    "a draft": "ploverdraft",
    "what a writer hid herself": "Whimbrelina",
    "a note on a decision": "sanderbirdnote",
    "a memo that was not sent": "dotterelunsent",
    "a memo of what was undone": "dunlinundone",
    "a note for colleagues": "kookaburranote",
    "a saved search": "siskinsaved",
}
WITHHELD = {
    "unknown": "dodounknown",
    "waiting": "moawaiting",
    "unclear": "aukunclear",
    "second_person": "rocsecond",
    "refused": "huiarefused",
    "withdrawn": "kagowithdrawn",
    "expired": "emuexpired",
    "not findable": "owlunfindable",
    "hidden": "ibishidden",
}
TOLD = {
    "sleeping": "wigeonsleeping",
    "unread": "godwitunread",
    "waits for her yes": "sanderlingyes",
    "held": "dunlinheld",
    "quoted by what is held": "nuthatchquoted",
}
"""Texts given under a return code that readers do not see; the first two, staff neither."""

UNOPENED = ("sleeping", "unread")
ERASED = "phoenixerased"
PRIVATE = "bitternprivate"
"""A theme of the researcher's own codebook."""
OWN_PAUSE = 947
"""After how many texts one moderator wants a pause suggested: hers alone to know."""
WAVED_AWAY = 863
"""How many suggestions of one theme staff waved away."""
PROPOSED = "sandgrousenote"
"""Why a moderator wants a theme to be retired."""
SCOPES = (Scope.READ, Scope.FIND, Scope.RESEARCH)


class World:
    """The archive of the crawl: who is in it and where its parts are."""

    def __init__(self) -> None:
        people = (("mod", "moderator"), ("lee", "lead"), ("ste", "steward"), ("res", "researcher"))
        self.users = {
            name: User.objects.create_user(name, "a long enough password", role=role)
            for name, role in people
        }
        actions.import_discussion(parsed=_file(), by=self.users["ste"])
        staff = gate.read_as(gate.viewer_of(self.users["ste"]))
        self.slug = staff.desks()[0].slug
        rows = staff.outline(self.slug).contributions
        names = ["essay", "open", *WITHHELD, "erased"]
        self.refs = dict(zip(names, (r.ref for r in rows), strict=True))
        self.told: dict[str, Told] = {}
        self._settle()
        self._tell()
        indexer.apply_outbox()

    def _settle(self) -> None:
        mod, lee, ste = (self.users[n] for n in ("mod", "lee", "ste"))
        refs = self.refs
        given = [n for n in refs if n not in ("unknown", "essay", "hidden")]
        later = datetime.now(UTC) + timedelta(days=900)
        for name in given:
            scopes = [s for s in SCOPES if not (name == "not findable" and s is Scope.FIND)]
            actions.give_consent(ref=refs[name], scopes=scopes, until=later)
        actions.propose_basis(
            slug=self.slug, scopes=list(SCOPES), rights="owner agreed",
            privacy=SEALED["the ground of a basis"], reference="letter", dated=date(2026, 1, 2),
            refs=[refs["essay"], refs["hidden"]], by=ste,
        )  # fmt: skip
        actions.confirm_basis(slug=self.slug, by=lee)
        actions.count_suggestions(
            fate=actions.Fate.DISMISSED,
            suggestions=[("chronic-pain", Source.CUES)] * WAVED_AWAY,
            by=mod,
        )
        self._redact("essay", "Kakapona", Treatment.PSEUDONYM, "")
        self._redact("essay", "Potoorina", Treatment.MASK, "[name]", field="title")
        for name in refs:
            if name in ("waiting", "unclear", "unknown"):
                continue
            if name == "refused":
                actions.refuse(ref=refs[name], reason="off_topic", by=mod)
                continue
            voice = Voice.SECOND_HAND if name == "second_person" else Voice.FIRST_PERSON
            actions.set_voice(ref=refs[name], voice=voice, by=mod)
            note = SEALED["a note of who read it"] if name == "essay" else ""
            actions.approve(ref=refs[name], by=mod, note=note)
            if name in given:
                actions.sign_off(ref=refs[name])
        actions.tag_passage(
            ref=refs["open"], start=0, end=12, themes=["chronic-pain"], voice=Voice.FIRST_PERSON,
            memo=SEALED["a memo"], by=mod,
        )  # fmt: skip
        actions.assign(ref=refs["waiting"], to="lee", by=ste)
        actions.skip(ref=refs["unclear"], reason=SkipReason.UNSURE, by=lee)
        actions.switch_suggestions(on=False, by=lee)
        actions.leave_note(ref=refs["open"], words=SEALED["a note for colleagues"], by=mod)
        self._label_and_care()
        self._work_on_the_codebook()
        self.saved = save_search(
            body=SearchBody(name=SEALED["a saved search"], query=SEALED["a saved search"]),
            refs=refs.values(), is_set=True, engine="", analyser="", by=self.users["res"],
        )  # fmt: skip
        self.feed = turn_feed_on(search=self.saved, by=self.users["res"])
        self.rounds = self._code_blind()
        actions.tag_passage(
            ref=refs["open"], start=0, end=9, themes=["chronic-pain"], voice=None,
            memo=SEALED["a memo of what was undone"], by=mod,
        )  # fmt: skip
        actions.undo_coding(ref=refs["open"], by=mod)
        actions.keep_memo(ref=refs["open"], memo=SEALED["a memo that was not sent"], by=mod)
        actions.recuse(ref=refs["refused"], by=lee)
        actions.withdraw_consent(ref=refs["withdrawn"])
        past = datetime.now(UTC) - timedelta(days=1)
        with ungated("consent ends by the clock alone: no action writes a past end"):
            Contribution.objects.filter(ref=refs["expired"]).update(
                read_until=past, find_until=past, research_until=past
            )
            note_changed([refs["expired"]])
        actions.request_removal(
            ref=refs["hidden"], reason="about_me", message=SEALED["a removal message"]
        )
        actions.erase(ref=refs["erased"], by=ste)
        indexer.apply_outbox()

    def _label_and_care(self) -> None:
        """A label on a text for everybody, a suggestion on one for staff, one account's choice."""
        mod = self.users["mod"]
        actions.label_content(ref=self.refs["open"], labels=["flashing"], by=mod)
        with ungated("a cue suggests when a text arrives, and these texts have none"):
            waiting = Contribution.objects.get(ref=self.refs["waiting"])
            ContentLabel.objects.create(contribution=waiting, label="objects", suggested=True)
        actions.set_theme_keys(keys={"7": "chronic-pain"}, by=mod)
        actions.set_care(
            by=mod, blur=False, blurred=[], pause_texts=OWN_PAUSE, pause_minutes=None,
            apart_labels=[], apart_themes=[],
        )  # fmt: skip

    def _work_on_the_codebook(self) -> None:
        """Themes on texts that are taken away later, examples, a proposal, a private codebook."""
        mod, ste, res = (self.users[n] for n in ("mod", "ste", "res"))
        slug = codebook.add_theme(
            name="Withdrawn theme", definition="A theme.", draft=False, by=ste
        )
        for name in ("withdrawn", "expired", "hidden", "erased", "unknown"):
            passage = actions.tag_passage(
                ref=self.refs[name], start=0, end=12, themes=[slug, "chronic-pain"],
                voice=Voice.FIRST_PERSON, by=mod,
            )  # fmt: skip
            codebook.add_example(slug="chronic-pain", passage=passage, by=ste)
        passage = actions.tag_passage(
            ref=self.refs["open"], start=0, end=8, themes=["chronic-pain"],
            voice=Voice.FIRST_PERSON, by=mod,
        )  # fmt: skip
        codebook.add_example(slug="chronic-pain", passage=passage, by=ste)
        codebook.merge_themes(slug=slug, into="chronic-pain", by=ste)
        codebook.propose_change(
            verb=ChangeVerb.RETIRE, slug="chronic-pain", change={}, note=PROPOSED, by=mod
        )
        self.own_book = codebook.make_codebook(name="Of a project", by=res)
        self.own_theme = codebook.add_theme(
            name=PRIVATE, definition=PRIVATE, draft=False, codebook=self.own_book, by=res
        )

    def _code_blind(self) -> list[int]:
        """A closed round with a decision and a note, on a text that is erased later too; and an
        open one."""
        mod, lee, ste = (self.users[n] for n in ("mod", "lee", "ste"))
        refs = [self.refs["waiting"], self.refs["erased"]]
        closed, still_open = (
            actions.open_round(
                name="A round", refs=some, coders=coders, themes=["chronic-pain"],
                unit=Unit.SENTENCE, by=ste,
            )
            for some, coders in ((refs, ["mod", "lee"]), ([self.refs["refused"]], ["lee", "ste"]))
        )  # fmt: skip
        for ref in refs:
            actions.code_in_round(
                round=closed, ref=ref, spans=[(0, 9)], themes=["chronic-pain"], by=mod
            )
            for coder in (mod, lee):
                actions.finish_text(round=closed, ref=ref, by=coder)
        actions.close_round(round=closed, by=lee)
        for ref in refs:
            reader = gate.read_as(gate.viewer_of(ste))
            (one,) = reader.differences(closed, ref).differences
            actions.adjudicate(
                round=closed, ref=ref, theme="chronic-pain", start=one.start, end=one.end,
                present=True, reason=Reason.FITS, note=SEALED["a note on a decision"], by=ste,
            )  # fmt: skip
        return [closed, still_open]

    def _tell(self) -> None:
        """A question with answers in every state in which a text under a code is withheld."""
        mod, lee = self.users["mod"], self.users["lee"]
        self.prompt = open_question("What the birds said")
        hidden = SEALED["what a writer hid herself"]
        word = TOLD["quoted by what is held"]
        quoted = f"The {word} sang at four and would not stop before the first bus."
        for name, text in {
            "quoted": quoted,
            "sleeping": f"This text holds {TOLD['sleeping']} and nothing else.",
            "unread": f"This text holds {TOLD['unread']} and nothing else.",
            "waits for her yes": f"{hidden} and I, says {TOLD['waits for her yes']}.",
        }.items():
            self.told[name] = tell(
                self.prompt, text, sign_off=SignOff.ASK, sleeps=name == "sleeping",
                scopes=[*SCOPES, Scope.HOLD, Scope.MAILBOX], hides=[hidden],
                pen_name=SEALED["a pen-name that nobody has read"] if name in UNOPENED else "",
            )  # fmt: skip
        publish(self.told["quoted"], mod)
        self.told["held"] = tell(
            self.prompt, f"You said “{quoted}” I say {TOLD['held']}.", to=self.told["quoted"].ref
        )
        publish(self.told["held"], mod)
        actions.approve(ref=self.told["waits for her yes"].ref, by=mod)
        actions.withdraw(
            ref=self.told["quoted"].ref,
            contributor=self.told["quoted"].contributor,
            grade=Grade.ERASE,
        )
        with ungated("ninety days go by"):
            Contribution.objects.filter(ref=self.told["unread"].ref).update(
                review_until=datetime.now(UTC) - timedelta(seconds=1)
            )
        actions.sweep()
        one = self.told["waits for her yes"]
        actions.send_message(ref=one.ref, words=SEALED["a letter to a contributor"], by=lee)
        actions.answer_message(
            ref=one.ref, contributor=one.contributor, words=SEALED["a contributor's answer"]
        )
        write(self.prompt, f"This text holds {SEALED['a draft']} and nothing else.")
        code = ReturnCode.new()
        actions.claim(ref=self.refs["essay"], contributor=None, code=code, typed=typed_back(code))

    def _redact(
        self, name: str, words: str, treatment: Treatment, replacement: str, field: str = "text"
    ) -> None:
        sheet = gate.read_as(gate.viewer_of(self.users["mod"])).review(self.refs[name])
        text = sheet.original if field == "text" else sheet.original_title
        start = text.index(words)
        actions.redact(
            ref=self.refs[name], start=start, end=start + len(words), treatment=treatment,
            replacement=replacement, field=field, by=self.users["mod"],
        )  # fmt: skip

    def _finding(self) -> int:
        """What is suspected in the text that readers see: a page is about one finding."""
        sheet = gate.read_as(gate.viewer_of(self.users["ste"])).review(self.refs["open"])
        return sheet.findings[0].id

    def client(self, name: str) -> Client:
        """A browser, signed in or not, or with a contributor's page open in it."""
        client = Client()
        if name in self.told:
            opened = client.post("/return/", {"code": self.told[name].code.shown})
            assert opened.status_code == 302, opened.content
        elif name:
            client.force_login(self.users[name])
        return client

    def urls(self) -> Iterator[str]:
        """Every URL of the application, with every argument there is."""
        for pattern in _patterns(get_resolver()):
            route = str(pattern.pattern)
            refs = [*self.refs.values(), *(told.ref for told in self.told.values())]
            values = {
                "slug": self._slugs(pattern.name or ""),
                "number": [str(self.own_book)],
                "round": [str(number) for number in self.rounds],
                "ref": refs,
                "language": ["en"],
                "version": ["1"],
                "finding": [str(self._finding())],
                "saved_ref": [self.saved],
                "token": [self.feed],
            }
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            for chosen in itertools.product(*(values[name] for name in names)):
                url = route
                for value in chosen:
                    url = re.sub(r"<[^>]+>", value, url, count=1)
                yield f"/{url}"

    def _slugs(self, page: str) -> list[str]:
        """Of themes where the page is a theme's, else of discussions."""
        if page == "theme" or page.startswith(("codebook-", "own-")):
            return ["chronic-pain", "withdrawn-theme", self.own_theme]
        return [self.slug, self.prompt]


@pytest.fixture
def world() -> World:
    """A fresh one a test."""
    call_command("prepare")
    return World()


def _file() -> ParsedFile:
    def comment(number: int, text: str) -> ParsedContribution:
        return ParsedContribution(
            str(number), "0", Kind.COMMENT, text, paragraphs(text),
            author=SEALED["an author's name"] + f" {number}",
            written_at=datetime(2024, 3, 7, tzinfo=UTC),
        )  # fmt: skip

    essay = f"An essay in which {SEALED['a redacted name']} walked with the {PUBLIC}."
    texts = [
        f"My knees hurt, says the {PUBLIC}. Write to {SEALED['an e-mail address in a public text']}"
        "@example.org about it.",
        *(f"This text holds {word} and nothing else." for word in WITHHELD.values()),
        f"This text holds {ERASED} and nothing else.",
    ]
    return ParsedFile(
        format="page-text",
        source=f"https://{SEALED['the source address']}.example.org/",
        discussions=(
            ParsedDiscussion(
                external_id="0",
                title=f"Walking with {SEALED['a name in the title']}",
                contributions=(
                    ParsedContribution(
                        "0", None, Kind.ESSAY, essay, paragraphs(essay),
                        title=f"Walking with {SEALED['a name in the title']}",
                    ),
                    *(comment(n, text) for n, text in enumerate(texts, 1)),
                ),
                source_url=f"https://{SEALED['the source address']}.example.org/",
            ),
        ),
    )  # fmt: skip


def _patterns(resolver: object) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _patterns(pattern)


def _found(words: dict[str, str], haystack: str) -> list[str]:
    low = haystack.casefold()
    return [what for what, word in words.items() if word.casefold() in low]


def _shown(client: Client, url: str) -> str:
    answer = client.get(url)
    return f"{answer.headers} {answer.content.decode()}"


def test_no_url_shows_a_reader_or_researcher_what_is_withheld(world: World) -> None:
    """Each URL, with each slug and ref, as reader and as researcher."""
    forbidden = SEALED | WITHHELD | TOLD | {"erased": ERASED}
    tried = 0
    for name in ("", "res"):
        client = world.client(name)
        allowed = {"not findable"} | ({"a saved search"} if name else set())
        for url in world.urls():
            leaks = set(_found(forbidden, _shown(client, url))) - allowed
            assert not leaks, (name, url, leaks)
            tried += 1
    assert tried > 60


def test_a_contributor_sees_her_own_text_and_nobody_elses(world: World) -> None:
    """Every URL with her page open: her words, her letters, her answers; else as a reader."""
    name = "waits for her yes"
    forbidden = SEALED | WITHHELD | TOLD | {"erased": ERASED}
    own = {
        name, "a letter to a contributor", "a contributor's answer", "what a writer hid herself",
    }  # fmt: skip
    client = world.client(name)
    seen: set[str] = set()
    for url in world.urls():
        found = set(_found(forbidden, _shown(client, url))) - {"not findable"}
        if url in ("/leave/", "/return/"):
            continue
        if url.startswith("/mine/"):
            seen |= found
            assert found <= own, (url, found - own)
        else:
            assert not found, (url, found)
    assert seen == own


def test_a_reader_does_see_what_is_public(world: World) -> None:
    """The crawl would pass on an empty page: this says the page is not empty."""
    page = _shown(world.client(""), f"/d/{world.slug}/")
    assert page.count(PUBLIC) == 2
    assert "[Person A]" in page
    assert WITHHELD["not findable"] in page


def test_staff_pages_show_what_is_sealed_only_on_the_review_page(world: World) -> None:
    """And nothing that was erased, nowhere."""
    client = world.client("mod")
    own_page = (
        "a removal message", "the source address", "the ground of a basis", "a memo",
        "a note on a decision", "a memo that was not sent",
    )  # fmt: skip
    nowhere = {"erased": ERASED, **{name: TOLD[name] for name in UNOPENED}}
    for url in world.urls():
        found = set(_found(SEALED | nowhere, _shown(client, url)))
        if "/workbench/" in url:
            found -= set(own_page)
        if "/workbench/review/" in url:
            found -= set(SEALED) - {"a draft"}
        assert found <= {"the source address"}, (url, found)


def test_search_finds_a_canary_for_nobody_who_may_not_see_it(world: World) -> None:
    """By page and by command; totals and facets say nothing either."""
    for word in [*SEALED.values(), *WITHHELD.values(), *TOLD.values(), ERASED]:
        for role in ("reader", "researcher"):
            if word == WITHHELD["not findable"] and role == "researcher":
                continue
            answer = _search(word, role)
            assert answer["total"] == 0, (word, role)
            assert answer["hits"] == []
            assert not any(answer["facets"].values()), (word, role, answer["facets"])
    assert _search(PUBLIC, "reader")["total"] == 2
    assert _search(WITHHELD["unknown"], "moderator")["total"] == 1
    assert _search(TOLD["held"], "moderator")["total"] == 1
    for word in (ERASED, *(TOLD[name] for name in UNOPENED)):
        assert _search(word, "moderator")["total"] == 0, word
    assert _search(SEALED["an e-mail address in a public text"], "moderator")["total"] == 0


def test_no_index_holds_a_word_its_audience_may_not_find(world: World, settings: object) -> None:
    """Bytes of the index folders, each by itself. What sleeps waits there for its hour, masked."""
    home = Path(settings.ARCHIVE_HOME) / "index"  # type: ignore[attr-defined]
    forbidden = {
        "public": [*SEALED.values(), *WITHHELD.values(), *TOLD.values(), ERASED],
        "research": [
            *SEALED.values(),
            *(w for n, w in WITHHELD.items() if n != "not findable"),
            *TOLD.values(),
            ERASED,
        ],
        "staff": [*SEALED.values(), TOLD["unread"], ERASED],
    }
    for audience, words in forbidden.items():
        data = b"".join(f.read_bytes() for f in (home / audience).rglob("*") if f.is_file())
        assert data
        for word in words:
            assert word.casefold()[:9].encode() not in data.lower(), (audience, word)


def test_no_table_holds_a_word_of_anybody(world: World) -> None:
    """Every value of every column of both databases, as text and as bytes."""
    words = [*SEALED.values(), *WITHHELD.values(), *TOLD.values(), ERASED, PUBLIC]
    read = 0
    with ungated("the canary crawl reads every table"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                for table in connections[alias].introspection.table_names(cursor):
                    cursor.execute(f'SELECT * FROM "{table}"')
                    for row in cursor.fetchall():
                        for value in row:
                            held = (
                                bytes(value)
                                if isinstance(value, (bytes, memoryview))
                                else str(value).encode()
                            )
                            read += 1
                            for word in words:
                                assert word.casefold().encode() not in held.lower(), (table, word)
    assert read > 500


def test_errors_and_logs_repeat_no_text_and_no_query(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that is not there, a search that finds nothing, a command that is refused."""
    client = world.client("")
    words = {"query": "querycanary", **WITHHELD, **TOLD, **SEALED}
    codes = {name: group for name, told in world.told.items() for group in told.code.groups}
    with caplog.at_level(logging.DEBUG):
        client.post("/search/", {"q": "querycanary AND ("})
        client.get("/d/querycanary/")
        for ref in world.refs.values():
            page = client.get(f"/c/{ref}/")
            assert page.status_code in (200, 404, 410)
        for told in world.told.values():
            wrong = told.code.shown[:-1] + ("0" if told.code.shown[-1] != "0" else "1")
            assert client.post("/return/", {"code": wrong}).status_code != 302
    messages = " ".join(
        record.getMessage() for record in caplog.records if "archive" in record.name
    )
    assert not _found(words | codes, messages)


def test_what_never_was_public_and_what_does_not_exist_look_the_same(world: World) -> None:
    """404 with the same page; what was public is gone, 410."""
    client = world.client("")
    never = client.get(f"/c/{world.refs['waiting']}/")
    nowhere = client.get("/c/0000000000000000/")
    assert never.status_code == nowhere.status_code == 404
    assert never.content == nowhere.content
    for name in ("withdrawn", "hidden", "erased"):
        assert client.get(f"/c/{world.refs[name]}/").status_code == 410, name


def test_every_gated_model_was_in_the_crawl(world: World) -> None:
    """A new gated table must get a canary here."""
    actions.be_present(ref=world.refs["open"], by=world.users["mod"])
    empty = {"AuditHead", "Outbox"}
    with ungated("counting"):
        left_out = {
            model.__name__
            for model in apps.get_models()
            if model._meta.app_label in ("archive", "vault") and not model._default_manager.exists()
        }
    assert left_out <= empty


def _search(word: str, role: str) -> dict[str, Any]:
    out = StringIO()
    call_command("search", word, "--as", role, "--json", stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]
