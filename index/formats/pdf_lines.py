"""Runs of a page as lines, in the order in which they are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.notes import raised, with_call
from index.formats.pdf_runs import Run
from index.formats.typography import plain

__all__ = ["PageLine", "page_lines"]

_SAME_LINE = 0.5  # of the greater size: so far apart may baselines of one line be
_STACKED = 2  # sizes of the type: marks above and below each other are shorter
_WORD_GAP = 0.15  # of the size: a wider gap between runs is a space
_COLUMN_GAP = 0.7  # of the size: a wider gap parts the pieces of a line
_CELL_GAP = 1.8  # of the size: a wider gap is one between columns of a table
_MIN_LINES = 5  # a column has at least so many lines
_FILLED = 0.6  # and half of them fill so much of its width; cells of a table do not
_MAX_DEPTH = 2  # two columns, each of two columns
_RAISED_SIZE, _RAISED = 0.9, 0.12
_MARK = re.compile(r"\s*\d{1,3}(?:\s?,\s?\d{1,3})*\s*\Z")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A printed line.

    Attributes:
        text: Its words. Raised figures are superscripts (`³`); cells of a table stand apart
            by three spaces.
        page: 0-based page.
        turn: 0 for text that stands as most of its page does, else how it is turned.
        column: Which column of the page, counted in reading order.
        x0: Left end, in points.
        x1: Right end, in points.
        y: Baseline; greater is higher.
        size: As in `Run`.
        margin: Right end of the full lines of its column.
    """

    text: str
    page: int
    turn: int
    column: int
    x0: float
    x1: float
    y: float
    size: float
    margin: float


def page_lines(turned: Sequence[Sequence[Run]], page: int) -> list[PageLine]:
    """The lines of a page, column after column.

    Args:
        turned: From `page_runs`.
        page: 0-based page.
    """
    lines: list[PageLine] = []
    for turn, runs in enumerate(turned):
        pieces = [piece for row in _rows(runs) for piece in _pieces(row)]
        for column in _columns(pieces, _MAX_DEPTH):
            number = lines[-1].column + 1 if lines else 0
            lines += _column_lines(column, (page, turn, number))
    return lines


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand on one line, from the top down, each from left to right."""
    rows: list[list[Run]] = []
    base = Run("", 0, 0, 0, 0)
    for run in sorted(runs, key=lambda run: (-run.y, run.x0)):
        if rows and _beside(run, base) and not _under(run, rows[-1]):
            rows[-1].append(run)
            base = max(base, run, key=lambda r: r.size)
        else:
            rows.append([run])
            base = run
    return [sorted(row, key=lambda run: run.x0) for row in rows]


def _beside(run: Run, other: Run) -> bool:
    """Whether two runs may stand on one line, by their height."""
    return abs(run.y - other.y) <= _SAME_LINE * max(run.size, other.size)


def _under(run: Run, row: Sequence[Run]) -> bool:
    """Whether a run stands below one of a row, which larger type of another column spans."""
    if _beside(run, row[0]):
        return False
    return any(
        min(run.x1, other.x1) - max(run.x0, other.x0) > _STACKED * run.size
        and not _beside(run, other)
        for other in row
    )


def _pieces(row: Sequence[Run]) -> list[Run]:
    """The runs of a line, put together where no column could part them."""
    groups: list[list[Run]] = []
    for run in row:
        if groups and run.x0 - groups[-1][-1].x1 <= _COLUMN_GAP * max(
            run.size, groups[-1][-1].size
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    base = _base(row)
    return [_merged(group, _words(group, base)) for group in groups]


def _base(runs: Sequence[Run]) -> Run:
    """The run that a line stands on, its longest; others may be raised above it."""
    return max(runs, key=lambda run: (len(run.text), run.size))


def _merged(runs: Sequence[Run], text: str) -> Run:
    base = _base(runs)
    return Run(text, runs[0].x0, max(run.x1 for run in runs), base.y, base.size)


def _words(runs: Sequence[Run], base: Run) -> str:
    """Text of neighbouring runs, figures raised above `base` made superscripts."""
    text, end = "", runs[0].x0
    for run in runs:
        above = run.y - base.y > _RAISED * base.size
        if above and run.size < _RAISED_SIZE * base.size and _MARK.match(run.text):
            text = with_call(text, raised(run.text))
        else:
            text += " " if run.x0 - end > _WORD_GAP * run.size else ""
            text += run.text
        end = run.x1
    return text


def _columns(pieces: Sequence[Run], depth: int) -> list[list[Run]]:
    """The pieces of a page parted into columns, in the order in which they are read.

    Lines that run across both columns, such as a title, part the page into bands; in each
    the left column is read first.
    """
    gutter = _gutter(pieces) if depth else None
    if gutter is None:
        return [list(pieces)] if pieces else []
    columns: list[list[Run]] = []
    sides: tuple[list[Run], list[Run]] = ([], [])
    across: list[Run] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if _crosses(piece, gutter):
            columns += [part for side in sides for part in _columns(side, depth - 1)]
            sides = ([], [])
            across.append(piece)
            continue
        if across:
            columns.append(across)
            across = []
        sides[piece.x0 >= gutter].append(piece)
    columns += [part for side in sides for part in _columns(side, depth - 1)]
    return [*columns, across] if across else columns


def _crosses(piece: Run, gutter: float) -> bool:
    return piece.x0 < gutter < piece.x1


def _gutter(pieces: Sequence[Run]) -> float | None:
    """Where a right column begins; None where the text stands in one column."""
    if len(pieces) < 2 * _MIN_LINES:
        return None
    begin, end = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    starts: dict[int, int] = {}
    for piece in pieces:
        starts[round(piece.x0)] = starts.get(round(piece.x0), 0) + 1
    best: tuple[int, float] | None = None
    for start, count in starts.items():
        gutter = start - 1.0
        if count < _MIN_LINES or not 0.25 < (gutter - begin) / (end - begin) < 0.75:
            continue
        n_across = sum(_crosses(piece, gutter) for piece in pieces)
        if _parts(pieces, gutter, n_across) and (best is None or (n_across, gutter) < best):
            best = (n_across, gutter)
    return best[1] if best else None


def _parts(pieces: Sequence[Run], gutter: float, n_across: int) -> bool:
    """Whether full lines stand on both sides of `gutter`, and few run across it."""
    left = [piece for piece in pieces if piece.x1 <= gutter]
    right = [piece for piece in pieces if piece.x0 >= gutter]
    if min(len(left), len(right)) < _MIN_LINES or n_across > 0.3 * (len(left) + len(right)):
        return False
    for side in (left, right):
        width = max(piece.x1 for piece in side) - min(piece.x0 for piece in side)
        if median(piece.x1 - piece.x0 for piece in side) < _FILLED * width:
            return False
    return True


def _column_lines(pieces: Sequence[Run], place: tuple[int, int, int]) -> list[PageLine]:
    rows = _rows(pieces)
    ends = sorted(max(run.x1 for run in row) for row in rows)
    margin = ends[round(0.9 * (len(ends) - 1))]
    lines = []
    for row in rows:
        line = _merged(row, _row_text(row))
        if line.text:
            lines.append(PageLine(line.text, *place, line.x0, line.x1, line.y, line.size, margin))
    return lines


def _row_text(row: Sequence[Run]) -> str:
    """The text of a line: at two wide gaps or more, it is a row of a table."""
    wide = [b.x0 - a.x1 > _CELL_GAP * max(a.size, b.size) for a, b in pairwise(row)]
    space = "   " if sum(wide) > 1 else " "
    text = _plain(row[0].text)
    for is_wide, run in zip(wide, row[1:], strict=True):
        text += (space if is_wide else " ") + _plain(run.text)
    return text.strip()


def _plain(text: str) -> str:
    """Plain text; a soft hyphen is seen where a line ends."""
    text = text.rstrip()
    return plain(text[:-1] + "-" if text.endswith("\u00ad") else text).strip()
