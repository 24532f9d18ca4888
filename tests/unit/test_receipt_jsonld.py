"""The full receipt: right terms, every field in every record, readable without a network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archive.domain.countries import COUNTRIES
from archive.domain.receipts import RecordState
from archive.domain.words import Scope
from archive.exchange.exporters import receipt_terms as terms
from archive.exchange.exporters.receipt_jsonld import as_file, receipt_jsonld, record_urn
from tests.unit.receipts import EVERY_STATE, REF, a_receipt

FIXTURES = Path(__file__).parents[1] / "fixtures"
OF_DPV = ("dpv:", "pd:", "loc:", "legal-eu:", "eu-gdpr:")


def kinds() -> dict[str, str]:
    """Our list of terms: term → kind."""
    rows = (line.split() for line in (FIXTURES / "dpv_terms.txt").read_text().splitlines())
    return {term: row[0] for row in rows if row and row[0] != "#" for term in row[1:]}


KINDS = kinds()


def receipts() -> Iterator[Any]:
    """Receipts that between them use every term."""
    yield a_receipt(EVERY_STATE, replaces="receipt-0001")
    yield a_receipt(dict.fromkeys(Scope, "given"))
    yield a_receipt()
    yield replace(a_receipt(), controller=replace(a_receipt().controller, address="", contact=""))


def walk(value: Any) -> Iterator[tuple[str, str]]:
    """Every `(property, string)` of a JSON-LD document below its context."""
    if isinstance(value, list):
        for each in value:
            yield from walk(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "@context":
                continue
            yield name, ""
            for each in inner if isinstance(inner, list) else [inner]:
                if isinstance(each, str):
                    yield name, each
                else:
                    yield from walk(each)


def used() -> set[tuple[str, str]]:
    return {pair for receipt in receipts() for pair in walk(receipt_jsonld(receipt))}


def test_every_term_is_one_of_our_list():
    names = {each for pair in used() for each in pair if each.startswith(OF_DPV)}
    places = {name for name in names if name.startswith("loc:")}
    assert names - places == set(KINDS)
    assert {place.removeprefix("loc:") for place in places} <= COUNTRIES


def test_properties_are_properties_and_values_are_not():
    for name, value in used():
        if name.startswith(OF_DPV):
            assert KINDS[name] == "property"
        assert KINDS.get(value) != "property"


@pytest.mark.parametrize(
    "name, kind",
    [
        ("dpv:hasProcessing", {"processing"}),
        ("dpv:hasPersonalData", {"data"}),
        ("dpv:hasLegalBasis", {"consent", "basis"}),
        ("skos:broader", {"purpose"}),
    ],
)
def test_each_property_has_terms_of_its_kind(name, kind):
    assert {KINDS[value] for each, value in used() if each == name and value} == kind


def test_our_terms_and_countries_exist_in_dpv():
    shared = os.environ.get("FIRSTHAND_SHARED")
    if not shared:
        pytest.skip("FIRSTHAND_SHARED is not set: it holds the whole list of DPV 2.3")
    lines = (Path(shared) / "schemas" / "dpv-2.3-terms.txt").read_text().splitlines()
    every = {line for line in lines if line and not line.startswith("#")}
    assert set(KINDS) <= every
    assert {f"loc:{country}" for country in COUNTRIES} <= every
    assert {"dpv:ConsentTerminated", "eu-gdpr:GDPR"}.isdisjoint(every)


def test_every_prefix_is_declared_and_nothing_is_fetched():
    document = receipt_jsonld(a_receipt(EVERY_STATE))
    context = document["@context"]
    names = {each for pair in walk(document) for each in pair}
    prefixes = {found[1] for name in names if (found := re.match(r"([a-z-]+):(?!//)", name))}
    assert prefixes - {"urn"} == {name for name, value in context.items() if isinstance(value, str)}
    assert "@import" not in context


def test_a_string_that_is_a_term_is_read_as_a_term():
    for name, value in used():
        if value.startswith(OF_DPV) and name != "@type":
            assert terms.CONTEXT[name] == {"@type": "@id"}, name


def test_the_two_profiles_are_named():
    document = receipt_jsonld(a_receipt())
    assert document["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#receipt"
    records = document["dpv:hasRecordOfActivity"]
    assert {each["dct:conformsTo"] for each in records} == {
        "https://w3id.org/dpv/schema/dpv-27560#record"
    }


def test_refused_scopes_carry_every_field():
    yes, no = (
        receipt_jsonld(a_receipt(answers, only=Scope.MACHINE))["dpv:hasRecordOfActivity"][0]
        for answers in ({Scope.MACHINE: "given"}, {})
    )
    assert {name for name, _ in walk(no)} == {name for name, _ in walk(yes)}
    assert "dpv:ConsentRefused" in no["dpv:hasConsentStatus"]["@type"]


@pytest.mark.parametrize("state", RecordState)
def test_every_state_has_its_own_term(state):
    assert KINDS[terms.STATES[state]] == "status"
    assert list(terms.STATES.values()).count(terms.STATES[state]) == 1


@pytest.mark.parametrize("scope", Scope)
def test_every_scope_has_its_terms(scope):
    assert KINDS[terms.TERMS[scope].purpose] == "purpose"
    assert {KINDS[each] for each in terms.TERMS[scope].processing} == {"processing"}


def test_a_record_keeps_its_name_from_receipt_to_receipt():
    first, second = a_receipt(), a_receipt(replaces="receipt-0001")
    names = [record_urn(receipt.subject, receipt.records[0]) for receipt in (first, second)]
    assert names[0] == names[1]
    others = {
        record_urn("someone-else", first.records[0]),
        record_urn(first.subject, replace(first.records[0], ref="another")),
        record_urn(first.subject, replace(first.records[0], number=99)),
        record_urn(first.subject, first.records[1]),
    }
    assert len(others | {names[0]}) == 5


def kept(receipt, scope: Scope) -> list[tuple[str, str]]:
    """Kind and value of how long the text is kept for a scope, and of how soon it goes."""
    document = receipt_jsonld(receipt)
    for record in document["dpv:hasRecordOfActivity"]:
        process = record["dpv:hasProcess"]
        if process["dpv:hasPurpose"]["dct:identifier"] == scope.value:
            _, kept, gone = process["dpv:hasStorageCondition"]
            durations = [each["dpv:hasDuration"] for each in (kept, gone)]
            return [
                (each["@type"], value["@value"] if isinstance(value, dict) else value)
                for each in durations
                for value in [each["rdf:value"]]
            ]
    raise AssertionError(scope)


def test_a_text_is_kept_until_consent_ends_and_erased_a_year_later():
    assert kept(a_receipt(), Scope.READ) == [
        ("dpv:UntilTimeDuration", "2032-03-02T09:30:00Z"),
        ("dpv:TemporalDuration", "P12M"),
    ]


def test_who_said_keep_it_has_it_kept_until_she_takes_that_back():
    [stays, goes] = kept(a_receipt(dict.fromkeys(Scope, "given")), Scope.READ)
    assert stays == ("dpv:UntilEventDuration", "Until the writer takes consent back")
    assert goes == ("dpv:TemporalDuration", "P7D")


def test_nothing_is_kept_for_what_was_refused():
    assert kept(a_receipt(), Scope.MACHINE) == [
        ("dpv:TemporalDuration", "P0D"),
        ("dpv:TemporalDuration", "P7D"),
    ]


def test_times_are_in_utc_whatever_the_zone_they_were_kept_in():
    here = a_receipt()
    there = replace(here, made_at=here.made_at.astimezone(ZoneInfo("Asia/Tokyo")))
    assert as_file(there) == as_file(here)
    assert receipt_jsonld(there)["dct:created"] == "2027-03-10T18:00:00Z"


def test_the_same_receipt_gives_the_same_bytes():
    receipt = a_receipt(EVERY_STATE)
    shuffled = replace(receipt, records=tuple(reversed(receipt.records)))
    assert as_file(receipt) == as_file(shuffled)


def test_the_file_is_readable_utf_8():
    name = "Stichting Ervaring – Zoë"
    receipt = replace(a_receipt(), controller=replace(a_receipt().controller, name=name))
    data = as_file(receipt)
    assert name in data.decode("utf-8")
    assert data.endswith(b"}\n")
    assert json.loads(data) == receipt_jsonld(receipt)


def test_the_text_is_named_by_its_ref_alone():
    [record, *_] = receipt_jsonld(a_receipt())["dpv:hasRecordOfActivity"]
    assert record["dct:references"] == {"dct:identifier": REF}
