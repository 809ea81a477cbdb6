"""Which language a text is in, told by its script and its commonest words."""

import re
import unicodedata
from collections import Counter

_COMMON_WORDS = {
    "en": "the of and to in that is was for it with as his on be at by he this had not are but "
    "from have they which or has said who will an were their been would she her its",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es "
    "an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über",
    "fr": "le la les de des et en un une du que qui est dans pour pas sur au par ce il ne se sont "
    "plus avec son elle aux cette ont été mais ses leur être nous",
    "es": "el la los las de que y en un una por con no para es se del al lo como más su pero sus "
    "le ha este sí porque esta entre cuando muy sin sobre también hasta fue",
    "it": "il di che e la in un per è una non del della con si da le dei come i al anche sono più "
    "gli ha alla nel ma delle dal lo questo ai stato degli essere",
    "pt": "o a os as de que e do da em um para com não uma no na por mais dos das se foi ao como "
    "mas ele sua ou ser quando muito há nos já está também só pelo pela",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als bij maar "
    "door naar heeft hij uit nog wordt over ze worden zich haar deze",
    "sv": "och i att det som en på är av för med den till inte har de ett om var från han men vid "
    "så eller hon kan också efter ska då sin nu",
    "da": "og i at det er en til på som for de af den med ikke har et var om fra han der men vi "
    "blev kan efter også sig skal være nu",
    "pl": "w i na z do się nie że to o jest przez od po za jak ale oraz dla tego przy są już tym "
    "być który które jego tylko będzie",
    "tr": "ve bir bu da de için ile olarak olan çok daha sonra gibi kadar en ne var ama olduğu "
    "dedi göre büyük değil",
    "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada "
    "oleh kata bisa mereka telah lebih",
}
_LANGUAGES_OF = {
    word: tuple(tag for tag, words in _COMMON_WORDS.items() if word in words.split())
    for words in _COMMON_WORDS.values()
    for word in words.split()
}
_SCRIPTS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
_WORD = re.compile(r"[^\W\d_]+")
_PERSIAN = re.compile("[پچژگ]")
_URDU = re.compile("[ٹڈڑے]")
_UKRAINIAN = re.compile("[іїєґ]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_SAMPLE = 4000


def detect_language(text: str) -> str:
    """Return the BCP 47 tag of the language of `text`, or an empty string when unsure."""
    sample = text[:_SAMPLE]
    script = _main_script(sample)
    if script == "LATIN":
        return _by_common_words(sample)
    tag = _SCRIPTS.get(script, "")
    if tag == "ar" and len(_URDU.findall(sample)) > len(sample) / 100:
        return "ur"
    if tag == "ar" and len(_PERSIAN.findall(sample)) > len(sample) / 100:
        return "fa"
    if tag == "zh" and any("\u3040" <= character <= "\u30ff" for character in sample):
        return "ja"
    if tag == "ru" and len(_UKRAINIAN.findall(sample)) > len(sample) / 100:
        return "uk"
    return tag


def language_tag(declared: str) -> str:
    """Return what a page says of its language (`en_GB`, `de-AT`) as a BCP 47 tag, or ''."""
    first = declared.strip().replace("_", "-").split(",")[0].strip()
    if not _TAG.match(first):
        return ""
    primary, *rest = first.split("-")
    return "-".join((primary.lower(), *(_subtag(part) for part in rest)))


def _subtag(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def _main_script(sample: str) -> str:
    letters = [character for character in sample if character.isalpha()]
    scripts = Counter(
        unicodedata.name(letter, " ").split(" ")[0].split("-")[0] for letter in letters[:1500]
    )
    return scripts.most_common(1)[0][0] if scripts else ""


def _by_common_words(sample: str) -> str:
    words = [word.lower() for word in _WORD.findall(sample)]
    votes: Counter[str] = Counter()
    for word in words:
        languages = _LANGUAGES_OF.get(word, ())
        for tag in languages:
            votes[tag] += 1 / len(languages)
    if not votes:
        return ""
    (tag, count), *others = votes.most_common(2)
    runner_up = others[0][1] if others else 0
    return tag if count >= max(2, len(words) * 0.06) and count > runner_up * 1.15 else ""
