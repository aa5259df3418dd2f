"""The header of a US State Department telegram: which lines it has and what they state.

Formats: Foreign Affairs Handbook 5 FAH-1 H-210 and 5 FAH-2 H-220 (order of the parts,
precedence, date-time group, portion marks).
"""

import re
from collections.abc import Iterable
from datetime import date

__all__ = [
    "ADDRESSING",
    "CABLE_ID",
    "FIELDS",
    "HeaderFields",
    "field_of",
    "is_transmission",
    "iso_date",
    "opens_header",
]

CABLE_ID = re.compile(r"(?P<year>\d{2}|\d{4})(?P<post>[A-Z]{2,})(?P<number>\d+)\Z")

_LEVEL = (
    r"(?:UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|(?:TOP )?SECRET"
    r"|U N C L A S(?: S I F I E D)?|C O N F I D E N T I A L|(?:T O P )?S E C R E T"
    r"|L I M I T E D O F F I C I A L U S E)"
)
_CLASSIFICATION = re.compile(
    rf"\s*(?P<level>{_LEVEL})(?P<caveat>//[A-Z/ ]+?)?(?:\s+SECTION\s+\d+\s+OF\s+\d+)?"
    r"\s+(?://)?\s*(?P<post>[A-Z][A-Z .'-]*?)\s+(?P<number>\d{3,8})\s*\Z"
)
_TRANSMISSION = re.compile(
    r"\s*(?:VZCZC|[ZOPR]{2}\s+R[A-Z]{3,}|DE\s+R[A-Z]{3,}\s+#|Z(?:NR|NY)\s+[A-Z]{5})"
)
# Further lines of routing indicators; in a body such a line is words.
_ROUTING = re.compile(r"\s*R[A-Z]{3,6}(?:\s+R[A-Z]{3,7})+\s*\Z")
_GROUP = re.compile(
    r"\s*(?P<precedence>[ZOPR])\s+(?P<day>\d{2})\d{4}Z\s+(?P<month>[A-Z]{3})\s+(?P<year>\d{2})\b"
)
_CAPTION = re.compile(
    r"\s*(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS|NOCONTRACT|ORCON"
    r"|CORRECTED COPY.*|NOT FOR INTERNET.*|(?:SENSITIVE\s+)?SIPDIS.*)\s*\Z"
)
# Field names with the faults seen in archives: a first letter lost, a plural, no colon.
FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("from", re.compile(r"\s*FM\s+(?=\S)")),
    ("to", re.compile(r"\s*TO\s+(?=[A-Z])")),
    ("info", re.compile(r"\s*INFO\s+(?=[A-Z])")),
    (
        "attention",
        re.compile(
            r"\s*(?:STATE|DEPT|DEPARTMENT|PLEASE PASS|PASS)\s+(?:ALSO\s+)?(?:FOR|PASS|TO)\b"
        ),
    ),
    ("eo12958", re.compile(r"\s*E\.?\s?O\.?\s?1\d{4}\s*:?\s*")),
    ("tags", re.compile(r"\s*(?:TAGS?|AGS)\s*:\s*")),
    ("subject", re.compile(r"\s*(?:SUBJECT|SUBJ|UBJECT)\s*:\s*")),
    ("references", re.compile(r"\s*(?:REF|REFS|REF\(S\)|REFTEL)\s*:\s*")),
    ("classified_by", re.compile(r"\s*(?=(?:\([A-Z]\)\s*)?CLASSIFIED BY\b)", re.IGNORECASE)),
)
# The part of the header that ends with the classification.
ADDRESSING = frozenset({"transmission", "from", "to", "info"})
_ADDRESSEE = re.compile(r"(?:R[A-Z]{4,6}/)?(?P<name>.+?)\s*(?P<serial>\d+)?\Z")
# A second one of these means that the heading is printed again.
_STATED_ONCE = frozenset({"classification", "from", "eo12958", "tags", "subject"})
_PRECEDENCE = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_PRECEDENCE_WORD = re.compile(r"\s+(?:NIACT\s+)?(?:FLASH|IMMEDIATE|PRIORITY|ROUTINE)\Z")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ORIGINS = {
    "AMEMBASSY": "Embassy",
    "AMCONSUL": "Consulate",
    "AMCONGEN": "Consulate General",
    "USMISSION": "Mission",
    "USINT": "Interests Section",
}


def is_transmission(text: str) -> bool:
    """Whether a line is of the transmission: serials, routing indicators, date-time group."""
    return _TRANSMISSION.match(text) is not None or _GROUP.match(text) is not None


def opens_header(text: str) -> bool:
    """Whether a header, or the header repeated at a section, can begin with this line."""
    return is_transmission(text) or _CLASSIFICATION.match(text) is not None


def field_of(text: str, *, addressing: bool = True) -> tuple[str, str] | None:
    """The header field that a line begins and the rest of the line; None if it begins none.

    Args:
        text: The line.
        addressing: Whether senders and addressees can stand here.
    """
    if is_transmission(text) or (addressing and _ROUTING.match(text)):
        return "transmission", text.strip()
    if _CLASSIFICATION.match(text):
        return "classification", text.strip()
    if _CAPTION.match(text):
        return "handling", text.strip()
    for name, pattern in FIELDS:
        if not addressing and name in ADDRESSING:
            continue
        if match := pattern.match(text):
            return name, text[match.end() :].strip()
    return None


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


class HeaderFields:
    """Collects the fields of a header line by line.

    A telegram repeats its heading at each section, and web pages print it twice, so a field
    that begins again after the classification line did is not collected again.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._complete: frozenset[str] = frozenset()

    def add(self, name: str, text: str, *, begins: bool) -> bool:
        """Add a line of a field.

        Args:
            name: The field.
            text: What the line says of it.
            begins: Whether the line begins with the field's name, or goes on with it.

        Returns:
            False if an earlier heading has stated the field already.
        """
        again = name in _STATED_ONCE and name in self._lines
        if begins and again:
            self._complete = frozenset(self._lines)
        if name in self._complete:
            return False
        self._lines.setdefault(name, []).append(text)
        return True

    def denies(self, text: str) -> bool:
        """Whether a line looks like a classification line, but of another telegram."""
        first = _CLASSIFICATION.match(next(iter(self._lines.get("classification", ())), ""))
        again = _CLASSIFICATION.match(text)
        return bool(first and again and int(first["number"]) != int(again["number"]))

    def goes_beyond(self, name: str, text: str) -> bool:
        """Whether a field that was stated already did not have these words."""
        return name in self._complete and " ".join(text.split()) not in self.joined(name)

    def joined(self, name: str) -> str:
        """The lines of a field as one line; empty where it is not stated."""
        return " ".join(" ".join(self._lines.get(name, ())).split())

    @property
    def date(self) -> str | None:
        """ISO date of the date-time group."""
        dates = (iso_date(line) for line in self._lines.get("transmission", ()))
        return next(filter(None, dates), None)

    @property
    def cable_id(self) -> str | None:
        """Year of the date-time group, post and number, such as `09ASTANA1161`."""
        line = next(iter(self._lines.get("classification", ())), "")
        match, date = _CLASSIFICATION.match(line), self.date
        if match is None or date is None:
            return None
        return f"{date[2:4]}{re.sub('[^A-Z]', '', match['post'])}{int(match['number'])}"

    def metadata(self) -> dict[str, str]:
        """The facts that the header states, under the names that `Document` lists."""
        facts = {
            "origin": _origin(self.joined("from")),
            "classification": self._classification(),
            "handling": "; ".join(dict.fromkeys(self._lines.get("handling", ()))),
            "tags": self.joined("tags"),
            "from": self.joined("from"),
            "to": _addressees(self._lines.get("to", ())),
            "info": _addressees(self._lines.get("info", ())),
            "precedence": self._precedence(),
            "references": self.joined("references"),
            "subject": self.joined("subject"),
            "eo12958": self.joined("eo12958"),
        }
        return {name: value for name, value in facts.items() if value}

    def _classification(self) -> str:
        line = next(iter(self._lines.get("classification", ())), "")
        match = _CLASSIFICATION.match(line)
        if match is None:
            return ""
        level = match["level"]
        if re.match(r"(?:\w )+\w\Z", level):
            level = re.sub(r"(?<=\b\w) (?=\w\b)", "", level)
        level = {"UNCLAS": "UNCLASSIFIED", "TOPSECRET": "TOP SECRET"}.get(level, level)
        level = level.replace("LIMITEDOFFICIALUSE", "LIMITED OFFICIAL USE")
        return level + (match["caveat"] or "").rstrip()

    def _precedence(self) -> str:
        for line in self._lines.get("transmission", ()):
            if match := _GROUP.match(line):
                return _PRECEDENCE[match["precedence"]]
        return ""


def _origin(sender: str) -> str:
    """`AMEMBASSY ASTANA` as archives write it, `Embassy Astana`."""
    name = re.sub(r"\AR[A-Z]{4,6}/", "", sender)
    if name.startswith("SECSTATE"):
        return "Secretary of State"
    kind, _, place = name.partition(" ")
    return f"{_ORIGINS[kind]} {place.title()}" if kind in _ORIGINS else name


def _addressees(lines: Iterable[str]) -> str:
    """Addressees without routing indicator, precedence and serial, separated by `; `."""
    names: list[str] = []
    for line in lines:
        match = _ADDRESSEE.match(line.strip())
        if match:
            names.append(_PRECEDENCE_WORD.sub("", match["name"]))
    return "; ".join(names)
