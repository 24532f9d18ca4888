"""Tables and constraints, no rules. Read through the gate, written by actions."""

from archive.models.accounts import User
from archive.models.care import CareSettings, ContentLabel
from archive.models.codebook import CodebookChange, ThemeExample, ThemeProposal
from archive.models.coding_desk import Presence, ThemeKey, UndoneCoding, UnsentMemo
from archive.models.contributors import Claim, Contributor, Draft, Message
from archive.models.desk import Feed, SavedSearch
from archive.models.layers import Anchor, Codebook, Coding, Finding, Passage, Redaction, Theme
from archive.models.queue import Assignment, Skip, StaffNote
from archive.models.records import (
    AuditEvent,
    AuditHead,
    Basis,
    ConsentEvent,
    Notice,
    Outbox,
    RemovalRequest,
)
from archive.models.reviews import Attestation, Person, Recusal
from archive.models.rounds import (
    Adjudication,
    Round,
    RoundCoder,
    RoundCoding,
    RoundFinished,
    RoundText,
    RoundTheme,
)
from archive.models.suggestions import NoSuggestions, SuggestionTally
from archive.models.texts import UNTIL_COLUMNS, Contribution, Discussion, Original, Rendition

__all__ = [
    "UNTIL_COLUMNS",
    "Adjudication",
    "Anchor",
    "Assignment",
    "Attestation",
    "AuditEvent",
    "AuditHead",
    "Basis",
    "CareSettings",
    "Claim",
    "Codebook",
    "CodebookChange",
    "Coding",
    "ConsentEvent",
    "ContentLabel",
    "Contribution",
    "Contributor",
    "Discussion",
    "Draft",
    "Feed",
    "Finding",
    "Message",
    "NoSuggestions",
    "Notice",
    "Original",
    "Outbox",
    "Passage",
    "Person",
    "Presence",
    "Recusal",
    "Redaction",
    "RemovalRequest",
    "Rendition",
    "Round",
    "RoundCoder",
    "RoundCoding",
    "RoundFinished",
    "RoundText",
    "RoundTheme",
    "SavedSearch",
    "Skip",
    "StaffNote",
    "SuggestionTally",
    "Theme",
    "ThemeExample",
    "ThemeKey",
    "ThemeProposal",
    "UndoneCoding",
    "UnsentMemo",
    "User",
]
