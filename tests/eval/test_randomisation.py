"""The paired randomisation test against p-values counted by hand, and another's."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.randomisation import PairedTest, randomisation_test


def test_p_values_by_hand() -> None:
    # Of the eight ways to sign 1, 2 and 3, two have a sum as far from 0 as 6: all plus, all minus.
    assert randomisation_test([1, 2, 3]) == PairedTest(2 / 8, exact=True)
    # As far as |1 + 2 - 3| = 0 are all of them.
    assert randomisation_test([1, 2, -3]).p_value == 1
    # |−1 + 2 + 3| = 4 or more: ±(1+2+3) and ±(−1+2+3).
    assert randomisation_test([-1, 2, 3]).p_value == 4 / 8
    assert randomisation_test([0.25]).p_value == 1


def test_questions_without_a_difference_change_nothing() -> None:
    assert randomisation_test([0, 0, 0]) == PairedTest(1.0, exact=True)
    assert randomisation_test([0, 1, 0, 2, 3, 0]) == randomisation_test([1, 2, 3])


differences = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, -0.1, -0.3, 1 / 3]), max_size=9)


@given(differences)
def test_it_goes_through_all_signs(values: list[float]) -> None:
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, values, strict=True)))
        for signs in itertools.product((1, -1), repeat=len(values))
    ]
    share = sum(each >= abs(sum(values)) - 1e-9 for each in sums) / len(sums)
    found = randomisation_test(values)
    assert found.exact
    assert found.p_value == pytest.approx(share)


@given(differences, st.permutations(range(9)))
def test_neither_order_nor_direction_matters(values: list[float], order: list[int]) -> None:
    p_value = randomisation_test(values).p_value
    assert 0 < p_value <= 1
    assert randomisation_test([-value for value in values]).p_value == p_value
    shuffled = [values[place] for place in order if place < len(values)]
    assert randomisation_test(shuffled).p_value == pytest.approx(p_value)


def test_draws_come_near_the_exact_value_and_are_repeatable() -> None:
    values = np.random.default_rng(5).normal(0.3, 1, size=14).tolist()
    exact, drawn = randomisation_test(values), randomisation_test(values, draws=10_000)
    assert (exact.exact, drawn.exact) == (True, False)
    # Four standard errors of a share of 10,000 draws.
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * 0.5 / 100)
    assert randomisation_test(values, draws=10_000) == drawn
    assert randomisation_test(values, draws=10_000, seed=1) != drawn


def test_a_drawn_p_value_is_never_zero() -> None:
    assert randomisation_test([1.0] * 60, draws=9_999).p_value == 1 / 10_000


@pytest.mark.parametrize(("n", "mean"), [(12, 0.4), (300, 0.05), (300, 0.2)])
def test_it_agrees_with_scipy(n: int, mean: float) -> None:
    from scipy.stats import permutation_test

    values = np.random.default_rng(n).normal(mean, 1, size=n)
    theirs = permutation_test(
        (values,),
        lambda x, axis: x.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(7),
    )
    assert randomisation_test(values.tolist()).p_value == pytest.approx(theirs.pvalue, abs=0.012)
