"""Conversations: what people asked and were answered, each its owner's alone."""

import sqlite3
from datetime import datetime

from index.model import KeptConversation

__all__ = ["Conversations"]


class Conversations:
    """Statements about conversations, each on one connection.

    Every one of them names the owner, so that nobody is given what is another's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, owner: str) -> list[tuple[KeptConversation, str]]:
        """An owner's conversations, the one changed last first, each with the words said in it.

        Raises:
            sqlite3.DatabaseError: One was changed into what is no conversation.
        """
        rows = self._db.execute(
            "SELECT id, title, changed, words FROM conversation WHERE owner = ? "
            "ORDER BY changed DESC, id",
            (owner,),
        )
        return [(KeptConversation(id_, title, _time(at)), words) for id_, title, at, words in rows]

    def content(self, owner: str, id_: str) -> str | None:
        """The content of a conversation; None where the owner has none of that id."""
        row = self._db.execute(
            "SELECT content FROM conversation WHERE owner = ? AND id = ?", (owner, id_)
        ).fetchone()
        return None if row is None else str(row[0])

    def put(self, owner: str, kept: KeptConversation, *, words: str, content: str) -> None:
        """Keep a conversation; one of that id keeps its title."""
        self._db.execute(
            "INSERT INTO conversation (owner, id, title, words, content, changed) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET words = excluded.words, "
            "content = excluded.content, changed = excluded.changed",
            (owner, kept.id, kept.title, words, content, kept.changed.isoformat()),
        )

    def rename(self, owner: str, id_: str, title: str) -> bool:
        """Give a conversation another title; returns whether there is one."""
        changed = self._db.execute(
            "UPDATE conversation SET title = ? WHERE owner = ? AND id = ?", (title, owner, id_)
        )
        return changed.rowcount > 0

    def delete(self, owner: str, id_: str) -> bool:
        """Delete a conversation; returns whether there was one."""
        deleted = self._db.execute(
            "DELETE FROM conversation WHERE owner = ? AND id = ?", (owner, id_)
        )
        return deleted.rowcount > 0


def _time(changed: str) -> datetime:
    try:
        return datetime.fromisoformat(changed)
    except ValueError as error:
        raise sqlite3.DatabaseError(f"the time of a conversation is {changed!r}") from error
