from hypothesis import given
from hypothesis import strategies as st

from eval.tuning.folds import split


@given(st.integers(2, 200), st.integers(2, 20))
def test_every_place_is_held_out_once_in_parts_alike_in_size(n: int, folds: int) -> None:
    parts = split(n, folds)
    assert len(parts) == min(n, folds)
    assert sorted(place for part in parts for place in part) == list(range(n))
    assert {len(part) for part in parts} <= {n // len(parts), n // len(parts) + 1}


def test_the_same_seed_draws_the_same_parts() -> None:
    first, second = (([*map(int, part)] for part in split(50, 5)) for _ in range(2))
    assert list(first) == list(second)
    assert [*map(int, split(50, 5)[0])] != list(range(10)), "drawn, not cut from a sorted set"
