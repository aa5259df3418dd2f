"""A confidence that is fitted to the questions of a library."""

from dataclasses import replace

import numpy as np
import pytest

from eval.tuning.confidence import confidences_of, fit_confidence
from eval.tuning.threshold import FittedThreshold, mistakes
from qa.confidence import ConfidenceModel, Logistic, Signals, usual_confidence

PLAIN = Signals(0.5, 0.5, 0.5, 1.0, 1.0, 1.0)


def drawn(n: int, seed: int, **means: float) -> list[Signals | None]:
    """Signals about the plain ones, moved by what is named."""
    random = np.random.default_rng(seed)
    return [
        replace(PLAIN, **{name: mean + random.normal(0, 0.05) for name, mean in means.items()})
        for _ in range(n)
    ]


def fit(
    answerable: list[Signals | None], unanswerable: list[Signals | None], folds: int = 5
) -> FittedThreshold:
    start = usual_confidence()
    first, second = (
        [start.probability(s) if s else 0.0 for s in group] for group in (answerable, unanswerable)
    )
    usual = mistakes(first, second, 0.5)
    return fit_confidence(answerable, unanswerable, start=start, usual=usual, folds=folds)


def test_it_learns_which_signal_tells_the_questions_of_a_library_apart() -> None:
    # In this library the unanswerable ones are those that match best.
    fitted = fit(drawn(300, 1, sentence=0.4, late=0.4), drawn(300, 2, sentence=0.6, late=0.6))
    assert fitted.usual.mean >= 0.5
    assert fitted.held_out.mean < 0.1
    assert fitted.better
    assert fitted.confidence is not None
    low, high = replace(PLAIN, sentence=0.4, late=0.4), replace(PLAIN, sentence=0.6, late=0.6)
    assert fitted.confidence.probability(low) > fitted.confidence.probability(high)


def test_few_questions_move_it_little() -> None:
    moved = {}
    for n in (4, 2000):
        fitted = fit(drawn(n, 3, late=0.4), drawn(n, 4, late=0.5), folds=2).confidence
        assert fitted is not None
        usual = usual_confidence()
        pairs = ((fitted.subject, usual.subject), (fitted.statement, usual.statement))
        away = [np.subtract(now.weights, before.weights) for now, before in pairs]
        moved[n] = float(np.linalg.norm(away))
    assert moved[4] < moved[2000] / 2


def test_how_many_of_each_kind_there_are_does_not_lean_it_to_one_side() -> None:
    many = fit(drawn(900, 5, late=0.7), drawn(30, 6, late=0.5))
    assert many.held_out.answerable_refused < 0.1
    assert many.held_out.unanswerable_answered < 0.1


def test_a_question_for_which_nothing_was_found_is_not_answered() -> None:
    part = Logistic(1.0, (1.0,) * 6)
    model = ConfidenceModel(part, part)
    rows = np.array([[0.5] * 6, [np.nan] * 6])
    assert confidences_of(model, rows).tolist() == pytest.approx([0.982**2, 0.0], abs=1e-3)
    fitted = fit([*drawn(30, 7, late=0.7), None], [*drawn(30, 8, late=0.5), None])
    assert (fitted.n_answerable, fitted.n_unanswerable) == (31, 31)
    assert fitted.held_out.answerable_refused < 0.1
