"""A small archive that may be studied: threads about tablets and nights, coded and indexed, and one
about a ferry that nothing else is about.

`fill()` runs in the archive's own process: `Archive.manage("shell", "-c", FILL)`.
"""

from __future__ import annotations

import json

from archive import actions
from archive.domain.words import Role, Voice
from archive.search import indexer
from tests import factories
from tests.browser.served import PASSWORD
from tests.factories import Written

FILL = "from tests.browser.studied import fill; fill()"
STEPS = {
    "A drawer of leaflets": (
        "What do people tell each other about tablets, and what do the nights say to it?",
        "I stopped the tablets in March. My knees ached, and without the tablets I lay awake until "
        "four. My sister counted the tablets with me every week.",
        "The tablets helped my back. I took them late, and sleep came before the pain did.",
        "Nobody asked me how I sleep. They asked how many tablets were left.",
        "Leaflets are long because lawyers read them. That is all I have to say about tablets.",
    ),
    "The last boat": (
        "I rowed the ferry for nine years.",
        "The ferry took my mother over, and I stayed.",
    ),
    "The stairs at night": (
        "Pain has its hours, and most of them are small.",
        "My hip hurt on the stairs. I halved the tablets by myself and slept worse, then better.",
        "I never took any tablets. I walked at night until the ache was tired of me.",
    ),
}
CODED = {
    "I stopped the tablets": ("medication-exposure", "chronic-pain"),
    "The tablets helped": ("medication-exposure", "chronic-pain"),
    "My hip hurt": ("medication-exposure", "chronic-pain"),
    "Nobody asked me": ("medication-exposure",),
    "I never took": ("chronic-pain",),
}
"""How a text begins, and what the whole of it is coded with."""
PEOPLE = {"rosa": Role.RESEARCHER, "ruth": Role.RESEARCHER, "stefan": Role.STEWARD}
COMMENTARY = ("Leaflets are long", "What do people", "Pain has its hours")


def fill() -> None:
    """Make accounts, and make, open, code and index all texts; print the ref of each by its first
    three words, as JSON."""
    for name, role in PEOPLE.items():
        factories.account(name, role, PASSWORD)
    coder = factories.account("mira", Role.MODERATOR)
    refs: dict[str, str] = {}
    for title, texts in STEPS.items():
        made = factories.make_discussion([Written(text) for text in texts], title=title)
        for ref, text in zip(made.refs, texts, strict=True):
            told = not text.startswith(COMMENTARY)
            factories.published(ref, Voice.FIRST_PERSON if told else Voice.COMMENTARY)
            start = " ".join(text.split()[:3])
            refs[start] = ref
            if themes := next((t for s, t in CODED.items() if text.startswith(s)), None):
                actions.tag_passage(
                    ref=ref, start=0, end=len(text), themes=themes, voice=Voice.FIRST_PERSON,
                    by=coder,
                )  # fmt: skip
    indexer.reindex()
    print(json.dumps(refs))
