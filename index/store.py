"""The library's SQLite database: the truth from which everything else can be made again.

It owns the schema and every statement of SQL. A write becomes visible as a whole, with a
new generation number, or not at all.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryDamaged, LibraryError
from index.model import Document, Paragraph, ParsedDocument
from index.searchable import encoded_text, indexed_text

__all__ = ["SCHEMA_VERSION", "DocumentSummary", "Source", "Store", "VectorRows"]

# Each brings a database from the version before to its own; their places are their numbers,
# from 1. One that has been released never changes.
_MIGRATIONS = (
    """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    date TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    metadata TEXT NOT NULL
) STRICT;
CREATE TABLE paragraph (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    paragraph TEXT NOT NULL,
    heading TEXT NOT NULL,
    marking TEXT NOT NULL,
    text TEXT NOT NULL,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    UNIQUE (document, paragraph)
) STRICT;
CREATE TABLE source (
    path TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL
) STRICT;
CREATE TABLE document_source (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    path TEXT NOT NULL REFERENCES source(path) ON DELETE CASCADE,
    PRIMARY KEY (document, path)
) STRICT;
CREATE INDEX document_source_path ON document_source(path);
CREATE TABLE vector (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
) STRICT;
INSERT INTO setting VALUES ('generation', '0');
""",
    """
ALTER TABLE document ADD COLUMN content_hash BLOB NOT NULL DEFAULT x'';
CREATE INDEX paragraph_text_hash ON paragraph(text_hash);
""",
)
SCHEMA_VERSION = len(_MIGRATIONS)
_SELECT_PARAGRAPHS = (
    "SELECT paragraph.id, doc_id, paragraph, ordinal, heading, marking, text, first_line, "
    "last_line FROM paragraph JOIN document ON document.id = document"
)
_AMONG = "IN (SELECT value FROM json_each(?))"
_BUSY_MS = 10_000


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the list of documents."""

    doc_id: str
    title: str
    date: str | None
    n_paragraphs: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its path, the hash of its content, and the documents from it."""

    path: str
    content_hash: str
    doc_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Vectors of paragraphs, read from the database anew for each iteration."""

    connection: sqlite3.Connection
    model: str
    after: int

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return iter(
            self.connection.execute(
                "SELECT paragraph.id, data FROM paragraph JOIN vector "
                "ON vector.text_hash = paragraph.text_hash AND model = ? "
                "WHERE paragraph.id > ? ORDER BY paragraph.id",
                (self.model, self.after),
            )
        )


class Store:
    """One connection to the database of a library; used by one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the database.

        Raises:
            LibraryDamaged: The file is not a database of Pincite, or of a newer version.
            LibraryError: The file cannot be opened or made.
        """
        self._path = path
        mode = "rwc" if create else "rw"
        try:
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            self._db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            self._db.execute("PRAGMA foreign_keys = ON")
            if create:
                self._db.execute("PRAGMA journal_mode = WAL")
            self.version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.OperationalError as error:
            raise LibraryError(f"{path}: the library cannot be opened: {error}") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        if self.version > SCHEMA_VERSION or (self.version == 0 and not create):
            self._db.close()
            raise LibraryDamaged(
                f"{path}: is no library, or one of a newer Pincite (schema {self.version}; this "
                f"one knows up to {SCHEMA_VERSION}); use that version"
            )

    def upgrade(self) -> None:
        """Bring the database to this version's schema; nothing is done where it has it.

        Raises:
            LibraryError: The file may not be written; it is as it was.
        """
        with self.transaction():
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            for migration in _MIGRATIONS[version:]:
                for statement in filter(str.strip, migration.split(";")):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self.version = SCHEMA_VERSION

    def _damaged(self, error: sqlite3.Error) -> LibraryDamaged:
        return LibraryDamaged(
            f"{self._path}: the library's database is damaged ({error}); restore it from a "
            f"backup, or delete the library folder and index the documents again"
        )

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """All statements within see one state; all their changes become visible together.

        Reading inside a transaction goes on in it.

        Raises:
            LibraryDamaged: A page of the database cannot be read.
            LibraryError: The disk is full or may not be written.
        """
        if not write and self._db.in_transaction:
            yield  # a reader within a reader sees the same state
            return
        try:
            self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # SQLite has ended it itself if the disk is full
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if "decode" in str(error):  # bytes that are no text
                raise self._damaged(error) from error
            raise LibraryError(
                f"{self._path}: {error}; nothing of this step was kept, what was in the library "
                f"before is whole"
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Statements outside a transaction.

        Raises:
            LibraryDamaged: A page of the database cannot be read.
            LibraryError: The file cannot be used.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            if "decode" in str(error):  # bytes that are no text
                raise self._damaged(error) from error
            raise LibraryError(f"{self._path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    # Settings

    def setting(self, name: str) -> str | None:
        """A setting of the library; None where it is not set."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_setting(self, name: str, value: str) -> None:
        """Write a setting."""
        self._db.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )

    @property
    def generation(self) -> int:
        """Number of the state that this connection sees; every published change raises it."""
        return int(self.setting("generation") or 0)

    def raise_generation(self) -> int:
        """Begin the next generation and return its number."""
        following = self.generation + 1
        self.set_setting("generation", str(following))
        return following

    # Documents

    def counts(self) -> tuple[int, int]:
        """How many documents and paragraphs there are."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM paragraph)"
        ).fetchone()
        return int(row[0]), int(row[1])

    def document(self, doc_id: str) -> Document | None:
        """A document by its id."""
        row = self._db.execute(
            "SELECT title, date, source, format, metadata FROM document WHERE doc_id = ?",
            (doc_id,),
        ).fetchone()
        if row is None:
            return None
        title, date, source, form, metadata = row
        return Document(doc_id, title, date, source, form, json.loads(metadata))

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """All documents, in order of their ids."""
        sources: dict[int, list[str]] = {}
        for document, path in self._db.execute(
            "SELECT document, path FROM document_source ORDER BY path"
        ):
            sources.setdefault(document, []).append(path)
        rows = self._db.execute(
            "SELECT document.id, doc_id, title, date, count(paragraph.id) FROM document "
            "LEFT JOIN paragraph ON document = document.id GROUP BY document.id ORDER BY doc_id"
        )
        return tuple(
            DocumentSummary(doc_id, title, date, n, tuple(sources.get(key, ())))
            for key, doc_id, title, date, n in rows
        )

    def doc_ids(self) -> Iterator[str]:
        """Ids of all documents."""
        return (doc_id for (doc_id,) in self._db.execute("SELECT doc_id FROM document"))

    def documents(self) -> Iterator[tuple[int, Document]]:
        """Key and document, for all there are."""
        rows = self._db.execute(
            "SELECT id, doc_id, title, date, source, format, metadata FROM document"
        )
        for key, doc_id, title, date, source, form, metadata in rows:
            yield key, Document(doc_id, title, date, source, form, json.loads(metadata))

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

    # Sources

    def source(self, path: str) -> Source | None:
        """What is known of a file that was read before."""
        row = self._db.execute("SELECT content_hash FROM source WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        doc_ids = self._db.execute(
            "SELECT doc_id FROM document_source JOIN document ON document.id = document "
            "WHERE path = ? ORDER BY doc_id",
            (path,),
        )
        return Source(path, str(row[0]), tuple(doc_id for (doc_id,) in doc_ids))

    def sources_of(self, doc_id: str) -> tuple[str, ...]:
        """Paths of the files that a document was read from."""
        rows = self._db.execute(
            "SELECT path FROM document_source JOIN document ON document.id = document "
            "WHERE doc_id = ? ORDER BY path",
            (doc_id,),
        )
        return tuple(path for (path,) in rows)

    def begin_source(self, path: str) -> None:
        """Record that a file is being read: its content is not known until `end_source`."""
        self._db.execute(
            "INSERT INTO source VALUES (?, '') ON CONFLICT DO UPDATE SET content_hash = ''", (path,)
        )

    def link(self, doc_id: str, path: str) -> None:
        """Record that a file holds a document."""
        self._db.execute(
            "INSERT OR IGNORE INTO document_source SELECT id, ? FROM document WHERE doc_id = ?",
            (path, doc_id),
        )

    def end_source(self, path: str, content_hash: str) -> None:
        """Record the content of a file whose documents have all been put."""
        self._db.execute("UPDATE source SET content_hash = ? WHERE path = ?", (content_hash, path))

    def source_paths_below(self, folder: str) -> set[str]:
        """Paths of the files below a folder, or of the members of an archive."""
        rows = self._db.execute(
            "SELECT path FROM source WHERE path > ? AND path < ?", (f"{folder}/", f"{folder}0")
        )
        return {path for (path,) in rows}

    def forget_source(self, path: str) -> None:
        """Forget a file whose documents have been unlinked."""
        self._db.execute("DELETE FROM source WHERE path = ?", (path,))

    def unlink(self, doc_id: str, path: str) -> bool:
        """Record that a file holds a document no longer.

        Returns:
            Whether the document was deleted, because no other file holds it.
        """
        self._db.execute(
            "DELETE FROM document_source WHERE path = ? AND document = "
            "(SELECT id FROM document WHERE doc_id = ?)",
            (path, doc_id),
        )
        deleted = self._db.execute(
            "DELETE FROM document WHERE doc_id = ? AND NOT EXISTS "
            "(SELECT 1 FROM document_source WHERE document = document.id)",
            (doc_id,),
        )
        return deleted.rowcount > 0

    # Paragraphs

    def paragraphs(self, doc_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a document in order; empty where there is no such document."""
        rows = self._db.execute(
            f"{_SELECT_PARAGRAPHS} WHERE doc_id = ? ORDER BY ordinal",
            (doc_id,),
        )
        return tuple(Paragraph(*row[1:]) for row in rows)

    def paragraphs_by_key(self, keys: list[int]) -> Mapping[int, Paragraph]:
        """Paragraphs by the keys that the derived indexes hold."""
        rows = self._db.execute(
            f"{_SELECT_PARAGRAPHS} WHERE paragraph.id {_AMONG}",
            (json.dumps(keys),),
        )
        return {row[0]: Paragraph(*row[1:]) for row in rows}

    def paragraph_keys(self, documents: Set[int]) -> list[int]:
        """Keys of the paragraphs of documents, given their keys."""
        rows = self._db.execute("SELECT id, document FROM paragraph")
        return [key for key, document in rows if document in documents]

    def last_key(self) -> int:
        """The highest key of a paragraph; 0 where there is none."""
        return int(self._db.execute("SELECT ifnull(max(id), 0) FROM paragraph").fetchone()[0])

    def n_paragraphs_after(self, key: int) -> int:
        """How many paragraphs have a higher key."""
        row = self._db.execute("SELECT count(*) FROM paragraph WHERE id > ?", (key,)).fetchone()
        return int(row[0])

    def keys(self) -> set[int]:
        """Keys of all paragraphs."""
        return {key for (key,) in self._db.execute("SELECT id FROM paragraph")}

    def existing(self, keys: list[int]) -> set[int]:
        """Those of some keys that are a paragraph's."""
        rows = self._db.execute(
            "SELECT id FROM paragraph WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        return {key for (key,) in rows}

    def track_removed(self) -> None:
        """From here on, remember the keys of paragraphs that this connection removes."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS removed (key INTEGER PRIMARY KEY)")
        self._db.execute(
            "CREATE TEMP TRIGGER IF NOT EXISTS remember AFTER DELETE ON main.paragraph "
            "BEGIN INSERT OR IGNORE INTO removed VALUES (old.id); END"
        )

    def take_removed(self) -> list[int]:
        """The keys removed since the last call."""
        found = [key for (key,) in self._db.execute("SELECT key FROM removed")]
        self._db.execute("DELETE FROM removed")
        return found

    def indexed_texts(self, after: int = 0) -> Iterator[tuple[int, int, str]]:
        """Of each paragraph with a higher key: its key, its document's, its searchable text."""
        rows = self._db.execute(
            "SELECT paragraph.id, document, text, heading, title, "
            "json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE paragraph.id > ? ORDER BY paragraph.id",
            (after,),
        )
        for key, document, text, heading, title, signed in rows:
            searched = indexed_text(text, heading=heading, title=title, signed=signed or "")
            yield key, document, searched

    # Vectors

    def texts_without_vectors(self, model: str) -> Iterator[tuple[bytes, str]]:
        """Hash of the encoded text, and that text, of paragraphs that the model has not encoded."""
        rows = self._db.execute(
            "SELECT text_hash, text, title, json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE text_hash NOT IN "
            "(SELECT text_hash FROM vector WHERE model = ?)",
            (model,),
        )
        for text_hash, text, title, signed in rows:
            yield text_hash, encoded_text(text, title=title, signed=signed or "")

    def encoded_texts(self) -> Iterator[tuple[str, str, bytes, str]]:
        """Of each paragraph its document's id, its label, and the hash and text encoded for it."""
        rows = self._db.execute(
            "SELECT doc_id, paragraph, text_hash, text, title, "
            "json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document"
        )
        for doc_id, label, text_hash, text, title, signed in rows:
            yield doc_id, label, text_hash, encoded_text(text, title=title, signed=signed or "")

    def has_vector(self, model: str, text_hash: bytes) -> bool:
        """Whether a text has been encoded by the model."""
        row = self._db.execute(
            "SELECT 1 FROM vector WHERE model = ? AND text_hash = ?", (model, text_hash)
        ).fetchone()
        return row is not None

    def put_vectors(self, model: str, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded texts: pairs of text hash and float32 data, row after row."""
        self._db.executemany(
            "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
            ((model, text_hash, data) for text_hash, data in vectors),
        )

    def vectors(self, model: str, after: int = 0) -> "VectorRows":
        """Key and float32 data of the vectors of each paragraph with a higher key."""
        return VectorRows(self._db, model, after)

    def vectors_of(self, model: str, keys: list[int]) -> Iterator[tuple[int, bytes]]:
        """Key and float32 data of the vectors of some paragraphs."""
        yield from self._db.execute(
            "SELECT paragraph.id, data FROM json_each(?) "
            "CROSS JOIN paragraph ON paragraph.id = json_each.value "
            "CROSS JOIN vector ON vector.model = ? AND vector.text_hash = paragraph.text_hash",
            (json.dumps(keys), model),
        )

    # Health

    def problems(self) -> tuple[str, ...]:
        """What SQLite finds wrong with its file; empty where it is whole."""
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check")]
            found += [
                f"row {row[1]} of {row[0]} has no {row[2]}"
                for row in self._db.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.DatabaseError as error:
            return (str(error),)
        return tuple(problem for problem in found if problem != "ok")
