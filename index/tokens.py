"""The vectors of single tokens: made small, kept, and compared with those of a question.

A model gives a vector for each token besides the one for the whole text. Of those of a
paragraph only the signs of the numbers are kept, a bit each; those of a question are compared
as they are. (Khattab and Zaharia 2020, "ColBERT", SIGIR, for the comparison; Shrivastava and Li
2014, "Asymmetric LSH", NIPS, for comparing full vectors with coarse ones.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["Tokens", "closest", "pack", "spans_of"]


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


def pack(vectors: "Matrix") -> bytes:
    """Token vectors as they are kept: a bit for each number, 1 above 0, row after row.

    Args:
        vectors: Shape (n, d), of any length; each row takes d / 8 bytes, rounded up.
    """
    import numpy as np

    return np.packbits(vectors > 0, axis=1).tobytes()


def closest(question: "Matrix", packed: Sequence[bytes]) -> "Matrix":
    """The best cosine of each token of a question with a token of each text.

    A token of a text is taken for the vector of its signs.

    Args:
        question: Vectors of its tokens, shape (m, d), of any length.
        packed: Token vectors of texts, as `pack` gives them.

    Returns:
        Shape (len(packed), m), in [-1, 1]; 0 for a text without tokens.
    """
    import numpy as np

    n_questions, dimension = question.shape
    best: Matrix = np.zeros((len(packed), n_questions), np.float32)
    width = -(-dimension // 8)
    filled = [place for place, data in enumerate(packed) if data]
    if not filled or not n_questions:
        return best
    ends = np.cumsum([len(packed[place]) // width for place in filled])
    rows = np.frombuffer(b"".join(packed[place] for place in filled), np.uint8)
    bits = np.unpackbits(rows.reshape(-1, width), axis=1, count=dimension)
    signs = bits.astype(np.float32) * 2 - 1
    lengths = np.linalg.norm(question, axis=1, keepdims=True)
    unit = question / np.maximum(lengths, 1e-9)
    cosines = signs @ unit.T / np.sqrt(np.float32(dimension))
    best[filled] = np.maximum.reduceat(cosines, [0, *ends[:-1]], axis=0)
    return best
