"""A drawing of the benchmark of search: a row a kind, a dot an engine, processor time (log scale).

Dots differ in shape as well as in colour, and each has its numbers in a title.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, Final

_LEFT, _WIDTH, _ROW, _TOP = 150, 560, 34, 70
_DECADES: Final = (0.01, 0.1, 1, 10, 100, 1_000)
_MARKS: Final = (
    ("#7a3b2e", '<circle r="6"/>'),
    ("#1f5f5b", '<path d="M-6 6 0-6 6 6z"/>'),
    ("#555555", '<path d="M-5-5h10v10h-10z"/>'),
    ("#8a6d1d", '<path d="M0-7 7 0 0 7-7 0z"/>'),
    ("#4b4a8a", '<path d="M-6-2h4v-4h4v4h4v4h-4v4h-4v-4h-4z"/>'),
)


def chart(results: dict[str, dict[str, Any]], kinds: Sequence[str], size: int) -> str:
    """SVG text; a dot is p50 of processor time, the line from it reaches to p95."""
    height = _TOP + _ROW * len(kinds) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 20} {height}" '
        'font-family="Georgia, serif" font-size="13" role="img">',
        f"<title>Milliseconds of processor time a search over {size:,} contributions</title>",
        '<rect width="100%" height="100%" fill="#fffdf8"/>',
    ]
    for decade in _DECADES:
        x = _x(decade)
        parts.append(
            f'<path d="M{x:.0f} {_TOP - 12}V{height - 30}" stroke="#ddd6c8"/>'
            f'<text x="{x:.0f}" y="{height - 12}" text-anchor="middle" fill="#444">'
            f"{decade:g} ms</text>"
        )
    for place, (name, mark) in enumerate(zip(results, _MARKS, strict=False)):
        x, y = 20 + place % 3 * 230, 20 + place // 3 * 22
        parts.append(
            f'<g transform="translate({x} {y})" fill="{mark[0]}">{mark[1]}'
            f'<text x="12" y="4" fill="#222">{escape(name)}</text></g>'
        )
    for row, kind in enumerate(kinds):
        y = _TOP + _ROW * row + 14
        parts.append(f'<text x="{_LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(kind)}</text>')
        for place, ((name, result), mark) in enumerate(zip(results.items(), _MARKS, strict=False)):
            if times := result["kinds"].get(kind):
                parts.append(_dot(name, times, y + (place - 2) * 5, mark))
    return "\n".join([*parts, "</svg>", ""])


def _dot(name: str, times: dict[str, float], y: float, mark: tuple[str, str]) -> str:
    half, most = times["processor p50"], times["processor p95"]
    x, far = _x(half), _x(most)
    words = f"{name}: {half:.2g} ms, p95 {most:.2g} ms"
    return (
        f'<g fill="{mark[0]}"><title>{escape(words)}</title>'
        f'<path d="M{x:.1f} {y}H{far:.1f}" stroke="{mark[0]}" stroke-width="2"/>'
        f'<g transform="translate({x:.1f} {y}) scale(.7)">{mark[1]}</g></g>'
    )


def _x(milliseconds: float) -> float:
    first, last = math.log10(_DECADES[0]), math.log10(_DECADES[-1])
    at = (math.log10(max(milliseconds, _DECADES[0])) - first) / (last - first)
    return _LEFT + min(at, 1.0) * _WIDTH
