"""How far chance may have moved a figure: bootstrap confidence intervals.

The questions of a set are a sample of those that might be asked. Drawing as many of them
with replacement, again and again, shows how the figure varies from sample to sample (Efron
and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13: percentile intervals).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DRAWS", "SEED", "bootstrap_interval", "percentile_interval"]

DRAWS = 2_000
SEED = 20_090_717
_LEVEL = 95  # percent


def bootstrap_interval(
    values: Sequence[float], *, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a mean.

    Args:
        values: One for each question; at least one.
        draws: How many samples are drawn.
        seed: Of the random numbers; the same seed gives the same interval.

    Returns:
        Its lower and its upper end.

    Raises:
        ValueError: There are no values.
    """
    import numpy as np

    if not len(values):
        raise ValueError("no values to draw from")
    drawn = np.asarray(values, np.float64)
    random = np.random.default_rng(seed)
    # One sample at a time: all of them at once are gigabytes for a large set.
    means = [drawn[random.integers(drawn.size, size=drawn.size)].mean() for _ in range(draws)]
    return percentile_interval(np.array(means))


def percentile_interval(figures: "NDArray[Any]") -> tuple[float, float]:
    """The middle 95 % of the figures that the samples gave."""
    import numpy as np

    low, high = np.percentile(figures, ((100 - _LEVEL) / 2, (100 + _LEVEL) / 2))
    return float(low), float(high)
