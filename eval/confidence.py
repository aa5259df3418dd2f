"""Whether confidence is worth anything: does it fall where answers are wrong?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from eval.intervals import DRAWS, SEED, percentile_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "RiskPoint",
    "area_under_risk_coverage",
    "auroc",
    "auroc_interval",
    "risk_coverage",
    "thinned",
]

_N_POINTS = 100


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of answering the questions whose confidence is at least some value.

    Attributes:
        confidence: That value.
        coverage: Share of all questions that are answered then, in (0, 1].
        risk: Share of those answered whose answer is wrong, in [0, 1].
    """

    confidence: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """The risk-coverage curve.

    (El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification",
    JMLR 11.)

    Args:
        confidences: One for each question.
        wrong: Whether the answer to it is wrong if it is given.

    Returns:
        A point for each confidence that occurs, highest first, so coverage ascends to 1.
        Questions of equal confidence are answered together.
    """
    points = []
    n_answered = n_wrong = 0
    for confidence, n_alike, n_mistaken in _alike(confidences, wrong):
        n_answered += n_alike
        n_wrong += n_mistaken
        points.append(RiskPoint(confidence, n_answered / len(wrong), n_wrong / n_answered))
    return tuple(points)


def _alike(confidences: Sequence[float], wrong: Sequence[bool]) -> Iterator[tuple[float, int, int]]:
    """Each confidence, highest first, how many questions have it, and how many are wrong."""
    ranked = sorted(zip(confidences, wrong, strict=True), key=lambda row: -row[0])
    for confidence, group in groupby(ranked, key=lambda row: row[0]):
        mistaken = [is_wrong for _, is_wrong in group]
        yield confidence, len(mistaken), sum(mistaken)


def area_under_risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> float:
    """The area under the risk-coverage curve, AURC: 0 is best.

    It is the mean of the risks of answering the most confident one, two, three … of the n
    questions (Geifman, Uziel and El-Yaniv 2019, "Bias-Reduced Uncertainty Estimation for Deep
    Neural Classifiers", ICLR). Which of equally confident questions come first is unknown, so
    the risk within them is the one that is expected of a random order.

    Args:
        confidences: One for each question; at least one.
        wrong: Whether the answer to it is wrong if it is given.

    Returns:
        The area, in [0, 1].
    """
    n_answered, n_wrong, risks = 0, 0.0, 0.0
    for _, n_alike, n_mistaken in _alike(confidences, wrong):
        for _ in range(n_alike):
            n_answered += 1
            n_wrong += n_mistaken / n_alike
            risks += n_wrong / n_answered
    return risks / len(wrong)


def thinned(points: Sequence[RiskPoint]) -> tuple[RiskPoint, ...]:
    """Some hundred of a curve's points: the first that reaches each percent of coverage."""
    chosen: list[RiskPoint] = []
    for point in points:
        step = int(point.coverage * _N_POINTS)
        if not chosen or step > int(chosen[-1].coverage * _N_POINTS):
            chosen.append(point)
    return tuple(chosen)


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """How well confidence tells answerable questions from unanswerable ones.

    The area under the receiver operating characteristic is the probability that an answerable
    question has a higher confidence than an unanswerable one, equal ones counted half (Hanley
    and McNeil 1982, Radiology 143(1)).

    Args:
        answerable: Confidences; at least one.
        unanswerable: Confidences; at least one.

    Returns:
        In [0, 1]; 0.5 is chance.
    """
    return float(_area(*_histograms(answerable, unanswerable)))


def auroc_interval(
    answerable: Sequence[float],
    unanswerable: Sequence[float],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of `auroc`; each of the two groups is drawn from."""
    import numpy as np

    random = np.random.default_rng(seed)
    groups = _histograms(answerable, unanswerable)
    # A sample of a group is told by how often each confidence was drawn.
    areas = [
        _area(*(random.multinomial(group.sum(), group / group.sum()) for group in groups))
        for _ in range(draws)
    ]
    return percentile_interval(np.array(areas))


def _histograms(
    answerable: Sequence[float], unanswerable: Sequence[float]
) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """How many questions of each group have each confidence that occurs, lowest first."""
    import numpy as np

    values, places = np.unique([*answerable, *unanswerable], return_inverse=True)
    first, second = places[: len(answerable)], places[len(answerable) :]
    return np.bincount(first, minlength=values.size), np.bincount(second, minlength=values.size)


def _area(answerable: "NDArray[Any]", unanswerable: "NDArray[Any]") -> Any:
    """The area under the curve of two histograms over the same ascending values."""
    lower = unanswerable.cumsum() - unanswerable
    won = (answerable * (lower + unanswerable / 2)).sum()
    return won / (answerable.sum() * unanswerable.sum())
