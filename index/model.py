"""The values of `index/`: a document and its numbered paragraphs, and what people say of them.

They are what the parsers make and what the library keeps. They hold no score and know
nothing of how they are stored, searched or shown.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = [
    "Document",
    "KeptConversation",
    "Mark",
    "Paragraph",
    "ParsedDocument",
    "bare_label",
    "citation_label",
    "plain_label",
    "so_numbered",
    "unnumbered_label",
]

# The label of a block that the document does not number: "u" and its place among such blocks.
_UNNUMBERED = re.compile(r"u(\d+)(?:#\d+)?\Z")
_DRESSED = re.compile(
    r"[\[(](\w[^\])]*)[\])]"
    r"|(?:§|(?:para(?:graph)?|rule|clause|section|sec|art(?:icle)?)\b\.?)\s*(\d\S*)",
    re.IGNORECASE,
)
# Labels that carry their own sign or word are cited without a pilcrow before them.
_SELF_SIGNED = re.compile(r"[§¶]|Art|(?:Sec|Cl|Reg|Para|No|Nr)\.|[^\W\d_]{4,}\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """One document, without its paragraphs.

    Attributes:
        doc_id: What a citation calls it, such as `09ASTANA1161`; unique in a library.
        title: Its subject line or heading; empty where it has none.
        date: ISO 8601 date, such as `2009-07-13`, or None where none is stated.
        source: Path of the file it was read from.
        format: Name of the parser that read it: `cable`, `text` or `jsonl`.
        metadata: Facts that the document states of itself. A cable has `origin`,
            `classification`, `handling`, `tags`, `from`, `to`, `info`, `precedence`,
            `references`, `subject`, `eo12958` and `signed`, each where it is stated.
            `eo12958` is the declassification line whichever order it names;
            `executive_order` is the number of that order where it is another than 12958.
            An archived cable may also have `drafted_by`, `approved_by`, `correction` (what
            a corrected copy says of itself), `release` (the stamp that was taken out of
            the text) and `body` (`unavailable` or `partial` where the archive lacks it).
    """

    doc_id: str
    title: str
    date: str | None
    source: str
    format: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, the unit that is searched and cited.

    Attributes:
        doc_id: The document it stands in.
        paragraph: Its label as the document prints it, without the sign or brackets round
            a plain number: `7`, `14.2.3.(1)`, `IV`; with its word or section sign where it has
            one: `§ 12a`, `Article 5(2)`. Unique in its document: where a document
            prints a number again, the second is `7#2`. A block that the document does not
            number is `u1`, `u2`, in order.
        ordinal: 0-based place in the document.
        heading: Heading printed between the paragraph before and this one; may be empty.
        marking: Portion mark without its parentheses, such as `SBU`; may be empty.
        text: The words, page furniture removed and wrapped lines joined. Sub-paragraphs
            begin on a new line.
        first_line: 1-based line where it begins: of the source file, or of the text that a
            page, a Markdown, PDF or Word file shows.
        last_line: The line where it ends, counted in the same way.
    """

    doc_id: str
    paragraph: str
    ordinal: int
    heading: str
    marking: str
    text: str
    first_line: int
    last_line: int

    @property
    def numbered(self) -> bool:
        """Whether the document itself prints this paragraph's label."""
        return _UNNUMBERED.match(self.paragraph) is None

    @property
    def label(self) -> str:
        """The citation, from `citation_label`."""
        return citation_label(self.doc_id, self.paragraph)


def citation_label(doc_id: str, paragraph: str) -> str:
    """How a paragraph is cited: `09ASTANA1161 ¶7`; `memo unnumbered ¶2` where none is printed."""
    if match := _UNNUMBERED.match(paragraph):
        return f"{doc_id} unnumbered ¶{match[1]}"
    sign = "" if _SELF_SIGNED.match(paragraph) else "¶"
    return f"{doc_id} {sign}{paragraph}"


def plain_label(printed: str) -> str:
    """The label in what a citation prints after the document's id: `¶7`, `unnumbered ¶2`."""
    kind, sign, number = printed.strip().partition("¶")
    if not sign:
        return printed.strip()
    return unnumbered_label(int(number)) if kind and number.strip().isdigit() else number.strip()


def bare_label(printed: str) -> str:
    """The label inside of what documents print: `[18]`, `(18)`, `§ 3.4.2`, `para. 18`, `rule 4`."""
    found = _DRESSED.fullmatch(printed.strip())
    return found[1] or found[2] if found else printed


def so_numbered(label: str, document: Iterable[Paragraph]) -> list[Paragraph]:
    """The other paragraphs for which a document prints the number of one: `7` and `7#2`."""
    number = label.partition("#")[0]
    return [
        each
        for each in document
        if each.paragraph != label and each.paragraph.partition("#")[0] == number
    ]


def unnumbered_label(position: int) -> str:
    """The label of the block at 1-based `position` among those a document does not number."""
    return f"u{position}"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser returns: a document and its paragraphs in order."""

    document: Document
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation that is kept in the library.

    Attributes:
        id: What it is found by, among its owner's.
        title: What it is called.
        changed: When something was said in it last, with the offset of UTC.
    """

    id: str
    title: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What someone said of a paragraph that was found for a question.

    Attributes:
        question: As it was asked, without blanks round it.
        doc_id: The paragraph's document; it may have left the library since.
        paragraph: The paragraph's label.
        relevant: Whether the paragraph answers the question.
        made: When it was said, with the offset of UTC.
    """

    question: str
    doc_id: str
    paragraph: str
    relevant: bool
    made: datetime

    @property
    def label(self) -> str:
        """The citation of the paragraph, from `citation_label`."""
        return citation_label(self.doc_id, self.paragraph)
