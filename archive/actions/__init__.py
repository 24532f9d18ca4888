"""The only writer: one verb a file, keyword-only, each in one transaction with its audit link."""

from archive.actions.approve import approve, approve_many, sign_off
from archive.actions.basis import confirm_basis, propose_basis
from archive.actions.clear_second_person import clear_second_person
from archive.actions.consent import give_consent, refuse_consent, verify_consent, withdraw_consent
from archive.actions.decide_finding import decide_finding
from archive.actions.erase import erase, finish_erasures
from archive.actions.import_discussion import import_discussion
from archive.actions.outbox import settle_outbox
from archive.actions.publish_notice import publish_notice
from archive.actions.redact import redact, retract_redaction
from archive.actions.refuse import refuse
from archive.actions.removal import decide_removal, request_removal
from archive.actions.set_voice import set_voice
from archive.actions.sweep import recover, sweep
from archive.actions.tag_passage import remove_passage, tag_passage
from archive.gate.audit import verify_audit

__all__ = [
    "approve",
    "approve_many",
    "clear_second_person",
    "confirm_basis",
    "decide_finding",
    "decide_removal",
    "erase",
    "finish_erasures",
    "give_consent",
    "import_discussion",
    "propose_basis",
    "publish_notice",
    "recover",
    "redact",
    "refuse",
    "refuse_consent",
    "remove_passage",
    "request_removal",
    "retract_redaction",
    "set_voice",
    "settle_outbox",
    "sign_off",
    "sweep",
    "tag_passage",
    "verify_audit",
    "verify_consent",
    "withdraw_consent",
]
