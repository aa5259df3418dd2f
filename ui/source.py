"""The source pane: a whole document, with the place in it that is cited."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.errors import UnknownDocument
from index.links import Link
from index.model import Document, Paragraph
from qa.surroundings import stands_under
from ui.model import Place
from ui.templating import render

__all__ = ["Piece", "pieces", "render_no_source", "render_source", "render_source_problem"]

# The facts of a document's header that are shown, with their names for the reader.
_FACTS = (
    ("origin", "Origin"),
    ("author", "Author"),
    ("from", "From"),
    ("to", "To"),
    ("classification", "Classification"),
    ("tags", "Tags"),
)
# `ref A`, `REFTELS B AND C`, `Ref. (A)`, `refs A/B`; not the range `refs A-C`
_ONE = r"\(?[A-Z](?![\w'’]|-[\w])\)?"
_REFERENCE = re.compile(
    r"\b(?:[Rr]ef(?:tel)?s?|REF(?:TEL)?S?)[.:]?\s+"
    rf"(?P<letters>{_ONE}(?:(?:/|,\s+|,?\s+(?:and|AND|&)\s+){_ONE})*)(?!\s+(?:through|THROUGH|to|TO)\s+[A-Z]\b)"
)
_LETTER = re.compile(r"\b[A-Z]\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a paragraph that look alike.

    Attributes:
        text: The characters.
        marked: Whether they are quoted.
        refers_to: The document that they refer to, if the library holds it.
    """

    text: str
    marked: bool
    refers_to: Place | None


def pieces(text: str, start: int, end: int, links: Iterable[Link] = ()) -> Iterator[Piece]:
    """Cut a paragraph where its look changes; together the pieces are its text.

    Args:
        text: The paragraph's text.
        start: Offset of the first character that is quoted.
        end: Offset after the last one; equal to `start` where nothing is.
        links: What the document refers to.
    """
    known = {link.letter: Place(link.doc_id) for link in links if link.held and link.letter}
    letters = {
        inside.span(): known[inside[0]]
        for reference in _REFERENCE.finditer(text)
        for inside in _LETTER.finditer(text, *reference.span("letters"))
        if inside[0] in known
    }
    cuts = sorted({0, start, end, len(text), *(each for span in letters for each in span)})
    for first, last in pairwise(cuts):
        yield Piece(text[first:last], start <= first < end, letters.get((first, last)))


def render_no_source() -> str:
    """The source pane while no citation is open."""
    return render("no_source.html", problem="")


def render_source_problem(problem: str) -> str:
    """The source pane where a citation cannot be opened.

    Args:
        problem: Why, in words for the reader.
    """
    return render("no_source.html", problem=problem)


def render_source(
    document: Document,
    paragraphs: Sequence[Paragraph],
    place: Place,
    *,
    links: Sequence[Link] = (),
    copies: Sequence[Document] = (),
) -> str:
    """A whole document with one paragraph marked and the words at `place` highlighted.

    Args:
        document: The document.
        paragraphs: All of its paragraphs, in order.
        place: What to mark: no paragraph where it names none, and no words where its span is empty.
        links: What the document refers to.
        copies: Other texts of the same document.

    Returns:
        HTML in which the text of each paragraph stands character for character.

    Raises:
        UnknownDocument: `place` is in none of the paragraphs, its span is not inside its
            paragraph, or the words there are not those that were quoted.
    """
    cited = next((p for p in paragraphs if p.paragraph == place.paragraph), None)
    text = cited.text if cited else ""
    is_there = cited is not None or not place.paragraph
    if not is_there or not 0 <= place.start <= place.end <= len(text):
        raise UnknownDocument(
            f"{place.doc_id} has no such place as paragraph {place.paragraph}, characters "
            f"{place.start} to {place.end}; ask the question again"
        )
    if place.quote and text[place.start : place.end] != place.quote:
        raise UnknownDocument(
            f"{place.doc_id} has changed since it was quoted: its paragraph {place.paragraph} has "
            f"other words now; ask the question again"
        )

    def runs_of(paragraph: Paragraph) -> Iterator[tuple[bool, list[Piece]]]:
        """What is quoted is one run, whatever it refers to."""
        span = (place.start, place.end) if paragraph is cited else (0, 0)
        for marked, run in groupby(pieces(paragraph.text, *span, links), lambda p: p.marked):
            yield marked, list(run)

    return render(
        "source.html",
        document=document,
        facts=[(name, document.metadata[k]) for k, name in _FACTS if document.metadata.get(k)],
        links=[(link, Place(link.doc_id)) for link in links],
        copies=[(copy, Place(copy.doc_id)) for copy in copies],
        paragraphs=paragraphs,
        runs_of=runs_of,
        cited=cited,
        under=stands_under(cited, paragraphs, place.start) if cited else "",
        place=place,
    )
