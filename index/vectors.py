"""The FAISS index: exact inner product over unit vectors, which is their cosine."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["VectorIndex"]

_BATCH = 4096
_NONE = -1  # what FAISS gives in place of a key where there are no more


class VectorIndex:
    """Nearest paragraphs by vector. A paragraph may have several; its best one counts."""

    def __init__(self, index: Any, windows_per_paragraph: int) -> None:
        self._index = index
        self._windows = windows_per_paragraph

    @classmethod
    def build(cls, path: Path, dimension: int, rows: Iterable[tuple[int, bytes]]) -> None:
        """Write an index file.

        Args:
            path: The file to make.
            dimension: Length of a vector.
            rows: Key of a paragraph and the float32 data of its vectors, row after row.
        """
        import faiss
        import numpy as np

        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        most = 1
        for batch in _batches(rows):
            matrices = [np.frombuffer(data, np.float32).reshape(-1, dimension) for _, data in batch]
            counts = [len(matrix) for matrix in matrices]
            keys = np.repeat(np.array([key for key, _ in batch], np.int64), counts)
            index.add_with_ids(np.concatenate(matrices), keys)
            most = max(most, *counts)
        faiss.write_index(index, str(path))
        path.with_suffix(".windows").write_text(str(most), encoding="ascii")

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Read an index file.

        Raises:
            OSError, ValueError, RuntimeError: It is missing or damaged.
        """
        import faiss

        most = int(path.with_suffix(".windows").read_text(encoding="ascii"))
        return cls(faiss.read_index(str(path)), most)

    @property
    def n_vectors(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def search(
        self, query: "NDArray[np.float32]", k: int, paragraphs: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest paragraphs.

        Args:
            query: A unit vector, shape (dimension,).
            k: How many paragraphs at most.
            paragraphs: Keys of the paragraphs to look among; None for all.

        Returns:
            Key and cosine, best first; of equal ones the smaller key first.
        """
        import faiss
        import numpy as np

        chosen = None
        if paragraphs is not None:
            selector = faiss.IDSelectorBatch(np.array(paragraphs, np.int64))
            chosen = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # as faiss documents it
        # A paragraph takes at most `windows` places, so k of them are within k * windows;
        # fewer are nearly always enough, so the number asked for grows only where needed.
        asked = min(2 * k, self.n_vectors)
        while asked:
            scores, keys = self._index.search(query[None, :], asked, params=chosen)
            best: dict[int, float] = {}
            for key, score in zip(keys[0].tolist(), scores[0].tolist(), strict=True):
                best.setdefault(key, score)
            exhausted = best.pop(_NONE, None) is not None
            if len(best) >= k or exhausted or asked >= min(k * self._windows, self.n_vectors):
                ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
                return ordered[:k]
            asked = min(2 * asked, self.n_vectors)
        return []


def _batches(rows: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
