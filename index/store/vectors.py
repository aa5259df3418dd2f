"""The vectors of a library, kept by model and hash of the text that was encoded."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.searchable import encoded_text

__all__ = ["VectorRows", "Vectors"]


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


class Vectors:
    """Statements about vectors."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def texts_without(self, model: str) -> Iterator[tuple[bytes, str]]:
        """Hash of the encoded text, and that text, of paragraphs that the model has not encoded."""
        rows = self._db.execute(
            "SELECT text_hash, text, title, json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE text_hash NOT IN "
            "(SELECT text_hash FROM vector WHERE model = ?)",
            (model,),
        )
        for text_hash, text, title, signed in rows:
            yield text_hash, encoded_text(text, title=title, signed=signed or "")

    def has(self, model: str, text_hash: bytes) -> bool:
        """Whether a text has been encoded by the model."""
        row = self._db.execute(
            "SELECT 1 FROM vector WHERE model = ? AND text_hash = ?", (model, text_hash)
        ).fetchone()
        return row is not None

    def put(self, model: str, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded texts: pairs of text hash and float32 data, row after row."""
        self._db.executemany(
            "INSERT OR REPLACE INTO vector VALUES (?1, ?2, ?3, crc32(?3))",
            ((model, text_hash, data) for text_hash, data in vectors),
        )

    def drop_damaged(self) -> int:
        """Delete vectors whose data are not those that were put; returns how many."""
        return self._db.execute("DELETE FROM vector WHERE checksum != crc32(data)").rowcount

    def rows(self, model: str, after: int = 0) -> VectorRows:
        """Key and float32 data of the vectors of each paragraph with a higher key."""
        return VectorRows(self._db, model, after)

    def of(self, model: str, keys: list[int]) -> Iterator[tuple[int, bytes]]:
        """Key and float32 data of the vectors of some paragraphs."""
        yield from self._db.execute(
            "SELECT paragraph.id, data FROM json_each(?) "
            "CROSS JOIN paragraph ON paragraph.id = json_each.value "
            "CROSS JOIN vector ON vector.model = ? AND vector.text_hash = paragraph.text_hash",
            (json.dumps(keys), model),
        )
