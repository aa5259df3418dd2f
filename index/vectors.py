"""The FAISS index: inner product over unit vectors, which is their cosine.

Most of it is a file that never changes; what came later is added in memory when it is opened,
so that a new document is searchable without writing the file again. The file is exact for
small libraries, and approximate where an exact search would take too long (`_EXACT`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import LibraryDamaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = Iterable[tuple[int, bytes]]

__all__ = ["VectorIndex", "build"]

_BATCH = 4096
_NONE = -1  # what FAISS gives in place of a key where there are no more
# Up to so many vectors are searched one by one. Beyond, they are parted into lists round
# centroids, 4 * sqrt(n) of them, kept in a byte for each dimension, and only the nearest
# lists are searched. The trade-off is measured in docs/performance.md.
_EXACT = 50_000
_PROBED = 256
_TRAINED_PER_LIST = 40


def build(path: Path, dimension: int, n_vectors: int, rows: "Rows") -> None:
    """Write an index file; it has its name only when it is whole.

    Args:
        path: The file to make.
        dimension: Length of a vector.
        n_vectors: About how many vectors there are; decides how they are searched.
        rows: Key of a paragraph and the float32 data of its vectors, row after row; the keys
            ascend. Read twice if there are many, so it must be a collection then.

    Raises:
        OSError, RuntimeError: The file cannot be written.
    """
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    if n_vectors > _EXACT:
        index = _trained(dimension, n_vectors, rows)
    for keys, matrix in _batches(rows, dimension):
        index.add_with_ids(matrix, keys)
    making = path.with_suffix(".making")
    faiss.write_index(index, str(making))
    making.replace(path)


def _trained(dimension: int, n_vectors: int, rows: "Rows") -> Any:
    """An empty approximate index whose lists fit the vectors."""
    import faiss
    import numpy as np

    n_lists = int(4 * n_vectors**0.5)
    every = max(1, n_vectors // (_TRAINED_PER_LIST * n_lists))
    sample = np.concatenate([matrix[::every] for _, matrix in _batches(rows, dimension)])
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        n_lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.train(sample)
    return index


def _batches(
    rows: "Rows", dimension: int
) -> "Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]":
    """Keys and vectors, some thousands at a time; a paragraph with several has its key for each."""
    import numpy as np

    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        for key, data in batch:
            if not data or len(data) % (4 * dimension):
                raise LibraryDamaged(
                    f"the vectors of paragraph {key} in the library's database are damaged "
                    f"({len(data)} bytes for {dimension} numbers each); run `pincite check`"
                )
        matrices = [np.frombuffer(data, np.float32).reshape(-1, dimension) for _, data in batch]
        counts = [len(matrix) for matrix in matrices]
        yield (
            np.repeat(np.array([key for key, _ in batch], np.int64), counts),
            np.concatenate(matrices),
        )


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """Nearest paragraphs by vector. A paragraph may have several; its best one counts.

    Attributes:
        parts: FAISS indexes whose keys do not overlap: what is in the file, and what came
            later.
    """

    parts: tuple[Any, ...]

    @classmethod
    def open(cls, path: Path | None, dimension: int, later: "Rows") -> "VectorIndex":
        """Read an index file and add what came later.

        Args:
            path: The file; None where there is none yet.
            dimension: Length of a vector.
            later: Key and data of the vectors that are not in the file.

        Raises:
            OSError, ValueError, RuntimeError: The file is missing, damaged, or of vectors of
                another length.
        """
        import faiss

        parts: list[Any] = []
        if path is not None:
            parts.append(faiss.read_index(str(path)))
            if isinstance(parts[0], faiss.IndexIVF):
                parts[0].parallel_mode = 1  # the lists of one query are shared by the cores
            if parts[0].d != dimension:
                raise ValueError(f"its vectors have {parts[0].d} numbers, not {dimension}")
        recent = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for keys, matrix in _batches(later, dimension):
            recent.add_with_ids(matrix, keys)
        return cls((*parts, recent))

    @property
    def approximate(self) -> bool:
        """Whether its cosines are approximate, and a near paragraph may be missed."""
        import faiss

        return any(isinstance(part, faiss.IndexIVF) for part in self.parts)

    @property
    def n_vectors(self) -> int:
        """How many vectors it holds."""
        return sum(int(part.ntotal) for part in self.parts)

    def rescore(self, query: "NDArray[np.float32]", rows: "Rows") -> list[tuple[int, float]]:
        """Exact cosines of some paragraphs.

        Args:
            query: A unit vector, shape (dimension,).
            rows: Key of a paragraph and the float32 data of its vectors.

        Returns:
            Key and cosine, best first; of equal ones the smaller key first.
        """
        best: dict[int, float] = {}
        for keys, matrix in _batches(rows, len(query)):
            for key, score in zip(keys.tolist(), (matrix @ query).tolist(), strict=True):
                best[key] = max(score, best.get(key, -1.0))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))

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
        best: dict[int, float] = {}
        for part in self.parts:
            best |= _nearest(part, query, k, paragraphs)
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:k]


def _nearest(
    part: Any, query: "NDArray[np.float32]", k: int, paragraphs: Sequence[int] | None
) -> dict[int, float]:
    """At least `k` paragraphs of one index with their best cosines, if it has so many."""
    # A paragraph takes as many places as it has windows; two are nearly always enough, so the
    # number asked for grows only where needed.
    asked = min(2 * k, int(part.ntotal))
    parameters = _parameters(part, paragraphs)
    best: dict[int, float] = {}
    while asked:
        scores, keys = part.search(query[None, :], asked, params=parameters)
        best = {}
        for key, score in zip(keys[0].tolist(), scores[0].tolist(), strict=True):
            best.setdefault(key, score)
        exhausted = best.pop(_NONE, None) is not None
        if len(best) >= k or exhausted or asked == part.ntotal:
            break
        asked = min(2 * asked, int(part.ntotal))
    return best


def _parameters(part: Any, paragraphs: Sequence[int] | None) -> Any:
    import faiss
    import numpy as np

    chosen: dict[str, Any] = {}
    if paragraphs is not None:
        chosen["sel"] = faiss.IDSelectorBatch(np.array(paragraphs, np.int64))
    if isinstance(part, faiss.IndexIVF):
        # Few paragraphs may be in any list, and those that are not asked for cost little.
        n_probed = _PROBED if paragraphs is None else part.nlist
        return faiss.SearchParametersIVF(**chosen, nprobe=n_probed)  # type: ignore[call-arg]  # the stubs lack it
    return faiss.SearchParameters(**chosen)
