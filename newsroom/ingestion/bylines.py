"""Who wrote an article, read from a byline: people, not publishers."""

import re
from collections.abc import Iterable

from newsroom.ingestion.labels import word_set

_BY = re.compile(
    r"^\s*(?:(?:written|reported|story|text|words|article|posted|published|submitted|analysis"
    r"|opinion|comment|report|exclusive|erstellt|geschrieben|verfasst|ein(?:e)? \w+"
    r"|kommentar|analyse|artikel|beitrag|bericht|essay|gastbeitrag|kolumne|reportage"
    r"|écrit|escrito|publicado|publié|scritto|art[ií]culo|article)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|autor(?:in|en|es)?(?:[/:*_](?:in|autor(?:in)?))?|authors?|auteurs?|autore|text|texto|texte"
    r"|текст|автор(?:ы)?"
    r"|بقلم|كتبت?|إعداد|מאת)\s*:?\s+",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^(?:autor(?:in|en|es)?(?:[/:*_](?:in|autor(?:in)?))?|authors?|auteurs?|autore|автор(?:ы)?)"
    r"\s*:?\s",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:;|\||\s/\s|/|&|•|·|\s+(?:and|und|et|y|e|en|och|og|with|mit|avec|con)\s+|،"
    r"|\s+و(?=\S))\s*",
)
_TALK = re.compile(
    r"\s+(?:im (?:Gespräch|Interview) mit|in conversation with|interviewed by)\s+", re.I
)
_CJK_NAME = re.compile("[\u3041-\u30ff\u3400-\u9fff・]{2,7}\\Z")
_CJK_OFFICE = re.compile("新聞|デジタル|編集|通信|支局|記者|本社|社$|部$|局$|報道|网|报|社区|记者")
_COMMA = re.compile(r"\s*,\s*")
_PARTICLES = word_set(
    """
    af al av ben bin bint da das de del della den der di do dos du e el ibn la le st te ten ter
    van von y zu zum zur
    """
)
_ROLE = re.compile(
    r"\b(?:editors?|correspondents?|reporters?|writers?|columnists?|journalists?|staff|producers?"
    r"|contributors?|contributing|bureau|chief|desk|team|newsroom|news|agency|agencies|press"
    r"|associated|media|\w*redaktion\w*|\w*redakt(?:eu|ø|ö)r\w*|\w*[ck]orrespondent\w*"
    r"|\w*(?:jo|gio)u?rnalist\w*|periodista|rédaction|redacci[óo]n|redazione"
    r"|reda[cç][aã]o|redactie|politics|political|business|sport|sports|world|health|science"
    r"|photographer|photos?|video|analyst|director|presenter|host|newspaper|magazine|online|daily"
    r"|weekly|times|post|herald|tribune|gazette|journal|wire|services?|network|admin|guest|author"
    r"|wires|broadcasting|editorial|board|the|university|professor|fellow|updated|published"
    r"|on|at|in"
    r"|ltd|limited|inc|llc|gmbh|corp|company|group|solutions|foundation|stiftung|institute?s?|verband"
    r"|verein|association|society|federation|council|committee|commission|ministry|ministerium"
    r"|department|college|school|hospital|union|trust"
    r"|agence|agencias?|agenzia|nachrichtenagentur|zeitung|tv|radio|fm|channel|digital|web)\b",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    r"^(?:the|der|die|das|le|la|les|el|los|il|lo|de|het)\s|zeitung|magazin|blatt|press|times|post"
    r"|news|nachrichten|journal|kurier|anzeiger|tribun|gazette|observer|mail|herald|chronicle"
    r"|review|weekly|daily|radio|media|verlag|redaktion|online|server|team|ledger|echo|editorial",
    re.IGNORECASE,
)
_OFFICE_WORD = (
    r"(?:staff|agency|agencies|agenturen|agencias|agences|agenzie|editors?|editorial|editor-in-chief"
    r"|redaktion|onlineredaktion|admin|administrator|newsroom|news|web|sports?|online|desk|team"
    r"|author|guest|user|reporters?|writers?|correspondents?|contributors?|webmaster|redacción"
    r"|rédaction|redazione|redactie|la|die|the|our|de|by|unknown|anonymous|none)"
)
_OFFICE = re.compile(rf"{_OFFICE_WORD}(?:[ -]{_OFFICE_WORD}){{0,3}}", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:\||-|–|—|\(|for|in|at|is|updated|published|posted|für|pour|para|@)(?:\s.*|$)", re.DOTALL
)
_HANDLE = re.compile(r"\s*(?:@\w+|\S+@\S+|https?://\S+)\s*")
_NO_NAME = re.compile(r"[\d@#:<>{}\[\]*=_?!“”\"]|https?|www\.|\.com\b")
_APART = re.compile(r"\s*[;|]\s*")
_JOINING = word_set("with mit avec con and und et y e en och og")
_NO_SIGNATURE = re.compile(
    r"https?:|www\.|[@#<>{}\[\]*=?!“”\"…:]|\b(?:19|20)\d\d\b|\d\s*(?:min|views?|comments?|shares?)"
    r"|\b(?:about|all|article|articles|author|bio|click|comments?|contact|e-?mail|follow|from|here"
    r"|latest|more|no|photo|posts|print|profile|read|see|share|sign|size|stories|story|subscribe|this"
    r"|update[ds]?|view|visit|written|your?"
    r"|alle|artikel|folgen|kommentare?|lesen|mehr|teilen|über"
    r"|articles|partager|plus|suivre|compartir|leer|más|seguir)\b",
    re.IGNORECASE,
)
_LONGEST = 500
_LONGEST_SIGNED = 60
_MOST_SIGNERS = 3
_WORD = re.compile(r"[^\W\d_][\w.'’ʼ`\-‐‑]*\Z")


def people(byline: str) -> tuple[str, ...]:
    """Return the names of the people in `byline`, without "By" and without what they do."""
    if len(byline) > _LONGEST:
        return ()
    text = _BY.sub("", _HANDLE.sub(" ", byline).strip(), count=1)
    names = (
        name
        for talk in _TALK.split(text)
        for part in _AND.split(talk)
        for piece in _COMMA.split(part)
        if (name := _name(piece)) is not None
    )
    return tuple(dict.fromkeys(names))


def signers(byline: str) -> tuple[str, ...]:
    """Return those who sign `byline`, people or not ("dpa/lno", "Guest team"), as they sign.

    Empty when it says anything besides: a date, a call, a count, a sentence.
    """
    text = _BY.sub("", byline.strip(), count=1).strip(" .,;-–—:|")
    if not 2 <= len(text) <= _LONGEST_SIGNED or _NO_SIGNATURE.search(text) or is_office(text):
        return ()
    names = [
        name
        for part in _APART.split(text)
        if (name := _signer(part)) and not is_office(name) and name not in _JOINING
    ]
    return tuple(dict.fromkeys(names)) if len(names) <= _MOST_SIGNERS else ()


def _signer(part: str) -> str:
    """`part` less the place after a comma; short signs ("ssi, dan") are all of them names."""
    first = part.partition(",")[0]
    name = (part if first.islower() else first).strip(" .-–—")
    return name if any(map(str.isalpha, name)) and len(name.split()) <= 7 else ""


def without_publishers(names: Iterable[str], publishers: Iterable[str]) -> tuple[str, ...]:
    """Return `names` less those which are one of `publishers`, each of them once."""
    known = {_folded(publisher) for publisher in publishers}
    known |= {name.removeprefix("the") for name in known}
    kept = {
        _folded(name): name
        for name in reversed(list(names))
        if _folded(name) not in known and not any(_folded(word) in known for word in name.split())
    }
    return tuple(reversed(kept.values()))


def looks_like_outlet(name: str) -> bool:
    """Whether `name` has words that names of outlets have and those of people have not."""
    return bool(_OUTLET.search(name) or _ROLE.search(name))


def is_office(name: str) -> bool:
    """Whether `name` says only what somebody does, or nobody's name ("Staff", "Agencies")."""
    return bool(_OFFICE.fullmatch(name.strip()))


def names_author(text: str) -> bool:
    """Whether `text` opens with the word "author", as a list of an article's data has it."""
    return bool(_AUTHOR.match(text[:80]))


def starts_like_byline(text: str) -> bool:
    """Whether `text` opens with "By" or its like in another language."""
    return bool(_BY.match(text[:80]))


def is_byline_label(text: str) -> bool:
    """Whether `text` is nothing but "By" or its like, so that the names come next."""
    return len(text) < 20 and starts_like_byline(f"{text} ") and not people(text)


def _name(piece: str) -> str | None:
    piece = _BY.sub("", piece.strip(), count=1)
    piece = _TAIL.sub("", piece).strip(" .,;-–—:")
    if _CJK_NAME.match(piece):
        return None if _CJK_OFFICE.search(piece) else piece
    words = piece.split()
    if not 2 <= len(words) <= 5 or len(piece) > 60 or _NO_NAME.search(piece):
        return None
    if _ROLE.search(piece) or not all(_is_name_word(word) for word in words):
        return None
    if words[-1].lower() in _PARTICLES and words[-1].islower():
        return None
    return piece.title() if piece.isupper() else piece


def _is_name_word(word: str) -> bool:
    return bool(_WORD.match(word)) and (not word[0].islower() or word.lower() in _PARTICLES)


def _folded(name: str) -> str:
    return re.sub(r"\W+", "", name.casefold())
