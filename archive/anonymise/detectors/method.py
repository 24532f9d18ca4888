"""Means and doses of self-harm, suicide and overdose, and how they were got. Samaritans' media
guidelines ask that neither be published: a detail can be copied.

Only where the same passage speaks of self-harm, suicide or an overdose. A dose taken as treatment
is what people come here to read about, and is never a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_ABOUT_IT = re.compile(
    r"\b(?:suicid\w*|over-?dos(?:e|es|ed|ing)|od(?:['’]?e?d|ing)|kill(?:ed|ing)? (?:my|him|"
    r"her|your|them)sel(?:f|ves)|"
    r"(?:end|ended|ending|take|took|taking) (?:my|his|her|your|their)(?: own)? li(?:fe|ves)|"
    r"end(?:ed|ing)? it all|end it\b|"
    r"self[- ]?harm\w*|self[- ]?injur\w*|cut(?:ting)? (?:my|her|him)self|want(?:ed|"
    r"ing)? to die|wanted to (?:be dead|disappear)|tried to die|"
    r"attempt(?:ed)? (?:on my life|to end)|(?:my|an|first|second|last|another|his|her|"
    r"serious) attempt|not wake up|never wake up|unalive\w*|kms|ctb|sewerslide)\b",
    re.IGNORECASE,
)
_OVERDOSE = re.compile(
    r"\b(?:over-?dos\w*|od['’]?e?d|od|suicid\w*|kill \w+self|killed \w+self|attempt|end it|"
    r"end my life|wanted to die|want to die|not wake up|never wake up|washed|swallowed|"
    r"downed|necked|all at once|in one go)\b",
    re.IGNORECASE,
)
_AS_TREATMENT = re.compile(
    r"\b(?:a day|per day|daily|nightly|each (?:day|night|morning)|every (?:day|night|"
    r"morning)|at night|at bedtime|prescribed|prescribes|twice|once a|dose of|"
    r"now (?:take|on|taking)|i take|am on|['’]m on|was on|put (?:me )?on|titrat\w+|"
    r"increased to|reduced to|started on|tapering|mg/kg)\b",
    re.IGNORECASE,
)
_TOOK = re.compile(
    r"\b(?:took|taken|taking|swallow\w*|ate|eat|down(?:ed|ing)|neck(?:ed|ing)|wash(?:ed)?|"
    r"inject\w*|drank|drink\w*|with|on|of|overdosed|od['’]?d)\b",
    re.IGNORECASE,
)
_COUNT = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|dozens|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|hundreds|half|handfuls?|a|an|"
    r"whole|entire|several|both|all (?:of )?(?:my|the|his|her))"
)
_THING = (
    r"(?:mgs?|milligrams?|grams?|g|mls?|tablets?|pills?|tabs?|caps(?:ules?)?|packs?|"
    r"packets?|box(?:es)?|bottles?|strips?|blisters?|sheets?|handfuls?|bags?|units|"
    r"paracetamols?|aspirins?|ibuprofens?|tylenols?|co-codamols?|sleeping (?:pills|tablets)|"
    r"painkillers?|antidepressants?|benzos?)"
)
_DOSE = re.compile(
    rf"(?<![\w.,])(?:about |around |over |roughly |nearly |almost |some )?{_COUNT}(?: |"
    rf"-)?(?:(?:of|full|whole|entire|big|large|huge|small|x|\d+|\d+ ?mg|mg|more|or|"
    rf"\d+ or \d+|odd|of my|of the) ?){{0,4}}{_THING}\b(?: of (?:my |his |her |the |"
    rf"\d+ ?mg )*[\w-]+)?(?:(?:,| and| with|,? plus) (?:a |an |half a |\d+ |some |"
    rf"most of a )*(?:bottle|litre|pint|glass|can|bottles|cans|litres|tablets|"
    rf"pills)s?(?: of [\w-]+)?)*",
    re.IGNORECASE,
)
_LINKS = r"(?!(?:and|but|or|when|then|while|because|until|after|before|as|so|he|she|i|it)\b)"
_TOOL = rf"{_LINKS}[\w'’-]+(?: {_LINKS}[\w'’-]+){{0,3}}"
_MEANS = re.compile(
    r"\b(?:hang(?:ed|ing)? (?:my|him|her)self(?: (?:with|from|in|off|using) (?:a |an |the |"
    r"my |his |her )?" + _TOOL + r")?|hung (?:my|him|her)self(?: (?:with|from|in|off|"
    r"using) (?:a |an |the |my |his |her )?" + _TOOL + r")?|"
    r"(?:jump(?:ed|ing)?|thr(?:ew|ow|owing|own) (?:my|him|her)self|step(?:ped|ping)?|"
    r"walk(?:ed|ing)|leap(?:t|ed)?) (?:off|from|in front of|out of|under|onto|into) (?:a |"
    r"an |the |my |our |his |her )?(?:[\w'’-]+ ){0,3}?(?:bridge|building|roof|balcony|"
    r"window|cliff|train|tube|lorry|truck|bus|car|traffic|platform|tracks|motorway|viaduct|"
    r"car park|multi-?storey|overpass|floor)|"
    r"(?:slit|slash(?:ed|ing)?|cut(?:ting)?|carv(?:ed|ing)|burn(?:ed|t|ing)?|stabb(?:ed|"
    r"ing)|scratch(?:ed|ing)?) (?:my|his|her|own) (?:own )?(?:wrists?|arms?|thighs?|legs?|"
    r"throat|neck|stomach|forearms?|skin|hips?|veins?|artery|hands?)(?: (?:with|"
    r"using) (?:a |an |the |my |some )?" + _TOOL + r")?|"
    r"(?:shot|shoot|drown(?:ed)?|gas(?:sed)?|poison(?:ed)?|strangl(?:ed|ing)|suffocat(?:ed|"
    r"e|ing)|electrocut(?:ed|e)|starv(?:ed|e|ing)|set fire to|asphyxiat\w+) (?:my|him|"
    r"her)self(?: (?:with|in|using|by|to) (?:a |an |the |my )?" + _TOOL + r")?|"
    r"(?:exit bag|suicide bag|helium|nitrogen|carbon monoxide|car exhaust|exhaust (?:pipe|"
    r"fumes)|hose ?pipe|charcoal (?:grill|burning)|barbecue in|sodium nitrite|\bsn\b|"
    r"cyanide|antifreeze|bleach|weedkiller|paraquat|pesticide|rat poison|noose|ligature|"
    r"slip ?knot|rope|belt|dressing gown cord|shoelaces?|"
    r"plastic bag over|bag over (?:my|his|her) head|razor ?blades?|pencil sharpener|"
    r"stanley knife|craft knife|scalpel|box ?cutter|shotgun|shotgun|pistol|revolver|"
    r"gun to (?:my|his|her) head|gun in (?:my|his|her) mouth|train tracks?|railway line|"
    r"beachy head|golden gate bridge|clifton suspension bridge|humber bridge|"
    r"forth road bridge|erskine bridge|aokigahara))\b",
    re.IGNORECASE,
)
_GOT = re.compile(
    r"\b(?:(?:stock ?pil|hoard|sav)(?:e|ed|ing)(?: up)? (?:up )?(?:all )?(?:my |the |his |"
    r"her |enough |months of |a lot of |some )*(?:pills?|tablets?|meds|medication|"
    r"medicines?|prescriptions?|[\w-]+(?:ine|ol|am|one|ium|in)s?)(?: for (?:weeks|months|"
    r"[\w ]{1,12}))?|"
    r"(?:order(?:ed|ing)?|bought|buy|buying|purchased?|got|get|getting|"
    r"source[ds]?) (?:(?:it|them|some|the|a|my|enough|\d+|more) )*(?:[\w-]+ ){0,3}?"
    r"(?:online|o(?:n|ff) the dark ?(?:net|web)|from the dark ?(?:net|web)|on (?:amazon|ebay)|"
    r"from (?:a |an )?(?:online|internet|website|mexico|china|india|dealer|"
    r"(?:several|different) (?:shops|chemists|pharmacies))[\w ]{0,20}|without a prescription))\b",
    re.IGNORECASE,
)
_STEMS = ("suicid", "overdos", "selfharm", "selfinjur", "unaliv", "sewerslid")
_TRIGGERS = frozenset(
    "od oded oding kms ctb life lives myself himself herself yourself themselves die dead "
    "disappear attempt attempted wake end ended ending self over".split()
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?\n]+(?=\s|$)|\.(?=\d)[^.!?\n]*)*\s*", re.DOTALL)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every such detail in a block that speaks of it, to be checked."""
    words = words_of(text)
    if _TRIGGERS.isdisjoint(words) and not any(word.startswith(_STEMS) for word in words):
        return
    if not _ABOUT_IT.search(text):
        return
    for match in _MEANS.finditer(text):
        yield _finding(*match.span(), "a means of self-harm")
    for match in _GOT.finditer(text):
        yield _finding(*match.span(), "how a means was got")
    yield from _doses(text)


def _doses(text: str) -> Iterator[Finding]:
    """Amounts in a sentence about an overdose, or in the one behind it that says what was taken."""
    about_before = False
    for sentence in _SENTENCE.finditer(text):
        if not sentence[0]:
            continue
        about = _OVERDOSE.search(sentence[0]) is not None
        treated = _AS_TREATMENT.search(sentence[0]) is not None
        if (about or about_before) and not treated and _TOOK.search(sentence[0]):
            for match in _DOSE.finditer(sentence[0]):
                start = sentence.start() + match.start()
                yield _finding(
                    start, sentence.start() + match.end(), "an amount, where an overdose is told"
                )
        about_before = about


def _finding(start: int, end: int, why: str) -> Finding:
    return Finding(start, end, "method", Band.CHECK, "method", why, "[detail removed]", 0.6)
