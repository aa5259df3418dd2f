"""Styles of a DOCX file, as far as they number paragraphs or name a table of contents."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

__all__ = ["NumberProperties", "Styles", "number_properties", "value"]

_CONTENTS = re.compile(r"(?:toc (?:\d|heading)|table of (?:figures|authorities))\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberProperties:
    """What a paragraph or a style says of its number (`numPr`).

    Attributes:
        num_id: The list; `0` switches numbering off; None where it says nothing.
        level: 0-based level; None where it says nothing.
    """

    num_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    numbers: NumberProperties


class Styles:
    """The styles of a document.

    Args:
        part: `styles.xml`; None where the document has none.
    """

    def __init__(self, part: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for element in part.iterfind("style") if part is not None else ():
            style_id = element.get("styleId", "")
            self._styles[style_id] = _Style(
                value(element.find("name")) or "",
                value(element.find("basedOn")),
                number_properties(element.find("pPr")),
            )
            is_default = element.get("default") in {"1", "true", "on"}
            if is_default and element.get("type") == "paragraph":
                self._default = style_id

    def chain(self, style_id: str | None) -> list[str]:
        """A style and the styles that it is based on, nearest first.

        Args:
            style_id: None for the style that paragraphs have by default.
        """
        chain: list[str] = []
        style_id = style_id if style_id in self._styles else self._default
        while style_id in self._styles and style_id not in chain:
            chain.append(style_id)
            style_id = self._styles[style_id].based_on
        return chain

    def numbers(self, style_id: str | None) -> NumberProperties:
        """What a style says of numbers, itself or by the styles that it is based on."""
        found = [self._styles[name].numbers for name in self.chain(style_id)]
        num_id = next((n.num_id for n in found if n.num_id is not None), None)
        level = next((n.level for n in found if n.level is not None), None)
        return NumberProperties(num_id, level)

    def is_contents(self, style_id: str | None) -> bool:
        """Whether paragraphs of the style are entries of a table of contents."""
        return any(_CONTENTS.match(self._styles[name].name) for name in self.chain(style_id)[:1])


def number_properties(properties: Element | None) -> NumberProperties:
    """The number properties in a `pPr`."""
    numbers = properties.find("numPr") if properties is not None else None
    if numbers is None:
        return NumberProperties()
    level = value(numbers.find("ilvl"))
    return NumberProperties(
        value(numbers.find("numId")), int(level) if level and level.isdecimal() else None
    )


def value(element: Element | None) -> str | None:
    """The attribute `val` of an element that may be missing."""
    return None if element is None else element.get("val")
