"""Rows of tables and of JSON Lines, gathered into the documents that they belong to.

A document is finished as soon as its last row was read. So rows that stand together, as
they mostly do, are streamed: one document is in memory at a time. Where the rows of
documents are mixed, those documents are in memory that have begun and not ended.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from index.model import ParsedDocument

__all__ = ["Builder", "Gathering", "RowFailure"]

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


class Gathering(Generic[Row]):
    """Gathers rows into documents and says when each is complete.

    Args:
        doc_ids: The document of every row to come, in any order; empty where it is not known
            when a document ends, which then is at the end of all. Of each document a hash
            and a number are kept, about 100 bytes.
        begin: Makes the builder of a document that begins.
    """

    def __init__(self, doc_ids: Iterable[str], begin: Callable[[str], Builder[Row]]) -> None:
        # Were two hashes equal, both documents would just be finished later.
        self._n_left = Counter(map(hash, doc_ids))
        self._begin = begin
        self._begun: dict[str, Builder[Row]] = {}

    def add(self, doc_id: str, row: Row) -> ParsedDocument | None:
        """Take a row; returns its document if that was its last one."""
        builder = self._begun.get(doc_id)
        if builder is None:
            builder = self._begun[doc_id] = self._begin(doc_id)
        builder.add(row)
        self._n_left[hash(doc_id)] -= 1
        if self._n_left[hash(doc_id)]:
            return None
        return self._begun.pop(doc_id).document()

    def rest(self) -> Iterator[ParsedDocument]:
        """The documents that have begun and were not finished."""
        while self._begun:
            yield self._begun.pop(next(iter(self._begun))).document()
