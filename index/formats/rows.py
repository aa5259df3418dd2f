"""Rows of tables and of JSON Lines, gathered into the documents that they belong to.

A document is finished as soon as its last row was read. So rows that stand together, as
they mostly do, are streamed: one document is in memory at a time. Where the rows of many
documents are mixed, the file is read several times, each time for as many documents as may
be in memory together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from index.errors import UnreadableFile
from index.model import ParsedDocument

__all__ = ["MOST_ROWS", "Builder", "RowFailure", "gathered"]

MOST_ROWS = 250_000
"""Rows of documents that have begun and not ended: some 110 MB with texts of 200 characters."""

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class RowFailure:
    """A row that could not be read, and why; the rows after it are read.

    Attributes:
        line: 1-based line of the file where the row begins.
        error: The whole message, which names the file and the line.
    """

    line: int
    error: str


class Builder(Protocol[Row_contra]):
    """Makes one document of its rows."""

    def add(self, row: Row_contra, /) -> None:
        """Take the document's next row."""

    def document(self) -> ParsedDocument:
        """The document of all the rows taken."""


def gathered(
    rows: Callable[[], Iterable[Row | RowFailure]],
    doc_id_of: Callable[[Row], str],
    begin: Callable[[str], Builder[Row]],
    name: str,
) -> Iterator[ParsedDocument | RowFailure]:
    """The documents of rows, each as soon as its last row was read.

    The rows are gone through once to count those of each document, of which the id and the
    number are kept, and then until all documents are made; once, unless more than `MOST_ROWS`
    would have to be kept.

    Args:
        rows: Goes through the rows from the first, the same ones at each call.
        doc_id_of: The document that a row belongs to.
        begin: Makes the builder of a document.
        name: What the file is called in messages.

    Yields:
        The documents in the order of their last rows (at each reading of the file), and the
        failures among the rows, once.

    Raises:
        UnreadableFile: The rows were other ones at a later call.
    """
    n_rows = Counter(doc_id_of(row) for row in rows() if not isinstance(row, RowFailure))
    first = True
    while n_rows or first:
        n_before, reading = len(n_rows), _Reading(n_rows, begin)
        for row in rows():
            if isinstance(row, RowFailure):
                if first:
                    yield row
            elif document := reading.add(doc_id_of(row), row):
                yield document
        if n_rows and len(n_rows) == n_before:
            raise UnreadableFile(f"{name}: was changed while it was read; index it again")
        first = False


class _Reading(Generic[Row]):
    """Gathers documents in one reading of the rows.

    Args:
        n_rows: Rows of each document that is still to be made; those made are taken out.
        begin: Makes the builder of a document.
    """

    def __init__(self, n_rows: Counter[str], begin: Callable[[str], Builder[Row]]) -> None:
        self._n_rows, self._begin = n_rows, begin
        self._begun: dict[str, tuple[Builder[Row], int]] = {}  # and how many rows are to come
        self._later: set[str] = set()
        self._n_claimed = 0  # rows of the documents that have begun

    def add(self, doc_id: str, row: Row) -> ParsedDocument | None:
        """Take a row; returns its document if that was its last one."""
        if doc_id not in self._begun and not self._begins(doc_id):
            return None
        builder, n_left = self._begun[doc_id]
        builder.add(row)
        if n_left > 1:
            self._begun[doc_id] = builder, n_left - 1
            return None
        del self._begun[doc_id]
        self._n_claimed -= self._n_rows.pop(doc_id)
        return builder.document()

    def _begins(self, doc_id: str) -> bool:
        n_rows = self._n_rows.get(doc_id, 0)
        if not n_rows or doc_id in self._later:
            return False
        if self._begun and self._n_claimed + n_rows > MOST_ROWS:
            self._later.add(doc_id)
            return False
        self._begun[doc_id] = self._begin(doc_id), n_rows
        self._n_claimed += n_rows
        return True
