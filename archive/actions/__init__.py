"""The only writer: one verb a file, keyword-only, each in one transaction with its audit link."""

from archive.actions.anchor_decisions import confirm_anchor, move_anchor, orphan_anchor
from archive.actions.answering import (
    answer_message,
    change_code,
    change_pen_name,
    change_scopes,
    dispute_theme,
    dispute_voice,
    object_to_wording,
    read_mailbox,
    renew,
    send_again,
    withdraw,
)
from archive.actions.approve import approve, approve_many, sign_off
from archive.actions.assign import assign, release, take, take_many
from archive.actions.basis import confirm_basis, propose_basis
from archive.actions.be_present import be_present, leave
from archive.actions.claim import claim, decide_claim, invite_author
from archive.actions.clear_second_person import ask_second_person, clear_second_person
from archive.actions.consent import give_consent, refuse_consent, verify_consent, withdraw_consent
from archive.actions.count_suggestions import Fate, count_suggestions
from archive.actions.decide_removal import decide_removal
from archive.actions.decide_words import Decided, decide_words
from archive.actions.distress import clear_distress, raise_distress
from archive.actions.drafts import choose, discard_draft, prepare_code, save_draft
from archive.actions.erase import erase, finish_erasures
from archive.actions.extend_deadline import extend_deadline
from archive.actions.hide_now import hide_now
from archive.actions.hold_as_leaning import hold_as_leaning
from archive.actions.import_discussion import import_discussion
from archive.actions.keep_memo import keep_memo
from archive.actions.label_content import label_content, unlabel
from archive.actions.look_again import Looked, look_again
from archive.actions.merge_persons import merge_persons
from archive.actions.messages import send_message, settle_letter
from archive.actions.note_download import note_download
from archive.actions.open_prompt import open_prompt, take_texts
from archive.actions.outbox import settle_outbox
from archive.actions.publish_notice import publish_notice
from archive.actions.recuse import recuse, take_recusal_back
from archive.actions.redact import redact, retract_redaction
from archive.actions.refuse import refuse, refuse_many
from archive.actions.removal import Outcome, contest_removal, request_removal
from archive.actions.rounds import (
    adjudicate,
    close_round,
    code_in_round,
    finish_text,
    open_round,
    reopen_text,
    take_back_code,
)
from archive.actions.set_care import set_care
from archive.actions.set_theme_keys import set_theme_keys
from archive.actions.set_voice import set_voice
from archive.actions.skip import leave_note, offer_again, skip
from archive.actions.submit import Sent, submit
from archive.actions.sweep import recover, sweep
from archive.actions.switch_suggestions import switch_suggestions
from archive.actions.tag_passage import tag_passage
from archive.actions.undo_batch import undo_batch
from archive.actions.untag import redo_coding, take_back_passage, undo_coding, untag
from archive.gate.audit import verify_audit

__all__ = [
    "Decided",
    "Fate",
    "Looked",
    "Outcome",
    "Sent",
    "adjudicate",
    "answer_message",
    "approve",
    "approve_many",
    "ask_second_person",
    "assign",
    "be_present",
    "change_code",
    "change_pen_name",
    "change_scopes",
    "choose",
    "claim",
    "clear_distress",
    "clear_second_person",
    "close_round",
    "code_in_round",
    "confirm_anchor",
    "confirm_basis",
    "contest_removal",
    "count_suggestions",
    "decide_claim",
    "decide_removal",
    "decide_words",
    "discard_draft",
    "dispute_theme",
    "dispute_voice",
    "erase",
    "extend_deadline",
    "finish_erasures",
    "finish_text",
    "give_consent",
    "hide_now",
    "hold_as_leaning",
    "import_discussion",
    "invite_author",
    "keep_memo",
    "label_content",
    "leave",
    "leave_note",
    "look_again",
    "merge_persons",
    "move_anchor",
    "note_download",
    "object_to_wording",
    "offer_again",
    "open_prompt",
    "open_round",
    "orphan_anchor",
    "prepare_code",
    "propose_basis",
    "publish_notice",
    "raise_distress",
    "read_mailbox",
    "recover",
    "recuse",
    "redact",
    "redo_coding",
    "refuse",
    "refuse_consent",
    "refuse_many",
    "release",
    "renew",
    "reopen_text",
    "request_removal",
    "retract_redaction",
    "save_draft",
    "send_again",
    "send_message",
    "set_care",
    "set_theme_keys",
    "set_voice",
    "settle_letter",
    "settle_outbox",
    "sign_off",
    "skip",
    "submit",
    "sweep",
    "switch_suggestions",
    "tag_passage",
    "take",
    "take_back_code",
    "take_back_passage",
    "take_many",
    "take_recusal_back",
    "take_texts",
    "undo_batch",
    "undo_coding",
    "unlabel",
    "untag",
    "verify_audit",
    "verify_consent",
    "withdraw",
    "withdraw_consent",
]
