"""The second look at the best paragraphs: how closely each word of the question is met.

A paragraph's single vector blurs what it says of many things. Its token vectors are compared
with those of the question one by one. (Khattab and Zaharia 2020, "ColBERT: Efficient and
Effective Passage Search via Contextualized Late Interaction over BERT", SIGIR. The encoder was
not trained for it; so close meetings are weighted up by a power, and the words of the question
by their rarity.)
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from index.lexical import word_stems
from index.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["rescored", "token_weights"]

_WORD = re.compile(r"\w+")


def rescored(
    view: View,
    question: "Vector",
    weights: Sequence[float],
    fused: Mapping[int, float],
    *,
    share: float,
    n: int,
    power: float,
) -> dict[int, float]:
    """Fused scores in which the best paragraphs have been looked at a second time.

    The score of a paragraph is the mean over the question's tokens, by their weights, of
    `max(0, cosine) ** power`, the cosine being that of the token and the nearest one of the
    paragraph. It and the fused score are each brought to mean 0 and deviation 1 over the
    paragraphs that are looked at, and their weighted sum ranks them; those that are not
    looked at stay behind them.

    Args:
        view: The state of the library that was searched.
        question: Vectors of the question's tokens, shape (m, dimension).
        weights: Of each token, from 0.
        fused: Score in [0, 1] by paragraph.
        share: Of this score in the sum, in [0, 1].
        n: How many paragraphs are looked at.
        power: Of the cosines.

    Returns:
        Score in [0, 1] for each paragraph of `fused`. They are its own where the library
        keeps no token vectors of the best, or no token has a weight.
    """
    import numpy as np

    order = sorted(fused, key=lambda key: (-fused[key], key))
    best, rest = order[:n], order[n:]
    if not best or sum(weights) <= 0:
        return dict(fused)
    cosines = view.token_cosines(question, best)
    if cosines is None:
        return dict(fused)
    met = np.maximum(cosines, 0) ** power @ np.asarray(weights) / sum(weights)
    mixed = share * _standard(met) + (1 - share) * _standard(np.array([fused[k] for k in best]))
    # What was looked at takes the scores above those of the rest.
    floor = max((fused[key] for key in rest), default=0.0)
    spread = float(np.ptp(mixed)) or 1.0
    placed = floor + (1 - floor) * (mixed - mixed.min()) / spread
    return {**fused, **dict(zip(best, placed.tolist(), strict=True))}


def _standard(scores: "Vector") -> "Vector":
    import numpy as np

    standard: Vector = (scores - scores.mean()) / max(float(np.std(scores)), 1e-9)
    return standard


def token_weights(view: View, question: str, spans: Sequence[tuple[int, int]]) -> list[float]:
    """How much each token of a question counts: the rarity of its word, shared by its tokens.

    Stop words count nothing.
    """
    weights = [0.0] * len(spans)
    for word in _WORD.finditer(question):
        inside = [
            place
            for place, (start, end) in enumerate(spans)
            if start >= word.start() and end <= word.end()
        ]
        rarity = sum(view.rarity(word_stems(word[0])).values())
        for place in inside:
            weights[place] = rarity / len(inside)
    return weights
