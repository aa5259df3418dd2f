"""The token vectors of a library, and whether it keeps any."""

import json
import sqlite3
from collections.abc import Sequence

from index.searchable import encoded_text

__all__ = ["TokenVectors"]


class TokenVectors:
    """Statements about token vectors."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @property
    def kept(self) -> bool:
        """Whether the library keeps them."""
        row = self._db.execute("SELECT value FROM setting WHERE name = 'token_vectors'").fetchone()
        return row is not None and row[0] == "yes"

    def keep(self, *, kept: bool) -> None:
        """Keep them from now on, or no longer, which deletes those there are."""
        self._db.execute(
            "INSERT INTO setting VALUES ('token_vectors', ?) "
            "ON CONFLICT DO UPDATE SET value = excluded.value",
            ("yes" if kept else "no",),
        )
        if not kept:
            self._db.execute("DELETE FROM token_vector")
            self._db.execute("DELETE FROM setting WHERE name = 'token_bytes'")

    def has(self, model: str, text_hash: bytes) -> bool:
        """Whether a text's tokens have been encoded by the model."""
        row = self._db.execute(
            "SELECT 1 FROM token_vector WHERE model = ? AND text_hash = ?", (model, text_hash)
        ).fetchone()
        return row is not None

    def texts_without(self, model: str) -> dict[bytes, str]:
        """Texts of paragraphs whose tokens the model has not encoded, by their hashes."""
        rows = self._db.execute(
            "SELECT text_hash, text, title, json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE text_hash NOT IN "
            "(SELECT text_hash FROM token_vector WHERE model = ?)",
            (model,),
        )
        return {
            text_hash: encoded_text(text, title=title, signed=signed or "")
            for text_hash, text, title, signed in rows
        }

    def put(self, model: str, packed: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep packed token vectors: pairs of text hash and data."""
        self._db.executemany(
            "INSERT OR REPLACE INTO token_vector VALUES (?1, ?2, ?3, crc32(?3))",
            ((model, text_hash, data) for text_hash, data in packed),
        )
        # Adding all lengths up would read through gigabytes where there are millions.
        self._db.execute(
            "INSERT INTO setting VALUES ('token_bytes', ?1) "
            "ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + ?1",
            (sum(len(data) for _, data in packed),),
        )

    @property
    def n_bytes(self) -> int:
        """About how many bytes they take; those of texts that have gone are counted too."""
        row = self._db.execute("SELECT value FROM setting WHERE name = 'token_bytes'").fetchone()
        return 0 if row is None else int(row[0])

    def drop_damaged(self) -> int:
        """Delete those whose data are not those that were put; returns of how many texts."""
        return self._db.execute("DELETE FROM token_vector WHERE checksum != crc32(data)").rowcount

    def of(self, model: str, keys: list[int]) -> dict[int, bytes]:
        """Packed token vectors of some paragraphs, by key; without those that have none."""
        rows = self._db.execute(
            "SELECT paragraph.id, data FROM json_each(?) "
            "CROSS JOIN paragraph ON paragraph.id = json_each.value "
            "CROSS JOIN token_vector "
            "ON token_vector.model = ? AND token_vector.text_hash = paragraph.text_hash",
            (json.dumps(keys), model),
        )
        return dict(rows)
