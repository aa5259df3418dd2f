"""What a line of a telegram's header is: the recognition of its fields, one line at a time.

Formats: Foreign Affairs Handbook 5 FAH-1 H-210 and 5 FAH-2 H-220 (order of the parts,
precedence, date-time group), and the telegrams of 1973 to 1979 as the National Archives
hold them. `cable_header` collects what is recognised here.
"""

import re
from dataclasses import dataclass
from datetime import date

__all__ = [
    "ADDRESSING",
    "CABLE_ID",
    "CORRECTED_COPY",
    "Classified",
    "field_of",
    "is_addressee",
    "is_banner",
    "is_transmission",
    "iso_date",
    "opens_header",
    "precedence_of",
    "same_post",
    "serial_of",
]

CABLE_ID = re.compile(
    r"(?P<year>\d{2}|\d{4})(?P<post>[A-Z]{2,})(?P<number>\d+)(?P<suffix>_[a-z0-9]{1,3})?\Z"
)


def _spaced(*words: str) -> str:
    """A pattern for words that may be printed with a space between their letters."""
    return r"\s{1,3}".join(" ?".join(word) for word in words)


_LEVELS = (
    ("UNCLASSIFIED",),
    ("UNCLAS",),
    ("LIMITED", "OFFICIAL", "USE"),
    ("CONFIDENTIAL",),
    ("TOP", "SECRET"),
    ("SECRET",),
)
_LEVEL_NAMES = {"".join(words): " ".join(words) for words in _LEVELS} | {"UNCLAS": "UNCLASSIFIED"}
_LEVEL = f"(?:{'|'.join(_spaced(*words) for words in _LEVELS)})"
_CAVEAT = r"(?://\s?(?:FOR OFFICIAL USE ONLY|SENSITIVE BUT UNCLASSIFIED|[A-Z]+(?:[/-][A-Z]+)*))+"
_HANDLING = (
    r"(?:SIPDIS|NOFORN|SENSITIVE|STADIS|NOCONTRACT|ORCON|(?:EXDIS|NODIS|LIMDIS)(?:[ /][A-Z]+)?)"
)
_SECTION = r"\s+SECT?(?:ION)?\.?\s+(?P<{0}>\d{{1,2}})\s+OF\s+(?P<{1}>\d{{1,2}})"
_CLASSIFICATION = re.compile(
    rf"\s*(?P<level>{_LEVEL})(?P<caveat>\s?{_CAVEAT})?(?:\s+E\s?F\s?T\s?O)?"
    rf"(?:{_SECTION.format('section', 'sections')})?(?:\s*//)?"
    r"\s+(?P<post>[A-Z][A-Z .'-]*?)\s+(?P<number>\d{3,10})(?:[./-]\d{1,2})?"
    rf"(?:{_SECTION.format('section2', 'sections2')})?(?:\s+[A-Z]{{4,6}}\s+\d{{3,6}})?"
    rf"(?P<captions>(?:\s+{_HANDLING})*)\s*\Z"
)
_BANNER = re.compile(rf"\s*{_LEVEL}(?:\s?{_CAVEAT})?(?:\s+{_HANDLING})*\s*\Z")
_INDICATOR = r"R[UH][A-Z]{2,6}"
_TRANSMISSION = re.compile(
    rf"\s*(?:VZCZC|[ZOPR]{{2}}(?:\s+{_INDICATOR})+\s*\Z|DE\s+R[A-Z]{{3,}}\s+#|Z(?:NR|NY)\s+[A-Z]{{5}}\b)"
)
# Further lines of routing indicators; in a body such a line is words.
_ROUTING = re.compile(r"\s*R[A-Z]{3,6}(?:\s+R[A-Z]{3,7})+\s*\Z")
_SERIAL = re.compile(r"\s*DE\s+R[A-Z]{3,}\s+#(?P<number>\d{1,6})\b")
_GROUP = re.compile(
    r"\s*(?P<precedence>[ZOPR])(?:\s+[ZOPR])*\s+(?P<day>\d{2})\d{4}Z\s+"
    r"(?P<month>[A-Z]{3})\s*(?P<year>\d{2})\b"
)
_CAPTION = re.compile(rf"\s*(?:(?:{_HANDLING}[\s,/]*)+|NOT FOR INTERNET.*|SIPDIS.*)\s*\Z")
CORRECTED_COPY = re.compile(_spaced("CORRECTED", "COPY") + r"\b")
_CORRECTION = re.compile(rf"\s*[(*]*\s*{CORRECTED_COPY.pattern}")
_ADDRESSEE = re.compile(
    r"\s*(?:R[A-Z]{4,6}/|AMEMBASSY|AMCONSUL|AMCONGEN|AMLEGATION|USMISSION|USDEL|USINT|USUN\b|USNATO"
    r"|SECSTATE|SECDEF|USCINC|CINC[A-Z]|XMT\b|ALL\s+[A-Z ]*(?:POSTS|COLLECTIVE)|[A-Z ,]+COLLECTIVE)"
)
# Field names with the faults seen in archives: a first letter lost, a plural, no colon.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("from", re.compile(r"\s*FM\s+(?=\S)")),
    ("to", re.compile(r"\s*TO\s+(?=[A-Z])")),
    ("info", re.compile(r"\s*INFO\s+(?=[A-Z])")),
    (
        "attention",
        re.compile(
            r"\s*(?:STATE|DEPT|DEPARTMENT|PLEASE PASS|PASS)\s+(?:ALSO\s+)?(?:FOR|PASS|TO)\b"
        ),
    ),
    ("tags", re.compile(r"\s*(?:TAGS?|AGS)\s*:\s*")),
    ("subject", re.compile(r"\s*(?:SUBJECT|SUBJ|UBJECT|SUBJET)\s*:\s*")),
    ("references", re.compile(r"\s*(?:REFS?|REF\s?\(S\)|REFTELS?|REFERENCES?)\s*:\s*")),
    ("classified_by", re.compile(r"\s*(?=(?:\([A-Z]\)\s*)?CLASSIFIED BY\b)", re.IGNORECASE)),
)
_ORDER = re.compile(r"\s*E?\.?\s?O\.?,?\s?1[0-3]\d{3}\b")
# The part of the header that ends with the classification.
ADDRESSING = frozenset({"transmission", "from", "to", "info"})
_LONGEST = 200  # characters of a line that is recognised as a whole
_PRECEDENCE = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True)
class Classified:
    """The line of classification, post and number that heads a telegram and its sections.

    Attributes:
        level: Classification with its caveat, such as `UNCLASSIFIED//FOR OFFICIAL USE ONLY`.
        post: Letters of the post, such as `PORTVESPER`.
        numbers: What the printed number can mean, the likeliest first: archives fuse the
            number of the section to it (`221001` for section 01 of 2210).
        captions: Handling captions on the same line.
        section: Which section it heads; 0 where it names none.
    """

    level: str
    post: str
    numbers: tuple[int, ...]
    captions: str
    section: int

    @classmethod
    def of(cls, text: str) -> "Classified | None":
        """The classification line that a line is; None if it is none."""
        match = _CLASSIFICATION.match(text) if len(text) <= _LONGEST else None
        if match is None:
            return None
        level = re.sub(r"\s", "", match["level"])
        section = match["section"] or match["section2"]
        return cls(
            level=_LEVEL_NAMES[level] + re.sub(r"\s(?=//)", "", match["caveat"] or ""),
            post=re.sub("[^A-Z]", "", match["post"]),
            numbers=_numbers(match["number"], section, match["sections"] or match["sections2"]),
            captions=" ".join(match["captions"].split()),
            section=int(section or 0),
        )

    def same_telegram(self, other: "Classified") -> bool:
        """Whether another line can head a section of the same telegram."""
        numbered_alike = not set(self.numbers).isdisjoint(other.numbers)
        return numbered_alike and same_post(self.post, other.post)


def same_post(one: str, other: str) -> bool:
    """Whether two names can be of one post; archives keep six letters (`BUENOS`) or more."""
    shorter, longer = sorted((re.sub("[^A-Z]", "", post) for post in (one, other)), key=len)
    return longer.startswith(shorter[:6])


def _numbers(digits: str, section: str | None, sections: str | None) -> tuple[int, ...]:
    plain = int(digits)
    if section is None or sections is None:
        return (plain,)
    suffixes = (f"{int(section):02d}{int(sections):02d}", f"{int(section):02d}")
    parted = [
        int(digits[: -len(suffix)])
        for suffix in suffixes
        if digits.endswith(suffix) and len(digits) - len(suffix) >= 4
    ]
    # Six digits are printed at most, and eight that begin with 0000 are a padded number.
    fused = len(digits) > 6 and not digits.startswith("0000")
    return (*parted, plain) if fused else (plain, *parted)


def is_banner(text: str) -> bool:
    """Whether a line is a classification alone, as pages print it at their head and foot."""
    return len(text) <= _LONGEST and _BANNER.match(text) is not None


def is_transmission(text: str) -> bool:
    """Whether a line is of the transmission: serials, routing indicators, date-time group."""
    return _TRANSMISSION.match(text) is not None or _GROUP.match(text) is not None


def is_addressee(text: str) -> bool:
    """Whether a line names a post or an office that telegrams are sent to."""
    return len(text) <= _LONGEST and _ADDRESSEE.match(text) is not None


def opens_header(text: str) -> bool:
    """Whether a header, or the header repeated at a section, can begin with this line."""
    return is_transmission(text) or Classified.of(text) is not None


def field_of(text: str, *, addressing: bool = True) -> tuple[str, str] | None:
    """The header field that a line begins and the rest of the line; None if it begins none.

    Of the lines of transmission, classification, executive order and captions, the rest is
    the whole line.

    Args:
        text: The line.
        addressing: Whether senders and addressees can stand here.
    """
    if whole := _whole_line(text, addressing):
        return whole, text.strip(" \t\r/" if whole == "handling" else None)
    for name, pattern in _FIELDS:
        if not addressing and name in ADDRESSING:
            continue
        if match := pattern.match(text):
            return name, text[match.end() :].strip()
    return None


def _whole_line(text: str, addressing: bool) -> str:
    """The field that a line is as a whole; empty if it is none."""
    short = len(text) <= _LONGEST
    if is_transmission(text) or (addressing and short and _ROUTING.match(text)):
        return "transmission"
    if Classified.of(text):
        return "classification"
    if _ORDER.match(text):
        return "eo12958"
    if _CORRECTION.match(text):
        return "correction"
    return "handling" if short and _CAPTION.match(text) else ""


def iso_date(group: str) -> str | None:
    """ISO date of a date-time group (`O 130206Z JUL 09`); years 66 to 99 are of the 1900s."""
    match = _GROUP.match(group)
    if match is None or match["month"] not in _MONTHS:
        return None
    year = int(match["year"])
    century = 1900 if year >= 66 else 2000
    try:
        day = date(century + year, _MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError:  # the 31st of June
        return None
    return day.isoformat()


def precedence_of(group: str) -> str:
    """Precedence of a date-time group, for action addressees; empty if the line is none."""
    match = _GROUP.match(group)
    return _PRECEDENCE[match["precedence"]] if match else ""


def serial_of(text: str) -> int | None:
    """The telegram's number in a line such as `DE RUEHTA #1161/01 1940206`."""
    match = _SERIAL.match(text)
    return int(match["number"]) if match else None
