"""Tuning a library: weights, confidence and threshold, fitted on a question set."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from eval.comparison import DEFAULT_BY, Comparison, compare
from eval.evaluate import MissingGold, Progress, measurable, missing_gold
from eval.history import as_searched, conversation_before
from eval.measures import DEFAULT_MEASURES, parse_measure
from eval.model import Query
from eval.tuning.candidates import gather_candidates, known_of, known_of_others
from eval.tuning.confidence import fit_confidence
from eval.tuning.folds import FOLDS
from eval.tuning.threshold import FittedThreshold, fit_threshold, mistakes
from eval.tuning.weights import FittedWeights, fit_weights
from index import Library
from index.errors import BadQuestion, InputError
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.confidence import Signals, usual_confidence
from qa.retriever import FusionSettings
from qa.tuned import Gain, Provenance, TunedSettings, TunedThreshold, TunedWeights

__all__ = ["FEWEST", "Stage", "Tuning", "WeightsTuning", "tune", "unwatched"]

FEWEST = 20
"""How many questions a fit needs; the threshold's, of either kind."""

Stage = Callable[[str], AbstractContextManager[Progress | None]]
"""Gives what is told of the progress of something that is done, such as `searching`."""


@dataclass(frozen=True, slots=True)
class WeightsTuning:
    """Weights that were fitted, and how they compare with the usual ones on held-out questions.

    Attributes:
        fitted: The weights.
        comparison: A are the usual weights, B those of the other folds.
    """

    fitted: FittedWeights
    comparison: Comparison

    @property
    def better(self) -> bool:
        """Whether B is better by the measure that was fitted."""
        return self.comparison.measures[self.fitted.by].difference > 0


@dataclass(frozen=True, slots=True)
class Tuning:
    """What tuning found out.

    Attributes:
        weights: None if too few questions have a paragraph that is judged relevant.
        threshold: None if too few questions are answerable, or too few unanswerable.
        settings: What of it brings something to questions that were held out.
        n_gold: How many judgements name a paragraph as relevant to a question that counts.
        missing: Those of them whose paragraph is not in the library.
        seconds: How long it took.
    """

    weights: WeightsTuning | None
    threshold: FittedThreshold | None
    settings: TunedSettings
    n_gold: int
    missing: tuple[MissingGold, ...]
    seconds: float


def unwatched(_: str) -> AbstractContextManager[None]:
    """A `Stage` of which nobody is told."""
    return nullcontext()


def tune(
    library: Library,
    queries: Sequence[Query],
    *,
    questions: Sequence[str] = (),
    folds: int = FOLDS,
    by: str = DEFAULT_BY,
    bare: bool = False,
    stage: Stage = unwatched,
) -> Tuning:
    """Fit a library's settings on questions; nothing is written.

    What it starts from, and compares with, are the usual settings, whatever the library has. A
    question with earlier turns is understood after them.

    Args:
        library: What is searched.
        queries: The questions.
        questions: Paths of their sets, for the provenance.
        folds: In how many parts questions are held out in turn, from 2.
        by: The measure that the weights are to make as high as can be.
        bare: Whether the earlier turns of questions are ignored.
        stage: Told of the progress.

    Raises:
        InputError: Neither weights nor threshold can be fitted, the measure is unknown, or no
            relevant paragraph is in the library.
        BadQuestion: A question cannot be searched for; the message names it.
    """
    began = time.perf_counter()
    by, _ = parse_measure(by)
    judged = [query for query in queries if measurable(query)]
    unanswerable = [query for query in queries if not query.answerable]
    answerable = [query for query in queries if query.answerable and not query.undecided]
    fits_threshold = min(len(answerable), len(unanswerable)) >= FEWEST
    if len(judged) < FEWEST and not fits_threshold:
        raise InputError(
            f"{len(judged)} of the {len(queries)} questions name a paragraph that answers them, "
            f"and {len(unanswerable)} are marked as not answerable: tuning needs at least "
            f"{FEWEST} of the former, or {FEWEST} answerable ones and as many that are not"
        )
    n_gold = sum(len(query.gold) for query in judged)
    missing = missing_gold(library, judged)
    if missing and len(missing) == n_gold:
        raise InputError(
            f"none of the {n_gold} relevant paragraphs is in {library.folder}; name the library "
            f"that holds these documents with --library"
        )
    weights, searched = None, as_searched(Assistant(library), judged, bare=bare)
    if len(judged) >= FEWEST:
        weights = _tune_weights(library, searched, folds=folds, by=by, stage=stage)
    threshold = None
    if fits_threshold:
        threshold = _tune_threshold(
            library, (answerable, unanswerable), weights, folds=folds, bare=bare, stage=stage
        )
    return Tuning(
        weights=weights,
        threshold=threshold,
        settings=_settings(
            library,
            questions,
            (judged, [*answerable, *unanswerable]),
            weights,
            threshold,
            searched=searched,
        ),
        n_gold=n_gold,
        missing=missing,
        seconds=round(time.perf_counter() - began, 3),
    )


def _tune_weights(
    library: Library, judged: Sequence[Query], *, folds: int, by: str, stage: Stage
) -> WeightsTuning:
    with stage("searching") as progress:
        candidates = gather_candidates(
            library,
            judged,
            depth=FusionSettings().depth,
            known=known_of_others(library, judged, folds),
            progress=progress,
        )
    with library.view() as view:
        mean_length = view.mean_length()
    with stage("fitting weights") as progress:
        fitted = fit_weights(
            candidates, mean_length=mean_length, folds=folds, by=by, progress=progress
        )
    comparison = compare(
        judged,
        fitted.usual,
        fitted.held_out,
        measures=tuple(dict.fromkeys([*DEFAULT_MEASURES, by])),
        by=by,
        n_changed=0,
    )
    return WeightsTuning(fitted, comparison)


def _tune_threshold(
    library: Library,
    groups: tuple[Sequence[Query], Sequence[Query]],
    weights: WeightsTuning | None,
    *,
    folds: int,
    bare: bool,
    stage: Stage,
) -> FittedThreshold:
    """Fit the threshold on answerable and unanswerable questions.

    The confidence is fitted with it if that makes fewer mistakes on questions held out.

    If weights were fitted that are better, the questions are answered with them: those that they
    were fitted on with the weights of the other folds, so that none knows its own answer.
    """
    n, queries = len(groups[0]), [query for group in groups for query in group]
    with stage("answering") as progress:
        before = _signals(library, queries, {}, FusionSettings(), bare=bare, progress=progress)
    signals = before
    if weights and weights.better:
        fitted = weights.fitted
        with stage("answering with fitted weights") as progress:
            signals = _signals(
                library,
                queries,
                fitted.held_out_settings,
                fitted.settings,
                bare=bare,
                progress=progress,
            )
    start = usual_confidence()
    told, told_before = (list(map(start.probability, each)) for each in (signals, before))
    usual = mistakes(told_before[:n], told_before[n:], AnswererSettings().threshold)
    threshold = fit_threshold(told[:n], told[n:], usual=usual, folds=folds)
    both = fit_confidence(signals[:n], signals[n:], start=start, usual=usual, folds=folds)
    return both if both.held_out.mean < threshold.held_out.mean else threshold


def _signals(
    library: Library,
    queries: Sequence[Query],
    settings: Mapping[str, FusionSettings],
    otherwise: FusionSettings,
    *,
    bare: bool,
    progress: Progress | None,
) -> list[Signals | None]:
    """The signals of each question, with settings by its id or others."""
    signals: list[Signals | None] = []
    for query in queries:
        fusion = settings.get(query.query_id, otherwise)
        assistant = Assistant(library, fusion=fusion, answerer=AnswererSettings())
        try:
            conversation = conversation_before(assistant, query, bare=bare)
            signals.append(conversation.signals(query.query))
        except BadQuestion as error:
            raise BadQuestion(f"query_id {query.query_id!r}: {error}") from error
        if progress is not None:
            progress(len(signals), len(queries))
    return signals


def _settings(
    library: Library,
    questions: Sequence[str],
    queries: tuple[Sequence[Query], Sequence[Query]],
    weights: WeightsTuning | None,
    threshold: FittedThreshold | None,
    *,
    searched: Sequence[Query],
) -> TunedSettings:
    """The settings that are worth having, of the questions for the weights and the threshold."""

    def provenance(of: Sequence[Query], folds: int, by: str, gains: dict[str, Gain]) -> Provenance:
        return Provenance.of_today(
            model=library.model_identity,
            questions=questions,
            asked=[query.query for query in of],
            folds=folds,
            by=by,
            gains=gains,
        )

    tuned = TunedSettings()
    if weights and weights.better:
        fitted, found = weights.fitted, weights.comparison
        gains = {name: Gain(each.a, each.b) for name, each in found.measures.items()}
        origin = provenance(queries[0], fitted.folds, fitted.by, gains)
        known = known_of(library, searched).stored() if fitted.settings.known_weight else None
        tuned = replace(tuned, weights=TunedWeights(fitted.settings, origin, known))
    if threshold and threshold.better:
        usual, held_out = threshold.usual, threshold.held_out
        gains = {
            "answerable_refused": Gain(usual.answerable_refused, held_out.answerable_refused),
            "unanswerable_answered": Gain(
                usual.unanswerable_answered, held_out.unanswerable_answered
            ),
        }
        origin = provenance(queries[1], threshold.folds, "balanced accuracy", gains)
        kept = TunedThreshold(threshold.threshold, origin, threshold.confidence)
        tuned = replace(tuned, threshold=kept)
    return tuned
