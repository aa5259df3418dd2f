"""The pages of a PDF as the lines of one text, which `parse_numbered_text` then reads.

PDFium finds the characters (`pdf_runs`); here they become lines (`pdf_lines`), lose running
heads and feet (`pdf_furniture`) and tables of contents (`pdf_contents`), and are put together
(`pdf_flow`). A file can crash PDFium, so `pdf_worker` alone calls this, in a process apart.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.formats.pdf_contents import without_contents
from index.formats.pdf_flow import flowing_text
from index.formats.pdf_furniture import without_furniture
from index.formats.pdf_lines import PageLine, page_lines
from index.formats.pdf_runs import page_runs

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfiumError

__all__ = ["document_text"]

# Far above what people write; beyond, a file is made to cost time.
_MAX_PAGES, _MAX_CHARACTERS = 20_000, 30_000_000
# Of the pages of a document so many have text, or it was scanned.
_WITH_TEXT = 0.5
_NEED_PASSWORD = {4, 5}  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


def document_text(data: bytes, path: Path, tell: Callable[[int], None]) -> str:
    """The text of a PDF.

    Args:
        data: The content of the file.
        path: Where it came from, for messages.
        tell: Told after each page how many have been read.

    Returns:
        Lines in reading order, blank lines between paragraphs; without running heads, running
        feet, page numbers and tables of contents.

    Raises:
        UnreadableFile: It is damaged, needs a password, holds no text, or far too much.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise UnreadableFile(_reason(error, path)) from error
    try:
        pages = _pages(document, path, tell)
    finally:
        document.close()
    kept = without_contents(without_furniture(pages))
    if not any(kept):
        raise UnreadableFile(_scanned(path))
    return flowing_text(kept)


def _pages(
    document: "PdfDocument", path: Path, tell: Callable[[int], None]
) -> list[list[PageLine]]:
    """The lines of each page."""
    n_pages = len(document)
    if not n_pages:
        raise UnreadableFile(f"{path}: is a damaged PDF: it has no pages; get another copy")
    if n_pages > _MAX_PAGES:
        raise UnreadableFile(
            f"{path}: has {n_pages} pages, more than {_MAX_PAGES}; split it, for example with "
            f"`qpdf --split-pages={_MAX_PAGES}`"
        )
    pages: list[list[PageLine]] = []
    n_characters = n_scanned = 0
    for number in range(n_pages):
        lines, n, scanned = _page(document, number, path)
        pages.append(lines)
        n_characters += n
        n_scanned += scanned
        if n_characters > _MAX_CHARACTERS:
            raise UnreadableFile(
                f"{path}: page {number + 1} brings it to {n_characters} characters, more than a "
                f"document has; save it anew, or take the page out"
            )
        tell(number + 1)
    if n_scanned > (1 - _WITH_TEXT) * n_pages:
        raise UnreadableFile(_scanned(path))
    return pages


def _page(document: "PdfDocument", number: int, path: Path) -> tuple[list[PageLine], int, bool]:
    """The lines of a page, how many characters it has, and whether it is a picture of a page."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        page = document[number]
        text = page.get_textpage()
    except PdfiumError as error:
        raise UnreadableFile(
            f"{path}: page {number + 1} is damaged; repair the file, for example with "
            f"`qpdf damaged.pdf repaired.pdf`, or get another copy"
        ) from error
    try:
        n_characters = text.count_chars()
        lines = page_lines(page_runs(text), number)
        pictures = () if lines else page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2)
        return lines, n_characters, any(True for _ in pictures)
    finally:
        text.close()
        page.close()


def _reason(error: "PdfiumError", path: Path) -> str:
    if error.err_code in _NEED_PASSWORD:
        return (
            f"{path}: is encrypted and needs a password; save it without one, for example with "
            f"`qpdf --decrypt --password=… in.pdf out.pdf`"
        )
    return (
        f"{path}: is not a PDF or is damaged; repair it, for example with "
        f"`qpdf damaged.pdf repaired.pdf`, or get another copy"
    )


def _scanned(path: Path) -> str:
    return (
        f"{path}: has no text that can be read: it is a scan, or its fonts do not say which "
        f"letters they draw; run OCR on it first, for example "
        f"`ocrmypdf --force-ocr in.pdf out.pdf`"
    )
