"""A text on its way: kept sealed for a day, read by nobody, gone unless its code is typed back.

The key that seals a draft is the one its contribution will have, so that sending it moves nothing
out of its seal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions.pen_names import demand_not_in_text
from archive.actions.standing import standing_discussion
from archive.domain import content_labels, warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.return_code import ReturnCode, contains_code
from archive.domain.text import Span, canonical
from archive.domain.visibility import READ, holds
from archive.domain.words import Scope, SignOff, Voice
from archive.gate.bodies import DraftBody, RenditionBody
from archive.gate.facts import facts_of
from archive.gate.hiding import hidden_by_writer
from archive.gate.places import PROMPT_FORMAT
from archive.models import Contribution, Discussion, Draft, Notice
from archive.models.fields import new_ref

KEPT = timedelta(hours=24)
"""How long a text that was not sent is kept (DESIGN 5)."""

LONGEST_TEXT = 60_000
LONGEST_NAME = 60
"""Code points of a text and of a pen-name."""

MOST_HIDES, LONGEST_HIDES = 200, 4_000
"""What a writer may list to hide: how many, and the code points of all of them together."""

MOST_HIDDEN = 2_000
"""Places where they may stand: each becomes a decision that a person reads."""

SENT_OR_FORGOTTEN = "It was sent, or given up, on another page of yours."
PLACE = "draft.body"
VOICES = frozenset(Voice) - {Voice.UNCLEAR}


def save_draft(
    *,
    slug: str,
    text: str,
    voice: Voice,
    pen_name: str = "",
    hides: Iterable[str] = (),
    labels: Iterable[str] | None = None,
    to: str = "",
    on: Span | None = None,
    draft: str = "",
) -> str:
    """Keep what was written so far, and say under which ref. `draft` is the one to write over.

    `labels` are keys of what she says that it holds; None leaves them as they were.
    `to` is the contribution it answers, `on` a stretch of that one's public text. What was chosen
    before stays chosen. Raises `NotFound` where readers can't see what it answers, `InvalidInput`.
    """
    words = _acceptable(text, pen_name, voice, hides)
    with warrant.opened("contributor", "draft"):
        standing = Draft.objects.filter(ref=draft, until__gt=timezone.now())
        ref = draft if standing.exists() else new_ref()
        ring = vault.ring([ref]) if ref == draft else vault.create_keys([ref])
        with transaction.atomic():
            known = standing.select_for_update().first()
            if known is None and ref == draft:  # sent or given up in this moment, from another page
                raise NotFound("This text is no longer here.", hint=SENT_OR_FORGOTTEN)
            discussion, parent, stretch = _answered(slug, to, on)
            before = _body(known, ring) if known is not None else None
            if before is not None:
                words = replace(
                    before,
                    text=words.text,
                    voice=words.voice,
                    pen_name=words.pen_name,
                    hides=words.hides,
                )
            if labels is not None:
                words = replace(words, labels=content_labels.known(labels))
            Draft.objects.update_or_create(
                ref=ref,
                defaults={
                    "discussion": discussion,
                    "parent": parent,
                    "on_start": stretch.start if stretch else None,
                    "on_end": stretch.end if stretch else None,
                    "body": ring.seal(ref, PLACE, words.dumps()),
                    "until": timezone.now() + KEPT,
                },
            )
    return ref


def choose(
    *,
    draft: str,
    scopes: Iterable[Scope],
    sign_off: SignOff | None,
    sleeps: bool,
    adult: bool,
    notice: int,
) -> None:
    """Keep what she allows. Raises `InvalidInput` for what cannot be sent, `NotFound`.

    Without `hold` nobody could prepare the text; without an age of 18 it may not be taken.
    """
    wanted = frozenset(scopes)
    allowed = tuple(scope for scope in Scope if scope in wanted)
    if not adult:
        raise InvalidInput("You must be 18 or older to leave a text here.", code="not_adult")
    if Scope.HOLD not in allowed:
        raise InvalidInput(
            "Without your first yes nobody may keep the text, so it cannot be sent.",
            hint="Say yes to keeping it, or leave: nothing will be kept.",
            code="not_held",
        )
    if Scope.READ in allowed and sign_off is None:
        raise InvalidInput("Say how you want to be asked about the wording.", code="no_sign_off")
    with warrant.opened("contributor", "draft"), transaction.atomic():
        row, ring, body = standing_draft(draft)
        if not Notice.objects.filter(pk=notice).exists():
            raise InvalidInput("The questions have changed meanwhile: please read them again.")
        chosen = replace(
            body,
            scopes=allowed,
            sign_off=sign_off or SignOff.ASK,
            sleeps=sleeps,
            notice=notice,
        )
        _keep(row, ring, chosen)


def prepare_code(*, draft: str) -> ReturnCode:
    """The return code for a draft; the same one each time until the text is sent."""
    with warrant.opened("contributor", "draft"), transaction.atomic():
        row, ring, body = standing_draft(draft)
        if not body.code:
            code = ReturnCode.new()
            _keep(row, ring, replace(body, code=code.locator + code.verifier))
            return code
        return ReturnCode(body.code[:9], body.code[9:])


def discard_draft(*, draft: str) -> None:
    """Forget a text that was not sent: its key first. Doing it twice does no harm.

    The row is locked before: a draft that is being sent keeps its key, which its text needs.
    """
    with warrant.opened("contributor", "draft"), transaction.atomic():
        row = Draft.objects.select_for_update().filter(ref=draft).first()
        if row is not None:
            if not Contribution.objects.filter(ref=draft).exists():
                vault.drop_key(draft)
            row.delete()


def standing_draft(ref: str) -> tuple[Draft, vault.KeyRing, DraftBody]:
    """A draft that has not run out, locked and opened. Raises `NotFound`. Needs a warrant."""
    row = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("discussion", "parent")
        .filter(ref=ref, until__gt=timezone.now())
        .first()
    )
    ring = vault.ring([ref])
    body = _body(row, ring) if row is not None else None
    if row is None or body is None:
        raise NotFound(
            "This text is no longer here.",
            hint="What is not sent is forgotten after 24 hours. Please write it again.",
        )
    return row, ring, body


def _body(row: Draft, ring: vault.KeyRing) -> DraftBody | None:
    sealed = ring.unseal(row.ref, PLACE, row.body)
    return DraftBody.loads(sealed) if sealed is not None else None


def _keep(row: Draft, ring: vault.KeyRing, body: DraftBody) -> None:
    row.body = ring.seal(row.ref, PLACE, body.dumps())
    row.save(update_fields=["body"])


def _acceptable(text: str, pen_name: str, voice: Voice, hides: Iterable[str]) -> DraftBody:
    """The words in the form in which they are kept. Raises `InvalidInput`."""
    text = canonical(text)
    pen_name = " ".join(canonical(pen_name).split())
    if not text.strip():
        raise InvalidInput("There is nothing written yet.", code="no_text")
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            f"The text has {len(text):,} characters; {LONGEST_TEXT:,} is the most we can take.",
            hint="Send it in two parts.",
            code="too_long",
        )
    if len(pen_name) > LONGEST_NAME:
        raise InvalidInput(f"A pen-name has at most {LONGEST_NAME} characters.", code="long_name")
    demand_not_in_text(pen_name, text)
    if Voice(voice) not in VOICES:
        raise InvalidInput("Say whose experience it is.", code="no_voice")
    if contains_code(text) or contains_code(pen_name):
        raise InvalidInput(
            "There is a return code in the text. Whoever reads it could act in its owner’s name.",
            hint="Take the code out. If it is yours, change it on your page.",
            code="holds_code",
        )
    return DraftBody(text=text, voice=Voice(voice), pen_name=pen_name, hides=_hides_of(text, hides))


def _hides_of(text: str, hides: Iterable[str]) -> tuple[str, ...]:
    """The words to hide, each once in whatever case. Raises `InvalidInput` for far too many."""
    spaced = (" ".join(canonical(words).split()) for words in hides)
    wanted = tuple({(len(words), words.lower()): words for words in spaced if words}.values())
    if len(wanted) > MOST_HIDES or sum(map(len, wanted)) > LONGEST_HIDES:
        raise InvalidInput(
            f"At most {MOST_HIDES} words can be listed to hide, {LONGEST_HIDES:,} characters in "
            "all.",
            code="many_hides",
        )
    places = len(hidden_by_writer(text, wanted))
    if places > MOST_HIDDEN:
        raise InvalidInput(
            f"These words stand in {places:,} places; {MOST_HIDDEN:,} is the most we can hide.",
            hint="Leave out the short ones.",
            code="many_hides",
        )
    return wanted


def _answered(
    slug: str, to: str, on: Span | None
) -> tuple[Discussion, Contribution | None, Span | None]:
    """What a text answers, as readers see it now; `on` is carried to the original's offsets."""
    discussion = standing_discussion(slug)
    if not discussion.takes_texts:
        raise InvalidInput("This discussion takes no more texts.", code="closed")
    if not to and discussion.format == PROMPT_FORMAT:
        return discussion, None, None
    row = (
        Contribution.objects.select_related("discussion", "rendition")
        .filter(discussion=discussion, ref=to)
        .first()
    )
    if row is None or not holds(READ, facts_of(row), timezone.now()):
        raise NotFound("What this answers is not here any more.")
    return discussion, row, _on_original(row, on) if on is not None else None


def _on_original(row: Contribution, on: Span) -> Span | None:
    assert row.rendition is not None
    sealed = vault.ring([row.ref]).unseal(row.ref, "rendition.body", row.rendition.body)
    if sealed is None:
        return None
    body = RenditionBody.loads(sealed)
    if not 0 <= on.start < on.end <= len(body.text):
        raise InvalidInput("The sentence you chose is not there.", hint="Choose it again.")
    return body.map.back(on)
