"""The words of a DOCX paragraph: what Word prints of it, tracked changes accepted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.docx_notes import Notes
from index.formats.docx_styles import value
from index.formats.notes import with_call

__all__ = ["UNPRINTED", "Inline", "inline", "is_on"]

_SIGNS = {
    "tab": " ",
    "ptab": " ",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}
# What is not printed where it stands: properties, deleted words, codes of fields, and
# readings above ideographs.
UNPRINTED = {
    "pPr", "rPr", "sdtPr", "sdtEndPr", "rubyPr", "del", "moveFrom", "delText", "instrText",
    "delInstrText", "rt", "mc_Fallback",
}  # fmt: skip
_FALSE = {"0", "false", "off"}
_MAX_DEPTH = 60  # of elements inside each other; Word makes a dozen


@dataclass(slots=True)
class Inline:
    """The words of a paragraph and what hangs on them.

    Attributes:
        text: Its words; line breaks are kept.
        notes: Footnotes and endnotes called, in order: kind (`footnote`) and id.
        boxes: Contents of text boxes that are anchored in it.
        deep: Whether elements stood too deep inside each other to be read.
    """

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    deep: bool = False

    def add(self, other: "Inline") -> None:
        """Go on with the words of another paragraph."""
        self.text += other.text
        self.notes += other.notes
        self.boxes += other.boxes


def inline(paragraph: Element, notes: Notes) -> Inline:
    """Read a paragraph.

    Args:
        paragraph: A `p`.
        notes: The document's notes; those that the paragraph calls are counted.
    """
    read = Inline()
    # Of each field that is open: whether its result has begun, before which is its code.
    fields: list[bool] = []
    for element in _printed(paragraph, read, 0):
        if element.tag == "fldChar":
            _follow(fields, element.get("fldCharType"))
        elif all(fields):
            _add(read, element, notes)
    return read


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a property such as `vanish` is set."""
    found = properties.find(name) if properties is not None else None
    return found is not None and value(found) not in _FALSE


def _printed(parent: Element, read: Inline, depth: int) -> Iterator[Element]:
    """The elements below `parent` that are printed, but for those that only hold others."""
    if depth > _MAX_DEPTH:
        read.deep = True
        return
    for element in parent:
        if element.tag in UNPRINTED or (
            element.tag == "r" and is_on(element.find("rPr"), "vanish")
        ):
            continue
        if element.tag == "txbxContent":
            read.boxes.append(element)
        elif len(element) and element.tag != "fldChar":
            yield from _printed(element, read, depth + 1)
        else:
            yield element


def _follow(fields: list[bool], mark: str | None) -> None:
    if mark == "begin":
        fields.append(False)
    elif mark == "separate" and fields:
        fields[-1] = True
    elif mark == "end" and fields:
        fields.pop()


def _add(read: Inline, element: Element, notes: Notes) -> None:
    if element.tag in {"t", "m_t"}:
        read.text += element.text or ""
    elif element.tag in _SIGNS:
        is_page = element.tag == "br" and element.get("type") in {"page", "column"}
        read.text += " " if is_page else _SIGNS[element.tag]
    elif element.tag == "sym":
        read.text += _sign(element.get("char"))
    elif element.tag in {"footnoteReference", "endnoteReference"}:
        kind, note_id = element.tag.removesuffix("Reference"), element.get("id", "")
        read.notes.append((kind, note_id))
        # A sign that the author chose, such as an asterisk, stands in the text itself.
        if element.get("customMarkFollows") not in {"1", "true", "on"}:
            read.text = with_call(read.text, notes.call(kind, note_id))


def _sign(code: str | None) -> str:
    """A sign given by the place in its font; those of symbol fonts are mostly bullets."""
    try:
        point = int(code or "", 16)
    except ValueError:
        return ""
    return "•" if not 0x20 <= point < 0xD800 else chr(point)
