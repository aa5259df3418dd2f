"""The files that the documents of a library came from."""

import sqlite3
from dataclasses import dataclass

__all__ = ["Source", "Sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its path, the hash of its content, and the documents from it."""

    path: str
    content_hash: str
    doc_ids: tuple[str, ...]


class Sources:
    """Statements about files and which documents they hold."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def get(self, path: str) -> Source | None:
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

    def of(self, doc_id: str) -> tuple[str, ...]:
        """Paths of the files that a document was read from."""
        rows = self._db.execute(
            "SELECT path FROM document_source JOIN document ON document.id = document "
            "WHERE doc_id = ? ORDER BY path",
            (doc_id,),
        )
        return tuple(path for (path,) in rows)

    def paths(self) -> frozenset[str]:
        """Paths of all files that hold a document."""
        rows = self._db.execute("SELECT DISTINCT path FROM document_source")
        return frozenset(path for (path,) in rows)

    def begin(self, path: str) -> None:
        """Record that a file is being read: its content is not known until `end`."""
        self._db.execute(
            "INSERT INTO source VALUES (?, '') ON CONFLICT DO UPDATE SET content_hash = ''", (path,)
        )

    def link(self, doc_id: str, path: str) -> None:
        """Record that a file holds a document."""
        self._db.execute(
            "INSERT OR IGNORE INTO document_source SELECT id, ? FROM document WHERE doc_id = ?",
            (path, doc_id),
        )

    def end(self, path: str, content_hash: str) -> None:
        """Record the content of a file whose documents have all been put."""
        self._db.execute("UPDATE source SET content_hash = ? WHERE path = ?", (content_hash, path))

    def paths_below(self, folder: str) -> set[str]:
        """Paths of the files below a folder, or of the members of an archive."""
        rows = self._db.execute(
            "SELECT path FROM source WHERE path > ? AND path < ?", (f"{folder}/", f"{folder}0")
        )
        return {path for (path,) in rows}

    def forget(self, path: str) -> None:
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
