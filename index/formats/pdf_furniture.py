"""Running heads, running feet and page numbers: lines of the page, not of the document."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.formats.lines import ends_sentence
from index.formats.pdf_lines import PageLine
from index.formats.pdf_spacing import distance, line_spacing

__all__ = ["without_furniture"]

_ZONE = 4  # so many lines at the top and at the bottom may be furniture
_SAME_HEIGHT = 4.0  # points: so far apart may a running head stand on two pages
_APART = 1.4  # of the line spacing: furniture stands at least so far from the text
# What stands on most pages, where there are more than a few, may stand close to the text.
_MOST, _FEW = 0.75, 3
_NUMBER = re.compile(r"\d+")
_ROMAN = r"[ivxlc]{1,7}"
# A page number that says so: `Page 3 of 12`, `p. 3`, `- 3 -`, `3 / 12`, `[Page 3]`.
_PAGE = re.compile(
    rf"[\[(]?\s*(?:(?:page|pg\.?|p\.)\s*(?:\d+|{_ROMAN})(?:\s*(?:of|/)\s*\d+)?"
    rf"|[-–—]\s*(?:\d+|{_ROMAN})\s*[-–—]|\d+\s*(?:of|/)\s*\d+)\s*[\])]?\Z",
    re.IGNORECASE,
)
_LONE = re.compile(rf"(?:\d{{1,5}}|{_ROMAN})\Z", re.IGNORECASE)
# What browsers print round a page: `11/24/26, 12:28 PM Title` over it and `https://… 1/3` under
# it (Chromium), `Title https://…` and `1 of 3 24.11.2026, 12:28` (Firefox).
_WHEN = r"\d{1,4}([./-])\d{1,2}\1\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?"
_ADDRESS = r"(?:https?|file|about|data|blob|chrome-extension|moz-extension):\S+"
_PRINTED_HEAD = re.compile(rf"{_WHEN}(?:\s|\Z)|.*(?<!\S){_ADDRESS}\Z")
_PRINTED_FOOT = re.compile(rf"{_ADDRESS}(?:\s.*)?\s\d+/\d+\Z|\d+ of \d+\s+{_WHEN}\Z")
# The number of a part of the document is not the page's.
_PART = re.compile(
    r"(?:annex|appendix|article|chapter|clause|exhibit|part|paragraph|rule|schedule|section|§)\s*\d",
    re.IGNORECASE,
)


def without_furniture(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The lines of each page but for running heads and feet.

    A line at the top or bottom of its page is one if it stands there on other pages too,
    with at most its number changed, and apart from the text; if it is a page number; or if it
    has the form of what a browser prints there. The outermost line is looked at first; what is
    inside of a line of text is text.

    Args:
        pages: The lines of each page in reading order.
    """
    running = _running(pages) | dict.fromkeys(_printed(pages), True)
    apart = _APART * line_spacing([line for page in pages for line in page])
    kept = []
    for page in pages:
        furniture: set[PageLine] = set()
        for top in (True, False):
            furniture.update(_outer(page, running, apart, top=top))
        kept.append([line for line in page if line not in furniture])
    return kept


def _outer(
    page: Sequence[PageLine], running: Mapping[PageLine, bool], apart: float, *, top: bool
) -> list[PageLine]:
    """The running lines at one end of a page, from the outside in."""
    outer: list[PageLine] = []
    for line in _zone(page, top=top):
        if line not in running and not _is_page_number(line):
            break
        outer.append(line)
    inner = [line for line in page if line not in outer]
    # Text that repeats is not set apart from the text that follows it.
    while outer and not running.get(outer[-1]):
        nearest = min((distance(outer[-1], line) for line in inner), default=apart)
        if nearest >= apart:
            break
        inner.append(outer.pop())
    return outer


def _zone(page: Iterable[PageLine], *, top: bool) -> list[PageLine]:
    """The outermost lines of a page, from the outside in."""
    return sorted(page, key=lambda line: -line.y if top else line.y)[:_ZONE]


def _running(pages: Sequence[Sequence[PageLine]]) -> dict[PageLine, bool]:
    """The outer lines that stand in the same place on other pages, and whether that is enough."""
    lines = [line for page in pages for top in (True, False) for line in _zone(page, top=top)]
    alike: dict[str, list[PageLine]] = {}
    for line in dict.fromkeys(lines):
        alike.setdefault(_NUMBER.sub("#", line.text.casefold()), []).append(line)
    running: dict[PageLine, bool] = {}
    for group in alike.values():
        for place in _by_height(group):
            on_most = len(pages) > _FEW and len(place) >= _MOST * len(pages)
            is_text = _is_text(place[0].text)
            if on_most or not is_text:
                running |= dict.fromkeys(_repeated(place), on_most and not is_text)
    return running | dict.fromkeys(_counting(lines, set(running)) - set(running), False)


def _printed(pages: Iterable[Sequence[PageLine]]) -> Iterator[PageLine]:
    """The lines that a browser printed round its pages, the foot known by its form alone."""
    for page in pages:
        foot = _zone(page, top=False)[:1]
        if foot and _PRINTED_FOOT.match(foot[0].text):
            yield foot[0]
            head = _zone(page, top=True)[0]
            if _PRINTED_HEAD.match(head.text):
                yield head


def _is_text(text: str) -> bool:
    """Whether a line reads like part of a sentence."""
    return ends_sentence(text) or (text[0].islower() and len(text.split()) > _FEW)


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


def _is_page_number(line: PageLine) -> bool:
    return _PAGE.match(line.text) is not None or _LONE.match(line.text) is not None
