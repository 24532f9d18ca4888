"""The full receipt fits our SHACL shape, and the shape sees each field that is missing or wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import SH, Graph

from archive.domain.receipts import ConsentStep, NoticeMark, looks_like_code, records_of
from archive.domain.words import Scope
from archive.exchange.exporters.receipt_jsonld import as_file, receipt_jsonld
from archive.exchange.exporters.receipt_plain import receipt_text
from archive.exchange.exporters.receipt_terms import CONTEXT
from archive.models.records import ACTIONS
from tests.unit.receipts import EVERY_STATE, MADE, REF, SENT, a_receipt

# rdflib 7's own JSON-LD parser still stands on the class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SHAPE = Path(__file__).parents[1] / "fixtures" / "receipt_shape.ttl"
Document = dict[str, Any]


@cache
def shape() -> Graph:
    return Graph().parse(SHAPE)


def violations(document: Document | bytes) -> set[str]:
    """The paths, as compact names, on which the document does not fit the shape."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    graph = Graph().parse(data=data, format="json-ld")
    assert len(graph) > 3, "nothing was read"
    fits, report, _ = pyshacl.validate(graph, shacl_graph=shape())
    assert isinstance(report, Graph)
    assert fits is not bool(list(report.subjects(SH.resultSeverity)))
    return {compact(str(path)) for path in report.objects(None, SH.resultPath)}


def compact(address: str) -> str:
    for prefix, namespace in CONTEXT.items():
        if isinstance(namespace, str) and address.startswith(namespace) and prefix != "dpv":
            return address.replace(namespace, f"{prefix}:")
    return address.replace("https://w3id.org/dpv#", "dpv:")


def everywhere(value: Any, change: Callable[[Document], None]) -> None:
    """Apply `change` to every node below the context."""
    if isinstance(value, list):
        for each in value:
            everywhere(each, change)
    elif isinstance(value, dict):
        change(value)
        for name, inner in value.items():
            if name != "@context":
                everywhere(inner, change)


def one_record(answers: dict[Scope, str] | None = None, scope: Scope = Scope.READ) -> Document:
    return receipt_jsonld(a_receipt(answers, only=scope))


def typed(node: Document, kind: str) -> bool:
    types = node.get("@type", [])
    return kind in (types if isinstance(types, list) else [types])


# --- Good receipts ------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [None, {}, EVERY_STATE, dict.fromkeys(Scope, "given")])
def test_a_good_receipt_fits(answers):
    assert violations(as_file(a_receipt(answers, replaces="receipt-0001"))) == set()


def test_a_receipt_fits_where_the_deployer_named_neither_address_nor_contact():
    controller = replace(a_receipt().controller, address="", contact="")
    assert violations(as_file(replace(a_receipt(), controller=controller))) == set()


def test_a_receipt_of_a_text_that_came_in_by_a_named_basis_fits():
    assert violations(as_file(a_receipt(dict.fromkeys(Scope, "basis")))) == set()


def test_the_receipt_is_read_without_a_network_into_records():
    graph = Graph().parse(data=as_file(a_receipt(EVERY_STATE)), format="json-ld")
    [found] = graph.query(
        "SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE { ?r a <https://w3id.org/dpv#ConsentRecord> }"
    )
    assert int(found[0]) == len(Scope)  # type: ignore[index,arg-type]


# --- A field is missing -------------------------------------------------------------------------

FIELDS = [
    # where the field stands (a type, or a property that points there), and the field
    ("dpv:ConsentReceipt", "dct:identifier"),
    ("dpv:ConsentReceipt", "dct:conformsTo"),
    ("dpv:ConsentReceipt", "dct:created"),
    ("dpv:ConsentReceipt", "dpv:hasRecordOfActivity"),
    ("dpv:ConsentRecord", "dct:identifier"),
    ("dpv:ConsentRecord", "dct:conformsTo"),
    ("dpv:ConsentRecord", "dct:references"),
    ("dpv:ConsentRecord", "dpv:hasDataSubject"),
    ("dpv:ConsentRecord", "dpv:hasNotice"),
    ("dpv:ConsentRecord", "dpv:hasProcess"),
    ("dpv:ConsentRecord", "dpv:hasConsentStatus"),
    ("dpv:DataSubject", "dct:identifier"),
    ("dpv:ConsentNotice", "dct:language"),
    ("dpv:ConsentNotice", "dcat:version"),
    ("dpv:ConsentNotice", "spdx:checksum"),
    ("spdx:Checksum", "spdx:algorithm"),
    ("spdx:Checksum", "spdx:checksumValue"),
    ("dpv:Process", "dpv:hasPurpose"),
    ("dpv:Process", "dpv:hasProcessing"),
    ("dpv:Process", "dpv:hasPersonalData"),
    ("dpv:Process", "dpv:hasDataController"),
    ("dpv:Process", "dpv:hasStorageCondition"),
    ("dpv:Process", "dpv:hasJurisdiction"),
    ("dpv:Process", "dpv:hasRecipient"),
    ("dpv:Process", "dpv:hasConsentControl"),
    ("dpv:Process", "dpv:hasRight"),
    ("dpv:Process", "dpv:hasLegalBasis"),
    ("dpv:Purpose", "skos:broader"),
    ("dpv:Purpose", "dct:description"),
    ("dpv:DataController", "dpv:hasIdentifier"),
    ("dpv:DataController", "dpv:hasName"),
    ("dpv:DataController", "dpv:hasAddress"),
    ("dpv:DataController", "dpv:hasContact"),
    ("dpv:StorageLocation", "dpv:hasLocation"),
    ("dpv:StorageDuration", "dpv:hasDuration"),
    ("dpv:StorageDeletion", "dpv:hasDuration"),
    ("dpv:WithdrawConsent", "dpv:isExercisedAt"),
    ("dpv:DataSubjectRight", "dpv:isExercisedAt"),
    ("dpv:ExplicitlyExpressedConsent", "dpv:isIndicatedAtTime"),
    ("dpv:ExplicitlyExpressedConsent", "dpv:isIndicatedBy"),
    ("dpv:ExplicitlyExpressedConsent", "dpv:hasIndicationMethod"),
    ("dpv:ExplicitlyExpressedConsent", "dpv:hasDuration"),
    ("dpv:UntilEventDuration", "rdf:value"),
    ("dpv:TemporalDuration", "rdf:value"),
]


@pytest.mark.parametrize("kind, field", FIELDS)
def test_a_missing_field_is_seen_in_a_refused_record_too(kind, field):
    document = one_record({})
    taken = []

    def drop(node: Document) -> None:
        if typed(node, kind) and field in node:
            taken.append(node.pop(field))

    everywhere(document, drop)
    assert taken
    assert field in violations(document)


@pytest.mark.parametrize("condition", ["StorageLocation", "StorageDuration", "StorageDeletion"])
def test_each_of_the_three_storage_conditions_is_needed(condition):
    document = one_record()
    process = document["dpv:hasRecordOfActivity"][0]["dpv:hasProcess"]
    conditions = process["dpv:hasStorageCondition"]
    process["dpv:hasStorageCondition"] = [c for c in conditions if not typed(c, f"dpv:{condition}")]
    assert violations(document) == {"dpv:hasStorageCondition"}


@pytest.mark.parametrize(
    "kind, path",
    [
        ("dpv:ConsentReceipt", "rdf:type"),
        ("dpv:ConsentRecord", "rdf:type"),
        ("dpv:DataSubject", "dpv:hasDataSubject"),
        ("dpv:ConsentNotice", "dpv:hasNotice"),
        ("dpv:Process", "dpv:hasProcess"),
        ("dpv:Purpose", "dpv:hasPurpose"),
        ("dpv:DataController", "dpv:hasDataController"),
        ("dpv:LegalEntity", "rdf:type"),
        ("dpv:Recipient", "dpv:hasRecipient"),
        ("dpv:WithdrawConsent", "dpv:hasConsentControl"),
        ("dpv:DataSubjectRight", "dpv:hasRight"),
        ("dpv:ExplicitlyExpressedConsent", "rdf:type"),
        ("dpv:ConsentGiven", "rdf:type"),
        ("dpv:UntilTimeDuration", "rdf:type"),
    ],
)
def test_a_node_without_its_type_is_seen(kind, path):
    document = one_record()

    def drop(node: Document) -> None:
        if typed(node, kind):
            types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
            node["@type"] = [each for each in types if each != kind]

    everywhere(document, drop)
    assert path in violations(document)


# --- A field is wrong ---------------------------------------------------------------------------


def changed(kind: str, field: str, value: Any) -> Callable[[Document], None]:
    def change(node: Document) -> None:
        if typed(node, kind) and field in node:
            node[field] = value

    return change


GIVEN = "dpv:ConsentGiven"
EXPLICIT = "dpv:ExplicitlyExpressedConsent"
RECORD_OF_THE_GUIDE = "https://w3id.org/dpv/schema/iso-27560#record"
WRONG = {
    "the record's profile is the receipt's": (
        changed("dpv:ConsentRecord", "dct:conformsTo", CONTEXT["dpv"] + "receipt"),
        "dct:conformsTo",
    ),
    "the record's profile is an older guide's": (
        changed("dpv:ConsentRecord", "dct:conformsTo", RECORD_OF_THE_GUIDE),
        "dct:conformsTo",
    ),
    "the receipt's profile is the record's": (
        changed(
            "dpv:ConsentReceipt", "dct:conformsTo", "https://w3id.org/dpv/schema/dpv-27560#record"
        ),
        "dct:conformsTo",
    ),
    "the receipt's time has no zone": (
        changed("dpv:ConsentReceipt", "dct:created", "2027-03-10T18:00:00"),
        "dct:created",
    ),
    "the receipt's time is not in UTC": (
        changed("dpv:ConsentReceipt", "dct:created", "2027-03-10T18:00:00+02:00"),
        "dct:created",
    ),
    "the event's time has no zone": (
        changed(GIVEN, "dpv:isIndicatedAtTime", "2027-03-03T09:30:00"),
        "dpv:isIndicatedAtTime",
    ),
    "the event's time is a day": (
        changed(GIVEN, "dpv:isIndicatedAtTime", {"@value": "2027-03-03", "@type": "xsd:date"}),
        "dpv:isIndicatedAtTime",
    ),
    "the end has no zone": (
        changed(
            "dpv:UntilTimeDuration",
            "rdf:value",
            {"@value": "2032-03-03T09:30:00", "@type": "xsd:dateTime"},
        ),
        "rdf:value",
    ),
    "the state is one that DPV 2.3 has not": (
        changed(GIVEN, "@type", ["dpv:ConsentTerminated", EXPLICIT]),
        "rdf:type",
    ),
    "there are two states": (
        changed(GIVEN, "@type", [GIVEN, "dpv:ConsentWithdrawn", EXPLICIT]),
        "rdf:type",
    ),
    "a yes has no end": (
        changed(GIVEN, "dpv:hasDuration", {"@type": "dpv:IndeterminateDuration"}),
        "dpv:hasDuration",
    ),
    "a yes has ended": (
        changed(
            GIVEN,
            "dpv:hasDuration",
            {
                "@type": "dpv:UntilTimeDuration",
                "rdf:value": {"@value": "2027-03-10T17:59:59Z", "@type": "xsd:dateTime"},
            },
        ),
        "dpv:hasDuration",
    ),
    "a refusal is turned into a revocation by the writer": (
        changed(GIVEN, "@type", ["dpv:ConsentRevoked", EXPLICIT]),
        "dpv:isIndicatedBy",
    ),
    "there is no notice though she was asked": (
        changed("dpv:ConsentRecord", "dpv:hasNotice", "dpv:NotAvailable"),
        "dpv:hasConsentStatus",
    ),
    "the notice's digest is too short": (
        changed("spdx:Checksum", "spdx:checksumValue", "ab" * 20),
        "spdx:checksumValue",
    ),
    "the notice's version is none": (
        changed("dpv:ConsentNotice", "dcat:version", "latest"),
        "dcat:version",
    ),
    "the record's name is no uuid": (
        changed("dpv:ConsentRecord", "dct:identifier", "1"),
        "dct:identifier",
    ),
    "the personal data are no category": (
        changed("dpv:Process", "dpv:hasPersonalData", ["dpv:PersonalData"]),
        "dpv:hasPersonalData",
    ),
    "the jurisdiction is no country": (
        changed("dpv:Process", "dpv:hasJurisdiction", "loc:EEA"),
        "dpv:hasJurisdiction",
    ),
    "the legal basis is not explicit consent": (
        changed("dpv:Process", "dpv:hasLegalBasis", ["eu-gdpr:A6-1-a"]),
        "dpv:hasLegalBasis",
    ),
    "the controller has an empty address": (
        changed("dpv:DataController", "dpv:hasAddress", {"@value": ""}),
        "dpv:hasAddress",
    ),
    "consent is taken back nowhere on the web": (
        changed("dpv:WithdrawConsent", "dpv:isExercisedAt", "urn:uuid:0"),
        "dpv:isExercisedAt",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_field_is_seen(what):
    change, path = WRONG[what]
    document = one_record()
    before = json.dumps(document)
    everywhere(document, change)
    assert json.dumps(document) != before
    assert path in violations(document)


def test_a_withdrawal_by_somebody_else_is_seen():
    document = one_record({Scope.READ: "withdrawn"})
    assert violations(document) == set()
    [record] = document["dpv:hasRecordOfActivity"]
    controller = record["dpv:hasProcess"]["dpv:hasDataController"]["@id"]
    record["dpv:hasConsentStatus"]["dpv:isIndicatedBy"] = controller
    assert violations(document) == {"dpv:isIndicatedBy"}


def test_terms_that_are_mere_strings_are_seen():
    document = one_record()
    for name in ("dpv:hasProcessing", "dpv:hasPersonalData", "dpv:hasJurisdiction"):
        del document["@context"][name]
    assert {"dpv:hasProcessing", "dpv:hasPersonalData", "dpv:hasJurisdiction"} <= violations(
        document
    )


# --- Any history --------------------------------------------------------------------------------

NOTICES = st.builds(
    NoticeMark,
    st.sampled_from(["en", "de", "pt-BR", "zh-Hant"]),
    st.integers(1, 99),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
)


@st.composite
def histories(draw: st.DrawFn) -> list[ConsentStep]:
    """Consent events of one text in any order of actions; a basis alone is asked by no notice."""
    steps = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        action = draw(st.sampled_from(ACTIONS))
        until = None
        if action in ("given", "renewed", "basis"):
            until = MADE + timedelta(days=draw(st.integers(-900, 2000)), seconds=1)
        steps.append(
            ConsentStep(
                number,
                draw(st.sampled_from(Scope)),
                action,
                SENT + timedelta(hours=number),
                until,
                None if action == "basis" else draw(NOTICES),
                by_subject=action not in ("basis", "revoked") and draw(st.booleans()),
            )
        )
    return steps


@settings(max_examples=25)
@given(st.lists(histories(), min_size=1, max_size=3))
def test_any_history_gives_a_receipt_that_fits(texts):
    records = tuple(
        record
        for number, steps in enumerate(texts)
        for record in records_of(f"{REF[:-1]}{number}", steps, MADE)
    )
    receipt = replace(a_receipt(), records=records)
    document = receipt_jsonld(receipt)
    assert len(document["dpv:hasRecordOfActivity"]) == len(texts) * len(Scope)
    assert violations(document) == set()
    assert not looks_like_code(as_file(receipt).decode())
    assert not looks_like_code(receipt_text(receipt))
