"""What was measured, as plain data and as tables for a terminal. No words of any text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from archive.anonymise.evaluation.measure import Measured, Precision, Recall
from archive.anonymise.evaluation.targets import Target

_RECALL = ("mentions", "covered", "by any", "confident", "strict", "entities", "ent. covered")


def as_data(measured: Measured) -> dict[str, Any]:
    """Counts and shares, ready for JSON."""
    return {
        "documents": measured.documents,
        "words": measured.words,
        "characters": measured.characters,
        "characters_per_second": round(measured.characters_per_second),
        "documents_with_persons": measured.documents_with_persons,
        "documents_leaking": measured.documents_leaking,
        "name_flags": measured.name_flags,
        "false_name_flags_per_1000_words": round(measured.false_names_per_thousand_words, 2),
        "false_flags_per_1000_words": round(measured.false_per_thousand_words, 2),
        "kept": measured.kept,
        "kept_flagged_as_names": measured.kept_flagged,
        "recall": {kind: asdict(one) for kind, one in sorted(_with_all(measured.recall).items())},
        "precision": [
            {"kind": kind, "band": str(band), **asdict(one)}
            for (kind, band), one in sorted(measured.precision.items())
        ],
    }


def as_lines(measured: Measured) -> Iterator[str]:
    """Three tables: recall by kind, findings by kind and band, and what it costs."""
    yield _row("marked", *_RECALL)
    for kind, recall in _with_all(measured.recall).items():
        yield _row(kind, *_shares(recall))
    yield ""
    yield _row("found", "band", "findings", "right", "precision")
    for (kind, band), one in sorted(measured.precision.items()):
        yield _row(kind, str(band), str(one.findings), str(one.right), _precise(one))
    every = Precision(
        sum(one.findings for one in measured.precision.values()),
        sum(one.right for one in measured.precision.values()),
    )
    yield _row("in all", "", str(every.findings), str(every.right), _precise(every))
    yield ""
    yield (
        f"Documents that leak a person's name: {measured.documents_leaking} of "
        f"{measured.documents_with_persons} with persons ({measured.documents} in all)"
    )
    yield (
        f"False flags per 1,000 words: {measured.false_names_per_thousand_words:.1f} on names, "
        f"{measured.false_per_thousand_words:.1f} of every kind"
    )
    if measured.kept:
        yield f"To be kept, but flagged as a name: {measured.kept_flagged} of {measured.kept}"
    yield (
        f"Characters per second and core: {measured.characters_per_second:,.0f} "
        f"({measured.characters:,} characters, {measured.words:,} words)"
    )


def target_as_data(target: Target) -> dict[str, Any]:
    """One target, ready for JSON."""
    return {**asdict(target), "measured": round(target.measured, 4), "met": target.is_met}


def targets_as_lines(every: list[Target]) -> Iterator[str]:
    """A table of all targets, and how many are missed."""
    yield f"{'target':<20}{'engine':<8}{'wanted':>10}{'measured':>10}  {'':<7}of"
    for one in every:
        sign = "≤ " if one.at_most else "≥ "
        wanted, measured = sign + _figure(one.wanted), _figure(one.measured)
        met = "met" if one.is_met else "MISSED"
        yield f"{one.name:<20}{one.engine:<8}{wanted:>10}{measured:>10}  {met:<7}{one.of}"
    missed = sum(not one.is_met for one in every)
    yield ""
    yield f"{len(every) - missed} of {len(every)} are met, {missed} missed."


def _figure(value: float) -> str:
    if value > 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value > 1 else f"{value:.3f}"


def _with_all(recall: dict[str, Recall]) -> dict[str, Recall]:
    every = Recall()
    for one in recall.values():
        for name in Recall.__slots__:
            setattr(every, name, getattr(every, name) + getattr(one, name))
    return dict(sorted(recall.items())) | {"in all": every}


def _shares(recall: Recall) -> Iterator[str]:
    yield str(recall.mentions)
    for part in (recall.covered, recall.by_any, recall.confident, recall.strict):
        yield _share(part, recall.mentions)
    yield str(recall.entities)
    yield _share(recall.entities_covered, recall.entities)


def _precise(one: Precision) -> str:
    return _share(one.right, one.findings)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _row(first: str, *rest: str) -> str:
    return (f"{first:<16}" + "".join(f"{one:>14}" for one in rest)).rstrip()
