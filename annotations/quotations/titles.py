"""Words that stand with names: titles with the gender they tell, particles."""

from annotations.quotations.lexicon import Lexicon

TITLES = {
    "mr": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "mister": "m", "father": "m",
    "monsieur": "m", "señor": "m", "herr": "m", "congressman": "m", "councilman": "m",
    "mrs": "f", "ms": "f", "miss": "f", "dame": "f", "lady": "f", "baroness": "f", "queen": "f",
    "princess": "f", "madam": "f", "frau": "f", "congresswoman": "f", "councilwoman": "f",
    "sister": "f", "duchess": "f", "countess": "f",
    "dr": "", "prof": "", "professor": "", "sen": "", "sens": "", "senator": "", "senators": "",
    "rep": "", "reps": "", "representative": "", "gov": "", "govs": "", "governor": "",
    "president": "", "vice": "", "prime": "", "minister": "", "secretary": "", "justice": "",
    "judge": "", "gen": "", "general": "", "col": "", "colonel": "", "lt": "", "sgt": "",
    "sergeant": "", "capt": "", "captain": "", "maj": "", "major": "", "adm": "", "admiral": "",
    "rev": "", "reverend": "", "mayor": "", "attorney": "", "ambassador": "", "chancellor": "",
    "premier": "", "speaker": "", "chairman": "m", "chairwoman": "f", "chair": "", "spokesman": "m",
    "spokeswoman": "f", "spokesperson": "", "taoiseach": "", "cllr": "", "councillor": "",
    "councilor": "", "mp": "", "msp": "", "mep": "", "detective": "", "inspector": "",
    "superintendent": "", "sheriff": "", "officer": "", "chief": "", "bishop": "", "archbishop": "",
    "cardinal": "", "pope": "m", "rabbi": "", "imam": "", "pastor": "", "sheikh": "m", "emir": "m",
    "director": "", "commissioner": "", "deputy": "", "lieutenant": "", "first": "", "former": "",
    "state": "", "foreign": "", "shadow": "", "home": "", "leader": "", "candidate": "",
    "democrat": "", "republican": "", "democratic": "", "gop": "", "assemblyman": "m",
    "assemblywoman": "f", "delegate": "", "treasurer": "", "comptroller": "", "analyst": "",
    "strategist": "", "pollster": "", "lawyer": "", "author": "", "reporter": "",
    "correspondent": "", "editor": "", "columnist": "", "host": "", "anchor": "", "actor": "m",
    "actress": "f",
    "singer": "", "activist": "", "businessman": "m", "businesswoman": "f", "billionaire": "",
    "acting": "", "commander": "", "cmdr": "", "constable": "", "advocate": "", "counsel": "",
}  # fmt: skip
"""Words before a name that are no part of it; with the gender that they tell."""
GERMAN_TITLES = tuple(
    """
    minister ministerin präsident präsidentin sprecher sprecherin kanzler kanzlerin chef chefin
    leiter leiterin vorsitzende vorsitzender sekretär sekretärin direktor direktorin professor
    professorin anwalt anwältin richter richterin experte expertin politiker politikerin
    abgeordnete abgeordneter meister meisterin könig königin general trainer manager senator
    senatorin beauftragte beauftragter forscher forscherin autor autorin premier kandidat
    kandidatin doktor papst kardinal bischof kommissar kommissarin botschafter botschafterin
    herausgeber kommandeur inspekteur
    """.split()
)
"""Offices with which German words for offices end."""
PARTICLES = frozenset(
    """
    de la le du des da do dos di del della van von der den ter bin ibn al el ben abu y af zu
    """.split()
)
NUMBERS_OF_NAMES = frozenset("jr sr ii iii iv".split())


def title_of(word: str, known: Lexicon) -> str | None:
    """Return the gender (“m”, “f” or “”) that a title in small letters tells; None for no title."""
    word = word.rstrip(".")
    if word in TITLES:
        return TITLES[word]
    if known.capital_nouns and word.endswith(GERMAN_TITLES):
        return "f" if word.endswith("in") else ""
    return None
