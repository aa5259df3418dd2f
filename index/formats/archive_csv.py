r"""The table of eight columns in which archives exchange US diplomatic cables.

It has no header row: local id, date (`12/28/1966 18:48`), reference id (`66BUENOSAIRES2481`),
origin, classification, references (joined by `|`), header, body. Fields hold line breaks.
Quotes are escaped by a backslash (`\"`); some archives double them instead, which is told
from what stands more often within the fields of the first 64 KB. A file of the second kind
with no quote there is read as one of the first, and its rows with doubled quotes fail.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from index.errors import InputError, NotADocument
from index.files import how_to_convert
from index.formats.cable import parse_cable_parts
from index.formats.delimited import Dialect, Record, RowShape, quote_marks, records
from index.formats.rows import RowFailure
from index.formats.text_stream import text_lines
from index.model import ParsedDocument

__all__ = ["is_archive_csv", "parse_archive_csv"]

_HEAD_BYTES = 65_536
_WIDTH = 8
_DATE = re.compile(
    r"\s*(?:(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2}))(?:[ T]+[\d:.]+)?\s*\Z"
)
_FIELD = r'(?:"[^"\n]*"|[^",\n]*)'
_DATE_FIELD = r'"?(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})[^",\n]*"?'
# A row begins with two quoted fields, which no line within a field can do where its quotes
# are escaped; or, in archives that quote only where they must, with three of which the
# second is a date.
_BEGINS = re.compile(rf'"[^"]{{0,80}}","|{_FIELD},{_DATE_FIELD},{_FIELD},')
_ROW = re.compile(rf"^{_FIELD},{_DATE_FIELD},(?!,|\"\"){_FIELD}(?:,{_FIELD}){{3}},", re.MULTILINE)
_BAD_BYTE = re.compile(r"[\0\ud800-\udfff]")


def is_archive_csv(head: bytes) -> bool:
    """Whether a file, of which `head` are the first 64 KB, is such a table.

    Its first line must look like the beginning of a row, and one row must have a date and a
    reference id where they belong.
    """
    text = _head_text(head)
    return _BEGINS.match(text) is not None and _ROW.search(text) is not None


def parse_archive_csv(stream: BinaryIO, name: str) -> Iterator[ParsedDocument | RowFailure]:
    """Read a table row by row, each row a cable.

    A row that cannot be read does not stop those after it. Where its quotes have gone astray
    or a column is missing, reading goes on at the next line that begins like a row (two quoted
    fields, or three fields of which the second is a date).

    Args:
        stream: UTF-8, read from its beginning; it must be able to seek there. One row at a
            time is in memory.
        name: What it is called in messages and in `Document.source`.

    Raises:
        UnreadableFile: A line is longer than a line of text can be.
    """
    stream.seek(0)
    escaped, doubled = quote_marks(_head_text(stream.read(_HEAD_BYTES)))
    shape = RowShape(
        _WIDTH, begins=lambda line: _BEGINS.match(line) is not None, lines_are_rows=False
    )
    lines = text_lines(stream, name, keep_bad_bytes=True)
    for record in records(lines, Dialect(escaped=escaped >= doubled), shape, name):
        if isinstance(record, RowFailure):
            yield record
            continue
        try:
            yield _cable(record, name)
        except InputError as error:
            yield RowFailure(record.line, str(error))


def _head_text(head: bytes) -> str:
    text = head[:_HEAD_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")


def _cable(record: Record, name: str) -> ParsedDocument:
    _refuse_bad_bytes(record, name)
    place = f"{name}:{record.line}"
    _, stated_date, reference, origin, classification, references, header, body = record.fields
    doc_id = reference.strip()
    if not doc_id or "\n" in doc_id:
        raise NotADocument(f"{place}: has no reference id in its third column; add it")
    if not body.strip():
        raise NotADocument(f"{place}: {doc_id} has no body in its eighth column; add it")
    return parse_cable_parts(
        doc_id=doc_id,
        date=_iso_date(stated_date, place),
        origin=origin.strip(),
        classification=classification.strip(),
        references=references.strip(),
        header=header,
        body=body,
        path=Path(name),
        line=record.line + sum(field.count("\n") for field in record.fields[:6]),
    )


def _refuse_bad_bytes(record: Record, name: str) -> None:
    """Refuse a row with bytes that are no text."""
    line = record.line
    for field in record.fields:
        if match := _BAD_BYTE.search(field):
            line += field.count("\n", 0, match.start())
            byte = ord(match[0]) & 0xFF
            raise NotADocument(
                f"{name}:{line}: is not UTF-8 (byte 0x{byte:02x}); "
                f"{how_to_convert(field.encode('utf-8', 'surrogateescape'))}"
            )
        line += field.count("\n")


def _iso_date(stated: str, place: str) -> str | None:
    """ISO date of `12/28/1966 18:48`; None where the field is empty."""
    if not stated.strip():
        return None
    match = _DATE.match(stated)
    if match:
        year, month, day = match.group("year", "month", "day")
        if year is None:
            year, month, day = match.group("iso_year", "iso_month", "iso_day")
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:  # month 13, the 31st of June
            pass
    raise NotADocument(
        f"{place}: {stated[:40]!r} in its second column is no date; write it as 12/28/1966 18:48"
    )
