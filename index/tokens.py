"""The vectors of single tokens: made small, kept, and compared with those of a question.

A model gives a vector for each token besides the one for the whole text. Those of a paragraph
are turned, so that all their numbers say about as much, and of each number only the sign is
kept; those of a question are turned too and compared as they are. (Khattab and Zaharia 2020,
"ColBERT", SIGIR, for the comparison; Gong and others 2013, "Iterative Quantization", IEEE TPAMI
35(12), for signs of turned vectors.)
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.lexical import word_stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["Tokens", "closest", "pack", "spans_of"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text that have a letter or a digit and are no stop words.

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
        Places of those in the text that have a letter or a digit and are no stop word, and
        their spans in the text.
    """
    spans = ((place, start - prompt, end - prompt) for place, (start, end) in enumerate(offsets))
    kept = [
        (place, (start, end))
        for place, start, end in spans
        if start >= 0 and _says_something(text, start, end)
    ]
    return [place for place, _ in kept], tuple(span for _, span in kept)


def _says_something(text: str, start: int, end: int) -> bool:
    if not any(map(str.isalnum, text[start:end])):
        return False
    part = (start > 0 and text[start - 1].isalnum()) or text[end : end + 1].isalnum()
    return part or not _is_stop_word(text[start:end])


@lru_cache(maxsize=100_000)
def _is_stop_word(word: str) -> bool:
    return not word_stems(word)


def pack(vectors: "Matrix") -> bytes:
    """Token vectors as they are kept: a bit for each number, 1 above 0, row after row.

    Args:
        vectors: Shape (n, d), of any length; each row takes d / 8 bytes, rounded up.
    """
    import numpy as np

    return np.packbits(vectors @ _turn(vectors.shape[1]) > 0, axis=1).tobytes()


def closest(question: "Matrix", packed: Sequence[bytes]) -> "tuple[Matrix, NDArray[np.int64]]":
    """The best cosine of each token of a question with a token of each text.

    A token of a text is taken for the vector of its signs; the turning keeps cosines.

    Args:
        question: Vectors of its tokens, shape (m, d), of any length.
        packed: Token vectors of texts, as `pack` gives them.

    Returns:
        Shape (len(packed), m), in [-1, 1]; 0 for a text without tokens. And how many tokens
        each text has, shape (len(packed),).
    """
    import numpy as np

    n_questions, dimension = question.shape
    width = -(-dimension // 8)
    counts = np.array([len(data) // width for data in packed], np.int64)
    best: Matrix = np.zeros((len(packed), n_questions), np.float32)
    if not counts.any() or not n_questions:
        return best, counts
    rows = np.frombuffer(b"".join(packed), np.uint8).reshape(-1, width)
    signs = _signs_of_bytes()[rows].reshape(len(rows), -1)[:, :dimension]
    lengths = np.linalg.norm(question, axis=1, keepdims=True)
    unit = question @ _turn(dimension) / np.maximum(lengths, 1e-9)
    cosines = signs @ unit.T / np.sqrt(np.float32(dimension))
    begins = np.cumsum(counts) - counts
    best[counts > 0] = np.maximum.reduceat(cosines, begins[counts > 0], axis=0)
    return best, counts


@cache
def _signs_of_bytes() -> "Matrix":
    """The eight signs, 1 or -1, that each byte stands for; shape (256, 8)."""
    import numpy as np

    every = np.arange(256, dtype=np.uint8)[:, None]
    signs: Matrix = np.unpackbits(every, axis=1).astype(np.float32) * 2 - 1
    return signs


@cache
def _turn(dimension: int) -> "Matrix":
    """An orthogonal matrix that spreads what single numbers of a vector say over all of them.

    The numbers' signs are changed in a fixed, irregular way, and a discrete cosine transform
    (type II, orthonormal) follows. It must never change: libraries keep what it gives.

    Returns:
        Shape (dimension, dimension); a row vector times it is the turned vector.
    """
    import numpy as np

    signs = [1 - 2 * (hashlib.sha256(b"%d" % n).digest()[0] & 1) for n in range(dimension)]
    places = np.arange(dimension)
    waves = np.cos(np.pi / dimension * np.outer(places + 0.5, places)) * (2 / dimension) ** 0.5
    waves[:, 0] /= 2**0.5
    turn: Matrix = (np.array(signs)[:, None] * waves).astype(np.float32)
    return turn
