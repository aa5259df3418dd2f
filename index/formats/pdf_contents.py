"""Tables of contents: they print numbers of paragraphs, but no paragraphs."""

import re
from collections.abc import Sequence

from index.formats.pdf_lines import PageLine

__all__ = ["without_contents"]

_HEADING = re.compile(
    r"(?:(?:table of )?contents|table des mati[eè]res|sommaire|inhalt(?:sverzeichnis)?"
    r"|[ií]ndice|contenido|sum[aá]rio|inhoud(?:sopgave)?)\s*\Z",
    re.IGNORECASE,
)
# `1. Scope ........ 3`; a list of fees may look alike, but not under that heading.
_ENTRY = re.compile(r".*(?:[.…·_]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})\s*\Z", re.IGNORECASE)
_WRAPPED = 3  # so many lines may an entry have


def without_contents(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The lines of each page but for a table of contents with leaders, and its heading.

    Args:
        pages: The lines of each page, running heads and feet removed.
    """
    lines = [line for page in pages for line in page]
    begin = next((i for i, line in enumerate(lines) if _HEADING.match(line.text)), len(lines))
    last = begin
    for index in range(begin + 1, len(lines)):
        if _ENTRY.match(lines[index].text):
            last = index
        elif index - last > _WRAPPED:
            break
    contents = set(lines[begin : last + 1]) if last > begin else set()
    return [[line for line in page if line not in contents] for page in pages]
