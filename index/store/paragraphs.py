"""The paragraphs of a library, and the keys by which its search indexes know them."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from index.model import Paragraph
from index.searchable import encoded_text, indexed_text

__all__ = ["Paragraphs"]

_SELECT_PARAGRAPHS = (
    "SELECT paragraph.id, doc_id, paragraph, ordinal, heading, marking, text, first_line, "
    "last_line FROM paragraph JOIN document ON document.id = document"
)
_SELECT_INDEXED = (
    "SELECT paragraph.id, document, text, heading, title, json_extract(metadata, '$.signed') "
    "FROM paragraph JOIN document ON document.id = document"
)
_AMONG = "IN (SELECT value FROM json_each(?))"


class Paragraphs:
    """Statements about paragraphs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, doc_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a document in order; empty where there is no such document."""
        rows = self._db.execute(
            f"{_SELECT_PARAGRAPHS} WHERE doc_id = ? ORDER BY ordinal",
            (doc_id,),
        )
        return tuple(Paragraph(*row[1:]) for row in rows)

    def by_key(self, keys: list[int]) -> Mapping[int, Paragraph]:
        """Paragraphs by the keys that the derived indexes hold."""
        rows = self._db.execute(
            f"{_SELECT_PARAGRAPHS} WHERE paragraph.id {_AMONG}",
            (json.dumps(keys),),
        )
        return {row[0]: Paragraph(*row[1:]) for row in rows}

    def keys_of(self, documents: Set[int]) -> list[int]:
        """Keys of the paragraphs of documents, given their keys."""
        rows = self._db.execute("SELECT id, document FROM paragraph")
        return [key for key, document in rows if document in documents]

    def last_key(self) -> int:
        """The highest key of a paragraph; 0 where there is none."""
        return int(self._db.execute("SELECT ifnull(max(id), 0) FROM paragraph").fetchone()[0])

    def n_after(self, key: int) -> int:
        """How many paragraphs have a higher key."""
        row = self._db.execute("SELECT count(*) FROM paragraph WHERE id > ?", (key,)).fetchone()
        return int(row[0])

    def keys(self) -> set[int]:
        """Keys of all paragraphs."""
        return {key for (key,) in self._db.execute("SELECT id FROM paragraph")}

    def keys_at(self, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Keys by document and label, of the paragraphs that are there."""
        rows = self._db.execute(
            "SELECT doc_id, paragraph, paragraph.id FROM json_each(?) AS asked "
            "JOIN document ON doc_id = json_extract(asked.value, '$[0]') "
            "JOIN paragraph ON document = document.id "
            "AND paragraph = json_extract(asked.value, '$[1]')",
            (json.dumps(list(places)),),
        )
        return {(doc_id, label): key for doc_id, label, key in rows}

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
            _SELECT_INDEXED + " WHERE paragraph.id > ? ORDER BY paragraph.id", (after,)
        )
        return map(_indexed, rows)

    def indexed_texts_of(self, keys: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """The same of some paragraphs, in any order."""
        rows = self._db.execute(
            _SELECT_INDEXED + f" WHERE paragraph.id {_AMONG}", (json.dumps(keys),)
        )
        return map(_indexed, rows)

    def encoded_texts(self) -> Iterator[tuple[str, str, bytes, str]]:
        """Of each paragraph its document's id, its label, and the hash and text encoded for it.

        Without those of a library's first version, which encoded other texts.
        """
        rows = self._db.execute(
            "SELECT doc_id, paragraph, text_hash, text, title, "
            "json_extract(metadata, '$.signed') FROM paragraph "
            "JOIN document ON document.id = document WHERE content_hash != x''"
        )
        for doc_id, label, text_hash, text, title, signed in rows:
            yield doc_id, label, text_hash, encoded_text(text, title=title, signed=signed or "")


def _indexed(row: tuple[int, int, str, str, str, str | None]) -> tuple[int, int, str]:
    key, document, text, heading, title, signed = row
    return key, document, indexed_text(text, heading=heading, title=title, signed=signed or "")
