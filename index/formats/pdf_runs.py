"""The characters of a PDF page as runs: words that stand together, and where.

This module alone speaks to PDFium about text. It does not order the runs; that is
`pdf_lines`.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING

from index.formats.typography import SPACES

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

__all__ = ["Run", "page_runs"]

# A run ends at a gap this wide, a step this high (in sizes of its type).
_GAP, _BACK, _STEP = 0.7, 0.5, 0.1
_SLANT = 0.2  # radians off a quarter turn; text more slanted is a watermark
_MAX_SIZE = 1000.0
_HYPHEN = 2  # what PDFium gives for a hyphen where a line divides a word


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline without a wide gap.

    Lengths are in points, in a system where the text stands upright: x grows to the right,
    y upwards.

    Attributes:
        text: Its characters; a space at an end says that a word ends there.
        x0: Left end.
        x1: Right end.
        y: Baseline.
        size: Size of its type, that of most characters.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Character:
    code: int
    quarter: int
    x0: float
    x1: float
    y: float
    size: float


def page_runs(page: "PdfTextPage") -> list[list[Run]]:
    """The runs of a page, one list for each way that its text is turned, the fullest first.

    A page whose tables lie on their side has two; text set aslant (DRAFT across the page)
    is left out.

    Args:
        page: A loaded text page.
    """
    turned: dict[int, list[Run]] = {}
    current: list[_Character] = []
    for character in [*_characters(page), None]:
        if current and (character is None or _ends_run(current, character)):
            turned.setdefault(current[0].quarter, []).append(_run(current))
            current = []
        if character and (current or not _is_space(character)):
            current.append(character)
    return sorted(turned.values(), key=lambda runs: -sum(len(run.text) for run in runs))


def _characters(page: "PdfTextPage") -> Iterator[_Character]:
    """The characters in PDFium's order; line ends are left out, as places tell them."""
    import ctypes

    import pypdfium2.raw as pdfium

    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if code in {0, 10, 13}:
            continue
        if pdfium.FPDFText_IsGenerated(page, index):
            yield _Character(32, -1, 0.0, 0.0, 0.0, 0.0)
            continue
        angle = pdfium.FPDFText_GetCharAngle(page, index)
        quarter = round(angle / (math.pi / 2))
        if abs(angle - quarter * math.pi / 2) > _SLANT:
            continue
        pdfium.FPDFText_GetLooseCharBox(page, index, box)
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        pdfium.FPDFText_GetMatrix(page, index, matrix)
        corners = [_upright(box.left, box.bottom, quarter), _upright(box.right, box.top, quarter)]
        (xa, ya), (xb, yb) = corners
        size = pdfium.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
        # Fonts drawn by programs (Type 3) may have any size.
        size = size if 1 < size < _MAX_SIZE else max(abs(yb - ya), 1.0)
        baseline = _upright(x.value, y.value, quarter)[1]
        yield _Character(code, quarter % 4, min(xa, xb), max(xa, xb), baseline, size)


def _upright(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A point in the system of text that is turned clockwise by so many quarters."""
    return ((x, y), (-y, x), (-x, -y), (y, -x))[quarter % 4]


def _is_space(character: _Character) -> bool:
    return SPACES.fullmatch(chr(character.code)) is not None


def _ends_run(current: list[_Character], character: _Character) -> bool:
    """Whether `character` stands too far from the run, or on another baseline."""
    if _is_space(character):
        return False
    last = next(c for c in reversed(current) if not _is_space(c))
    size = max(last.size, character.size)
    return (
        character.quarter != last.quarter
        or abs(character.y - last.y) > _STEP * size
        or character.x0 - last.x1 > _GAP * size
        or character.x0 < last.x0 - _BACK * size
    )


def _run(characters: list[_Character]) -> Run:
    seen = [c for c in characters if not _is_space(c)]
    text = "".join("-" if c.code == _HYPHEN else chr(c.code) for c in characters)
    # PDFium gives signs beyond the first plane as two surrogates.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Run(
        text,
        min(c.x0 for c in seen),
        max(c.x1 for c in seen),
        seen[0].y,
        median_low(c.size for c in seen),
    )
