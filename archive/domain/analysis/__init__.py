"""Counting over coded texts: themes that come together, words that set one apart, spread.

Pure functions over slugs, offsets and numbers. What may be counted was decided before by the
gate; nothing here knows a viewer. Every formula stands with its source where it is computed, and
in docs/analysis.md.
"""

from __future__ import annotations

from archive.domain.analysis.cooccurrence import Pair, jaccard, pairs, pmi
from archive.domain.analysis.crosstab import Crosstab, crosstab
from archive.domain.analysis.dispersion import Spread, deviation_of_proportions, juillands_d, spread
from archive.domain.analysis.keyness import Keyword, keywords, log_likelihood, log_ratio
from archive.domain.analysis.units import CodedStretch, CodedText, Counted, Unit, counted
from archive.domain.analysis.vocabulary import words_in_and_out, words_said

__all__ = [
    "CodedStretch",
    "CodedText",
    "Counted",
    "Crosstab",
    "Keyword",
    "Pair",
    "Spread",
    "Unit",
    "counted",
    "crosstab",
    "deviation_of_proportions",
    "jaccard",
    "juillands_d",
    "keywords",
    "log_likelihood",
    "log_ratio",
    "pairs",
    "pmi",
    "spread",
    "words_in_and_out",
    "words_said",
]
