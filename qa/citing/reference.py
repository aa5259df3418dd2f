"""What a reference states, whatever style it is written in."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from index.model import Document, citation_label
from qa.judgments import is_dissent

__all__ = ["MONTHS", "Reference"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)
_SAYS_WHOSE = re.compile(r"U\.?S|United States|American\b")
# What tells a paragraph from others whose number is the same.
_AGAIN = re.compile(r"#(\d+)\Z")
_NTH = {"2": "second", "3": "third", "4": "fourth", "5": "fifth"}
# The stop of a sentence; that of an abbreviation (`U.S.`, `Corp.`) stays.
_STOP = re.compile(r"(?<=\w{5})\.\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A document, or one paragraph of it, as a reference names it.

    No field has line breaks, runs of blanks or control characters, so each stands in one line
    of a footnote or a record.

    Attributes:
        author: Who wrote it: a cable's post, such as `U.S. Embassy Astana`, else the author that
            the document states, or the court whose judgment it is; may be empty.
        title: Its title, spelled as the document spells it; may be empty.
        date: ISO 8601 date or a part of it, such as `2009-07-13`; may be empty, or another text
            where the document was given one.
        doc_id: What a citation calls the document.
        paragraph: The paragraph's label; empty where the whole document is meant.
        cable: Whether it is a diplomatic cable.
        court: The court whose judgment it is; empty for what is none.
        dissenting: Whether the paragraph is of a dissent.
    """

    author: str
    title: str
    date: str
    doc_id: str
    paragraph: str = ""
    cable: bool = False
    court: str = ""
    dissenting: bool = False

    @classmethod
    def of(cls, document: Document, paragraph: str = "", *, under: str = "") -> Self:
        """The reference to a document, or to a paragraph of it.

        Args:
            document: The document.
            paragraph: The paragraph's label; empty where the whole document is meant.
            under: The part of the document in which the paragraph stands, such as the last heading.
        """
        cable = document.format == "cable"
        return cls(
            author=_one_line(_author(document.metadata, cable=cable)),
            title=_one_line(document.title),
            date=_one_line(document.date or ""),
            doc_id=_one_line(document.doc_id),
            paragraph=_one_line(paragraph),
            cable=cable,
            court=_one_line(document.metadata.get("court", "")),
            dissenting="court" in document.metadata and is_dissent(under),
        )

    @property
    def day(self) -> tuple[int, ...]:
        """Year, month and day of the date, as far as it states them; empty where it is none."""
        match = _DATE.match(self.date)
        return tuple(int(part) for part in match.groups() if part) if match else ()

    @property
    def title_to_go_on(self) -> str:
        """The title without a full stop at its end, for references that go on after it."""
        return _STOP.sub("", self.title)

    @property
    def place(self) -> str:
        """Where it stands: `¶7`, `unnumbered ¶3`, `¶4 (the second so numbered)`.

        `¶9 (dissenting)` is of a dissent.
        """
        place = citation_label("", self.paragraph).strip() if self.paragraph else ""
        told = _AGAIN.sub(
            lambda again: f" (the {_NTH.get(again[1], f'{again[1]}th')} so numbered)", place
        )
        return told + " (dissenting)" * self.dissenting

    def place_with(self, sign: str) -> str:
        """The place with another sign for the paragraph, such as `para. ` in `para. 7`."""
        return re.sub(r"¶\s*", sign, self.place)

    def date_in_words(self, months: tuple[str, ...] = MONTHS) -> str:
        """The date as Americans write it, `July 13, 2009`; `n.d.` where there is none.

        Args:
            months: The names of the twelve months.
        """
        match self.day:
            case (year, month, day):
                return f"{months[month - 1]} {day}, {year}"
            case (year, month):
                return f"{months[month - 1]} {year}"
            case _:
                return self.date or "n.d."


def _author(facts: Mapping[str, str], *, cable: bool) -> str:
    post = facts.get("origin") or facts.get("from") or ""
    if not cable:
        return facts.get("author") or facts.get("court") or post
    # A post's name in capitals (`USNATO`) is as its header has it, and says whose it is.
    return post if post.isupper() or not post or _SAYS_WHOSE.match(post) else f"U.S. {post}"


def _one_line(text: str) -> str:
    """The text without line breaks, runs of blanks, control characters and half characters."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return " ".join("".join(kept).split())
