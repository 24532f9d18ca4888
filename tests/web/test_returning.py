"""Coming back with the code: what opens, what does not, and what guessing gains."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from archive.domain.return_code import ReturnCode
from archive.gate import own_page
from archive.vault import site_key
from archive.web.contributing import budgets, enter, proof_of_work, visit
from tests.factories import People
from tests.factories import people as make_people
from tests.told import Told, open_question, tell_to_be_asked

pytestmark = pytest.mark.django_db(databases="__all__")

GUESSER, CLINIC = "198.51.100.7", "203.0.113.9"
"""Addresses of documentation (RFC 5737), in two networks."""


@pytest.fixture(autouse=True)
def _full_budgets() -> Iterator[None]:
    budgets.forget_all()
    yield
    budgets.forget_all()


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def mine(people: People) -> Told:
    return tell_to_be_asked(open_question(by=people.dave))


def enter_code(typed: str, address: str = "127.0.0.1", **fields: str):
    return Client(REMOTE_ADDR=address).post("/return/", {"code": typed, **fields})


def work_of(html: str) -> dict[str, str]:
    """The hidden fields of the page, with the work done as a browser does it."""
    found = re.search(r'name="effort_challenge" value="([^"]+)"', html)
    assert found
    salt, difficulty = found[1].split(".")[:2]
    solution = next(
        n
        for n in range(1 << 26)
        if int.from_bytes(hashlib.sha256(f"{salt}.{n}".encode()).digest(), "big")
        >> (256 - int(difficulty))
        == 0
    )
    return {"effort_challenge": found[1], "effort_solution": str(solution)}


def easy_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "DIFFICULTY", 4)


# --- What opens -----------------------------------------------------------------------------------


def test_a_right_code_opens_her_page(mine: Told) -> None:
    client = Client()
    answer = client.post("/return/", {"code": mine.code.shown})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mine/")
    assert client.get("/mine/").status_code == 200
    assert client.get("/return/").headers["Location"] == "/mine/"


def test_it_is_read_however_people_write_it(mine: Told) -> None:
    shown = mine.code.shown
    for typed in (
        shown.lower(),
        shown.replace("-", " "),
        shown.replace("-", ""),
        "\n".join(shown.split("-")),
        shown.replace("0", "o").replace("1", "l"),
        f"  {shown}.\n",
    ):
        assert enter_code(typed).status_code == 302, typed


def test_coming_in_ends_the_session_that_was_there_before(mine: Told) -> None:
    client = Client()
    planted = client.session
    planted["draft"] = "of somebody else"
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    client.post("/return/", {"code": mine.code.shown})
    assert client.cookies["sessionid"].value != planted.session_key


def test_the_cookie_is_forgotten_with_the_window(mine: Told) -> None:
    client = Client()
    client.post("/return/", {"code": mine.code.shown})
    assert client.cookies["sessionid"]["max-age"] == ""


# --- What does not --------------------------------------------------------------------------------


def slipped(code: ReturnCode) -> str:
    groups = list(code.groups)
    groups[4] = groups[4][:2] + ("2" if groups[4][2] != "2" else "3") + groups[4][3:]
    return "-".join(groups)


def test_a_slip_is_told_by_its_group_and_stays_in_the_field(mine: Told) -> None:
    typed = slipped(mine.code)
    answer = enter_code(typed)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "This code does not open anything here." in html
    assert "Group 5 of the return code does not fit." in html
    assert f'value="{typed}"' in html
    assert 'aria-invalid="true"' in html


def test_a_known_locator_with_a_wrong_rest_is_answered_as_an_unknown_one(mine: Told) -> None:
    half_known = ReturnCode(mine.code.locator, ReturnCode.new().verifier)
    pages = []
    for code in (half_known, ReturnCode.new()):
        answer = enter_code(code.shown)
        assert answer.status_code == 400
        html = answer.content.decode().replace(code.shown, "")
        html = re.sub(r'(csrfmiddlewaretoken|effort_challenge)" value="[^"]+"', "", html)
        pages.append(html)
    assert pages[0] == pages[1]


def test_both_are_looked_up_by_one_query_and_one_hmac(
    mine: Told, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    digests: list[str] = []
    real = site_key.digest

    def counted(label: str, *values: str) -> str:
        digests.append(label)
        return real(label, *values)

    monkeypatch.setattr(site_key, "digest", counted)
    half_known = ReturnCode(mine.code.locator, ReturnCode.new().verifier)
    for code in (half_known, ReturnCode.new()):
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert own_page.recognise(code) is None
    assert digests == ["return code", "return code"]


@pytest.mark.parametrize("typed", ["", " ", "-", "0" * 42, "x" * 5000, "\0\ufeff", "é" * 42])
def test_what_is_no_code_is_one_clear_error(mine: Told, typed: str) -> None:
    answer = enter_code(typed)
    assert answer.status_code == 400
    assert "This code does not open anything here." in answer.content.decode()


def test_nothing_of_a_code_is_in_an_address_a_cookie_or_a_log(
    mine: Told, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    with caplog.at_level("DEBUG"):
        answers = [
            client.post("/return/", {"code": slipped(mine.code)}),
            client.post("/return/", {"code": ReturnCode.new().shown}),
            client.post("/return/", {"code": mine.code.shown}),
        ]
        client.get("/mine/")
    for answer in answers:
        carried = f"{answer.headers}{answer.cookies}"
        for part in (*mine.code.groups, mine.code.verifier, mine.code.locator):
            assert part not in carried
    logged = " ".join(r.getMessage() for r in caplog.records if "archive" in r.name)
    assert not any(part in logged for part in (*mine.code.groups, mine.code.verifier))


# --- The visit ends -------------------------------------------------------------------------------


def test_after_half_an_hour_without_a_step_the_page_is_closed(
    mine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.post("/return/", {"code": mine.code.shown})
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + visit.IDLE - 60)
    assert client.get("/mine/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 2 * visit.IDLE - 120)
    assert client.get("/mine/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 3 * visit.IDLE)
    assert client.get("/mine/").headers["Location"] == "/return/"
    monkeypatch.setattr(time, "time", lambda: now)
    assert client.get("/mine/").headers["Location"] == "/return/"


def test_leaving_closes_the_page_and_asks_the_browser_to_forget(mine: Told) -> None:
    client = Client()
    client.post("/return/", {"code": mine.code.shown})
    assert client.get("/leave/").status_code == 405
    answer = client.post("/leave/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/mine/").headers["Location"] == "/return/"
    assert mine.ref not in str(client.session.items())


# --- Guessing -------------------------------------------------------------------------------------

GUESSES = 10_000


def test_ten_thousand_guesses_from_one_network_gain_nothing_and_slow_nobody_else(
    mine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guesser has the locator right, which is more than a guesser has."""
    looked_up = []
    real = own_page.recognise

    def counted(code: ReturnCode) -> int | None:
        looked_up.append(code)
        return real(code)

    monkeypatch.setattr(own_page, "recognise", counted)
    who = budgets.sender(_request(GUESSER))
    refused = [
        enter.look_up({"code": ReturnCode(f"{n:09d}", "A" * 26).shown}, who=who)
        for n in range(GUESSES)
    ]
    assert all(isinstance(each, enter.Refused) for each in refused)
    assert len(looked_up) <= 2 * budgets.CODES_PER_SENDER.limit
    assert enter_code(ReturnCode.new().shown, GUESSER).status_code == 429
    assert enter_code(mine.code.shown, CLINIC).status_code == 302


def test_guesses_from_everywhere_cost_a_right_code_its_work_and_no_more(
    mine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    easy_work(monkeypatch)
    for n in range(budgets.CODES_IN_ALL.limit + 100):
        enter.look_up({"code": ReturnCode(f"{n:09d}", "B" * 26).shown}, who=f"network {n}")
    assert budgets.CODES_IN_ALL.left(budgets.EVERYBODY) < 10
    first = Client(REMOTE_ADDR=CLINIC)
    work = work_of(first.get("/return/").content.decode())
    assert first.post("/return/", {"code": mine.code.shown, **work}).status_code == 302


def test_guesses_at_her_locator_never_lock_her_out(
    mine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    easy_work(monkeypatch)
    for n in range(200):
        wrong = ReturnCode(mine.code.locator, f"{n:026d}")
        enter.look_up({"code": wrong.shown}, who=f"network {n}")
    client = Client(REMOTE_ADDR=CLINIC)
    asked = client.post("/return/", {"code": mine.code.shown})
    assert asked.status_code == 429
    html = asked.content.decode()
    assert "Press the button again in" in html
    assert mine.code.shown in html
    answer = client.post("/return/", {"code": mine.code.shown, **work_of(html)})
    assert answer.status_code == 302


def test_without_javascript_waiting_takes_the_place_of_the_work(
    mine: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(200):
        enter.look_up(
            {"code": ReturnCode(mine.code.locator, f"{n:026d}").shown}, who=f"network {n}"
        )
    asked = enter_code(mine.code.shown, CLINIC).content.decode()
    token = re.search(r'name="effort_challenge" value="([^"]+)"', asked)
    assert token
    later = timezone.now() + proof_of_work.WAIT
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = enter_code(mine.code.shown, CLINIC, effort_challenge=token[1])
    assert answer.status_code == 302


def test_one_work_looks_up_one_code(mine: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    easy_work(monkeypatch)
    who = budgets.sender(_request(GUESSER))
    while budgets.CODES_PER_SENDER.take(who):
        pass
    client = Client(REMOTE_ADDR=GUESSER)
    work = work_of(client.get("/return/").content.decode())
    first = client.post("/return/", {"code": ReturnCode.new().shown, **work})
    assert first.status_code == 400
    again = client.post("/return/", {"code": ReturnCode.new().shown, **work})
    assert again.status_code == 429
    fresh = work_of(first.content.decode())
    assert fresh["effort_challenge"] != work["effort_challenge"]
    assert client.post("/return/", {"code": mine.code.shown, **fresh}).status_code == 302


def test_slips_use_up_no_budget(mine: Told) -> None:
    for _ in range(3 * budgets.CODES_PER_SENDER.limit):
        assert enter.look_up({"code": slipped(mine.code)}, who="a clinic")
    assert budgets.CODES_PER_SENDER.left("a clinic") == budgets.CODES_PER_SENDER.limit
    assert isinstance(enter.look_up({"code": mine.code.shown}, who="a clinic"), int)


def test_the_way_back_is_at_the_foot_of_every_page() -> None:
    html = Client().get("/about/").content.decode()
    assert 'href="/return/"' in html[html.index("<footer") :]


def _request(address: str):
    from django.test import RequestFactory

    return RequestFactory().get("/return/", REMOTE_ADDR=address)
