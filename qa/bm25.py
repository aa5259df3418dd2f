"""BM25 with parameters of one's own, for the paragraphs that the lexical search has found.

tantivy's are fixed at k1 = 1.2 and b = 0.75. (Robertson and Zaragoza 2009, "The Probabilistic
Relevance Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.lexical import word_stems
from index.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["BM25", "WordCounts", "count_words"]


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often the m words of a question stand in n paragraphs.

    Attributes:
        frequencies: Shape (n, m).
        lengths: How many words each paragraph has; shape (n,).
        rarity: Inverse document frequency of each word; shape (m,).
    """

    frequencies: "Numbers"
    lengths: "Numbers"
    rarity: "Numbers"

    def of(self, places: Sequence[int]) -> "WordCounts":
        """Those of some of the paragraphs, in their order."""
        chosen = list(places)
        return replace(self, frequencies=self.frequencies[chosen], lengths=self.lengths[chosen])


@dataclass(frozen=True, slots=True)
class BM25:
    """The parameters.

    Attributes:
        k1: The higher, the more a word counts that comes again and again; above 0.
        b: How much long paragraphs are held back, in [0, 1].
        mean_length: How many words a paragraph of the library has on average.
    """

    k1: float
    b: float
    mean_length: float

    def scores(self, counts: WordCounts) -> "Numbers":
        """The sum of `rarity · f · (k1 + 1) / (f + k1 · (1 - b + b · length / mean_length))`.

        Returns:
            Shape (n,).
        """
        relative = 1 - self.b + self.b * counts.lengths / self.mean_length
        often = counts.frequencies
        scores: Numbers = (often * (self.k1 + 1) / (often + self.k1 * relative[:, None])) @ (
            counts.rarity
        )
        return scores


def count_words(view: View, question: str, keys: Sequence[int]) -> WordCounts:
    """Count the words of a question in some paragraphs, as the lexical index holds them."""
    import numpy as np

    rarity = view.rarity(word_stems(question))
    frequencies, lengths = view.word_counts(tuple(rarity), keys)
    return WordCounts(frequencies, lengths, np.array(list(rarity.values())))
