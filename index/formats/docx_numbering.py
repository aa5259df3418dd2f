"""The numbers that Word prints but does not store: counted anew from the list definitions.

A paragraph refers to a list (`num`) and a level. The list takes its levels from an abstract
list, of which it may change some; all lists of one abstract list count on from each other,
but for those that say where they start (ECMA-376 part 1, 17.9).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.docx_numbers import written
from index.formats.docx_styles import NumberProperties, Styles, number_properties, value

__all__ = ["Numbering"]

_PLACE = re.compile(r"%([1-9])")
_FALSE = {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list.

    Attributes:
        start: First count.
        form: ST_NumberFormat, such as `lowerRoman`.
        text: Such as `%1.%2`, where `%1` is the count of the first level.
        restart: 1-based level after which the count begins anew; 0 never; None after any
            higher level.
        legal: Whether the counts of the levels above are written in digits.
        style: Paragraph style that has this level.
    """

    start: int
    form: str
    text: str
    restart: int | None
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its abstract list, its levels, and where it begins anew."""

    abstract: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]

    def start(self, place: int) -> int:
        """The first count of a level."""
        level = self.levels.get(place)
        return self.starts.get(place, level.start if level else 1)


class Numbering:
    """Counts the paragraphs of a document, which must be given in its order.

    Args:
        part: `numbering.xml`; None where the document has none.
        styles: Its styles.
    """

    def __init__(self, part: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = _lists(part, styles) if part is not None else {}
        self._counts: dict[tuple[str, str], dict[int, int]] = {}
        self._begun: set[tuple[str, str, int]] = set()

    def number(self, properties: Element | None, *, story: str = "") -> str:
        """The number that Word prints before a paragraph, which is counted by this call.

        Args:
            properties: The paragraph's `pPr`.
            story: Text boxes are counted apart from the body.

        Returns:
            Such as `3.4.(b)`; a bullet as `•`; empty where the paragraph has no number.
        """
        style_id = value(properties.find("pStyle")) if properties is not None else None
        own = number_properties(properties)
        num_id = own.num_id or self._styles.numbers(style_id).num_id
        listed = self._lists.get(num_id or "")
        if num_id is None or listed is None:
            return ""
        place = self._level(own, style_id, listed)
        level = listed.levels.get(place)
        if level is None:
            return ""
        counts = self._count(story, num_id, place)
        return "•" if level.form == "bullet" else _text(listed, place, counts)

    def _level(self, own: NumberProperties, style_id: str | None, listed: _List) -> int:
        """The paragraph's level: its own, that which the list gives its style, or the style's."""
        if own.level is not None:
            return own.level
        for name in self._styles.chain(style_id):
            for place, level in listed.levels.items():
                if level.style == name:
                    return place
        return (self._styles.numbers(style_id).level if own.num_id is None else None) or 0

    def _count(self, story: str, num_id: str, place: int) -> Mapping[int, int]:
        """Count a paragraph; the counts of all levels."""
        listed = self._lists[num_id]
        counts = self._counts.setdefault((story, listed.abstract), {})
        for higher in range(place):
            # Levels that were passed over count as begun.
            counts.setdefault(higher, listed.start(higher))
        begun = (story, num_id, place)
        begins = place not in counts or (place in listed.starts and begun not in self._begun)
        counts[place] = listed.start(place) if begins else counts[place] + 1
        self._begun.add(begun)
        for deeper in [other for other in counts if other > place]:
            level = listed.levels.get(deeper)
            if level is None or level.restart is None or place < level.restart:
                del counts[deeper]
        return counts


def _text(listed: _List, place: int, counts: Mapping[int, int]) -> str:
    """The number of a paragraph at level `place`."""
    own = listed.levels[place]

    def count(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        level = listed.levels.get(other)
        if level is None:
            return ""
        # Legal numbering writes the levels above its own in digits: Article II, Section 2.01.
        digits = own.legal and other < place and level.form not in {"none", "bullet"}
        number = counts.get(other, listed.start(other))
        return written(number, "decimal" if digits else level.form)

    return _PLACE.sub(count, own.text).strip()


def _lists(part: Element, styles: Styles) -> dict[str, _List]:
    """The lists of `numbering.xml` by their id."""
    abstract = {
        element.get("abstractNumId", ""): element for element in part.iterfind("abstractNum")
    }
    nums = {num.get("numId", ""): num for num in part.iterfind("num")}
    used = {num_id: value(num.find("abstractNumId")) or "" for num_id, num in nums.items()}
    lists: dict[str, _List] = {}
    for num_id, num in nums.items():
        name = _linked(used[num_id], abstract, used, styles)
        if name not in abstract:
            continue
        levels = _levels(abstract[name])
        starts: dict[int, int] = {}
        for override in num.iterfind("lvlOverride"):
            levels |= _levels(override)
            start = value(override.find("startOverride"))
            if start is not None:
                starts[_whole(override.get("ilvl"), 0)] = _whole(start, 1)
        lists[num_id] = _List(name, levels, starts)
    return lists


def _linked(
    name: str, abstract: Mapping[str, Element], used: Mapping[str, str], styles: Styles
) -> str:
    """The abstract list that holds the levels: a list style may stand between."""
    for _ in range(len(abstract)):
        link = value(abstract[name].find("numStyleLink")) if name in abstract else None
        if link is None:
            break
        name = used.get(styles.numbers(link).num_id or "", "")
    return name


def _levels(parent: Element) -> dict[int, _Level]:
    return {_whole(element.get("ilvl"), 0): _level(element) for element in parent.iterfind("lvl")}


def _level(element: Element) -> _Level:
    restart = value(element.find("lvlRestart"))
    legal = element.find("isLgl")
    return _Level(
        start=_whole(value(element.find("start")), 0),
        form=_form(element),
        text=value(element.find("lvlText")) or "",
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and value(legal) not in _FALSE,
        style=value(element.find("pStyle")),
    )


def _form(element: Element) -> str:
    """The form of a level's number; newer ones stand in an alternative, before their fallback."""
    form = element.find("numFmt")
    if form is None:
        form = element.find("mc_AlternateContent/mc_Fallback/numFmt")
    return value(form) or "decimal"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise
