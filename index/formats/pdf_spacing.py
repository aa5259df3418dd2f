"""How far the lines of a PDF stand from each other."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.formats.pdf_lines import PageLine

__all__ = ["distance", "line_spacing", "together"]

_COMMON = 0.15  # a spacing that so many lines have is the line spacing
_USUAL, _WIDEST = 1.2, 3.5  # where too few lines tell; wider is no line spacing


def together(before: PageLine, line: PageLine) -> bool:
    """Whether two lines stand one above the other in a column."""
    return (before.page, before.column) == (line.page, line.column) and before.y > line.y


def distance(before: PageLine, line: PageLine) -> float:
    """Distance of two baselines, in sizes of the larger type."""
    return abs(before.y - line.y) / max(before.size, line.size)


def line_spacing(lines: Sequence[PageLine]) -> float:
    """Distance of the lines inside a paragraph: the least that is common in the document.

    Args:
        lines: Its lines in reading order.
    """
    found = Counter(
        round(distance(before, line), 1)
        for before, line in pairwise(lines)
        if together(before, line)
    )
    common = [
        s for s, n in found.items() if 0 < s <= _WIDEST and n >= max(3, _COMMON * found.total())
    ]
    return min(common, default=_USUAL)
