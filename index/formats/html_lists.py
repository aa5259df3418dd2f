"""The numbers that a browser prints in front of the items of HTML lists.

Source: HTML Living Standard, 4.4.5 to 4.4.8 (`start`, `reversed`, `type`, `value`) and CSS
Counter Styles Level 3, 6 and 7 (letters, roman numerals, and decimal where those cannot say it).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["ENUMERATOR", "ListNumbers"]

# What an item may print itself: `1.`, `(a)`, `[12]`, `iv)`, `¶ 12`, `§ 3`, `Article 5`, `—`.
ENUMERATOR = re.compile(
    r"\s*(?:\((?P<a>\d{1,4}[a-z]?|[a-z]|[ivxlc]+)\)|\[(?P<b>\d{1,4})\]"
    r"|(?P<c>\d{1,4}[a-z]?|[a-z]|[ivxlc]+)[.)]|(?:¶|§|Art\.|Article|Section|Rule|Clause)\s?(?P<d>\d{1,4})"
    r"|(?P<dash>[-–—•*·]))(?=\s|\Z)",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"[ \t\n\f\r]*([+-]?\d{1,9})")
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b(none|decimal|(?:lower|upper)-(?:alpha|latin|roman))\b", re.I
)
_TYPES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LOOKED_AT, _NODES = 3, 40  # items whose own numbers are looked at, nodes until their text


@dataclass(slots=True)
class ListNumbers:
    """Counts the items of one list.

    Attributes:
        type: `1`, `a`, `A`, `i`, `I`; `-` for a list without numbers, empty for no marker.
        next: The number of the next item.
        step: 1, or -1 in a reversed list.
    """

    type: str
    next: int = 1
    step: int = 1

    @classmethod
    def of(cls, node: "LexborNode") -> "ListNumbers":
        """The counter of an `<ol>`, or of any other list."""
        attributes = node.attributes
        kind = _type_of(attributes.get("type"), attributes.get("style"))
        if node.tag != "ol":
            return cls("" if kind == "" else "-")
        backwards = "reversed" in attributes
        start = _integer(attributes.get("start"))
        if start is None:
            start = sum(item.tag == "li" for item in _children(node)) if backwards else 1
        numbers = cls("1" if kind is None else kind, start, -1 if backwards else 1)
        return cls("") if numbers._printed_in_the_text(node) else numbers

    def marker(self, item: "LexborNode") -> str:
        """The marker of the next item, such as `3.`; empty where it has none."""
        attributes = item.attributes
        kind = _type_of(attributes.get("type"), attributes.get("style"))
        kind = self.type if kind is None or (self.type in {"", "-"} and kind) else kind
        if kind == "-":
            return "" if ENUMERATOR.match(_first_words(item)) else "-"
        value = _integer(attributes.get("value"))
        number = self.next if value is None else value
        self.next = number + self.step
        return f"{_printed(number, kind)}." if kind else ""

    def _printed_in_the_text(self, node: "LexborNode") -> bool:
        """Whether the items print the list's numbers themselves, so that a style hides these.

        A list of one item is not told by `(a)`, which may be the first of its own points.
        """
        items = [item for item in _children(node) if item.tag == "li"]
        for place, item in enumerate(items[:_LOOKED_AT]):
            match = ENUMERATOR.match(_first_words(item))
            own = next(filter(None, match.group("a", "b", "c", "d")), "") if match else ""
            value = _integer(item.attributes.get("value"))
            number = self.next + place * self.step if value is None else value
            kinds = self.type if len(items) == 1 else "1ai"
            if own.lower() not in {_printed(number, kind).lower() for kind in kinds}:
                return False
        return bool(items)


def _children(node: "LexborNode") -> "Iterator[LexborNode]":
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _first_words(item: "LexborNode") -> str:
    """The beginning of an item's text, without going through all of it."""
    words = ""
    stack = [item.first_child]
    for _ in range(_NODES):
        if not stack or len(words.strip()) > 20:
            break
        node = stack.pop()
        if node is None:
            continue
        if node.tag == "-text":
            words += (node.text_content or "")[:60]
        stack.append(node.next)
        if node.tag not in {"ol", "ul"}:
            stack.append(node.first_child)
    return words


def _type_of(kind: str | None, style: str | None) -> str | None:
    """The marker's type that attributes ask for; None if they ask for none of these."""
    found = _STYLE.search(style or "")
    if found:
        return _TYPES.get(found[1].lower(), "")
    return kind if kind in {"1", "a", "A", "i", "I"} else None


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text or "")
    return int(match[1]) if match else None


def _printed(number: int, kind: str) -> str:
    """A number in letters or roman numerals; decimal beyond what these can say."""
    if kind.lower() == "a" and number > 0:
        written = _letters(number)
    elif kind.lower() == "i" and 0 < number < 4000:
        written = _roman(number)
    else:
        return str(number)
    return written.upper() if kind.isupper() else written


def _letters(number: int) -> str:
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        written = chr(ord("a") + rest) + written
    return written


def _roman(number: int) -> str:
    written = ""
    for value, digits in _ROMAN:
        times, number = divmod(number, value)
        written += digits * times
    return written
