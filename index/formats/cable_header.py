"""What the header of a telegram states: its fields collected, and the facts in them."""

import re
from collections.abc import Iterable, Sequence

from index.formats.cable_fields import (
    CORRECTED_COPY,
    Classified,
    iso_date,
    precedence_of,
    serial_of,
)
from index.formats.cable_tags import tidy_tags

__all__ = ["HeaderFields"]

_ADDRESSEE = re.compile(r"(?:R[A-Z]{4,6}/)?(?P<name>.+?)\s*(?P<serial>\d+)?\Z")
# A second one of these means that the heading is printed again.
_STATED_ONCE = frozenset({"classification", "from", "eo12958", "tags", "subject"})
_PRECEDENCE_WORD = re.compile(r"\s+(?:NIACT\s+)?(?:FLASH|IMMEDIATE|PRIORITY|ROUTINE)\Z")
_ORDER = re.compile(r"E?\.?\s?O\.?,?\s?(?P<number>1\d{4})\s*:?\s*")
_NEWEST_ORDER = "12958"
_HYPHENATED_UNTIL = "1980"  # telegrams divided words at line ends before
_ORIGINS = {
    "AMEMBASSY": "Embassy",
    "AMCONSUL": "Consulate",
    "AMCONGEN": "Consulate General",
    "USMISSION": "Mission",
    "USINT": "Interests Section",
}


class HeaderFields:
    """Collects the fields of a header line by line.

    A telegram repeats its heading at each section, and web pages print it twice, so a field
    that begins again after the classification line did is not collected again.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._complete: frozenset[str] = frozenset()
        self._written: set[str] = set()
        self._page_post, self._page_number = "", 0

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
        self._written.add(" ".join(text.split()))
        if name in self._complete:
            return False
        self._lines.setdefault(name, []).append(text)
        return True

    def add_page(self, post: str, number: int) -> None:
        """Add what a page's heading states: `PAGE 02  STATE 017976`."""
        if not self._page_number:
            self._page_post, self._page_number = re.sub("[^A-Z]", "", post), number

    @property
    def repeated(self) -> bool:
        """Whether the heading has been printed again."""
        return bool(self._complete)

    def lines(self, name: str) -> Sequence[str]:
        """The lines of a field; empty where it is not stated."""
        return self._lines.get(name, ())

    def has_written(self, text: str) -> bool:
        """Whether the header has a line that says just this."""
        return " ".join(text.split()) in self._written

    def belongs(self, classified: Classified) -> bool:
        """Whether a classification line in the body heads a section of this telegram."""
        first = self._classified
        return first.same_telegram(classified) if first else classified.section > 0

    def goes_beyond(self, name: str, text: str) -> bool:
        """Whether a field that was stated already did not have these words."""
        return name in self._complete and " ".join(text.split()) not in self.joined(name)

    def joined(self, name: str) -> str:
        """The lines of a field as one line; empty where it is not stated."""
        return " ".join(" ".join(self.lines(name)).split())

    @property
    def date(self) -> str | None:
        """ISO date of the date-time group."""
        return next(filter(None, map(iso_date, self.lines("transmission"))), None)

    @property
    def hyphenated(self) -> bool:
        """Whether words are divided at line ends, as until the 1970s."""
        dated = self.date
        return (dated is not None and dated < _HYPHENATED_UNTIL) or self._order == "11652"

    @property
    def cable_id(self) -> str | None:
        """Year of the date-time group, post and number, such as `09ASTANA1161`.

        Where no classification line is left, post and number are those of the pages or of
        the sender and the transmission.
        """
        dated, classified = self.date, self._classified
        serial = next(filter(None, map(serial_of, self.lines("transmission"))), 0)
        elsewhere = [number for number in (serial, self._page_number) if number]
        if classified:
            post, candidates = classified.post, classified.numbers
            number = next((n for n in elsewhere if n in candidates), candidates[0])
        else:
            sender = re.sub("[^A-Z]", "", self._post_of_sender())
            post = sender if sender.startswith(self._page_post) else self._page_post
            number = next(iter(elsewhere), 0)
        if not (dated and post and number):
            return None
        return f"{dated[2:4]}{post}{number}"

    def metadata(self) -> dict[str, str]:
        """The facts that the header states, under the names that `Document` lists."""
        classified = self._classified
        handling = [
            *self.lines("handling"),
            *([classified.captions] if classified and classified.captions else []),
        ]
        order = self._order
        facts = {
            "origin": _origin(self.joined("from")),
            "classification": classified.level if classified else "",
            "handling": "; ".join(dict.fromkeys(handling)),
            "tags": tidy_tags(self.joined("tags")),
            "from": self.joined("from"),
            "to": _addressees(self.lines("to")),
            "info": _addressees(self.lines("info")),
            "precedence": self._precedence,
            "references": self.joined("references"),
            "subject": _wrapped(self.lines("subject"), hyphenated=self.hyphenated),
            "eo12958": _ORDER.sub("", self.joined("eo12958"), count=1),
            "executive_order": "" if order == _NEWEST_ORDER else order,
            "correction": CORRECTED_COPY.sub("CORRECTED COPY", self.joined("correction")),
        }
        return {name: value for name, value in facts.items() if value}

    @property
    def _classified(self) -> Classified | None:
        return Classified.of(next(iter(self.lines("classification")), ""))

    @property
    def _order(self) -> str:
        """Number of the executive order that the telegram is classified under."""
        match = _ORDER.match(self.joined("eo12958"))
        return match["number"] if match else ""

    @property
    def _precedence(self) -> str:
        """Precedence of the date-time group; by night, too, where it or an addressee says so."""
        precedence = next(filter(None, map(precedence_of, self.lines("transmission"))), "")
        acted_on = " ".join([*self.lines("transmission"), *self.lines("to")])
        night = precedence in {"", "IMMEDIATE"} and re.search(r"\bNIACT\b", acted_on)
        return "NIACT IMMEDIATE" if night else precedence

    def _post_of_sender(self) -> str:
        name = re.sub(r"\AR[A-Z]{4,6}/", "", self.joined("from"))
        if name.startswith("SECSTATE"):
            return "STATE"
        kind, _, place = name.partition(" ")
        return place if kind in _ORIGINS else name


def _origin(sender: str) -> str:
    """`AMEMBASSY ASTANA` as archives write it, `Embassy Astana`."""
    name = re.sub(r"\AR[A-Z]{4,6}/", "", sender)
    if name.startswith("SECSTATE"):
        return "Secretary of State"
    kind, _, place = name.partition(" ")
    return f"{_ORIGINS[kind]} {place.title()}" if kind in _ORIGINS else name


def _addressees(lines: Iterable[str]) -> str:
    """Addressees without routing indicator, precedence and serial, separated by `; `."""
    names: dict[str, None] = {}
    for line in lines:
        match = _ADDRESSEE.match(line.strip())
        if match:
            names[_PRECEDENCE_WORD.sub("", match["name"])] = None
    return "; ".join(names)


def _wrapped(lines: Sequence[str], *, hyphenated: bool) -> str:
    """A wrapped subject as one line; a hyphen at a line end is a divided word's in old ones."""
    text = ""
    for line in lines:
        words = " ".join(line.split())
        if not re.search(r"\w-\Z", text):
            text = f"{text} {words}".strip()
        else:
            text = (text[:-1] if hyphenated and not text[-2].isdigit() else text) + words
    return text
