"""Holding out: every question is measured with settings that were fitted without it.

(Stone 1974, "Cross-Validatory Choice and Assessment of Statistical Predictions", JRSS B 36.)
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.intervals import SEED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FOLDS", "others", "split"]

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


def others(parts: "Sequence[NDArray[np.int64]]", left_out: int | None) -> "NDArray[np.int64]":
    """The places of all parts but one, or of all, in the order in which they were drawn."""
    import numpy as np

    return np.concatenate([part for number, part in enumerate(parts) if number != left_out])
