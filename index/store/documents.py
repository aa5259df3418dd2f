"""The documents of a library: what each says of itself."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.model import Document, ParsedDocument

__all__ = ["Column", "DocumentSummary", "Documents"]

Column = Literal["doc_id", "title", "date", "paragraphs"]
"""What documents can be put in order by."""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the list of documents."""

    doc_id: str
    title: str
    date: str | None
    n_paragraphs: int
    sources: tuple[str, ...]
    correction: str  # what a corrected copy says of itself


class Documents:
    """Statements about documents, each on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, doc_id: str) -> Document | None:
        """A document by its id."""
        row = self._db.execute(
            "SELECT title, date, source, format, metadata FROM document WHERE doc_id = ?",
            (doc_id,),
        ).fetchone()
        if row is None:
            return None
        title, date, source, form, metadata = row
        return Document(doc_id, title, date, source, form, _facts(doc_id, metadata))

    def alike(self, doc_id: str) -> str | None:
        """An id that differs in case alone, or that a citation begins with."""
        row = self._db.execute(
            "SELECT doc_id FROM document WHERE doc_id = ? COLLATE NOCASE ORDER BY doc_id",
            (doc_id.partition(" ¶")[0].strip(),),
        ).fetchone()
        return None if row is None else str(row[0])

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """All documents, in order of their ids."""
        sources: dict[int, list[str]] = {}
        for document, path in self._db.execute(
            "SELECT document, path FROM document_source ORDER BY path"
        ):
            sources.setdefault(document, []).append(path)
        rows = self._db.execute(
            "SELECT document.id, doc_id, title, date, count(paragraph.id), "
            "coalesce(json_extract(metadata, '$.correction'), '') FROM document "
            "LEFT JOIN paragraph ON document = document.id GROUP BY document.id ORDER BY doc_id"
        )
        return tuple(
            DocumentSummary(doc_id, title, date, n, tuple(sources.get(key, ())), correction)
            for key, doc_id, title, date, n, correction in rows
        )

    def page(
        self, *, containing: str, by: Column, descending: bool, first: int, n: int
    ) -> tuple[int, tuple[DocumentSummary, ...]]:
        """Some of the documents, in an order; `Library.documents_page` tells the rest."""
        like = "%" + re.sub(r"([%_\\])", r"\\\1", containing) + "%"
        where = "WHERE doc_id LIKE ?1 ESCAPE '\\' OR title LIKE ?1 ESCAPE '\\'"
        total = self._db.execute(f"SELECT count(*) FROM document {where}", (like,)).fetchone()[0]
        way = "DESC" if descending else "ASC"
        rows = self._db.execute(
            "SELECT doc_id, title, date, (SELECT count(*) FROM paragraph "
            "WHERE document = document.id) AS paragraphs, "
            "coalesce(json_extract(metadata, '$.correction'), ''), id "
            f"FROM document {where} ORDER BY {by} IS NULL, {by} COLLATE NOCASE {way}, doc_id "
            "LIMIT ?2 OFFSET ?3",
            (like, n, first),
        ).fetchall()
        return int(total), tuple(
            DocumentSummary(doc_id, title, date, n_paragraphs, self._sources(key), correction)
            for doc_id, title, date, n_paragraphs, correction, key in rows
        )

    def _sources(self, key: int) -> tuple[str, ...]:
        rows = self._db.execute(
            "SELECT path FROM document_source WHERE document = ? ORDER BY path", (key,)
        )
        return tuple(path for (path,) in rows)

    def doc_ids(self) -> Iterator[str]:
        """Ids of all documents."""
        return (doc_id for (doc_id,) in self._db.execute("SELECT doc_id FROM document"))

    def all(self) -> Iterator[tuple[int, Document]]:
        """Key and document, for all there are."""
        rows = self._db.execute(
            "SELECT id, doc_id, title, date, source, format, metadata FROM document"
        )
        for key, doc_id, title, date, source, form, metadata in rows:
            yield key, Document(doc_id, title, date, source, form, _facts(doc_id, metadata))

    def stated(self, keys: Sequence[str]) -> dict[str, Counter[str]]:
        """For each of some keys of the metadata: what is stated, and by how many documents."""
        counts: dict[str, Counter[str]] = {key: Counter() for key in keys}
        rows = self._db.execute(
            "SELECT fact.key, fact.value, count(*) FROM document, json_each(metadata) AS fact "
            "WHERE fact.key IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
            (json.dumps(keys),),
        )
        for key, value, n in rows:
            counts[key][str(value)] += n
        return counts

    def content_hash(self, doc_id: str) -> bytes | None:
        """The hash that a document was put with; None where there is no such document."""
        row = self._db.execute(
            "SELECT content_hash FROM document WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def put(
        self, parsed: ParsedDocument, content_hash: bytes, text_hashes: Sequence[bytes]
    ) -> None:
        """Add a document, replacing the one of the same id."""
        document = parsed.document
        row = (
            content_hash,
            document.title,
            document.date,
            document.source,
            document.format,
            json.dumps(dict(document.metadata), ensure_ascii=False),
            document.doc_id,
        )
        known = self._key(document.doc_id)
        if known is None:
            self._db.execute(
                "INSERT INTO document "
                "(content_hash, title, date, source, format, metadata, doc_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            known = self._key(document.doc_id)
        else:
            self._db.execute(
                "UPDATE document SET content_hash = ?, title = ?, date = ?, source = ?, "
                "format = ?, metadata = ? WHERE doc_id = ?",
                row,
            )
            self._db.execute("DELETE FROM paragraph WHERE document = ?", (known,))
        self._db.executemany(
            "INSERT INTO paragraph (document, paragraph, ordinal, heading, marking, text, "
            "first_line, last_line, text_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (known, p.paragraph, p.ordinal, p.heading, p.marking, p.text, p.first_line,
                 p.last_line, text_hash)
                for p, text_hash in zip(parsed.paragraphs, text_hashes, strict=True)
            ),
        )  # fmt: skip

    def rename(self, doc_id: str, document: Document, content_hash: bytes) -> None:
        """Give a document another id, which is free, and with it metadata and hash."""
        self._db.execute(
            "UPDATE document SET doc_id = ?, metadata = ?, content_hash = ? WHERE doc_id = ?",
            (
                document.doc_id,
                json.dumps(dict(document.metadata), ensure_ascii=False),
                content_hash,
                doc_id,
            ),
        )

    def delete(self, doc_ids: Iterable[str]) -> None:
        """Delete documents with their paragraphs, and forget files that held nothing else."""
        named = [(doc_id,) for doc_id in doc_ids]
        # Files that hold other documents too must be read again when they are named again.
        self._db.executemany(
            "UPDATE source SET content_hash = '' WHERE path IN (SELECT path FROM document_source "
            "JOIN document ON document.id = document WHERE doc_id = ?)",
            named,
        )
        self._db.executemany("DELETE FROM document WHERE doc_id = ?", named)
        self._db.execute("DELETE FROM source WHERE path NOT IN (SELECT path FROM document_source)")

    def _key(self, doc_id: str) -> int | None:
        row = self._db.execute("SELECT id FROM document WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else int(row[0])


def _facts(doc_id: str, metadata: str) -> dict[str, str]:
    """The metadata of a document, kept as JSON."""
    try:
        return dict(json.loads(metadata))
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(f"the metadata of {doc_id} are no JSON object") from error
