"""The full consent receipt, as JSON-LD. Implements the DPV-27560 profile (ISO/IEC TS 27560:2023).

Guide: https://w3id.org/dpv/guides/consent-27560. Knows no title and no word of a text; the terms
and the inline context stand in `receipt_terms`.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any, Final

from archive.domain.receipts import (
    STANDING,
    ConsentRecord,
    Controller,
    Receipt,
    ReceiptText,
    RecordState,
)
from archive.domain.words import Scope
from archive.exchange.exporters.receipt_terms import (
    CONTEXT,
    PERSONAL_DATA,
    RIGHTS,
    STATES,
    TERMS,
)

MEDIA_TYPE: Final = "application/ld+json"
RECEIPT_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#receipt"
RECORD_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#record"

NAMES: Final = uuid.UUID("6d1c3f0e-2a57-5b8e-9c41-8e0f5a7d2b96")
"""Namespace of this archive software's `urn:uuid` names (RFC 9562, version 5)."""

ERASED_AFTER: Final = "P12M"
"""A text is hidden when consent ends, and erased twelve months later."""
KEYS_LAST: Final = "P7D"
"""Copies of the key that opens a text: seven days at most, then no backup can be read."""


def receipt_jsonld(receipt: Receipt) -> dict[str, Any]:
    """The receipt with one record for each scope of each text, all fields in every record."""
    written: dict[str, Any] = {
        "@context": {**CONTEXT},
        "@id": _urn("receipt", receipt.id),
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": receipt.id,
        "dct:conformsTo": RECEIPT_PROFILE,
        "dct:created": _utc(receipt.made_at),
    }
    if receipt.replaces:
        written["dct:replaces"] = _urn("receipt", receipt.replaces)
    written["dpv:hasRecordOfActivity"] = [
        _record(receipt, text, record) for text in receipt.texts for record in text.records
    ]
    return written


def as_file(receipt: Receipt) -> bytes:
    """The receipt as UTF-8 JSON, indented; the same receipt gives the same bytes."""
    return (json.dumps(receipt_jsonld(receipt), ensure_ascii=False, indent=2) + "\n").encode()


def record_urn(subject: str, record: ConsentRecord) -> str:
    """The record's name: the same in every receipt that tells of the same event."""
    return _urn("record", subject, record.ref, record.scope.value, str(record.number))


def _record(receipt: Receipt, text: ReceiptText, record: ConsentRecord) -> dict[str, Any]:
    urn = record_urn(receipt.subject, record)
    subject = _urn("subject", receipt.subject)
    return {
        "@id": urn,
        "@type": "dpv:ConsentRecord",
        "dct:identifier": urn,
        "dct:conformsTo": RECORD_PROFILE,
        "dct:references": {"dct:identifier": text.ref},
        "dpv:hasDataSubject": {
            "@id": subject,
            "@type": "dpv:DataSubject",
            "dct:identifier": receipt.subject,
        },
        "dpv:hasNotice": _notice(record),
        "dpv:hasProcess": _process(receipt, text, record),
        "dpv:hasConsentStatus": {
            "@type": [STATES[record.told], _kind_of_consent(record)],
            "dpv:isIndicatedAtTime": _utc(record.at),
            "dpv:isIndicatedBy": subject
            if record.told_by_subject
            else _urn("controller", receipt.controller.website),
            "dpv:hasIndicationMethod": _method(record),
            "dpv:hasDuration": _validity(record),
        },
    }


def _notice(record: ConsentRecord) -> dict[str, Any] | str:
    if not record.notice_version:
        return "dpv:NotAvailable"  # nobody asked, so nothing was shown
    version = str(record.notice_version)
    return {
        "@id": _urn("notice", record.notice_language, version, record.notice_sha256),
        "@type": "dpv:ConsentNotice",
        "dct:language": record.notice_language,
        "dcat:version": version,
        "spdx:checksum": {
            "@id": _urn("checksum", record.notice_sha256),
            "@type": "spdx:Checksum",
            "spdx:algorithm": "spdx:checksumAlgorithm_sha256",
            "spdx:checksumValue": record.notice_sha256,
        },
    }


def _process(receipt: Receipt, text: ReceiptText, record: ConsentRecord) -> dict[str, Any]:
    terms = TERMS[record.scope]
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "skos:broader": terms.purpose,
            "dct:identifier": record.scope.value,
            "dct:description": terms.description,
        },
        "dpv:hasProcessing": list(terms.processing),
        "dpv:hasPersonalData": [
            *PERSONAL_DATA,
            *(["pd:Communication"] if record.scope is Scope.MAILBOX else []),
        ],
        "dpv:hasDataController": _controller(receipt.controller),
        "dpv:hasStorageCondition": [
            {
                "@type": "dpv:StorageLocation",
                "dpv:hasLocation": f"loc:{receipt.controller.storage_location}",
            },
            *_retention(text, record),
        ],
        "dpv:hasJurisdiction": f"loc:{receipt.controller.jurisdiction}",
        "dpv:hasRecipient": _recipient(receipt.controller, terms.recipient),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": receipt.address,
        },
        "dpv:hasRight": [
            {
                "@type": ["dpv:DataSubjectRight", right],
                "dct:description": meaning,
                "dpv:isExercisedAt": receipt.address,
            }
            for right, meaning in RIGHTS
        ],
        "dpv:hasLegalBasis": ["dpv:ExplicitlyExpressedConsent", "eu-gdpr:A9-2-a"],
    }


def _recipient(controller: Controller, others: str) -> dict[str, Any]:
    if not others:
        return {"@id": _urn("controller", controller.website), "@type": "dpv:Recipient"}
    return {"@type": ["dpv:Recipient", "dpv:ThirdParty"], "dct:description": others}


def _controller(controller: Controller) -> dict[str, Any]:
    """Where the deployer gave no postal address, the receipt says so; the site is the contact."""
    urn = _urn("controller", controller.website)
    address: Any = {"@value": controller.address} if controller.address else "dpv:NotAvailable"
    return {
        "@id": urn,
        "@type": ["dpv:DataController", "dpv:LegalEntity"],
        "dpv:hasIdentifier": urn,
        "dpv:hasName": controller.name,
        "dpv:hasAddress": address,
        "dpv:hasContact": controller.contact or controller.website,
        "schema:url": controller.website,
    }


def _retention(text: ReceiptText, record: ConsentRecord) -> tuple[dict[str, Any], dict[str, Any]]:
    """How long the text is kept for this scope, and how soon after that its bytes are gone."""
    stays = any(each.scope is Scope.AFTER and each.state in STANDING for each in text.records)
    kept: dict[str, Any] = {"@type": "dpv:StorageDuration"}
    gone: dict[str, Any] = {"@type": "dpv:StorageDeletion"}
    if record.state in (*STANDING, RecordState.EXPIRED) and stays:
        kept["dpv:hasDuration"] = _until_event("Until the writer takes consent back")
        gone["dpv:hasDuration"] = _for(KEYS_LAST)
    elif record.state in (*STANDING, RecordState.EXPIRED) and record.until is not None:
        kept["dpv:hasDuration"] = _until(record.until)
        gone["dpv:hasDuration"] = _for(ERASED_AFTER)
    elif record.state is RecordState.UNKNOWN:
        kept["dpv:hasDuration"] = _for(ERASED_AFTER)
        gone["dpv:hasDuration"] = _for(KEYS_LAST)
    else:
        kept["dpv:hasDuration"] = _for("P0D")  # never, or no longer, for this
        gone["dpv:hasDuration"] = _for(KEYS_LAST)
    return kept, gone


def _validity(record: ConsentRecord) -> dict[str, Any]:
    if record.until is not None and record.state in (*STANDING, RecordState.EXPIRED):
        return _until(record.until)
    if record.state is RecordState.UNKNOWN:
        return {"@type": "dpv:IndeterminateDuration"}
    return _until_event("Until the writer answers anew")


def _kind_of_consent(record: ConsentRecord) -> str:
    asked = record.told is not RecordState.UNKNOWN
    return "dpv:ExplicitlyExpressedConsent" if asked else "dpv:Consent"


def _method(record: ConsentRecord) -> str:
    if record.told is RecordState.UNKNOWN:
        return "Not asked"
    return "Own answer in a form of the archive" if record.told_by_subject else "Archive's decision"


def _for(period: str) -> dict[str, Any]:
    return {
        "@type": "dpv:TemporalDuration",
        "rdf:value": {"@value": period, "@type": "xsd:duration"},
    }


def _until(moment: datetime) -> dict[str, Any]:
    return {
        "@type": "dpv:UntilTimeDuration",
        "rdf:value": {"@value": _utc(moment), "@type": "xsd:dateTime"},
    }


def _until_event(event: str) -> dict[str, Any]:
    return {"@type": "dpv:UntilEventDuration", "rdf:value": event}


def _utc(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _urn(*names: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMES, json.dumps(names))}"
