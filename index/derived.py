"""The two search indexes of a library, made from its database and kept in step with it.

The tantivy index is a folder to which each published generation is written, stamped with its
number. The FAISS index is a file of all paragraphs up to some key, which the database names,
and what came later is read from the database when the index is opened. Keys are never used
again, so an index is right if it has the keys that the database has.

The tantivy index is written just before the database commits. A writer that dies in between
leaves it one generation ahead; whoever opens the library next mends that.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from index.errors import LibraryDamaged
from index.layout import Layout
from index.lexical import LexicalIndex
from index.store import Store
from index.vectors import VectorIndex
from index.vectors import build as build_vectors

__all__ = ["Derived", "OutOfStep", "mend", "publish", "renew_vectors", "sweep"]

# What FAISS, tantivy and the file system raise for a file that is missing or damaged.
_UNUSABLE = (OSError, ValueError, RuntimeError, KeyError, MemoryError)
# So many paragraphs may be outside the file of vectors, or a quarter of those inside it.
_LATER = 10_000


class OutOfStep(Exception):
    """The indexes are missing, damaged, or not those of the generation that is read.

    No user sees it: the library mends them, or waits for the writer that is at it.
    """


@dataclass(frozen=True, slots=True)
class Derived:
    """The search indexes of one generation, open for searching.

    Attributes:
        generation: Its number.
        vectors: Paragraphs by their vectors; may have some that were removed since.
        lexical: Paragraphs by their words.
        n_removed: How many such paragraphs `vectors` has.
    """

    generation: int
    vectors: VectorIndex
    lexical: LexicalIndex
    n_removed: int

    @classmethod
    def open(cls, layout: Layout, store: Store, model: str, dimension: int) -> Self:
        """Open the indexes of the generation that `store` sees.

        Args:
            layout: Where they are.
            store: The database, inside a transaction.
            model: Identity of the encoder.
            dimension: Length of its vectors.

        Raises:
            OutOfStep: They cannot be opened, or are of another generation.
        """
        generation, last = store.generation, _last_key(store)
        try:
            lexical = LexicalIndex.open(layout.lexical)
            if lexical.generation != generation:
                raise OutOfStep(
                    f"the word index is of generation {lexical.generation}, not {generation}"
                )
            path = layout.vectors(last) if last else None
            vectors = VectorIndex.open(path, dimension, store.vectors.rows(model, after=last))
        except _UNUSABLE as error:
            raise OutOfStep(str(error).strip() or type(error).__name__) from error
        return cls(generation, vectors, lexical, _n_removed(store))


def _last_key(store: Store) -> int:
    """The highest key in the file of vectors; 0 where there is no file."""
    return int(store.setting("vectors_last_key") or 0)


def _n_in_file(store: Store) -> int:
    """How many paragraphs the file of vectors has."""
    return int(store.setting("vectors_n_paragraphs") or 0)


def _n_removed(store: Store) -> int:
    """How many of them have been removed from the library since it was made."""
    return int(store.setting("vectors_n_removed") or 0)


def _prepare(layout: Layout, store: Store) -> None:
    """Undo what a writer left in the word index that died before its database committed.

    Its keys will be given to other paragraphs, so this comes before anything is written.

    Raises:
        LibraryDamaged: The index cannot be written.
    """
    try:
        if LexicalIndex.open(layout.lexical).generation == store.generation:
            return
    except _UNUSABLE:
        pass  # it is made anew, as a missing one is
    try:
        with store.transaction():
            _mend_lexical(layout, store)
    except _UNUSABLE as error:
        raise _unwritable(layout, error) from error


def publish(
    layout: Layout, store: Store, change: Callable[[], None], *, model: str, settle: bool
) -> None:
    """Make a change of the database visible, together with the search indexes for it.

    Args:
        layout: Where they are.
        store: The writer's connection, outside a transaction.
        change: Makes the change.
        model: Identity of the encoder.
        settle: Whether a run ends here: the file of vectors is then made anew where it lags.
            Within a run that waits until the library has doubled.

    Raises:
        LibraryDamaged: The indexes cannot be written.
    """
    _prepare(layout, store)
    store.paragraphs.track_removed()
    with store.transaction():
        after = store.paragraphs.last_key()
        change()
        removed = store.paragraphs.take_removed()
        generation = store.raise_generation()
        try:
            lexical = LexicalIndex.open(layout.lexical)
            lexical.write(store.paragraphs.indexed_texts(after), removed, generation=generation)
            _count_removed(store, removed)
            _renew_vectors(layout, store, model, share=0.25 if settle else 1.0)
        except _UNUSABLE as error:
            raise _unwritable(layout, error) from error


def _count_removed(store: Store, removed: Sequence[int]) -> None:
    last = _last_key(store)
    n_removed = _n_removed(store) + sum(key <= last for key in removed)
    store.set_setting("vectors_n_removed", str(n_removed))


def _renew_vectors(layout: Layout, store: Store, model: str, *, share: float) -> None:
    """Make the file of vectors anew if too many paragraphs are outside it or gone from it."""
    n_later, n_in_file = store.paragraphs.n_after(_last_key(store)), _n_in_file(store)
    if max(n_later, _n_removed(store)) > max(_LATER, share * n_in_file):
        _build_vectors(layout, store, model)


def _build_vectors(layout: Layout, store: Store, model: str) -> None:
    last, (_, n_paragraphs) = store.paragraphs.last_key(), store.counts()
    if last:
        dimension = int(store.setting("dimension") or 0)
        build_vectors(layout.vectors(last), dimension, n_paragraphs, store.vectors.rows(model))
    store.set_setting("vectors_last_key", str(last))
    store.set_setting("vectors_n_paragraphs", str(n_paragraphs))
    store.set_setting("vectors_n_removed", "0")


def renew_vectors(layout: Layout, store: Store, model: str) -> None:
    """Make the file of vectors anew, since some that it should have were missing.

    Raises:
        LibraryDamaged: It cannot be written.
    """
    try:
        layout.derived.mkdir(exist_ok=True)
        with store.transaction():
            _build_vectors(layout, store, model)
    except _UNUSABLE as error:
        raise _unwritable(layout, error) from error


def mend(layout: Layout, store: Store, model: str, dimension: int) -> str:
    """Bring the indexes in step with the database without encoding anything.

    Only the one writer may call it.

    Args:
        layout: Where they are.
        store: The writer's connection, outside a transaction.
        model: Identity of the encoder.
        dimension: Length of its vectors.

    Returns:
        What had to be mended; empty where nothing had.

    Raises:
        LibraryDamaged: They cannot be written.
    """
    try:
        with store.transaction(write=False):
            Derived.open(layout, store, model, dimension)
            return ""
    except OutOfStep as error:
        reason = str(error)
    try:
        with store.transaction():
            _mend_lexical(layout, store)
            _mend_vectors(layout, store, model, dimension)
    except _UNUSABLE as error:
        raise _unwritable(layout, error) from error
    return f"the search indexes were brought in step with the database ({reason})"


def _mend_lexical(layout: Layout, store: Store) -> None:
    """Give the word index the keys that the database has; make it anew if it cannot be read."""
    wanted = store.paragraphs.keys()
    try:
        lexical = LexicalIndex.open(layout.lexical)
        held = lexical.keys()
    except _UNUSABLE:
        shutil.rmtree(layout.lexical, ignore_errors=True)
        layout.lexical.mkdir(parents=True)
        lexical, held = LexicalIndex.create(layout.lexical), set()
    missing = (row for row in store.paragraphs.indexed_texts() if row[0] not in held)
    lexical.write(missing, sorted(held - wanted), generation=store.generation)


def _mend_vectors(layout: Layout, store: Store, model: str, dimension: int) -> None:
    last = _last_key(store)
    try:
        VectorIndex.open(layout.vectors(last) if last else None, dimension, ())
    except _UNUSABLE:
        _build_vectors(layout, store, model)


def sweep(layout: Layout, store: Store) -> None:
    """Delete what is no index of the library's state, such as files of builds that were cut off.

    Only the one writer may call it. Readers go on with the files that they have open.
    """
    kept = {layout.lexical, layout.vectors(_last_key(store))}
    for path in layout.derived.iterdir() if layout.derived.is_dir() else ():
        if path.is_dir() and path not in kept:
            shutil.rmtree(path, ignore_errors=True)
        elif path not in kept:
            path.unlink(missing_ok=True)


def _unwritable(layout: Layout, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(
        f"{layout.derived}: the search indexes cannot be written ({error}); the documents are "
        f"safe in {layout.database}; free some disk space or make the folder writable"
    )
