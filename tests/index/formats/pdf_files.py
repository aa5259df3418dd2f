"""Making PDFs: pages set line by line, and documents set by a type-setter."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

WIDTH, HEIGHT = A4


@dataclass(frozen=True)
class Set:
    """Words at a place of a page; `turn` degrees against the clock."""

    x: float
    y: float
    text: str
    size: float = 11
    turn: float = 0
    rise: float = 0


def sheets(
    *pages: Sequence[Set],
    password: str | None = None,
    picture: bool = False,
    compressed: bool = True,
) -> bytes:
    """A PDF of pages, the words of each drawn in the order given, on a picture if asked for."""
    written = io.BytesIO()
    canvas = Canvas(
        written, pagesize=A4, invariant=True, encrypt=password, pageCompression=int(compressed)
    )
    for page in pages:
        if picture:
            canvas.drawInlineImage(Image.new("L", (8, 8), 200), 0, 0, WIDTH, HEIGHT)
        for item in page:
            canvas.saveState()
            canvas.translate(item.x, item.y)
            canvas.rotate(item.turn)
            canvas.setFont("Times-Roman", item.size)
            canvas.drawString(0, item.rise, item.text)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def width_of(text: str, size: float = 11) -> float:
    """How wide a text is set, in points."""
    return stringWidth(text, "Times-Roman", size)


def lines(*texts: str, x: float = 72, y: float = 740, lead: float = 14) -> list[Set]:
    """Lines one under the other; an empty one leaves a gap of half a line."""
    placed = []
    for text in texts:
        if text:
            placed.append(Set(x, y, text))
        y -= lead if text else lead / 2
    return placed


_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13.5, spaceAfter=7)
_HANGING = ParagraphStyle("hanging", _BODY, leftIndent=36, alignment=TA_JUSTIFY)
_ITEM = ParagraphStyle("item", _HANGING, leftIndent=64, bulletIndent=36)
_HEADING = ParagraphStyle("heading", _BODY, fontName="Times-Bold", fontSize=13, leading=16)


def typeset(text: str, *, head: str = "", foot: str = "", size: tuple[float, float] = A4) -> bytes:
    """A PDF of paragraphs, parted by blank lines in `text`, on as many pages as they need.

    `7. …` and `(a) …` are set with their number hanging to the left; `# …` is a heading.
    `{page}` and `{pages}` in head and foot are filled in.
    """
    n_pages = _built(text, head, foot, size, 0)[1]
    return _built(text, head, foot, size, n_pages)[0]


def _built(
    text: str, head: str, foot: str, size: tuple[float, float], n_pages: int
) -> tuple[bytes, int]:
    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 9)
        for y, said in ((size[1] - 36, head), (30, foot)):
            words = said.format(page=document.page, pages=n_pages)
            canvas.drawCentredString(size[0] / 2, y, words)

    written = io.BytesIO()
    template = SimpleDocTemplate(written, pagesize=size, invariant=True)
    flowables = [_flowable(paragraph) for paragraph in text.strip().split("\n\n")]
    template.build(flowables, onFirstPage=furniture, onLaterPages=furniture)
    return written.getvalue(), template.page


def _flowable(paragraph: str) -> Flowable:
    number, _, rest = paragraph.partition(" ")
    if not rest:
        return Paragraph(paragraph, _BODY)
    if number == "#":
        return Paragraph(rest, _HEADING)
    if number.startswith("("):
        return Paragraph(rest, _ITEM, bulletText=number)
    if number[:1].isdigit() and number.endswith("."):
        return Paragraph(rest, _HANGING, bulletText=number)
    return Paragraph(paragraph, _BODY)
