"""What the benchmark of search found, as tables in Markdown."""

from __future__ import annotations

from typing import Any, Final

KINDS: Final = (
    "term",
    "AND of 3",
    "OR of 3",
    "phrase",
    "prefix of 4",
    "fuzzy 1",
    "term, theme, date",
    "+ theme facets",
    "+ 20 highlights",
)
WRITING: Final = (
    "texts a second",
    "texts a second of one core",
    "bytes a byte of text",
    "opening ms",
    "first question ms",
    "megabytes",
    "update 100 ms",
    "update 1 ms",
    "delete 1 ms",
    "purge 1 ms",
    "load while building",
    "load while asking",
    "load while writing",
)


def as_table(results: dict[str, dict[str, Any]]) -> str:
    """Markdown: a line a kind, a column an engine, by the clock and by the processor; then what
    writing costs."""
    names = list(results)
    lines = []
    for clock in ("", "processor "):
        lines.append(f"| {clock}ms, p50 / p95 | {' | '.join(names)} |")
        lines.append("| --- |" + " --- |" * len(names))
        for kind in KINDS:
            cells = [_cell(results[n]["kinds"].get(kind), results, kind, clock) for n in names]
            lines.append(f"| {kind} | {' | '.join(cells)} |")
        lines.append("")
    lines += [f"| | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for what in WRITING:
        cells = [_number(results[n][what]) if what in results[n] else "–" for n in names]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.10g}"


def _cell(
    times: dict[str, float] | None, results: dict[str, dict[str, Any]], kind: str, clock: str
) -> str:
    """p50 / p95 and, in brackets, how many times faster than Whoosh as it comes."""
    if times is None:
        return "–"
    half, most = (times[f"{clock}{p}"] for p in ("p50", "p95"))
    plain = results.get("Whoosh as it comes", {"kinds": {}})["kinds"].get(kind)
    ratio = (
        f" ({_short(plain[f'{clock}p50'] / half)}×)"
        if plain and half and plain is not times
        else ""
    )
    return f"{_short(half)} / {_short(most)}{ratio}"


def _short(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.10g}"


def disagreements(results: dict[str, dict[str, Any]]) -> dict[str, int]:
    """In how many questions each engine's total is not that of the first."""
    totals = {name: result.pop("totals") for name, result in results.items()}
    first = next(iter(totals.values()))
    return {
        name: sum(a != b for a, b in zip(first, own, strict=True) if None not in (a, b))
        for name, own in totals.items()
    }
