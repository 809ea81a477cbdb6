"""When something was published, read from the ways in which pages write it.

A moment without a zone is taken as UTC, so every answer is aware of its zone.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTH_NAMES = (
    "january january jan janvier janv januar jän jänner enero ene gennaio gen janeiro januari "
    "januar sty stycznia январь января ינואר يناير كانون_الثاني",
    "february february feb février févr fevrier februar febrero febbraio fevereiro fev februari "
    "lutego февраль февраля פברואר فبراير شباط",
    "march march mar mars märz maerz mrz marzo março maart marca март марта מרץ مارس آذار",
    "april april apr avril avr abril abr aprile kwietnia апрель апреля אפריל أبريل ابريل نيسان",
    "may may mai mayo maggio mag maio mei maja maj май мая מאי مايو أيار",
    "june june jun juin juni junio giugno giu junho czerwca июнь июня יוני يونيو حزيران",
    "july july jul juillet juil juli julio luglio lug julho lipca июль июля יולי يوليو تموز",
    "august august aug août aout agosto ago augustus augusti sierpnia август августа אוגוסט "
    "أغسطس اغسطس آب",
    "september september sept sep septembre septiembre settembre set setembro września "
    "сентябрь сентября ספטמבר سبتمبر أيلول",
    "october october oct octobre oktober okt octubre ottobre ott outubro października "
    "октябрь октября אוקטובר أكتوبر اكتوبر تشرين_الأول",
    "november november nov novembre noviembre novembro listopada ноябрь ноября נובמבר "
    "نوفمبر تشرين_الثاني",
    "december december dec décembre dezember dez diciembre dic dicembre dezembro decembrie "
    "grudnia декабрь декабря דצמבר ديسمبر كانون_الأول",
)
_MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
_HOURS_FROM_UTC = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 1, "cet": 1, "mez": 1, "wat": 1, "cest": 2,
    "mesz": 2, "eet": 2, "sast": 2, "cat": 2, "eest": 3, "eat": 3, "msk": 3, "sgt": 8, "hkt": 8,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "edt": -4, "est": -5,
    "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "akst": -9, "hst": -10,
}  # fmt: skip
_PLACES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_AMERICAN = frozenset(
    ["ET", "CT", "MT", "PT", "EDT", "EST", "CDT", "CST", "MDT", "MST", "PDT", "PST"]
)
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_ZONE_NAMES = "|".join(
    sorted((name.upper() for name in (*_HOURS_FROM_UTC, *_PLACES)), key=len, reverse=True)
)
_ZONE = rf"(?:\s*\(?(?P<zone>[+-]\d{{2}}:?\d{{2}}|(?:{_ZONE_NAMES})(?-i:(?![a-z])))\)?)?"
_CLOCK = (
    r"(?:[\s,،|·•–—@-]*(?:at|um|à|a las|alle ore|alle|ore|às|kl\.?|om|o|الساعة|בשעה|в)?\s*"
    r"(?P<hour>[01]?\d|2[0-3])\s?[:.hH]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?(?:\s*(?:Uhr|heures|hrs?|Ora|h\b))?" + _ZONE + ")?"
)
_HOUR_FIRST = (
    r"(?:(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?P<second>(?!))?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?" + _ZONE + r"[\s,]+)"
)
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T\s_]+(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d))?"
    r"(?:[.,]\d+)?\s*(?P<zone>Z\b|[+-]\d{2}:?\d{2}|[+-]\d{2}\b|(?:" + _ZONE_NAMES + r")\b)?)?"
    r"(?!\d)"
)
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_HOUR_FIRST}(?:\w+,?\s+)?(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})\.?,?\s+{_YEAR}",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?(?:\s|-)*(?:de\s+|of\s+|ב-?)?"
        rf"(?P<month>{_MONTH})\.?,?(?:\s|-)*(?:de\s+|del\s+)?{_YEAR}{_CLOCK}",
        rf"(?<![^\W\d_])(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}{_CLOCK}",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?P<between>\.|/|-)(?P<month>\d{{1,2}})(?:\.|/|-){_YEAR}{_CLOCK}",
        r"(?<![\d.])(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<short>\d{2})(?![\d.])" + _CLOCK,
        rf"(?<!\d){_YEAR}(?:[./]|年\s?)(?P<month>\d{{1,2}})(?:[./]|月\s?)(?P<day>\d{{1,2}})日?{_CLOCK}",
    )
)
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda|terça|quarta"
    r"|quinta|sexta|(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|tue|wed|thu|fri|sat|sun)\b"
    r"|(?:mo|di|mi|do|fr|sa|so)\b\.?|(?:ال)?(?:اثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|أحد)|יום [א-ת']+",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    r"(?:updat|modifi|chang|edit|revis|aktualisier|akt\.|geänder|änder|stand\b|mis(?:e)? à jour"
    r"|actualiz|atualiz|modific|aggiornat|oppdater|uppdater|opdater|bijgewerkt|gewijzigd"
    r"|päivitet|güncelle|zaktualiz|обновл|עודכן|تحديث|更新)[^|•·]{0,40}\Z",
    re.IGNORECASE,
)
_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time written in a text: code points `start` to `end` (exclusive) of it.

    `zoned` says that the text named the zone, `timed` that it named the hour.
    """

    when: datetime
    start: int
    end: int
    zoned: bool
    timed: bool


def find_moment(text: str) -> Moment | None:
    """Return the first date, with its time of day if that is given, written in `text`."""
    digits = text.translate(_LATIN_DIGITS)
    found = [moment for moment in (_read(p, digits) for p in (_ISO, *_WRITTEN)) if moment]
    first = min(found, key=lambda moment: (moment.start, -moment.end), default=None)
    return replace(first, start=_before_weekday(text, first.start)) if first else None


def parse_when(text: str) -> datetime | None:
    """Return the time that `text`, the value of a date field, names; None when it names none."""
    moment = find_moment(text[:200])
    return moment.when if moment else None


def tells_update(text: str) -> bool:
    """Whether `text`, what stands before a date, says that something was changed then."""
    return bool(_UPDATE.search(text[-60:]))


def _before_weekday(text: str, start: int) -> int:
    reach = max(0, start - 16)
    for match in _WEEKDAY.finditer(text, reach, start):
        if not text[match.end() : start].strip(" ,.|"):
            return match.start()
    return start


def _read(pattern: re.Pattern[str], text: str) -> Moment | None:
    for match in pattern.finditer(text):
        parts = match.groupdict()
        zone = _zone(parts.get("zone"))
        try:
            when = datetime(_year(parts), *_month_and_day(parts), *_clock(parts))
        except ValueError:
            continue
        aware = when.replace(tzinfo=zone or UTC)
        if aware.utcoffset() == timedelta(0):
            aware = aware.replace(tzinfo=UTC)
        return Moment(aware, *match.span(), zone is not None, parts.get("hour") is not None)
    return None


def _year(parts: dict[str, str | None]) -> int:
    """The year in full; of two digits it is one of this century."""
    return int(parts.get("year") or 0) or 2000 + int(parts["short"] or 0)


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    """Day before month, as most of the world writes it; not where the clock is American."""
    name, day = parts["month"] or "", int(parts["day"] or 0)
    if not name.isdigit():
        return _MONTHS[name.lower()], day
    month = int(name)
    american = bool(parts.get("half")) or (parts.get("zone") or "").upper() in _AMERICAN
    if (
        len(parts.get("year") or "") == 4
        and (american or month > 12)
        and day <= 12
        and parts.get("between") == "/"
    ):
        month, day = day, month
    return month, day


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts.get(key) or 0) for key in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return hour, minute, second


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = int(name[1:3]), int(name[3:].lstrip(":") or 0)
        if hours > 15:
            return None
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    if (hours := _HOURS_FROM_UTC.get(name.lower())) is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    try:
        return ZoneInfo(_PLACES[name.lower()])
    except ZoneInfoNotFoundError:
        return None
