"""Writing the lines of a page: blocks, items of lists, rows of tables."""

import re
from collections.abc import Sequence

from index.formats.html_lists import ENUMERATOR, ListNumbers
from index.formats.lines import CODE, HEADING, unmarked

__all__ = ["Writer", "plain"]

_INDENT, _DEEPEST_INDENT = "    ", 20
# Signs that only say where a word may break, or nothing; and spaces of fixed width.
_SIGNS = {
    **dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, ord(HEADING), ord(CODE)]),
    **dict.fromkeys([0xA0, 0x2007, 0x202F], " "),
}


def plain(words: str) -> str:
    """Words without signs that are not seen, and with plain spaces."""
    return words.translate(_SIGNS)


class Writer:
    """The lines of a page, or of one cell of a table.

    Attributes:
        lines: Those of the finished blocks, an empty one between two blocks.
        has_heading: Whether a heading was written.
        lists: The lists that are open, the outermost first.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.has_heading = False
        self.lists: list[ListNumbers] = []
        self._block: list[list[str]] = [[]]
        self._markers: list[str] = []
        self._verbatim = False
        self._after_row = False

    def write(self, words: str) -> None:
        """Go on with the block."""
        words = plain(words)
        if not self._verbatim:
            self._block[-1].append(words)
            return
        first, *others = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._block[-1].append(first)
        self._block += [[line] for line in others]

    def break_line(self) -> None:
        """End the line, not the block."""
        self._block.append([])

    def mark(self, marker: str) -> None:
        """Print a list's number in front of the words that come next."""
        if marker:
            self._markers.append(marker)

    def begin(self, *, verbatim: bool = False) -> None:
        """End the block and begin another."""
        lines = ["".join(pieces) for pieces in self._block]
        if not self._verbatim:
            lines = [" ".join(line.split()) for line in lines]
            befores = ["", *lines]
            lines = [line for line, before in zip(lines, befores, strict=False) if line or before]
        self._block, self._verbatim = [[]], verbatim
        self.add(lines)

    def add(self, lines: Sequence[str], *, row: bool = False) -> None:
        """Add a finished block; rows of a table follow one another without a blank line."""
        written = [place for place, line in enumerate(lines) if line.strip()]
        if not written:
            return
        kept = list(lines[written[0] : written[-1] + 1])
        if self._markers:
            kept[0] = " ".join([*self._markers, kept[0].lstrip()])
            self._markers.clear()
        if self.lines and not (row and self._after_row):
            self.lines.append("")
        indent = _INDENT * min(len(self.lists), _DEEPEST_INDENT)
        self.lines += [indent + line.rstrip() if line.strip() else "" for line in kept]
        self._after_row = row

    def mark_lines(self, begin: int, mark: str) -> None:
        """Mark the lines written from one on as headings or as code."""
        self.lines[begin:] = [mark + unmarked(line) if line else "" for line in self.lines[begin:]]

    def end_item(self) -> None:
        """End an item of a list; one without words is its number alone."""
        self.begin()
        markers, self._markers = self._markers, []
        self.add([" ".join(markers)])

    def end_table(self) -> None:
        """Keep the next row apart."""
        self._after_row = False

    def add_row(self, cells: Sequence[Sequence[str]]) -> None:
        """Add a row of a table.

        A row that only lays out the page (one cell with text, a number and its paragraph,
        cells of several paragraphs) is written as the blocks that it holds.
        """
        written = [list(cell) for cell in cells if cell]
        if len(written) == 2 and len(written[0]) == 1:
            first = unmarked(written[0][0])
            number = ENUMERATOR.match(first)
            if number and number.end() == len(first):
                written[1][0] = f"{first.strip()} {written[1][0].lstrip()}"
                written = written[1:]
        if len(written) == 1 or any("" in cell for cell in written):
            for cell in written:
                self.add(cell)
            return
        joined = [" ".join(unmarked(line).strip() for line in cell) for cell in cells]
        self.add([re.sub(r"  +", " ", " | ".join(joined)).strip(" ")], row=True)
