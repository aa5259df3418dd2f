"""Running heads, running feet and page numbers: lines of the page, not of the document."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence

from index.formats.pdf_lines import PageLine

__all__ = ["without_furniture"]

_ZONE = 4  # so many lines at the top and at the bottom may be furniture
_SAME_HEIGHT = 4.0  # points: so far apart may a running head stand on two pages
_APART = 1.6  # of the height: a page number stands at least so far from the text
_NUMBER = re.compile(r"\d+")
_ROMAN = r"[ivxlc]{1,7}"
# A page number that says so: `Page 3 of 12`, `p. 3`, `- 3 -`, `3 / 12`, `[Page 3]`.
_PAGE = re.compile(
    rf"[\[(]?\s*(?:(?:page|pg\.?|p\.)\s*(?:\d+|{_ROMAN})(?:\s*(?:of|/)\s*\d+)?"
    rf"|[-–—]\s*(?:\d+|{_ROMAN})\s*[-–—]|\d+\s*(?:of|/)\s*\d+)\s*[\])]?\Z",
    re.IGNORECASE,
)
_LONE = re.compile(rf"(?:\d{{1,5}}|{_ROMAN})\Z", re.IGNORECASE)
# The number of a part of the document is not the page's.
_PART = re.compile(
    r"(?:annex|appendix|article|chapter|clause|exhibit|part|paragraph|rule|schedule|section|§)\s*\d",
    re.IGNORECASE,
)


def without_furniture(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The lines of each page but for running heads and feet.

    A line at the top or bottom of its page is one if it stands there on other pages too,
    with at most its number changed, or if it is a page number. The outermost line is looked
    at first; what is inside of a line of text is text.

    Args:
        pages: The lines of each page in reading order.
    """
    running = _running(
        [line for page in pages for top in (True, False) for line in _zone(page, top=top)]
    )
    kept = []
    for page in pages:
        furniture: set[PageLine] = set()
        for top in (True, False):
            for line in _zone(page, top=top):
                if line not in running and not _is_page_number(line, page, top=top):
                    break
                furniture.add(line)
        kept.append([line for line in page if line not in furniture])
    return kept


def _zone(page: Iterable[PageLine], *, top: bool) -> list[PageLine]:
    """The outermost lines of a page, from the outside in."""
    return sorted(page, key=lambda line: -line.y if top else line.y)[:_ZONE]


def _running(lines: Sequence[PageLine]) -> set[PageLine]:
    """Those lines that stand in the same place on other pages."""
    alike: dict[str, list[PageLine]] = {}
    for line in dict.fromkeys(lines):
        alike.setdefault(_NUMBER.sub("#", line.text.casefold()), []).append(line)
    running: set[PageLine] = set()
    for group in alike.values():
        for place in _by_height(group):
            running |= _repeated(place)
    return running | _counting(lines, running)


def _by_height(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    """Lines parted by where they stand on their pages."""
    places: list[list[PageLine]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if places and line.y - places[-1][-1].y <= _SAME_HEIGHT:
            places[-1].append(line)
        else:
            places.append([line])
    return places


def _repeated(lines: Sequence[PageLine]) -> set[PageLine]:
    """Of lines alike but for numbers, those that say the same on two pages or count the pages."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        pages.setdefault(line.text.casefold(), set()).add(line.page)
    offsets = Counter(offset for line in lines for offset in _offsets(line))
    return {
        line
        for line in lines
        if len(pages[line.text.casefold()]) > 1 or any(offsets[o] > 1 for o in _offsets(line))
    }


def _counting(lines: Sequence[PageLine], running: set[PageLine]) -> set[PageLine]:
    """Lines that stand where running heads do and bear the page's number, such as a chapter's."""
    heights = sorted({line.y for line in running})
    offsets = Counter(offset for line in running for offset in _offsets(line)).most_common(1)
    if not offsets or offsets[0][1] < 2:
        return set()
    return {
        line
        for line in lines
        if offsets[0][0] in _offsets(line)
        and any(abs(y - line.y) < 1 for y in heights[max(0, bisect(heights, line.y) - 1) :][:2])
    }


def _offsets(line: PageLine) -> set[int]:
    """How far each number of a line, but for that of a part, is from the place of its page.

    `Article 4` on one page and `Article 5` on the next do not count pages; they are headings.
    """
    numbers = _NUMBER.findall(line.text)[1 if _PART.match(line.text) else 0 :]
    return {int(number[-9:]) - line.page for number in numbers}


def _is_page_number(line: PageLine, page: Sequence[PageLine], *, top: bool) -> bool:
    if _PAGE.match(line.text):
        return True
    if not _LONE.match(line.text):
        return False
    inside = [other.y for other in page if (other.y < line.y if top else other.y > line.y)]
    nearest = min((abs(y - line.y) for y in inside), default=0.0)
    return nearest > _APART * line.height
