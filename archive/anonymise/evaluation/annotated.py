"""Texts in which people marked what identifies somebody, read from three formats.

- **IOB2** (`.iob2`, as Universal NER publishes it): tokens with `B-PER` and the like; documents
  begin at `# newdoc id = …`, sentences have their wording in `# text = …` and are joined by one
  space, or by a line break on request.
- **presidio-research** (`.json`): a list of `{"full_text", "spans": [{"entity_type",
  "start_position", "end_position"}]}`.
- **marked** (`.txt`, our own): `[[person:Maureen]]` in running text; documents begin at a line
  `=== name`. `[[keep:Lyrica]]` is what must be left, `[[public:…]]` a name that may go or stay.

Kinds are those of the detectors. Offsets are code points, 0-based, end-exclusive. What a file gets
wrong raises `InvalidInput` with the line or the place, never with its text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from archive.domain.errors import InvalidInput
from archive.domain.text import canonical

KEEP: Final = "keep"
"""The kind of a mention that must stay: a drug, a diagnosis, the name of a trait."""

PUBLIC: Final = "public"
"""The kind of a public figure, who may be flagged or not: a moderator's to decide."""

_IOB2_KINDS: Final = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_PRESIDIO_KINDS: Final = {
    "PERSON": "person",
    "STREET_ADDRESS": "street_address",
    "ADDRESS": "street_address",
    "GPE": "place",
    "LOCATION": "place",
    "ORGANIZATION": "organisation",
    "CREDIT_CARD": "card",
    "DATE_TIME": "date",
    "PHONE_NUMBER": "phone",
    "AGE": "age",
    "EMAIL_ADDRESS": "email",
    "ZIP_CODE": "postcode",
    "DOMAIN_NAME": "url",
    "IBAN_CODE": "iban",
    "US_SSN": "ssn",
    "IP_ADDRESS": "ip",
    "US_DRIVER_LICENSE": "id_number",
}
"""Left out: TITLE ("Mr") and NRP (a nationality) identify nobody."""

_MARK = re.compile(r"\[\[([a-z_]+):((?:(?!\[\[|\]\]).)+?)\]\]", re.DOTALL)
_DOCUMENT = re.compile(r"^=== (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """What people marked at `[start, end)`, and of what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its mentions, in reading order."""

    name: str
    text: str
    mentions: tuple[Mention, ...]

    def lowered(self) -> Document:
        """The same all in lower case, letter for letter, so that the mentions still fit."""
        letters = (letter.lower() for letter in self.text)
        same = (low if len(low) == 1 else one for low, one in zip(letters, self.text, strict=True))
        return Document(self.name, "".join(same), self.mentions)


def read_annotated(path: Path, *, joined_by: str = " ") -> tuple[Document, ...]:
    """The documents of a file, or of all `.txt` files of a folder.

    `joined_by` stands between two sentences of an IOB2 document. Raises `InvalidInput` for what is
    none of the formats, and `OSError` for what cannot be read.
    """
    if path.is_dir():
        return tuple(one for file in sorted(path.glob("*.txt")) for one in _read(file, joined_by))
    return _read(path, joined_by)


def _read(path: Path, joined_by: str) -> tuple[Document, ...]:
    try:
        content = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not UTF-8.") from None
    match path.suffix:
        case ".json":
            documents = tuple(_from_presidio(path.name, content))
        case ".iob2" | ".conll":
            documents = tuple(_from_iob2(path.name, content, joined_by))
        case _:
            documents = tuple(from_marked(content, name=path.stem))
    if not documents:
        raise InvalidInput(
            f"{path.name} holds no annotated text.",
            hint="See docs/anonymisation.md for the formats.",
        )
    return documents


def from_marked(content: str, *, name: str = "text") -> Iterator[Document]:
    """Documents of our own format. Raises `InvalidInput` for a mark that does not close."""
    parts = _DOCUMENT.split(content)
    pairs = [(name, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for title, marked in pairs:
        if marked.strip():
            yield _unmarked(title.strip(), canonical(marked.strip("\n")))


def _unmarked(name: str, marked: str) -> Document:
    pieces: list[str] = []
    mentions: list[Mention] = []
    length = reached = 0
    for mark in _MARK.finditer(marked):
        before = marked[reached : mark.start()]
        start = length + len(before)
        mentions.append(Mention(start, start + len(mark[2]), mark[1]))
        pieces += before, mark[2]
        length, reached = start + len(mark[2]), mark.end()
    text = "".join((*pieces, marked[reached:]))
    if "[[" in text or "]]" in text:
        raise InvalidInput(f"“{name}” has a mark that is not [[kind:words]].")
    return Document(name, text, tuple(mentions))


@dataclass(slots=True)
class _Joining:
    """A document of IOB2 while its sentences come in."""

    name: str
    joined_by: str
    text: str = ""
    reached: int = 0
    mentions: list[Mention] = field(default_factory=list)

    def sentence(self, wording: str) -> None:
        if self.text:
            self.text += self.joined_by
        self.reached = len(self.text)
        self.text += wording

    def token(self, written: str, tag: str, where: str) -> None:
        start = self.text.find(written, self.reached)
        if start < 0:
            raise InvalidInput(f"{where}: this word is not in its sentence's “# text =”.")
        self.reached = start + len(written)
        if tag == "O":
            return
        begins, _, label = tag.partition("-")
        if begins not in ("B", "I") or (begins == "I" and not self.mentions):
            raise InvalidInput(f"{where}: not a tag of IOB2.")
        if begins == "B":
            kind = _IOB2_KINDS.get(label, label.lower())
            self.mentions.append(Mention(start, self.reached, kind))
        else:
            last = self.mentions.pop()
            self.mentions.append(Mention(last.start, self.reached, last.kind))

    def done(self) -> Document:
        return Document(self.name, self.text, tuple(self.mentions))


def _from_iob2(name: str, content: str, joined_by: str) -> Iterator[Document]:
    current: _Joining | None = None
    for number, line in enumerate(content.splitlines(), start=1):
        where = f"{name}, line {number}"
        if line.startswith("# newdoc"):
            if current:
                yield current.done()
            current = _Joining(line.partition("= ")[2], joined_by)
        elif line.startswith("# text = "):
            current = current or _Joining(name, joined_by)
            current.sentence(line.removeprefix("# text = "))
        elif line and not line.startswith("#"):
            fields = line.split("\t")
            if current is None or len(fields) < 3:
                raise InvalidInput(f"{where}: not a token of IOB2 under a “# text =”.")
            current.token(fields[1], fields[2], where)
    if current:
        yield current.done()


def _from_presidio(name: str, content: str) -> Iterator[Document]:
    try:
        samples = json.loads(content)
    except ValueError:
        raise InvalidInput(f"{name} is not JSON.") from None
    if not isinstance(samples, list):
        raise InvalidInput(f"{name} is not a list of annotated texts.")
    for number, sample in enumerate(samples):
        try:
            text, spans = sample["full_text"], sample["spans"]
            mentions = tuple(sorted(_presidio_mentions(spans)))
        except (KeyError, TypeError):
            raise InvalidInput(f"{name}, text {number}: no “full_text” with “spans”.") from None
        if any(not 0 <= one.start < one.end <= len(text) for one in mentions):
            raise InvalidInput(f"{name}, text {number}: a span lies outside of the text.")
        yield Document(f"{name}:{number}", text, mentions)


def _presidio_mentions(spans: list[dict[str, Any]]) -> Iterator[Mention]:
    for span in spans:
        if kind := _PRESIDIO_KINDS.get(span["entity_type"]):
            yield Mention(span["start_position"], span["end_position"], kind)
