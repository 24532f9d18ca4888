"""How far coders who worked apart agree, and where they do not.

The unit is stated with every number; only texts that were coded to the end by those compared
count; what nobody coded counts as agreement about absence, and no number is given where nothing
could have been disagreed about. Pure: it meets refs, lengths, spans and dates, never words.
What each number means and how to read it: docs/agreement.md.
"""

from __future__ import annotations

from archive.domain.agreement.coefficients import PairCounts
from archive.domain.agreement.differing import Disagreement, disagreements
from archive.domain.agreement.months import MonthOfCoding, OverTime, agreement_by_month
from archive.domain.agreement.report import (
    Agreement,
    Estimate,
    PairAgreement,
    ThemeAgreement,
    agreement,
)
from archive.domain.agreement.resampling import (
    FEWEST_CONTRIBUTIONS,
    SAMPLES,
    Interval,
    NoInterval,
)
from archive.domain.agreement.settling import SETTLED, Decision, Reason, Settled, settled
from archive.domain.agreement.tallies import NoValue
from archive.domain.agreement.units import CodedText, Coding, Unit

__all__ = [
    "FEWEST_CONTRIBUTIONS",
    "SAMPLES",
    "SETTLED",
    "Agreement",
    "CodedText",
    "Coding",
    "Decision",
    "Disagreement",
    "Estimate",
    "Interval",
    "MonthOfCoding",
    "NoInterval",
    "NoValue",
    "OverTime",
    "PairAgreement",
    "PairCounts",
    "Reason",
    "Settled",
    "ThemeAgreement",
    "Unit",
    "agreement",
    "agreement_by_month",
    "disagreements",
    "settled",
]
