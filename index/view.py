"""Searching one unchanging state of a library."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import derived
from index.checked import OutOfStep
from index.derived import Derived
from index.errors import LibraryBusy, LibraryDamaged
from index.filters import Filter, admitted
from index.layout import Layout
from index.lexical import text_stems
from index.model import Document, Paragraph
from index.opening import dimension_of, require_model, writing
from index.store import Store
from index.tokens import closest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Selection", "View", "Views"]

# How long a reader waits for a writer whose indexes are a generation ahead of its database.
_PATIENCE_SECONDS, _PAUSE_SECONDS = 10.0, 0.02


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents and paragraphs that a search is narrowed to, by their keys."""

    documents: frozenset[int]
    paragraphs: tuple[int, ...]


class View:
    """One unchanging state of a library, for the length of a search."""

    def __init__(self, store: Store, indexes: Derived, model: str, repaired: str) -> None:
        self._store = store
        self._model = model
        self._indexes = indexes
        self.repaired = repaired

    def select(self, filters: Sequence[Filter]) -> Selection | None:
        """What a search is narrowed to; None, for everything, without filters.

        Raises:
            InputError: No document is left.
        """
        if not filters:
            return None
        documents = admitted(filters, self._store.documents.all())
        return Selection(documents, tuple(self._store.paragraphs.keys_of(documents)))

    def nearest(
        self, vector: "NDArray[np.float32]", k: int, within: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Keys and cosines of the paragraphs nearest to a vector, best first."""
        chosen = within.paragraphs if within else None
        vectors, asked = self._indexes.vectors, k
        while True:
            found = vectors.search(vector, asked, chosen)
            kept = found
            if self._indexes.n_removed:
                living = self._store.paragraphs.existing([key for key, _ in found])
                kept = [(key, score) for key, score in found if key in living]
            if len(kept) >= k or len(found) < asked:
                break
            asked *= 2
        if vectors.approximate:
            rows = self._store.vectors.of(self._model, [key for key, _ in kept])
            kept = vectors.rescore(vector, rows)
        return kept[:k]

    def matching(
        self, text: str, k: int, within: Selection | None = None
    ) -> list[tuple[int, float]]:
        """Keys and BM25 scores of the paragraphs that match the words best, best first."""
        with _damage_told():
            return self._indexes.lexical.search(text, k, within.documents if within else None)

    def rarity(self, stems: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of stems: `ln(1 + (N - n + 0.5) / (n + 0.5))`, as in BM25."""
        import math

        lexical = self._indexes.lexical
        total = lexical.n_paragraphs
        with _damage_told():
            held = {stem: lexical.document_frequency(stem) for stem in stems}
        return {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in held.items()}

    def token_cosines(
        self, question: "NDArray[np.float32]", keys: Sequence[int]
    ) -> "tuple[NDArray[np.float32], NDArray[np.int64]] | None":
        """The best cosine of each token of a question with a token of each paragraph.

        Args:
            question: Vectors of its tokens, shape (m, dimension).
            keys: The paragraphs.

        Returns:
            Shape (len(keys), m), and how many tokens each paragraph has; None where the library
            does not have the token vectors of all of them.
        """
        packed = dict(self._store.tokens.of(self._model, list(keys)))
        if len(packed) < len(keys):
            return None
        return closest(question, [packed[key] for key in keys])

    def word_counts(
        self, stems: Sequence[str], keys: Sequence[int]
    ) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """How often stems stand in what the lexical index holds of paragraphs.

        Returns:
            Shape (len(keys), len(stems)), and how many words each paragraph has.
        """
        import numpy as np

        rows = {key: row for row, key in enumerate(keys)}
        columns = {stem: column for column, stem in enumerate(stems)}
        counts, lengths = np.zeros((len(rows), len(columns))), np.zeros(len(rows))
        for key, _, text in self._store.paragraphs.indexed_texts_of(list(keys)):
            words = text_stems(text)
            lengths[rows[key]] = len(words)
            for word in words:
                if word in columns:
                    counts[rows[key], columns[word]] += 1
        return counts, lengths

    def mean_length(self) -> float:
        """How many words the lexical index holds of a paragraph on average; reads them all."""
        lengths = [len(text_stems(text)) for _, _, text in self._store.paragraphs.indexed_texts()]
        return sum(lengths) / len(lengths)

    def document(self, doc_id: str) -> Document | None:
        """A document; None if there is none by that id."""
        return self._store.documents.get(doc_id)

    def paragraphs_of(self, doc_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a document, in order; none if the library does not hold it."""
        return self._store.paragraphs.of(doc_id)

    def keys_of(self, places: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """The keys of paragraphs by document and label, of those that are there."""
        return self._store.paragraphs.keys_at(places)

    def paragraphs(self, keys: Sequence[int]) -> Mapping[int, Paragraph]:
        """Paragraphs by key."""
        return self._store.paragraphs.by_key(list(keys))


@contextmanager
def _damage_told() -> Iterator[None]:
    """Say that the word index was damaged since it was opened, when it was whole."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise LibraryDamaged(
            f"the word index was damaged while it was in use ({error}); ask again, and it is "
            f"made anew from the documents"
        ) from error


class Views:
    """Views of a library, one at a time; its search indexes stay open between them."""

    def __init__(self, layout: Layout, store: Store, model: str) -> None:
        """Views for one connection.

        Args:
            layout: Where the library is.
            store: A reader's connection.
            model: Identity of the encoder.
        """
        self._layout, self._store, self._model = layout, store, model
        self._indexes: Derived | None = None

    @contextmanager
    def one(self) -> Iterator[View]:
        """A view of what is the newest state now; `Library.view` tells the rest."""
        repaired = ""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with self._store.transaction(write=False):
                    indexes = self._current_indexes()
                    yield View(self._store, indexes, self._model, repaired)
                    return
            except LibraryDamaged:
                self.forget_indexes()
                raise
            except OutOfStep as error:
                # Either a writer is about to commit, or one has died before it could.
                mended = self._mended()
                repaired = mended or repaired
                if not mended and time.monotonic() > deadline:
                    raise LibraryBusy(
                        f"{self._layout.folder}: the search indexes cannot be used ({error}), and "
                        f"another process is writing the library; try again when it is done"
                    ) from error

    def forget_indexes(self) -> None:
        """Open the search indexes anew for the next view."""
        self._indexes = None

    def _current_indexes(self) -> Derived:
        """The indexes of the generation that the reader's transaction sees."""
        generation = self._store.generation
        if self._indexes is None or self._indexes.generation != generation:
            require_model(self._layout, self._store, self._model)
            dimension = dimension_of(self._layout, self._store)
            self._indexes = Derived.open(self._layout, self._store, self._model, dimension)
        return self._indexes

    def _mended(self) -> str:
        """What had to be mended of the indexes; empty if a writer is at work, or nothing had."""
        try:
            with writing(self._layout, self._model) as store:
                return derived.mend(
                    self._layout, store, self._model, dimension_of(self._layout, store)
                )
        except LibraryBusy:
            time.sleep(_PAUSE_SECONDS)
            return ""
