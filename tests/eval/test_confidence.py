"""Risk-coverage and AUROC against figures computed by hand, and against plain counting."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.confidence import (
    RiskPoint,
    area_under_risk_coverage,
    auroc,
    auroc_interval,
    risk_coverage,
    thinned,
)

# Few values, so that ties are many.
confidences = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), min_size=1, max_size=12)
answers = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=12
)


def test_risk_and_coverage_by_hand() -> None:
    assert risk_coverage([0.3, 0.9, 0.6, 0.1], [True, False, True, False]) == (
        RiskPoint(0.9, 0.25, 0.0),
        RiskPoint(0.6, 0.5, 0.5),
        RiskPoint(0.3, 0.75, 2 / 3),
        RiskPoint(0.1, 1.0, 0.5),
    )


def test_equally_confident_questions_are_answered_together() -> None:
    assert risk_coverage([0.9, 0.5, 0.5, 0.5], [True, False, True, False]) == (
        RiskPoint(0.9, 0.25, 1.0),
        RiskPoint(0.5, 1.0, 0.5),
    )


def test_the_area_under_the_curve_by_hand() -> None:
    area = area_under_risk_coverage([0.3, 0.9, 0.6, 0.1], [True, False, True, False])
    assert area == pytest.approx((0 / 1 + 1 / 2 + 2 / 3 + 2 / 4) / 4)
    # All equal: the risk expected of any number of them is that of all.
    assert area_under_risk_coverage([0.5] * 4, [True, False, False, False]) == pytest.approx(0.25)
    assert area_under_risk_coverage([0.9, 0.1], [False, False]) == 0
    assert area_under_risk_coverage([0.9, 0.1], [True, True]) == 1


@given(answers, st.randoms())
def test_the_order_of_the_questions_does_not_matter(
    rows: list[tuple[float, bool]], random: Random
) -> None:
    again = rows.copy()
    random.shuffle(again)
    first, second = (tuple(zip(*each, strict=True)) for each in (rows, again))
    assert risk_coverage(*first) == risk_coverage(*second)
    assert area_under_risk_coverage(*first) == pytest.approx(area_under_risk_coverage(*second))


@given(answers)
def test_the_curve_ends_with_every_question_answered(rows: list[tuple[float, bool]]) -> None:
    *_, last = risk_coverage(*zip(*rows, strict=True))
    assert last.coverage == 1
    assert last.risk == pytest.approx(sum(wrong for _, wrong in rows) / len(rows))


def test_a_long_curve_is_thinned_to_its_percents() -> None:
    points = risk_coverage([n / 5_000 for n in range(5_000)], [n % 3 == 0 for n in range(5_000)])
    few = thinned(points)
    assert 100 <= len(few) <= 101
    assert set(few) <= set(points)
    assert few[-1] == points[-1]
    assert thinned(points[:3]) == points[:1]
    assert thinned(()) == ()


def test_auroc_by_hand() -> None:
    # Of six pairs four are in order, one is equal, one is not.
    assert auroc([0.9, 0.5, 0.4], [0.5, 0.1]) == pytest.approx((4 + 0.5) / 6)
    assert auroc([0.9], [0.1]) == 1
    assert auroc([0.1], [0.9]) == 0
    assert auroc([0.5, 0.5], [0.5]) == 0.5


@given(confidences, confidences)
def test_auroc_is_what_counting_the_pairs_gives(
    answerable: list[float], unanswerable: list[float]
) -> None:
    won = [
        1.0 if first > second else 0.5 if first == second else 0.0
        for first, second in product(answerable, unanswerable)
    ]
    assert auroc(answerable, unanswerable) == pytest.approx(sum(won) / len(won))


def test_the_interval_of_auroc_is_about_it_and_narrows_with_more_questions() -> None:
    answerable, unanswerable = [0.2, 0.5, 0.8, 0.9], [0.1, 0.3, 0.5, 0.6]
    area = auroc(answerable, unanswerable)
    few = auroc_interval(answerable, unanswerable)
    many = auroc_interval(answerable * 50, unanswerable * 50)
    assert 0 <= few[0] < many[0] < area < many[1] < few[1] <= 1
    assert auroc_interval(answerable, unanswerable) == few
