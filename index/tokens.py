"""The vectors of single tokens: made small, kept, and compared with those of a question.

A model gives a vector for each token besides the one for the whole text. Those of a paragraph
are projected to fewer dimensions and kept as bytes; only their directions count, so nothing
else needs to be kept. (Khattab and Zaharia 2020, "ColBERT", SIGIR, for the comparison; here the
encoder was not trained for it.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["DIMENSION", "Tokens", "closest", "fit_projection", "pack", "spans_of"]

DIMENSION = 64
"""How many numbers, a byte each, are kept of a token."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text that have a letter or a digit.

    Attributes:
        spans: Where each stands in the text, (start, end).
        vectors: Shape (number of tokens, dimension of the encoder), of any length.
    """

    spans: tuple[tuple[int, int], ...]
    vectors: "Matrix"


def spans_of(
    text: str, offsets: Sequence[tuple[int, int]], prompt: int
) -> tuple[list[int], tuple[tuple[int, int], ...]]:
    """Which tokens of a text count, and where they stand.

    Args:
        text: The text.
        offsets: Of all tokens in the prompt and the text together, (start, end); those that
            stand for nothing in it, such as `[CLS]`, are empty.
        prompt: How many characters the prompt has.

    Returns:
        Places of those in the text that have a letter or a digit, and their spans in the text.
    """
    kept = [
        (place, (start - prompt, end - prompt))
        for place, (start, end) in enumerate(offsets)
        if start >= prompt and any(map(str.isalnum, text[start - prompt : end - prompt]))
    ]
    return [place for place, _ in kept], tuple(span for _, span in kept)


def fit_projection(vectors: "Matrix") -> "Matrix":
    """The directions in which vectors differ most: principal components, not centred.

    Args:
        vectors: Shape (n, d), of any length.

    Returns:
        Shape (d, `DIMENSION`), or (d, d) where d is less; its columns are orthonormal.
    """
    import numpy as np

    unit = _unit(vectors)
    _, directions = np.linalg.eigh(unit.T @ unit)  # in ascending order
    return np.ascontiguousarray(directions[:, ::-1][:, :DIMENSION], np.float32)


def pack(vectors: "Matrix", projection: "Matrix") -> bytes:
    """Token vectors as they are kept: a byte for each number, row after row.

    Args:
        vectors: Shape (n, d), of any length.
        projection: As `fit_projection` gives it.
    """
    import numpy as np

    projected = vectors @ projection
    most = np.abs(projected).max(axis=1, keepdims=True, initial=1e-9)
    packed: bytes = np.rint(projected * (127 / most)).astype(np.int8).tobytes()
    return packed


def closest(question: "Matrix", projection: "Matrix", packed: Sequence[bytes]) -> "Matrix":
    """The best cosine of each token of a question with a token of each text.

    Args:
        question: Vectors of its tokens, shape (m, d).
        projection: The one that the texts were packed with.
        packed: Token vectors of texts, as `pack` gives them.

    Returns:
        Shape (len(packed), m), in [-1, 1]; 0 for a text without tokens.
    """
    import numpy as np

    best: Matrix = np.zeros((len(packed), len(question)), np.float32)
    parts = [np.frombuffer(data, np.int8).reshape(-1, projection.shape[1]) for data in packed]
    filled = [place for place, part in enumerate(parts) if len(part)]
    if not filled or not len(question):
        return best
    begins = np.cumsum([0, *(len(parts[place]) for place in filled)])[:-1]
    tokens = np.concatenate([parts[place] for place in filled]).astype(np.float32)
    cosines = _unit(tokens) @ _unit(question @ projection).T
    best[filled] = np.maximum.reduceat(cosines, begins, axis=0)
    return best


def _unit(vectors: "Matrix") -> "Matrix":
    import numpy as np

    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
