"""Bootstrap intervals against the normal approximation and what must hold of any interval."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.intervals import bootstrap_interval


def test_a_share_of_many_questions_has_the_interval_of_the_normal_distribution() -> None:
    low, high = bootstrap_interval([1.0] * 700 + [0.0] * 300)
    error = 1.96 * math.sqrt(0.7 * 0.3 / 1000)
    assert low == pytest.approx(0.7 - error, abs=0.003)
    assert high == pytest.approx(0.7 + error, abs=0.003)


def test_the_seed_decides() -> None:
    values = [0.0, 0.2, 0.9, 1.0]
    assert bootstrap_interval(values) == bootstrap_interval(values)
    assert bootstrap_interval(values, draws=50, seed=1) != bootstrap_interval(
        values, draws=50, seed=2
    )


def test_no_values() -> None:
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_interval_is_within_the_values(values: list[float]) -> None:
    low, high = bootstrap_interval(values, draws=50)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
