"""The files of the search indexes, opened only if they are as they were written.

The database has a checksum of each. FAISS and tantivy trust what they read: of a damaged file
they may make wrong results, or end the process.
"""

import json
from collections.abc import Iterable, Iterator

from index.hashes import checksum
from index.layout import Layout
from index.lexical import LexicalIndex
from index.store import Store
from index.vectors import VectorIndex

__all__ = [
    "UNUSABLE",
    "OutOfStep",
    "last_key",
    "note_lexical",
    "note_vectors",
    "open_ahead",
    "open_lexical",
    "open_vectors",
]

# What FAISS, tantivy and the file system raise for a file that is missing or damaged.
UNUSABLE = (OSError, ValueError, RuntimeError, KeyError, MemoryError)
_META = "meta.json"  # the file of tantivy that names all others
_UNKNOWN = '{"meta.json": 0}'  # no index can be as it was written if none was


class OutOfStep(Exception):
    """The indexes are missing, damaged, or not those of the generation that is read.

    No user sees it: the library mends them, or waits for the writer that is at it.
    """


def open_lexical(layout: Layout, store: Store) -> LexicalIndex:
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
    except UNUSABLE as error:
        raise OutOfStep(str(error).strip() or type(error).__name__) from error
    return lexical


def open_ahead(layout: Layout, store: Store) -> LexicalIndex:
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


def open_vectors(
    layout: Layout, store: Store, dimension: int, later: Iterable[tuple[int, bytes]]
) -> VectorIndex:
    """The index of the file of vectors and of those that came later.

    Raises:
        OutOfStep: The file is missing or damaged.
    """
    last = last_key(store)
    path = layout.vectors(last) if last else None
    try:
        # FAISS trusts what it reads, so that a damaged file could end the process.
        if path and checksum(path) != store.number("vectors_checksum"):
            raise OutOfStep(f"{path} is not as it was written")
        return VectorIndex.open(path, dimension, later)
    except UNUSABLE as error:
        raise OutOfStep(str(error).strip() or type(error).__name__) from error


def _changed(layout: Layout, store: Store) -> Iterator[str]:
    """Names of the files of the word index that are not as they were when it was written."""
    for name, expected in json.loads(store.setting("lexical_files") or _UNKNOWN).items():
        path = layout.lexical / name
        if not path.is_file() or checksum(path) != expected:
            yield name


def note_lexical(layout: Layout, store: Store) -> None:
    """Record the files of the word index as they are now that it has been written.

    Those that tantivy hides change between its commits, and it does without them.
    """
    files = [path for path in layout.lexical.iterdir() if not path.name.startswith(".")]
    # The small ones first: one of them tells soonest of a writer at work.
    files.sort(key=lambda path: path.stat().st_size)
    store.set_setting("lexical_files", json.dumps({path.name: checksum(path) for path in files}))


def note_vectors(layout: Layout, store: Store) -> None:
    """Record the file of vectors as it is now that it has been written."""
    path = layout.vectors(last_key(store))
    store.set_setting("vectors_checksum", str(checksum(path)))


def last_key(store: Store) -> int:
    """The highest key in the file of vectors; 0 where there is no file."""
    return store.number("vectors_last_key") or 0
