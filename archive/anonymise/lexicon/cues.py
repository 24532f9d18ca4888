"""Words beside which a name stands, or does not. All in lower case."""

from __future__ import annotations

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend fr father sister "
    "pastor rabbi imam nurse judge officer sgt sergeant capt captain col colonel lt lieutenant gen "
    "general president senator congressman congresswoman governor mayor minister secretary pope "
    "cardinal bishop king queen prince princess saint uncle aunt auntie aunty cousin grandma "
    "grandpa granny nana coach detective inspector constable master madam madame mme monsieur herr "
    "frau señor señora".split()
)
"""Written before a name; a full stop may follow."""

RELATIONS = frozenset(
    "mum mom mother mam mama dad father papa sister brother son daughter wife husband partner "
    "friend mate bestie boyfriend girlfriend bf gf fiancé fiancée fiance fiancee ex uncle aunt "
    "auntie cousin nephew niece gran grandma granny nan grandmother grandad grandpa grandfather "
    "stepdad stepmum stepmom stepfather stepmother stepson stepdaughter stepbrother stepsister "
    "granddaughter grandson grandchild tía tio tío tia abuela abuelo nonna nonno oma opa babcia "
    "mami papi papa mamá papá nana pops "
    "twin sibling roommate housemate flatmate neighbour neighbor colleague boss coworker manager "
    "supervisor gp psychiatrist psychologist therapist counsellor counselor doctor nurse dentist "
    "keyworker caseworker carer teacher tutor lecturer coach sponsor landlord landlady lawyer "
    "solicitor girl boy guy man woman lady kid baby child dog cat kitten puppy friends sons "
    "daughters sisters brothers kids cats dogs parents named called".split()
)
"""Written before a name behind "my", "her", "his" …: "my sister Ada"; also "called", "named"."""

GREETINGS = frozenset(
    "hi hello hey hiya dear thanks thank thankyou cheers welcome sorry congratulations congrats "
    "bye goodbye howdy yo morning ta happy dearest hallo".split()
)
SIGN_OFFS = frozenset(
    "regards love best sincerely cheers thanks yours faithfully truly wishes hugs xx xxx xo xoxo "
    "warmly respectfully cordially signed".split()
)
NAMING = frozenset("name names called named nicknamed aka alias surname signed".split())

SPEECH = frozenset(
    "said says say told tells asked asks wrote writes thinks thought replied answered suggested "
    "suggests explained explains mentioned mentions posted posts agreed agrees added adds called "
    "calls came comes went goes gave gives took takes made makes got gets had has was is wasn't "
    "isn't would will can could should did does knew knows wanted wants loved loves helped helps "
    "died dies left leaves felt feels looked looks sat stood smiled laughed hugged rang texted "
    "emailed phoned met lives lived worked works started stopped decided seems seemed kept".split()
)
"""What a person does, right behind the name."""

BEFORE_PERSONS = frozenset(
    "with by from for to and told asked met meet called saw see knew know tell ask contact call "
    "email phone rang texted married dated missed miss loved love hugged thank like helped "
    "between without about regarding re cc attn per".split()
)
BEFORE_PLACES = frozenset(
    "in at near through around across outside toward towards into downtown north south east west "
    "visiting visit via inside".split()
)
BEFORE_VERBS = frozenset(
    "will would can could should may might must shall to not don't doesn't didn't won't can't "
    "i you we they who never always please let let's".split()
)
DETERMINERS = frozenset(
    "the a an this that these those every each some any no another our your its".split()
)
POSSESSIVES = frozenset("my his her their our your".split())

AFTER_NAMES_OF_THINGS = frozenset(
    "inc ltd llc plc corp co company corporation group bank hotel inn motel restaurant cafe café "
    "bar grill pub street st road rd avenue ave lane drive court square park bridge river lake "
    "mountain mount island islands beach bay valley hill hills county city town village state "
    "university college school academy institute hospital clinic surgery church museum library "
    "airport station center centre theatre theater stadium magazine times news post tribune "
    "journal press radio tv foundation association society party committee council department "
    "ministry army navy airlines airways motors auto dental foods store stores shop market mall "
    "award awards prize act war system syndrome disease disorder scale test inventory".split()
)
"""A capitalised word right before one of these is rather a thing's name than a person's."""

PARTICLES = frozenset(
    "van von der den de del della di da du dos das la le el al bin ibn ben bint abu ten ter zu st "
    "mac y e af av".split()
)
"""Small words inside a person's name."""

SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())

MONTHS_AND_DAYS = frozenset(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays christmas xmas easter halloween thanksgiving".split()
)
