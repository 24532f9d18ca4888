"""Discussions, contributions and their sealed texts. No rule stands here.

A discussion has an essay, or a steward's prompt: an open question that people answer.

`privacy` classifies every column: `open`, `gated` (only under a warrant) or `sealed` (ciphertext,
and gated). The cursor guard takes its table names from it; `archive.E001` refuses a column without.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from archive.domain.distress import Distress
from archive.domain.queue import Lane
from archive.domain.words import Consent, Kind, Scope, SignOff, Status, Voice
from archive.models.fields import SealedField, new_ref, new_slug

UNTIL_COLUMNS = tuple(f"{scope.value}_until" for scope in Scope)
STORED_CONSENTS = [c.value for c in Consent if c is not Consent.EXPIRED]


UNREAD_YET = Q(status__in=[Status.WAITING.value, Status.IN_REVIEW.value])
TO_DO = (
    UNREAD_YET | Q(status=Status.SECOND_PERSON.value) | Q(status=Status.APPROVED.value, reread=True)
)
"""Rows that wait for a person: not decided yet, or to be read again beside a text taken away."""

NEW = UNREAD_YET & Q(contributed=True)
"""Told by its writer and decided by nobody: no import is ever in a lane of distress."""


class Discussion(models.Model):
    """An essay, or a steward's prompt, and its thread, with source, rights and licence.

    An essay's title is sealed with it; a prompt's stands here, in the open.
    """

    slug = models.CharField(max_length=16, unique=True, default=new_slug, editable=False)
    source_digest = models.CharField(max_length=64, unique=True)
    source_url = SealedField()
    source_shown = models.BooleanField(default=False)
    licence = models.CharField(max_length=120, blank=True)
    staff_only = models.BooleanField(default=False)
    embargo_until = models.DateTimeField(null=True, blank=True)
    format = models.CharField(max_length=20)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    prompt_title = models.CharField(max_length=200, blank=True)
    prompt_text = models.TextField(blank=True)
    takes_texts = models.BooleanField(default=True)
    claims_by_email = models.BooleanField(default=False)
    extended_for = models.CharField(max_length=40, blank=True)

    privacy = dict.fromkeys(
        (
            "id", "slug", "source_digest", "source_shown", "licence", "staff_only",
            "embargo_until", "format", "imported_at", "imported_by", "prompt_title", "prompt_text",
            "takes_texts", "claims_by_email", "extended_for",
        ),
        "gated",
    ) | {"source_url": "sealed"}  # fmt: skip

    def __str__(self) -> str:
        return self.slug


class Contribution(models.Model):
    """One authored text: the essay or a comment. Facts of the rule are columns here.

    `edition` is one more after every decision that another one could overwrite: a form says from
    which edition it was made.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    discussion = models.ForeignKey(
        Discussion, on_delete=models.PROTECT, related_name="contributions"
    )
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in Kind])
    order = models.PositiveIntegerField()
    source_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64, blank=True)
    voice = models.CharField(max_length=16, default=Voice.UNCLEAR.value)
    status = models.CharField(max_length=16, default=Status.WAITING.value)
    consent = models.CharField(max_length=16, default=Consent.UNKNOWN.value)
    hold_until = models.DateTimeField(null=True)
    read_until = models.DateTimeField(null=True)
    find_until = models.DateTimeField(null=True)
    research_until = models.DateTimeField(null=True)
    quote_until = models.DateTimeField(null=True)
    machine_until = models.DateTimeField(null=True)
    mailbox_until = models.DateTimeField(null=True)
    after_until = models.DateTimeField(null=True)
    signed_off = models.BooleanField(default=False)
    voice_cleared = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    reread = models.BooleanField(default=False)
    was_public = models.BooleanField(default=False)
    second_asked = models.BooleanField(default=False)
    rendition = models.ForeignKey(
        "Rendition", null=True, on_delete=models.PROTECT, related_name="+"
    )
    latest = models.ForeignKey("Rendition", null=True, on_delete=models.PROTECT, related_name="+")
    pending = models.ForeignKey("Rendition", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author = SealedField()
    author_number = models.PositiveIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(auto_now_add=True)
    likes = models.PositiveIntegerField(default=0)
    characters = models.PositiveIntegerField(null=True)
    refused_for = models.CharField(max_length=40, blank=True)
    erased_at = models.DateTimeField(null=True)
    contributed = models.BooleanField(default=False)
    contributor = models.ForeignKey(
        "Contributor", null=True, on_delete=models.PROTECT, related_name="contributions"
    )
    pen_name = SealedField()
    sign_off = models.CharField(max_length=12, blank=True)
    review_from = models.DateTimeField(null=True)
    review_until = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    on_start = models.PositiveIntegerField(null=True)
    on_end = models.PositiveIntegerField(null=True)
    decide_by = models.DateTimeField(null=True)
    claim_until = models.DateTimeField(null=True)
    email_digest = models.CharField(max_length=64, blank=True)
    edition = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    distress = models.PositiveSmallIntegerField(default=Distress.NONE.value)
    for_lead = models.BooleanField(default=False)
    lane = models.GeneratedField(
        expression=Case(
            When(NEW & Q(distress=Distress.URGENT.value), then=Value(Lane.URGENT.value)),
            When(NEW & Q(distress=Distress.PRESENT.value), then=Value(Lane.DISTRESS.value)),
            When(TO_DO & Q(for_lead=True), then=Value(Lane.LEAD.value)),
            When(TO_DO, then=Value(Lane.ORDINARY.value)),
            default=None,
        ),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )

    privacy = dict.fromkeys(
        (
            "id", "ref", "discussion", "parent", "kind", "order", "source_digest", "text_digest",
            "voice", "status", "consent", *UNTIL_COLUMNS, "signed_off", "voice_cleared", "hidden",
            "was_public", "rendition", "latest", "pending", "approved_by", "cleared_by",
            "author_number", "written_at", "arrived_at", "likes", "characters", "refused_for",
            "erased_at", "held", "reread", "contributed", "contributor", "sign_off", "review_from",
            "review_until", "reviewed_at", "on_start", "on_end", "decide_by", "claim_until",
            "email_digest", "second_asked", "edition", "language", "distress",
            "for_lead", "lane",
        ),
        "gated",
    ) | {"author": "sealed", "pen_name": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["discussion_id", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "source_digest"], name="one_row_a_source_id"
            ),
            models.UniqueConstraint(
                fields=["discussion"],
                condition=models.Q(kind=Kind.ESSAY.value),
                name="one_essay_a_discussion",
            ),
            models.CheckConstraint(
                condition=models.Q(voice__in=[v.value for v in Voice]), name="voice_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in Status]), name="status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(consent__in=STORED_CONSENTS), name="consent_known"
            ),
            models.CheckConstraint(
                condition=models.Q(voice_cleared=False) | ~models.Q(voice=Voice.UNCLEAR.value),
                name="unclear_is_never_cleared",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.APPROVED.value)
                | models.Q(rendition__isnull=False),
                name="approved_has_a_rendition",
            ),
            models.CheckConstraint(
                condition=models.Q(sign_off__in=["", *(s.value for s in SignOff)]),
                name="sign_off_known",
            ),
            models.CheckConstraint(
                condition=models.Q(on_start__isnull=True, on_end__isnull=True)
                | models.Q(on_start__lt=models.F("on_end")),
                name="answers_a_stretch",
            ),
            models.CheckConstraint(
                # not `in`: introspecting SQLite stumbles over a list of one-digit numbers
                condition=Q(distress__lte=max(level.value for level in Distress)),
                name="distress_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["arrived_at"],
                condition=models.Q(status=Status.APPROVED.value, signed_off=True),
                name="opened_by_arrival",
            ),
            models.Index(  # the columns behind `id` let filters be answered without the row
                fields=[
                    "lane",
                    "arrived_at",
                    "id",
                    "language",
                    "voice",
                    "status",
                    "contributed",
                    "discussion",
                    "for_lead",
                ],
                name="queue_by_lane",
            ),
            models.Index(
                fields=["review_until", "contributed", "status"], name="new_by_review_until"
            ),
            models.Index(
                fields=["email_digest"],
                condition=~models.Q(email_digest=""),
                name="by_email_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Original(models.Model):
    """The text as it arrived: sealed JSON `{text, title, formatting}`."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="original"
    )
    body = SealedField()

    privacy = {"id": "gated", "contribution": "gated", "body": "sealed"}

    def __str__(self) -> str:
        return f"original of {self.contribution_id}"


class Rendition(models.Model):
    """A numbered, immutable anonymised text: sealed JSON `{text, title, formatting, edits, …}`."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="renditions"
    )
    number = models.PositiveIntegerField()
    body = SealedField()
    engine = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = dict.fromkeys(
        ("id", "contribution", "number", "engine", "made_at", "made_by"), "gated"
    ) | {"body": "sealed"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "number"], name="one_text_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}/{self.number}"
