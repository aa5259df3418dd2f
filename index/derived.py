"""The two search indexes of one generation of the library, made from its database.

Each generation has a folder of its own that never changes once it has its name. A reader
of an older generation is not disturbed, and a folder that is missing or damaged is made
again without encoding anything.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.errors import LibraryDamaged
from index.lexical import LexicalIndex
from index.store import Store
from index.vectors import VectorIndex

__all__ = ["Derived", "Layout"]

# What FAISS, tantivy and the file system raise for a file that is missing or damaged.
_UNUSABLE = (OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a library are."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "library.sqlite3"

    @property
    def lock(self) -> Path:
        """The file that a writer locks."""
        return self.folder / "writer.lock"

    @property
    def derived(self) -> Path:
        """The folder of the search indexes, one folder a generation."""
        return self.folder / "derived"

    def generation(self, number: int) -> Path:
        """The search indexes of a generation."""
        return self.derived / str(number)


@dataclass(frozen=True, slots=True)
class Derived:
    """The search indexes of one generation, open for searching."""

    generation: int
    vectors: VectorIndex
    lexical: LexicalIndex

    @classmethod
    def open(cls, layout: Layout, store: Store, model: str, dimension: int) -> tuple[Self, str]:
        """Open the indexes of the generation that `store` sees, making them if need be.

        Args:
            layout: Where they are.
            store: The database, inside a transaction.
            model: Identity of the encoder.
            dimension: Length of its vectors.

        Returns:
            The indexes, and what had to be mended; empty where nothing had.
        """
        generation = store.generation
        folder = layout.generation(generation)
        try:
            return cls._read(folder, generation, store), ""
        except _UNUSABLE as error:
            reason = str(error).strip() or type(error).__name__
        shutil.rmtree(folder, ignore_errors=True)
        build(layout, store, model, dimension, generation)
        return (
            cls._read(folder, generation, store),
            f"the search indexes were made again from the database ({reason})",
        )

    @classmethod
    def _read(cls, folder: Path, generation: int, store: Store) -> Self:
        vectors = VectorIndex.open(folder / "vectors.faiss")
        lexical = LexicalIndex.open(folder / "lexical")
        _, n_paragraphs = store.counts()
        if lexical.n_paragraphs != n_paragraphs or vectors.n_vectors < n_paragraphs:
            raise ValueError("they do not hold every paragraph")
        return cls(generation, vectors, lexical)


def build(layout: Layout, store: Store, model: str, dimension: int, generation: int) -> None:
    """Make the search indexes of a generation; its folder appears when it is complete.

    Raises:
        LibraryDamaged: They cannot be written.
    """
    try:
        layout.derived.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="making-", dir=layout.derived))
        try:
            VectorIndex.build(made / "vectors.faiss", dimension, store.vectors(model))
            (made / "lexical").mkdir()
            LexicalIndex.build(made / "lexical", store.indexed_texts())
            made.rename(layout.generation(generation))
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except _UNUSABLE as error:
        raise LibraryDamaged(
            f"{layout.derived}: the search indexes cannot be written ({error}); the documents are "
            f"safe in {layout.database}; free some disk space or make the folder writable"
        ) from error


def sweep(layout: Layout, generation: int) -> None:
    """Delete the folders of other generations and of builds that were cut off.

    Only the one writer may call it.
    """
    for folder in layout.derived.iterdir() if layout.derived.is_dir() else ():
        if folder != layout.generation(generation):
            shutil.rmtree(folder, ignore_errors=True)
