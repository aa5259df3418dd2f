"""Fitting how sure an answer is, from the signals of a library's own questions.

The usual weights are where it starts, and it stays near them: of all weights those are taken that
make the questions' kinds most probable, with a Gaussian prior about the usual ones (logistic
regression, maximum a posteriori), both kinds counting alike. So few questions move it little.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

from eval.tuning.threshold import FittedThreshold, Mistakes, best_threshold, held_out_mistakes
from qa.confidence import SIGNALS, ConfidenceModel, Logistic, Signals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float64]

__all__ = ["confidences_of", "fit_confidence"]

_DEVIATION = 3.0  # of the prior about each weight; the usual ones are of about that size


def fit_confidence(
    answerable: Sequence[Signals | None],
    unanswerable: Sequence[Signals | None],
    *,
    start: ConfidenceModel,
    usual: Mistakes,
    folds: int,
) -> FittedThreshold:
    """Fit the weights of the signals, and the threshold with them.

    Args:
        answerable: Signals of answerable questions; None where nothing is found. At least 2.
        unanswerable: Those of unanswerable ones; at least 2.
        start: The usual weights.
        usual: Mistakes of the usual confidence at the usual threshold.
        folds: In how many parts the questions are held out in turn.
    """
    groups = _rows(answerable), _rows(unanswerable)
    folds = min(folds, *map(len, groups))

    def fitted(first: "Rows", second: "Rows") -> tuple[ConfidenceModel, float]:
        model = _refit(start, first, second)
        return model, best_threshold(confidences_of(model, first), confidences_of(model, second))

    def margins(first: "Rows", second: "Rows") -> "Callable[[Rows], Rows]":
        model, threshold = fitted(first, second)
        return lambda rows: confidences_of(model, rows) - threshold

    model, threshold = fitted(*groups)
    return FittedThreshold(
        threshold=threshold,
        n_answerable=len(answerable),
        n_unanswerable=len(unanswerable),
        usual=usual,
        held_out=held_out_mistakes(groups, folds, margins),
        folds=folds,
        confidence=model,
    )


def confidences_of(model: ConfidenceModel, rows: "Rows") -> "Rows":
    """The confidence of each row of signals; 0 where nothing was found."""
    return _product(_parameters(model), _with_ones(rows))


def _product(parameters: "Rows", x: "Rows") -> "Rows":
    """The product of the two logistic models whose parameters are the rows, shape (n,)."""
    import numpy as np

    logits = np.nan_to_num(x @ parameters.T, nan=-500.0)
    told: Rows = (1 / (1 + np.exp(-np.clip(logits, -500, 500)))).prod(axis=1)
    return told


def _parameters(model: ConfidenceModel) -> "Rows":
    import numpy as np

    parts = (model.subject, model.statement)
    return np.array([(part.intercept, *part.weights) for part in parts], np.float64)


def _with_ones(rows: "Rows") -> "Rows":
    import numpy as np

    return np.concatenate([np.ones((len(rows), 1)), rows], axis=1)


def _rows(signals: Sequence[Signals | None]) -> "Rows":
    """A row of each question's signals, shape (n, number of signals); NaN for none."""
    import numpy as np

    return np.array([astuple(s) if s else (np.nan,) * len(SIGNALS) for s in signals], np.float64)


def _refit(start: ConfidenceModel, answerable: "Rows", unanswerable: "Rows") -> ConfidenceModel:
    """The weights that explain the questions best, near those that it starts from."""
    import numpy as np
    from scipy.optimize import minimize

    groups = [group[~np.isnan(group).any(axis=1)] for group in (answerable, unanswerable)]
    x = _with_ones(np.concatenate(groups))
    n_first = len(groups[0])
    # Each kind counts half of all the questions.
    weight = np.repeat(
        [len(x) / 2 / max(len(group), 1) for group in groups], list(map(len, groups))
    )
    before = _parameters(start)

    def loss(flat: "Rows") -> float:
        parameters = flat.reshape(before.shape)
        told = np.clip(_product(parameters, x), 1e-12, 1 - 1e-12)
        right = np.concatenate([told[:n_first], 1 - told[n_first:]])
        away = (parameters - before) / _DEVIATION
        return float(-(weight @ np.log(right)) + (away * away).sum() / 2)

    fitted = minimize(loss, before.ravel(), method="L-BFGS-B").x.reshape(before.shape).tolist()
    subject, statement = (Logistic(first, tuple(rest)) for first, *rest in fitted)
    return ConfidenceModel(subject, statement)
