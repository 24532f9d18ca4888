"""Who may see which field of which table: one table of facts, tried on every page there is.

Of sealed fields the words of each are planted and looked for on every URL as every actor. Of
every other gated field it is tried that no code reads it behind the gate's back.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from archive.gate.guard import UngatedRead
from archive.models.fields import SealedField
from tests.contract.test_canaries import (
    AUTHOR,
    OWN_PAUSE,
    PRIVATE,
    PROPOSED,
    PUBLIC,
    SEALED,
    TOLD,
    WAVED_AWAY,
    WITHHELD,
    World,
    _shown,
)

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

EVERYBODY = "reader researcher other own moderator lead steward"
STAFF = "moderator lead steward"
MATRIX: dict[tuple[str, str], tuple[str, str]] = {
    ("Discussion", "source_url"): (SEALED["the source address"], STAFF),
    ("Contribution", "author"): (AUTHOR, STAFF),
    ("Contribution", "pen_name"): (SEALED["a pen-name that nobody has read"], "sleeper"),
    ("Original", "body"): (SEALED["a redacted name"], STAFF),
    ("Original", "body of a text under a code"): (
        SEALED["what a writer hid herself"],
        f"own {STAFF}",
    ),
    ("Original", "body that its writer sleeps on"): (TOLD["sleeping"], "sleeper"),
    ("Original", "body that was left unread"): (TOLD["unread"], ""),
    ("Rendition", "body"): (PUBLIC, f"{EVERYBODY} sleeper"),
    ("Rendition", "body that was not approved"): (WITHHELD["waiting"], STAFF),
    ("Rendition", "body that waits for her yes"): (TOLD["waits for her yes"], f"own {STAFF}"),
    ("Rendition", "body that is held"): (TOLD["held"], f"other {STAFF}"),
    ("Redaction", "words"): ("[Person A]", f"{EVERYBODY} sleeper"),
    ("Coding", "memo"): (SEALED["a memo"], STAFF),
    ("UnsentMemo", "memo"): (SEALED["a memo that was not sent"], "moderator"),
    ("UndoneCoding", "memo"): (SEALED["a memo of what was undone"], ""),
    ("Adjudication", "note"): (SEALED["a note on a decision"], STAFF),
    ("StaffNote", "body"): (SEALED["a note for colleagues"], STAFF),
    ("Attestation", "note"): (SEALED["a note of who read it"], STAFF),
    ("Basis", "grounds"): (SEALED["the ground of a basis"], STAFF),
    ("RemovalRequest", "message"): (SEALED["a removal message"], STAFF),
    ("Message", "body"): (SEALED["a letter to a contributor"], f"own {STAFF}"),
    ("Message", "body from her"): (SEALED["a contributor's answer"], f"own {STAFF}"),
    ("Draft", "body"): (SEALED["a draft"], ""),
    ("SavedSearch", "body"): (SEALED["a saved search"], "researcher"),
    ("Theme", "name in a private codebook"): (PRIVATE, "researcher"),
    ("ThemeProposal", "note"): (PROPOSED, STAFF),
    ("ContentLabel", "label"): ("Content: flashing lights", f"{EVERYBODY} sleeper"),
    ("ContentLabel", "suggested"): ("Perhaps: things many people fear", STAFF),
    ("SuggestionTally", "dismissed"): (f"{WAVED_AWAY} waved away", STAFF),
    ("CareSettings", "pause_texts"): (f'value="{OWN_PAUSE}"', "moderator"),
}
"""(model, field): a word that stands there and nowhere else, and who sees it on some page.

`own` is the contributor whose text it is, `other` another one (whose own text is the held one),
`sleeper` one who sleeps on hers. A draft is its visit's alone, and this crawl has none.
"""

ACTORS = {
    "reader": "",
    "researcher": "res",
    "own": "waits for her yes",
    "other": "held",
    "sleeper": "sleeping",
    "moderator": "mod",
    "lead": "lee",
    "steward": "ste",
}


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ("archive", "vault"):
            yield model


GATED = [
    (model, field.name)
    for model in _models()
    for field in model._meta.concrete_fields
    if model.privacy[field.name] in ("gated", "sealed")  # type: ignore[attr-defined]
]


def test_every_sealed_field_has_its_line_in_the_matrix() -> None:
    sealed = {
        (model.__name__, field.name)
        for model in _models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    assert sealed <= {(model, field.split(" ")[0]) for model, field in MATRIX}


@pytest.mark.parametrize(
    ("model", "field"), GATED, ids=lambda part: getattr(part, "__name__", part)
)
def test_no_gated_field_is_read_behind_the_gates_back(model: type[Model], field: str) -> None:
    with pytest.raises(UngatedRead):
        list(model._default_manager.values_list(field, flat=True))


@pytest.mark.long
def test_each_actor_sees_of_each_field_what_the_matrix_says() -> None:
    call_command("prepare", verbosity=0)
    world = World()
    seen: dict[tuple[str, str], set[str]] = {place: set() for place in MATRIX}
    for actor, name in ACTORS.items():
        client = world.client(name)
        for url in world.urls():
            if url in ("/leave/", "/return/"):
                continue
            page = _shown(client, url).casefold()
            for place, (word, _) in MATRIX.items():
                if word.casefold() in page:
                    seen[place].add(actor)
    expected = {place: set(actors.split()) for place, (_, actors) in MATRIX.items()}
    assert seen == expected
