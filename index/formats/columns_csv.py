"""Any table with a header row, one paragraph a row, whose columns are named by the user.

Comma, semicolon, tab or bar part the columns: that one which gives all the columns that were
named, or else the most. Quotes are doubled; a file whose first 64 KB hold more escaped by a
backslash is read as having them so.

A row without a number gives an unnumbered paragraph, cited by its position. Columns that
have no role become metadata of the document where all its rows that fill one say the same.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import dropwhile
from pathlib import Path
from typing import BinaryIO

from index.errors import InputError, NotADocument
from index.formats.delimited import (
    Dialect,
    Record,
    RowShape,
    could_begin,
    quote_marks,
    records,
    split_row,
)
from index.formats.rows import RowFailure, gathered
from index.formats.text_stream import text_lines
from index.model import Document, Paragraph, ParsedDocument, unnumbered_label

__all__ = ["ROLES", "parse_columns", "parse_columns_csv"]

ROLES = ("text", "doc_id", "paragraph", "title", "date", "heading", "marking")
"""What a column can be. Only `text` is needed."""

_HEAD_BYTES = 65_536
_DELIMITERS = (",", ";", "\t", "|")
_NAMED = re.compile(r",(?=\s*\w+\s*=)")
_PLAIN_NUMBER = re.compile(r"[¶(\[]?\s*(\d+)[.)\]]?\Z")


def parse_columns(text: str) -> dict[str, str]:
    """Read `text=Body,doc_id=Case,paragraph=No`: the column of each role.

    A comma within a column's name is part of it unless a role and `=` follow.

    Raises:
        InputError: A role is unknown, named twice or without a column, or `text` is missing.
    """
    columns: dict[str, str] = {}
    for part in _NAMED.split(text):
        role, sign, column = (piece.strip() for piece in part.partition("="))
        if role not in ROLES:
            raise InputError(f"columns {text!r}: {role!r} is none of {', '.join(ROLES)}")
        if not sign or not column:
            raise InputError(f"columns {text!r}: write {role}=NAME, the name of a column")
        if role in columns:
            raise InputError(f"columns {text!r}: {role} is named twice; a role has one column")
        columns[role] = column
    if "text" not in columns:
        raise InputError(f"columns {text!r}: name the column of the words, as in text=NAME")
    return columns


def parse_columns_csv(
    stream: BinaryIO, name: str, columns: Mapping[str, str]
) -> Iterator[ParsedDocument | RowFailure]:
    """Read a table row by row, each document as soon as its last row was read.

    With a column for `doc_id` the rows are read twice, first to find out where documents
    end; in memory are the documents that have begun and not ended (see `index.formats.rows`).
    Without one, all rows are one document, named after the file, which is in memory whole:
    about 450 MB with a million rows of 200 characters.

    A row with another number of columns, without an id or without text does not stop those
    after it. After a quote gone astray, reading goes on at the next line that by itself is a
    row or the beginning of one.

    Args:
        stream: Read from its beginning; it must be able to seek there.
        name: What it is called in messages and in `Document.source`.
        columns: Roles to names of columns, as `parse_columns` gives them.

    Raises:
        NotADocument: A column is not there, or is there twice; lists those that are.
        UnreadableFile: It is not text.
    """
    table = _Table(stream, name, columns)
    if table.has("doc_id"):
        yield from gathered(
            table.rows,
            lambda row: table.cell(row, "doc_id"),
            lambda doc_id: _Document(doc_id, table),
            name,
        )
    else:
        yield from _as_one(table)


def _as_one(table: "_Table") -> Iterator[ParsedDocument | RowFailure]:
    """The failures among the rows, and the one document of the others."""
    builder: _Document | None = None
    for row in table.rows():
        if isinstance(row, RowFailure):
            yield row
        else:
            builder = builder or _Document(Path(table.name).stem, table)
            builder.add(row)
    if builder:
        yield builder.document()


class _Table:
    """A table and what its columns are."""

    def __init__(self, stream: BinaryIO, name: str, columns: Mapping[str, str]) -> None:
        self.name = name
        self._stream = stream
        stream.seek(0)
        escaped, doubled = quote_marks(stream.read(_HEAD_BYTES).decode("utf-8", "replace"))
        headers = [
            (split_row(text_lines(stream, name), dialect), dialect)
            for dialect in (Dialect(sign, escaped=escaped > doubled) for sign in _DELIMITERS)
        ]
        complete = [(_stripped(header), dialect) for header, dialect in headers if header]
        if not complete:
            raise NotADocument(f"{name}: has no header row; its first row must name the columns")
        wanted = set(columns.values())
        # Of equals, max takes the first.
        header, self._dialect = max(
            complete, key=lambda each: (wanted.issubset(each[0].fields), len(each[0].fields))
        )
        self._begin, self.header = header.last_line, header.fields
        self._at = {role: self._place(column) for role, column in columns.items()}

    def _place(self, column: str) -> int:
        n_found = self.header.count(column)
        if n_found != 1:
            listed = ", ".join(filter(None, self.header))
            found = "has no column" if n_found == 0 else "has more than one column"
            raise NotADocument(
                f"{self.name}:{self._begin}: {found} {column!r}; its columns are: {listed}"
            )
        return self.header.index(column)

    def rows(self) -> Iterator[Record | RowFailure]:
        """The rows below the header that hold something, from the first again at each call."""
        width, dialect = len(self.header), self._dialect
        shape = RowShape(
            width, begins=lambda line: could_begin(line, dialect, width), lines_are_rows=True
        )
        lines = dropwhile(lambda line: line[0] <= self._begin, text_lines(self._stream, self.name))
        for row in records(lines, dialect, shape, self.name):
            if isinstance(row, RowFailure):
                yield row
            elif any(cell.strip() for cell in row.fields):
                yield self._checked(row)

    def _checked(self, row: Record) -> Record | RowFailure:
        for role in ("doc_id", "text"):
            if role in self._at and not self.cell(row, role):
                column = self.header[self._at[role]]
                return RowFailure(
                    row.line, f"{self.name}:{row.line}: has nothing in column {column!r}; fill it"
                )
        return row

    def has(self, role: str) -> bool:
        """Whether a column has this role."""
        return role in self._at

    def cell(self, row: Record, role: str) -> str:
        """What a row says in the column of a role; empty where no column has it."""
        return row.fields[self._at[role]].strip() if role in self._at else ""

    def others(self, row: Record) -> Iterator[tuple[str, str]]:
        """Names and contents of the filled cells that have no role."""
        roles = set(self._at.values())
        for place, column in enumerate(self.header):
            if column and place not in roles and (cell := row.fields[place].strip()):
                yield column, cell


class _Document:
    """Makes a document of its rows."""

    def __init__(self, doc_id: str, table: _Table) -> None:
        self._doc_id, self._table = doc_id, table
        self._paragraphs: list[Paragraph] = []
        self._labels: dict[str, int] = {}  # how often each was printed
        self._n_unnumbered = 0
        self._title = self._date = ""
        self._others: dict[str, str] = {}  # empty where rows differ

    def add(self, row: Record, /) -> None:
        cell = self._table.cell
        self._paragraphs.append(
            Paragraph(
                doc_id=self._doc_id,
                paragraph=self._label(cell(row, "paragraph")),
                ordinal=len(self._paragraphs),
                heading=cell(row, "heading"),
                marking=cell(row, "marking").removeprefix("(").removesuffix(")"),
                text=cell(row, "text"),
                first_line=row.line,
                last_line=row.last_line,
            )
        )
        self._title = self._title or cell(row, "title")
        self._date = self._date or cell(row, "date")
        for column, said in self._table.others(row):
            if self._others.setdefault(column, said) != said:
                self._others[column] = ""

    def _label(self, printed: str) -> str:
        """The label of the next paragraph, unlike all before it."""
        if number := _PLAIN_NUMBER.match(printed):
            printed = number[1]
        self._n_unnumbered += not printed
        label = printed or unnumbered_label(self._n_unnumbered)
        if not self._table.has("paragraph"):
            return label  # unlike all others as it is
        while (n_before := self._labels.setdefault(label, 0)) > 0:
            self._labels[label] += 1
            label = f"{label}#{n_before + 1}"
        self._labels[label] = 1
        return label

    def document(self) -> ParsedDocument:
        metadata = {column: said for column, said in self._others.items() if said}
        iso = _iso_date(self._date)
        if self._date and not iso:
            metadata.setdefault("stated_date", self._date)
        document = Document(
            doc_id=self._doc_id,
            title=self._title,
            date=iso,
            source=self._table.name,
            format="csv",
            metadata=metadata,
        )
        return ParsedDocument(document, tuple(self._paragraphs))


def _stripped(header: Record) -> Record:
    return Record(header.line, header.last_line, tuple(cell.strip() for cell in header.fields))


def _iso_date(stated: str) -> str | None:
    """The day of an ISO 8601 date or time; None for what may be read in two ways."""
    try:
        return date.fromisoformat(stated[:10]).isoformat()
    except ValueError:
        return None
