import pytest

from eval.tuning.threshold import Mistakes, fit_threshold


def test_the_threshold_is_in_the_middle_of_what_parts_the_two_kinds() -> None:
    fitted = fit_threshold([0.30, 0.35] * 20, [0.10, 0.20] * 20, usual=0.5, folds=5)
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
        fitted = fit_threshold(answerable, unanswerable, usual=0.5, folds=2)
        assert fitted.threshold == pytest.approx(0.55)


def test_mistakes_are_of_questions_that_the_fit_did_not_see() -> None:
    # One value each, and the kinds alternate: seen, the best threshold would get half right
    # at least; held out, it gets its own question wrong more often.
    answerable = [n / 100 for n in range(1, 99, 2)]
    unanswerable = [n / 100 for n in range(2, 100, 2)]
    fitted = fit_threshold(answerable, unanswerable, usual=0.5, folds=7)
    assert fitted.held_out.mean >= 0.49
    assert fitted.usual.mean == pytest.approx(0.5, abs=0.02)


def test_no_better_than_usual_is_said() -> None:
    fitted = fit_threshold([0.8] * 10, [0.2] * 10, usual=0.5, folds=5)
    assert fitted.usual == fitted.held_out == Mistakes(0.0, 0.0)
    assert not fitted.better
