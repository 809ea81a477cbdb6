"""Names as they are looked up: folded, in words, in Latin letters. Pure."""

import re
import unicodedata

LONGEST_FOLDED = 400
LONGEST_WORD = 60
MOST_TYPED = 8
TITLES = frozenset(
    "mr mrs ms miss mx sir dame lord lady dr prof professor president premier prime minister "
    "chancellor secretary senator representative governor mayor judge justice general captain "
    "king queen prince princess the rt hon herr frau monsieur madame senor senora signor signora "
    "jr sr mp".split()
)
PARTICLES = frozenset("al da de del della den der di dos du el la le van von".split())
_PARTS = re.compile(r"[^\W_]+")
_APART = re.compile(r"[-'’ʼ.·]+")

#: Letters that are their own in Unicode and that many keyboards do not have.
_PLAIN = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ə": "e", "ŋ": "n",
}  # fmt: skip
#: Cyrillic and Greek as they are mostly written in Latin letters, accents taken off.
_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "a b v g d e z i i k l m n o p r s t u f kh y e".split(),
               strict=True)),
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu",
    "я": "ya", "є": "ye", "і": "i", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "џ": "dz",
}  # fmt: skip
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωσ",
        "a v g d e z i th i k l m n x o p r s t y f ch ps o s".split(),
        strict=True,
    )
)
_LATIN = str.maketrans(_PLAIN | _CYRILLIC | _GREEK)


def fold(name: str) -> str:
    """Return `name` as it is looked up: no accents, no case, single spaces, cut at the end.

    Folding makes some names longer: one Arabic ligature becomes eighteen letters.
    """
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(plain.split())[:LONGEST_FOLDED]


def latin(folded: str) -> str:
    """Return what is `folded` in plain Latin letters, where they are known; else as it is."""
    return folded.translate(_LATIN)


def words_of(name: str) -> set[str]:
    """Return all that finds `name` when somebody types the start of it.

    Its words, what hyphens and apostrophes hold together, its initials; each as it is written and
    in plain Latin letters.
    """
    folded = fold(name)
    return {word for one in (folded, latin(folded)) for word in _words(one)}


def words_typed(text: str) -> list[str]:
    """Return the words somebody typed, each once, as `words_of` has them."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _PARTS.findall(fold(text))))[
        :MOST_TYPED
    ]


def _words(folded: str) -> set[str]:
    parts = _PARTS.findall(folded)
    joined = ("".join(_PARTS.findall(_APART.sub("", word))) for word in folded.split())
    named = [part for part in parts if part not in TITLES] or parts
    bare = [part for part in named if part not in PARTICLES] or named
    initials = (_initials(words) for words in (parts, named, bare, _ends(bare)))
    return {word[:LONGEST_WORD] for word in (*parts, *joined, *initials) if word}


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _ends(words: list[str]) -> list[str]:
    return [words[0], words[-1]] if len(words) > 1 else []
