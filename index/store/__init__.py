"""The library's SQLite database: the truth from which everything else can be made again.

This package owns the schema and every statement of SQL, a module for each subject.
"""

from pathlib import Path

from index.store.conversations import Conversations
from index.store.database import Database
from index.store.documents import Documents
from index.store.marks import Marks
from index.store.paragraphs import Paragraphs
from index.store.sources import Sources
from index.store.vectors import TokenVectors, Vectors

__all__ = ["Store"]


class Store(Database):
    """One connection to the database of a library, and what can be asked of it.

    Attributes:
        documents: What documents say of themselves.
        sources: The files that they came from.
        paragraphs: Their paragraphs.
        vectors: The vectors of texts.
        tokens: The vectors of their tokens.
        marks: What people said of paragraphs.
        conversations: What they asked, and what was answered.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the database; raises what `Database` does."""
        super().__init__(path, create=create)
        self.documents = Documents(self.connection)
        self.sources = Sources(self.connection)
        self.paragraphs = Paragraphs(self.connection)
        self.vectors = Vectors(self.connection)
        self.tokens = TokenVectors(self.connection)
        self.marks = Marks(self.connection)
        self.conversations = Conversations(self.connection)

    @property
    def keeps_tokens(self) -> bool:
        """Whether the library keeps the vectors of tokens."""
        return self.setting("token_vectors") == "yes"

    @property
    def token_bytes(self) -> int:
        """About how many bytes those take; those of texts that have gone are counted too."""
        return self.number("token_bytes") or 0

    def counts(self) -> tuple[int, int]:
        """How many documents and paragraphs there are."""
        row = self.connection.execute(
            "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM paragraph)"
        ).fetchone()
        return int(row[0]), int(row[1])
