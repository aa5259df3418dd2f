"""Marks: what people said of paragraphs that were found for a question."""

import sqlite3
from datetime import datetime

from index.model import Mark

__all__ = ["Marks"]


class Marks:
    """Statements about marks, each on one connection.

    They name a paragraph by its document's id and its label, and are no part of a document: it
    may leave and come back.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, question: str | None = None) -> tuple[Mark, ...]:
        """The marks for a question, or for all, oldest first.

        Raises:
            sqlite3.DatabaseError: One was changed into what is no mark.
        """
        rows = self._db.execute(
            "SELECT question, doc_id, paragraph, relevant, made FROM mark "
            "WHERE ?1 IS NULL OR question = ?1 ORDER BY made, question, doc_id, paragraph",
            (question,),
        )
        return tuple(
            Mark(asked, doc_id, paragraph, bool(relevant), _time(made))
            for asked, doc_id, paragraph, relevant, made in rows
        )

    def put(self, mark: Mark) -> None:
        """Keep a mark in place of the one for the same question and paragraph."""
        self._db.execute(
            "INSERT INTO mark (question, doc_id, paragraph, relevant, made) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET relevant = excluded.relevant, "
            "made = excluded.made",
            (mark.question, mark.doc_id, mark.paragraph, mark.relevant, mark.made.isoformat()),
        )

    def delete(self, question: str, doc_id: str, paragraph: str) -> bool:
        """Take a mark back; returns whether there was one."""
        deleted = self._db.execute(
            "DELETE FROM mark WHERE question = ? AND doc_id = ? AND paragraph = ?",
            (question, doc_id, paragraph),
        )
        return deleted.rowcount > 0


def _time(made: str) -> datetime:
    try:
        return datetime.fromisoformat(made)
    except ValueError as error:
        raise sqlite3.DatabaseError(f"the time of a mark is {made!r}") from error
