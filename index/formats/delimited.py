"""Rows of delimited text (CSV), read from lines without holding more than one row.

The standard library's csv module is not used: its limit of a field's size (131,072
characters) is one for the whole process, and after a quote gone astray it reads on to the
end of the file. Here a quote inside a quoted field must be escaped, and one that is not
makes its row a failure, with the rows after it read as well.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from index.formats.rows import RowFailure

__all__ = [
    "LARGEST_ROW",
    "Dialect",
    "Record",
    "RowShape",
    "could_begin",
    "quote_marks",
    "records",
    "split_row",
]

LARGEST_ROW = 32 * 2**20
"""Characters. A longer row means that a quote was opened and never closed."""

Lines = Iterator[tuple[int, str]]
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED_MARK = re.compile(r'\\"(?!\s*(?:[,;|\t]|$))', re.MULTILINE)
_DOUBLED_MARK = re.compile(r'(?<![\\,;|\t\n])""(?![,;|\t\n])')


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How fields are parted and quoted.

    Attributes:
        delimiter: One character.
        escaped: Whether a quote is escaped by a backslash (`\"`; a backslash stands for the
            sign after it, within quotes a line end too), rather than doubled (`""`; a
            backslash is text).
    """

    delimiter: str = ","
    escaped: bool = False


@dataclass(frozen=True, slots=True)
class RowShape:
    """What the rows of a table are like.

    Attributes:
        width: Number of columns.
        begins: Whether a row can begin with a line. After a row whose quotes have gone
            astray, the lines up to the next such one are left out.
        lines_are_rows: Whether a line that is complete, but has another number of columns,
            is one broken row; otherwise the lines after it are left out as well.
    """

    width: int
    begins: Callable[[str], bool]
    lines_are_rows: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A row: its fields, and the 1-based lines where it begins and ends."""

    line: int
    last_line: int
    fields: tuple[str, ...]


def quote_marks(text: str) -> tuple[int, int]:
    r"""How often quotes are escaped (`\"`) and doubled (`""`) within the fields of a text."""
    return len(_ESCAPED_MARK.findall(text)), len(_DOUBLED_MARK.findall(text))


def split_row(lines: Lines, dialect: Dialect) -> Record | None:
    """The first row of lines; None where there is none that is complete."""
    for number, line in lines:
        if line.strip():
            row = _take_row(number, line, lines, dialect)
            return None if row.fault else row.record()
    return None


def records(
    lines: Lines, dialect: Dialect, shape: RowShape, name: str
) -> Iterator[Record | RowFailure]:
    """The rows of a table, blank lines left out.

    After a row with a quote astray, or with another number of columns, reading goes on with
    the first line after the one where that row begins, or after its last one if that is the
    same, with which a row can begin (see `RowShape`).

    Args:
        lines: Numbers and texts of the lines.
        dialect: How fields are parted.
        shape: How rows are known.
        name: What the file is called in messages.
    """
    source = _Lines(lines)
    for number, line in source:
        if not line.strip():
            continue
        row = _take_row(number, line, source, dialect)
        reason = row.fault
        if not reason and len(row.fields) != shape.width:
            s = "" if len(row.fields) == 1 else "s"
            reason = f"has {len(row.fields)} column{s} instead of {shape.width}"
        if not reason:
            yield row.record()
            continue
        last = number
        if row.fault or len(row.lines) > 1 or not shape.lines_are_rows:
            source.put_back(row.lines[1:])
            last = _skip(source, shape, number)
        left_out = f" (lines {number} to {last} are left out)" if last > number else ""
        mark = r"\"" if dialect.escaped else '""'
        yield RowFailure(
            number,
            f"{name}:{number}: {reason}; mend the row: a quote within a field is written "
            f"{mark}{left_out}",
        )


def could_begin(line: str, dialect: Dialect, width: int) -> bool:
    """Whether a line by itself is a row of that many columns, or the beginning of one.

    Of a row that goes on, at least one column must be complete, unless there is but one.
    """
    row = _Row(dialect)
    complete = row.feed(1, line)
    n_fields = len(row.fields)
    if row.fault:
        return False
    return n_fields == width if complete else min(1, width - 1) <= n_fields < width


class _Lines(Lines):
    """Lines that can be put back."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._back: list[tuple[int, str]] = []  # the next one last

    def __next__(self) -> tuple[int, str]:
        return self._back.pop() if self._back else next(self._lines)

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extend(reversed(lines))


def _skip(source: _Lines, shape: RowShape, number: int) -> int:
    """Go to the line that the next row begins with; returns the last written one before it."""
    last = number
    for following, line in source:
        if shape.begins(line):
            source.put_back([(following, line)])
            break
        if line.strip():
            last = following
    return last


def _take_row(number: int, line: str, lines: Lines, dialect: Dialect) -> "_Row":
    row = _Row(dialect)
    complete = row.feed(number, line)
    while not complete and not row.fault:
        following = next(lines, None)
        if following is None:
            row.fault = "has a quote that is not closed up to the end of the file"
        elif row.size > LARGEST_ROW:
            row.fault = f"has a quote that is not closed within {LARGEST_ROW} characters"
        else:
            complete = row.feed(*following)
    return row


@cache
def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a field holds in one line, without quotes and with them."""
    end = re.escape(dialect.delimiter)
    if dialect.escaped:
        plain, quoted = rf"[^{end}\\]*+(?:\\.[^{end}\\]*+)*+", r'[^"\\]*+(?:\\.[^"\\]*+)*+'
    else:
        plain, quoted = rf"[^{end}]*+", r'[^"]*+(?:""[^"]*+)*+'
    return re.compile(plain), re.compile(quoted)


@dataclass(slots=True)
class _Row:
    """A row that is read line by line."""

    dialect: Dialect
    fields: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    fault: str = ""
    size: int = 0
    _pieces: list[str] = field(default_factory=list)  # of the field that has begun
    _quoted: bool | None = None  # None where no field has begun

    def record(self) -> Record:
        return Record(self.lines[0][0], self.lines[-1][0], tuple(self.fields))

    def feed(self, number: int, line: str) -> bool:
        """Take the next line; returns whether the row is complete. Sets `fault`."""
        self.lines.append((number, line))
        self.size += len(line)
        place = 0
        while True:
            if self._quoted is None:
                self._quoted = line.startswith('"', place)
                place += self._quoted
            match = _patterns(self.dialect)[self._quoted].match(line, place)
            end = match.end() if match else place
            self._pieces.append(line[place:end])
            rest, place = line[end : end + 2], end + 1
            if self._quoted:
                if rest in {"", "\\"}:
                    self._pieces.append("\n")
                    return False
                rest, place = rest[1:], place + 1
                if rest and rest != self.dialect.delimiter:
                    self.fault = f"has a quote in line {number} that is not escaped"
                    return False
            self._end_field()
            if rest in {"", "\\"}:  # a row does not go on after an unquoted field
                return True

    def _end_field(self) -> None:
        text = "".join(self._pieces)
        if self.dialect.escaped:
            text = _ESCAPE.sub(r"\1", text)
        elif self._quoted:
            text = text.replace('""', '"')
        self.fields.append(text)
        self._pieces, self._quoted = [], None
