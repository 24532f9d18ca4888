"""A text whose writer agreed and has a page: what readers see of it, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.actions.approve import approve, sign_off
from archive.actions.consent import give_consent
from archive.actions.redact import redact
from archive.actions.set_voice import set_voice
from archive.domain.text import sentences
from archive.domain.words import Role, Scope, SignOff, Treatment, Voice
from archive.gate import READER, read_as
from archive.gate.guard import ungated
from archive.models import Contribution, Contributor, Message, RemovalRequest
from tests.actions.imported import account, bring_in, comment, file, rows

TEXT = (
    "My neighbour Odile rang at night. She had lost her keys again. I let her in.\n\n"
    "We drank tea until the light came. I slept at last."
)
"""Five sentences, of which the first names somebody; that is hidden before it is shown."""


@dataclass(frozen=True)
class Agreed:
    """The text, and the key of its contributor's page."""

    slug: str
    ref: str
    contributor: int

    @property
    def row(self) -> Contribution:
        with ungated("a test looks behind the gate"):
            return Contribution.objects.select_related("rendition", "pending").get(ref=self.ref)

    @property
    def shown(self) -> str:
        """What readers see."""
        return read_as(READER).contribution(self.ref).text

    @property
    def number(self) -> int:
        return read_as(READER).contribution(self.ref).rendition

    def sentence(self, words: str) -> int:
        """The number of the sentence of today's public text that has these words."""
        text = self.shown
        (found,) = (n for n, s in enumerate(sentences(text)) if words in text[s.start : s.end])
        return found

    def requests(self) -> list[RemovalRequest]:
        with ungated("a test looks behind the gate"):
            return list(RemovalRequest.objects.filter(contribution__ref=self.ref).order_by("id"))

    def letters(self) -> list[str]:
        with ungated("a test looks behind the gate"):
            found = Message.objects.filter(contribution__ref=self.ref).order_by("id")
            return list(found.values_list("kind", flat=True))


def agreed(*others: Any) -> Agreed:
    """Imported, claimed, allowed, reviewed and signed off: it is public. `others` are comments."""
    told = comment("1", "0", TEXT, author="Kim")
    slug = bring_in(file(told, *others)).discussions[0].slug
    ref = rows(slug)[1].ref
    mira = account("mira", Role.MODERATOR)
    with ungated("a test skips the claim"):
        owner = Contributor.objects.create(locator="ABCDEFGHJ", verifier="0" * 64)
        Contribution.objects.filter(ref=ref).update(contributor=owner, sign_off=SignOff.ASK.value)
    give_consent(ref=ref, scopes=[Scope.HOLD, Scope.READ, Scope.FIND, Scope.MAILBOX])
    start = TEXT.index("Odile")
    redact(
        ref=ref, start=start, end=start + 5, treatment=Treatment.MASK,
        replacement="[name]", by=mira,
    )  # fmt: skip
    set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=mira)
    approve(ref=ref, by=mira)
    sign_off(ref=ref, contributor=owner.pk)
    with ungated("a test begins with an empty mailbox"):
        Message.objects.all().delete()
    return Agreed(slug, ref, owner.pk)
