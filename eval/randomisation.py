"""Whether two systems differ by more than chance: the paired randomisation test.

If they did not differ, it would be chance which of a question's two values is whose. So the
sign of each question's difference is drawn anew, again and again, and the p-value is how
often the sum of the differences gets as far from 0 as the one that was seen, in either
direction (Fisher 1935; Smucker, Allan and Carterette 2007, "A Comparison of Statistical
Significance Tests for Information Retrieval Evaluation", CIKM).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval.intervals import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DRAWS", "PairedTest", "randomisation_test"]

DRAWS = 100_000
_CHUNK = 1_000
# Sums of the same numbers in another order differ by rounding; such are equal.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class PairedTest:
    """The result of a test.

    Attributes:
        p_value: Two-sided, in (0, 1].
        exact: Whether all signs were gone through, rather than some drawn.
    """

    p_value: float
    exact: bool


def randomisation_test(
    differences: Sequence[float], *, draws: int = DRAWS, seed: int = SEED
) -> PairedTest:
    """Test whether the mean of paired differences is 0.

    Where the questions that differ are so few that there are at most `draws` ways to give
    them signs, all ways are gone through. Else the share of the draws is that of the draws
    and the one that was seen together, so that it is never 0 (Phipson and Smyth 2010).

    Args:
        differences: One for each question.
        draws: How often signs are drawn.
        seed: Of the random numbers; the same seed gives the same p-value.
    """
    import numpy as np

    values = np.asarray(differences, np.float64)
    seen = abs(float(values.sum())) - _ROUNDING * float(np.abs(values).sum())
    values = values[values != 0]  # a sign changes nothing there
    if 2**values.size <= draws:
        return PairedTest(float(np.mean(np.abs(_all_sums(values)) >= seen)), exact=True)
    random = np.random.default_rng(seed)
    n_as_far = 0
    for begin in range(0, draws, _CHUNK):
        shape = min(_CHUNK, draws - begin), values.size
        flipped = random.integers(2, size=shape, dtype=np.int8).astype(np.float64)
        sums = values.sum() - 2 * (flipped @ values)
        n_as_far += int(np.count_nonzero(np.abs(sums) >= seen))
    return PairedTest((n_as_far + 1) / (draws + 1), exact=False)


def _all_sums(values: "NDArray[Any]") -> "NDArray[Any]":
    """The sums of the values with all signs, shape (2 ** len(values),)."""
    import numpy as np

    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums
