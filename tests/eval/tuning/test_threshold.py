import random

import pytest

from eval.tuning.threshold import FittedThreshold, Mistakes, fit_threshold, mistakes


def fit(answerable: list[float], unanswerable: list[float], folds: int) -> FittedThreshold:
    usual = mistakes(answerable, unanswerable, 0.5)
    return fit_threshold(answerable, unanswerable, usual=usual, folds=folds)


def test_the_threshold_is_in_the_middle_of_what_parts_the_two_kinds() -> None:
    fitted = fit([0.30, 0.35] * 20, [0.10, 0.20] * 20, folds=5)
    assert fitted.threshold == pytest.approx(0.25)
    assert fitted.usual == Mistakes(answerable_refused=1.0, unanswerable_answered=0.0)
    assert fitted.held_out == Mistakes(0.0, 0.0)
    assert fitted.better


def test_how_many_of_each_kind_there_are_does_not_move_it() -> None:
    # 1 of 10 answerable questions lies among the others: refusing it costs a tenth, but so does
    # answering 1 of 10 of the others, however many tens there are.
    answerable = [0.15] + [0.9] * 9
    for times in (1, 30):
        unanswerable = [0.1] * 7 * times + [0.2] * 3 * times
        fitted = fit(answerable, unanswerable, folds=2)
        assert fitted.threshold == pytest.approx(0.55)


def test_mistakes_are_of_questions_that_the_fit_did_not_see() -> None:
    # One value each, and the kinds alternate: seen, the best threshold would get half right
    # at least; held out, it gets its own question wrong more often.
    answerable = [n / 100 for n in range(1, 99, 2)]
    unanswerable = [n / 100 for n in range(2, 100, 2)]
    fitted = fit(answerable, unanswerable, folds=7)
    assert fitted.held_out.mean >= 0.49
    assert fitted.usual.mean == pytest.approx(0.5, abs=0.02)


def test_no_better_than_usual_is_said() -> None:
    fitted = fit([0.8] * 10, [0.2] * 10, folds=5)
    assert fitted.usual == fitted.held_out == Mistakes(0.0, 0.0)
    assert not fitted.better


def test_no_more_parts_are_made_than_there_are_questions_of_a_kind() -> None:
    # Chance: a question that nobody held out would count as right.
    drawn = random.Random(5)
    answerable, unanswerable = ([drawn.random() for _ in range(n)] for n in (200, 20))
    fewer, more = fit(answerable, unanswerable, folds=20), fit(answerable, unanswerable, folds=150)
    assert more == fewer
    assert (more.folds, more.better) == (20, more.held_out.mean < more.usual.mean)
    assert more.held_out.mean > 0.4
