"""DOCX: its paragraphs as a text, which `parse_numbered_text` then reads.

Word stores no number of a numbered paragraph; it counts when it prints. `docx_numbering`
counts as Word does, and here the numbers are put before the words.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from index.errors import UnreadableFile
from index.formats.docx_inline import UNPRINTED, Inline, inline, is_on
from index.formats.docx_notes import Notes
from index.formats.docx_numbering import Numbering
from index.formats.docx_package import Package
from index.formats.docx_styles import Styles, value
from index.formats.notes import is_note
from index.formats.typography import plain

__all__ = ["docx_text"]

_MAX_DEPTH = 20  # of tables inside each other
_MAX_PARAGRAPHS = 500_000  # of some 10,000 pages, with many empty ones
_BARE_NUMBER = re.compile(r"\d+\Z")
# A table may only place a number beside its paragraph, or paragraphs beside each other.
_LABEL = re.compile(r"[\[(¶§]?\s?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivx]+)[\])]?\.?\Z")
_PARAGRAPH_WORDS, _CELL_WORDS = 8, 40


def docx_text(data: bytes, path: Path) -> str:
    """The text of a DOCX file.

    Args:
        data: The content of the file.
        path: Where it came from, for messages.

    Returns:
        Paragraphs, each behind the number that Word prints, parted by blank lines. A row of a
        table is a line (`cell | cell`); a footnote follows the paragraph that calls it. Heads
        and feet of pages, comments, deleted and hidden words and tables of contents are left
        out.

    Raises:
        UnreadableFile: It is no DOCX file, damaged, encrypted, or holds no words.
    """
    package = Package(data, path)
    body = package.main().find("body")
    if body is None:
        raise UnreadableFile(f"{path}: holds no Word document; save it in Word as .docx")
    if next(body.iter("altChunk"), None) is not None:
        raise UnreadableFile(
            f"{path}: holds another document that Word takes in when it opens the file "
            f"(altChunk); open it in Word and save it"
        )
    n_paragraphs = sum(1 for _ in body.iter("p"))
    if n_paragraphs > _MAX_PARAGRAPHS:
        raise UnreadableFile(
            f"{path}: has {n_paragraphs} paragraphs, more than {_MAX_PARAGRAPHS}; take out the "
            f"empty ones, or split it in Word"
        )
    text = "\n\n".join(_Reader(package, path).blocks(body, 0))
    if not text:
        raise UnreadableFile(f"{path}: holds no words; if its pages are pictures, run OCR on them")
    return text + "\n"


class _Reader:
    """Reads the paragraphs of a document in order, counting them."""

    def __init__(self, package: Package, path: Path) -> None:
        self._path = path
        self._styles = Styles(package.related("styles"))
        self._numbering = Numbering(package.related("numbering"), self._styles)
        self._notes = Notes(package)
        # A paragraph of which the end is deleted or hidden; the next one goes on with it.
        self._number, self._begun = "", Inline()
        self._story = ""

    def blocks(self, parent: Element, depth: int) -> Iterator[str]:
        """The paragraphs, tables and notes below an element."""
        if depth > _MAX_DEPTH:
            raise UnreadableFile(self._too_deep())
        for element in _block_elements(parent):
            if element.tag == "p":
                yield from self._paragraph(element, depth)
            else:
                yield from self._table(element, depth)
        yield from self._finish(depth)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[str]:
        properties = paragraph.find("pPr")
        style = properties.find("pStyle") if properties is not None else None
        mark = properties.find("rPr") if properties is not None else None
        read = self._inline(paragraph)
        deleted = mark is not None and mark.find("del") is not None
        hidden = is_on(mark, "vanish") or is_on(mark, "specVanish")
        uncounted = deleted or (hidden and not read.text.strip())
        number = "" if uncounted else self._numbering.number(properties, story=self._story)
        if self._styles.is_contents(value(style)):
            return
        if number and self._number:
            read.text = f" {number} {read.text}"
        self._number = self._number or number
        self._begun.add(read)
        if not (deleted or hidden):
            yield from self._finish(depth)

    def _finish(self, depth: int) -> Iterator[str]:
        """The paragraph that was begun, its notes, and the text boxes anchored in it."""
        number, read = self._number, self._begun
        self._number, self._begun = "", Inline()
        text = "\n".join(filter(None, (plain(line).strip() for line in read.text.split("\n"))))
        if text:
            yield f"{_stopped(plain(number))} {text}".strip()
        for kind, note_id in read.notes:
            content = self._notes.content(kind, note_id)
            if content is not None:
                yield self._note(kind, note_id, content)
        outside, self._story = self._story, "boxes" if read.boxes else self._story
        for box in read.boxes:
            yield from self.blocks(box, depth + 1)
        self._story = outside

    def _note(self, kind: str, note_id: str, content: Element) -> str:
        words = " ".join(self._inline(paragraph).text for paragraph in content.iter("p"))
        return self._notes.line(kind, note_id, plain(words).strip())

    def _inline(self, paragraph: Element) -> Inline:
        read = inline(paragraph, self._notes)
        if read.deep:
            raise UnreadableFile(self._too_deep())
        return read

    def _table(self, table: Element, depth: int) -> Iterator[str]:
        rows: list[str] = []
        after: list[str] = []
        for row in _inside(table, "tr"):
            if is_on(row.find("trPr"), "del"):
                continue
            found = [list(self.blocks(cell, depth + 1)) for cell in _inside(row, "tc")]
            cells = [[block for block in cell if not is_note(block)] for cell in found]
            after += [block for cell in found for block in cell if is_note(block)]
            if _lays_out(cells):
                yield from ["\n".join(rows)] if rows else []
                yield from _laid_out(cells)
                rows = []
            elif any(cells):
                rows.append(" | ".join(" ".join(" ".join(cell).split()) for cell in cells))
        yield from ["\n".join(rows)] if rows else []
        yield from after

    def _too_deep(self) -> str:
        return (
            f"{self._path}: its tables or text boxes stand too deep inside each other; take them "
            f"apart in Word"
        )


def _block_elements(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables below an element, also those in content controls."""
    return _inside(parent, "p", "tbl")


def _inside(parent: Element, *tags: str) -> Iterator[Element]:
    """Elements with one of these tags, not looked for inside each other nor in what is deleted."""
    waiting = [iter(parent)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in tags:
            yield element
        elif element.tag not in UNPRINTED:
            waiting.append(iter(element))


def _lays_out(cells: Sequence[Sequence[str]]) -> bool:
    """Whether a row places paragraphs on the page, rather than holding data."""
    if len(cells) == 1 or any(
        len(cell) > 1 and len(" ".join(cell).split()) > _CELL_WORDS for cell in cells
    ):
        return any(cells)
    return _is_labelled([cell for cell in cells if cell])


def _is_labelled(cells: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a number and its paragraph."""
    return (
        len(cells) == 2
        and len(cells[0]) == 1
        and _LABEL.match(cells[0][0]) is not None
        and len(cells[1][0].split()) >= _PARAGRAPH_WORDS
    )


def _laid_out(cells: Sequence[Sequence[str]]) -> list[str]:
    written = [list(cell) for cell in cells if cell]
    if len(written) == 2 and len(written[0]) == 1 and _LABEL.match(written[0][0]):
        return [f"{_stopped(written[0][0])} {written[1][0]}", *written[1][1:]]
    return [block for cell in written for block in cell]


def _stopped(number: str) -> str:
    """A number that is printed without a sign gets the full stop by which it is known as one."""
    return f"{number}." if _BARE_NUMBER.match(number) else number
