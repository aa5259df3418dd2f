"""The vectors of a library, kept by model and hash of the text that was encoded."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.searchable import encoded_text

__all__ = ["EncodedTexts", "TokenVectors", "VectorRows", "Vectors"]


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


class EncodedTexts:
    """Statements about what was made of texts by a model: a table of data by model and hash."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        """Statements about one table; its name is never a user's."""
        self._db, self._table = connection, table

    def texts_without(self, model: str) -> Iterator[tuple[bytes, str]]:
        """Hash of the encoded text, and that text, of paragraphs that the model has not encoded."""
        rows = self._db.execute(
            "SELECT text_hash, text, title, json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE text_hash NOT IN "
            f"(SELECT text_hash FROM {self._table} WHERE model = ?)",
            (model,),
        )
        for text_hash, text, title, signed in rows:
            yield text_hash, encoded_text(text, title=title, signed=signed or "")

    def n_without(self, model: str) -> int:
        """How many texts of paragraphs the model has not encoded."""
        row = self._db.execute(
            "SELECT count(DISTINCT text_hash) FROM paragraph WHERE text_hash NOT IN "
            f"(SELECT text_hash FROM {self._table} WHERE model = ?)",
            (model,),
        ).fetchone()
        return int(row[0])

    def has(self, model: str, text_hash: bytes) -> bool:
        """Whether a text has been encoded by the model."""
        row = self._db.execute(
            f"SELECT 1 FROM {self._table} WHERE model = ? AND text_hash = ?", (model, text_hash)
        ).fetchone()
        return row is not None

    def put(self, model: str, encoded: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded texts: pairs of text hash and data."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO {self._table} VALUES (?1, ?2, ?3, crc32(?3))",
            ((model, text_hash, data) for text_hash, data in encoded),
        )

    def keep_only(self, model: str) -> None:
        """Delete what any other model has made."""
        self._db.execute(f"DELETE FROM {self._table} WHERE model != ?", (model,))

    def drop_damaged(self) -> int:
        """Delete what is not as it was put; returns of how many texts."""
        damaged = f"DELETE FROM {self._table} WHERE checksum != crc32(data)"
        return self._db.execute(damaged).rowcount

    def of(self, model: str, keys: list[int]) -> Iterator[tuple[int, bytes]]:
        """Key and data of some paragraphs; without those that have none."""
        yield from self._db.execute(
            "SELECT paragraph.id, data FROM json_each(?) "
            "CROSS JOIN paragraph ON paragraph.id = json_each.value "
            f"CROSS JOIN {self._table} AS encoded "
            "ON encoded.model = ? AND encoded.text_hash = paragraph.text_hash",
            (json.dumps(keys), model),
        )


class Vectors(EncodedTexts):
    """Statements about the vectors of texts: float32 data, row after row."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, "vector")

    def rows(self, model: str, after: int = 0) -> VectorRows:
        """Key and float32 data of the vectors of each paragraph with a higher key."""
        return VectorRows(self._db, model, after)


class TokenVectors(EncodedTexts):
    """Statements about the vectors of tokens, as `index.tokens.pack` gives them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, "token_vector")

    def put(self, model: str, encoded: Iterable[tuple[bytes, bytes]]) -> None:
        """As `EncodedTexts.put`; their size is kept, too."""
        encoded = list(encoded)
        super().put(model, encoded)
        # Adding all lengths up each time would read through gigabytes where there are millions.
        self._db.execute(
            "INSERT INTO setting VALUES ('token_bytes', ?1) "
            "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + ?1",
            (sum(len(data) for _, data in encoded),),
        )

    def keep_only(self, model: str) -> None:
        """As `EncodedTexts.keep_only`; their size is that of what is left."""
        super().keep_only(model)
        self._db.execute(
            "UPDATE setting SET value = (SELECT ifnull(sum(length(data)), 0) FROM token_vector) "
            "WHERE name = 'token_bytes'"
        )
