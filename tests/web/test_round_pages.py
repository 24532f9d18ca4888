"""The pages of blind rounds: coding by forms alone, numbers that are the oracles', decisions."""

from __future__ import annotations

import html
import math
import random
import re
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from django.test import Client
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from archive import actions
from archive.domain.agreement import Unit
from archive.domain.text import sentences
from tests.factories import People, make_discussion, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

THEMES = ("kin", "sleep", "work")
CODERS = ("alice", "bob", "erin")
TEXTS = [
    "The nights were long. I baked bread at four. Nobody asked. I was <tired> & sad."
    "\n\nThen came May.",
    "I slept well. Then I did not. My sister rang. We talked until it rained.",
    "A short one.",
    "Work went on. I counted screws. I counted them again. My hands knew them. My head did not.",
]


@pytest.fixture
def people() -> People:
    for slug in THEMES:
        theme(slug, slug.capitalize())
    return make_people()


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def opened(people: People, refs: tuple[str, ...], unit: Unit = Unit.SENTENCE) -> int:
    return actions.open_round(
        name="A round", refs=refs, coders=CODERS, themes=THEMES, unit=unit, by=people.carol, seed=3
    )


def figures(page: str, name: str) -> list[float | None]:
    """The exact numbers in the cells called `name`, in the order of the page; None for n/a."""
    cells = re.findall(rf'data-figure="{name}">(.*?)</td>', page, re.DOTALL)
    values = [re.search(r'<data value="([^"]+)">', cell) for cell in cells]
    return [float(value[1]) if value else None for value in values]


def same(ours: float | None, oracle: float) -> None:
    if math.isnan(oracle):
        assert ours is None
    else:
        assert ours == pytest.approx(oracle, abs=1e-9)


@pytest.mark.parametrize("unit", Unit)
def test_every_number_on_the_page_is_the_oracles(people: People, unit: Unit) -> None:
    refs = make_discussion(TEXTS).refs
    number = opened(people, refs)
    rng = random.Random(11)
    accounts = {name: getattr(people, name) for name in CODERS}
    finished = {(name, ref) for name in CODERS for ref in refs} - {("bob", refs[1])}
    covered: dict[tuple[str, str, str], set[int]] = {}
    for ref, text in zip(refs, TEXTS, strict=True):
        for name, account in accounts.items():
            for slug in ("sleep", "work"):  # nobody ever finds kin
                start = rng.randrange(len(text) - 1)
                end = rng.randrange(start + 1, len(text))
                if rng.random() < 0.75:
                    actions.code_in_round(
                        round=number, ref=ref, spans=[(start, end)], themes=[slug], by=account
                    )
                    covered.setdefault((name, slug, ref), set()).update(range(start, end))
            if (name, ref) in finished:
                actions.finish_text(round=number, ref=ref, by=account)
    actions.close_round(round=number, by=people.carol)
    page = signed_in(people.carol).get(f"/workbench/agreement/{number}/?unit={unit.value}")
    body = html.unescape(page.content.decode())
    assert f"in {({'contribution': 'whole texts'}).get(unit.value, unit.value + 's')}" in body

    def row(name: str, slug: str) -> list[float]:
        found: list[float] = []
        for ref, text in zip(refs, TEXTS, strict=True):
            places = {
                Unit.CONTRIBUTION: [(0, len(text))],
                Unit.SENTENCE: [(one.start, one.end) for one in sentences(text)],
                Unit.CHARACTER: [(at, at + 1) for at in range(len(text))],
            }[unit]
            mine = covered.get((name, slug, ref), set())
            found += [
                float(not mine.isdisjoint(range(*place))) if (name, ref) in finished else math.nan
                for place in places
            ]
        return found

    alphas, fleisses = figures(body, "alpha"), figures(body, "fleiss")
    cohens = figures(body, "cohen")[: 3 * (len(THEMES) + 1)]
    for n, slug in enumerate(THEMES, start=1):
        data = np.array([row(name, slug) for name in CODERS])
        whole = data[:, ~np.isnan(data).any(axis=0)]
        used = 0 < np.nansum(data) < np.count_nonzero(~np.isnan(data))
        with np.errstate(all="ignore"):
            alpha = float(
                krippendorff.alpha(data, value_domain=[0, 1], level_of_measurement="nominal")
                if used
                else math.nan
            )
            fleiss = float(fleiss_kappa(np.array([(whole == 0).sum(0), (whole == 1).sum(0)]).T))
            same(alphas[n], alpha)
            same(fleisses[n], fleiss)
            for k, (first, second) in enumerate(combinations(data, 2)):
                table = np.array(
                    [[np.sum((first == a) & (second == b)) for b in (1, 0)] for a in (1, 0)]
                )
                oracle = float(cohens_kappa(table, return_results=False))
                same(cohens[k * (len(THEMES) + 1) + n], oracle)
    assert "nobody used it" in body


def test_a_text_is_coded_by_forms_alone(people: People) -> None:
    refs = make_discussion(TEXTS).refs
    number = opened(people, refs[:2])
    alice = signed_in(people.alice)
    address = f"/workbench/agreement/{number}/code/{refs[0]}/"
    page = alice.get(address).content.decode()
    assert "<tired>" not in page
    assert "&lt;tired&gt; &amp; sad." in page
    alice.post(address, {"do": "code", "s": ["1", "2", "5"], "themes": ["sleep", "work"]})
    alice.post(address, {"do": "code", "first": "4", "last": "", "words": "tired", "themes": "kin"})
    alice.post(address, {"do": "code", "whole": "1", "themes": "kin"})
    page = alice.get(address).content.decode()
    assert page.count("Take back") == 6
    reader = re.findall(r'class="grow quoted">(.*?)</span>', page)
    assert "The nights were long. I baked bread at four." in reader
    assert "tired" in reader
    for wrong in (
        {"s": "99", "themes": "kin"},
        {"s": "x", "themes": "kin"},
        {"s": "1"},
        {"themes": "kin"},
        {"s": "1", "words": "not there", "themes": "kin"},
    ):
        answer = alice.post(address, {"do": "code", **wrong}, follow=True)
        assert 'class="message error"' in answer.content.decode(), wrong
    onward = alice.post(address, {"do": "finish"})
    assert onward["Location"] == f"/workbench/agreement/{number}/code/{refs[1]}/"
    assert 'name="s" value="1" disabled' in alice.get(address).content.decode()


def test_coders_see_nothing_of_each_other_on_any_page_of_an_open_round(people: People) -> None:
    refs = make_discussion(TEXTS).refs
    number = opened(people, refs[:1])
    address = f"/workbench/agreement/{number}/code/{refs[0]}/"
    signed_in(people.alice).post(address, {"do": "code", "s": "1", "themes": "kin"})
    bob = signed_in(people.bob)
    assert "Take back" not in bob.get(address).content.decode()
    assert bob.get(f"/workbench/agreement/{number}/text/{refs[0]}/").status_code == 409
    assert "alpha" not in bob.get(f"/workbench/agreement/{number}/").content.decode()
    assert signed_in(people.dave).get(address).status_code == 404


def test_a_lead_opens_a_round_and_closes_it(people: People) -> None:
    made = make_discussion(TEXTS)
    carol = signed_in(people.carol)
    page = carol.get("/workbench/agreement/new/", {"d": made.slug}).content.decode()
    assert page.count('name="refs"') == len(TEXTS)
    given = {
        "name": "Night texts", "d": made.slug, "refs": made.refs, "coders": ["alice"],
        "themes": ["kin"], "unit": "sentence",
    }  # fmt: skip
    refused = carol.post("/workbench/agreement/new/", given)
    assert refused.status_code == 422
    assert 'value="Night texts"' in refused.content.decode(), "nothing that was typed is lost"
    taken = carol.post("/workbench/agreement/new/", given | {"coders": ["alice", "bob"]})
    assert taken.status_code == 303
    assert "Night texts" in carol.get("/workbench/agreement/").content.decode()
    assert 'value="close"' not in signed_in(people.alice).get(taken["Location"]).content.decode()
    carol.post(taken["Location"], {"do": "close"})
    assert "How far they agree" in carol.get(taken["Location"]).content.decode()


def test_a_third_person_sees_where_coders_differ_and_decides(people: People) -> None:
    refs = make_discussion(TEXTS).refs
    number = opened(people, refs[:1])
    for who, span in ((people.alice, (0, 21)), (people.bob, (22, 44))):
        actions.code_in_round(round=number, ref=refs[0], spans=[span], themes=["sleep"], by=who)
        actions.finish_text(round=number, ref=refs[0], by=who)
    actions.close_round(round=number, by=people.carol)
    address = f"/workbench/agreement/{number}/text/{refs[0]}/"
    page = signed_in(people.bob).get(address).content.decode()
    assert page.count("not by") == 2
    assert 'value="decide"' not in page
    dave = signed_in(people.dave)
    page = dave.get(address).content.decode()
    assert page.count('value="decide"') == 2
    stretch = re.findall(r'name="stretch" value="([^"]+)"', page)[0]
    decision = {"do": "decide", "stretch": stretch, "present": "1", "reason": "fits", "note": "N!"}
    for wrong in ({"present": "2"}, {"reason": "none"}, {"stretch": "sleep x y"}):
        answer = dave.post(address, decision | wrong, follow=True).content.decode()
        assert 'class="message error"' in answer
    page = dave.post(address, decision, follow=True).content.decode()
    assert "dave decided" in page
    assert "N!" in page
    numbers = dave.get(f"/workbench/agreement/{number}/?intervals=1").content.decode()
    assert "no interval below 20 texts" in numbers
    assert "Each coder against what was settled" in numbers
