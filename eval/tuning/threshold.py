"""Fitting the confidence from which an answer is given.

The best threshold is the one with the highest sum of two shares: of the answerable questions
that are answered, and of the unanswerable ones that are not (Youden 1950, "Index for Rating
Diagnostic Tests", Cancer 3). So it does not depend on how many of each a set happens to have.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.tuning.folds import split
from qa.confidence import ConfidenceModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Confidences = NDArray[np.float64]
    Groups = tuple[Confidences, Confidences]
    Margins = Callable[[Confidences], Confidences]

__all__ = [
    "FittedThreshold",
    "Mistakes",
    "best_threshold",
    "fit_threshold",
    "held_out_mistakes",
    "mistakes",
]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What a threshold gets wrong.

    Attributes:
        answerable_refused: Share of the answerable questions that are refused.
        unanswerable_answered: Share of the unanswerable ones that are answered.
    """

    answerable_refused: float
    unanswerable_answered: float

    @property
    def mean(self) -> float:
        """Of the two shares: 1 less the balanced accuracy."""
        return (self.answerable_refused + self.unanswerable_answered) / 2


@dataclass(frozen=True, slots=True)
class FittedThreshold:
    """A threshold that was fitted on all questions, and what such a fit brings to others.

    Attributes:
        threshold: The least confidence with which an answer is given.
        n_answerable: On how many answerable questions it was fitted.
        n_unanswerable: On how many unanswerable ones.
        usual: Mistakes of the usual threshold.
        held_out: Mistakes where each question has a threshold fitted on the other folds.
        folds: In how many parts they were held out.
        confidence: How sure an answer is, if that was fitted too; None for the usual.
    """

    threshold: float
    n_answerable: int
    n_unanswerable: int
    usual: Mistakes
    held_out: Mistakes
    folds: int
    confidence: ConfidenceModel | None = None

    @property
    def better(self) -> bool:
        """Whether it makes fewer mistakes than the usual one."""
        return self.held_out.mean < self.usual.mean


def fit_threshold(
    answerable: Sequence[float], unanswerable: Sequence[float], *, usual: Mistakes, folds: int
) -> FittedThreshold:
    """Fit the threshold on the confidences of drafts.

    Args:
        answerable: Confidences of answerable questions; at least 2.
        unanswerable: Those of unanswerable ones; at least 2.
        usual: What it is compared with.
        folds: In how many parts the questions are held out in turn; no more are made than
            there are questions of either kind.
    """
    import numpy as np

    groups = np.array(answerable), np.array(unanswerable)
    folds = min(folds, *map(len, groups))

    def margins(first: "Confidences", second: "Confidences") -> "Margins":
        threshold = best_threshold(first, second)
        return lambda confidences: confidences - threshold

    return FittedThreshold(
        threshold=best_threshold(*groups),
        n_answerable=len(answerable),
        n_unanswerable=len(unanswerable),
        usual=usual,
        held_out=held_out_mistakes(groups, folds, margins),
        folds=folds,
    )


def held_out_mistakes(
    groups: "Groups", folds: int, fit: "Callable[[Confidences, Confidences], Margins]"
) -> Mistakes:
    """What is wrong of questions that are held out of a fit in turn.

    Args:
        groups: Something of each answerable question, a row each, and of each unanswerable one.
        folds: In how many parts; no more than there are questions of either kind.
        fit: From rows of both kinds, gives what tells of other rows by how much their
            confidence is above the threshold.
    """
    import numpy as np

    parts = [split(len(group), folds) for group in groups]
    above = [np.full(len(group), np.nan) for group in groups]
    for fold in range(folds):
        held = [part[fold] for part in parts]
        first, second = (
            np.delete(group, rows, axis=0) for group, rows in zip(groups, held, strict=True)
        )
        margins = fit(first, second)
        for group, rows, over in zip(groups, held, above, strict=True):
            over[rows] = margins(group[rows])
    return _mistakes(*above)


def mistakes(
    answerable: Sequence[float], unanswerable: Sequence[float], threshold: float
) -> Mistakes:
    """What a threshold gets wrong of questions with these confidences."""
    import numpy as np

    return _mistakes(np.array(answerable) - threshold, np.array(unanswerable) - threshold)


def _mistakes(answerable: "Confidences", unanswerable: "Confidences") -> Mistakes:
    """What is wrong if what is at least 0 is answered."""
    return Mistakes(float((answerable < 0).mean()), float((unanswerable >= 0).mean()))


def best_threshold(answerable: "Confidences", unanswerable: "Confidences") -> float:
    """The threshold with the fewest mistakes; of equally good ones the middle of the widest gap."""
    import numpy as np

    values = np.unique(np.concatenate([[0.0], answerable, unanswerable, [1.0]]))
    between = (values[1:] + values[:-1]) / 2
    refused = np.searchsorted(np.sort(answerable), between) / len(answerable)
    answered = 1 - np.searchsorted(np.sort(unanswerable), between) / len(unanswerable)
    wrong = refused + answered
    fewest = np.flatnonzero(wrong <= wrong.min() + 1e-9)
    return float(between[fewest[np.argmax(np.diff(values)[fewest])]])
