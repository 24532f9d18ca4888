"""A citation as BibTeX: one `@misc` entry, every value escaped and in braces."""

from __future__ import annotations

from typing import Final

from archive.domain.citing import Citation

_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def bibtex(citation: Citation) -> str:
    """The entry, ended by a line feed. Braces around author and title keep them as they are."""
    fields = {
        "author": f"{{{escaped(citation.author)}}}",
        "title": f"{{{escaped(citation.title)}}}",
        "howpublished": escaped(citation.archive),
        "year": str(citation.written.year) if citation.written else "",
        "month": str(citation.written.month) if citation.written else "",
        "version": escaped(citation.version),
        "url": citation.url,
        "urldate": citation.accessed.isoformat(),
        "note": escaped(citation.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.key},", *lines, "}", ""])


def escaped(text: str) -> str:
    """Text in which TeX finds no command; line breaks are spaces."""
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))
