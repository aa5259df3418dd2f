"""The two search indexes of a library, made from its database and kept in step with it.

The tantivy index is a folder to which each published generation is written, stamped with its
number. The FAISS index is a file of all paragraphs up to some key, which the database names,
and what came later is read from the database when the index is opened. Keys are never used
again, so an index is right if it has the keys that the database has.

The tantivy index is written just before the database commits. A writer that dies in between
leaves it one generation ahead; whoever opens the library next mends that.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from index.checked import (
    UNUSABLE,
    OutOfStep,
    last_key,
    note_lexical,
    note_vectors,
    open_ahead,
    open_lexical,
    open_vectors,
)
from index.errors import LibraryDamaged
from index.layout import Layout, discard
from index.lexical import LexicalIndex
from index.store import Store
from index.vectors import VectorIndex
from index.vectors import build as build_vectors

__all__ = ["Derived", "adopt", "leave_vectors", "mend", "publish", "renew_vectors", "sweep"]

# So many paragraphs may be outside the file of vectors, or a quarter of those inside it.
_LATER = 10_000


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
        last = last_key(store)
        lexical = open_lexical(layout, store)
        later = store.vectors.rows(model, after=last)
        vectors = open_vectors(layout, store, dimension, later)
        return cls(store.generation, vectors, lexical, _n_removed(store))


def _n_in_file(store: Store) -> int:
    """How many paragraphs the file of vectors has."""
    return store.number("vectors_n_paragraphs") or 0


def _n_removed(store: Store) -> int:
    """How many of them have been removed from the library since it was made."""
    return store.number("vectors_n_removed") or 0


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
    with store.transaction(), _writing_told(layout):
        # Keys that a writer used which died before its database committed are given again.
        _mend_lexical(layout, store)
    store.paragraphs.track_removed()
    with store.transaction():
        after = store.paragraphs.last_key()
        change()
        removed = store.paragraphs.take_removed()
        generation = store.raise_generation()
        with _writing_told(layout):
            _count_removed(store, removed)
            _renew_vectors(layout, store, model, share=0.25 if settle else 1.0)
            # Last, since from here on readers wait for the database.
            lexical = LexicalIndex.open(layout.lexical)
            lexical.write(store.paragraphs.indexed_texts(after), removed, generation=generation)
            note_lexical(layout, store)


def _count_removed(store: Store, removed: Sequence[int]) -> None:
    last = last_key(store)
    n_removed = _n_removed(store) + sum(key <= last for key in removed)
    store.set_setting("vectors_n_removed", str(n_removed))


def _renew_vectors(layout: Layout, store: Store, model: str, *, share: float) -> None:
    """Make the file of vectors anew if too many paragraphs are outside it or gone from it."""
    n_later, n_in_file = store.paragraphs.n_after(last_key(store)), _n_in_file(store)
    if max(n_later, _n_removed(store)) > max(_LATER, share * n_in_file):
        _build_vectors(layout, store, model)


def _build_vectors(layout: Layout, store: Store, model: str) -> None:
    last, (_, n_paragraphs) = store.paragraphs.last_key(), store.counts()
    if last:
        path, dimension = layout.vectors(last), store.number("dimension") or 0
        build_vectors(path, dimension, n_paragraphs, store.vectors.rows(model))
    store.set_setting("vectors_last_key", str(last))
    store.set_setting("vectors_n_paragraphs", str(n_paragraphs))
    store.set_setting("vectors_n_removed", "0")
    if last:
        note_vectors(layout, store)


def leave_vectors(store: Store) -> None:
    """Have no file of vectors: all are read from the database until it is made anew."""
    for name in ("vectors_last_key", "vectors_n_paragraphs", "vectors_n_removed"):
        store.set_setting(name, "0")


def renew_vectors(layout: Layout, store: Store, model: str) -> None:
    """Make the file of vectors anew, since some that it should have were missing.

    Raises:
        LibraryDamaged: It cannot be written.
    """
    with store.transaction(), _writing_told(layout):
        _make_folder(layout)
        _build_vectors(layout, store, model)


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
    with store.transaction(), _writing_told(layout):
        _mend_lexical(layout, store)
        _mend_vectors(layout, store, model, dimension)
    return f"the search indexes were brought in step with the database ({reason})"


def adopt(layout: Layout, store: Store) -> None:
    """Trust the files of indexes that an older version wrote, which kept no checksums.

    Raises:
        LibraryError: The database cannot be written.
    """
    with store.transaction():
        if layout.lexical.is_dir():
            note_lexical(layout, store)
        if layout.vectors(last_key(store)).is_file():
            note_vectors(layout, store)


def _mend_lexical(layout: Layout, store: Store) -> None:
    """Give the word index the keys that the database has; make it anew if it is damaged."""
    try:
        open_lexical(layout, store)
        return
    except OutOfStep:
        pass  # which is mended here
    wanted = store.paragraphs.keys()
    try:
        lexical = open_ahead(layout, store)
        held = lexical.keys()
    except (OutOfStep, *UNUSABLE):
        _make_folder(layout)
        discard(layout.lexical)
        layout.lexical.mkdir()
        lexical, held = LexicalIndex.create(layout.lexical), set()
    missing = (row for row in store.paragraphs.indexed_texts() if row[0] not in held)
    lexical.write(missing, sorted(held - wanted), generation=store.generation)
    note_lexical(layout, store)


def _mend_vectors(layout: Layout, store: Store, model: str, dimension: int) -> None:
    try:
        open_vectors(layout, store, dimension, ())
    except OutOfStep:
        if last := store.paragraphs.last_key():
            discard(layout.vectors(last))
        _build_vectors(layout, store, model)


def _make_folder(layout: Layout) -> None:
    if not layout.derived.is_dir():
        discard(layout.derived)
        layout.derived.mkdir()


def sweep(layout: Layout, store: Store) -> None:
    """Delete what is no index of the library's state, such as files of builds that were cut off.

    Only the one writer may call it. Readers go on with the files that they have open.
    """
    kept = {layout.lexical, layout.vectors(last_key(store))}
    for path in layout.derived.iterdir() if layout.derived.is_dir() else ():
        if path not in kept:
            discard(path)


@contextmanager
def _writing_told(layout: Layout) -> Iterator[None]:
    """Say what is wrong where the search indexes cannot be written."""
    try:
        yield
    except UNUSABLE as error:
        raise LibraryDamaged(
            f"{layout.derived}: the search indexes cannot be written ({error}); the documents are "
            f"safe in {layout.database}; free some disk space or make the folder writable"
        ) from error
