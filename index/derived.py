"""The two search indexes of a library, made from its database and kept in step with it.

The tantivy index is a folder to which each published generation is written, stamped with its
number. The FAISS index is a file of all paragraphs up to some key, which the database names,
and what came later is read from the database when the index is opened. Keys are never used
again, so an index is right if it has the keys that the database has.

The tantivy index is written just before the database commits. A writer that dies in between
leaves it one generation ahead; whoever opens the library next mends that.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from index.errors import LibraryDamaged
from index.hashes import checksum
from index.layout import Layout, discard
from index.lexical import LexicalIndex
from index.store import Store
from index.vectors import VectorIndex
from index.vectors import build as build_vectors

__all__ = ["Derived", "OutOfStep", "adopt", "mend", "publish", "renew_vectors", "sweep"]

# What FAISS, tantivy and the file system raise for a file that is missing or damaged.
_UNUSABLE = (OSError, ValueError, RuntimeError, KeyError, MemoryError)
_META = "meta.json"  # the file of tantivy that names all others
_UNKNOWN = '{"meta.json": 0}'  # no index can be as it was written if none was
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
        last = _last_key(store)
        lexical = _open_lexical(layout, store)
        later = store.vectors.rows(model, after=last)
        vectors = _open_vectors(layout, store, dimension, later)
        return cls(store.generation, vectors, lexical, _n_removed(store))


def _open_lexical(layout: Layout, store: Store) -> LexicalIndex:
    """The word index, if it is as it was written for the generation that `store` sees.

    Raises:
        OutOfStep: It is missing, damaged or of another generation.
    """
    try:
        for name in _changed(layout, store):
            raise OutOfStep(f"{layout.lexical / name} is not as it was written")
        lexical, generation = LexicalIndex.open(layout.lexical), store.generation
        if lexical.generation != generation:
            raise OutOfStep(
                f"the word index is of generation {lexical.generation}, not {generation}"
            )
    except _UNUSABLE as error:
        raise OutOfStep(str(error).strip() or type(error).__name__) from error
    return lexical


def _open_vectors(
    layout: Layout, store: Store, dimension: int, later: Iterable[tuple[int, bytes]]
) -> VectorIndex:
    """The index of the file of vectors and of those that came later.

    Raises:
        OutOfStep: The file is missing or damaged.
    """
    last = _last_key(store)
    path = layout.vectors(last) if last else None
    try:
        # FAISS trusts what it reads, so that a damaged file could end the process.
        if path and checksum(path) != store.number("vectors_checksum"):
            raise OutOfStep(f"{path} is not as it was written")
        return VectorIndex.open(path, dimension, later)
    except _UNUSABLE as error:
        raise OutOfStep(str(error).strip() or type(error).__name__) from error


def _changed(layout: Layout, store: Store) -> Iterator[str]:
    """Names of the files of the word index that are not as they were when it was written."""
    for name, expected in json.loads(store.setting("lexical_files") or _UNKNOWN).items():
        path = layout.lexical / name
        if not path.is_file() or checksum(path) != expected:
            yield name


def _note_lexical(layout: Layout, store: Store) -> None:
    """Record the files of the word index as they are now that it has been written.

    Those that tantivy hides change between its commits, and it does without them.
    """
    files = [path for path in layout.lexical.iterdir() if not path.name.startswith(".")]
    # The small ones first: one of them tells soonest of a writer at work.
    files.sort(key=lambda path: path.stat().st_size)
    store.set_setting("lexical_files", json.dumps({path.name: checksum(path) for path in files}))


def _last_key(store: Store) -> int:
    """The highest key in the file of vectors; 0 where there is no file."""
    return store.number("vectors_last_key") or 0


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
            _note_lexical(layout, store)


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
        path, dimension = layout.vectors(last), store.number("dimension") or 0
        build_vectors(path, dimension, n_paragraphs, store.vectors.rows(model))
        store.set_setting("vectors_checksum", str(checksum(path)))
    store.set_setting("vectors_last_key", str(last))
    store.set_setting("vectors_n_paragraphs", str(n_paragraphs))
    store.set_setting("vectors_n_removed", "0")


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
            _note_lexical(layout, store)
        path = layout.vectors(_last_key(store))
        if path.is_file():
            store.set_setting("vectors_checksum", str(checksum(path)))


def _mend_lexical(layout: Layout, store: Store) -> None:
    """Give the word index the keys that the database has; make it anew if it is damaged."""
    try:
        _open_lexical(layout, store)
        return
    except OutOfStep:
        pass  # which is mended here
    wanted = store.paragraphs.keys()
    try:
        lexical = _open_ahead(layout, store)
        held = lexical.keys()
    except (OutOfStep, *_UNUSABLE):
        _make_folder(layout)
        discard(layout.lexical)
        layout.lexical.mkdir()
        lexical, held = LexicalIndex.create(layout.lexical), set()
    missing = (row for row in store.paragraphs.indexed_texts() if row[0] not in held)
    lexical.write(missing, sorted(held - wanted), generation=store.generation)
    _note_lexical(layout, store)


def _open_ahead(layout: Layout, store: Store) -> LexicalIndex:
    """The word index as a writer leaves it that dies before its database has committed.

    It has written files anew, put one in the place of `meta.json`, which names them, and
    deleted those that it has merged. The others are as they were.

    Raises:
        OutOfStep: It is otherwise than that.
    """
    changed = {name for name in _changed(layout, store) if (layout.lexical / name).exists()}
    if changed - {_META}:
        raise OutOfStep("its files are damaged")
    lexical = LexicalIndex.open(layout.lexical)
    if lexical.generation == store.generation:
        raise OutOfStep(f"{_META} is damaged")
    return lexical


def _mend_vectors(layout: Layout, store: Store, model: str, dimension: int) -> None:
    try:
        _open_vectors(layout, store, dimension, ())
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
    kept = {layout.lexical, layout.vectors(_last_key(store))}
    for path in layout.derived.iterdir() if layout.derived.is_dir() else ():
        if path not in kept:
            discard(path)


@contextmanager
def _writing_told(layout: Layout) -> Iterator[None]:
    """Say what is wrong where the search indexes cannot be written."""
    try:
        yield
    except _UNUSABLE as error:
        raise LibraryDamaged(
            f"{layout.derived}: the search indexes cannot be written ({error}); the documents are "
            f"safe in {layout.database}; free some disk space or make the folder writable"
        ) from error
