"""Holding out: every question is measured with settings that were fitted without it.

(Stone 1974, "Cross-Validatory Choice and Assessment of Statistical Predictions", JRSS B 36.)
"""

from typing import TYPE_CHECKING

from eval.intervals import SEED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FOLDS", "split"]

FOLDS = 5


def split(n: int, folds: int, *, seed: int = SEED) -> "tuple[NDArray[np.int64], ...]":
    """Places 0 to n - 1 in parts drawn by chance, alike in size to one.

    Args:
        n: How many questions there are.
        folds: How many parts; no more are made than there are questions.
        seed: Of the random numbers; the same seed gives the same parts.
    """
    import numpy as np

    order = np.random.default_rng(seed).permutation(n)
    return tuple(np.array_split(order, min(folds, n)))
