"""What staff lay over a text: findings, redactions, passages with their anchors, codings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from archive.domain.codebook import ThemeState
from archive.domain.words import AnchorState, Band, Treatment, Voice
from archive.models.fields import SealedField, new_ref
from archive.models.texts import Contribution, Rendition

FIELDS = [("text", "text"), ("title", "title")]


class Finding(models.Model):
    """What a detector suspects, over the original. The words themselves are read from it."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="findings"
    )
    field = models.CharField(max_length=5, choices=FIELDS, default="text")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    band = models.CharField(max_length=12)
    detector = models.CharField(max_length=80)
    why = models.CharField(max_length=200)
    suggestion = models.CharField(max_length=80)
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(
        (
            "id",
            "contribution",
            "field",
            "start",
            "end",
            "kind",
            "band",
            "detector",
            "why",
            "suggestion",
            "person",
        ),
        "gated",
    )

    class Meta:
        ordering = ["field", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="finding_span"),
            models.CheckConstraint(
                condition=Q(band__in=[b.value for b in Band]), name="band_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class Redaction(models.Model):
    """A decision on a span of the original. `words` seals what it says instead.

    What was decided by one key shares a `batch`, in whatever texts of the thread it lies, and is
    taken back together. A pseudonym points at its `person`. One that was replaced says by which
    batch (`ended_by`), and one that sent an approved text back to review says so (`opened`): what
    is taken back then leaves all as it was.
    """

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="redactions"
    )
    field = models.CharField(max_length=5, choices=FIELDS, default="text")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    treatment = models.CharField(max_length=12)
    kind = models.CharField(max_length=40, blank=True)
    words = SealedField()
    reason = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        "Person", null=True, on_delete=models.PROTECT, related_name="redactions"
    )
    batch = models.CharField(max_length=26, default=new_ref, db_index=True)
    ended_by = models.CharField(max_length=26, blank=True, db_index=True)
    opened = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        (
            "id", "contribution", "field", "start", "end", "treatment", "kind", "reason",
            "person", "batch", "ended_by", "opened", "decided_by", "decided_at", "retracted_at",
        ),
        "gated",
    ) | {"words": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["field", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="redaction_span"),
            models.CheckConstraint(
                condition=Q(treatment__in=[t.value for t in Treatment]), name="treatment_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treatment} {self.start}-{self.end}"


class Codebook(models.Model):
    """A set of themes with an owner: the archive (NULL) or a researcher's account.

    `version` is one more after every change, so that a coding can say under which it was made.
    """

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(("id", "name", "owner", "version"), "open")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(owner__isnull=True), name="one_archive_codebook_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Theme(TagBase):
    """A code of the codebook. Never a diagnosis the writer did not claim.

    A theme that was merged keeps its row and its codings, and is read as the one it is
    `merged_into`. `since` is the version of the codebook that last changed it.
    """

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="themes")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    label = models.CharField(max_length=120)
    colour = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    definition = models.TextField()
    when_to_use = models.TextField()
    when_not = models.TextField()
    example = models.TextField()
    cues = models.JSONField(default=list)
    state = models.CharField(max_length=8, default=ThemeState.ACTIVE.value)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    since = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(
        (
            "id", "name", "slug", "codebook", "parent", "label", "colour", "position",
            "definition", "when_to_use", "when_not", "example", "cues", "state", "merged_into",
            "since",
        ),
        "open",
    )  # fmt: skip

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "parent", "name"],
                condition=Q(merged_into__isnull=True),
                name="theme_unique_among_siblings",
            ),
            models.UniqueConstraint(
                fields=["codebook", "name"],
                condition=Q(parent__isnull=True, merged_into__isnull=True),
                name="theme_unique_among_roots",
            ),
            models.CheckConstraint(
                condition=Q(colour__gte=1, colour__lte=8), name="theme_colour_one_to_eight"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ThemeState]), name="theme_state_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="theme_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    """A stretch of a contribution; where it lies on each rendition is told by its anchors."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="passages"
    )
    voice = models.CharField(max_length=16, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    themes = TaggableManager(through="archive.Coding", blank=True)

    privacy = dict.fromkeys(
        ("id", "contribution", "voice", "start", "end", "made_by", "made_at"), "gated"
    )

    class Meta:
        ordering = ["start", "end"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_span"),
            models.CheckConstraint(
                condition=Q(voice="") | Q(voice__in=[v.value for v in Voice]),
                name="passage_voice_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.start}-{self.end}"


class Anchor(models.Model):
    """A passage's place on one rendition. Offsets are NULL where it is orphaned.

    Only a person's decision ever changes it, on the latest rendition: `made` then says that the
    place, or that there is none, is the person's word. `score` is how like the old place it is.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="anchors")
    rendition = models.ForeignKey(Rendition, on_delete=models.CASCADE, related_name="anchors")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    method = models.CharField(max_length=8)
    state = models.CharField(max_length=16, default=AnchorState.ANCHORED.value)
    score = models.FloatField(default=1.0)

    privacy = dict.fromkeys(
        ("id", "passage", "rendition", "start", "end", "method", "state", "score"), "gated"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "rendition"], name="one_anchor_a_rendition"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
                name="anchor_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} on {self.rendition_id}"


class Coding(ItemBase):
    """A theme applied to a passage by one coder. Written by actions only.

    `version` is the codebook's when it was applied. `round` is set on what a blind round settled:
    its coder is the third person who decided, or nobody where all coders had found the same.
    What was applied by one press shares a `batch`, and is undone together.
    """

    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    content_object = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    memo = SealedField()
    coded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    round = models.ForeignKey(
        "Round", null=True, on_delete=models.PROTECT, related_name="settled_codings"
    )
    batch = models.CharField(max_length=26, default=new_ref)

    privacy = dict.fromkeys(
        ("id", "tag", "content_object", "coder", "coded_at", "version", "round", "batch"), "gated"
    ) | {"memo": "sealed"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag", "coder"],
                condition=Q(round__isnull=True),
                name="one_coding_a_coder",
            ),
            models.UniqueConstraint(
                fields=["content_object", "tag", "round"],
                condition=Q(round__isnull=False),
                name="settled_once_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"
