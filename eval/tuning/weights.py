"""Fitting how the searches are put together.

The measure jumps where two paragraphs change places, so no gradient leads to the best weights.
One weight after the other is set to the best of a few values, round after round, until none
changes (coordinate ascent, as in Metzler and Croft 2007, "Linear Feature-based Models for
Information Retrieval", Information Retrieval 10).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from eval.comparison import DEFAULT_BY
from eval.evaluate import Progress
from eval.measures import measure_each, parse_measure
from eval.runs import Run
from eval.tuning.candidates import Candidates
from eval.tuning.folds import others, split
from qa.bm25 import BM25
from qa.retriever import FusionSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    # Of each question the value that some settings give.
    Measured = Callable[[FusionSettings], NDArray[np.float64]]

__all__ = ["GRID", "FittedWeights", "fit_weights"]

GRID: Mapping[str, tuple[float, ...]] = {
    "known_weight": (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
    "dense_weight": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "late_weight": (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "power": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
    "length_penalty": (0.0, 0.0075, 0.015, 0.03),
    "phrase_weight": (0.0, 0.05, 0.1, 0.2, 0.3),
    "neighbour_weight": (0.0, 0.1, 0.2, 0.3, 0.5),
    "k1": (0.6, 0.9, 1.2, 1.6, 2.0),
    "b": (0.3, 0.5, 0.75, 0.9),
}
"""The values that are tried: of `FusionSettings`, its `SecondLook` and its `BM25`."""
_FUSION, _BM25 = ("known_weight", "dense_weight"), ("k1", "b")
_ROUNDS = 3
_DEPTH = 100  # how many paragraphs are ranked at most


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """Weights that were fitted on all questions, and what such a fit brings to others.

    Attributes:
        settings: The weights.
        by: The measure that they are best by.
        usual: What the usual settings find.
        held_out: For each question, what is found with weights fitted on the other folds.
        held_out_settings: Those weights, by the question's id.
        folds: In how many parts the questions were held out.
    """

    settings: FusionSettings
    by: str
    usual: Run
    held_out: Run
    held_out_settings: Mapping[str, FusionSettings]
    folds: int


def fit_weights(
    candidates: Sequence[Candidates],
    *,
    mean_length: float,
    folds: int,
    by: str = DEFAULT_BY,
    progress: Progress | None = None,
) -> FittedWeights:
    """Fit the weights on questions.

    Args:
        candidates: Of each question, which has a paragraph that is judged relevant; at least 2.
        mean_length: How many words a paragraph of the library has on average.
        folds: In how many parts they are held out in turn.
        by: The measure that is to be as high as can be.
        progress: Told after each fold, and after the fit on all.

    Raises:
        InputError: The measure is unknown.
    """
    measured = _measuring(candidates, by)
    fitted = _Fit(measured, mean_length, _grid(candidates))
    start = FusionSettings()
    parts = split(len(candidates), folds)
    held_out, held_out_settings = {}, {}
    for number, part in enumerate(parts, start=1):
        settings = fitted.best(others(parts, number - 1))
        for place in part:
            each = candidates[place]
            held_out[each.query.query_id] = each.ranking(settings, _DEPTH)
            held_out_settings[each.query.query_id] = settings
        if progress is not None:
            progress(number, len(parts) + 1)
    settings = fitted.best(others(parts, None))
    if progress is not None:
        progress(len(parts) + 1, len(parts) + 1)
    usual = {each.query.query_id: each.ranking(start, _DEPTH) for each in candidates}
    return FittedWeights(settings, by, usual, held_out, held_out_settings, len(parts))


def _measuring(candidates: Sequence[Candidates], by: str) -> "Measured":
    """What gives the measure of each question under some settings; it remembers them."""
    import numpy as np

    by, measure = parse_measure(by)
    depth = measure.params.get("cutoff", _DEPTH)
    judgements = {each.query.query_id: each.query.relevant for each in candidates}

    @cache
    def measured(settings: FusionSettings) -> "NDArray[np.float64]":
        run = {each.query.query_id: each.ranking(settings, depth) for each in candidates}
        return np.array(list(measure_each({by: measure}, judgements, run)[by].values()))

    return measured


@dataclass(frozen=True, slots=True)
class _Fit:
    """Looks for the best weights, from the usual ones on."""

    measured: "Measured"
    mean_length: float
    grid: Mapping[str, Sequence[float]]

    def best(self, rows: "NDArray[np.int64]") -> FusionSettings:
        """The best weights for some of the questions; the usual ones if none is better."""
        best = FusionSettings()
        most = self.measured(best)[rows].mean()
        for _ in range(_ROUNDS):
            before = best
            for name, values in self.grid.items():
                for value in values:
                    tried = self._with(best, name, value)
                    mean = self.measured(tried)[rows].mean()
                    if mean > most:
                        best, most = tried, mean
            if best == before:
                break
        return best

    def _with(self, settings: FusionSettings, name: str, value: float) -> FusionSettings:
        changed: dict[str, Any] = {name: value}
        if name in _FUSION:
            return replace(settings, **changed)
        if name in _BM25:
            tantivy = BM25(k1=1.2, b=0.75, mean_length=self.mean_length)
            return replace(settings, bm25=replace(settings.bm25 or tantivy, **changed))
        look = settings.second_look
        return replace(settings, second_look=look and replace(look, **changed))


def _grid(candidates: Sequence[Candidates]) -> Mapping[str, Sequence[float]]:
    """The values to try; none that weigh what no question has: a second look, known questions."""
    seen = any(each.seen for each in candidates)
    known = any(each.found.known for each in candidates)
    return {
        name: values
        for name, values in GRID.items()
        if (seen or name in {*_FUSION, *_BM25}) and (known or name != "known_weight")
    }
