"""How the full receipt speaks: its inline JSON-LD context, and DPV 2.3's term for what we say.

The guide's own `dpv:ConsentTerminated` and `eu-gdpr:GDPR` do not exist in DPV 2.3. The context
types its values: without that, "dpv:ScientificResearch" would be a string and no term at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from archive.domain.receipts import RecordState
from archive.domain.words import Scope

_PREFIXES: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_POINTING: Final = (
    "dct:conformsTo dct:replaces dpv:hasAddress dpv:hasConsentControl dpv:hasConsentStatus "
    "dpv:hasDataController dpv:hasDataSubject dpv:hasDuration dpv:hasJurisdiction "
    "dpv:hasLegalBasis dpv:hasLocation dpv:hasNotice dpv:hasPersonalData dpv:hasProcess "
    "dpv:hasProcessing dpv:hasPurpose dpv:hasRecipient dpv:hasRecordOfActivity dpv:hasRight "
    "dpv:hasStorageCondition dpv:isExercisedAt dpv:isIndicatedBy schema:url skos:broader "
    "spdx:algorithm"
).split()
"""Properties whose strings are terms or addresses."""

CONTEXT: Final[Mapping[str, Any]] = {
    **_PREFIXES,
    **{name: {"@type": "@id"} for name in _POINTING},
    "dct:created": {"@type": "xsd:dateTime"},
    "dct:description": {"@language": "en"},
    "dpv:isIndicatedAtTime": {"@type": "xsd:dateTime"},
    "spdx:checksumValue": {"@type": "xsd:hexBinary"},
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How DPV 2.3 names what a scope allows; the description says it in our words.

    `recipient` says who outside the archive receives the text, empty where nobody does.
    """

    description: str
    purpose: str
    processing: tuple[str, ...]
    recipient: str = ""


_READERS = "Anybody who reads the archive's pages"
_RESEARCHERS = "Researchers whom the archive has approved"

TERMS: Final[Mapping[Scope, Terms]] = {
    Scope.HOLD: Terms(
        "Keeping the text privately so that it can be prepared and checked.",
        "dpv:RequestedServiceProvision",
        ("dpv:Collect", "dpv:Store", "dpv:Consult", "dpv:Pseudonymise"),
    ),
    Scope.READ: Terms(
        "Showing the prepared text to readers.",
        "dpv:PublicBenefit",
        ("dpv:MakeAvailable", "dpv:Display"),
        _READERS,
    ),
    Scope.FIND: Terms(
        "Letting search and theme pages find the prepared text.",
        "dpv:SearchFunctionalities",
        ("dpv:Organise", "dpv:Retrieve"),
        _READERS,
    ),
    Scope.RESEARCH: Terms(
        "Study of the prepared text by approved researchers, counts included.",
        "dpv:ScientificResearch",
        ("dpv:MakeAvailable", "dpv:Analyse"),
        _RESEARCHERS,
    ),
    Scope.QUOTE: Terms(
        "Quoting the prepared text word for word in research.",
        "dpv:ScientificResearch",
        ("dpv:Copy", "dpv:Disseminate"),
        _RESEARCHERS,
    ),
    Scope.MACHINE: Terms(
        "Training or feeding learned models with the prepared text.",
        "dpv:ResearchAndDevelopment",
        ("dpv:Use", "dpv:Derive"),
        _RESEARCHERS,
    ),
    Scope.MAILBOX: Terms(
        "Keeping questions for the writer to find on coming back.",
        "dpv:CommunicationManagement",
        ("dpv:Store", "dpv:Transmit"),
    ),
    Scope.AFTER: Terms(
        "Keeping the text if its writer does not come back.",
        "dpv:RecordManagement",
        ("dpv:Store",),
    ),
}

PERSONAL_DATA: Final = ("pd:LifeHistory", "pd:MentalHealth", "pd:Prescription")
"""What a text may tell. Some of it is health data: hence A9-2-a, explicit consent."""

STATES: Final[Mapping[RecordState, str]] = {
    RecordState.GIVEN: "dpv:ConsentGiven",
    RecordState.RENEWED: "dpv:RenewedConsentGiven",
    RecordState.REFUSED: "dpv:ConsentRefused",
    RecordState.WITHDRAWN: "dpv:ConsentWithdrawn",
    RecordState.REVOKED: "dpv:ConsentRevoked",
    RecordState.EXPIRED: "dpv:ConsentExpired",
    RecordState.UNKNOWN: "dpv:ConsentUnknown",
}
RIGHTS: Final = (
    ("eu-gdpr:A7-3", "To take consent back."),
    ("eu-gdpr:A15", "To have a copy of everything."),
    ("eu-gdpr:A17", "To have a text erased."),
)
